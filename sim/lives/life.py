"""A life worked out by hand, and what each engine makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim import kernel
from sim.diary import Diary
from sim.lives.by_hand import (
    WISH,
    customers_of,
    joined_by,
    people_of,
    plan_of,
    with_parcels,
)
from sim.lives.shops import with_a_village, with_shops
from sim.lives.story import differences, read, tell
from sim.model import journey
from sim.people import People
from sim.people.agents import Agent, AgentCustomer
from sim.people.customers import Customer
from sim.people.producers import Produce
from sim.people.wishes import Wish
from sim.plan import Plan, Timetable

SimulatePeople = Callable[[Plan, People, int], Diary]

ENGINES: dict[str, SimulatePeople] = {
    "simpy": journey.simulate_people,
    "compiled": kernel.simulate_people,
}


@dataclass(frozen=True)
class HandWorkedLife:
    """A life: which rule it shows, its story by hand, and what is not as in `by_hand`.

    `returns_ms` are the delays before returns: of who has the wish, or without a wish of the
    others. `link_down_ms` is from when until when. Other people's parcels are numbers by departure.
    `produce` is what producers sell, to whom, and what they hear.
    `shops` are agents and `shoppers` their customers, and with either there is a village.
    """

    name: str
    story: str
    wish: Wish | None = WISH
    tables: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[Customer, ...] = ()
    counters: int = 1
    returns_ms: tuple[int, ...] = ()
    link_down_ms: tuple[int, int] | None = None
    hub_parcels: Mapping[int, int] = field(default_factory=dict)
    round_parcels: Mapping[int, int] = field(default_factory=dict)
    produce: Produce = field(default_factory=Produce)
    shops: tuple[Agent, ...] = ()
    shoppers: tuple[AgentCustomer, ...] = ()

    def world(self) -> tuple[Plan, People]:
        """Return the plan and everyone in it."""
        plan, people = self._without_agents()
        if not self.shops:
            return plan, people
        days = plan.scenario.run.days
        return with_a_village(plan), with_shops(people, self.shops, self.shoppers, days)

    def _without_agents(self) -> tuple[Plan, People]:
        plan = plan_of(self.counters, **self.tables)
        if self.wish is None:
            people = customers_of(plan, *self.others, returns_ms=self.returns_ms)
            return plan, replace(people, produce=self.produce)
        from_ms, until_ms = self.link_down_ms or (0, 0)
        link_down = Timetable((from_ms,), (until_ms,)) if until_ms else None
        people = people_of(plan, self.wish, link_down, self.returns_ms)
        people = joined_by(people, self.others)
        return plan, with_parcels(people, self.hub_parcels, self.round_parcels)


@dataclass(frozen=True)
class Deviation:
    """Where an engine departs from a story: what, by hand and as simulated."""

    engine: str
    what: str
    expected: str
    simulated: str


@dataclass(frozen=True)
class LifeLived:
    """What the engines made of a life."""

    name: str
    differences: tuple[Deviation, ...]

    @property
    def agrees(self) -> bool:
        """Return whether each engine wrote the story to the letter."""
        return not self.differences

    def __str__(self) -> str:
        """Return what differs, by hand beside as simulated, and by which engine if not by both."""
        engines: dict[tuple[str, str, str], list[str]] = {}
        for one in self.differences:
            row = (one.what, one.expected or "-", one.simulated or "-")
            engines.setdefault(row, []).append(one.engine)
        rows = [("", "by hand", "as simulated"), *engines]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        by_one = {row: f" ({of[0]})" for row, of in engines.items() if len(of) < len(ENGINES)}
        lines = [
            f"  {what:<{widths[0]}}  {expected:<{widths[1]}}  {simulated}"
            + by_one.get((what, expected, simulated), "")
            for what, expected, simulated in rows
        ]
        return "\n".join([self.name, *lines])


def live(life: HandWorkedLife, engines: Mapping[str, SimulatePeople] = ENGINES) -> LifeLived:
    """Let each engine simulate a life, and hold what it writes to the story."""
    plan, people = life.world()
    expected = read(life.story)
    found = [
        Deviation(engine, *one)
        for engine, simulate_people in engines.items()
        for one in differences(expected, tell(simulate_people(plan, people, 0)))
    ]
    return LifeLived(life.name, tuple(found))
