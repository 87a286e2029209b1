"""From the seller to the door: handling, e-youbao, the hub, delivery, pick-up, SMS."""

from pydantic import Field

from sim.scenario.distributions import AnyDistribution, Exponential, Lognormal
from sim.scenario.limits import (
    HAUL_MAX_KM_DAY,
    HAUL_MIN_KM_DAY,
    ParcelsADay,
    PositiveRuleDays,
    RatePer1000,
    RuleDays,
    Share,
    Times,
)
from sim.scenario.place import Table, TimeOfDay


class SellerRules(Table):
    """The seller's part: making the parcel ready for the day's collection."""

    handling_h: AnyDistribution = Field(
        default=Lognormal(mean=20, cv=0.7), description="From paid to packed. Assumption."
    )
    cut_off: TimeOfDay = Field(
        default="17:00", description="The day's collection leaves; later goes tomorrow. Assumption."
    )


class ParcelRules(Table):
    """e-youbao through the postal network."""

    distance_km: AnyDistribution = Field(
        default=Lognormal(mean=900, cv=0.6),
        description="Seller to buyer, if from_real_counties is off. Assumption.",
    )
    from_real_counties: bool = Field(
        default=True,
        description="Draw sellers over the shipped counties; distance is great-circle. D.",
    )
    base_days: AnyDistribution = Field(
        default=Lognormal(mean=1.5, cv=0.3),
        description="Sorting and hand-overs. FACTS 3, A: 2-4 days between cities.",
    )
    km_per_day: float = Field(
        default=700.0,
        ge=HAUL_MIN_KM_DAY,
        le=HAUL_MAX_KM_DAY,
        description="Line-haul by road and rail. FACTS 3, A.",
    )
    rural_extra_days: AnyDistribution = Field(
        default=Lognormal(mean=1, cv=0.3),
        description="From county to a rural outlet. FACTS 3, A: +1-3 days rural, with waits.",
    )
    hub_time: TimeOfDay = Field(
        default="05:00", description="The county hub sorts once a day. Assumption."
    )
    hub_capacity_a_day: ParcelsADay = Field(
        default=300, description="Parcels the hub can sort a day. Assumption."
    )
    other_parcels_per_1000_people_day: RatePer1000 = Field(
        default=0.19,
        description="Fill the hub. FACTS 3, D: 91.033 M parcels / 365 / 1.32 bn people (S, 2007).",
    )
    round_capacity: ParcelsADay = Field(
        default=200, description="Parcels a delivery round can carry. Assumption."
    )
    loss_share: Share = Field(default=0.002, description="Lost on the way. Assumption.")
    damage_share: Share = Field(
        default=0.005, description="Of those not lost: damaged on the way. Assumption."
    )
    claim_days: RuleDays = Field(
        default=15.0, description="Until loss or damage is paid in full. Assumption."
    )
    absent_share: Share = Field(
        default=0.2, description="Nobody home: a notice, then pick-up. Assumption."
    )
    kept_days: PositiveRuleDays = Field(
        default=15.0, description="At the outlet, then returned. Assumption."
    )


class Sms(Table):
    """The platform that tells people where their purchase is."""

    enabled: bool = Field(default=True, description="Whether there is one at all.")
    reach_share: Share = Field(
        default=0.65, description="Buyers with a mobile. A; 41.6% of all Chinese end 2007 (S)."
    )
    loss_share: Share = Field(default=0.02, description="Messages lost. Assumption.")
    delay_min: AnyDistribution = Field(
        default=Lognormal(mean=2, cv=2), description="From event to telephone. Assumption."
    )
    notice_h: AnyDistribution = Field(
        default=Exponential(mean=30),
        description="Paper notice: from arrival to the addressee. Assumption; rural S2 (FACTS 3).",
    )
    collect_h: AnyDistribution = Field(
        default=Exponential(mean=12), description="From the news to the trip. Assumption."
    )
    expected_days: RuleDays = Field(
        default=5.0, description="Who is not notified asks this long after ordering. A."
    )
    ask_again_days: PositiveRuleDays = Field(default=3.0, description="And then again. Assumption.")
    asks_max: Times = Field(
        default=3, description="Trips in vain until one waits for news. Assumption."
    )
