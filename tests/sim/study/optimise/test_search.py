"""The search finds the planted best as often as it says, and packs what outlets want into runs."""

from dataclasses import replace

import numpy as np
import pytest

from sim.study.optimise.answer import fresh_check, frontier, unit_answers
from sim.study.optimise.observing import PlannedRun, Seen, observe, packed
from sim.study.optimise.search import BudgetTooSmall, cheapest_hours, guaranteed, within_budget
from sim.study.optimise.selection import Rule
from tests.sim.study.optimise.planted import BEST, SHARES, drawn, problem

REPETITIONS = 400
# Of 400 repetitions with a chance of 95%, fewer than 368 are right once in 300 times.
RIGHT_AT_LEAST = 368


def ignored(_done: int) -> None:
    """Take no notice."""


@pytest.mark.proof
def test_the_planted_best_of_three_outlets_is_found_in_95_of_100_repetitions() -> None:
    planted = problem()

    plans = [guaranteed(planted, drawn(number), ignored) for number in range(REPETITIONS)]

    assert all(plan.is_settled for plan in plans)
    chosen = [tuple(one.chosen for one in plan.judgements) for plan in plans]
    assert sum(one == BEST for one in chosen) >= RIGHT_AT_LEAST


def test_a_wrong_prediction_costs_runs_and_changes_no_choice() -> None:
    blind, wrong = np.ones((3, 4)), np.zeros((3, 4))

    right = guaranteed(problem(), drawn(1), ignored)
    others = [guaranteed(problem(one), drawn(1), ignored) for one in (blind, wrong)]

    for plan in others:
        assert [one.chosen for one in plan.judgements] == [one.chosen for one in right.judgements]


def test_one_run_serves_all_units_and_each_sees_its_own_replications_in_order() -> None:
    seen = Seen(problem())
    observe(seen, [(0,), (), ()], drawn(0), 2)

    planned = packed(seen, [(0, 1), (2,), ()], 2)

    # The first outlet has ten of its first candidate, so two more; ten of each other one.
    assert planned[0] == PlannedRun(0, (1, 2, 0), (0, 1))
    assert planned[-2:] == [PlannedRun(10, (0, 0, 0), (0,)), PlannedRun(11, (0, 0, 0), (0,))]
    assert len(planned) == 12


def test_what_no_candidate_keeps_is_said_and_what_cannot_be_settled_too() -> None:
    planted = problem()
    strict = replace(planted.rules[0], limit=0.002, keeping=Rule(0.001, 0.01), most=20)
    short = replace(planted, rules=(strict,) * 3)

    plan = guaranteed(short, drawn(2), ignored)

    assert not plan.is_complete
    answers = unit_answers(plan, fresh_check(plan, drawn(2), 3))
    assert {one.said for one in answers} <= {"none keeps it", "not settled"}


def test_a_budget_is_used_up_and_finds_the_best_with_an_estimate() -> None:
    plan = within_budget(problem(), drawn(3), 120, ignored)

    assert plan.seen.runs == 120
    assert len(plan.chances) == 3
    assert all(0 <= chance <= 1 for chance in plan.chances)
    assert [one.chosen for one in plan.judgements] == list(BEST)
    assert not plan.is_settled


def test_a_budget_that_does_not_begin_to_do_is_refused() -> None:
    with pytest.raises(BudgetTooSmall, match="29 runs are too few: 30"):
        within_budget(problem(), drawn(3), 29, ignored)


def test_hours_are_chosen_by_what_the_whole_plan_costs() -> None:
    dear, cheap = (guaranteed(problem(), drawn(4), ignored) for _ in range(2))
    for own in cheap.seen.costs:
        for costs in own:
            costs[:] = [cost - 50 for cost in costs]

    found = cheapest_hours([dear, cheap], Rule(20.0, 0.0125), drawn(4), 1_000)

    assert found == (1, True)


def test_the_frontier_falls_in_cost_as_the_promise_is_relaxed() -> None:
    plan = guaranteed(problem(), drawn(5), ignored)

    points = frontier(plan)

    levels, costs = [one.at_most for one in points], [one.cost_yuan_week for one in points]
    assert levels == sorted(levels)
    assert costs == sorted(costs, reverse=True)
    assert points[-1].counters == 3
    assert points[-1].at_most == pytest.approx(SHARES[0, 0])
