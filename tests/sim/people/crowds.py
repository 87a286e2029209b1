"""Many people at once, drawn for three outlets that differ in all that a class may change."""

from typing import Any

import numpy as np

from sim.network import County, HumanSettlement, Outlet, Sellers
from sim.network.geography import EARTH_RADIUS_KM
from sim.people.streams import Dice
from sim.people.wishes import draw_wishes
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.scenario.training import TrainedBuyers, TrainedSellers
from sim.units import Bools, Floats, Ints

RURAL, TOWN, CITY = range(3)
# In this order the settlements are not those of the outlets' numbers.
OUTLET_OF_SETTLEMENT = (CITY, RURAL, TOWN, RURAL)
PEOPLE = (20_000, 4_000, 12_000, 4_000)
DISTANCES_KM = (3.0, 9.0, 6.0, 21.0)
# A sample misses its law by so many standard errors once in a million times.
STANDARD_ERRORS = 5.0
# Kolmogorov's distance times the root of the number, which is exceeded as seldom.
KOLMOGOROV = 2.7

ONE_DEGREE_KM = np.pi * EARTH_RADIUS_KM / 180

# Of two who could learn, one has, from the first moment on.
HALF_ARE_TRAINED = {"seats_a_week": 2, "seller_seats_a_week": 1, "buyers": 2, "sellers": 2}
NOTHING_LEARNT = {
    "trained_buyers": dict.fromkeys(TrainedBuyers.model_fields, 1.0),
    "trained_sellers": dict.fromkeys(TrainedSellers.model_fields, 1.0),
}


def county(*classes: str) -> County:
    """Return a county of an outlet a class, with sellers 0, 1 and 3 degrees away, by road twice.

    The classes are rural, town and city if none are given.
    """
    names: Any = classes or ("rural", "town", "city")
    people = [5_000 * (3 - number % 3) for number in range(len(names))]
    return County(
        code="7",
        name="mixed",
        lat=0.0,
        lon=0.0,
        outlets=tuple(
            Outlet(f"{name} {number}", name, 0.0, 0.0, 1 + number, people[number], invented=False)
            for number, name in enumerate(names)
        ),
        settlements=tuple(
            HumanSettlement(
                f"place {number}", 0.0, 0.0, PEOPLE[number], outlet, DISTANCES_KM[number]
            )
            for number, outlet in enumerate(OUTLET_OF_SETTLEMENT)
        ),
        sellers=Sellers(np.array([0.0, 1.0, 3.0]), np.zeros(3), 2.0),
    )


def plan_of_many(place: County | None = None, /, **tables: Any) -> Plan:  # noqa: ANN401 - any table
    """Return a plan of one day on which everybody has a wish, on average."""
    settings: dict[str, Any] = {
        "network": {"outlets_csv": "by hand"},
        "run": {"days": 1},
        "market": {"wishes_per_1000_people_day": 1_000.0},
    }
    for name, table in tables.items():
        settings[name] = {**settings.get(name, {}), **table} if isinstance(table, dict) else table
    return make_plan(Scenario.model_validate(settings), place or county())


def wishes_of(plan: Plan) -> dict[str, Ints]:
    """Return the traits of all who have a wish."""
    wishes, _ = draw_wishes(plan, Dice(plan.scenario.run.seed, 0, plan.county.code))
    return wishes


def is_share(happened: Bools | Ints, share: float) -> bool:
    """Tell whether something happened to this share of people, within its standard errors."""
    error = np.sqrt(share * (1 - share) / happened.size)
    return bool(abs(happened.mean() - share) <= STANDARD_ERRORS * error)


def is_uniform(numbers: Floats) -> bool:
    """Tell whether numbers lie evenly between 0 and 1, by the test of Kolmogorov."""
    ordered, size = np.sort(numbers), numbers.size
    steps = np.arange(size + 1) / size
    distance = max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max())
    return bool(distance * np.sqrt(size) <= KOLMOGOROV)


def is_exponential(amounts: Ints, mean: float) -> bool:
    """Tell whether amounts, in whole units, follow the exponential law of this mean."""
    return is_uniform(-np.expm1(-(amounts + 0.0) / mean))
