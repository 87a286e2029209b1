"""A journey told: the moments by hand, every outcome, and parts that sum to the whole."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings

from sim.cli.people_tables import SHORT
from sim.diary import JOURNEY_COLUMNS, NONE, STEPS, Diary, JourneyOutcome
from sim.files.schema import effective
from sim.lives import hand_worked_lives
from sim.model.journey import simulate, simulate_people
from sim.network import County
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.study.story import (
    RUN_END,
    JourneyStory,
    StorySetting,
    Whereabouts,
    duration,
    setting_of,
    story,
)
from sim.study.story.words import ENDING_WORDS, STILL_WAITING, WAITING_BY_METHOD, waiting_words
from sim.units import DAY_MS
from tests.proofs.lengths import examples
from tests.property.small import counties, scenarios

WHERE = Whereabouts(3, 1, "500242", "Echi", "Apengjiang", "rural", 19.44)
LIVES = {life.name: life for life in hand_worked_lives() if life.wish is not None}


def rows(diary: Diary) -> Iterator[dict[str, int]]:
    """Yield each journey of a diary."""
    for number in range(diary.journeys["person"].size):
        yield {name: int(diary.journeys[name][number]) for name in JOURNEY_COLUMNS}


def told(plan: Plan, row: dict[str, int]) -> JourneyStory:
    """Return the story of a journey under a plan."""
    return story(row, WHERE, setting_of(effective(plan.scenario)))


def life_told(name: str) -> JourneyStory:
    """Return the story of a life that was worked out by hand."""
    plan, people = LIVES[name].world()
    return told(plan, next(rows(simulate_people(plan, people, 0))))


def moments(found: JourneyStory) -> list[str]:
    """Return a line a part: when, what happened, how long after."""
    return [f"{one.moment} {one.words}, {duration(one.took_ms)}" for one in found.parts]


def test_the_story_of_a_draft_is_told_from_the_wish_to_the_sellers_money() -> None:
    found = life_told("a draft, from the wish to the seller's money")

    assert moments(found) == [
        (
            "Mon 5 Nov 2007 09:00:00 wanted to buy online, "
            "for 100.00 yuan and 12.00 yuan of postage, 0 s"
        ),
        "Mon 5 Nov 2007 10:00:00 found an offer, and trusted the seller, 1 h",
        "Mon 5 Nov 2007 10:30:00 came to the post office for the first time, 30 min",
        "Mon 5 Nov 2007 10:30:00 was called to a counter at once, 0 s",
        "Mon 5 Nov 2007 10:34:00 paid in, and left with a receipt, 4 min",
        "Mon 5 Nov 2007 10:34:00 the gateway knew the number on the receipt, 0 s",
        (
            "Mon 5 Nov 2007 12:34:00 entered number and password online, "
            "and the money was in the wallet, 2 h"
        ),
        "Mon 5 Nov 2007 12:34:00 ordered, and the wallet paid into escrow, 0 s",
        (
            "Mon 5 Nov 2007 17:00:00 the seller had packed, and the Post collected the parcel, "
            "4 h 26 min"
        ),
        "Thu 8 Nov 2007 17:00:00 the parcel was at the hub of the county, 3 d",
        "Fri 9 Nov 2007 07:00:00 the parcel was sorted, and at the outlet, 14 h",
        "Fri 9 Nov 2007 07:01:00 heard of the parcel, 1 min",
        "Fri 9 Nov 2007 08:33:00 had the parcel in hand, 1 h 32 min",
        "Sat 10 Nov 2007 08:33:00 confirmed that the parcel was right, 1 d",
        "Sat 10 Nov 2007 08:33:00 the seller was paid out of escrow, 0 s",
        "Sat 10 Nov 2007 08:33:00 the purchase was complete, 0 s",
    ]
    assert duration(found.whole_ms) == "4 d 23 h 33 min"
    assert found.sums == (
        "In all: 2 trips (0 in vain), 3 texts, 1 draft (1 redeemed), 0 wrong tries, "
        "fees of 0.00 yuan."
    )
    assert found.who == (
        "Person 3 of county 500242 in replication 1 lives in Echi, "
        "and goes to the post office of Apengjiang, 19.4 km away by road, a rural outlet."
    )


@pytest.mark.parametrize(
    ("name", "last"),
    [
        (
            "cash is in the wallet as it leaves the agent's till",
            ["paid in at the agent's", "the money was in the wallet at once"],
        ),
        (
            "who finds the agent without float goes to the next",
            ["was served by an agent, after standing in line or going on to another"],
        ),
        ("first come, first served", ["was called to a counter from the line"]),
        (
            "who does not know the hours finds it closed, and knows them the next time",
            ["was called to a counter, after standing in line or coming again"],
        ),
        (
            "each draft has its time and its fee, and a plain account redeems one a day",
            ["paid in, and left with a receipt for each draft"],
        ),
        ("the limit confirms for who forgets", ["the time to confirm ran out without a word"]),
        (
            "a dispute that the buyer loses pays the seller, and nobody confirms",
            ["opened a dispute, and lost it: the seller was paid, and the purchase complete"],
        ),
        (
            "what is out of stock goes back to the wallet",
            ["the seller had none left, and the money was back"],
        ),
        (
            (
                "a money order is known to the Post at once, and pays the seller before anything "
                "is sent"
            ),
            ["the money order reached the seller, who was paid", "the seller had the order"],
        ),
        (
            "the run ends before the parcel is at the hub",
            ["the run ended: the parcel was not at the hub yet"],
        ),
    ],
)
def test_what_is_special_about_a_life_is_said(name: str, last: list[str]) -> None:
    words = [one.words for one in life_told(name).parts]

    assert [one for one in words if one in last] == last


def test_every_outcome_and_every_step_has_a_life_that_tells_it() -> None:
    stories = [life_told(name) for name in LIVES]

    assert {found.outcome for found in stories} == {one.name.lower() for one in JourneyOutcome}
    steps = {part.step for found in stories for part in found.parts}
    assert steps == {*STEPS, "seller_paid_ms", "ended_ms", RUN_END} == set(SHORT)


@pytest.mark.parametrize(
    ("name", "is_said"),
    [
        ("a draft, from the wish to the seller's money", True),
        ("cash is in the wallet as it leaves the agent's till", False),
        ("a reference is credited unasked when it is cleared", False),
    ],
)
def test_where_some_redeem_by_text_a_draft_may_have_been(name: str, *, is_said: bool) -> None:
    plan, people = LIVES[name].world()
    row = next(rows(simulate_people(plan, people, 0)))
    setting = replace(setting_of(effective(plan.scenario)), by_text=True)

    found = story(row, WHERE, setting)

    by_text = (
        "sent number and password by text, or entered them online: the money was in the wallet"
    )
    said = [part.step for part in found.parts if part.words == by_text]
    assert said == (["credited_ms"] if is_said else [])


def test_the_setting_knows_whether_anybody_redeems_by_text() -> None:
    plan, _ = LIVES["a draft, from the wish to the seller's money"].world()
    values = effective(plan.scenario)

    assert not setting_of(values).by_text
    assert setting_of(values | {"redeem": values["redeem"] | {"by_text_share": 0.1}}).by_text


def test_every_way_to_end_and_to_wait_has_words() -> None:
    assert set(ENDING_WORDS) == set(JourneyOutcome) - {JourneyOutcome.UNDER_WAY}
    assert set(STILL_WAITING) == set(STEPS) - {"known_ms"}
    for method in WAITING_BY_METHOD:
        for step in STILL_WAITING:
            assert waiting_words(step, method).startswith("the run ended: ")


def test_a_number_that_is_known_after_the_draft_was_cashed_is_told_afterwards() -> None:
    row = dict.fromkeys(JOURNEY_COLUMNS, NONE) | dict.fromkeys(
        ("price_fen", "postage_fen", "trips_in_vain", "fee_fen", "sms_sent", "wrong_tries"), 0
    )
    row |= {"wish_ms": 5, "deposited_ms": 10, "ended_ms": 30, "refunded_ms": 30, "known_ms": 75}
    row |= {"outcome": JourneyOutcome.CASHED_OUT, "drafts": 1, "drafts_redeemed": 0, "trips": 2}
    setting = StorySetting("draft", dt.date(2007, 11, 5), DAY_MS, DAY_MS, by_text=False)

    found = story(row | {"stood_ms": 61_000}, WHERE, setting)

    assert [(one.step, one.took_ms) for one in found.parts] == [
        *(("wish_ms", 0), ("deposited_ms", 5), ("ended_ms", 20)),
    ]
    assert [(one.step, one.took_ms) for one in found.afterwards] == [("known_ms", 45)]
    assert found.whole_ms == 25
    assert found.sums.endswith("fees of 0.00 yuan, 1 min 1 s in lines.")


@given(scenarios(), counties())
@settings(max_examples=examples(40))
def test_the_parts_of_every_journey_sum_to_the_whole(scenario: Scenario, county: County) -> None:
    plan = make_plan(scenario, county)
    for row in rows(simulate(plan, 0)):
        found = told(plan, row)

        over_ms = plan.end_ms if row["ended_ms"] == NONE else row["ended_ms"]
        assert sum(one.took_ms for one in found.parts) == found.whole_ms
        assert found.whole_ms == over_ms - row["wish_ms"]
        assert all(one.took_ms >= 0 for one in (*found.parts, *found.afterwards))
        assert (found.parts[0].step, found.parts[0].at_ms) == ("wish_ms", row["wish_ms"])
        is_under_way = row["outcome"] == JourneyOutcome.UNDER_WAY
        assert found.parts[-1].step == (RUN_END if is_under_way else "ended_ms")
        assert {one.step for one in found.afterwards} <= {"known_ms"}
