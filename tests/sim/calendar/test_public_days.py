"""The days kept of each country, against the package that they are of."""

import datetime as dt
from itertools import pairwise
from typing import Literal

import pytest
from holidays import country_holidays

from sim.calendar.holidays import special_days
from sim.calendar.public_days import FIRST_YEAR, LAST_YEAR
from sim.scenario import Hours


@pytest.mark.parametrize("country", ["CN", "MX"])
def test_days_of_years_that_are_over_are_those_of_the_package(country: Literal["CN", "MX"]) -> None:
    for first, last in pairwise(range(FIRST_YEAR, LAST_YEAR + 1)):
        begin, end = dt.date(first, 1, 1), dt.date(last, 12, 31)
        span = {begin + dt.timedelta(day) for day in range((end - begin).days + 1)}
        package = country_holidays(country, years=(first, last))
        opened = span & set(package.weekend_workdays)

        found = special_days(Hours(holidays=country), begin, len(span))

        assert found.opened == opened
        assert found.closed == span & set(package) - opened


def test_other_years_are_read_from_the_package() -> None:
    after, before = dt.date(LAST_YEAR, 12, 31), dt.date(FIRST_YEAR - 1, 12, 31)

    of_both = special_days(Hours(holidays="CN"), after, 2)
    of_last_century = special_days(Hours(holidays="MX"), before, 2)

    assert of_both.closed == {dt.date(LAST_YEAR + 1, 1, 1)}
    assert of_last_century.closed == {dt.date(FIRST_YEAR, 1, 1)}
