"""A webhook as its receiver saw it, pasted by a person, and what the server knows of it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from service.console.clock_head import moment_said
from service.outbox.attempt import secrets_in_force
from service.store.names import table_of
from service.store.webhooks import secret_place, webhook_by_id
from service.tables import WebhookRow
from service.testing.state import State

_CURL = re.compile(r"""^\s*-H\s+(['"]?)(?P<header>.*)\1\s*\\?$""")
_WEBHOOK = table_of(WebhookRow)
WEBHOOKS_MAX = 1_000


@dataclass(frozen=True)
class SeenWebhook:
    """What a receiver saw; names of headers are lower case.

    `secret` is as the receiver has it, or empty for the webhook's own; `computed` is the signature
    that its code came to, if it is known; `received_s` is its clock then, in seconds since 1970.
    """

    headers: Mapping[str, str]
    content: bytes
    secret: str = field(default="", repr=False)
    computed: str = ""
    received_s: int | None = None


@dataclass(frozen=True)
class KnownPost:
    """A webhook as it was really sent, and the secrets that were to sign it."""

    message_id: str
    webhook_id: str
    sent_s: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    secrets: Sequence[bytes] = field(repr=False)


@dataclass(frozen=True)
class KnownSecret:
    """A secret of a webhook; `is_over` if it signs no more."""

    webhook_id: str
    url: str
    secret: bytes = field(repr=False)
    is_over: bool = False


@dataclass(frozen=True)
class KnownWebhooks:
    """What the server knows: what it sent, all secrets, the real time, and the world's clock."""

    posts: Sequence[KnownPost]
    secrets: Sequence[KnownSecret]
    now_s: int
    world_said: str

    def of_message(self, message_id: str) -> Sequence[KnownPost]:
        """Return each attempt at a message, the first one first."""
        return [one for one in self.posts if one.message_id == message_id]

    def in_force(self, webhook_id: str) -> Sequence[bytes]:
        """Return the secrets that sign the messages of a webhook."""
        return [
            one.secret for one in self.secrets if one.webhook_id == webhook_id and not one.is_over
        ]


def known_webhooks(state: State, now_s: int) -> KnownWebhooks:
    """Return what a world knows of its webhooks, at a moment of the real time."""
    posts = [
        KnownPost(
            one.message_id,
            state.traffic.turn_of(one.message_id).webhook_id,
            one.sent_s,
            {name.lower(): value for name, value in one.sent.post.headers.items()},
            one.sent.post.content,
            one.sent.secrets,
        )
        for _, one in state.originals.posts.all()
    ]
    return KnownWebhooks(posts, _secrets(state), now_s, moment_said(state.clock.now_ms()))


def pasted_headers(text: str) -> dict[str, str]:
    """Return headers from lines of `name: value`, from options of curl, or from a JSON object.

    >>> pasted_headers("Webhook-Id: msg_1")
    {'webhook-id': 'msg_1'}
    >>> pasted_headers("-H 'webhook-id: msg_1'"), pasted_headers('{"Webhook-Id": "msg_1"}')
    ({'webhook-id': 'msg_1'}, {'webhook-id': 'msg_1'})
    """
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, dict):
        return {_plain(name).lower(): _plain(value) for name, value in found.items()}
    lines = [_CURL.sub(r"\g<header>", line) for line in text.splitlines()]
    pairs = [line.partition(":") for line in lines if ":" in line]
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _plain(value: object) -> str:
    """Return a text that can be written; JSON may have half a character."""
    return str(value).strip().encode(errors="replace").decode()


def _secrets(state: State) -> list[KnownSecret]:
    vault, now_ms = state.context.vault, state.clock.now_ms()
    with state.context.database.reading() as connection:
        query = select(_WEBHOOK.c.webhook_id).limit(WEBHOOKS_MAX)
        ids = [str(row[0]) for row in connection.execute(query)]
        webhooks = [webhook_by_id(connection, webhook_id) for webhook_id in ids]
    found = []
    for one in filter(None, webhooks):
        running = secrets_in_force(state.sender, one, now_ms)
        found += [KnownSecret(one.webhook_id, one.url, secret) for secret in running]
        place = secret_place(one.webhook_id)
        old = [vault.decrypt(place, each.secret_sealed) for each in one.old_secrets]
        found += [
            KnownSecret(one.webhook_id, one.url, secret, is_over=True)
            for secret in old
            if secret not in running
        ]
    return found
