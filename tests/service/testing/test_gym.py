"""The gym: what it plants, and that a matcher is scored by all of it."""

from collections import Counter
from pathlib import Path

import pytest

from service.clock import day_from_date
from service.documents.book_file import book_csv, found_csv, read_book, read_found
from service.documents.outside_file import read_outside_file
from service.domain.reconciliation import OutsideDifferenceKind, compare_with_outside
from service.testing.gym import GYM_FORM, exercise, outside_csv, planted_csv, score
from tests.service.cli.desk import call

DAY = day_from_date("2026-11-23")
DAYS = ("--from", "2026-11-23", "--until", "2026-11-27")
FORM = (
    *("--at", "Booked", "--amount", "Amount", "--reference", "Reference"),
    *("--delimiter", ";", "--decimal", ",", "--date-form", "%d.%m.%Y"),
)


@pytest.mark.parametrize("seed", ["1", "2", "王", "a long seed of somebody"])
def test_our_own_matcher_finds_all_that_was_planted_and_nothing_else(seed: str) -> None:
    one = exercise(seed, 5_000, 200, DAY)

    outside = read_outside_file(outside_csv(one), GYM_FORM)
    found = compare_with_outside(read_book(book_csv(one.own)), outside, one.expected)

    assert Counter(read_found(found_csv(found))) == Counter(read_found(planted_csv(one.planted)))
    counts = Counter(planted.kind for planted in one.planted)
    assert sum(counts.values()) == 200
    assert counts.keys() == set(OutsideDifferenceKind)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_what_is_planted_is_in_the_row_that_is_named() -> None:
    one = exercise("1", 600, 60, DAY)

    rows = {line.row: line for line in one.outside}
    own = {line.key: line for line in one.own}
    for planted in one.planted:
        mine = own.get(planted.reference)
        line = rows[planted.row] if planted.row else None
        same = line and mine and (line.amount_fen == mine.amount_fen)
        apart = line.day - mine.day if line and mine else 0
        assert {
            "missing": line is None and mine is not None,
            "extra": mine is None and line is not None,
            "amount_differs": bool(line) and not same and 0 <= apart <= 1,
            "late": same and apart > 1,
            "early": same and apart < -1,
            "doubled": same and 0 <= apart <= 3,
        }[planted.kind], planted


def test_a_seed_settles_it_and_another_gives_another() -> None:
    assert exercise("1", 100, 12, DAY) == exercise("1", 100, 12, DAY)
    assert exercise("1", 100, 12, DAY).planted != exercise("2", 100, 12, DAY).planted


def test_a_matcher_that_misses_and_invents_is_scored_so() -> None:
    planted = [("late", "withdrawal:a"), ("missing", "withdrawal:b"), ("missing", "withdrawal:c")]
    found = [("late", "a"), ("late", "a"), ("missing", "c"), ("extra", "b")]

    scores = {one.kind: (one.planted, one.found, one.wrong) for one in score(planted, found)}

    assert scores == {
        "missing": (2, 1, 0),
        "extra": (0, 0, 1),
        "amount_differs": (0, 0, 0),
        "late": (1, 1, 1),
        "early": (0, 0, 0),
        "doubled": (0, 0, 0),
    }


def test_the_commands_write_match_and_score(tmp_path: Path) -> None:
    folder = tmp_path / "gym"
    written = call("gym", "write", str(folder), "--lines", "400", "--differences", "30")
    book, outside, planted = (
        str(folder / name) for name in ("book.csv", "outside.csv", "planted.csv")
    )
    found = str(tmp_path / "found.csv")

    matched = call("reconcile-file", outside, "--book", book, *DAYS, *FORM, "--found", found)
    scored = call("gym", "score", planted, found)

    assert written.exit_code == 0, written.stderr
    assert "our lines, 400" in written.stdout
    assert matched.exit_code == 1
    assert "differences    30" in matched.stdout
    assert scored.exit_code == 0, scored.stdout
    assert call("gym", "score", planted, outside).exit_code == 1


def test_more_differences_than_lines_are_refused(tmp_path: Path) -> None:
    done = call("gym", "write", str(tmp_path), "--lines", "3", "--differences", "4")

    assert done.exit_code == 2
    assert "differences are 4, and each needs one of 3 lines" in done.stderr
