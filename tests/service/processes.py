"""Servers as they are started outside: real processes, found ready by the line that they print."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from sim.cli import commands
from tests.waiting import PATIENCE_S

COMMAND = [sys.executable, "-c", "from sim.cli import main; main()"]
READY = re.compile(r"^ready on (http://\S+) \((.*)\)$", re.MULTILINE)


@dataclass(frozen=True)
class Server:
    """A server that can be asked."""

    process: subprocess.Popen[bytes]
    url: str
    kind: str
    log: Path

    def logged(self) -> str:
        """Return all that it wrote on stderr."""
        return self.log.read_text(encoding="utf-8")

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """Ask it to stop, and return its exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(PATIENCE_S)


@contextmanager
def serving(folder: Path, *options: str, command: Sequence[str] = COMMAND) -> Iterator[Server]:
    """Serve in a folder at a free port."""
    log = folder / "server.log"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [*command, "serve", "--port", "0", *options], cwd=folder, stderr=stderr
        )
    try:
        yield _ready(process, log)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE_S)


def sqlite_in(folder: Path) -> str:
    """Name the database that a server in a folder uses, unless another is named."""
    return f"sqlite:///{folder / 'wanghuiyi.db'}"


def key_of(role: str, holder: str, url: str, *options: str) -> str:
    """Make a key in a database."""
    arguments = ["keys", "create", role, holder, "--database", url, *options]
    done = CliRunner().invoke(commands, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout.strip()


def refused(folder: Path, *options: str) -> tuple[int, list[str]]:
    """Return the exit code and what is printed, of a server that does not start."""
    done = wanghuiyi("serve", "--port", "0", *options, folder=folder)
    return done.returncode, done.stderr.splitlines()


def wanghuiyi(
    *arguments: str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def _ready(process: subprocess.Popen[bytes], log: Path) -> Server:
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        found = READY.search(log.read_text(encoding="utf-8"))
        if found:
            return Server(process, found[1], found[2], log)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.02)
    raise AssertionError(log.read_text(encoding="utf-8"))


def messages_in(log: str) -> list[str]:
    """Return what each event in a log says; a line that a kill cut in two is none."""
    messages: list[str] = []
    for line in log.splitlines():
        with suppress(json.JSONDecodeError, KeyError, TypeError):
            messages.append(json.loads(line)["message"])
    return messages
