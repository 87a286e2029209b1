"""Runs of the whole scenario, each of which says something of every unit at once.

Outlets share hardly anything but the people of their county, and each has its own customers. So
one run staffs each unit by whichever candidate wants a replication next, and as many runs do as
the unit with the most open candidates needs. Each unit sees the same people in replication 7,
whatever its own staffing and that of the others.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.network import County
from sim.scenario import Scenario
from sim.study.optimise.judging import Judgement, Menu, Observations, StaffingRules
from sim.study.optimise.plans import Candidate, DecisionUnit, staffed_as
from sim.study.optimise.trial import (
    PromisedMetric,
    Runner,
    Trial,
    WagePerHour,
    measured_days,
    rows_of,
)


@dataclass(frozen=True)
class StaffingProblem:
    """What to decide: the candidates of each unit under one scenario, and by which rules."""

    scenario: Scenario
    counties: tuple[County, ...]
    units: tuple[DecisionUnit, ...]
    candidates: tuple[tuple[Candidate, ...], ...]
    menus: tuple[Menu, ...]
    metric: PromisedMetric
    wage: WagePerHour
    rules: tuple[StaffingRules, ...]
    engine: str


@dataclass
class Seen:
    """What the runs have shown: by unit and candidate, costs and values, and how many runs."""

    problem: StaffingProblem
    costs: list[list[list[float]]] = field(init=False)
    values: list[list[list[float]]] = field(init=False)
    runs: int = 0

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.costs = [[[] for _ in own] for own in self.problem.candidates]
        self.values = [[[] for _ in own] for own in self.problem.candidates]

    def of(self, unit: int) -> Observations:
        """Return the observations of a unit."""
        return Observations(
            tuple(np.array(one) for one in self.costs[unit]),
            tuple(np.array(one) for one in self.values[unit]),
        )


@dataclass(frozen=True)
class PlannedRun:
    """One run: its replication, the candidate of each unit, and of which units it is kept."""

    replication: int
    picks: tuple[int, ...]
    kept: tuple[int, ...]


@dataclass(frozen=True)
class ChosenPlan:
    """The choice of each unit, what was seen of it, and what the chance of being right is.

    `chances` are estimates of a search with a budget; a search with a guarantee has none.
    """

    problem: StaffingProblem
    seen: Seen
    judgements: tuple[Judgement, ...]
    chances: tuple[float, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether each unit has a choice."""
        return all(one.chosen is not None for one in self.judgements)

    @property
    def is_settled(self) -> bool:
        """Whether nothing was left open."""
        return all(one.is_settled for one in self.judgements)

    def number(self, unit: int) -> int:
        """Return which candidate a unit gets; where nothing keeps the promise, the dearest."""
        chosen = self.judgements[unit].chosen
        return self.problem.menus[unit].by_cost[-1] if chosen is None else chosen

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the staffing of each unit."""
        own = self.problem.candidates
        return tuple(own[unit][self.number(unit)] for unit in range(len(own)))


def observe(seen: Seen, wanted: Sequence[Sequence[int]], run: Runner, step: int) -> None:
    """Observe the wanted candidates of each unit `step` more times; at first as often as ruled."""
    run_all(seen, packed(seen, wanted, step), run)


def packed(seen: Seen, wanted: Sequence[Sequence[int]], step: int) -> list[PlannedRun]:
    """Return the fewest runs in which each wanted candidate has its next replications."""
    by_replication: defaultdict[int, dict[int, list[int]]] = defaultdict(dict)
    for unit, candidates in enumerate(wanted):
        first = seen.problem.rules[unit].keeping.first
        for one in candidates:
            done = len(seen.values[unit][one])
            for replication in range(done, max(done + step, first)):
                by_replication[replication].setdefault(unit, []).append(one)
    return [
        _mixed(replication, asked, turn, len(wanted))
        for replication, asked in sorted(by_replication.items())
        for turn in range(max(map(len, asked.values())))
    ]


def _mixed(replication: int, asked: dict[int, list[int]], turn: int, units: int) -> PlannedRun:
    kept = tuple(unit for unit, ones in asked.items() if turn < len(ones))
    picks = tuple(asked[unit][turn] if unit in kept else 0 for unit in range(units))
    return PlannedRun(replication, picks, kept)


def run_all(seen: Seen, planned: Sequence[PlannedRun], run: Runner) -> None:
    """Run, and note what is kept, in the order of the replications."""
    problem = seen.problem
    rows = rows_of(problem.units, problem.counties)
    days = measured_days(problem.scenario)
    trials = [trial_of(problem, one.picks, one.replication) for one in planned]
    for one, columns in zip(planned, run(trials), strict=True):
        for unit in one.kept:
            pick = one.picks[unit]
            seen.costs[unit][pick].append(problem.wage.weekly_yuan(columns, rows[unit], days))
            seen.values[unit][pick].append(problem.metric.value(columns, rows[unit]))
    seen.runs += len(planned)


def trial_of(problem: StaffingProblem, picks: Sequence[int], replication: int) -> Trial:
    """Return the run in which each unit is staffed by the candidate of this number."""
    chosen = [own[pick] for own, pick in zip(problem.candidates, picks, strict=True)]
    counties = staffed_as(problem.counties, problem.units, chosen)
    return Trial(problem.scenario, counties, replication, problem.engine, problem.metric.over_min)
