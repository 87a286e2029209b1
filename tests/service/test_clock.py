"""Moments and days, written and read back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.clock import date_of, day_from_date, from_rfc3339, rfc3339
from service.domain.day import DAY_MS, day_of

YEAR_ONE_MS = -719_162 * DAY_MS
YEAR_10000_MS = 2_932_897 * DAY_MS
BEIJING_AHEAD_MS = 8 * 3_600_000
# What UTC can write too: in Beijing, the first hours of year one are none there.
moments = st.integers(YEAR_ONE_MS + BEIJING_AHEAD_MS, YEAR_10000_MS - 1)


@given(moments)
@example(YEAR_ONE_MS + BEIJING_AHEAD_MS)
@example(YEAR_10000_MS - 1)
def test_a_moment_is_read_as_it_was_written(at_ms: int) -> None:
    assert from_rfc3339(rfc3339(at_ms)) == at_ms


@given(moments, moments)
def test_texts_stand_in_the_order_of_time(one_ms: int, other_ms: int) -> None:
    assert (rfc3339(one_ms) < rfc3339(other_ms)) == (one_ms < other_ms)


@given(st.integers(-719_162, 2_932_896))
def test_a_day_is_read_as_it_was_written(day: int) -> None:
    assert day_from_date(date_of(day)) == day


def test_a_day_begins_at_midnight_in_beijing() -> None:
    last_ms = from_rfc3339("2007-01-01T15:59:59.999Z")
    first_ms = from_rfc3339("2007-01-01T16:00:00Z")

    assert date_of(day_of(last_ms)) == "2007-01-01"
    assert date_of(day_of(first_ms)) == "2007-01-02"


@pytest.mark.parametrize(
    "text",
    [
        "2007-01-01T08:30:00.25+08:00",
        "2007-01-01t00:30:00.250z",
        "2007-01-01T00:30:00.250999999Z",
        "2006-12-31T19:00:00.250-05:30",
    ],
)
def test_one_moment_can_be_written_in_several_ways(text: str) -> None:
    assert rfc3339(from_rfc3339(text)) == "2007-01-01T00:30:00.250Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2007-01-01",
        "2007-01-01T00:30:00",
        "2007-01-01 00:30:00Z",
        "2007-W01-1T00:30:00Z",
        "2007-02-30T00:30:00Z",
        "2007-01-01T24:30:00Z",
        "2007-01-01T00:30:60Z",
        "2007-01-01T00:30:00+24:00",
        "0001-01-01T00:00:00+08:00",
        "\uff12\uff10\uff10\uff17-01-01T00:30:00Z",
        "2007-01-01T00:30:00Z\n",
    ],
)
def test_what_is_no_moment_is_reported_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="not a moment of RFC 3339: write it like 2007-"):
        from_rfc3339(text)


@pytest.mark.parametrize("text", ["", "20070101", "2007-W01-1", "2007-02-30", "0000-01-01"])
def test_what_is_no_date_is_reported_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="not a date: write it like 2007-01-31"):
        day_from_date(text)
