"""Lives worked out by hand agree with both engines, and between them go every way of a journey."""

from dataclasses import replace

import pytest

from sim.diary import JOURNEY_COLUMNS, Ending, JourneyOutcome, LotEnding, Purpose
from sim.lives import hand_worked_lives
from sim.lives.buying import USUAL
from sim.lives.life import ENGINES, HandWorkedLife, live
from sim.lives.story import COUNTS, MOMENTS, clock, differences, read
from sim.model.journey import STAGES

LIVES = hand_worked_lives()
TRAITS = {"person", "outlet", "settlement", "price_fen", "postage_fen", "tier", "certified"}


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_both_engines_write_what_was_worked_out_by_hand(life: HandWorkedLife) -> None:
    lived = live(life)

    assert lived.agrees, str(lived)


def test_each_life_has_a_name_of_its_own() -> None:
    assert len({life.name for life in LIVES}) == len(LIVES)


def test_every_way_to_pay_every_outcome_and_every_ending_has_a_life() -> None:
    stories = [read(life.story) for life in LIVES]
    words = {word.strip(",:") for life in LIVES for word in life.story.split()}

    methods = {life.tables.get("payment", {}).get("method", "draft") for life in LIVES}
    assert methods == set(STAGES)
    assert {story.get("outcome") for story in stories} >= {one.name for one in JourneyOutcome}
    assert words >= {one.name for one in Ending if one is not Ending.PRESENT}
    assert words >= {one.name for one in Purpose}
    assert words >= {one.name for one in LotEnding}


def test_a_story_is_told_of_every_moment_and_count_of_the_diary() -> None:
    assert {*MOMENTS, *COUNTS, *TRAITS, "outcome"} == set(JOURNEY_COLUMNS)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_differs_is_shown_by_hand_beside_as_simulated(engine: str) -> None:
    usual = USUAL[0]
    story = usual.story.replace("10:34 deposited, known", "10:35 deposited")
    wrong = replace(usual, story=story.replace("sms_sent 3", "sms_sent 3, wrong_tries 2"))

    lived = live(wrong, {engine: ENGINES[engine]})

    assert not lived.agrees
    assert str(lived).splitlines() == [
        usual.name,
        "               by hand      as simulated",
        f"  deposited    day 0 10:35  day 0 10:34 ({engine})",
        f"  wrong_tries  2            - ({engine})",
        f"  known        -            day 0 10:34 ({engine})",
    ]


def test_what_both_engines_have_otherwise_is_shown_once() -> None:
    usual = USUAL[0]

    lived = live(replace(usual, story=usual.story.replace("trips 2", "trips 3")))

    assert [one.engine for one in lived.differences] == ["simpy", "compiled"]
    assert str(lived).splitlines()[2:] == ["  trips  3        2"]


def test_a_visit_counts_where_the_story_tells_of_visits() -> None:
    told = read("COMPLETED\nvisit of 0, OTHER: came day 0 09:00, BALKED day 0 09:00")
    page = read("COMPLETED")

    assert [what for what, _, _ in differences(told, page)] == ["visit 1"]
    assert differences(page, told) == ()


def test_a_moment_has_seconds_only_where_it_is_not_of_a_minute() -> None:
    assert [clock(ms) for ms in (0, 60_000, 86_400_000 + 60_001)] == [
        "day 0 00:00",
        "day 0 00:01",
        "day 1 00:01:00.001",
    ]
