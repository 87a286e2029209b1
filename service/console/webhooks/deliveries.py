"""Webhooks and messages of a world as pages list them, each message with all its attempts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select

from service.clock import rfc3339
from service.console.forms.wrong import before_of
from service.store.messages import MESSAGE
from service.store.names import table_of
from service.tables import WebhookRow
from service.tables.messages import STANDINGS
from service.testing.evidence import SentMessage
from service.testing.originals import OriginalPost
from service.testing.state import State

PAGE_SIZE = 50
WEBHOOKS_MAX = 200
_WEBHOOK = table_of(WebhookRow)


@dataclass(frozen=True)
class SubscribedWebhook:
    """A webhook: where it is, whose, of which kinds it hears, and whether it is on."""

    webhook_id: str
    url: str
    role: str
    holder: str
    kinds: Sequence[str]
    is_enabled: bool
    disabled_because: str


@dataclass(frozen=True)
class MessageLine:
    """A message as a page lists it; `next_try` is None unless it waits."""

    message_seq: int
    message_id: str
    replay: int
    event_seq: int
    channel: str
    recipient: str
    kind: str
    subject: str
    standing: str
    attempts: int
    problem: str
    written: str
    next_try: str | None

    @property
    def webhook_id(self) -> str:
        """Return the webhook that it goes to, or nothing."""
        return self.recipient.removeprefix("webhook:") if self.channel == "webhook" else ""


@dataclass(frozen=True)
class TriedAttempt:
    """An attempt that was really sent: what is known of it, and it as it went, if it is kept."""

    seen: SentMessage
    original: OriginalPost | None = field(repr=False)

    @property
    def took_ms(self) -> float:
        """Return how long the receiver took, by the real clock."""
        return (self.seen.ended_s - self.seen.began_s) * 1_000

    @property
    def at(self) -> str:
        """Return when it was, by the world's clock."""
        return rfc3339(self.seen.at_ms)

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers that it was sent with."""
        return self.original.sent.post.headers if self.original else {}


@dataclass(frozen=True)
class MessageFilter:
    """Which messages are wanted: of a standing, to a webhook, before a number."""

    standing: str = ""
    webhook_id: str = ""
    before_seq: int | None = None


def message_filter(fields: Mapping[str, str]) -> MessageFilter:
    """Return the filter that fields name. Raise ValueError for an unknown value."""
    standing, before = fields.get("standing", ""), fields.get("before", "")
    if standing and standing not in STANDINGS:
        message = f"standing is {standing!r}, and there is {', '.join(STANDINGS)}: choose one"
        raise ValueError(message)
    return MessageFilter(standing, fields.get("webhook", ""), before_of(before))


def subscribed_webhooks(state: State) -> list[SubscribedWebhook]:
    """Return all webhooks, the oldest first."""
    query = select(_WEBHOOK).order_by(_WEBHOOK.c.created_ms, _WEBHOOK.c.webhook_id)
    with state.context.database.reading() as connection:
        rows = list(connection.execute(query.limit(WEBHOOKS_MAX)).mappings())
    names = SubscribedWebhook.__dataclass_fields__
    return [SubscribedWebhook(**{name: row[name] for name in names}) for row in rows]


def message_lines(state: State, wanted: MessageFilter, count: int = PAGE_SIZE) -> list[MessageLine]:
    """Return messages, the newest first."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.standing:
        conditions.append(MESSAGE.c.standing == wanted.standing)
    if wanted.webhook_id:
        conditions.append(MESSAGE.c.recipient == f"webhook:{wanted.webhook_id}")
    if wanted.before_seq is not None:
        conditions.append(MESSAGE.c.message_seq < wanted.before_seq)
    query = select(MESSAGE).where(*conditions).order_by(MESSAGE.c.message_seq.desc())
    with state.context.database.reading() as connection:
        return [_line(row) for row in connection.execute(query.limit(count)).mappings()]


def sent_of(state: State, message_id: str) -> list[MessageLine]:
    """Return a message and its replays, the first one first; none if there is no such message."""
    query = select(MESSAGE).where(MESSAGE.c.message_id == message_id).order_by(MESSAGE.c.replay)
    with state.context.database.reading() as connection:
        return [_line(row) for row in connection.execute(query).mappings()]


def attempts_at(state: State, message_id: str) -> list[TriedAttempt]:
    """Return the attempts at a message that are recorded, the first one first."""
    sent = state.records.evidence().evidence.messages
    return [
        TriedAttempt(one, state.originals.posts.of(one.seq))
        for one in sent
        if one.message_id == message_id
    ]


def _line(row: Mapping[Any, Any]) -> MessageLine:
    is_waiting = row["standing"] == "waiting"
    same = ("message_seq", "message_id", "replay", "event_seq", "channel", "recipient", "kind")
    return MessageLine(
        **{name: row[name] for name in (*same, "subject", "standing", "attempts", "problem")},
        written=rfc3339(row["written_ms"]),
        next_try=rfc3339(row["due_ms"]) if is_waiting else None,
    )
