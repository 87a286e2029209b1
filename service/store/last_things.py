"""What was done last, and what a number that somebody typed belongs to: for pages that look."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from service.store.books import TRANSFER
from service.store.drafts import DRAFT
from service.store.orders import ORDER
from service.store.wallets import WALLET


@dataclass(frozen=True)
class LastThing:
    """A draft, an order, a wallet or an entry: its id, its amount in fen, when, and its state."""

    named: str
    amount_fen: int
    at_ms: int
    state: str


def last_drafts(connection: Connection, count: int) -> list[LastThing]:
    """Return the drafts that were issued last, the last first."""
    query = select(DRAFT.c.draft_id, DRAFT.c.amount_fen, DRAFT.c.issued_ms, DRAFT.c.state)
    query = query.order_by(DRAFT.c.issued_ms.desc(), DRAFT.c.draft_id.desc()).limit(count)
    return [LastThing(*row) for row in connection.execute(query)]


def last_orders(connection: Connection, count: int) -> list[LastThing]:
    """Return the orders that changed last, the last first, with their price and postage."""
    total = (ORDER.c.price_fen + ORDER.c.postage_fen).label("amount_fen")
    query = select(ORDER.c.order_id, total, ORDER.c.since_ms, ORDER.c.state)
    query = query.order_by(ORDER.c.since_ms.desc(), ORDER.c.order_id.desc()).limit(count)
    return [LastThing(*row) for row in connection.execute(query)]


def last_wallets(connection: Connection, count: int) -> list[LastThing]:
    """Return the wallets that were opened last, the last first, with what they hold."""
    query = select(WALLET.c.wallet_id, WALLET.c.balance_fen, WALLET.c.opened_ms, WALLET.c.tier)
    query = query.order_by(WALLET.c.seq.desc()).limit(count)
    return [LastThing(*row) for row in connection.execute(query)]


def last_entries(connection: Connection, count: int) -> list[LastThing]:
    """Return the entries that were made last, the last first, one for each key."""
    query = select(TRANSFER.c.key, TRANSFER.c.amount_fen, TRANSFER.c.at_ms, TRANSFER.c.book)
    rows = connection.execute(query.order_by(TRANSFER.c.seq.desc()).limit(2 * count))
    by_key = {row.key: LastThing(*row) for row in rows}
    return list(by_key.values())[:count]


def draft_of_number(connection: Connection, number_hash: bytes) -> str | None:
    """Return the id of the draft that a number stands for; None if there is none."""
    query = select(DRAFT.c.draft_id).where(DRAFT.c.number_hash == number_hash)
    return connection.execute(query).scalar()


def order_of_reference(connection: Connection, reference: str) -> str | None:
    """Return the id of the order that a payment reference is of; None if there is none."""
    query = select(ORDER.c.order_id).where(ORDER.c.reference == reference)
    return connection.execute(query).scalar()
