"""Producers in the country: their lots, the traders who pass, and what is known of the price.

Off by default. The document has market prices sent to producers by telephone, so that they bargain
with full information (S); it has no figures, and so all that stands here is assumed. A well-known
study, of fishermen in Kerala (Jensen 2007, not read here), gives the direction: smaller spreads of
prices, less waste.
"""

from pydantic import Field

from sim.scenario.distributions import AnyDistribution, Exponential, Lognormal
from sim.scenario.limits import (
    PRICE_PER_KG_MAX_YUAN,
    PRICE_PER_KG_MIN_YUAN,
    TRADERS_A_DAY_MAX,
    VOLATILITY_MAX,
    PositiveRuleDays,
    RatePer1000,
    Share,
)
from sim.scenario.place import Table, TimesOfDay


class Producers(Table):
    """Who sells lots of something that does not keep to traders who pass by."""

    per_1000_people: RatePer1000 = Field(
        default=0.0, description="Producers of a county, by its people. None by default."
    )
    harvest_days: PositiveRuleDays = Field(
        default=7.0, description="From one lot of a producer to the next. Assumption: weekly."
    )
    lot_kg: AnyDistribution = Field(
        default=Lognormal(mean=80, cv=0.5),
        description="Of a lot, in whole kilograms, at least one. Assumption: a cart of vegetables.",
    )
    keeps_days: PositiveRuleDays = Field(
        default=4.0, description="After so long a lot that is not sold is lost. Assumption."
    )
    price_yuan_per_kg: float = Field(
        default=2.0,
        ge=PRICE_PER_KG_MIN_YUAN,
        le=PRICE_PER_KG_MAX_YUAN,
        description="At the county's market on the first day of the run. Assumption.",
    )
    daily_volatility: float = Field(
        default=0.05,
        ge=0,
        le=VOLATILITY_MAX,
        description="Standard deviation of the logarithm of one day's price over the last one's. "
        "Assumption: vegetables, by a quarter in a month.",
    )
    traders_per_day: float = Field(
        default=0.75,
        ge=0,
        le=TRADERS_A_DAY_MAX,
        description="Who pass by a producer in a day. Assumption: three in the life of a lot.",
    )
    offer_share: AnyDistribution = Field(
        default=Lognormal(mean=0.75, cv=0.15),
        description="A trader's first offer, as a share of the market's price of the day. A.",
    )
    limit_share: AnyDistribution = Field(
        default=Lognormal(mean=0.88, cv=0.05),
        description="The most that a trader pays, as a share of that price; never less than the "
        "offer. Assumption: an eighth is for the way and the trader's living.",
    )
    price_age_days: AnyDistribution = Field(
        default=Exponential(mean=10),
        description="How old the price is that a producer hears of once a week. Assumption.",
    )
    reservation_share: Share = Field(
        default=0.85,
        description="Of a fresh lot the least that a producer takes, over the price that he "
        "knows. Assumption.",
    )
    reservation_falls: bool = Field(
        default=True,
        description="Whether that falls as the lot ages, evenly, to nothing at its end. A.",
    )
    bargain_share: Share = Field(
        default=0.5,
        description="Of the gap between an offer and the price that he knows, what a producer "
        "gains by bargaining, as far as the trader's limit goes. Assumption: half-way.",
    )
    news_share: Share = Field(
        default=0.0,
        description="Producers who get the market's price by text, with the delay and the loss of "
        "other texts. None by default.",
    )
    news_times: TimesOfDay = Field(
        default=("05:30",),
        description="When the day's price is sent, on every day. Assumption: before traders come.",
    )
