"""The compiled engine writes the identical diary: every column, integer for integer."""

import numpy as np
import pytest
from hypothesis import given, settings

from sim import kernel
from sim.diary import NONE, VISIT_COLUMNS, Diary
from sim.files.geography import read_network, read_sample
from sim.files.scenario_file import questions, read_scenario
from sim.kernel import TURNS
from sim.kernel.run import go_on, start
from sim.kernel.state import Notes, World
from sim.kernel.world import begin, is_full, with_room
from sim.model import journey
from sim.network import County
from sim.people import draw_people
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario
from sim.verification import first_difference
from tests.proofs.lengths import examples
from tests.property.small import counties, scenarios
from tests.sim.lives import DAY, HOUR, WISH, people_of, plan_of

DAYS = 5
COUNTIES_OF_A_COUNTRY = 6
QUICKLY = frozenset({"agents", "city", "county", "prices-by-text"})
"""Scenarios that are lived by both engines whenever tests are run; the others are proofs."""


def assert_equal_lives(plan: Plan, replication: int = 0) -> None:
    """Assert that nobody differs, or show the first person who does."""
    people = draw_people(plan, replication)
    by_simpy = journey.simulate_people(plan, people, replication)
    compiled = kernel.simulate_people(plan, people, replication)
    assert_identical(by_simpy, compiled)


def assert_identical(by_simpy: Diary, compiled: Diary) -> None:
    """Assert it of two diaries."""
    difference = first_difference(by_simpy, compiled)
    assert difference is None, f"the SimPy model's story, and the compiled engine's:\n{difference}"
    assert (by_simpy.county, by_simpy.replication, by_simpy.end_ms) == (
        compiled.county,
        compiled.replication,
        compiled.end_ms,
    )


@pytest.mark.parametrize(
    "name",
    [
        name if name in QUICKLY else pytest.param(name, marks=pytest.mark.proof)
        for name in questions()
    ],
)
def test_every_scenario_that_ships_is_lived_alike(name: str) -> None:
    scenario = read_scenario(name, [f"run.days={min(DAYS, read_scenario(name).run.days)}"])

    for county in read_sample(scenario, COUNTIES_OF_A_COUNTRY):
        assert_equal_lives(make_plan(scenario, county))


@pytest.mark.proof
@pytest.mark.parametrize(
    "method", ["draft", "reference", "money_order", "cash_on_delivery", "agent"]
)
def test_long_runs_see_every_way_of_paying_to_its_end(method: str) -> None:
    scenario = read_scenario(
        "county",
        [
            "run.days=40",
            "others.visits_per_person_year=0.2",
            "market.wishes_per_1000_people_day=0.2",
            f"payment.method={method}",
            "payment.valid_days=4",
            "payment.unpaid_share=0.2",
            "redeem.never_share=0.1",
            "redeem.cash_out_share=0.1",
            "redeem.forget_share=0.3",
            "redeem.by_text_share=0.5",
            "market.by_phone_share=0.5",
            "training.seats_a_week=900",
            "training.seller_seats_a_week=50",
            "parcel.loss_share=0.1",
            "parcel.damage_share=0.1",
            "parcel.kept_days=2",
            "network.rural.home_share=0.5",
        ],
    )

    for county in read_network(scenario):
        assert_equal_lives(make_plan(scenario, county))


@pytest.mark.proof
@pytest.mark.parametrize("method", ["draft", "agent"])
def test_agents_who_run_dry_are_lived_alike(method: str) -> None:
    scenario = read_scenario(
        "county",
        [
            "run.days=14",
            f"payment.method={method}",
            "market.wishes_per_1000_people_day=1",
            "agents.per_outlet=2",
            "agents.float_yuan=600",
            "agents.cash_yuan=600",
            "agents.phone_share=1",
        ],
    )

    for county in read_network(scenario):
        assert_equal_lives(make_plan(scenario, county))


@settings(max_examples=examples(300))
@given(scenarios(), counties())
def test_generated_scenarios_are_lived_alike(scenario: Scenario, county: County) -> None:
    assert_equal_lives(make_plan(scenario, county))


@pytest.mark.parametrize("discipline", ["one_line", "line_per_window"])
@pytest.mark.parametrize("at_closing", ["serve", "turn_away"])
def test_ties_fall_alike_when_all_come_at_once_and_take_whole_minutes(
    discipline: str, at_closing: str
) -> None:
    scenario = bare_scenario(
        5.0,
        3,
        hours={"opening_hours": "Mo-Su 09:00-10:00"},
        backlog={"customers_in_line": 40},
        line={
            "discipline": discipline,
            "at_closing": at_closing,
            "balking": True,
            "balk_length": 30,
            "reneging": True,
            "patience_min": 20.0,
            "return_share": 0.9,
            "return_days": 0.0,
        },
    )

    assert_equal_lives(make_plan(scenario, bare_county(3, 2, 50)))


@pytest.mark.parametrize("law", ["exponential", "deterministic"])
@pytest.mark.parametrize("discipline", ["one_line", "line_per_window"])
def test_the_bare_queue_that_theory_knows_is_lived_alike(law: str, discipline: str) -> None:
    service = {"law": law, "value" if law == "deterministic" else "mean": 2.4}
    line = {"discipline": discipline, "reneging": True, "patience_min": 5.0}

    for lines in ({"discipline": discipline}, line):
        scenario = bare_scenario(service, 2, line=lines)
        assert_equal_lives(make_plan(scenario, bare_county(2, 3, 1_440)))


def test_nobody_at_all_is_lived_alike() -> None:
    assert_equal_lives(make_plan(bare_scenario(1.0, 2), bare_county(1, 1, 0)))


def test_a_wish_by_hand_is_lived_alike() -> None:
    plan = plan_of()
    people = people_of(plan, WISH._replace(patience_ms=0, returns=3), None, [DAY, HOUR, 2 * DAY])

    assert_identical(
        journey.simulate_people(plan, people, 0), kernel.simulate_people(plan, people, 0)
    )


def test_a_world_grows_when_it_is_full_and_nothing_is_lost() -> None:
    plan = make_plan(bare_scenario(0.9, 2), bare_county(1, 1, 1_440))
    people = draw_people(plan, 0)
    roomy, narrow = begin(plan, people), begin(plan, people)
    no_notes = Notes._make(column[:0] for column in narrow.notes)
    narrow = with_room(narrow._replace(notes=no_notes, events=narrow.events[:0]), 0)
    start(roomy)
    start(narrow)

    assert go_on(roomy, TURNS)
    stops = 0
    while not go_on(narrow, TURNS):
        assert is_full(narrow)
        narrow = with_room(narrow, narrow.notes.person.size + 100)
        stops += 1

    assert stops > 20
    assert_same_notes(narrow, roomy)


def test_the_loop_comes_back_after_so_many_turns_and_nothing_is_lost() -> None:
    plan = make_plan(bare_scenario(0.9, 2), bare_county(1, 1, 1_440))
    people = draw_people(plan, 0)
    at_once, in_parts = begin(plan, people), begin(plan, people)
    start(at_once)
    start(in_parts)

    assert go_on(at_once, TURNS)
    parts, moments_ms = 1, []
    while not go_on(in_parts, 100):
        assert not is_full(in_parts)
        moments_ms.append(np.asarray(in_parts.clock)["now_ms"][0])
        parts += 1

    assert parts > 50
    assert (np.diff(moments_ms) > 0).all()
    assert_same_notes(in_parts, at_once)


def assert_same_notes(one: World, other: World) -> None:
    """Assert that two worlds wrote the same many visits."""
    count = np.asarray(other.clock)["notes"][0]
    assert count > 2_000
    called = np.asarray(other.notes.called_ms)[:count] != NONE
    for name in set(VISIT_COLUMNS) & set(Notes._fields):
        mine, theirs = getattr(one.notes, name)[:count], getattr(other.notes, name)[:count]
        # Nobody is at a counter before the call: until then what is there is anything.
        compared = called if name == "counter" else slice(None)
        assert np.array_equal(mine[compared], theirs[compared])
