"""Public holidays and make-up workdays of a country, by the package `holidays`."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sim.calendar.public_days import CLOSED, FIRST_YEAR, LAST_YEAR, OPENED
from sim.scenario import Hours


@dataclass(frozen=True)
class SpecialDays:
    """Days that the weekday does not decide; no day is in both."""

    closed: frozenset[dt.date]
    opened: frozenset[dt.date]


def special_days(hours: Hours, first_day: dt.date, days: int) -> SpecialDays:
    """Return the days of [first_day, first_day + days) that are closed or opened by rule.

    What a scenario says of a day goes before the country's calendar, and `opened` before `closed`.
    """
    span = {first_day + dt.timedelta(day) for day in range(days)}
    public = _public_days(hours.holidays, first_day.year, max(span).year)
    opened = (public.opened - set(hours.closed)) | set(hours.opened)
    closed = (public.closed | set(hours.closed)) - opened
    return SpecialDays(closed=closed & span, opened=opened & span)


@lru_cache(maxsize=64)
def _public_days(country: str, first_year: int, last_year: int) -> SpecialDays:
    if country == "none":
        return SpecialDays(frozenset(), frozenset())
    if first_year >= FIRST_YEAR and last_year <= LAST_YEAR:
        years = range(first_year, last_year + 1)
        return SpecialDays(
            closed=frozenset(day for year in years for day in _days(CLOSED[country], year)),
            opened=frozenset(day for year in years for day in _days(OPENED[country], year)),
        )
    from holidays import country_holidays  # noqa: PLC0415 (slow to import)

    calendar = country_holidays(country, years=range(first_year, last_year + 1))
    return SpecialDays(
        closed=frozenset(calendar.keys()), opened=frozenset(calendar.weekend_workdays)
    )


def _days(by_year: Mapping[int, str], year: int) -> Iterator[dt.date]:
    for day in by_year.get(year, "").split():
        yield dt.date(year, int(day[:2]), int(day[2:]))
