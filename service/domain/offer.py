"""The offer: what is sold, at which price, and how much of it is in stock.

An order reserves its goods immediately (`reserve`), so that nothing is sold twice; an order that
ends before it is shipped gives them back. The seller uses `restock`. Stock is never negative.
"""

from dataclasses import dataclass, replace

from service.domain.refusals.trade import OfferClosed, OutOfStock


@dataclass(frozen=True)
class Offer:
    """One offer as it stands; `price_fen` and `weight_g` are those of one piece."""

    offer_id: str
    seller_id: str
    title: str
    price_fen: int
    weight_g: int
    stock: int
    is_open: bool = True


def reserve(offer: Offer, quantity: int) -> Offer:
    """Take pieces out of the stock for an order. Refused: `OfferClosed`, `OutOfStock`.

    >>> reserve(Offer("f1", "s1", "Tea", 3_000, 250, stock=2), 2).stock
    0
    """
    assert quantity > 0, "an order has at least one piece"
    if not offer.is_open:
        raise OfferClosed
    return restock(offer, -quantity)


def restock(offer: Offer, change: int) -> Offer:
    """Add pieces to the stock, or take some away. Refused: `OutOfStock`."""
    if offer.stock + change < 0:
        raise OutOfStock(-change, offer.stock)
    return replace(offer, stock=offer.stock + change)
