"""Processor time of starting: a command that asks a server, and a server until it is ready.

User and system time of the process and all that it started, beside the yardstick: Python itself
with the standard library's HTTP client. Run as `python -m benchmarks.starting [PYTHON...]`, where
each PYTHON is the interpreter of another checkout, measured in turn with this one.
"""

import os
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 5
MAIN = ("-c", "from sim.cli import main; main()")
YARDSTICK = ("-c", "import http.client, json, ssl")
READY = re.compile(rb"ready on (\S+)")


def command_s(python: str, url: str, key: str) -> float:
    """Return what `keys list` takes that asks a server."""
    environment = os.environ | {"WANGHUIYI_KEY": key}
    return _processor_s([python, *MAIN, "keys", "list", "--server", url], environment)


def yardstick_s(python: str) -> float:
    """Return what an interpreter takes that imports what speaks HTTP, and does nothing."""
    return _processor_s([python, *YARDSTICK], dict(os.environ))


def server_s(python: str) -> float:
    """Return what a server of one worker, which delivers too, takes until it has stopped again."""
    with tempfile.TemporaryDirectory() as folder:
        before = _children_s()
        process, _ = _serving(python, Path(folder))
        stop(process)
        return _children_s() - before


def measured(pythons: list[str]) -> dict[str, list[float]]:
    """Return the measurements of each, interleaved, so that all have the same machine."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url_of = ["--database", f"sqlite:///{folder}/asked.db"]
        making = [sys.executable, *MAIN, "keys", "create", "operator", "me", *url_of]
        made = subprocess.run(making, check=True, capture_output=True, text=True)
        process, url = _serving(sys.executable, folder, "asked.db")
        for _ in range(ROUNDS):
            found.setdefault("yardstick", []).append(yardstick_s(sys.executable))
            for python in pythons:
                command = command_s(python, url, made.stdout.strip())
                found.setdefault(f"command {python}", []).append(command)
                found.setdefault(f"server {python}", []).append(server_s(python))
        stop(process)
    return found


def main() -> None:
    """Print the median of each, in milliseconds and as multiples of the yardstick."""
    found = measured([sys.executable, *sys.argv[1:]])
    yardstick = statistics.median(found["yardstick"])
    for name, seconds in found.items():
        median = statistics.median(seconds)
        spread = f"{1_000 * min(seconds):.0f} to {1_000 * max(seconds):.0f}"
        times = f"{median / yardstick:.1f} yardsticks"
        sys.stdout.write(f"{name}: {1_000 * median:.0f} ms ({spread}), {times}\n")


def _serving(
    python: str, folder: Path, name: str = "books.db"
) -> tuple["subprocess.Popen[bytes]", str]:
    words = [python, *MAIN, "serve", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(
        [*words, "--database", f"sqlite:///{folder}/{name}"], cwd=folder, stderr=subprocess.PIPE
    )
    assert process.stderr, "it is a pipe"
    for line in process.stderr:
        if ready := READY.search(line):
            return process, ready[1].decode()
    message = f"{python} did not start a server"
    raise RuntimeError(message)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop a server, and wait until it has."""
    process.send_signal(signal.SIGTERM)
    process.communicate()


def _processor_s(words: list[str], environment: dict[str, str]) -> float:
    before = _children_s()
    with tempfile.TemporaryDirectory() as folder:  # so that an interpreter finds its own checkout
        subprocess.run(words, check=True, capture_output=True, env=environment, cwd=folder)
    return _children_s() - before


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
