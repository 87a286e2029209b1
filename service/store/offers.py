"""Offers with their stock."""

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from service.database.change import Change
from service.database.statements import Look, Row
from service.domain.offer import Offer
from service.domain.seller import Seller
from service.store.names import names, table_of
from service.store.sellers import SELLER, seller_of
from service.tables import OfferRow

OFFER = table_of(OfferRow)

INSERT_OFFER = (
    insert(OFFER).values({column: bindparam(f"offer_{column}") for column in names(OFFER)}).inline()
)
UPDATE_OFFER = (
    update(OFFER)
    .where(OFFER.c.offer_id == bindparam("offer_offer_id"))
    .values({column: bindparam(f"offer_{column}") for column in ("title", "price_fen", "is_open")})
)
_ADD_STOCK = (
    update(OFFER)
    .where(OFFER.c.offer_id == bindparam("stock_offer_id"))
    .values(stock=OFFER.c.stock + bindparam("stock_change"))
)

_OF_SELLER = [SELLER.c[name].label(f"of_seller_{name}") for name in names(SELLER)]
_BOTH = select(OFFER, *_OF_SELLER).join(SELLER, SELLER.c.seller_id == OFFER.c.seller_id)
_SEEN = Look(_BOTH.where(OFFER.c.offer_id == bindparam("id_of_offer")))
_LOCKED = Look(
    _BOTH.where(OFFER.c.offer_id == bindparam("id_of_offer")).with_for_update(
        of=OFFER, key_share=True
    )
)


def values_of(offer: Offer) -> dict[str, Any]:
    """Return the parameters of `INSERT_OFFER` and `UPDATE_OFFER`."""
    return {f"offer_{name}": value for name, value in vars(offer).items()}


def stock_added(offer_id: str, change: int) -> Change:
    """Add pieces to an offer's stock, or take some away."""
    return Change(_ADD_STOCK, {"stock_offer_id": offer_id, "stock_change": change})


def offer_of(row: Row) -> Offer:
    """Return what a row says."""
    return Offer(**{name: row[name] for name in names(OFFER)} | {"is_open": bool(row["is_open"])})


def offer_and_seller(
    connection: Connection, offer_id: str, *, locked: bool = False
) -> tuple[Offer, Seller] | None:
    """Return an offer, locked if that is asked for, and who makes it; None if there is none."""
    look = _LOCKED if locked else _SEEN
    row = look.first(connection, {"id_of_offer": offer_id})
    return (offer_of(row), seller_of(row, "of_seller_")) if row else None


def offers_of(connection: Connection, seller_id: str, after_id: str, count: int) -> list[Offer]:
    """Return a seller's offers after one of them, the oldest first."""
    query = (
        select(OFFER)
        .where(OFFER.c.seller_id == seller_id, OFFER.c.offer_id > after_id)
        .order_by(OFFER.c.offer_id)
        .limit(count)
    )
    return [offer_of(row) for row in connection.execute(query).mappings()]
