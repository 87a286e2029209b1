"""One person with one wish, every trait by hand, and nobody else at the counter."""

from collections.abc import Callable
from typing import Protocol

from sim.diary import Diary, Ending, JourneyOutcome, Purpose
from sim.lives.by_hand import (
    CUSTOMER_TRAITS,
    WISH,
    customer,
    customers_of,
    outage,
    people_of,
    plan_of,
    with_parcels,
)
from sim.model.journey import simulate_people
from sim.people import People
from sim.people.wishes import Wish
from sim.plan import Plan, Timetable
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS

__all__ = [
    "CUSTOMER_TRAITS",
    "DAY",
    "HOUR",
    "MINUTE",
    "WISH",
    "Life",
    "SimulatePeople",
    "customer",
    "customers_of",
    "life",
    "outage",
    "outcome",
    "page_of",
    "people_of",
    "plan_of",
    "visits",
    "with_parcels",
]

SimulatePeople = Callable[[Plan, People, int], Diary]

MINUTE, HOUR, DAY = MINUTE_MS, HOUR_MS, DAY_MS


class Life(Protocol):
    """Lets one person with a wish live, and returns the page of the journey by column."""

    def __call__(
        self, plan: Plan, wish: Wish = WISH, link_down: Timetable | None = None
    ) -> dict[str, int]:
        """Return the page."""


def page_of(diary: Diary) -> dict[str, int]:
    """Return the page of the first wish, as values by column."""
    return {name: int(column[0]) for name, column in diary.journeys.items()}


def life(plan: Plan, wish: Wish = WISH, link_down: Timetable | None = None) -> dict[str, int]:
    """Return the page of the one wish, as values by column, with the outcome as a name."""
    return page_of(simulate_people(plan, people_of(plan, wish, link_down), 0))


def outcome(page: dict[str, int]) -> JourneyOutcome:
    """Return how the wish ended."""
    return JourneyOutcome(page["outcome"])


def visits(diary: Diary) -> list[tuple[Purpose, Ending]]:
    """Return what each visit was for and how it ended."""
    pairs = zip(diary.visits["purpose"].tolist(), diary.visits["ending"].tolist(), strict=True)
    return [(Purpose(purpose), Ending(ending)) for purpose, ending in pairs]
