"""Progress: plain lines at sensible times in a log, a bar on a terminal, nothing on stdout."""

from itertools import pairwise
from pathlib import Path

import pytest

from sim.cli.progress import PlainLines, how_to_go_on


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def written() -> list[str]:
    return []


@pytest.fixture
def lines(clock: Clock, written: list[str]) -> PlainLines:
    return PlainLines("county", written.append, clock)


def go(lines: PlainLines, clock: Clock, steps: range, each_s: float, so_far: str = "") -> None:
    for done in steps:
        clock.now_s += each_s
        lines.show(done, 1_000, so_far)


def test_what_is_done_in_seconds_writes_no_line(
    lines: PlainLines, clock: Clock, written: list[str]
) -> None:
    lines.show(0, 1_000, "")

    go(lines, clock, range(1, 1_001), 0.009)

    assert written == []


def test_a_line_has_how_much_is_done_the_time_left_and_the_precision(
    lines: PlainLines, clock: Clock, written: list[str]
) -> None:
    lines.show(0, 1_000, "")

    go(lines, clock, range(1, 11), 1, "wait_mean_min within 4%")

    assert written == ["county: 10 of 1,000, 16 min left, wait_mean_min within 4%"]


def test_the_longer_it_takes_the_rarer_the_lines_and_the_last_says_how_long(
    lines: PlainLines, clock: Clock, written: list[str]
) -> None:
    lines.show(0, 1_000, "")

    go(lines, clock, range(1, 1_001), 10)

    done = [
        int(line.split(" of ")[0].removeprefix("county: ").replace(",", "")) for line in written
    ]
    assert done[:6] == [1, 2, 3, 5, 8, 12]
    assert max(later - one for one, later in pairwise(done)) == 30
    assert written[-1] == "county: 1,000 of 1,000, in 2.8 h"


def test_what_an_earlier_run_kept_is_soon_not_counted_in_the_pace(
    lines: PlainLines, clock: Clock, written: list[str]
) -> None:
    lines.show(0, 1_000, "")

    go(lines, clock, range(1, 501), 0)
    go(lines, clock, range(501, 801), 1)

    assert written[-1] == "county: 730 of 1,000, 4 min left"


def test_before_anything_is_done_no_time_is_said(
    lines: PlainLines, clock: Clock, written: list[str]
) -> None:
    lines.show(0, 1_000, "")
    clock.now_s += 20

    lines.show(0, 1_000, "")

    assert written == ["county: 0 of 1,000"]


def test_what_was_kept_is_said_with_the_command_that_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/wanghuiyi", "run", "my town.toml"])

    said = how_to_go_on({Path("a"): 1, Path("b"): 0, Path("c"): 1_200}, "shard")

    assert said == (
        "1 finished shard is kept in a/, 1,200 finished shards are kept in c/: go on with\n"
        "wanghuiyi run 'my town.toml'"
    )
    assert how_to_go_on({Path("b"): 0}, "shard") == ""
