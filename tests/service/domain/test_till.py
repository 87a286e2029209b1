"""Both sides of each limit of a till, and of the moment from which deposits are events."""

import pytest

from service.domain.audience import DEPOSITS_HEARD_AFTER_MS, hears_of_deposits
from service.domain.refusals.payment import AmountNotPositive, OutletOutOfCash
from service.domain.till import Till, has_become_low, pay_from_till

FULL = Till("Gushi 1", 500, 300)


def test_a_till_pays_what_it_holds_and_no_fen_more() -> None:
    assert pay_from_till(FULL, 500) == Till("Gushi 1", 0, 300)

    with pytest.raises(OutletOutOfCash):
        pay_from_till(FULL, 501)
    with pytest.raises(AmountNotPositive):
        pay_from_till(FULL, 0)


@pytest.mark.parametrize(
    ("before", "after", "is_low_now"),
    [
        (FULL, Till("Gushi 1", 300, 300), False),
        (FULL, Till("Gushi 1", 299, 300), True),
        (Till("Gushi 1", 299, 300), Till("Gushi 1", 0, 300), False),
        (FULL, Till("Gushi 1", 500, 501), True),
        (FULL, Till("Gushi 1", 0), False),
        (Till("Gushi 1", 0), Till("Gushi 1", 0, 1), True),
    ],
)
def test_a_till_becomes_low_once(before: Till, after: Till, *, is_low_now: bool) -> None:
    assert has_become_low(before, after) is is_low_now


def test_deposits_are_heard_of_from_their_moment_on_unless_a_clock_was_wrong() -> None:
    now_ms, soon_ms = 1_000_000, 1_000_000 + DEPOSITS_HEARD_AFTER_MS

    assert hears_of_deposits(now_ms, now_ms)
    assert not hears_of_deposits(now_ms + 1, now_ms)
    assert not hears_of_deposits(soon_ms, now_ms)
    assert hears_of_deposits(soon_ms + 1, now_ms)
    assert not hears_of_deposits(None, now_ms)
