"""What a scenario says of days that the run does not have: it changes nothing, so it is said.

Whether it changes something is asked of the calendar itself, on both sides of each border. For an
outage may begin before the run and reach into it, and so may a night of the day before; and visits
of a closed day move to the open days of its week, of which some may lie outside the run.
"""

import datetime as dt
from typing import Literal

from sim.calendar import open_times, other_intensity, outage_times
from sim.plan import opening_expression
from sim.scenario import CLASSES, Outage, Scenario

WEEK = dt.timedelta(7)
NAMED_AT_MOST = 3


def outside_the_run(scenario: Scenario) -> list[str]:
    """Return warnings of surges, outages, days closed or opened, and courses, that miss the run."""
    outages = [f"the outage from {one.start}" for one in scenario.outage if _misses(scenario, one)]
    outside = [
        *_surges_outside(scenario),
        *outages,
        *_days_outside(scenario, "closed"),
        *_days_outside(scenario, "opened"),
        *_courses_outside(scenario),
    ]
    warnings = [f"warning: {what} lies outside the run" for what in outside[:NAMED_AT_MOST]]
    if len(outside) > NAMED_AT_MOST:
        warnings[-1] += (
            f", as do {len(outside) - NAMED_AT_MOST} more surges, outages, days or courses"
        )
    return warnings


def _misses(scenario: Scenario, outage: Outage) -> bool:
    """Return whether no moment of an outage lies within the run."""
    alone = scenario.model_copy(update={"outage": (outage,)})
    return not outage_times(alone, outage.kind, "".join(outage.outlets[:1])).opens_ms.size


def _surges_outside(scenario: Scenario) -> list[str]:
    spans = {surge: (surge.first_day, surge.last_day) for surge in scenario.surge}
    outside = [surge for surge in spans if _is_apart(scenario, *spans[surge])]
    near = {surge for surge in outside if not _is_apart(scenario, *spans[surge], by=WEEK)}
    inside = tuple(surge for surge in scenario.surge if surge not in near)
    if near and _changes(scenario, scenario.model_copy(update={"surge": inside})):
        outside = [surge for surge in outside if surge not in near]
    return [f"the surge from {surge.first_day} to {surge.last_day}" for surge in outside]


def _days_outside(scenario: Scenario, which: Literal["closed", "opened"]) -> list[str]:
    days: tuple[dt.date, ...] = getattr(scenario.hours, which)
    outside = [day for day in days if _is_apart(scenario, day, day)]
    near = {day for day in outside if not _is_apart(scenario, day, day, by=WEEK)}
    inside = tuple(day for day in days if day not in near)
    hours = scenario.hours.model_copy(update={which: inside})
    if near and _changes(scenario, scenario.model_copy(update={"hours": hours})):
        outside = [day for day in outside if day not in near]
    return [f"{day} of hours.{which}" for day in outside]


def _courses_outside(scenario: Scenario) -> list[str]:
    training, run = scenario.training, scenario.run
    first_day = (training.first_week - 1) * WEEK.days
    is_outside = training.seats_a_week and first_day >= run.days
    return [f"the first course, of week {training.first_week},"] if is_outside else []


def _is_apart(
    scenario: Scenario, first: dt.date, last: dt.date, by: dt.timedelta = dt.timedelta()
) -> bool:
    """Return whether days lie before or after all days of the run, by more than a time."""
    run = scenario.run
    end = run.first_day + dt.timedelta(run.days)
    return last < run.first_day - by or first >= end + by


def _changes(scenario: Scenario, other: Scenario) -> bool:
    """Return whether outlets open at other times, or others come at other times."""
    return _calendar(scenario) != _calendar(other)


def _calendar(scenario: Scenario) -> list[bytes]:
    found = []
    for expression in {opening_expression(scenario, name): None for name in CLASSES}:
        opened = open_times(expression, scenario)
        come = other_intensity(scenario, 1, expression)
        found += [opened.opens_ms, opened.closes_ms, come.knots_ms, come.expected]
    return [column.tobytes() for column in found]
