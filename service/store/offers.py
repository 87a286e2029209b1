"""Offers with their stock: rows for who makes and sees them, a statement for who orders."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, update
from sqlalchemy import select as columns
from sqlmodel import col, select

from service.database.change import Change
from service.database.statements import Query, Row
from service.domain.offer import Offer
from service.domain.seller import Seller
from service.store.names import given, names, table_of
from service.store.paging import RowRange
from service.store.rows import session_on
from service.store.sellers import SELLER, seller_of
from service.tables import OfferRow

OFFER = table_of(OfferRow)

_ADD_STOCK = (
    update(OFFER)
    .where(OFFER.c.offer_id == bindparam("stock_offer_id"))
    .values(stock=OFFER.c.stock + bindparam("stock_change"))
)

_OF_SELLER = [SELLER.c[name].label(f"of_seller_{name}") for name in names(SELLER)]
_LOCKED = Query(
    columns(OFFER, *_OF_SELLER)
    .join(SELLER, SELLER.c.seller_id == OFFER.c.seller_id)
    .where(OFFER.c.offer_id == bindparam("id_of_offer"))
    .with_for_update(of=OFFER, key_share=True)
)


def stock_added(offer_id: str, change: int) -> Change:
    """Add pieces to an offer's stock, or take some away."""
    return Change(_ADD_STOCK, {"stock_offer_id": offer_id, "stock_change": change})


def offer_of(row: OfferRow) -> Offer:
    """Return what a row says."""
    return Offer(**{name: getattr(row, name) for name in given(OFFER)})


def locked_offer_and_seller(connection: Connection, offer_id: str) -> tuple[Offer, Seller] | None:
    """Return an offer that somebody orders, locked, and who makes it; None if there is none."""
    row = _LOCKED.first(connection, {"id_of_offer": offer_id})
    return (_ordered(row), seller_of(row, "of_seller_")) if row else None


def offer_row(connection: Connection, offer_id: str, *, is_locked: bool = False) -> OfferRow | None:
    """Return the row of an offer; None if there is none."""
    with session_on(connection) as session:
        return session.get(
            OfferRow, offer_id, with_for_update={"key_share": True} if is_locked else None
        )


def offers_of(connection: Connection, seller_id: str, window: RowRange) -> Sequence[OfferRow]:
    """Return a seller's offers in the order of their numbers, and one more if there is one."""
    number = col(OfferRow.seq)
    query = select(OfferRow).where(
        OfferRow.seller_id == seller_id, number > window.after, number <= window.until
    )
    with session_on(connection) as session:
        return session.exec(query.order_by(number).limit(window.count + 1)).all()


def _ordered(row: Row) -> Offer:
    return Offer(**{name: row[name] for name in given(OFFER)} | {"is_open": bool(row["is_open"])})
