"""One attempt: the content of a message, its recipient's current address, and the outcome."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from sqlalchemy import Connection

from service.call import Context
from service.clock import rfc3339
from service.database.transactions import Database
from service.domain.audience import data_for
from service.domain.message import FIRST_DELAY_MS, Channel, FailedAttempt
from service.outbox.phones import Dropped, text_of
from service.store.events import StoredEvent
from service.store.messages import Message, drop_waiting
from service.store.rows import save
from service.store.webhooks import secret_place, webhook_by_id
from service.tables import WebhookRow
from service.transport import (
    TIMEOUT_S,
    ForbiddenAddressError,
    Pin,
    Post,
    PostAnswered,
    PostUnanswered,
    allowed_address,
    post,
    signed_headers,
    traced_headers,
)
from service.transport.sms import Gateway, Text, real_s

GONE = 410
CLAIM_TIMEOUTS = 8
"""A message is claimed for so many time-outs of an attempt."""
_GONE_WORDS = "the receiver is gone (410)"
_OK = range(200, 300)


Outcome = FailedAttempt | Dropped | None
"""The outcome of an attempt; None means delivered."""


Observer = Callable[[Callable[[Message], Outcome], Message], Outcome]
"""What runs an attempt at a message, and puts a span around it."""


class MessageRelay(Protocol):
    """What tests put between the outbox and webhooks: it decides what becomes of a message."""

    def attempt(self, sender: "Sender", message: Message) -> Outcome:
        """Try a message once, and return what the outbox is to believe."""


@dataclass(frozen=True)
class SentPost:
    """A webhook as it was sent, the secrets that were to sign it, and what came back.

    It began and ended at moments of `time.perf_counter`.
    """

    post: Post
    secrets: Sequence[bytes]
    answered: PostAnswered | PostUnanswered
    began_s: float
    ended_s: float


@dataclass(frozen=True)
class Sender:
    """The means to send messages; without a gateway, texts wait for a worker that has one."""

    context: Context
    clock: Callable[[], int]
    gateway: Gateway | None = None
    timeout_s: float = TIMEOUT_S
    first_delay_ms: int = FIRST_DELAY_MS
    relay: MessageRelay | None = None
    on_sent: Callable[[SentPost], None] | None = None
    observer: Observer | None = None
    posts: Callable[[Post, Pin, float], PostAnswered | PostUnanswered] = post

    @property
    def claim_ms(self) -> int:
        """Return for how long a message is claimed: longer than an attempt with its look-ups."""
        return int(self.timeout_s * 1_000 * CLAIM_TIMEOUTS)

    @property
    def database(self) -> Database:
        """Return the database with the messages."""
        return self.context.database

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Return the channels that it can send on."""
        return tuple(Channel) if self.gateway else (Channel.WEBHOOK,)


def attempt(sender: Sender, message: Message) -> Outcome:
    """Try a message once; an observer, if there is one, sees it."""
    if sender.observer:
        return sender.observer(partial(_attempt, sender), message)
    return _attempt(sender, message)


def _attempt(sender: Sender, message: Message) -> Outcome:
    if message.channel is not Channel.WEBHOOK:
        return _to_phone(sender, message)
    if sender.relay:
        return sender.relay.attempt(sender, message)
    return to_webhook(sender, message)


def to_webhook(sender: Sender, message: Message) -> Outcome:
    """Send a message to its webhook once."""
    webhook = addressee(sender, message)
    if isinstance(webhook, Dropped):
        return webhook
    return outcome_of(sender, webhook, signed(sender, webhook, message))


def addressee(sender: Sender, message: Message) -> WebhookRow | Dropped:
    """Return the webhook of a message as it is now, or why it gets none."""
    with sender.database.reading() as connection:
        webhook = webhook_by_id(connection, webhook_of(message))
    if webhook is None:
        return Dropped("the webhook was removed")
    return webhook if webhook.is_enabled else Dropped("the webhook is disabled")


def webhook_of(message: Message) -> str:
    """Return the id of the webhook to which a message is addressed."""
    return message.recipient.removeprefix("webhook:")


def payload(role: str, stored: StoredEvent) -> dict[str, object]:
    """Return the payload of an event for a role, in the form of Standard Webhooks."""
    return {
        "type": stored.event.kind,
        "timestamp": rfc3339(stored.at_ms),
        "event_id": stored.event_id,
        "subject": stored.event.subject,
        "data": dict(data_for(role, stored.event)),
    }


def secrets_in_force(sender: Sender, webhook: WebhookRow, now_ms: int) -> Sequence[bytes]:
    """Return the secrets that sign a webhook's messages: after rotations, the old ones too."""
    record, vault = secret_place(webhook.webhook_id), sender.context.vault
    old = [one.secret_sealed for one in webhook.running_secrets(now_ms)]
    return [vault.decrypt(record, sealed) for sealed in (webhook.secret_sealed, *old)]


def outcome_of(sender: Sender, webhook: WebhookRow, request: Post) -> Outcome:
    """Post a message to a webhook, and return what its answer means."""
    try:
        answered = posted(sender, webhook, request)
    except ForbiddenAddressError as error:
        return FailedAttempt(str(error))
    match answered:
        case PostAnswered(status=status) if status in _OK:
            return None
        case PostAnswered(status=status) if status == GONE:
            _disable(sender, webhook.webhook_id)
            return Dropped(_GONE_WORDS)
        case PostAnswered(status=status, retry_after_ms=retry_after_ms):
            outcome = FailedAttempt(f"status {status}", retry_after_ms=retry_after_ms)
        case PostUnanswered(problem=problem):
            outcome = FailedAttempt(problem)
    return outcome


def posted(sender: Sender, webhook: WebhookRow, request: Post) -> PostAnswered | PostUnanswered:
    """Post a request to an address that is allowed. Raise ForbiddenAddressError."""
    pin = partial(allowed_address, may_be_local=sender.context.has_local_webhooks)
    began_s = time.perf_counter()
    answered = sender.posts(request, pin, sender.timeout_s)
    if sender.on_sent:
        ended_s = time.perf_counter()
        secrets = secrets_in_force(sender, webhook, sender.clock())
        sender.on_sent(SentPost(request, secrets, answered, began_s, ended_s))
    return answered


def signed(sender: Sender, webhook: WebhookRow, message: Message) -> Post:
    """Return the request that brings a message to its webhook, signed now."""
    said = payload(message.role, message.stored)
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    secrets = secrets_in_force(sender, webhook, sender.clock())
    headers = signed_headers(message.message_id, real_s(), content, secrets)
    headers |= traced_headers(message.stored.traceparent)
    return Post(webhook.url, {"Content-Type": "application/json", **headers}, content)


def _disable(sender: Sender, webhook_id: str) -> None:
    def disable(connection: Connection) -> None:
        webhook = webhook_by_id(connection, webhook_id, is_locked=True)
        if webhook:
            webhook.is_enabled, webhook.disabled_because = False, "gone"
            save(connection, [webhook])
            drop_waiting(connection, webhook.recipient, _GONE_WORDS, sender.clock())

    sender.database.transaction(disable)


def _to_phone(sender: Sender, message: Message) -> Outcome:
    assert sender.gateway, "without one, texts are not claimed"
    with sender.database.reading() as connection:
        found = text_of(connection, sender.context, message, sender.clock())
    if not isinstance(found, Text):
        return found
    return sender.gateway.send(replace(found, traceparent=message.stored.traceparent))
