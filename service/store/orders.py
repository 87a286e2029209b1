"""Orders with all that was agreed, and those who take part in them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Select,
    Text,
    bindparam,
    insert,
    literal,
    select,
    update,
)

from service.database.change import Change
from service.database.statements import Query, Row
from service.domain.order import Order, OrderState, released_fen
from service.domain.sale import Sale
from service.domain.seller import Certification
from service.domain.wallet import Wallet
from service.store.events import EVENT
from service.store.names import given, table_of
from service.store.offers import OFFER
from service.store.sellers import CERTIFICATION, SELLER
from service.store.wallets import WALLET, wallet_of
from service.tables import OrderRow

ORDER = table_of(OrderRow)

_INSERT_ORDER = (
    insert(ORDER).values({column: bindparam(f"order_{column}") for column in given(ORDER)}).inline()
)
_CHANGING = (
    "state", "since_ms", "refunded_fen", "released_fen", "pay_by_ms", "reference", "paid_ms",
    "shipped_ms", "delivered_ms", "ended_ms",
)  # fmt: skip
_UPDATE_ORDER = (
    update(ORDER)
    .where(ORDER.c.order_id == bindparam("order_order_id"))
    .values({column: bindparam(f"order_{column}") for column in _CHANGING})
)

HELD = ("paid", "shipped", "delivered", "disputed")
"""The states in which escrow holds what was paid."""

_REVOKED_ID = bindparam("revoked_event_id", type_=Text)
_REVOKED_DATA = literal('{"order_id": "', Text) + ORDER.c.order_id + literal('"}', Text)
_NOTIFY_OF_REVOCATION = insert(EVENT).from_select(
    ["event_id", "kind", "subject", "wallet_id", "seller_id", "data", "at_ms"],
    select(
        _REVOKED_ID + literal("-", Text) + ORDER.c.order_id,
        literal("order.certificate_revoked", Text),
        ORDER.c.order_id,
        ORDER.c.wallet_id,
        ORDER.c.seller_id,
        _REVOKED_DATA,
        bindparam("revoked_at_ms", type_=BigInteger),
    ).where(
        ORDER.c.seller_id == bindparam("revoked_seller_id"),
        ORDER.c.certification_id == bindparam("revoked_certification_id"),
        ORDER.c.ended_ms.is_(None),
    ),
)


@dataclass(frozen=True)
class Deal:
    """An order and its sides: the buyer's wallet with its provider, the seller, the goods."""

    sale: Sale
    wallet: Wallet
    provider: str
    seller_name: str
    title: str


def inserted(sale: Sale) -> Change:
    """Write a new order."""
    return Change(_INSERT_ORDER, _values(sale))


def updated(sale: Sale) -> Change:
    """Write where an order stands."""
    return Change(_UPDATE_ORDER, _values(sale))


def buyers_notified(revoked: Certification, event_id: str, at_ms: int) -> Change:
    """Write an event for the buyer of each order under way that relies on a certification."""
    values = {
        "revoked_event_id": event_id,
        "revoked_at_ms": at_ms,
        "revoked_seller_id": revoked.seller_id,
        "revoked_certification_id": revoked.certification_id,
    }
    return Change(_NOTIFY_OF_REVOCATION, values)


def _values(sale: Sale) -> dict[str, Any]:
    order = sale.order
    return {
        "order_order_id": order.order_id,
        "order_offer_id": sale.offer_id,
        "order_seller_id": order.seller_id,
        "order_wallet_id": order.wallet_id,
        "order_quantity": sale.quantity,
        "order_price_fen": sale.price_fen,
        "order_postage_fen": sale.postage_fen,
        "order_amount_fen": order.amount_fen,
        "order_commission_fen": order.commission_fen,
        "order_distance_km": sale.distance_km,
        "order_certification_id": sale.certification_id,
        "order_state": str(order.state),
        "order_since_ms": order.since_ms,
        "order_refunded_fen": order.refunded_fen,
        "order_released_fen": released_fen(order),
        "order_placed_ms": sale.placed_ms,
        "order_pay_by_ms": sale.pay_by_ms,
        "order_reference": sale.reference,
        "order_paid_ms": sale.paid_ms,
        "order_shipped_ms": sale.shipped_ms,
        "order_delivered_ms": sale.delivered_ms,
        "order_ended_ms": sale.ended_ms,
    }


def sale_of(row: Row) -> Sale:
    """Return what a row says, to which the revocation of its certification was joined."""
    order = Order(
        order_id=row["order_id"],
        wallet_id=row["wallet_id"],
        seller_id=row["seller_id"],
        amount_fen=row["amount_fen"],
        since_ms=row["since_ms"],
        commission_fen=row["commission_fen"],
        state=OrderState(row["state"]),
        refunded_fen=row["refunded_fen"],
    )
    return Sale(
        order=order,
        offer_id=row["offer_id"],
        quantity=row["quantity"],
        price_fen=row["price_fen"],
        postage_fen=row["postage_fen"],
        distance_km=row["distance_km"],
        placed_ms=row["placed_ms"],
        pay_by_ms=row["pay_by_ms"],
        certification_id=row["certification_id"],
        revoked_ms=row["revoked_ms"],
        reference=row["reference"],
        paid_ms=row["paid_ms"],
        shipped_ms=row["shipped_ms"],
        delivered_ms=row["delivered_ms"],
        ended_ms=row["ended_ms"],
    )


DEAL = (
    select(
        ORDER,
        CERTIFICATION.c.revoked_ms,
        *(WALLET.c[name].label(f"wallet_{name}") for name in given(WALLET)),
        SELLER.c.name.label("seller_name"),
        OFFER.c.title.label("offer_title"),
    )
    .join(WALLET, WALLET.c.wallet_id == ORDER.c.wallet_id)
    .join(SELLER, SELLER.c.seller_id == ORDER.c.seller_id)
    .join(OFFER, OFFER.c.offer_id == ORDER.c.offer_id)
    .outerjoin(CERTIFICATION, CERTIFICATION.c.certification_id == ORDER.c.certification_id)
)
_BY_ID: Select[Any] = DEAL.where(ORDER.c.order_id == bindparam("id_of_order"))
_SEEN = Query(_BY_ID)
_LOCKED = Query(_BY_ID.with_for_update(of=ORDER, key_share=True))
_LOCKED_WITH_WALLET = Query(_BY_ID.with_for_update(of=[ORDER, WALLET], key_share=True))
_LOCKED_BY_REFERENCE = Query(
    DEAL.where(ORDER.c.reference == bindparam("reference")).with_for_update(
        of=ORDER, key_share=True
    )
)


def deal(connection: Connection, order_id: str) -> Deal | None:
    """Return an order as it stands; None if there is none."""
    return _found(_SEEN.first(connection, {"id_of_order": order_id}))


def locked_deal(connection: Connection, order_id: str, *, with_wallet: bool = False) -> Deal | None:
    """Return an order, locked until the transaction ends, perhaps with its buyer's wallet."""
    look = _LOCKED_WITH_WALLET if with_wallet else _LOCKED
    return _found(look.first(connection, {"id_of_order": order_id}))


def locked_deal_of_reference(connection: Connection, reference: str) -> Deal | None:
    """Return the order of a payment reference, locked until the transaction ends."""
    return _found(_LOCKED_BY_REFERENCE.first(connection, {"reference": reference}))


def begin_anew(connection: Connection, now_ms: int) -> None:
    """Let the time limits of orders begin now that would begin in time to come."""
    statement = update(ORDER).where(
        ORDER.c.state.in_(("paid", "delivered")), ORDER.c.since_ms > now_ms
    )
    connection.execute(statement.values(since_ms=now_ms))


def locked_to_confirm(connection: Connection, delivered_until_ms: int, count: int) -> list[Deal]:
    """Return orders delivered until a moment, the first ones; locked, and without locked ones."""
    query = DEAL.where(ORDER.c.state == "delivered", ORDER.c.since_ms <= delivered_until_ms)
    return _locked_in_order(connection, query, ORDER.c.since_ms, count)


def locked_unpaid(connection: Connection, now_ms: int, count: int) -> list[Deal]:
    """Return orders that were to be paid until a moment; locked, and without locked ones."""
    query = DEAL.where(ORDER.c.state == "placed", ORDER.c.pay_by_ms <= now_ms)
    return _locked_in_order(connection, query, ORDER.c.pay_by_ms, count)


def _locked_in_order(
    connection: Connection, query: Select[Any], column: Column[Any], count: int
) -> list[Deal]:
    ordered = query.order_by(column, ORDER.c.order_id).limit(count)
    locked = ordered.with_for_update(of=ORDER, key_share=True, skip_locked=True)
    return deals(connection, locked)


def held_fen(connection: Connection) -> dict[str, int]:
    """Return of each order whose money is in escrow how much that is to be."""
    query = select(ORDER.c.order_id, ORDER.c.amount_fen).where(ORDER.c.state.in_(HELD))
    return {row.order_id: row.amount_fen for row in connection.execute(query)}


def deals(connection: Connection, query: Select[Any]) -> list[Deal]:
    """Return the orders that a query made of `DEAL` finds."""
    return [deal_of(row) for row in connection.execute(query).mappings()]


def _found(row: Row | None) -> Deal | None:
    return None if row is None else deal_of(row)


def deal_of(row: Row) -> Deal:
    """Return what a row says that a query made of `DEAL` gives."""
    return Deal(
        sale=sale_of(row),
        wallet=wallet_of(row, "wallet_"),
        provider=row["wallet_provider"],
        seller_name=row["seller_name"],
        title=row["offer_title"],
    )
