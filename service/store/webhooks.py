"""Webhooks: where providers and shops hear of their events."""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, func, insert, select, update

from service.database.statements import Row
from service.store.names import table_of
from service.tables import WebhookRow

WEBHOOK = table_of(WebhookRow)


@dataclass(frozen=True)
class OldSecret:
    """A secret that was followed by another, and until when it signs too, as was promised."""

    until_ms: int
    secret_sealed: bytes = field(repr=False)


@dataclass(frozen=True)
class Webhook:
    """A webhook as it stands; old secrets sign too until they end."""

    webhook_id: str
    role: str
    holder: str
    url: str
    kinds: tuple[str, ...]
    secret_sealed: bytes = field(repr=False)
    created_ms: int
    old_secrets: tuple[OldSecret, ...] = ()
    is_enabled: bool = True
    disabled_because: str = ""

    @property
    def recipient(self) -> str:
        """Return the name of its line."""
        return f"webhook:{self.webhook_id}"

    def running_secrets(self, now_ms: int) -> tuple[OldSecret, ...]:
        """Return the old secrets that sign too at a moment, the first to end first."""
        running = (one for one in self.old_secrets if now_ms < one.until_ms)
        return tuple(sorted(running, key=lambda one: one.until_ms))


def secret_place(webhook_id: str) -> str:
    """Return where a webhook's secret is kept: sealed for there, it opens nowhere else."""
    return f"webhook secret {webhook_id}"


def insert_webhook(connection: Connection, webhook: Webhook) -> None:
    """Write a new one."""
    connection.execute(insert(WEBHOOK).values(_values(webhook)))


def update_webhook(connection: Connection, webhook: Webhook) -> None:
    """Write what has changed."""
    statement = update(WEBHOOK).where(WEBHOOK.c.webhook_id == webhook.webhook_id)
    connection.execute(statement.values(_values(webhook)))


def delete_webhook(connection: Connection, webhook_id: str) -> None:
    """Forget one."""
    connection.execute(delete(WEBHOOK).where(WEBHOOK.c.webhook_id == webhook_id))


def webhook_by_id(
    connection: Connection, webhook_id: str, *, is_locked: bool = False
) -> Webhook | None:
    """Return one by its id."""
    query = select(WEBHOOK).where(WEBHOOK.c.webhook_id == webhook_id)
    if is_locked:
        query = query.with_for_update()
    row = connection.execute(query).mappings().first()
    return _webhook_of(row) if row else None


def webhooks_of(connection: Connection, role: str, holder: str) -> list[Webhook]:
    """Return those of one who hears, the oldest first."""
    query = (
        select(WEBHOOK)
        .where(WEBHOOK.c.role == role, WEBHOOK.c.holder == holder)
        .order_by(WEBHOOK.c.created_ms, WEBHOOK.c.webhook_id)
    )
    return [_webhook_of(row) for row in connection.execute(query).mappings()]


def count_webhooks(connection: Connection, role: str, holder: str) -> int:
    """Return how many one who hears has."""
    query = select(func.count()).where(WEBHOOK.c.role == role, WEBHOOK.c.holder == holder)
    return int(connection.execute(query).scalar_one())


def webhooks_that_hear(
    connection: Connection, hearers: Collection[tuple[str, str]]
) -> list[Webhook]:
    """Return the enabled webhooks of those who hear, by role and name; in a fixed order."""
    holders = {holder for _, holder in hearers}
    query = (
        select(WEBHOOK)
        .where(WEBHOOK.c.holder.in_(holders), WEBHOOK.c.is_enabled)
        .order_by(WEBHOOK.c.created_ms, WEBHOOK.c.webhook_id)
    )
    found = [_webhook_of(row) for row in connection.execute(query).mappings()]
    return [one for one in found if (one.role, one.holder) in hearers]


def _values(webhook: Webhook) -> dict[str, object]:
    old = [
        (one.until_ms, base64.b64encode(one.secret_sealed).decode()) for one in webhook.old_secrets
    ]
    lists = {"kinds": json.dumps(webhook.kinds), "old_secrets": json.dumps(old)}
    return {**vars(webhook), **lists}


def _webhook_of(row: Row) -> Webhook:
    old = json.loads(row["old_secrets"])
    read = {
        "kinds": tuple(json.loads(row["kinds"])),
        "old_secrets": tuple(OldSecret(until_ms, base64.b64decode(one)) for until_ms, one in old),
        "is_enabled": bool(row["is_enabled"]),
    }
    return Webhook(**{**row, **read})
