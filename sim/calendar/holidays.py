"""Public holidays and make-up workdays of a country, from the package `holidays`."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

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
    from holidays import country_holidays  # noqa: PLC0415 (slow to import)

    calendar = country_holidays(country, years=range(first_year, last_year + 1))
    return SpecialDays(
        closed=frozenset(calendar.keys()), opened=frozenset(calendar.weekend_workdays)
    )
