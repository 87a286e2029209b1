"""What was fitted, line by line: for the table, for JSON, and for comments in the scenario."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from math import isnan
from typing import Any

from sim.files.profile import WEEKDAYS
from sim.study.fit.intervals import CONFIDENCE, FittedParameter, confidence_of_each
from sim.study.fit.likelihood import FittedLaw
from sim.study.fit.not_told import not_told
from sim.study.fit.tickets import TicketLog
from sim.study.fit.whole import SERVICE_KEYS, FittedLog, FitWishes

DIGITS = 4
DIGITS_KEPT = 6
SMALLEST_P = 0.001
SAME = "as the line before"


@dataclass(frozen=True)
class FittedRow:
    """A line of the table: a parameter, its estimate and intervals, from how many, and how.

    `low` and `high` are the ends of its own 95% interval; those `together` of one that holds with
    all others of the log at once, with 95%. Where there is no interval, its ends are None.
    """

    parameter: str
    value: float
    low: float | None
    high: float | None
    together_low: float | None
    together_high: float | None
    count: int
    method: str

    @property
    def shown(self) -> str:
        """Return the estimate as people read it."""
        return f"{self.value:.{DIGITS}g}"

    @property
    def interval(self) -> str:
        """Return the interval as people read it; nothing where there is none."""
        return _shown(self.low, self.high)

    @property
    def together(self) -> str:
        """Return the interval that holds with all others, as people read it."""
        return _shown(self.together_low, self.together_high)


def fitted_rows(fitted: FittedLog, wishes: FitWishes) -> list[FittedRow]:
    """Return all that was fitted, line by line."""
    arrivals = fitted.arrivals
    less = f", less those who come back ({1 - fitted.first_visits_share:.1%})"
    how = f"tickets of {arrivals.outlet_days} outlet-days, {wishes.people:,.0f} people an outlet"
    how += less if fitted.first_visits_share < 1 else ""
    row = partial(_row, confidence_of_each(fitted.estimated))
    rows = [
        row("others.visits_per_person_year", fitted.visits_per_person_year, arrivals.count, how)
    ]
    for day, factor in zip(WEEKDAYS, arrivals.day_factors, strict=True):
        rows.append(row(factor_of(day), factor, arrivals.count, "mean of its days"))
    by_day, by_quarter = arrivals.by_day, arrivals.by_quarter
    how = f"index of dispersion {by_day.index:.2f} of days, {shown_p(by_day.p_value)}"
    how += f"; {by_quarter.index:.2f} of quarters of an hour, {shown_p(by_quarter.p_value)}"
    rows.append(row("others.day_cv", arrivals.day_cv, arrivals.outlet_days, how))
    groups, share = fitted.groups, fitted.pick_up_share
    if groups.count:
        how = f"tickets of one moment, {groups.by_chance:.1%} of them by chance"
        rows.append(row("others.group_size mean", groups.mean, groups.count, how))
    if share.value:
        rows.append(row("others.pick_up_share", share, arrivals.count, "of tickets of others"))
    for service in fitted.services:
        how = "times from call to end; " + _tried(service.tried)
        rows += _rows_of_law(row, f"services.{SERVICE_KEYS[service.purpose]}", service.law, how)
    if fitted.patience:
        how = "censored likelihood; " + _tried(fitted.patience.tried)
        rows += _rows_of_law(row, "line.patience_min", fitted.patience.law, how)
    return rows


def factor_of(day: str) -> str:
    """Return the name of a weekday's factor."""
    return f"others.day_factors {day}"


def shown_p(p_value: float) -> str:
    """Return a p-value as it is read: nothing smaller than a thousandth."""
    return "p < 0.001" if p_value < SMALLEST_P else f"p = {p_value:.3f}"


def _rows_of_law(
    row: Callable[..., FittedRow], key: str, law: FittedLaw, how: str
) -> list[FittedRow]:
    return [
        row(f"{key}.{one.name}", one, law.count, SAME if index else f"{law.family}: {how}")
        for index, one in enumerate(law.parameters)
    ]


def _row(confidence: float, name: str, found: FittedParameter, count: int, how: str) -> FittedRow:
    ends = (found.low, found.high, *found.spread.interval(confidence))
    value, low, high, together_low, together_high = map(_rounded, (found.value, *ends))
    assert value is not None, "an estimate is a number"
    return FittedRow(name, value, low, high, together_low, together_high, count, how)


def _shown(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return f"{low:.{DIGITS}g} to {high:.{DIGITS}g}"


def _rounded(value: float) -> float | None:
    """Return a number with as many digits as every processor agrees on; None for none."""
    return None if isnan(value) else float(f"{value:.{DIGITS_KEPT}g}")


def _tried(tried: tuple[FittedLaw, ...]) -> str:
    others = ", ".join(f"{one.family} {one.aic - tried[0].aic:+,.0f}" for one in tried[1:])
    return f"best AIC, others {others}" if others else "the only law that was tried"


def as_document(
    log: TicketLog, fitted: FittedLog, wishes: FitWishes, kept: Iterable[str]
) -> dict[str, Any]:
    """Return what was fitted as plain values, for JSON; `kept` is what stays as the base has it."""
    arrivals = fitted.arrivals
    return {
        "rows": {
            "read": log.rows_read,
            "used": log.count,
            "left_out": dict(log.rows_left_out),
            "tickets": {fate.name.lower(): count for fate, count in log.fates().items()},
            "outside_hours": arrivals.outside_hours,
        },
        "confidence": {"each": CONFIDENCE, "together": CONFIDENCE},
        "parameters": [asdict(row) for row in fitted_rows(fitted, wishes)],
        "could_not_tell": [*not_told(log, fitted), *kept],
    }
