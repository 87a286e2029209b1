"""The answer: what each unit gets, how it fared in runs of its own, and what else would cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.measures.spread import interval, spread_of
from sim.study.optimise.observing import ChosenPlan, trial_of
from sim.study.optimise.trial import Runner, rows_of
from sim.units import Floats

CHECKS = 10
"""Fresh replications of the chosen plan."""


@dataclass(frozen=True)
class FreshCheck:
    """The chosen plan in replications that had no part in choosing it.

    `values` are by replication and unit, `overall` are of all units together.
    """

    values: Floats
    overall: Floats

    def ends(self, unit: int | None = None) -> tuple[float, float, float]:
        """Return mean and 95% interval of a unit, or of all."""
        spread = spread_of(self.overall if unit is None else self.values[:, unit])
        return (spread.mean, *interval(spread))


@dataclass(frozen=True)
class UnitAnswer:
    """What a unit gets, a week's cost, and what was seen of it and of the next cheaper one.

    `check_mean` and its interval are those of the fresh replications.
    """

    unit: str
    outlet_class: str
    outlets: int
    staffing: str
    counters: int
    cost_yuan_week: float
    value: float
    replications: int
    said: str
    cheaper: str
    cheaper_value: float
    cheaper_said: str
    check_mean: float
    check_low: float
    check_high: float


@dataclass(frozen=True)
class FrontierPoint:
    """The cheapest plan with at most this value in every unit, by means and not by a guarantee.

    `is_simulated` unless the choice of some unit was predicted only.
    """

    at_most: float
    cost_yuan_week: float
    counters: int
    is_simulated: bool


@dataclass(frozen=True)
class CandidateAnswer:
    """A staffing that a unit could have had: its cost, what was predicted and seen, what became.

    `said` is "chosen", "keeps", "breaks" or "open" of what was simulated, "in the zone" of what
    keeps the promise on the mean, and not by enough; "seen" is not decided. Of others it is "ruled
    out", by one with more counters, or "not needed", as it costs more than the chosen one.
    """

    unit: str
    staffing: str
    counters: int
    cost_yuan_week: float
    predicted: float
    value: float
    replications: int
    said: str


TIMES_OF_LIMIT = (0.1, 0.2, 0.5, 1, 2, 4, 10)


def fresh_check(plan: ChosenPlan, run: Runner, count: int = CHECKS) -> FreshCheck:
    """Run the chosen plan as a whole, in replications beyond all that chose it."""
    problem = plan.problem
    units = range(len(problem.units))
    picks = [plan.number(unit) for unit in units]
    tried_most = max(len(values) for own in plan.seen.values for values in own)
    in_a_budget = plan.seen.runs if plan.chances else 0
    first = max(tried_most, in_a_budget, *(rules.most for rules in problem.rules))
    trials = [trial_of(problem, picks, first + number) for number in range(count)]
    rows = rows_of(problem.units, problem.counties)
    everywhere = [row for own in rows for row in own]
    found = run(trials)
    return FreshCheck(
        np.array([[problem.metric.value(columns, own) for own in rows] for columns in found]),
        np.array([problem.metric.value(columns, everywhere) for columns in found]),
    )


def unit_answers(plan: ChosenPlan, check: FreshCheck) -> list[UnitAnswer]:
    """Return the answer of each unit."""
    return [_answer(plan, check, unit) for unit in range(len(plan.problem.units))]


def candidate_answers(plan: ChosenPlan) -> list[CandidateAnswer]:
    """Return every candidate of each unit, the cheapest first."""
    return [
        _candidate(plan, unit, number)
        for unit in range(len(plan.problem.units))
        for number in plan.problem.menus[unit].by_cost
    ]


def _candidate(plan: ChosenPlan, unit: int, number: int) -> CandidateAnswer:
    problem, judgement = plan.problem, plan.judgements[unit]
    value, count = _seen(plan, unit, number)
    said = judgement.verdicts[number] if judgement.verdicts else "not needed"
    if number == judgement.chosen:
        said_of_it = "chosen"
    elif said == "breaks" and value <= problem.rules[unit].limit:
        said_of_it = "in the zone"
    else:
        said_of_it = "seen" if count and said == "not needed" else said
    candidate = problem.candidates[unit][number]
    return CandidateAnswer(
        problem.units[unit].name,
        candidate.label,
        candidate.counters,
        _cost(plan, unit, number),
        float(problem.menus[unit].predicted[number]),
        value,
        count,
        said_of_it,
    )


def promises_around(
    points: Sequence[FrontierPoint], at_most: float, *, is_share: bool
) -> list[tuple[float, FrontierPoint]]:
    """Return limits below and above the promised one, and the cheapest plan for each."""
    found = []
    for times in TIMES_OF_LIMIT:
        limit = times * at_most
        within = [point for point in points if point.at_most <= limit]
        if within and not (is_share and limit >= 1):
            found.append((limit, within[-1]))
    return found


def _answer(plan: ChosenPlan, check: FreshCheck, unit: int) -> UnitAnswer:
    problem, menu = plan.problem, plan.problem.menus[unit]
    number, judgement = plan.number(unit), plan.judgements[unit]
    chosen, own = problem.candidates[unit][number], problem.units[unit]
    order = menu.by_cost
    place = order.index(number)
    cheaper = order[place - 1] if place else None
    value, count = _seen(plan, unit, number)
    verdicts = judgement.verdicts or ("not needed",) * len(order)
    return UnitAnswer(
        own.name,
        own.outlet_class,
        len(own.places),
        chosen.label,
        chosen.counters,
        _cost(plan, unit, number),
        value,
        count,
        _said(plan, unit),
        "" if cheaper is None else problem.candidates[unit][cheaper].label,
        float("nan") if cheaper is None else _seen(plan, unit, cheaper)[0],
        "" if cheaper is None else verdicts[cheaper],
        *check.ends(unit),
    )


def _said(plan: ChosenPlan, unit: int) -> str:
    judgement = plan.judgements[unit]
    if judgement.chosen is None:
        return "none keeps it" if judgement.is_settled else "not settled"
    if plan.chances:
        return f"estimated {plan.chances[unit]:.1%}"
    return "settled" if judgement.is_settled else "not settled"


def frontier(plan: ChosenPlan) -> list[FrontierPoint]:
    """Return what other limits would cost: from the cheapest plan to the one that waits least."""
    units = range(len(plan.problem.units))
    tables = [_known(plan, unit) for unit in units]
    levels = sorted({row[1] for table in tables for row in table})
    found: list[FrontierPoint] = []
    for level in levels:
        picked = [min((row for row in table if row[1] <= level), default=None) for table in tables]
        rows = [row for row in picked if row]
        if len(rows) < len(tables):
            continue
        cost = sum(row[0] for row in rows)
        if found and cost >= found[-1].cost_yuan_week:
            continue
        counters = sum(row[2] for row in rows)
        found.append(FrontierPoint(level, cost, counters, all(row[3] for row in rows)))
    return found


Known = tuple[float, float, int, bool]


def _known(plan: ChosenPlan, unit: int) -> list[Known]:
    """Return cost, value and counters of each candidate, as simulated or else as predicted."""
    menu, own = plan.problem.menus[unit], plan.problem.units[unit]
    rows: list[Known] = []
    for number, candidate in enumerate(plan.problem.candidates[unit]):
        is_simulated = bool(plan.seen.values[unit][number])
        value = _seen(plan, unit, number)[0] if is_simulated else float(menu.predicted[number])
        counters = candidate.counters * len(own.places)
        rows.append((_cost(plan, unit, number), value, counters, is_simulated))
    return rows


def _seen(plan: ChosenPlan, unit: int, number: int) -> tuple[float, int]:
    values = plan.seen.values[unit][number]
    return (float(np.mean(values)), len(values)) if values else (float("nan"), 0)


def _cost(plan: ChosenPlan, unit: int, number: int) -> float:
    """Return a week's cost, overtime included where it was simulated."""
    costs = plan.seen.costs[unit][number]
    return float(np.mean(costs)) if costs else float(plan.problem.menus[unit].floors[number])
