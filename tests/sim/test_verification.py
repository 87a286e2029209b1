from dataclasses import replace

import numpy as np

from sim.diary import (
    FAILURE_COLUMNS,
    LOT_COLUMNS,
    NONE,
    PRICE_TEXT_COLUMNS,
    Diary,
    Ending,
    LotEnding,
    columns,
)
from sim.model.journey import simulate
from sim.plan import make_plan
from sim.theory.bare import bare_county, bare_scenario
from sim.units import DAY_MS
from sim.verification import first_difference


def a_diary() -> Diary:
    return simulate(make_plan(bare_scenario(0.9, 1), bare_county(2, 1, 200)), 0)


def changed(diary: Diary, name: str, row: int, value: int) -> Diary:
    """Return the diary with another value in one visit."""
    column = diary.visits[name].copy()
    column[row] = value
    return replace(diary, visits={**diary.visits, name: column})


def test_equal_diaries_have_no_difference() -> None:
    assert first_difference(a_diary(), a_diary()) is None


def test_the_first_person_is_found_by_the_moment_and_not_by_the_row() -> None:
    one = a_diary()
    called = one.visits["called_ms"]
    late = int(called[5]) + 10_000_000
    other = changed(changed(one, "left_ms", 5, late), "called_ms", 9, int(called[9]) + 1)
    one = changed(one, "left_ms", 5, late + 1)

    difference = first_difference(one, other)

    assert difference is not None
    assert difference.person == one.visits["person"][9]


def test_a_difference_is_reported_side_by_side_with_a_mark() -> None:
    one = a_diary()
    person = int(one.visits["person"][3])

    difference = first_difference(one, changed(one, "ending", 3, Ending.RENEGED))

    shown = str(difference).splitlines()
    assert shown[0] == f"person {person} of county 1, replication 0"
    assert [line.split() for line in shown if line.startswith("*")] == [
        ["*", "visit", "1:", "ending", "SERVED", "RENEGED"]
    ]


def test_a_visit_that_only_one_of_them_has_is_found() -> None:
    one = a_diary()
    shorter = {name: column[:-1] for name, column in one.visits.items()}

    difference = first_difference(one, replace(one, visits=shorter))

    assert difference is not None
    assert difference.person == one.visits["person"][-1]
    assert difference.lines[0][2] == ""


def test_a_purchase_that_differs_shows_the_whole_journey() -> None:
    scenario = bare_scenario(1.0, 3, market={"wishes_per_1000_people_day": 20.0})
    one = simulate(make_plan(scenario, bare_county(1, 1, 200)), 0)
    fees = one.journeys["fee_fen"] + (np.arange(one.journeys["person"].size) == 2)

    difference = first_difference(one, replace(one, journeys={**one.journeys, "fee_fen": fees}))

    assert difference is not None
    assert difference.person == 2
    assert {"outcome", "trips", "fee_fen"} <= {what for what, _, _ in difference.lines}


def test_a_counter_that_failed_otherwise_is_found_though_nobody_noticed() -> None:
    one = a_diary()
    nobody_there = (0, 0, NONE, 5)
    mine, theirs = (
        replace(one, failures=columns(FAILURE_COLUMNS, [(*nobody_there, repaired_ms, NONE)]))
        for repaired_ms in (60_000, 61_000)
    )

    difference = first_difference(mine, theirs)
    missing = first_difference(mine, one)

    assert difference is not None
    assert [line for line in difference.lines if line[1] != line[2]] == [
        ("failure 1: repaired_ms", "day 0 00:01:00.000", "day 0 00:01:01.000")
    ]
    assert missing is not None
    assert missing.lines[3] == ("failure 1: failed_ms", "day 0 00:00:00.005", "-1")
    assert first_difference(mine, mine) is None


def test_a_lot_and_a_text_that_differ_are_shown_by_themselves() -> None:
    one = a_diary()
    lot = (0, 0, 80, 0, DAY_MS, 0, LotEnding.SOLD, 5, 200, 200, 160, 180)
    lost = (0, 0, 80, 0, DAY_MS, 0, LotEnding.LOST, DAY_MS, NONE, NONE, NONE, NONE)
    sold, spoiled = (replace(one, lots=columns(LOT_COLUMNS, [row])) for row in (lot, lost))
    heard, unheard = (
        replace(sold, price_texts=columns(PRICE_TEXT_COLUMNS, [(0, 5, heard_ms, 200)]))
        for heard_ms in (7, NONE)
    )

    of_lots, of_texts = first_difference(sold, spoiled), first_difference(heard, unheard)

    assert of_lots is not None
    assert ("lot 1: ended_as", "SOLD", "LOST") in of_lots.lines
    assert of_texts is not None
    assert ("price text 1: heard_ms", "day 0 00:00:00.007", "-1") in of_texts.lines
    assert first_difference(heard, heard) is None
