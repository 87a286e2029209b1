"""One run of a plan: what it costs at each outlet, and how its customers wait."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.books import check_books
from sim.diary import NONE, Diary
from sim.measures.counter import measure_counter
from sim.measures.service import cut_before, staffed_stretches
from sim.network import County
from sim.plan import Plan, make_plan
from sim.running.engines import ENGINES
from sim.running.shard import failed_run
from sim.scenario import Scenario
from sim.study.optimise.plans import DecisionUnit
from sim.units import DAY_MS, DAYS_PER_WEEK, HOUR_MS, MINUTE_MS, Ints

LONG_WAITS = re.compile(r"wait_over_([1-9]\d{0,2})_min_share")
METRICS_SAID = "wait_over_15_min_share (or any other number of minutes), wait_mean_min, left_share"

Columns = Mapping[str, Ints]


@dataclass(frozen=True)
class PromisedMetric:
    """What is promised: a sum over a count, of those called, or of all visits.

    `over_min` is from which wait on one counts as long; 0 where no wait does.
    """

    name: str
    unit: str
    over_min: int
    part: str
    whole: str
    scale: float = 1.0

    def value(self, columns: Columns, rows: Sequence[int]) -> float:
        """Return it for some outlets together; 0 where there is nobody."""
        whole = int(columns[self.whole][list(rows)].sum())
        part = int(columns[self.part][list(rows)].sum())
        return part / whole / self.scale if whole else 0.0


def promised_metric(name: str) -> PromisedMetric:
    """Return a metric by name. Raise ValueError for one that cannot be promised."""
    if found := LONG_WAITS.fullmatch(name):
        return PromisedMetric(name, "share", int(found[1]), "over", "called")
    if name == "wait_mean_min":
        return PromisedMetric(name, "min", 0, "wait_called_ms", "called", MINUTE_MS)
    if name == "left_share":
        return PromisedMetric(name, "share", 0, "left", "visits")
    message = f"{name} cannot be promised: choose {METRICS_SAID}"
    raise ValueError(message)


@dataclass(frozen=True)
class WagePerHour:
    """Yuan for an hour of a staffed counter, and how many times that for an hour after closing."""

    counter_yuan: float
    overtime_factor: float

    def weekly_yuan(self, columns: Columns, rows: Sequence[int], days: int) -> float:
        """Return what some outlets cost a week."""
        paid = int(columns["open_counter_ms"][list(rows)].sum())
        late = int(columns["late_ms"][list(rows)].sum())
        hours = (paid + self.overtime_factor * late) / HOUR_MS
        return self.counter_yuan * hours / days * DAYS_PER_WEEK


@dataclass(frozen=True)
class Trial:
    """Some counties in one replication, and from how many minutes on a wait is long."""

    scenario: Scenario
    counties: tuple[County, ...]
    replication: int
    engine: str
    over_min: int


Runner = Callable[[Sequence[Trial]], Sequence[Columns]]


def run_trial(trial: Trial) -> dict[str, Ints]:
    """Run it; return a row for each outlet, county by county. The same trial gives the same.

    `visits`, `left`, `called`, `over` and `wait_called_ms` are of those who came after the
    warm-up; `open_counter_ms` is the time that counters were staffed, `late_ms` what they served
    beyond it. Raise RunFailed for the first county that fails.
    """
    parts = [_run_county(trial, county) for county in trial.counties]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _run_county(trial: Trial, county: County) -> dict[str, Ints]:
    try:
        plan = make_plan(trial.scenario, county)
        diary = ENGINES[trial.engine](plan, trial.replication)
        check_books(diary, trial.scenario)
        return _of_county(diary, plan, trial.over_min)
    except Exception as error:
        raise failed_run(trial.replication, county, error) from error


def scheduled(scenario: Scenario, counties: Sequence[County]) -> dict[str, Ints]:
    """Return for each outlet the time that its counters are to be staffed, without overtime."""
    from_ms = scenario.run.warm_up_days * DAY_MS
    found = []
    for county in counties:
        at = cut_before(staffed_stretches(make_plan(scenario, county)), from_ms)
        time_ms = np.zeros(len(county.outlets), dtype=np.int64)
        np.add.at(time_ms, at["outlet"], at["to_ms"] - at["from_ms"])
        found.append(time_ms)
    paid = np.concatenate(found)
    return {"open_counter_ms": paid, "late_ms": np.zeros_like(paid)}


def rows_of(units: Sequence[DecisionUnit], counties: Sequence[County]) -> list[list[int]]:
    """Return the rows of each unit's outlets in a trial's columns."""
    firsts = np.cumsum([0, *(len(county.outlets) for county in counties)]).tolist()
    return [[firsts[number] + place for number, place in unit.places] for unit in units]


def measured_days(scenario: Scenario) -> int:
    """Return how many days are measured."""
    return scenario.run.days - scenario.run.warm_up_days


def _of_county(diary: Diary, plan: Plan, over_min: int) -> dict[str, Ints]:
    outlets = measure_counter(diary, plan).outlets
    visits = diary.visits
    since = visits["arrived_ms"] >= plan.scenario.run.warm_up_days * DAY_MS
    wait_s = (visits["called_ms"] - visits["arrived_ms"]) // 1_000
    is_long = since & (visits["called_ms"] != NONE) & (wait_s >= over_min * 60)
    count = len(plan.outlets)
    over = np.bincount(visits["outlet"][is_long], minlength=count).astype(np.int64)
    return {
        **{name: outlets[name] for name in ("visits", "called", "wait_called_ms")},
        "left": outlets["balked"] + outlets["reneged"] + outlets["turned_away"],
        "over": over,
        "open_counter_ms": outlets["open_counter_ms"],
        "late_ms": outlets["busy_ms"] - outlets["busy_open_ms"],
    }
