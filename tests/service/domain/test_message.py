"""When a message is tried again, and when no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.message import (
    FIRST_DELAY_MS,
    JITTER,
    LIMITS,
    LONGEST_DELAY_MS,
    RETRY_AFTER_MAX_MS,
    Channel,
    FailedAttempt,
    Tried,
    is_stale,
    message_id,
    next_try_ms,
    retry_delay_ms,
)

HOUR_MS = 3_600_000
FAILED = FailedAttempt("status 500")


@given(st.text(), st.integers(1, 40))
def test_a_delay_grows_fourfold_to_its_limit_and_is_spread_by_a_quarter(
    name: str, attempts: int
) -> None:
    plain_ms = min(FIRST_DELAY_MS * 4 ** (attempts - 1), LONGEST_DELAY_MS)

    delay_ms = retry_delay_ms(name, attempts)

    assert plain_ms <= delay_ms <= plain_ms * (1 + JITTER)
    assert delay_ms == retry_delay_ms(name, attempts)


def test_messages_that_failed_together_do_not_return_together() -> None:
    delays_ms = sorted(retry_delay_ms(f"msg_{place}", 8) for place in range(1_000))

    spread_ms = delays_ms[-1] - delays_ms[0]
    assert spread_ms > 0.99 * JITTER * LONGEST_DELAY_MS
    median_share = (delays_ms[500] - LONGEST_DELAY_MS) / (JITTER * LONGEST_DELAY_MS)
    assert abs(median_share - 0.5) < 0.08  # five standard errors of a uniform median


def test_an_id_is_of_event_and_recipient() -> None:
    ids = {message_id(event, who) for event in ("e1", "e2") for who in ("webhook:a", "sms:a")}

    assert len(ids) == 4
    assert {len(one) for one in ids} == {36}


@pytest.mark.parametrize("channel", Channel)
def test_the_last_attempt_is_the_last(channel: Channel) -> None:
    limit = LIMITS[channel].attempts

    one_left = next_try_ms(Tried("m", channel, limit - 1, 0), FAILED, 0)
    none_left = next_try_ms(Tried("m", channel, limit, 0), FAILED, 0)

    assert one_left is not None
    assert none_left is None


@pytest.mark.parametrize(("channel", "hours"), [(Channel.WEBHOOK, 120), (Channel.SMS, 24)])
def test_nothing_is_tried_after_the_end_of_its_life(channel: Channel, hours: int) -> None:
    life_ms = LIMITS[channel].life_ms
    delay_ms = retry_delay_ms("m", 1)
    tried = Tried("m", channel, 1, written_ms=0)

    assert life_ms == hours * HOUR_MS
    assert next_try_ms(tried, FAILED, life_ms - delay_ms) == life_ms
    assert next_try_ms(tried, FAILED, life_ms - delay_ms + 1) is None
    assert not is_stale(channel, 0, life_ms)
    assert is_stale(channel, 0, life_ms + 1)


def test_all_attempts_fit_into_a_life_at_their_slowest() -> None:
    for channel, limits in LIMITS.items():
        waits_ms = [
            min(FIRST_DELAY_MS * 4**place, LONGEST_DELAY_MS) for place in range(limits.attempts - 1)
        ]

        assert sum(waits_ms) * (1 + JITTER) <= limits.life_ms, channel
    webhook_h = sum(min(5 * 4**place, 12 * 3_600) for place in range(13)) / 3_600
    assert 75 < webhook_h < 82  # some three days, as the specification advises


def test_a_failure_for_good_is_the_end() -> None:
    tried = Tried("m", Channel.SMS, 1, 0)

    assert next_try_ms(tried, FailedAttempt("status 422", is_final=True), 0) is None


def test_a_request_to_wait_is_followed_within_a_day_and_never_makes_it_sooner() -> None:
    tried = Tried("m", Channel.WEBHOOK, 1, 0)
    soonest_ms = retry_delay_ms("m", 1)

    assert next_try_ms(tried, FailedAttempt("", retry_after_ms=HOUR_MS), 7) == 7 + HOUR_MS
    assert next_try_ms(tried, FailedAttempt("", retry_after_ms=1), 7) == 7 + soonest_ms
    assert next_try_ms(tried, FailedAttempt("", retry_after_ms=10**12), 7) == 7 + RETRY_AFTER_MAX_MS
