"""How far a long command is: done of all, the time left, and how precise its figures are so far.

A bar on a terminal's stderr, with remarks above it; elsewhere plain lines, the rarer the longer it
takes, and none of a command that is done in seconds. Stdout is for results and gets nothing.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sim.cli.interrupts import stop_if_interrupted
from sim.cli.output import own_command, to_people

FIRST_LINE_S = 10.0
LINES_APART_S = 300.0
# The pace is that of the last minute: what was kept by an earlier run is read in a moment.
PACE_S = 60.0
Step = Callable[[int, int], None]


@dataclass
class ProgressShown:
    """What a long command reports its steps to, and what it says beside them.

    `remark` writes a line that stays, above the bar if there is one; `also` gets every step, too.
    """

    show: Callable[[int, int, str], None]
    remark: Callable[[str], None]
    also: Step
    so_far: str = ""

    def step(self, done: int, total: int) -> None:
        """Show that so many of so many are done. Raise KeyboardInterrupt after a Ctrl-C."""
        stop_if_interrupted()
        self.show(done, total, self.so_far)
        self.also(done, total)

    def note(self, so_far: str) -> None:
        """Show this from now on beside how much is done: the precision so far."""
        self.so_far = so_far


@contextmanager
def showing_progress(name: str, also: Step = lambda _done, _total: None) -> Iterator[ProgressShown]:
    """Show how far the work of this name is, until it is done; `also` gets its steps, too."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = to_people()
    if not console.is_terminal:
        yield ProgressShown(PlainLines(name, console.print).show, console.print, also)
        return
    first = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    last = (TimeRemainingColumn(), TextColumn("{task.fields[so_far]}", markup=False))
    with Progress(*first, *last, console=console) as bar:
        task = bar.add_task(name, total=None, so_far="")

        def show(done: int, total: int, so_far: str) -> None:
            bar.update(task, completed=done, total=total, so_far=so_far)

        yield ProgressShown(show, console.print, also)


@dataclass
class Pace:
    """How fast work goes: by what was done in the last minute."""

    seen: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=10_000))

    def note(self, now_s: float, done: int) -> None:
        """Note how much is done now."""
        self.seen.append((now_s, done))
        while len(self.seen) > 2 and self.seen[1][0] <= now_s - PACE_S:  # noqa: PLR2004 - a pace takes two
            self.seen.popleft()

    def left_s(self, total: int) -> float | None:
        """Return the seconds that the rest will take; None while nothing was done.

        >>> pace = Pace()
        >>> pace.note(0, 0)
        >>> pace.note(10, 4)
        >>> pace.left_s(12)
        20.0
        """
        if not self.seen:
            return None
        (from_s, before), (now_s, done) = self.seen[0], self.seen[-1]
        if done <= before or now_s <= from_s:
            return None
        return (total - done) * (now_s - from_s) / (done - before)


@dataclass
class PlainLines:
    """Lines for a log: the first after ten seconds, the next ones ever farther apart."""

    name: str
    write: Callable[[str], None]
    clock_s: Callable[[], float] = time.monotonic
    begun_s: float = field(init=False)
    due_s: float = field(init=False)
    is_quiet: bool = True
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        """Begin now."""
        self.begun_s = self.clock_s()
        self.due_s = self.begun_s + FIRST_LINE_S

    def show(self, done: int, total: int, so_far: str) -> None:
        """Write a line if one is due; of work that took so long, also at its end."""
        from sim.tables import time_in_words

        now_s = self.clock_s()
        self.pace.note(now_s, done)
        is_last = done == total and not self.is_quiet
        if now_s < self.due_s and not is_last:
            return
        since_s = now_s - self.begun_s
        self.due_s = now_s + min(max(FIRST_LINE_S, since_s / 2), LINES_APART_S)
        self.is_quiet = False
        when = f"in {time_in_words(since_s)}" if is_last else self._left(total)
        parts = (f"{self.name}: {done:,} of {total:,}", when, so_far)
        self.write(", ".join(part for part in parts if part))

    def _left(self, total: int) -> str:
        from sim.tables import time_in_words

        left_s = self.pace.left_s(total)
        return "" if left_s is None else f"{time_in_words(left_s)} left"


def how_to_go_on(counts: Mapping[Path, int], what: str) -> str:
    """Say how many of what an unfinished command has kept in which folders, and how to go on.

    `what` is one of them, such as a shard; folders with none are left out, and of none at all
    nothing is said.
    """
    kept = [
        f"{count:,} finished {what}{'s are' if count > 1 else ' is'} kept in {folder}/"
        for folder, count in counts.items()
        if count
    ]
    return f"{', '.join(kept)}: go on with\n{own_command()}" if kept else ""
