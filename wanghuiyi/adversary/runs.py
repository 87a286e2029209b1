"""Runs of a client's tests in processes of their own, which end in time whatever they do."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from wanghuiyi.adversary.notes import HANGS, Seen, read_notes
from wanghuiyi.adversary.plan import Plan, write_plan

PASSED, FAILED = 0, 1
SHOWN_LINES = 30
_GRACE_S = 2.0


class NotRun(Exception):  # noqa: N818 - named by what is so
    """The tests could not be run; the message says why, and what to do."""


@dataclass(frozen=True)
class Ran:
    """A run: how pytest ended (None if it was ended), what was seen of each test, what it said."""

    exit_code: int | None
    seen: dict[str, Seen]
    said: str
    seconds: float

    @property
    def is_hung(self) -> bool:
        """Return whether it was ended because it took too long."""
        return self.exit_code is None

    @property
    def last_lines(self) -> str:
        """Return how its output ends."""
        return "\n".join(self.said.splitlines()[-SHOWN_LINES:])

    def hanging(self) -> list[str]:
        """Return the tests that had begun and not ended, if the run was ended."""
        if not self.is_hung:
            return []
        return [test for test, seen in self.seen.items() if seen.is_begun and seen.traffic is None]


@dataclass
class Suite:
    """A client's tests: the command that runs them, and a folder for plans and notes."""

    command: Sequence[str]
    folder: Path
    timeout_s: float
    server: Path | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def run(self, plan: Plan) -> Ran:
        """Run them once. Raise NotRun if there is no such command."""
        number = next(self._numbers)
        file, notes = (self.folder / f"{name}-{number}.json" for name in ("plan", "notes"))
        write_plan(Plan(plan.faults, plan.only, notes, self.server), file)
        words = [*found(self.command), f"--wanghuiyi-plan={file}"]
        began_s = time.monotonic()
        exit_code, said = _ended(words, self.folder / f"said-{number}.txt", self.timeout_s)
        seen = read_notes(notes)
        ran = Ran(exit_code, seen, said, time.monotonic() - began_s)
        for test in ran.hanging():
            seen[test].mistakes[HANGS] = f"it did not end within {self.timeout_s:g} s"
        return ran


def found(command: Sequence[str]) -> list[str]:
    """Return a command with the path of its program; that of this environment goes first.

    Raise NotRun.
    """
    name, *words = command
    beside = Path(sys.executable).parent / name
    is_beside = os.sep not in name and beside.exists()
    path = str(beside) if is_beside else shutil.which(name)
    if path is None:
        message = (
            f"there is no command {name}: write after -- what runs your tests, "
            "such as pytest, or python -m pytest"
        )
        raise NotRun(message)
    return [path, *words]


def _ended(words: Sequence[str], said: Path, timeout_s: float) -> tuple[int | None, str]:
    """Run a command to its end; end it, and all that it has begun, after so long."""
    with said.open("wb") as written:
        process = subprocess.Popen(  # noqa: S603 - what the user asked to be run
            words,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt from the keyboard is for us, who end it
        )
    exit_code: int | None = None
    try:
        exit_code = process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process.returncode is None:
            _end(process)
    return exit_code, said.read_text(encoding="utf-8", errors="replace")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its children, which share its session."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_S)
