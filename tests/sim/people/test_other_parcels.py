"""Other people's parcels at the hub and on the rounds: how many, and how they are spread."""

import numpy as np

from sim.people import People, draw_people
from tests.sim.people.crowds import CITY, RURAL, STANDARD_ERRORS, TOWN, county, plan_of_many

DAYS = 7
A_DAY_PER_1000 = 500.0
# The people of the three outlets, and the rounds of a week from Monday on.
PEOPLE = {RURAL: 15_000, TOWN: 10_000, CITY: 5_000}
ROUNDS = {RURAL: 5, TOWN: 7, CITY: 14}


def people(rate: float = A_DAY_PER_1000) -> People:
    """Return a week in which there are so many parcels."""
    plan = plan_of_many(
        county(),
        run={"days": DAYS},
        market={"wishes_per_1000_people_day": 0.0},
        others={"visits_per_person_year": 0.0},
        parcel={"other_parcels_per_1000_people_day": rate},
    )
    return draw_people(plan, 0)


def are_even(counts: tuple[int, ...], expected: float) -> bool:
    """Tell whether each count is one of Poisson's law, within its standard errors."""
    error = STANDARD_ERRORS * np.sqrt(expected)
    return all(abs(count - expected) < error for count in counts)


def test_the_hub_sorts_the_parcels_of_all_people_day_by_day() -> None:
    hub = people().hub_parcels

    assert len(hub) == DAYS
    assert are_even(hub, sum(PEOPLE.values()) * A_DAY_PER_1000 / 1_000)


def test_the_parcels_of_an_outlets_people_are_spread_over_its_rounds() -> None:
    rounds = people().round_parcels

    assert [len(counts) for counts in rounds] == list(ROUNDS.values())
    for outlet, counts in enumerate(rounds):
        of_the_week = PEOPLE[outlet] * A_DAY_PER_1000 / 1_000 * DAYS
        assert are_even(counts, of_the_week / ROUNDS[outlet])


def test_without_other_parcels_every_turn_has_none() -> None:
    nothing = people(rate=0.0)

    assert nothing.hub_parcels == (0,) * DAYS
    assert nothing.round_parcels == tuple((0,) * rounds for rounds in ROUNDS.values())
