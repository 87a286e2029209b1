"""A purchase under way: the person's wish, and what has become of it so far."""

from typing import Literal

from service.domain.remittance import split_in_drafts
from service.domain.tariff import tariff_named
from sim.diary import JOURNEY_COLUMNS, NONE, JourneyOutcome
from sim.people.wishes import Wish
from sim.scenario import Payment
from sim.units import FEN_PER_YUAN


class Purchase:
    """The journey's own page in the diary, filled in step by step; times as in `sim.diary`.

    Beyond the diary's columns it holds what the person knows and what the parcel is doing.
    """

    def __init__(self, wish: Wish, payment: Payment) -> None:
        """Begin with the wish; what a deposit of this amount takes follows from the rules."""
        self.wish = wish
        self.returns_left = wish.returns
        self.returned = 0
        self.knows_hours = bool(wish.knows_hours)
        self.mistypes_left = wish.mistypes
        self.has_forgotten = bool(wish.forgets)
        self.texts_lost_left = wish.texts_lost
        self.credited_offline = False
        self.deposits_fen = deposits_fen(self.amount_fen, payment)
        self.kept_until_ms = NONE
        self.way_ms = wish.travel_ms
        self.outcome = JourneyOutcome.UNDER_WAY
        self.decided_ms = self.first_arrived_ms = self.called_ms = self.deposited_ms = NONE
        self.known_ms = self.credited_ms = self.ordered_ms = self.shipped_ms = NONE
        self.hub_ms = self.outlet_ms = self.notified_ms = self.delivered_ms = NONE
        self.confirmed_ms = self.seller_paid_ms = self.refunded_ms = self.ended_ms = NONE
        self.fee_fen = self.drafts = self.drafts_redeemed = 0
        self.trips = self.trips_in_vain = self.wrong_tries = self.sms_sent = 0

    @property
    def amount_fen(self) -> int:
        """What the buyer pays in all: price and postage."""
        return self.wish.price_fen + self.wish.postage_fen

    @property
    def has_paid(self) -> bool:
        """Whether the buyer has parted with money: at the counter, or at the door."""
        return self.deposited_ms != NONE or (not self.deposits_fen and self.delivered_ms != NONE)

    def end(self, outcome: JourneyOutcome, now_ms: int) -> Literal[False]:
        """Close the page; the return value says that there is no further stage."""
        self.outcome = outcome
        self.ended_ms = now_ms
        return False

    def refund(self, outcome: JourneyOutcome, now_ms: int) -> Literal[False]:
        """Close the page with the buyer's money back, if the buyer has paid."""
        if self.has_paid:
            self.refunded_ms = now_ms
        return self.end(outcome, now_ms)

    def take_receipt(self, now_ms: int, tariff: str) -> None:
        """Leave the counter with a receipt for each draft, the fee paid."""
        self.deposited_ms = now_ms
        self.drafts = len(self.deposits_fen)
        self.fee_fen = sum(tariff_named(tariff).fee_fen(part) for part in self.deposits_fen)

    def pay_agent(self, now_ms: int) -> None:
        """Leave an agent's shop with money in the wallet; no draft, no fee, no number to enter."""
        self.deposited_ms = self.known_ms = self.credited_ms = now_ms
        self.credited_offline = True
        self.sms_sent += self.wish.phone

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


def deposits_fen(amount_fen: int, payment: Payment) -> tuple[int, ...]:
    """Return what is paid in at the counter for an amount; cash on delivery has no deposit."""
    return () if payment.method == "cash_on_delivery" else split_amount(amount_fen, payment)


def split_amount(amount_fen: int, payment: Payment) -> tuple[int, ...]:
    """Return an amount as drafts, as few as the limit allows.

    A reference is for one known order, whatever its amount, and so is cash at the door.
    """
    if payment.method in {"reference", "cash_on_delivery"}:
        return (amount_fen,)
    return split_in_drafts(amount_fen, payment.draft_limit_yuan * FEN_PER_YUAN)
