"""The checks that `wanghuiyi verify` shows: the bare queue beside exact results, with z-scores.

Each runs forty independent outlets and compares their mean with what theory says; a z-score says
by how many standard errors they differ.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sim.diary import Diary, Ending
from sim.plan import Plan, make_plan
from sim.theory.bare import bare_county, bare_scenario, controls, mean_and_error, wait_means_min
from sim.theory.chains import FailingCounters
from sim.theory.formulas import (
    deterministic_service_wait,
    erlang_a,
    erlang_b,
    erlang_c_wait,
    group_arrivals_wait,
    kella_yechiali_waits,
    pollaczek_khinchine_wait,
    shortest_line_wait,
)
from sim.units import DAY_MS, MINUTES_PER_DAY, Floats

OUTLETS = 40
WARM_UP_DAYS = 1
Z_MOST = 3.29
"""Once in a thousand checks chance alone goes beyond it, on either side."""

Simulate = Callable[[Plan, int], Diary]


@dataclass(frozen=True)
class Check:
    """A queue that theory knows: one visit a minute to each outlet, the exact figure, ours.

    `figures` returns one an outlet, and what is known of its luck, if that helps.
    """

    name: str
    unit: str
    exact: float
    counters: int
    service_min: object
    tables: Mapping[str, Mapping[str, Any]]
    figures: Callable[[Diary, int], tuple[Floats, Floats | None]]


@dataclass(frozen=True)
class Checked:
    """What a check found."""

    name: str
    unit: str
    exact: float
    simulated: float
    z: float

    @property
    def agrees(self) -> bool:
        """Return whether chance may explain the difference."""
        return abs(self.z) <= Z_MOST


def run_check(check: Check, simulate: Simulate, days: int) -> Checked:
    """Run a check for so many days by an engine."""
    scenario = bare_scenario(check.service_min, days, **check.tables)
    plan = make_plan(scenario, bare_county(OUTLETS, check.counters, MINUTES_PER_DAY))
    samples, known = check.figures(simulate(plan, 0), days)
    mean, error, _ = mean_and_error(samples, known)
    return Checked(check.name, check.unit, check.exact, mean, z_score(mean - check.exact, error))


def z_score(difference: float, error: float) -> float:
    """Return how many standard errors a difference is; without an error any difference is endless.

    >>> z_score(0.5, 0.25), z_score(0.0, 0.0), z_score(-0.1, 0.0)
    (2.0, 0.0, -inf)
    """
    if error:
        return difference / error
    return math.copysign(math.inf, difference) if difference else 0.0


def checks() -> Iterator[Check]:
    """Yield all checks."""
    yield _wait("M/M/1, load 0.5", erlang_c_wait(1, 0.5, 1), 1, _exponential(0.5))
    yield _wait("M/M/2, load 0.6", erlang_c_wait(1, 1.2, 2), 2, _exponential(1.2))
    yield _wait("M/M/3, load 0.6", erlang_c_wait(1, 1.8, 3), 3, _exponential(1.8))
    yield _wait("M/M/5, load 0.7", erlang_c_wait(1, 3.5, 5), 5, _exponential(3.5))
    for law, cv in (("lognormal", 0.8), ("gamma", 0.6)):
        service = {"law": law, "mean": 0.5, "cv": cv}
        exact = pollaczek_khinchine_wait(1, 0.5, cv)
        yield _wait(f"M/G/1, {law}, load 0.5", exact, 1, service)
    yield _wait("M/D/1, load 0.7", deterministic_service_wait(1, 0.7, 1), 1, 0.7)
    yield _wait("M/D/3, load 0.7", deterministic_service_wait(1, 2.1, 3), 3, 2.1)
    yield _wait(
        "a line per window, 2, load 0.7",
        shortest_line_wait(1, 1.4),
        2,
        _exponential(1.4),
        {"discipline": "line_per_window"},
    )
    sizes = [1, 1, 2, 4]
    exact = group_arrivals_wait(1, np.array(sizes), 0.5, 1)
    groups = {"others": {"group_size": {"law": "empirical", "values": sizes}}}
    waits = partial(_waits, 0.5)
    yield Check("M[X]/M/1, load 0.5", "min", exact, 1, _exponential(0.5), groups, waits)
    yield from _priority()
    yield from _failures()
    yield from _losses()


def _priority() -> Iterator[Check]:
    """Yield a queue where three in ten are called before others, by class."""
    line = {"line": {"priority_share": 0.3}}
    waits = kella_yechiali_waits([0.3, 0.7], 2.1, 3)
    for priority, which, exact in ((1, "with", waits[0]), (0, "without", waits[1])):
        name = f"M/M/3, load 0.7, {which} priority"
        figures = partial(_waits_of_class, priority)
        yield Check(name, "min", exact, 3, _exponential(2.1), line, figures)


def _failures() -> Iterator[Check]:
    """Yield counters that fail every half hour, and are repaired in three minutes."""
    fails = {
        "fail": True,
        "failure_h": _exponential(1 / 2),
        "repair_min": _exponential(3),
    }
    chain = FailingCounters(1, 2, 1, 1 / 30, 1 / 3, "calendar", "stays")
    name, tables = "M/M/1, load 0.5, failing", {"counters": fails}
    yield Check(name, "min", chain.wait(), 1, _exponential(0.5), tables, _waits_alone)
    chain = FailingCounters(1, 1 / 1.2, 2, 1 / 30, 1 / 3, "busy", "moves")
    how = {"failure_clock": "busy", "service_after_failure": "moves"}
    name, tables = "M/M/2, load 0.6, failing, one moves", {"counters": fails | how}
    yield Check(name, "min", chain.wait(), 2, _exponential(1.2), tables, _waits_alone)


def _losses() -> Iterator[Check]:
    """Yield queues that people leave: Erlang B and A."""
    at_once = {"balking": True, "balk_length": 0}
    lost = erlang_b(2.4, 3)
    shares = partial(_shares, Ending.BALKED)
    yield Check("Erlang B, 3", "lost", lost, 3, _exponential(2.4), {"line": at_once}, shares)
    present = erlang_a(1, 2.4, 5, 2)
    waiting = float(present @ np.maximum(np.arange(present.size) - 2, 0))
    impatient = {"line": {"reneging": True, "patience_min": _exponential(5.0)}}
    shares = partial(_shares, Ending.RENEGED)
    service = _exponential(2.4)
    yield Check("Erlang A, 2", "min", waiting, 2, service, impatient, _waits_alone)
    yield Check("Erlang A, 2", "reneged", waiting / 5, 2, service, impatient, shares)


def _wait(
    name: str, exact: float, counters: int, service_min: object, line: dict[str, Any] | None = None
) -> Check:
    """Return a check of the mean wait, in minutes."""
    mean = bare_scenario(service_min, 1).services.other_min.mean()
    return Check(
        name, "min", exact, counters, service_min, {"line": line or {}}, partial(_waits, mean)
    )


def _waits(service_min: float, diary: Diary, days: int) -> tuple[Floats, Floats]:
    expected = ((days - WARM_UP_DAYS) * MINUTES_PER_DAY, service_min)
    known = controls(diary, OUTLETS, WARM_UP_DAYS * DAY_MS, expected)
    return wait_means_min(diary, OUTLETS, WARM_UP_DAYS), known


def _waits_alone(diary: Diary, _days: int) -> tuple[Floats, None]:
    return wait_means_min(diary, OUTLETS, WARM_UP_DAYS), None


def _waits_of_class(priority: int, diary: Diary, _days: int) -> tuple[Floats, None]:
    among = diary.visits["priority"] == priority
    return wait_means_min(diary, OUTLETS, WARM_UP_DAYS, among), None


def _shares(ending: Ending, diary: Diary, _days: int) -> tuple[Floats, None]:
    """Return which share of the visits to each outlet ended so, after the warm-up."""
    counted = diary.visits["arrived_ms"] >= WARM_UP_DAYS * DAY_MS
    outlet = diary.visits["outlet"][counted]
    so = np.bincount(outlet, diary.visits["ending"][counted] == ending, OUTLETS)
    return so / np.bincount(outlet, minlength=OUTLETS), None


def _exponential(mean: float) -> dict[str, Any]:
    return {"law": "exponential", "mean": mean}
