"""Worlds of a test server: how long it takes to make one, to fork one, and what one weighs.

Over HTTP, as a fixture meets it, with the client's own time. Run as `python -m benchmarks.worlds`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.starting import READY, stop
from service.client import Client, TestServer

WORLDS = 200
PASSWORD, IDENTITY = "081208", "11010519491231002X"
MAIN = ("-c", "from sim.cli import main; main()")


@dataclass(frozen=True)
class Measured:
    """Times in milliseconds, each of all worlds, and memory in MiB."""

    made_ms: list[float]
    forked_ms: list[float]
    forked_from_default_ms: list[float]
    life_ms: list[float]
    """Of a whole test: a fork, a deposit, its redemption, and the end of the fork."""
    worlds_mib: float
    """What all forks together add to the server."""


def worlds() -> Measured:
    """Return what a server with a file of SQLite takes for its worlds."""
    with tempfile.TemporaryDirectory() as folder:
        process, url = _serving(Path(folder))
        try:
            with TestServer(url) as server:
                return _measured(server, process.pid)
        finally:
            stop(process)


def p99(times_ms: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(times_ms, n=100)[98]


def _measured(server: TestServer, supervisor: int) -> Measured:
    model = server.make_world()
    with TestServer(server.url_of(model)) as world:
        opened = world.seed()
    server.seed(provider="of the default world")
    keys = opened.keys.outlet, opened.keys.provider
    wallet_id = opened.wallets[0].wallet_id
    made_ms = [_took(server, None) for _ in range(WORLDS)]
    from_default_ms = [_took(server, "default") for _ in range(WORLDS)]
    life_ms = [_life(server, model.world_id, keys, wallet_id) for _ in range(WORLDS)]
    before_mib = _memory_mib(supervisor)
    forked_ms = [_timed(lambda: server.make_world(origin=model.world_id)) for _ in range(WORLDS)]
    worlds_mib = _memory_mib(supervisor) - before_mib
    return Measured(made_ms, forked_ms, from_default_ms, life_ms, worlds_mib)


def _took(server: TestServer, origin: str | None) -> float:
    began_s = perf_counter()
    world = server.make_world(origin=origin)
    took_ms = 1_000 * (perf_counter() - began_s)
    server.delete_world(world.world_id)
    return took_ms


def _life(server: TestServer, origin: str, keys: tuple[str, str], wallet_id: str) -> float:
    began_s = perf_counter()
    world = server.make_world(origin=origin)
    url = server.url_of(world)
    with Client(url, keys[0]) as outlet, Client(url, keys[1]) as provider:
        draft = outlet.deposit(17_500, password=PASSWORD, identity=IDENTITY)
        provider.redeem(draft.number, PASSWORD, wallet_id)
    server.delete_world(world.world_id)
    return 1_000 * (perf_counter() - began_s)


def _timed(action: Callable[[], object]) -> float:
    began_s = perf_counter()
    action()
    return 1_000 * (perf_counter() - began_s)


def _memory_mib(supervisor: int) -> float:
    """Return the resident memory of the server and its worker."""
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text(encoding="ascii")
    pages = sum(
        int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        for pid in (str(supervisor), *children.split())
    )
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _serving(folder: Path) -> tuple["subprocess.Popen[bytes]", str]:
    words = [
        *(sys.executable, *MAIN, "serve", "--port", "0", "--password-cost", "none"),
        *("--test-clock", "2026-11-24T02:30:00Z", "--log-level", "warning"),
        *("--database", f"sqlite:///{folder}/books.db", "--worlds", str(2 * WORLDS)),
    ]
    process = subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE)
    assert process.stderr, "it is a pipe"
    for line in process.stderr:
        if ready := READY.search(line):
            return process, ready[1].decode()
    message = "no server was started"
    raise RuntimeError(message)


def main() -> None:
    """Print all figures."""
    found = worlds()
    for name in ("made_ms", "forked_ms", "forked_from_default_ms", "life_ms"):
        times_ms = getattr(found, name)
        median = statistics.median(times_ms)
        sys.stdout.write(f"{name}: median {median:.1f}, p99 {p99(times_ms):.1f}\n")
    sys.stdout.write(f"{WORLDS} forks: {found.worlds_mib:.0f} MiB\n")


if __name__ == "__main__":
    main()
