"""Messages: an event on its way to one subscriber, and the retries if sending it fails.

Every message is delivered at least once, or becomes a dead letter after `LIMITS`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FIRST_DELAY_MS = 5_000
DELAY_GROWTH = 4
LONGEST_DELAY_MS = 12 * 3_600_000
RETRY_AFTER_MAX_MS = 24 * 3_600_000
"""The longest Retry-After of a receiver that is respected."""
JITTER = 0.25
"""A retry is delayed by up to this share, so that messages that failed together spread out."""

_HOUR_MS = 3_600_000


class Channel(StrEnum):
    """How a message is sent."""

    WEBHOOK = "webhook"
    SMS = "sms"


class MessageStatus(StrEnum):
    """The status of a message; all but WAITING are final."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Limits:
    """When to give up: after so many attempts, or so long after the message was written."""

    attempts: int
    life_ms: int


LIMITS: Mapping[Channel, Limits] = {
    Channel.WEBHOOK: Limits(attempts=14, life_ms=120 * _HOUR_MS),
    # A text that a parcel is waiting is of no use a day later.
    Channel.SMS: Limits(attempts=8, life_ms=24 * _HOUR_MS),
}


@dataclass(frozen=True)
class FailedAttempt:
    """An attempt that failed, and why, in a few words without secrets.

    `is_final` means that no retry can succeed; `retry_after_ms` is what the receiver asked for.
    """

    problem: str
    is_final: bool = False
    retry_after_ms: int = 0


@dataclass(frozen=True)
class Tried:
    """A message after an attempt; `attempts` counts this one too."""

    message_id: str
    channel: Channel
    attempts: int
    written_ms: int


def message_id(event_id: str, recipient: str) -> str:
    """Return the message id of an event for a recipient, the same for every attempt.

    >>> message_id("01a", "webhook:b") == message_id("01a", "webhook:b")
    True
    """
    return f"msg_{hashlib.sha256(f'{event_id} {recipient}'.encode()).hexdigest()[:32]}"


def retry_delay_ms(message_id: str, attempts: int, first_ms: int = FIRST_DELAY_MS) -> int:
    """Return how long to wait after so many attempts; it is the same at each call.

    Five seconds, then four times as long each time, up to twelve hours; with up to 25% jitter.

    >>> [retry_delay_ms("a", attempts) // 1_000 for attempts in (1, 2, 3, 12)]
    [5, 24, 81, 45725]
    """
    delay_ms = min(first_ms * DELAY_GROWTH ** (attempts - 1), LONGEST_DELAY_MS)
    drawn = hashlib.sha256(f"{message_id} {attempts}".encode()).digest()
    share = int.from_bytes(drawn[:4]) / (1 << 32)
    return int(delay_ms * (1 + JITTER * share))


def next_try_ms(
    tried: Tried, failure: FailedAttempt, now_ms: int, first_ms: int = FIRST_DELAY_MS
) -> int | None:
    """Return when to try again; None if the message is dead."""
    limits = LIMITS[tried.channel]
    retry_after_ms = min(failure.retry_after_ms, RETRY_AFTER_MAX_MS)
    again_ms = now_ms + max(
        retry_delay_ms(tried.message_id, tried.attempts, first_ms), retry_after_ms
    )
    is_over = tried.attempts >= limits.attempts or again_ms - tried.written_ms > limits.life_ms
    return None if failure.is_final or is_over else again_ms


def is_stale(channel: Channel, written_ms: int, now_ms: int) -> bool:
    """Return whether a message has waited so long that it is not worth an attempt."""
    return now_ms - written_ms > LIMITS[channel].life_ms
