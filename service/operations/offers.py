"""Offers: made, changed and restocked by their seller; seen by buyers with who vouches for it."""

from typing import Any

from service.call import Call, Outcome
from service.database.connection import Connection
from service.domain.offer import restock
from service.domain.postage import Coordinates
from service.domain.sale import Listing, quote
from service.domain.seller import Certification, Seller, in_force
from service.operations.annotations import annotated, with_annotation
from service.operations.lists import number_of_cursor, strange_cursor
from service.operations.sellers import card
from service.refusals.trade import OfferUnknown, SellerUnknown
from service.schemas.basics import money
from service.schemas.sellers import OfferBody, OfferChangeBody, QuoteQuery, RestockBody
from service.store import listed, offers, sellers
from service.store.offers import offer_of
from service.store.paging import RowRange
from service.tables import OfferRow

Listed = tuple[OfferRow, Seller]


@annotated("offer")
def make_offer(connection: Connection, call: Call[OfferBody]) -> Outcome:
    """Offer something. Refused: `SellerUnknown` if the shop is not registered."""
    body, found = call.body, sellers.seller_with_moment(connection, call.caller.holder)
    if found is None:
        raise SellerUnknown
    row = OfferRow(
        offer_id=call.entropy.new_id(call.now_ms),
        seller_id=found[0].seller_id,
        title=body.title,
        price_fen=body.price.amount,
        weight_g=body.weight_g,
        stock=body.stock,
    )
    return Outcome(answer=_answer(connection, call, row, found[0]), changes=(row,))


def change_offer(connection: Connection, call: Call[OfferChangeBody]) -> Outcome:
    """Change title or price, close it or open it again. Refused: `OfferUnknown`."""
    row, seller = _own(connection, call)
    body = call.body
    if body.title is not None:
        row.title = body.title
    if body.price is not None:
        row.price_fen = body.price.amount
    if body.is_open is not None:
        row.is_open = body.is_open
    return Outcome(answer=_answer(connection, call, row, seller), status=200, changes=(row,))


def restock_offer(connection: Connection, call: Call[RestockBody]) -> Outcome:
    """Add pieces, or take some away. Refused: `OfferUnknown`, `OutOfStock`."""
    row, seller = _own(connection, call)
    row.stock = restock(offer_of(row), call.body.change).stock
    return Outcome(answer=_answer(connection, call, row, seller), changes=(row,))


@with_annotation("offer")
def show_offer(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return an offer, and who vouches for its seller. Refused: `OfferUnknown`."""
    return _answer(connection, call, *_seen(connection, call.path["offer_id"]))


def list_offers(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a page of a seller's offers, the oldest first. Refused: `SellerUnknown`."""
    found = sellers.seller_with_moment(connection, call.path["seller_id"])
    if found is None:
        raise SellerUnknown
    seller, limit = found[0], call.body.limit
    trusted = in_force(sellers.history_of(connection, seller.seller_id), call.now_ms)
    after = number_of_cursor(call.body.cursor)
    if after is None:
        after = listed.offer_number(connection, seller.seller_id, call.body.cursor)
    if after is None:
        raise strange_cursor()
    window = RowRange(after, call.settled, limit)
    rows = offers.offers_of(connection, seller.seller_id, window)
    page = rows[:limit]
    return {
        "offers": [shown(row, seller, trusted) for row in page],
        "next_cursor": str(page[-1].seq) if len(rows) > limit else None,
        "end_cursor": str(page[-1].seq) if page else call.body.cursor,
    }


def quote_offer(connection: Connection, call: Call[QuoteQuery]) -> dict[str, Any]:
    """Return what so many pieces cost there. Refused: `OfferUnknown`, `ParcelTooHeavy`."""
    row, seller = _seen(connection, call.path["offer_id"])
    offer = offer_of(row)
    quantity, destination = call.body.quantity, Coordinates(call.body.latitude, call.body.longitude)
    far_km, postage_fen = quote(
        Listing(offer, seller), quantity, destination, call.context.sale_terms
    )
    goods_fen = quantity * offer.price_fen
    return {
        "offer_id": offer.offer_id,
        "quantity": quantity,
        "distance_km": far_km,
        "goods": money(goods_fen),
        "postage": money(postage_fen),
        "money": money(goods_fen + postage_fen),
    }


def shown(row: OfferRow, seller: Seller, trusted: Certification | None) -> dict[str, Any]:
    """Return an offer as a buyer sees it."""
    return {
        "offer_id": row.offer_id,
        "seller": card(seller, trusted),
        "title": row.title,
        "price": money(row.price_fen),
        "weight_g": row.weight_g,
        "stock": row.stock,
        "is_open": row.is_open,
    }


def _answer(
    connection: Connection, call: Call[Any], row: OfferRow, seller: Seller
) -> dict[str, Any]:
    history = sellers.history_of(connection, seller.seller_id)
    return shown(row, seller, in_force(history, call.now_ms))


def _seen(connection: Connection, offer_id: str, *, is_locked: bool = False) -> Listed:
    row = offers.offer_row(connection, offer_id, is_locked=is_locked)
    found = sellers.seller_with_moment(connection, row.seller_id) if row else None
    if row is None or found is None:
        raise OfferUnknown
    return row, found[0]


def _own(connection: Connection, call: Call[Any]) -> Listed:
    row, seller = _seen(connection, call.path["offer_id"], is_locked=True)
    if seller.seller_id != call.caller.holder:
        raise OfferUnknown
    return row, seller
