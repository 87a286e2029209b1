"""How `explain` speaks: what there is to say, a table by class, and sentences."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sim.files.cost import CostOfRun, cost_of_run
from sim.network import County
from sim.report.parts import Cells, ReportTable, one_group
from sim.running.engines import AUTO
from sim.scenario import Scenario
from sim.study.explain.by_class import ClassWeek, by_class
from sim.study.explain.left_out import left_out
from sim.study.explain.precision import Planned, replications_for
from sim.study.explain.prediction import Prediction
from sim.study.explain.sensitivity import Sensitivity
from sim.study.explain.too_full import TooFull, too_full
from sim.study.precision import FEWEST, look_ahead

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORST = 3
CAPTION = "predicted, not simulated: an outlet's week, by class"
COLUMNS = ("class", "outlets", "visits a week", "load", "wait", "over 15", "leave", "overtime")
LONGEST = "longest waits"
ASSUMPTIONS_SHOWN = 8
MOVES_WAITS = 0.01
A_MINUTE_S = 90
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Explanation:
    """All that `explain` says of a scenario; `full` is in all, and `too_full` what is named."""

    classes: Sequence[ClassWeek]
    too_full: Sequence[TooFull]
    full: int
    cost: CostOfRun
    planned: Planned
    sensitivities: Sequence[Sensitivity]
    left_out: Sequence[str]


def explanation_of(
    scenario: Scenario,
    counties: Sequence[County],
    prediction: Prediction,
    *,
    precision: float,
    most: int | None,
) -> Explanation:
    """Return what there is to say but for what it hangs on, which takes as long again.

    `precision` is the half-width that is planned for, as a share; of the hours that are too full
    at most so many are named.
    """
    shown, full = too_full(prediction, most)
    return Explanation(
        classes=by_class(prediction),
        too_full=shown,
        full=full,
        cost=cost_of_run(scenario, counties, AUTO),
        planned=replications_for(prediction, precision),
        sensitivities=(),
        left_out=left_out(scenario),
    )


def class_table(classes: Sequence[ClassWeek], *, has_longest: bool = True) -> ReportTable:
    """Return a row a class: an outlet's week, and its worst hours where no chart has them."""
    rows: list[Cells] = [
        (
            one.outlet_class,
            f"{one.outlets:,}",
            f"{one.arrivals:,.0f}",
            f"{one.load:.2f}",
            f"{one.wait_mean_min:.1f} min",
            f"{one.over_15_share:.1%}",
            f"{one.left_share:.1%}",
            f"{one.overtime_h:.1f} h",
            *([_longest_waits(one)] if has_longest else []),
        )
        for one in classes
    ]
    columns = (*COLUMNS, LONGEST) if has_longest else COLUMNS
    figures = frozenset(range(1, len(COLUMNS)))
    return ReportTable("classes", CAPTION, columns, one_group(rows), figures)


def _longest_waits(one: ClassWeek) -> str:
    worst = sorted(one.hours, key=lambda hour: -hour.wait_mean_min)[:WORST]
    return ", ".join(
        f"{WEEKDAYS[hour.weekday][:2]} {hour.hour}h {hour.wait_mean_min:.0f} min" for hour in worst
    )


def sentences(said: Explanation, scenario: Scenario, precision: float) -> list[str]:
    """Return what else there is to say, a sentence a line."""
    return [
        *_of_closing(said.classes),
        *[_full(one, scenario) for one in said.too_full],
        *_more(said),
        _cost(said.cost, scenario),
        _planned(said.planned, scenario, precision),
        *assumptions(said.sensitivities),
        *[f"not in the prediction: {what}" for what in said.left_out],
    ]


def _of_closing(classes: Sequence[ClassWeek]) -> list[str]:
    found = []
    for one in classes:
        line = max(one.closing_line)
        day = WEEKDAYS[one.closing_line.index(line)]
        found.append(f"in line at closing, {one.outlet_class}: at most {line:.1f} people, {day}")
    return found


def _full(one: TooFull, scenario: Scenario) -> str:
    """Return a sentence such as "Friday 8:30-11:00 at Hill: 1.3 times what two counters serve"."""
    day = scenario.run.first_day + dt.timedelta(one.day)
    when = f"{WEEKDAYS[day.weekday()]} {clock(one.from_min)}-{clock(one.to_min)}"
    if one.days == 1:
        when = f"{day} {when}"
    counters = "one counter" if one.counters == 1 else f"{_number(one.counters)} counters"
    gone = "the line is not gone by the end of the day"
    if one.gone_min is not None:
        gone = f"the line is gone by {clock(one.gone_min)}"
    return f"{when} at {one.name}: {one.times:.1f} times what {counters} can serve; {gone}"


def clock(minutes: float) -> str:
    """Return minutes since midnight as a time of day, to the next quarter of an hour.

    >>> clock(510), clock(756)
    ('8:30', '12:45')
    """
    quarters = -(-int(minutes) // 15)
    return f"{quarters // 4}:{quarters % 4 * 15:02d}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _more(said: Explanation) -> list[str]:
    left = said.full - len(said.too_full)
    return (
        [f"and {left:,} more such hours elsewhere: explain --json has them by hour"] if left else []
    )


def _cost(cost: CostOfRun, scenario: Scenario) -> str:
    seconds = f"{cost.seconds:,.1f} seconds"
    if cost.seconds >= A_MINUTE_S:
        seconds = f"{cost.seconds / 60:,.0f} minutes"
    count = scenario.run.replications
    runs = "1 replication" if count == 1 else f"{count} replications"
    return (
        f"{runs}: {cost.visits:,.0f} visits, some {seconds} of one processor ({cost.engine}), "
        f"{cost.gigabytes:.2f} GB of memory a process, files of {cost.files_mb:,.1f} MB"
    )


def _planned(planned: Planned, scenario: Scenario, precision: float) -> str:
    own, enough = scenario.run.replications, max(planned.replications, FEWEST)
    more = look_ahead(enough)
    least = f", as it looks at {FEWEST} first" if planned.replications < FEWEST else ""
    return (
        f"a mean wait to within {precision:.1%} ({planned.half_width_min:.2f} min) takes some "
        f"{planned.replications} replications, and the scenario has {own}: "
        f"run --until wait_mean_min={100 * precision:g}% takes some {enough + more}{least}, "
        f"the last {more} to make sure"
    )


def assumptions(sensitivities: Sequence[Sensitivity]) -> list[str]:
    """Return what carries the answer, then in a line each what hardly does and what does not."""
    most = [one for one in sensitivities if abs(one.wait_change) >= MOVES_WAITS]
    hardly = [one for one in sensitivities if one.has_effect and one not in most]
    none = [one for one in sensitivities if not one.has_effect]
    found = [_sensitivity(one) for one in most[:ASSUMPTIONS_SHOWN]]
    for others, said in (
        (most[ASSUMPTIONS_SHOWN:], "by less than that"),
        (hardly, f"by less than {MOVES_WAITS:.0%}"),
        (none, "not at all"),
    ):
        if others:
            names = ", ".join(one.parameter for one in others)
            found.append(f"{len(others)} more, each changed likewise, move waits {said}: {names}")
    return found


def _sensitivity(one: Sensitivity) -> str:
    more = "more" if one.change > 0 else "less"
    mark = f"given; {one.mark} by default" if one.is_given else one.mark
    return (
        f"{abs(one.change):.0%} {more} of {one.parameter} ({mark}): "
        f"waits {one.wait_change:+.0%}, those who leave {one.left_change:+.0%}"
    )
