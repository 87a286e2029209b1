"""Whatever the scenario: people, money and parcels are conserved, and chance is settled first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.books.faults import faults_of_lots
from sim.diary import NONE, STEPS, Diary, Ending, JourneyOutcome, LotEnding
from sim.model.journey import simulate, simulate_people
from sim.network import County
from sim.people import draw_people
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario
from tests.property.small import counties, scenarios

OF_A_SALE = ("producer", "comes_ms", "limit_fen")


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
def test_every_lot_that_was_harvested_is_sold_or_lost_or_still_there(
    scenario: Scenario, county: County
) -> None:
    plan = make_plan(scenario, county)
    people = draw_people(plan, 0)

    diary = simulate_people(plan, people, 0)

    lots, drawn = diary.lots, people.produce
    assert all((lots[name] == drawn.lots[name]).all() for name in drawn.lots)
    present, sold, lost = (lots["ended_as"] == ending for ending in LotEnding)
    assert sum(int(lots["kg"][one].sum()) for one in (present, sold, lost)) == sum(
        drawn.lots["kg"].tolist()
    )
    assert (lots["spoils_ms"][present] >= plan.end_ms).all()
    assert (lots["ended_ms"][lost] == lots["spoils_ms"][lost]).all()
    assert not list(faults_of_lots(diary))
    # Each trader buys one lot at most, for no more than the limit; the oldest lot first.
    offers = set(zip(*(drawn.traders[name].tolist() for name in OF_A_SALE), strict=True))
    moments = zip(lots["producer"][sold].tolist(), lots["ended_ms"][sold].tolist(), strict=True)
    for sale, price_fen in zip(moments, lots["price_fen"][sold].tolist(), strict=True):
        limits = [limit_fen for *when, limit_fen in offers if tuple(when) == sale]
        assert max(limits) >= price_fen
    for producer in range(drawn.producers):
        of_one = lots["ended_ms"][sold & (lots["producer"] == producer)]
        assert (np.diff(of_one) >= 0).all()


@given(scenarios(), counties())
def test_the_same_people_live_the_same_lives_again(scenario: Scenario, county: County) -> None:
    plan = make_plan(scenario, county)

    first, again = simulate(plan, 3), simulate(make_plan(scenario, county), 3)

    for table in ("visits", "journeys", "lots", "price_texts"):
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
