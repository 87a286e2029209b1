"""From the wish to the money: market, trip, payment, clearing, redemption, escrow."""

import math
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.distributions import (
    AnyDistribution,
    Deterministic,
    Exponential,
    Lognormal,
    LognormalMedian,
)
from sim.scenario.limits import (
    DAYS_MAX,
    DRAFT_LIMIT_MAX_YUAN,
    LOCK_MAX_H,
    POSTAGE_MAX_YUAN,
    SPEED_MAX_KM_H,
    SPEED_MIN_KM_H,
    TEXT_AGAIN_MIN_H,
    PositiveRuleDays,
    PositiveTimes,
    RatePer1000,
    RuleDays,
    Share,
)
from sim.scenario.place import Day, OpeningHours, Table, TimesOfDay, Week

# Of shares that are meant to add up to 1, such as 0.7 and 0.3.
ROUNDING = 1e-9
NIGHT = (0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4)
DAYTIME = (0.8, 1.1, 1.3, 1.2, 1.1, 1.2, 1.3, 1.3)
EVENING = (1.3, 1.2, 1.3, 1.6, 1.9, 1.9, 1.4, 0.8)
EVENING_PEAK: Day = NIGHT + DAYTIME + EVENING


class Market(Table):
    """Wishes, the search for an offer, and trust in its seller."""

    wishes_per_1000_people_day: RatePer1000 = Field(
        default=0.05,
        description="Wishes of people without a bank account. A: 1.3 an outlet-day, see FACTS 3.",
    )
    day_factors: Week = Field(default=(1.0,) * 7, description="Monday to Sunday. Assumption.")
    hour_factors: Day = Field(default=EVENING_PEAK, description="By hour of day. Assumption.")
    price_yuan: AnyDistribution = Field(
        default=Lognormal(mean=175, cv=1.2),
        description="FACTS 4, D: 175 yuan a deal; distribution A.",
    )
    postage_yuan: float = Field(
        default=12.0,
        ge=0,
        le=POSTAGE_MAX_YUAN,
        description="e-youbao, paid by the buyer. Assumption.",
    )
    search_h: AnyDistribution = Field(
        default=Exponential(mean=12),
        description="Search for an offer and its seller without a market. Assumption.",
    )
    search_cut: Share = Field(
        default=0.75, description="The market cuts the search by some 75%. FACTS 1, S."
    )
    certified_share: Share = Field(
        default=0.3, description="Offers by sellers with Trustpass. Assumption."
    )
    trust_certified: Share = Field(
        default=0.9, description="Buyers who trust a certified seller. Assumption."
    )
    trust_uncertified: Share = Field(
        default=0.6, description="Buyers who trust a seller without certificate. Assumption."
    )
    out_of_stock_share: Share = Field(
        default=0.02, description="Orders that the seller cannot fill. Assumption."
    )
    by_phone_share: Share = Field(
        default=0.0,
        description="Of buyers with a telephone: who can order by it, not online. Off; share A.",
    )


class Trip(Table):
    """The way to the outlet."""

    speed_km_h: float = Field(
        default=12.0,
        ge=SPEED_MIN_KM_H,
        le=SPEED_MAX_KM_H,
        description="Bicycle and bus, door to door. Assumption.",
    )
    own_place_km: AnyDistribution = Field(
        default=Exponential(mean=1),
        description="From home to the middle of one's settlement. Assumption.",
    )
    knows_hours_share: Share = Field(
        default=0.95, description="People who know the opening hours. Assumption."
    )


class Payment(Table):
    """How the purchase is paid, and what it costs at the counter."""

    method: Literal["draft", "reference", "money_order", "cash_on_delivery", "agent"] = Field(
        default="draft",
        description="Draft: wang huiyi; reference: order first, pay later; and the world before. "
        "Agent: cash becomes mobile money in a shop, or a draft for who does not use an agent.",
    )
    tariff: Literal["listed", "waived", "ordinary_order"] = Field(
        default="waived", description="FACTS 2, S2: listed 0.5%, waived from 1 Jan 2007."
    )
    draft_limit_yuan: int = Field(
        default=5_000,
        ge=1,
        le=DRAFT_LIMIT_MAX_YUAN,
        description="FACTS 2, S2: 5,000 yuan a draft.",
    )
    valid_days: int = Field(
        default=60, ge=1, le=DAYS_MAX, description="Life of a draft or reference. FACTS 2, A."
    )
    unpaid_share: Share = Field(
        default=0.0,
        description="References never paid (FACTS 3 and 4 name 54% for boletos in 2017).",
    )
    order_transit_days: AnyDistribution = Field(
        default=Lognormal(mean=5, cv=0.4),
        description="A postal money order's way to the seller. Assumption.",
    )
    refused_share: Share = Field(
        default=0.08, description="Cash on delivery: parcels refused at the door. Assumption."
    )
    remit_days: AnyDistribution = Field(
        default=Deterministic(value=7),
        description="Cash on delivery: until the Post pays the seller. Assumption.",
    )


class Clearing(Table):
    """When the gateway knows the number."""

    mode: Literal["immediate", "batch"] = Field(
        default="immediate", description="FACTS 2, S2: credited in real time."
    )
    batch_times: TimesOfDay = Field(
        default=("02:00",), description="Batches leave at these times of day. Assumption."
    )
    told_share: Share = Field(
        default=0.7, description="Depositors informed when the number will work. Assumption."
    )


class Tiers(Table):
    """Shares of accounts by tier, which sets the redemptions a day (FACTS 2, S2).

    They are alternatives of one draw: the rest is plain, and they add up to 1 at most.
    """

    sms_alert: Share = Field(default=0.2, description="Three redemptions a day. Share: assumption.")
    certificate: Share = Field(default=0.1, description="No limit. Share: assumption.")

    @model_validator(mode="after")
    def _are_parts_of_one_whole(self) -> Self:
        whole = math.fsum((self.sms_alert, self.certificate))
        if whole > 1 + ROUNDING:
            message = (
                f"sms_alert is {self.sms_alert:.15g} and certificate {self.certificate:.15g}, "
                f"which is {whole:.15g} of all accounts, and may be 1 at most: lower one of them; "
                "accounts of neither tier are plain"
            )
            raise ValueError(message)
        return self


class Redeem(Table):
    """Entering the number: access to the web, slips of the fingers and of memory."""

    never_share: Share = Field(
        default=0.01, description="Drafts that nobody ever redeems. Assumption."
    )
    cash_out_share: Share = Field(
        default=0.01, description="Of the drafts that are used: cashed at an outlet. Assumption."
    )
    refund_claim_share: Share = Field(
        default=0.5, description="Expired drafts whose depositor asks for the refund. Assumption."
    )
    own_access_share: Share = Field(
        default=0.67, description="FACTS 4, A: about a third went online in Internet cafes."
    )
    cafe_opening_hours: OpeningHours = Field(
        default="Mo-Su 08:00-24:00", description="OpenStreetMap syntax. Assumption."
    )
    cafe_trip_min: AnyDistribution = Field(
        default=LognormalMedian(median=20, sigma=0.5), description="One way. Assumption."
    )
    delay_h: AnyDistribution = Field(
        default=Lognormal(mean=8, cv=1), description="From receipt to first try. Assumption."
    )
    retry_h: AnyDistribution = Field(
        default=Lognormal(mean=12, cv=0.5), description="From a failed try to the next. Assumption."
    )
    mistype_share: Share = Field(
        default=0.06, description="Tries with a wrong digit or password. Assumption."
    )
    tries_max: PositiveTimes = Field(
        default=5, description="Wrong tries until the draft is locked. Assumption."
    )
    lock_h: float = Field(
        default=24.0, ge=0, le=LOCK_MAX_H, description="Until a locked draft opens. Assumption."
    )
    forget_share: Share = Field(
        default=0.02, description="Passwords forgotten before they are used. Assumption."
    )
    reset_days: RuleDays = Field(
        default=7.0, description="FACTS 2, S2: reset only after 7 full days."
    )
    by_text_share: Share = Field(
        default=0.0,
        description="Of buyers with a telephone: who redeem by text, not online. Off; share A.",
    )
    text_again_h: float = Field(
        default=2.0,
        ge=TEXT_AGAIN_MIN_H,
        le=LOCK_MAX_H,
        description="Until who has no answer to a text sends it again. Assumption.",
    )
    tiers: Tiers = Field(default=Tiers(), description="Account tiers.")


class Confirm(Table):
    """The end: the buyer's word or the time limit; disputes."""

    delay_h: AnyDistribution = Field(
        default=Lognormal(mean=36, cv=1), description="From parcel to confirmation. Assumption."
    )
    forget_share: Share = Field(
        default=0.2, description="Of the undisputed: left to the time limit. Assumption."
    )
    limit_days: PositiveRuleDays = Field(
        default=7.0, description="Escrow pays after this, unasked. Assumption."
    )
    dispute_share: Share = Field(default=0.03, description="Purchases disputed. Assumption.")
    dispute_days: AnyDistribution = Field(
        default=Lognormal(mean=7, cv=0.5), description="Until it is decided. Assumption."
    )
    dispute_won_share: Share = Field(
        default=0.6, description="Disputes decided for the buyer. Assumption."
    )
