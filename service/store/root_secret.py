"""By what the root secret of a database is known, and what was once sealed under it."""

from typing import Any

from sqlalchemy import Connection, Select, select

from service.store.contacts import CONTACT
from service.store.names import insert_or_meet, table_of
from service.store.webhooks import WEBHOOK
from service.tables import LabelRow, RootSecretRow

ROOT_SECRET = table_of(RootSecretRow)
LABEL = table_of(LabelRow)
_PLACE = 1

Sealed = tuple[str, bytes]
"""Whose it is, and what was sealed."""


def root_fingerprint(connection: Connection) -> bytes | None:
    """Return by what the secret is known; None if no start has written it yet."""
    found = connection.execute(select(ROOT_SECRET.c.fingerprint)).scalar_one_or_none()
    return None if found is None else bytes(found)


def write_fingerprint(connection: Connection, fingerprint: bytes) -> None:
    """Write by what the secret is known, if nobody has: the first one stays."""
    statement = insert_or_meet(connection, ROOT_SECRET)
    connection.execute(
        statement.values(place=_PLACE, fingerprint=fingerprint).on_conflict_do_nothing()
    )


def sealed_phone(connection: Connection) -> Sealed | None:
    """Return the sealed phone of some wallet."""
    return _first(connection, select(CONTACT.c.wallet_id, CONTACT.c.phone_sealed))


def sealed_webhook(connection: Connection) -> Sealed | None:
    """Return the sealed secret of some webhook."""
    return _first(connection, select(WEBHOOK.c.webhook_id, WEBHOOK.c.secret_sealed))


def sealed_label(connection: Connection) -> Sealed | None:
    """Return the sealed label of some parcel."""
    return _first(connection, select(LABEL.c.item_number, LABEL.c.sealed))


def _first(connection: Connection, query: Select[Any]) -> Sealed | None:
    row = connection.execute(query.limit(1)).first()
    return None if row is None else (row[0], bytes(row[1]))
