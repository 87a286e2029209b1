"""On a terminal a bar shows how far a run is, and Ctrl-C leaves the command that goes on."""

import os
import signal
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.end_to_end.command_line import COMMAND, wanghuiyi
from tests.sim.runs import small_file
from tests.waiting import PATIENCE_S

RUN = ("run", "small.toml", "--no-plots", "--workers", "1", "--set", "run.days=2")
UNTIL = ("--until", "wait_mean_min=0.1%", "--at-most", "9000")
WIDE = (24, 200)


class Terminal:
    """A process whose stderr is a terminal, and what came there so far."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self.screen = screen
        self.shown = ""

    def read_until(self, *texts: str) -> bool:
        """Read on until all of these were shown; tell whether they were before its end."""
        while not all(text in self.shown for text in texts):
            try:
                read = os.read(self.screen, 4_096)
            except OSError:  # Linux says so when the other end is closed
                return False
            if not read:
                return False
            self.shown += read.decode()
        return True


@contextmanager
def terminal(folder: Path, *arguments: str) -> Iterator[Terminal]:
    """Run a command in a folder, with a wide terminal for its stderr."""
    screen, end = os.openpty()
    termios.tcsetwinsize(end, WIDE)
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=os.environ | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=end,
    ) as process:
        os.close(end)
        try:
            yield Terminal(process, screen)
        finally:
            process.kill()
            with suppress(OSError):
                os.close(screen)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    small_file(tmp_path)
    return tmp_path


def test_a_terminal_shows_a_bar_with_the_precision_and_ctrl_c_how_to_go_on(small: Path) -> None:
    with terminal(small, *RUN, *UNTIL) as run:
        begun = run.read_until("planned: ", "wait_mean_min ±", " wanted")
        run.process.send_signal(signal.SIGINT)
        run.read_until("never shown, so to the end")
        stdout, _ = run.process.communicate(timeout=PATIENCE_S)

    assert begun, run.shown
    assert run.process.returncode == 130
    assert stdout == b""
    kept = len(list(small.glob("results/small.unfinished/*/*.shard")))
    assert f"{kept} finished shards are kept in results/small.unfinished/" in run.shown
    *_, again, last = (line.strip() for line in run.shown.splitlines() if line.strip())
    assert again == " ".join(["wanghuiyi", *RUN, *UNTIL])
    assert last == "interrupted: a result that was not finished was not written"


def test_a_terminal_gets_the_bar_and_stdout_only_the_table(small: Path) -> None:
    with terminal(small, *RUN, "--replications", "40") as run:
        run.read_until("never shown, so to the end")
        stdout, _ = run.process.communicate(timeout=PATIENCE_S)

    assert run.process.returncode == 0, run.shown
    assert "/40" in run.shown
    assert stdout.decode().splitlines()[0].split() == ["mean", "95%", "interval", "unit"]
    assert "/40" not in stdout.decode()


def test_elsewhere_a_short_run_says_nothing_of_its_progress(small: Path) -> None:
    done = wanghuiyi(*RUN, "--replications", "40", folder=small)

    assert done.returncode == 0
    first, predicted, last = done.stderr.splitlines()
    assert first == "40 replications; files in results/small/"
    assert predicted.startswith("mean waits as explain predicts them: rural ")
    assert last == "draw them with wanghuiyi plot results/small"
