"""Claim due messages, try them, record the outcome; `deliver_all_due` does so until none is due."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from service.domain.message import FailedAttempt, MessageStatus, Tried, is_stale, next_try_ms
from service.outbox.attempt import Outcome, Sender, attempt
from service.outbox.fan_out import address
from service.outbox.phones import Dropped
from service.store import messages
from service.store.messages import Message
from service.store.waiting import put_right
from service.telemetry import metrics

STALE = "too late: it waited too long"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counts:
    """How many messages had which outcome."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0
    dropped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return the sum of both."""
        return Counts(
            self.delivered + other.delivered,
            self.failed + other.failed,
            self.dead + other.dead,
            self.dropped + other.dropped,
        )


def claimed(
    sender: Sender, count: int, *, each: int = 1, under_way: Mapping[str, int] | None = None
) -> list[Message]:
    """Claim and return messages for this worker to try, at most `each` a recipient.

    `under_way` has how many of each recipient are being tried already. Raise Busy or Unavailable.
    """
    now_ms, channels = sender.clock(), sender.channels
    shares = Counter(under_way or {})
    busy = [recipient for recipient, share in shares.items() if share >= each]
    with sender.database.reading() as connection:
        if not messages.is_any_due(connection, now_ms, channels):
            return []

    def claim(connection: Connection) -> list[Message]:
        found = messages.due(connection, now_ms, channels, count=count, but_for=busy)
        chosen = _shared_out(found, each, shares.copy())
        messages.claim(connection, chosen, now_ms + sender.claim_ms)
        return [replace(one, attempts=one.attempts + 1) for one in chosen]

    return sender.database.transaction(claim)


def tried(sender: Sender, message: Message) -> Counts:
    """Try a claimed message, and record the outcome. Raise Busy or Unavailable."""
    if is_stale(message.channel, message.written_ms, sender.clock()):
        return _settled(sender, message, FailedAttempt(STALE, is_final=True))
    return _settled(sender, message, attempt(sender, message))


def put_clock_right(sender: Sender) -> None:
    """Make messages due that wait only because a clock was ahead when they were put off."""
    now_ms = sender.clock()
    count = sender.database.transaction(lambda connection: put_right(connection, now_ms))
    if count:
        _log.warning("the clock was ahead: %d messages are due now", count)


def deliver_all_due(sender: Sender) -> Counts:
    """Address all events and try all due messages, one by one; failed ones are due later."""
    put_clock_right(sender)
    while address(sender.database, sender.clock()):
        pass
    counts = Counts()
    while found := claimed(sender, 1):
        counts += tried(sender, found[0])
    return counts


def _shared_out(found: list[Message], each: int, shares: Counter[str]) -> list[Message]:
    chosen: list[Message] = []
    for one in found:
        if shares[one.recipient] < each:
            shares[one.recipient] += 1
            chosen.append(one)
    return chosen


def _settled(sender: Sender, message: Message, outcome: Outcome) -> Counts:
    now_ms, is_ours = sender.clock(), True
    match outcome:
        case None:
            is_ours = _end(sender, message, MessageStatus.DELIVERED, "", now_ms)
            counts, name, problem = Counts(delivered=1), "delivered", ""
        case Dropped(why=problem):
            is_ours = _end(sender, message, MessageStatus.DROPPED, problem, now_ms)
            counts, name = Counts(dropped=1), "dropped"
        case FailedAttempt(problem=problem):
            attempted = Tried(
                message.message_id, message.channel, message.attempts, message.written_ms
            )
            again_ms = next_try_ms(attempted, outcome, now_ms, sender.first_delay_ms)
            if again_ms is None:
                is_ours = _end(sender, message, MessageStatus.DEAD, problem, now_ms)
                counts, name = Counts(dead=1), "dead"
            else:
                is_ours = sender.database.transaction(
                    lambda connection: messages.put_off(connection, message, problem, again_ms)
                )
                counts, name = Counts(failed=1), "failed"
    metrics.note_message(str(message.channel), name)
    _log_outcome(message, name, problem, is_ours=is_ours)
    return counts


def _end(
    sender: Sender, message: Message, standing: MessageStatus, problem: str, now_ms: int
) -> bool:
    return sender.database.transaction(
        lambda connection: messages.settle(connection, message, standing, problem, now_ms)
    )


def _log_outcome(message: Message, outcome: str, problem: str, *, is_ours: bool) -> None:
    level = {"delivered": logging.INFO, "dead": logging.ERROR}.get(outcome, logging.WARNING)
    _log.log(
        level,
        "message %s",
        outcome,
        extra={
            "message_id": message.message_id,
            "event_id": message.stored.event_id,
            "recipient": message.recipient,
            "kind": message.stored.event.kind,
            "attempts": message.attempts,
            "problem": problem,
            # If not, its claim had expired, and another worker has tried it too.
            "is_ours": is_ours,
        },
    )
