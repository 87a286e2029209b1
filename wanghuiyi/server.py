"""The server of a test session: a process of its own, which ends with the last that uses it.

Its standard input is a named pipe, and whoever uses the server holds that pipe's other end. So the
system itself counts them, and the server ends even when all of them are killed.
"""

import json
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wanghuiyi.clock import text_of
from wanghuiyi.line import AnswerLost, Line

if TYPE_CHECKING:
    from wanghuiyi.world import World

SEED = "1"
MOMENT = "2026-11-24T02:30:00Z"
START_S = 60.0
WORLDS_MAX = 10_000
WORLD_IDLE_S = 86_400.0
LOG_LINES = 30
_POLL_S = 0.01
_READY = re.compile(r"^ready on (http://\S+) ", re.MULTILINE)
_LIBRARY_MISSING = "ModuleNotFoundError"
_NOT_ITS_OWN = ("PYTHONPATH", "PYTHONHOME", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
"""What of the tests' environment would have the server find other modules, or be measured."""


class NotStarted(RuntimeError):  # noqa: N818 - named by what is so
    """No server was started; the message has the end of its log."""


class ServerDied(RuntimeError):  # noqa: N818 - named by what is so
    """The server of the session does not answer any more; the message has the end of its log."""


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, its process, and the file of its log."""

    url: str
    pid: int
    log: Path

    @property
    def logged(self) -> str:
        """Return the last lines of its log."""
        return _end_of(self.log)

    @contextmanager
    def world(self, seed: str = SEED, at: datetime | str = MOMENT) -> "Iterator[World]":
        """Lend a world for as long as you like, such as to all tests of a module.

        Nothing judges it at its end: `world.verdict.findings()` does.
        """
        from wanghuiyi.world import Beginning, lent  # noqa: PLC0415 - it asks for more modules

        with closing(Line(self.url)) as line, lent(line, Beginning(seed, text_of(at))) as world:
            yield world

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Raise ServerDied for an answer that was lost because the server is not there any more."""
        try:
            yield
        except AnswerLost as lost:
            if _answers(self.url):
                raise
            message = (
                f"the server of this session, process {self.pid}, does not answer any more, and "
                "no later test can use it: run the tests again; "
                f"its log, {self.log}, ends so:\n{self.logged}"
            )
            raise ServerDied(message) from lost


@dataclass(frozen=True)
class _Shared:
    """What those who share a server find in its folder."""

    url: str
    pid: int
    pipe: str
    users: int


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Lend the server of a folder, and start it if there is none. Raise NotStarted.

    All processes that name the same folder share it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    with _locked(folder):
        held = _joined(folder)
        shared, end, process = held or _started(folder, log)
        _note(folder, _Shared(shared.url, shared.pid, shared.pipe, shared.users + 1))
    try:
        yield Server(shared.url, shared.pid, log)
    finally:
        with _locked(folder):
            left = _noted(folder)
            users = left.users - 1 if left and left.pid == shared.pid else 0
            if left and left.pid == shared.pid:
                _note(folder, _Shared(left.url, left.pid, left.pipe, users))
            os.close(end)
        if process and users:
            process.returncode = 0  # it goes on for others, and is not waited for
        elif process:
            process.wait(START_S)


def command() -> Path:
    """Return the command of the environment that runs the tests. Raise NotStarted."""
    # Beside the interpreter in a virtual environment; elsewhere with a system's own Python.
    folders = [Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))]
    folders.append(Path(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))))
    for folder in folders:
        for name in ("wanghuiyi", "wanghuiyi.exe"):
            if (folder / name).exists():
                return folder / name
    message = (
        f"there is no command wanghuiyi beside {sys.executable}, nor where pip puts commands: "
        "install wanghuiyi into the environment that runs the tests"
    )
    raise NotStarted(message)


def _started(folder: Path, log: Path) -> tuple[_Shared, int, "subprocess.Popen[bytes] | None"]:
    pipe = folder / f"users-{os.getpid()}-{time.monotonic_ns()}"
    os.mkfifo(pipe, 0o600)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    end = os.open(pipe, os.O_WRONLY)
    os.set_blocking(reading, True)
    words: list[str | Path] = [
        *(command(), "serve", "--port", "0", "--test-clock", MOMENT, "--until-stdin-ends"),
        *("--database", f"sqlite:///{folder / 'default_world.db'}", "--log-level", "warning"),
        *("--password-cost", "none", "--stop-s", "1"),
        *("--worlds", str(WORLDS_MAX), "--world-idle-s", str(WORLD_IDLE_S)),
    ]
    try:
        with log.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603 - our own command
                words,
                cwd=folder,
                env=_environment(),
                stdin=reading,
                stdout=written,
                stderr=written,
                start_new_session=True,  # an interrupt from the keyboard is for the tests
            )
    finally:
        os.close(reading)
    try:
        return _Shared(_url_when_ready(process, log), process.pid, str(pipe), 0), end, process
    except BaseException:
        os.close(end)
        raise


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name not in _NOT_ITS_OWN and not name.startswith("WANGHUIYI_")
    }


def _url_when_ready(process: "subprocess.Popen[bytes]", log: Path) -> str:
    until_s = time.monotonic() + START_S
    while time.monotonic() < until_s:
        if ready := _READY.search(log.read_text(encoding="utf-8", errors="replace")):
            return ready[1]
        if process.poll() is not None:
            message = f"the server ended with {process.returncode} before it was ready"
            break
        time.sleep(_POLL_S)
    else:
        process.kill()
        message = f"the server was not ready after {START_S:g} s"
    end = _end_of(log)
    if _LIBRARY_MISSING in end:
        message += " because a library that it needs is not installed: pip install wanghuiyi brings"
        message += " them all, unless it is called with --no-deps"
    message = f"{message}; its log, {log}, ends so:\n{end}"
    raise NotStarted(message)


def _joined(folder: Path) -> tuple[_Shared, int, None] | None:
    """Return a server that others use; None if there is none."""
    shared = _noted(folder)
    if shared is None or shared.users < 1:
        return None
    try:
        end = os.open(shared.pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:  # nobody reads it: that server was killed
        return None
    if not _answers(shared.url):
        os.close(end)
        return None
    return shared, end, None


def _answers(url: str) -> bool:
    with closing(Line(url)) as line:
        try:
            line.send("GET", "/readyz")
        except AnswerLost:
            return False
    return True


def _noted(folder: Path) -> _Shared | None:
    try:
        return _Shared(**json.loads((folder / "server.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _note(folder: Path, shared: _Shared) -> None:
    (folder / "server.json").write_text(json.dumps(asdict(shared)), encoding="utf-8")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    import fcntl  # noqa: PLC0415 - not there on Windows, where tests may still be collected

    with (folder / "lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _end_of(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LOG_LINES:]) or "(nothing was logged)"
