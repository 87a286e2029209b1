"""A test server as it is installed, started and reset: its size, and processor time.

In a bare environment, where the wheel is installed without extras. The yardstick of a start is a
server of one table, in the fewest lines that Flask and SQLModel allow, under granian as ours is;
that of a reset is `drop_all` and `create_all` of the same tables, as a fixture usually does it.
"""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx2
import psutil
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from benchmarks.service import free_port
from service.tables import __all__ as our_tables
from tests.end_to_end import bare

ROUNDS = 5
RESETS = 20
LOOK_S = 0.02
READY_WITHIN_S = 60
MINIMAL = """
from flask import Flask
from sqlmodel import Field, Session, SQLModel, create_engine, select

class Deposit(SQLModel, table=True):
    number: str = Field(primary_key=True)
    amount_fen: int

engine = create_engine("sqlite:///minimal.db")
SQLModel.metadata.create_all(engine)
minimal = Flask("minimal")

@minimal.get("/readyz")
def ready():
    with Session(engine) as session:
        session.exec(select(Deposit)).first()
    return {"status": "ready"}
"""


class Figures(NamedTuple):
    """Medians: megabytes, seconds of the processor, milliseconds by the clock on the wall."""

    install_mb: float
    start_s: float
    minimal_start_s: float
    start_ratio: float
    reset_ms: float
    remake_ms: float


def measured() -> Figures:
    """Return what a bare install takes, a start and a reset, each round beside its yardstick."""
    with tempfile.TemporaryDirectory() as name:
        python = bare.installed(Path(name))
        size_mb = bare.size_mb(Path(name) / "bare")
        rounds = [(_start_s(_ours, python), _start_s(_minimal, python)) for _ in range(ROUNDS)]
        ours, minimal = zip(*rounds, strict=True)
        return Figures(
            size_mb,
            statistics.median(ours),
            statistics.median(minimal),
            statistics.median(one / other for one, other in rounds),
            _reset_ms(python),
            _remake_ms(),
        )


def _ours(python: Path, _folder: Path, port: int) -> list[str | Path]:
    options = ("--test-clock", "2026-11-24T02:30:00Z", "--seed", "1")
    return [python.with_name("wanghuiyi"), "serve", "--port", str(port), *options]


def _minimal(python: Path, folder: Path, port: int) -> list[str | Path]:
    (folder / "minimal_app.py").write_text(MINIMAL, encoding="utf-8")
    options = ("--interface", "wsgi", "--port", str(port), "--no-log")
    return [python, "-m", "granian", *options, "minimal_app:minimal"]


Command = Callable[[Path, Path, int], list[str | Path]]


def _start_s(command: Command, python: Path) -> float:
    with _serving(command, python) as (process, _):
        all_of_it = [process, *process.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in all_of_it)


def _reset_ms(python: Path) -> float:
    took_s = []
    with _serving(_ours, python) as (_, url), httpx2.Client(base_url=url) as client:
        for _ in range(RESETS):
            client.post("/test/seed", json={}).raise_for_status()
            began_s = time.perf_counter()
            client.post("/test/reset").raise_for_status()
            took_s.append(time.perf_counter() - began_s)
    return 1_000 * statistics.median(took_s)


def _remake_ms() -> float:
    assert our_tables, "importing them declares them"
    took_s = []
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/remade.db")
        SQLModel.metadata.create_all(engine)
        for _ in range(ROUNDS):  # each takes seconds
            began_s = time.perf_counter()
            SQLModel.metadata.drop_all(engine)
            SQLModel.metadata.create_all(engine)
            took_s.append(time.perf_counter() - began_s)
        engine.dispose()
    return 1_000 * statistics.median(took_s)


@contextmanager
def _serving(command: Command, python: Path) -> Iterator[tuple[psutil.Process, str]]:
    with tempfile.TemporaryDirectory() as name:
        port, folder = free_port(), Path(name)
        url = f"http://127.0.0.1:{port}"
        words = command(python, folder, port)
        with subprocess.Popen(
            words, cwd=folder, env=bare.environment(), stderr=subprocess.DEVNULL
        ) as server:
            try:
                _wait_until_ready(url)
                yield psutil.Process(server.pid), url
            finally:
                server.terminate()
                server.wait(READY_WITHIN_S)


def _wait_until_ready(url: str) -> None:
    until_s = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until_s:
        try:
            if httpx2.get(f"{url}/readyz").is_success:
                return
        except httpx2.TransportError:
            pass
        time.sleep(LOOK_S)
    message = f"no server answers at {url}"
    raise RuntimeError(message)
