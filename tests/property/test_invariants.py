"""Whatever the scenario: people, money and parcels are conserved, and chance is settled first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.diary import NONE, STEPS, Diary, Ending, JourneyOutcome
from sim.model.journey import begin, simulate, simulate_people
from sim.model.line import Urgency
from sim.model.office import World
from sim.network import County
from sim.people import draw_people
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario
from sim.units import Ints
from tests.property.small import counties, scenarios


def simulated(scenario: Scenario, county: County) -> tuple[Plan, Diary]:
    """Return the plan and what happened."""
    plan = make_plan(scenario, county)
    return plan, simulate(plan, 0)


@given(scenarios(), counties())
def test_every_person_who_came_has_left_or_is_still_there(
    scenario: Scenario, county: County
) -> None:
    _, diary = simulated(scenario, county)

    visits = diary.visits
    present = visits["ending"] == Ending.PRESENT
    called = visits["called_ms"] != NONE
    assert (present == (visits["left_ms"] == NONE)).all()
    assert (visits["called_ms"][called] >= visits["arrived_ms"][called]).all()
    assert (visits["left_ms"][~present] >= visits["arrived_ms"][~present]).all()
    assert called[visits["ending"] == Ending.SERVED].all()
    assert not called[np.isin(visits["ending"], (Ending.BALKED, Ending.RENEGED))].any()


@given(scenarios(), counties())
def test_every_wish_has_one_outcome_and_its_steps_are_in_order(
    scenario: Scenario, county: County
) -> None:
    plan, diary = simulated(scenario, county)

    journeys = diary.journeys
    ended = journeys["outcome"] != JourneyOutcome.UNDER_WAY
    assert (ended == (journeys["ended_ms"] != NONE)).all()
    steps = np.column_stack([journeys[name] for name in STEPS if name != "known_ms"])
    assert (steps < plan.end_ms).all()
    latest = np.maximum.accumulate(steps, axis=1)
    assert ((steps == NONE) | (steps >= latest)).all()
    completed = journeys["outcome"] == JourneyOutcome.COMPLETED
    assert (journeys["seller_paid_ms"][completed] != NONE).all()
    assert (journeys["delivered_ms"][completed] != NONE).all()


@given(scenarios(), counties())
def test_no_counter_serves_two_at_once_and_none_is_idle_while_people_wait(
    scenario: Scenario, county: County
) -> None:
    plan, diary = simulated(scenario, county)

    for number, outlet in enumerate(county.outlets):
        is_here = diary.visits["outlet"] == number
        here = {name: column[is_here] for name, column in diary.visits.items()}
        called = here["called_ms"] != NONE
        left_ms = np.where(here["left_ms"] == NONE, plan.end_ms, here["left_ms"])
        stops_waiting_ms = np.where(called, here["called_ms"], left_ms)
        busy = present(here["called_ms"][called], left_ms[called])
        waiting = present(here["arrived_ms"], stops_waiting_ms)
        moments = np.union1d(busy[0], waiting[0])
        at_counters = level(busy, moments)
        assert at_counters.max(initial=0) <= outlet.counters
        if scenario.line.discipline == "one_line":
            assert (at_counters[level(waiting, moments) > 0] == outlet.counters).all()


def present(from_ms: Ints, to_ms: Ints) -> tuple[Ints, Ints]:
    """Return moments in order, and how many are there from each on until the next."""
    moments, places = np.unique(np.concatenate((from_ms, to_ms)), return_inverse=True)
    changes = np.bincount(places, np.repeat([1, -1], from_ms.size), moments.size)
    return moments, np.cumsum(changes).astype(np.int64)


def level(counts: tuple[Ints, Ints], moments: Ints) -> Ints:
    """Return how many are there at each of the moments."""
    places = np.searchsorted(counts[0], moments, side="right")
    return np.concatenate(([0], counts[1]))[places]


@given(scenarios(), counties())
def test_littles_law_holds_exactly_on_the_sample_path(scenario: Scenario, county: County) -> None:
    plan = make_plan(scenario, county)
    areas_ms = [0] * len(county.outlets)
    last_ms = 0

    def observe(world: World, until_ms: int) -> int:
        for office in world.offices:
            waiting = sum(sum(line.waiting[Urgency.PRIORITY :]) for line in office.lines)
            areas_ms[office.number] += waiting * (until_ms - last_ms)
        return until_ms

    people = draw_people(plan, 0)
    world, _ = begin(plan, people)
    while world.env.peek() < plan.end_ms:
        last_ms = observe(world, int(world.env.peek()))
        world.env.step()
    observe(world, plan.end_ms)

    visits = simulate_people(plan, people, 0).visits
    until_ms = np.where(visits["called_ms"] != NONE, visits["called_ms"], visits["left_ms"])
    until_ms = np.where(until_ms == NONE, plan.end_ms, until_ms)
    waits_ms = np.zeros(len(county.outlets), dtype=np.int64)
    np.add.at(waits_ms, visits["outlet"], until_ms - visits["arrived_ms"])
    assert waits_ms.tolist() == areas_ms


@given(
    st.integers(1, 4),
    st.sampled_from(["exponential", "lognormal", "gamma"]),
    st.floats(0.5, 1.3),
    st.integers(0, 2**32),
)
def test_more_counters_never_lengthen_the_wait_of_anyone(
    counters: int, law: str, utilisation: float, seed: int
) -> None:
    mean_min = utilisation * counters
    shape = {} if law == "exponential" else {"cv": 1.5}
    scenario = bare_scenario(
        {"law": law, "mean": mean_min, **shape},
        1,
        run={"seed": seed},
        hours={"opening_hours": "Mo-Su 09:00-12:00"},
    )

    few = simulate(make_plan(scenario, bare_county(1, counters, 180)), 0).visits
    more = simulate(make_plan(scenario, bare_county(1, counters + 1, 180)), 0).visits

    assert (few["arrived_ms"] == more["arrived_ms"]).all()
    assert (more["called_ms"] <= few["called_ms"]).all()


@given(scenarios(), counties())
def test_the_same_people_live_the_same_lives_again(scenario: Scenario, county: County) -> None:
    plan = make_plan(scenario, county)

    first, again = simulate(plan, 3), simulate(make_plan(scenario, county), 3)

    for table in ("visits", "journeys"):
        one, other = getattr(first, table), getattr(again, table)
        assert all((one[name] == other[name]).all() for name in one)


@given(scenarios(), counties())
def test_a_county_lives_alone_as_it_lives_in_company(scenario: Scenario, county: County) -> None:
    plan = make_plan(scenario, county)
    alone = simulate(plan, 1)

    simulate(plan, 0)
    after_another = simulate(plan, 1)

    assert all(
        (alone.journeys[name] == after_another.journeys[name]).all() for name in alone.journeys
    )
