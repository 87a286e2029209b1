"""How many come, and when: Poisson intensities as cumulative, piecewise linear functions."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.calendar.intervals import OpenTimes, is_open
from sim.calendar.opening import end_ms, opening_of_days
from sim.scenario import Hours, Others, Run, Scenario, Surge
from sim.units import DAY_MS, HOUR_MS, Floats, Ints

DAYS_A_YEAR = 365
DAYS_A_WEEK = 7
QUARTERS_AN_HOUR = 4


@dataclass(frozen=True, eq=False)
class Intensity:
    """The expected number of arrivals up to each knot; linear between them, from 0 on."""

    knots_ms: Ints
    expected: Floats

    @property
    def total(self) -> float:
        """Return the expected number of arrivals of the whole run."""
        return float(self.expected[-1])


def inverse(intensity: Intensity, epochs: Floats) -> Ints:
    """Return the moments at which the expected number reaches each epoch, rounded down to ms.

    The epochs of a unit-rate Poisson process thus become arrivals of this intensity (Cinlar 1975).
    A moment lies in a piece [knot, next knot) in which somebody is expected, so never at closing;
    that is why this is not `numpy.interp`, which may round up to the end of a piece. Later epochs
    never give earlier moments. Raise ValueError for an epoch outside [0, total).

    >>> inverse(Intensity(np.array([0, 10, 20, 30]), np.array([0.0, 1, 1, 3])), np.array([0.5, 1]))
    array([ 5, 20])
    """
    if epochs.size and not (epochs.min() >= 0 and epochs.max() < intensity.total):
        message = f"epochs reach to {epochs.max():g}, and lie from 0 to below {intensity.total:g}"
        raise ValueError(message)
    knots, expected = intensity.knots_ms, intensity.expected
    piece = np.searchsorted(expected, epochs, side="right") - 1
    share = (epochs - expected[piece]) / (expected[piece + 1] - expected[piece])
    width = knots[piece + 1] - knots[piece]
    # Both differences may round to the same number, and so the share to 1: the end of the piece.
    moments: Ints = knots[piece] + np.minimum((share * width).astype(np.int64), width - 1)
    return moments


def by_day(intensity: Intensity, factors: Floats) -> Intensity:
    """Return the intensity with what is expected of each day, by midnights, times its factor.

    >>> two_days = Intensity(np.array([0, 2 * DAY_MS]), np.array([0.0, 8]))
    >>> by_day(two_days, np.array([0.5, 2])).expected
    array([ 0.,  2., 10.])
    """
    midnights = np.arange(factors.size, dtype=np.int64) * DAY_MS
    knots = np.union1d(intensity.knots_ms, midnights)
    so_far = np.interp(knots, intensity.knots_ms, intensity.expected)
    # Between two knots a moment may be rounded up beyond the second.
    growth = np.diff(np.maximum.accumulate(so_far)) * factors[knots[:-1] // DAY_MS]
    return Intensity(knots, np.append(0.0, np.cumsum(growth)))


def wish_intensity(scenario: Scenario, people: int) -> Intensity:
    """Return when people without a bank account want something from the market."""
    run, market = scenario.run, scenario.market
    daily = (
        people
        / 1000
        * market.wishes_per_1000_people_day
        * _by_weekday(market.day_factors, run.first_day, run.days)
        * _surges("wishes", scenario.surge, run.first_day, run.days)
    )
    rates = np.outer(daily, _relative(market.hour_factors) / DAY_MS).ravel()
    return _cumulative(np.arange(0, end_ms(run) + 1, HOUR_MS, dtype=np.int64), rates)


def other_intensity(scenario: Scenario, people: int, expression: str) -> Intensity:
    """Return when all others come to an outlet with these opening hours.

    Visits of a day on which the outlet is closed move, by `closed_day_kept`, to the open days of
    its Monday-to-Sunday week, in proportion to their own visits; the others are lost, as are
    those of a week without an open day. Weeks that stick out of the run count whole, then are cut.
    """
    each = _visits_per_person(
        expression, scenario.run, scenario.hours, scenario.others, scenario.surge
    )
    return Intensity(each.knots_ms, each.expected * people)


@lru_cache(maxsize=1024)
def _visits_per_person(
    expression: str, run: Run, hours: Hours, others: Others, surges: tuple[Surge, ...]
) -> Intensity:
    before = run.first_day.weekday()
    monday = run.first_day - dt.timedelta(before)
    days = -(-(before + run.days) // DAYS_A_WEEK) * DAYS_A_WEEK
    own = (
        others.visits_per_person_year
        / DAYS_A_YEAR
        * _by_weekday(_relative(others.day_factors), monday, days)
        * _surges("others", surges, monday, days)
    )
    times = opening_of_days(expression, monday, days, hours)
    knots, weights = _open_pieces(times, _profile(others), days)
    lengths, day = np.diff(knots), knots[:-1] // DAY_MS
    day_weights = np.bincount(day, weights * lengths, minlength=days)
    daily = _moved_to_open_days(own, day_weights > 0, others.closed_day_kept)
    rates = (daily / np.where(day_weights > 0, day_weights, 1))[day] * weights
    start = before * DAY_MS
    inside = (knots[:-1] >= start) & (knots[:-1] < start + end_ms(run))
    return _cumulative(np.append(knots[:-1][inside] - start, end_ms(run)), rates[inside])


def _profile(others: Others) -> Floats:
    """Return the factors within a day, Monday to Sunday: by hours, or all by quarters of one."""
    by_hour = np.array(others.hour_factors)
    if not any(others.profile):
        return np.tile(by_hour, (DAYS_A_WEEK, 1))
    by_quarter = by_hour.repeat(QUARTERS_AN_HOUR).tolist()
    return np.array([day or by_quarter for day in others.profile], dtype=np.float64)


def _open_pieces(times: OpenTimes, profile: Floats, days: int) -> tuple[Ints, Floats]:
    """Return pieces within one step and either open or closed, and their factors if open.

    The days begin with a Monday, and a profile has as many steps a day as it has columns.
    """
    step_ms = DAY_MS // profile.shape[1]
    steps = np.arange(0, days * DAY_MS + 1, step_ms, dtype=np.int64)
    knots = np.unique(np.concatenate((steps, times.opens_ms, times.closes_ms)))
    day, into_day_ms = np.divmod(knots[:-1], DAY_MS)
    factors = profile[day % DAYS_A_WEEK, into_day_ms // step_ms]
    return knots, factors * is_open(times, knots[:-1])


def _moved_to_open_days(own: Floats, opened: NDArray[np.bool_], kept: float) -> Floats:
    week_own, week_open = own.reshape(-1, DAYS_A_WEEK), opened.reshape(-1, DAYS_A_WEEK)
    staying = np.where(week_open, week_own, 0.0)
    moving = kept * np.where(week_open, 0.0, week_own).sum(axis=1, keepdims=True)
    base = staying.sum(axis=1, keepdims=True)
    moved: Floats = staying * (1 + moving / np.where(base > 0, base, 1.0))
    return moved.ravel()


def _by_weekday(factors: Sequence[float] | Floats, first_day: dt.date, days: int) -> Floats:
    weekdays = (first_day.weekday() + np.arange(days)) % DAYS_A_WEEK
    by_weekday: Floats = np.asarray(factors, dtype=np.float64)[weekdays]
    return by_weekday


def _surges(
    of: Literal["wishes", "others"], surges: tuple[Surge, ...], first_day: dt.date, days: int
) -> Floats:
    factors = np.ones(days)
    for surge in surges:
        first = max((surge.first_day - first_day).days, 0)
        last = max((surge.last_day - first_day).days, -1)
        factors[first : last + 1] *= getattr(surge, of)
    return factors


def _relative(factors: Sequence[float]) -> Floats:
    mean = math.fsum(factors) / len(factors)
    return np.array(factors) / mean if mean else np.zeros(len(factors))


def _cumulative(knots_ms: Ints, rates: Floats) -> Intensity:
    # Pieces of one rate become one piece, so a constant rate is a straight line to the last bit.
    begins = np.flatnonzero(np.append(True, rates[1:] != rates[:-1]))
    knots = np.append(knots_ms[:-1][begins], knots_ms[-1])
    expected = np.append(0.0, np.cumsum(rates[begins] * np.diff(knots)))
    return Intensity(knots, expected)
