"""Which outlets there are and on what days: those that are alike are predicted once.

A county has each of its outlets by itself. A country has them by class, counters and shifts, and of
each in parts by people, so that a busy outlet is not taken for a mean one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.calendar import other_intensity
from sim.network import County, Outlet
from sim.plan import OutletPlan, Timetable, opening_expression, outlet_plans
from sim.scenario import Scenario
from sim.scenario.distributions import Gamma
from sim.study.explain.agents import agents_by_outlet
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, Bools, Floats, Ints

EACH_MOST = 200
FACTORS = (np.arange(7) + 0.5) / 7
PARTS = 16
# Overtime is followed so long after closing, in ever longer pieces.
OVERTIME_MIN = (15, 30, 45, 60, 90, 120, 180, 240, 480)


@dataclass(frozen=True)
class OutletGroup:
    """Outlets that are predicted as one: how many, and the mean of their people and agents.

    `outlet` is one of them.
    """

    name: str
    outlet_class: str
    counters: int
    people: float
    outlets: int
    plan: OutletPlan
    outlet: Outlet
    agents: float = 0.0


@dataclass(frozen=True)
class DayKind:
    """Days of a run on which an outlet has the same hours, counters and customers a person.

    `edges_min` are minutes since midnight; `per_person_min` are other customers. `chance` is how
    likely such a day is as busy as this one, where days differ beyond chance. `waiting` people are
    in line when the doors open.
    """

    edges_min: Floats
    is_open: Bools
    counters: Ints
    per_person_min: Floats
    days: tuple[int, ...]
    chance: float = 1.0
    waiting: int = 0

    @property
    def open_min(self) -> float:
        """Return how long the doors are open."""
        return float(np.diff(self.edges_min)[self.is_open].sum())

    @property
    def count(self) -> float:
        """Return how many such days are expected."""
        return len(self.days) * self.chance


def groups_of(scenario: Scenario, counties: Sequence[County]) -> tuple[OutletGroup, ...]:
    """Return the outlets of all counties, in groups if they are many."""
    if sum(len(county.outlets) for county in counties) <= EACH_MOST:
        return tuple(
            replace(_group(outlet, plan, outlet.people, 1), agents=agents)
            for county in counties
            for outlet, plan, agents in zip(
                county.outlets,
                outlet_plans(scenario, county),
                agents_by_outlet(scenario, county).tolist(),
                strict=True,
            )
        )
    alike: dict[tuple[object, ...], list[tuple[Outlet, float]]] = {}
    for county in counties:
        agents = agents_by_outlet(scenario, county).tolist()
        for outlet, number in zip(county.outlets, agents, strict=True):
            key = (outlet.outlet_class, outlet.counters, *outlet.shifts.items())
            alike.setdefault(key, []).append((outlet, number))
    firsts = replace(counties[0], outlets=tuple(outlets[0][0] for outlets in alike.values()))
    plans = outlet_plans(scenario, firsts)
    return tuple(
        group
        for outlets, plan in zip(alike.values(), plans, strict=True)
        for group in _parts(outlets, plan)
    )


def _parts(outlets: list[tuple[Outlet, float]], plan: OutletPlan) -> list[OutletGroup]:
    by_people = sorted((outlet.people, agents) for outlet, agents in outlets)
    parts = np.array_split(np.array(by_people, dtype=np.float64), min(PARTS, len(by_people)))
    return [
        replace(_group(outlets[0][0], plan, float(people), len(part)), agents=float(agents))
        for part in parts
        for people, agents in [part.mean(axis=0)]
    ]


def _group(outlet: Outlet, plan: OutletPlan, people: float, outlets: int) -> OutletGroup:
    name = outlet.name
    if outlets > 1:
        name = f"{outlets:,} {outlet.outlet_class} outlets of some {people:,.0f} people"
    return OutletGroup(name, outlet.outlet_class, outlet.counters, people, outlets, plan, outlet)


def day_kinds(scenario: Scenario, group: OutletGroup) -> list[DayKind]:
    """Return the kinds of days of an outlet; those on which it is closed have none."""
    intensity = other_intensity(scenario, 1, opening_expression(scenario, group.outlet_class))
    kinds: dict[tuple[object, ...], list[int]] = {}
    found: dict[tuple[object, ...], DayKind] = {}
    for day in range(scenario.run.days):
        edges, is_open, counters = _pieces(group.plan, day, intensity.knots_ms)
        if not is_open.any():
            continue
        so_far = np.interp(edges * MINUTE_MS + day * DAY_MS, intensity.knots_ms, intensity.expected)
        rates = np.where(is_open, np.diff(so_far) / np.diff(edges), 0.0)
        # To ten digits, so that rounding of sums makes no kind of its own.
        signature = tuple(f"{rate:.9e}" for rate in rates.tolist())
        waiting = 0 if found else scenario.backlog.customers_in_line
        key = (edges.tobytes(), is_open.tobytes(), counters.tobytes(), signature, waiting)
        kinds.setdefault(key, []).append(day)
        found.setdefault(key, DayKind(edges, is_open, counters, rates, (), waiting=waiting))
    alike = [replace(found[key], days=tuple(days)) for key, days in kinds.items()]
    return [busier for kind in alike for busier in _busy_and_quiet(kind, scenario.others.day_cv)]


def _busy_and_quiet(kind: DayKind, day_cv: float) -> list[DayKind]:
    """Return a kind of day at several factors of the gamma law of mean 1, equally likely."""
    if not day_cv:
        return [kind]
    factors = Gamma(mean=1, cv=day_cv).quantile(FACTORS)
    return [
        replace(kind, per_person_min=kind.per_person_min * factor, chance=1 / factors.size)
        for factor in (factors / factors.mean()).tolist()
    ]


def _pieces(plan: OutletPlan, day: int, knots_ms: Ints) -> tuple[Floats, Bools, Ints]:
    """Return the pieces of a day's opening and overtime: edges, which are open, and counters."""
    begin, end = day * DAY_MS, (day + 1) * DAY_MS
    hours = [
        (max(opens, begin), min(closes, end))
        for opens, closes in zip(plan.actual.opens_ms, plan.actual.closes_ms, strict=True)
        if closes > begin and opens < end
    ]
    if not hours:
        return np.zeros(1), np.zeros(0, bool), np.zeros(0, np.int64)
    first, last = hours[0][0], hours[-1][1]
    later = [opens for opens in plan.actual.opens_ms if opens >= last]
    until = min([*later[:1], last + OVERTIME_MIN[-1] * MINUTE_MS])
    changes = [*range(begin, end + DAY_MS, HOUR_MS), *knots_ms.tolist(), *_changes(plan)]
    changes += [moment for one in hours for moment in one]
    changes += [last + minutes * MINUTE_MS for minutes in OVERTIME_MIN]
    edges = np.unique([moment for moment in (*changes, until) if first <= moment <= until])
    middles = ((edges[:-1] + edges[1:]) // 2).tolist()
    is_open = np.array([any(one[0] <= at < one[1] for one in hours) for at in middles], bool)
    counters = np.array([sum(one.on_duty.is_open(at) for one in plan.counters) for at in middles])
    return (edges - begin) / MINUTE_MS, is_open, counters.astype(np.int64)


def _changes(plan: OutletPlan) -> list[int]:
    tables: set[Timetable] = {one.on_duty for one in plan.counters}
    return [moment for one in tables for moment in (*one.opens_ms, *one.closes_ms)]
