"""When people come: tickets by weekday and quarter of an hour, and how much days vary.

A day of an outlet without any ticket counts as not logged. Means vary as days do, by the fitted law
of days, whether these differ significantly or not: it is days that are drawn anew, not tickets. How
much days vary is itself known from few of them, so intervals are those of the t distribution.
"""

from dataclasses import dataclass

import numpy as np

from sim.people.streams import Dice
from sim.scenario import Hours
from sim.study.fit.days import (
    SIGNIFICANT,
    Days,
    Dispersion,
    Together,
    dispersion,
    other_logs,
    spread_of_cv,
    together_by_date,
)
from sim.study.fit.intervals import FittedParameter, relative_spread
from sim.study.fit.logged_days import LoggedDays, open_share
from sim.units import DAYS_PER_WEEK, Floats, Ints

TICKETS_A_CELL = 5


@dataclass(frozen=True)
class FittedArrivals:
    """When tickets are taken, at an outlet, on a day.

    `per_day` is the mean of a week's seven days, with 0 for those on which outlets are closed.
    `profile` has the tickets an hour of each weekday's quarters of an hour, or none; weekdays that
    are `alike` share one. `together` is what outlets share on a date. `outlet_days` are the days of
    outlets that were counted.
    """

    per_day: FittedParameter
    day_factors: tuple[FittedParameter, ...]
    profile: tuple[tuple[float, ...], ...]
    alike: tuple[tuple[int, ...], ...]
    by_day: Dispersion
    by_quarter: Dispersion
    together: Together
    day_cv: FittedParameter
    count: int
    outlet_days: int
    days_without: int
    outside_hours: int
    weekdays_missing: tuple[int, ...]


def fit_arrivals(
    logged: LoggedDays, hours: Hours, dice: Dice, times: int, clumping: float = 1.0
) -> FittedArrivals:
    """Return what the days of a log tell of arrivals, with intervals by so many bootstrap samples.

    Who comes in groups comes by as much less evenly as `clumping` says.
    """
    totals = logged.tickets.sum(axis=1)
    days = Days(logged.outlet, logged.weekday, logged.date, totals, clumping)
    by_day = dispersion(days.group, totals[:, np.newaxis], clumping=clumping)
    together = together_by_date(days)
    opened = open_share(hours)
    means = weekday_means(logged.weekday, totals, opened)
    drawn = other_logs(days, together, dice, times)
    means_drawn = np.array(
        [weekday_means(logged.weekday, one, opened) for one in drawn], dtype=np.float64
    ).reshape(times, DAYS_PER_WEEK)
    cv = days.cv if by_day.p_value < SIGNIFICANT else 0.0
    degrees = (together.degrees if together.cv else days.degrees) or float("inf")
    per_day = relative_spread(float(means.mean()), means_drawn.mean(axis=1), degrees)
    profile, alike = weekly_profile(logged, opened, clumping)
    return FittedArrivals(
        per_day=FittedParameter("visits a day", float(means.mean()), per_day),
        day_factors=_day_factors(means, means_drawn, degrees),
        profile=profile,
        alike=alike,
        by_day=by_day,
        by_quarter=dispersion(days.group, logged.tickets, TICKETS_A_CELL, clumping),
        together=together,
        day_cv=FittedParameter("day_cv", cv, spread_of_cv(days, drawn)),
        count=int(totals.sum()),
        outlet_days=int(totals.size),
        days_without=logged.days_without,
        outside_hours=int(np.count_nonzero(~logged.inside)),
        weekdays_missing=_weekdays_missing(logged, opened),
    )


def weekday_means(weekday: Ints, totals: Ints | Floats, opened: Floats) -> Floats:
    """Return the tickets of a day of one outlet, Monday to Sunday; 0 where all are closed.

    A weekday that is open and not in the log has the mean of the others.
    """
    days = np.bincount(weekday, minlength=DAYS_PER_WEEK)
    sums = np.bincount(weekday, totals, minlength=DAYS_PER_WEEK)
    means = np.where(days > 0, sums / np.maximum(days, 1), sums.sum() / days.sum())
    return np.asarray(np.where(opened.any(axis=1), means, 0.0))


def weekly_profile(
    logged: LoggedDays, opened: Floats, clumping: float
) -> tuple[tuple[tuple[float, ...], ...], tuple[tuple[int, ...], ...]]:
    """Return the tickets an hour by quarter, Monday to Sunday, and which weekdays share a profile.

    Weekdays with the same hours share one where Akaike's criterion prefers that.
    """
    tickets = np.array(
        [logged.tickets[logged.weekday == day].sum(axis=0) for day in range(DAYS_PER_WEEK)]
    )
    days = np.bincount(logged.weekday, minlength=DAYS_PER_WEEK)
    profile: list[tuple[float, ...]] = [() for _ in range(DAYS_PER_WEEK)]
    alike = []
    for same_hours in _weekdays_by_hours(opened, days):
        is_one = _is_one_profile(tickets[same_hours] / clumping)
        for together in [same_hours] if is_one else [[day] for day in same_hours]:
            alike.append(tuple(together))
            share = np.where(opened[together[0]] > 0, opened[together[0]], 1.0)
            an_hour = tickets[together].sum(axis=0) / days[together].sum() / share * 4
            for day in together:
                profile[day] = tuple(np.where(opened[day] > 0, an_hour, 0.0).tolist())
    return tuple(profile), tuple(alike)


def _weekdays_by_hours(opened: Floats, days: Ints) -> list[list[int]]:
    """Return the weekdays of the log, those with the same opening hours together."""
    together: dict[bytes, list[int]] = {}
    for day in np.flatnonzero(days).tolist():
        together.setdefault(opened[day].tobytes(), []).append(day)
    return list(together.values())


def _is_one_profile(tickets: Floats) -> bool:
    """Return whether one profile of these weekdays is likely enough, by Akaike's criterion."""
    counts = tickets[:, tickets.sum(axis=0) > 0]
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    deviance = 2 * float((counts * np.log(np.where(counts > 0, counts, 1) / expected)).sum())
    return bool(deviance < 2 * (counts.shape[0] - 1) * (counts.shape[1] - 1))


def _day_factors(means: Floats, means_drawn: Floats, degrees: float) -> tuple[FittedParameter, ...]:
    """Return the factor of each weekday, of which the mean is 1."""
    factors, drawn = means / means.mean(), means_drawn / means_drawn.mean(axis=1, keepdims=True)
    return tuple(
        FittedParameter(
            f"factor of weekday {day}",
            float(factors[day]),
            relative_spread(float(factors[day]), drawn[:, day], degrees),
        )
        for day in range(DAYS_PER_WEEK)
    )


def _weekdays_missing(logged: LoggedDays, opened: Floats) -> tuple[int, ...]:
    """Return the weekdays that are open and of which the log has no day."""
    open_days = np.flatnonzero(opened.any(axis=1))
    return tuple(np.setdiff1d(open_days, logged.weekday).tolist())
