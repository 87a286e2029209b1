"""The days in which moments lie."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain.day import DAY_MS, day_end_ms, day_of


def test_a_day_has_24_hours() -> None:
    assert DAY_MS == 24 * 60 * 60 * 1_000


@given(st.integers(min_value=0, max_value=10**6))
def test_a_day_ends_where_the_next_begins(day: int) -> None:
    end_ms = day_end_ms(day)

    assert (day_of(end_ms - 1), day_of(end_ms)) == (day, day + 1)
