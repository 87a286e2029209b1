"""Webhooks: where somebody is notified of events."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, func, or_
from sqlmodel import col, select

from service.store.names import table_of
from service.store.rows import session_on
from service.tables import WebhookRow

WEBHOOK = table_of(WebhookRow)

_IN_ORDER = (col(WebhookRow.created_ms), col(WebhookRow.webhook_id))


def secret_place(webhook_id: str) -> str:
    """Return where a webhook's secret is kept: sealed for there, it opens nowhere else."""
    return f"webhook secret {webhook_id}"


def delete_webhook(connection: Connection, webhook_id: str) -> None:
    """Forget one."""
    connection.execute(delete(WEBHOOK).where(WEBHOOK.c.webhook_id == webhook_id))


def webhook_by_id(
    connection: Connection, webhook_id: str, *, is_locked: bool = False
) -> WebhookRow | None:
    """Return one by its id."""
    with session_on(connection) as session:
        return session.get(WebhookRow, webhook_id, with_for_update=is_locked or None)


def webhooks_of(connection: Connection, role: str, holder: str) -> Sequence[WebhookRow]:
    """Return those of one subscriber, the oldest first."""
    query = select(WebhookRow).where(WebhookRow.role == role, WebhookRow.holder == holder)
    with session_on(connection) as session:
        return session.exec(query.order_by(*_IN_ORDER)).all()


def count_webhooks(connection: Connection, role: str, holder: str) -> int:
    """Return how many one subscriber has."""
    query = select(func.count()).where(WebhookRow.role == role, WebhookRow.holder == holder)
    with session_on(connection) as session:
        return session.exec(query).one()


def webhooks_of_all(
    connection: Connection,
    subscribers: Collection[tuple[str, str]],
    roles: Collection[str] = (),
) -> list[WebhookRow]:
    """Return the enabled webhooks of subscribers, by role and name, and of whole roles.

    They come in a fixed order.
    """
    holders = {holder for _, holder in subscribers}
    query = select(WebhookRow).where(
        or_(col(WebhookRow.holder).in_(holders), col(WebhookRow.role).in_(roles)),
        col(WebhookRow.is_enabled),
    )
    with session_on(connection) as session:
        found = session.exec(query.order_by(*_IN_ORDER)).all()
    return [one for one in found if one.role in roles or (one.role, one.holder) in subscribers]
