"""The search: with a guarantee by Kim and Nelson's procedure, or with a budget by OCBA."""

from collections.abc import Callable, Sequence

import numpy as np

from sim.study.optimise.allocation import Observed, chance_of_best, further, shares_with_limit
from sim.study.optimise.judging import Judgement, Menu, Verdict, first_to_try, judged
from sim.study.optimise.observing import (
    ChosenPlan,
    PlannedRun,
    Seen,
    StaffingProblem,
    observe,
    run_all,
)
from sim.study.optimise.selection import Rule, Standing, smallest_mean
from sim.study.optimise.trial import Runner
from sim.units import Floats

Notice = Callable[[int], None]
"""What is called with how many units are settled, or how much of a budget is spent."""
STEP = 4
"""Replications at a time: more keep more processes busy, and overshoot the last by more."""


def guaranteed(problem: StaffingProblem, run: Runner, notice: Notice) -> ChosenPlan:
    """Try until every unit is settled, or may be tried no more."""
    seen = Seen(problem)
    units = range(len(problem.units))
    judgements = tuple(
        Judgement(None, first_to_try(menu, rules.limit), (), is_settled=False)
        for menu, rules in zip(problem.menus, problem.rules, strict=True)
    )
    while any(one.wanted for one in judgements):
        observe(seen, [one.wanted for one in judgements], run, STEP)
        judgements = tuple(
            judged(problem.menus[unit], seen.of(unit), problem.rules[unit]) for unit in units
        )
        notice(sum(not one.wanted for one in judgements))
    return ChosenPlan(problem, seen, judgements)


class BudgetTooSmall(ValueError):  # noqa: N818 - named by what is the matter
    """There are not enough runs to try each candidate at all."""


def within_budget(problem: StaffingProblem, run: Runner, budget: int, notice: Notice) -> ChosenPlan:
    """Use just so many runs, each where it teaches a unit most. Raise BudgetTooSmall.

    Tried are the candidates from where a prediction says that the promise begins to hold, first
    as often as the rules say, then by OCBA with a limit. Nothing is guaranteed: the chance of
    being right is estimated afterwards. Later runs have people of their own, as OCBA takes
    observations to be independent.
    """
    seen = Seen(problem)
    trying = [
        _near_the_limit(menu, rules.limit)
        for menu, rules in zip(problem.menus, problem.rules, strict=True)
    ]
    first = problem.rules[0].keeping.first
    least = first * max(map(len, trying))
    if budget < least:
        message = f"{budget} runs are too few: {least} try each candidate {first} times"
        raise BudgetTooSmall(message)
    observe(seen, trying, run, first)
    everybody = tuple(range(len(trying)))
    while seen.runs < budget:
        turns = min(STEP, budget - seen.runs)
        picks = [_turns(seen, unit, trying[unit], turns) for unit in everybody]
        planned = [
            PlannedRun(seen.runs + turn, tuple(one[turn] for one in picks), everybody)
            for turn in range(turns)
        ]
        run_all(seen, planned, run)
        notice(seen.runs)
    found = [_best_seen(seen, unit, trying[unit]) for unit in everybody]
    chances = tuple(chance for _, chance in found)
    return ChosenPlan(problem, seen, tuple(one for one, _ in found), chances)


def cheapest_hours(
    plans: Sequence[ChosenPlan], rule: Rule, run: Runner, most: int
) -> tuple[int, bool]:
    """Return which of some plans costs least in all, and whether that is settled.

    Each is the choice for other opening hours, and all meet the same people. Plans in which a unit
    has no choice are left out, unless all are such.
    """
    numbers = [number for number, one in enumerate(plans) if one.is_complete] or [0]
    while True:
        sums = [_weekly_totals(plans[number]) for number in numbers]
        standing: Standing = smallest_mean(sums, rule)
        left = [numbers[place] for place in standing.among_best]
        if len(left) == 1:
            return left[0], True
        if max(map(len, sums)) >= most:
            means = [float(np.mean(sums[numbers.index(number)])) for number in left]
            return left[int(np.argmin(means))], False
        for number in left:
            plan = plans[number]
            units = range(len(plan.problem.units))
            behind = min(len(plan.seen.costs[unit][plan.number(unit)]) for unit in units)
            wanted = [
                [plan.number(unit)]
                if len(plan.seen.costs[unit][plan.number(unit)]) == behind
                else []
                for unit in units
            ]
            observe(plan.seen, wanted, run, STEP)


def _weekly_totals(plan: ChosenPlan) -> Floats:
    """Return what a plan costs a week, by replication, for as many as all its units have."""
    costs = [own[plan.number(unit)] for unit, own in enumerate(plan.seen.costs)]
    shared = min(map(len, costs))
    sums: Floats = np.sum([one[:shared] for one in costs], axis=0)
    return sums


def _near_the_limit(menu: Menu, limit: float) -> tuple[int, ...]:
    """Return the two that a guarantee would begin with, and the next dearer one."""
    order = menu.by_cost
    begun = first_to_try(menu, limit)
    place = order.index(begun[-1])
    return (*begun, *order[place + 1 : place + 2])


def _observed(seen: Seen, unit: int, trying: Sequence[int]) -> tuple[Observed, Observed]:
    """Return costs and values of the candidates that are tried."""
    both = [[np.array(table[unit][one]) for one in trying] for table in (seen.costs, seen.values)]
    costs, values = (
        Observed(
            np.array([one.mean() for one in samples]),
            np.array([one.var(ddof=1) for one in samples]),
            np.array([one.size for one in samples]),
        )
        for samples in both
    )
    return costs, values


def _turns(seen: Seen, unit: int, trying: Sequence[int], turns: int) -> list[int]:
    """Return whom to observe in the next so many runs."""
    costs, values = _observed(seen, unit, trying)
    shares = shares_with_limit(costs, values, seen.problem.rules[unit].limit)
    more = further(shares, values.counts, turns)
    return [one for one, times in zip(trying, more.tolist(), strict=True) for _ in range(times)]


def _best_seen(seen: Seen, unit: int, trying: Sequence[int]) -> tuple[Judgement, float]:
    """Return the cheapest that seems to keep the limit, and a chance that it is."""
    costs, values = _observed(seen, unit, trying)
    limit = seen.problem.rules[unit].limit
    keeps = values.means <= limit
    verdicts: list[Verdict] = ["not needed"] * len(seen.values[unit])
    for one, kept in zip(trying, keeps.tolist(), strict=True):
        verdicts[one] = "keeps" if kept else "breaks"
    chosen = trying[int(np.where(keeps, costs.means, np.inf).argmin())] if keeps.any() else None
    judgement = Judgement(chosen, (), tuple(verdicts), is_settled=False)
    return judgement, chance_of_best(costs, values, limit)
