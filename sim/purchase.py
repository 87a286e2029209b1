"""A purchase under way: the person's wish, and what has become of it so far."""

from typing import Literal

from service.domain.remittance import split_in_drafts
from service.domain.tariff import tariff_named
from sim.diary import JOURNEY_COLUMNS, NONE, Outcome
from sim.people import FEN_PER_YUAN, Wish
from sim.scenario import Payment


class Purchase:
    """The journey's own page in the diary, filled in step by step; times as in `sim.diary`.

    Beyond the diary's columns it holds what the person knows and what the parcel is doing.
    """

    decided_ms = first_arrived_ms = called_ms = deposited_ms = known_ms = credited_ms = NONE
    ordered_ms = shipped_ms = hub_ms = outlet_ms = notified_ms = delivered_ms = NONE
    confirmed_ms = seller_paid_ms = refunded_ms = ended_ms = NONE
    fee_fen = drafts = drafts_redeemed = trips = trips_in_vain = wrong_tries = sms_sent = 0
    outcome = Outcome.UNDER_WAY
    awaits_pick_up = False

    def __init__(self, wish: Wish, payment: Payment) -> None:
        """Begin with the wish; what a deposit of this amount takes follows from the rules."""
        self.wish = wish
        self.returns_left = wish.returns
        self.knows_hours = bool(wish.knows_hours)
        self.mistypes_left = wish.mistypes
        self.has_forgotten = bool(wish.forgets)
        self.deposits_fen = deposits_fen(wish, payment)

    @property
    def amount_fen(self) -> int:
        """What the buyer pays in all: price and postage."""
        return self.wish.price_fen + self.wish.postage_fen

    def end(self, outcome: Outcome, now_ms: int) -> Literal[False]:
        """Close the page; the answer tells the journey that there is no further stage."""
        self.outcome = outcome
        self.ended_ms = now_ms
        return False

    def refund(self, outcome: Outcome, now_ms: int) -> Literal[False]:
        """Close the page with the buyer's money back."""
        self.refunded_ms = now_ms
        return self.end(outcome, now_ms)

    def take_receipt(self, now_ms: int, tariff: str) -> None:
        """Leave the counter with a receipt for each draft, the fee paid."""
        self.deposited_ms = now_ms
        self.drafts = len(self.deposits_fen)
        self.fee_fen = sum(tariff_named(tariff).fee_fen(part) for part in self.deposits_fen)

    def row(self, end_ms: int) -> tuple[int, ...]:
        """Return the page as a row of the diary; what lies beyond the end has not happened."""
        wish = self.wish
        known = {
            "person": wish.number,
            "outlet": wish.outlet,
            "settlement": wish.settlement,
            "price_fen": wish.price_fen,
            "postage_fen": wish.postage_fen,
            "tier": wish.tier,
            "certified": wish.certified,
            "wish_ms": wish.wish_ms,
            "outcome": int(self.outcome),
        }
        values = [known[name] if name in known else getattr(self, name) for name in JOURNEY_COLUMNS]
        return tuple(
            NONE if name.endswith("_ms") and value >= end_ms else value
            for name, value in zip(JOURNEY_COLUMNS, values, strict=True)
        )


def deposits_fen(wish: Wish, payment: Payment) -> tuple[int, ...]:
    """Return what is paid in at the counter: a draft each, as few as the limit allows.

    A reference is for one known order, whatever its amount; cash on delivery has no deposit.
    """
    amount_fen = wish.price_fen + wish.postage_fen
    if payment.method == "cash_on_delivery":
        return ()
    if payment.method == "reference":
        return (amount_fen,)
    return split_in_drafts(amount_fen, payment.draft_limit_yuan * FEN_PER_YUAN)
