"""Verification: two engines simulate the same people alike, or the first who differs is shown.

Equality is exact: every column of every table of the diary, integer for integer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import zip_longest

import numpy as np

from sim import kernel
from sim.diary import (
    AGENT_COLUMNS,
    AGENT_VISIT_COLUMNS,
    COUNTER_CASH_COLUMNS,
    FAILURE_COLUMNS,
    JOURNEY_COLUMNS,
    LOT_COLUMNS,
    NONE,
    PRICE_TEXT_COLUMNS,
    REBALANCE_COLUMNS,
    VISIT_COLUMNS,
    AgentEnding,
    AgentPurpose,
    Diary,
    Ending,
    JourneyOutcome,
    LotEnding,
    Purpose,
)
from sim.model import journey
from sim.network.codes import county_named
from sim.people import draw_people
from sim.plan import Plan
from sim.units import DAY_MS, MINUTE_MS, NEVER_MS, Ints

Names = Mapping[str, type[IntEnum]]

NAMES: Names = {
    "purpose": Purpose,
    "ending": Ending,
    "outcome": JourneyOutcome,
    "ended_as": LotEnding,
}
NAMES_AT_AGENTS: Names = {"purpose": AgentPurpose, "ending": AgentEnding}
TABLES = {
    "visits": VISIT_COLUMNS,
    "journeys": JOURNEY_COLUMNS,
    "agent_visits": AGENT_VISIT_COLUMNS,
}
OTHER_TABLES = {
    "failure": ("failures", FAILURE_COLUMNS),
    "agent": ("agents", AGENT_COLUMNS),
    "rebalance": ("rebalances", REBALANCE_COLUMNS),
    "cash at a counter": ("counter_cash", COUNTER_CASH_COLUMNS),
    "lot": ("lots", LOT_COLUMNS),
    "price text": ("price_texts", PRICE_TEXT_COLUMNS),
}

Line = tuple[str, str, str]


@dataclass(frozen=True)
class Mismatch:
    """The first person for whom two diaries differ, and what both say of this person.

    Where nobody differs, and yet a counter failed or an agent rebalanced otherwise, or a producer's
    lot or text differs, it is that: the person is the one interrupted, or who is at the counter, or
    NONE.
    """

    county: str
    replication: int
    person: int
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        """Return both stories side by side, with a mark where they differ."""
        rows = [
            f"{'*' if one != other else ' '} {what:<24} {one:>24} {other:>24}"
            for what, one, other in self.lines
        ]
        where = county_named(self.county)
        heading = f"person {self.person} of {where}, replication {self.replication}"
        return "\n".join([heading, *rows])


@dataclass(frozen=True)
class Compared:
    """One county by both engines: how much was simulated, and what differs, or None."""

    scenario: str
    county: str
    visits: int
    journeys: int
    difference: Mismatch | None


def first_difference(one: Diary, other: Diary) -> Mismatch | None:
    """Return the first person who differs, by the moment of the first thing that does, or None."""
    found = [
        _first_in(getattr(one, table), getattr(other, table), names)
        for table, names in TABLES.items()
    ]
    moment, person = min(found)
    if moment == NEVER_MS:
        return _first_other(one, other)
    stories = story(one, person), story(other, person)
    what = list(dict.fromkeys([*stories[0], *stories[1]]))
    lines = tuple((name, stories[0].get(name, ""), stories[1].get(name, "")) for name in what)
    return Mismatch(one.county, one.replication, person, lines)


def _first_other(one: Diary, other: Diary) -> Mismatch | None:
    """Return the first failure, or act of an agent or a producer, that differs, or None."""
    found = (_first_row(one, other, what) for what in OTHER_TABLES)
    return next((difference for difference in found if difference), None)


def _first_row(one: Diary, other: Diary, what: str) -> Mismatch | None:
    """Return the first row of such a table that differs, or None."""
    table, names = OTHER_TABLES[what]
    rows = [
        list(zip(*(getattr(diary, table)[name].tolist() for name in names), strict=True))
        for diary in (one, other)
    ]
    nothing = (NONE,) * len(names)
    for number, (mine, theirs) in enumerate(zip_longest(*rows, fillvalue=nothing), start=1):
        if mine != theirs:
            written_rows = zip(names, mine, theirs, strict=True)
            lines = tuple(
                (f"{what} {number}: {name}", written(name, left), written(name, right))
                for name, left, right in written_rows
            )
            visit = mine[names.index("visit")] if "visit" in names else NONE
            person = NONE if visit == NONE else int(one.visits["person"][visit])
            return Mismatch(one.county, one.replication, person, lines)
    return None


def story(diary: Diary, person: int) -> dict[str, str]:
    """Return what a diary says of a person: the journey's page, and each visit."""
    found = {}
    if person < diary.journeys["person"].size:
        for name in JOURNEY_COLUMNS:
            found[name] = written(name, int(diary.journeys[name][person]))
    for number, row in enumerate(np.flatnonzero(diary.visits["person"] == person), start=1):
        for name in VISIT_COLUMNS:
            found[f"visit {number}: {name}"] = written(name, int(diary.visits[name][row]))
    for number, row in enumerate(np.flatnonzero(diary.agent_visits["person"] == person), start=1):
        for name in AGENT_VISIT_COLUMNS:
            value = int(diary.agent_visits[name][row])
            found[f"agent visit {number}: {name}"] = written(name, value, NAMES_AT_AGENTS)
    return found


def written(name: str, value: int, names: Names = NAMES) -> str:
    """Return a value as people read it.

    >>> written("called_ms", 121_500_000), written("ending", 3), written("fee_fen", 200)
    ('day 1 09:45:00.000', 'RENEGED', '200')
    """
    if name in names:
        return names[name](value).name
    if not name.endswith("_ms") or value == NONE:
        return str(value)
    day, of_day_ms = divmod(value, DAY_MS)
    minutes, ms = divmod(of_day_ms, MINUTE_MS)
    return f"day {day} {minutes // 60:02}:{minutes % 60:02}:{ms // 1_000:02}.{ms % 1_000:03}"


def _first_in(
    one: Mapping[str, Ints], other: Mapping[str, Ints], names: tuple[str, ...]
) -> tuple[int, int]:
    """Return the moment and the person of the first difference in a table, or NEVER_MS."""
    tables = [np.column_stack([table[name] for name in names]) for table in (one, other)]
    rows = min(len(table) for table in tables)
    moments = [np.full(rows, NEVER_MS)]
    for name, mine, theirs in zip(names, tables[0][:rows].T, tables[1][:rows].T, strict=True):
        since = (mine, theirs) if name.endswith("_ms") else (_began(one)[:rows],) * 2
        earlier = np.minimum(*(np.where(at == NONE, NEVER_MS, at) for at in since))
        moments.append(np.where(mine != theirs, earlier, NEVER_MS))
    first = np.min(moments, axis=0)
    if rows and first.min() < NEVER_MS:
        row = int(first.argmin())
        return int(first[row]), int(one["person"][row])
    for table in (one, other):
        if len(table["person"]) > rows:
            return int(_began(table)[rows]), int(table["person"][rows])
    return NEVER_MS, 0


def _began(table: Mapping[str, Ints]) -> Ints:
    return table["arrived_ms" if "arrived_ms" in table else "wish_ms"]


def lives_compared(plan: Plan, replication: int) -> Compared:
    """Simulate the same people by both engines, and say whether anything differs."""
    people = draw_people(plan, replication)
    by_simpy = journey.simulate_people(plan, people, replication)
    difference = first_difference(by_simpy, kernel.simulate_people(plan, people, replication))
    return Compared(
        scenario=plan.scenario.name,
        county=plan.county.code,
        visits=by_simpy.visits["person"].size,
        journeys=by_simpy.journeys["person"].size,
        difference=difference,
    )
