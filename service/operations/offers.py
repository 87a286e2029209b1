"""Offers: made, changed and restocked by their seller; seen by buyers with who vouches for it."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from service.call import Call, Outcome
from service.domain.offer import Offer, restock
from service.domain.postage import Coordinates
from service.domain.sale import Listing, quote
from service.domain.seller import Certification, Seller, in_force
from service.operations.sellers import card
from service.refusals.trade import OfferUnknown, SellerUnknown
from service.schemas.basics import money
from service.schemas.sellers import OfferBody, OfferChangeBody, QuoteQuery, RestockBody
from service.store import offers, sellers


def make_offer(connection: Connection, call: Call[OfferBody]) -> Outcome:
    """Offer something. Refused: `SellerUnknown` if the shop is not registered."""
    body, found = call.body, sellers.seller_with_moment(connection, call.caller.holder)
    if found is None:
        raise SellerUnknown
    offer = Offer(
        offer_id=call.entropy.new_id(call.now_ms),
        seller_id=found[0].seller_id,
        title=body.title,
        price_fen=body.price.amount,
        weight_g=body.weight_g,
        stock=body.stock,
    )
    return Outcome(
        answer=_answer(connection, call, offer, found[0]),
        changes=(offers.INSERT_OFFER,),
        values=offers.values_of(offer),
    )


def change_offer(connection: Connection, call: Call[OfferChangeBody]) -> Outcome:
    """Change title or price, close it or open it again. Refused: `OfferUnknown`."""
    offer, seller = _own(connection, call)
    body = call.body
    changed = replace(
        offer,
        title=offer.title if body.title is None else body.title,
        price_fen=offer.price_fen if body.price is None else body.price.amount,
        is_open=offer.is_open if body.is_open is None else body.is_open,
    )
    return Outcome(
        answer=_answer(connection, call, changed, seller),
        changes=(offers.UPDATE_OFFER,),
        values=offers.values_of(changed),
        status=200,
    )


def restock_offer(connection: Connection, call: Call[RestockBody]) -> Outcome:
    """Add pieces, or take some away. Refused: `OfferUnknown`, `OutOfStock`."""
    offer, seller = _own(connection, call)
    restocked = restock(offer, call.body.change)
    return Outcome(
        answer=_answer(connection, call, restocked, seller),
        changes=(offers.ADD_STOCK,),
        values=offers.stock(offer.offer_id, call.body.change),
    )


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
    rows = offers.offers_of(connection, seller.seller_id, call.body.cursor or "", limit + 1)
    page = rows[:limit]
    return {
        "offers": [shown(offer, seller, trusted) for offer in page],
        "next_cursor": page[-1].offer_id if len(rows) > limit else None,
        "end_cursor": page[-1].offer_id if page else call.body.cursor,
    }


def quote_offer(connection: Connection, call: Call[QuoteQuery]) -> dict[str, Any]:
    """Return what so many pieces cost there. Refused: `OfferUnknown`, `ParcelTooHeavy`."""
    offer, seller = _seen(connection, call.path["offer_id"])
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


def shown(offer: Offer, seller: Seller, trusted: Certification | None) -> dict[str, Any]:
    """Return an offer as a buyer sees it."""
    return {
        "offer_id": offer.offer_id,
        "seller": card(seller, trusted),
        "title": offer.title,
        "price": money(offer.price_fen),
        "weight_g": offer.weight_g,
        "stock": offer.stock,
        "is_open": offer.is_open,
    }


def _answer(
    connection: Connection, call: Call[Any], offer: Offer, seller: Seller
) -> dict[str, Any]:
    history = sellers.history_of(connection, seller.seller_id)
    return shown(offer, seller, in_force(history, call.now_ms))


def _seen(connection: Connection, offer_id: str) -> tuple[Offer, Seller]:
    found = offers.offer_and_seller(connection, offer_id)
    if found is None:
        raise OfferUnknown
    return found


def _own(connection: Connection, call: Call[Any]) -> tuple[Offer, Seller]:
    found = offers.offer_and_seller(connection, call.path["offer_id"], locked=True)
    if found is None or found[1].seller_id != call.caller.holder:
        raise OfferUnknown
    return found
