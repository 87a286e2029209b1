"""Courses that let buyers and sellers make good use of the tools: how many seats, and what changes.

The document asks for regular training against the "use divide" (FACTS 1, S); it has no figure of
what a course changes, so each factor here is an assumption, and 1 switches it off. A factor of a
share or a delay multiplies it for the trained, and the same person keeps the same draw.
"""

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.limits import LEARNERS_MAX, SEAT_MAX_YUAN, SEATS_MAX, WEEKS_MAX, Share
from sim.scenario.place import Table


class TrainedBuyers(Table):
    """What is different about a buyer who has been in a course."""

    mistype_factor: Share = Field(
        default=0.5, description="Of redeem.mistype_share: has entered a number before. A."
    )
    forget_factor: Share = Field(
        default=0.5, description="Of redeem.forget_share: is told to note the password. A."
    )
    distrust_certified_factor: Share = Field(
        default=0.5,
        description="Of those who do not trust a certified seller: knows the certificate. A.",
    )
    trust_uncertified_factor: Share = Field(
        default=0.95,
        description="Of market.trust_uncertified: looks for the certificate, and misses it. A.",
    )
    dispute_factor: Share = Field(
        default=0.7, description="Of confirm.dispute_share: has chosen with more care. A."
    )
    confirm_delay_factor: Share = Field(
        default=0.7, description="Of confirm.delay_h: knows that the seller waits for it. A."
    )
    forget_to_confirm_factor: Share = Field(
        default=0.5, description="Of confirm.forget_share: knows what the click is for. A."
    )


class TrainedSellers(Table):
    """What is different about a seller who has been in a course."""

    search_factor: Share = Field(
        default=0.9,
        description="Of the search: answers a customer's request sooner (taught, S; size A).",
    )
    handling_factor: Share = Field(
        default=0.8, description="Of seller.handling_h: packs the day's orders in one go. A."
    )
    out_of_stock_factor: Share = Field(
        default=0.5, description="Of market.out_of_stock_share: keeps the list of offers. A."
    )
    dispute_delay_factor: Share = Field(
        default=0.7, description="Of confirm.dispute_days: answers complaints sooner. A."
    )


class Training(Table):
    """Courses in each county, held at the beginning of each week; off without seats."""

    seats_a_week: int = Field(
        default=0, ge=0, le=SEATS_MAX, description="In each county, from first_week on. Off."
    )
    seller_seats_a_week: int = Field(
        default=0, ge=0, le=SEATS_MAX, description="Of these seats: for sellers. Assumption."
    )
    first_week: int = Field(
        default=1, ge=1, le=WEEKS_MAX, description="The first week with a course; the run's is 1."
    )
    buyers: int = Field(
        default=3_000,
        ge=1,
        le=LEARNERS_MAX,
        description="Who could learn to buy. A: 9,500 wishes a year in county, three a person.",
    )
    sellers: int = Field(
        default=300,
        ge=1,
        le=LEARNERS_MAX,
        description="Who could learn to sell. A: a seller for ten buyers.",
    )
    seat_yuan: float = Field(
        default=50.0,
        ge=0,
        le=SEAT_MAX_YUAN,
        description="Of a day: a teacher and a room, shared by twenty. Assumption.",
    )
    trained_buyers: TrainedBuyers = Field(
        default=TrainedBuyers(), description="What is different about a trained buyer."
    )
    trained_sellers: TrainedSellers = Field(
        default=TrainedSellers(), description="What is different about a trained seller."
    )

    @model_validator(mode="after")
    def _has_a_seat_for_each_seller(self) -> Self:
        if self.seller_seats_a_week > self.seats_a_week:
            message = (
                f"seller_seats_a_week is {self.seller_seats_a_week}, and must be at most "
                f"seats_a_week, {self.seats_a_week}: they are seats of the same courses"
            )
            raise ValueError(message)
        return self

    @property
    def buyer_seats_a_week(self) -> int:
        """Return the seats that are left for buyers."""
        return self.seats_a_week - self.seller_seats_a_week
