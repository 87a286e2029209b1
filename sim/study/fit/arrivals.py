"""When people come: tickets by weekday and quarter of an hour, and whether days differ by more.

A day of an outlet without any ticket counts as not logged. Of each outlet and weekday the days are
compared: where they are Poisson, the index of dispersion is 1, and its sum of squares follows a
chi-square law. Beyond that a factor of each day of gamma law is estimated, by its moments.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.people.streams import Dice, Stream
from sim.scenario import Hours
from sim.scenario.limits import CV_MIN, DAY_CV_MAX
from sim.study.fit.likelihood import OUTER, FittedParameter
from sim.study.fit.logged_days import LoggedDays, logged_days, open_share
from sim.units import DAYS_PER_WEEK, Floats, Ints

SIGNIFICANT = 0.05
TICKETS_A_CELL = 5


@dataclass(frozen=True)
class Dispersion:
    """Whether days differ by more than chance: the index, 1 of Poisson days, and its p-value."""

    index: float
    degrees: int
    p_value: float


@dataclass(frozen=True)
class FittedArrivals:
    """When tickets are taken, at an outlet, on a day.

    `per_day` is the mean of a week's seven days, with 0 for those on which outlets are closed.
    `profile` has the tickets an hour of each weekday's quarters of an hour, or none; weekdays that
    are `alike` share one. `outlet_days` are the days of outlets that were counted.
    """

    per_day: FittedParameter
    day_factors: tuple[FittedParameter, ...]
    profile: tuple[tuple[float, ...], ...]
    alike: tuple[tuple[int, ...], ...]
    by_day: Dispersion
    by_quarter: Dispersion
    day_cv: FittedParameter
    count: int
    outlet_days: int
    days_without: int
    outside_hours: int
    weekdays_missing: tuple[int, ...]


def fit_arrivals(
    outlet: Ints, issued_ms: Ints, hours: Hours, dice: Dice, times: int
) -> FittedArrivals:
    """Return what tickets tell of arrivals, with intervals by so many bootstrap samples.

    There must be a ticket within the hours.
    """
    logged = logged_days(outlet, issued_ms, hours)
    totals = logged.tickets.sum(axis=1)
    groups = logged.outlet * DAYS_PER_WEEK + logged.weekday
    by_day = dispersion(groups, totals[:, np.newaxis])
    cv = day_variation(groups, totals) if by_day.p_value < SIGNIFICANT else 0.0
    opened = open_share(hours)
    means = weekday_means(logged.weekday, totals, opened)
    drawn = _other_logs(groups, totals, cv, dice, times)
    means_drawn = np.array(
        [weekday_means(logged.weekday, one, opened) for one in drawn], dtype=np.float64
    ).reshape(times, DAYS_PER_WEEK)
    cvs = np.array([day_variation(groups, one) for one in drawn])
    profile, alike = weekly_profile(logged, opened)
    return FittedArrivals(
        per_day=_parameter("visits a day", means.mean(), means_drawn.mean(axis=1)),
        day_factors=_day_factors(means, means_drawn),
        profile=profile,
        alike=alike,
        by_day=by_day,
        by_quarter=dispersion(groups, logged.tickets, TICKETS_A_CELL),
        day_cv=_parameter("day_cv", cv, cvs),
        count=int(totals.sum()),
        outlet_days=int(totals.size),
        days_without=logged.days_without,
        outside_hours=int(np.count_nonzero(~logged.inside)),
        weekdays_missing=_weekdays_missing(logged, opened),
    )


def dispersion(groups: Ints, tickets: Ints, least: int = 1) -> Dispersion:
    """Return the index of dispersion of days within groups, over all columns of counts together.

    Cells of a group with fewer tickets than `least` in all are left out. No two days of a group is
    no test, and a p-value of 1.
    """
    square, degrees = 0.0, 0
    for rows in _rows_of(groups):
        counts = tickets[rows]
        counts = counts[:, counts.sum(axis=0) >= least]
        means = counts.mean(axis=0)
        square += float(((counts - means) ** 2 / means).sum())
        degrees += (len(rows) - 1) * counts.shape[1]
    if not degrees:
        return Dispersion(float("nan"), 0, 1.0)
    return Dispersion(square / degrees, degrees, float(stats.chi2.sf(square, degrees)))


def day_variation(groups: Ints, totals: Ints) -> float:
    """Return the coefficient of variation of a day's factor: variance beyond that of Poisson.

    By moments over all groups, and 0 where days differ by no more than chance.
    """
    beyond = squares = 0.0
    for rows in _rows_of(groups):
        counts, degrees = totals[rows], len(rows) - 1
        if degrees:
            mean, spread = float(counts.mean()), float(counts.var(ddof=1))
            beyond += degrees * (spread - mean)
            squares += degrees * (mean**2 - spread / len(rows))
    if beyond <= 0 or squares <= 0:
        return 0.0
    cv = float(np.sqrt(beyond / squares))
    return min(cv, DAY_CV_MAX) if cv >= CV_MIN else 0.0


def weekday_means(weekday: Ints, totals: Ints, opened: Floats) -> Floats:
    """Return the tickets of a day of one outlet, Monday to Sunday; 0 where all are closed.

    A weekday that is open and not in the log has the mean of the others.
    """
    days = np.bincount(weekday, minlength=DAYS_PER_WEEK)
    sums = np.bincount(weekday, totals, minlength=DAYS_PER_WEEK)
    means = np.where(days > 0, sums / np.maximum(days, 1), sums.sum() / days.sum())
    return np.asarray(np.where(opened.any(axis=1), means, 0.0))


def weekly_profile(
    logged: LoggedDays, opened: Floats
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
        is_one = _is_one_profile(tickets[same_hours])
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


def _is_one_profile(tickets: Ints) -> bool:
    """Return whether one profile of these weekdays is likely enough, by Akaike's criterion."""
    counts = tickets[:, tickets.sum(axis=0) > 0].astype(np.float64)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    deviance = 2 * float((counts * np.log(np.where(counts > 0, counts, 1) / expected)).sum())
    return bool(deviance < 2 * (counts.shape[0] - 1) * (counts.shape[1] - 1))


def _other_logs(groups: Ints, totals: Ints, cv: float, dice: Dice, times: int) -> list[Ints]:
    """Return the tickets of each day in so many other logs, by the fitted law of days."""
    sums, days = np.bincount(groups, totals), np.bincount(groups)
    means = (sums[groups] / days[groups]).astype(np.float64)
    logs = []
    for turn in range(times):
        uniforms = dice.uniforms(Stream.BOOTSTRAP, totals.size, turn)
        if cv:
            shape = 1 / cv**2
            drawn = stats.nbinom.ppf(uniforms, shape, shape / (shape + means))
        else:
            drawn = stats.poisson.ppf(uniforms, means)
        logs.append(np.asarray(drawn, dtype=np.int64))
    return logs


def _rows_of(groups: Ints) -> list[Ints]:
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)


def _day_factors(means: Floats, means_drawn: Floats) -> tuple[FittedParameter, ...]:
    """Return the factor of each weekday, of which the mean is 1."""
    factors, drawn = means / means.mean(), means_drawn / means_drawn.mean(axis=1, keepdims=True)
    return tuple(
        _parameter(f"factor of weekday {day}", factors[day], drawn[:, day])
        for day in range(DAYS_PER_WEEK)
    )


def _weekdays_missing(logged: LoggedDays, opened: Floats) -> tuple[int, ...]:
    """Return the weekdays that are open and of which the log has no day."""
    open_days = np.flatnonzero(opened.any(axis=1))
    return tuple(np.setdiff1d(open_days, logged.weekday).tolist())


def _parameter(name: str, value: float, drawn: Floats) -> FittedParameter:
    if not drawn.size:
        return FittedParameter(name, float(value))
    low, high = np.percentile(drawn, OUTER)
    return FittedParameter(name, float(value), float(low), float(high))
