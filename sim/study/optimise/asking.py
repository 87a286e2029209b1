"""What a planner asks, as problems with rules: one for each choice of opening hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.network import County
from sim.plan import opening_expression
from sim.scenario import Scenario
from sim.study.optimise.judging import Menu, StaffingRules, first_to_try
from sim.study.optimise.need import (
    Throughout,
    open_week,
    predicted,
    shift_candidates,
    throughout_by_counters,
)
from sim.study.optimise.observing import StaffingProblem
from sim.study.optimise.plans import (
    By,
    Candidate,
    DecisionUnit,
    counters_throughout,
    fewer,
    has_shifts,
    open_at,
    staffed_as,
    units_by,
)
from sim.study.optimise.selection import FIRST, Rule
from sim.study.optimise.trial import (
    PromisedMetric,
    WagePerHour,
    measured_days,
    rows_of,
    scheduled,
)

ERROR = 0.05
COUNTERS_USUAL = 4
COUNTERS_PREDICTED_MOST = 24


@dataclass(frozen=True)
class Asked:
    """What to decide, and what is promised of it.

    `counters` are the numbers to choose from, none to let the prediction say. `shifts` are lengths
    in half-hours, none to have all counters throughout. `hours` are opening hours to choose from,
    none for the scenario's own. `zone` is in the metric's unit, `cost_zone` a share of the cost.
    """

    by: By
    metric: PromisedMetric
    at_most: float
    zone: float
    wage: WagePerHour
    cost_zone: float
    counters: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()
    hours: tuple[str, ...] = ()
    most: int = 1_000
    engine: str = "auto"


def problems_of(
    asked: Asked, scenario: Scenario, counties: Sequence[County]
) -> tuple[StaffingProblem, ...]:
    """Return a problem for each choice of hours. Raise ValueError if shifts cannot be made."""
    scenarios = [open_at(scenario, hours) for hours in asked.hours] or [scenario]
    return tuple(_problem(asked, one, tuple(counties), len(scenarios)) for one in scenarios)


def hours_rule(asked: Asked, problems: Sequence[StaffingProblem]) -> Rule:
    """Return by which rule the plans for other hours are compared."""
    cheapest = min(sum(_likely_cost(menu, asked) for menu in one.menus) for one in problems)
    return Rule(asked.cost_zone * cheapest, ERROR / 4)


def _likely_cost(menu: Menu, asked: Asked) -> float:
    return float(menu.floors[first_to_try(menu, asked.at_most)[-1]])


def _problem(
    asked: Asked, scenario: Scenario, counties: tuple[County, ...], choices: int
) -> StaffingProblem:
    units = units_by(asked.by, counties)
    hours = [_hours_in_place_of_shifts(asked, scenario, counties, unit) for unit in units]
    by_counters = _by_counters(asked, scenario, counties, units, hours)
    own = [
        _candidates(asked, scenario, unit, number, (by_counters, hours[number]))
        for number, unit in enumerate(units)
    ]
    menus = _menus(asked, scenario, counties, own, by_counters)
    rules = tuple(_rules(asked, menu, len(units) * choices, choices) for menu in menus)
    return StaffingProblem(
        scenario,
        counties,
        units,
        tuple(map(tuple, own)),
        menus,
        asked.metric,
        asked.wage,
        rules,
        asked.engine,
    )


def _hours_in_place_of_shifts(
    asked: Asked, scenario: Scenario, counties: tuple[County, ...], unit: DecisionUnit
) -> str:
    """Return the hours of one shift of all counters, where a unit's own shifts are replaced.

    Other opening hours would not fit them, and other shifts are to be chosen in place of them.
    """
    is_replaced = (asked.hours or asked.shifts) and has_shifts(scenario, unit, counties)
    return opening_expression(scenario, unit.outlet_class) if is_replaced else ""


def _by_counters(
    asked: Asked,
    scenario: Scenario,
    counties: tuple[County, ...],
    units: tuple[DecisionUnit, ...],
    hours: Sequence[str],
) -> dict[int, Throughout]:
    """Return what is predicted of each number of counters: of as many as seem to be needed."""

    def found_for(counts: Iterable[int]) -> dict[int, Throughout]:
        alike = {count: [counters_throughout(count, one) for one in hours] for count in counts}
        return throughout_by_counters(scenario, counties, units, asked.metric, alike)

    found = found_for(asked.counters or range(1, COUNTERS_USUAL + 1))
    while not asked.counters and max(found) < COUNTERS_PREDICTED_MOST:
        most = max(found)
        # One more than what seems to do, for it may not.
        if (found[most - 1].whole <= asked.at_most - asked.zone).all():
            break
        found |= found_for([most + 1])
    return found


def _candidates(
    asked: Asked,
    scenario: Scenario,
    unit: DecisionUnit,
    number: int,
    predicted_at: tuple[dict[int, Throughout], str],
) -> list[Candidate]:
    by_counters, hours = predicted_at
    own = [counters_throughout(count, hours) for count in by_counters]
    if asked.shifts:
        week = open_week(scenario, unit)
        own += shift_candidates(number, by_counters, asked.at_most, week, asked.shifts)
    return own


def _menus(
    asked: Asked,
    scenario: Scenario,
    counties: tuple[County, ...],
    own: Sequence[Sequence[Candidate]],
    by_counters: dict[int, Throughout],
) -> tuple[Menu, ...]:
    """Return costs and predictions, by staffing all units at once by their first, second, ..."""
    units = units_by(asked.by, counties)
    rows, days = rows_of(units, counties), measured_days(scenario)
    floors: list[list[float]] = [[] for _ in units]
    shares: list[list[float]] = [[] for _ in units]
    for turn in range(max(map(len, own))):
        picks = [one[min(turn, len(one) - 1)] for one in own]
        staffed = staffed_as(counties, units, picks)
        times = scheduled(scenario, staffed)
        whole = (
            predicted(scenario, staffed, units, asked.metric)
            if any(pick.staffed for pick in picks)
            else by_counters[picks[0].counters]
        ).whole
        for unit, candidates in enumerate(own):
            if turn < len(candidates):
                floors[unit].append(asked.wage.weekly_yuan(times, rows[unit], days))
                shares[unit].append(float(whole[unit]))
    return tuple(
        Menu(np.array(floors[unit]), np.array(shares[unit]), fewer(candidates))
        for unit, candidates in enumerate(own)
    )


def _rules(asked: Asked, menu: Menu, shared_by: int, choices: int) -> StaffingRules:
    """Return the rules of a unit: half of the error for the limit, half for the cost.

    Each half is shared by all units and hours, that of the limit by all candidates too, so that
    with 95% nothing at all is wrong. Where hours are compared, they take half of the second half.
    """
    keeping = ERROR / 2 / (shared_by * len(menu.floors))
    comparing = ERROR / 2 / shared_by / (1 if choices == 1 else 2)
    return StaffingRules(
        limit=asked.at_most,
        keeping=Rule(asked.zone, keeping, FIRST),
        comparing=Rule(asked.cost_zone * _likely_cost(menu, asked), comparing, FIRST),
        most=asked.most,
    )
