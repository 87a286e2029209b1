"""A planted problem: three outlets whose best staffing is known, and runs that are drawn."""

from collections.abc import Callable, Sequence

import numpy as np

from sim.network import County, HumanSettlement, Outlet
from sim.scenario import Scenario
from sim.study.optimise.judging import Menu, StaffingRules
from sim.study.optimise.observing import StaffingProblem
from sim.study.optimise.plans import counters_throughout, fewer, units_by
from sim.study.optimise.selection import Rule
from sim.study.optimise.trial import (
    Columns,
    Trial,
    WagePerHour,
    promised_metric,
    scheduled,
)
from sim.units import HOUR_MS, Floats

LIMIT, ZONE, ERROR = 0.05, 0.01, 0.05
CALLED = 1_000_000
COUNTERS = (1, 2, 3, 4)
# At the ends of the zone: as hard as it may be and still have a right answer.
SHARES = np.array([[0.30, 0.052, 0.04, 0.01], [0.06, 0.04, 0.03, 0.0], [0.039, 0.03, 0.02, 0.0]])
BEST = (2, 1, 0)
DEVIATION = 0.012
# Four weeks, Monday to Friday from 8:30 to 17:00.
WEEKS_OPEN_MS = 20 * 17 * HOUR_MS // 2


def county() -> County:
    """Return a county of three outlets of a class."""
    names = ("First", "Second", "Third")
    outlets = tuple(
        Outlet(name, "rural", 30.0, 110.0 + place, 1, 5_000, invented=False)
        for place, name in enumerate(names)
    )
    homes = tuple(
        HumanSettlement(one.name, one.lat, one.lon, one.people, place, 0.0)
        for place, one in enumerate(outlets)
    )
    return County("own", "planted", 30.0, 110.0, outlets, homes)


def problem(predicted: Floats = SHARES) -> StaffingProblem:
    """Return it; what is predicted may be wrong."""
    scenario, counties = Scenario.model_validate({"network": {"outlets_csv": "x"}}), (county(),)
    units = units_by("outlet", counties)
    candidates = tuple(counters_throughout(count) for count in COUNTERS)
    wage = WagePerHour(10, 1.5)
    rows = [[0], [1], [2]]
    columns, days = scheduled(scenario, counties), scenario.run.days
    one_counter = np.array([wage.weekly_yuan(columns, row, days) for row in rows])
    assert one_counter.tolist() == [10 * 5 * 8.5] * 3
    menus = tuple(
        Menu(one_counter[unit] * np.array(COUNTERS), predicted[unit], fewer(candidates))
        for unit in range(3)
    )
    rules = StaffingRules(
        LIMIT,
        Rule(ZONE, ERROR / 2 / (3 * len(COUNTERS))),
        Rule(0.02 * float(one_counter[0]), ERROR / 2 / 3),
        most=5_000,
    )
    metric = promised_metric("wait_over_15_min_share")
    own = (candidates,) * 3
    return StaffingProblem(
        scenario, counties, units, own, menus, metric, wage, (rules,) * 3, "none"
    )


def drawn(number: int) -> Callable[[Sequence[Trial]], list[Columns]]:
    """Return runs of the repetition of this number: the same people whatever the counters."""

    def run(trials: Sequence[Trial]) -> list[Columns]:
        return [_columns(trial, number) for trial in trials]

    return run


def _columns(trial: Trial, number: int) -> Columns:
    luck = np.random.default_rng([number, trial.replication]).normal(0, DEVIATION, 3)
    counters = np.array([outlet.counters for outlet in trial.counties[0].outlets])
    shares = SHARES[np.arange(3), counters - 1] + luck
    return {
        "called": np.full(3, CALLED),
        "over": np.round(shares * CALLED).astype(np.int64),
        "open_counter_ms": counters * WEEKS_OPEN_MS,
        "late_ms": np.zeros(3, dtype=np.int64),
    }
