"""Agents of mobile money: where they are, what they hold, who comes, and who finds none.

No figure of agents per outlet, of float or of commission was found (FACTS 7), so nearly every
default is an assumption. Off by default: there are no agents.
"""

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.distributions import AnyDistribution, Lognormal
from sim.scenario.limits import (
    AGENTS_PER_OUTLET_MAX,
    CUSTOMERS_A_DAY_MAX,
    TRIED_MAX,
    VALUE_MAX,
    Share,
)
from sim.scenario.money import ROUNDING
from sim.scenario.place import OpeningHours, Table

CustomersADay = Annotated[float, Field(ge=0, le=CUSTOMERS_A_DAY_MAX)]


class Agents(Table):
    """Shops that take cash for mobile money and pay it out, each with a float and a drawer."""

    per_outlet: float = Field(
        default=0.0,
        ge=0,
        le=AGENTS_PER_OUTLET_MAX,
        description="Agents for each outlet of the county, on the mean; the largest settlements "
        "have them first. Off by default.",
    )
    settlement_share: Share = Field(
        default=0.0,
        description="Share of settlements that have an agent, the largest first, in place of "
        "per_outlet. Off by default.",
    )
    opening_hours: OpeningHours = Field(
        default="Mo-Su 08:00-20:00",
        description="Of every agent; OpenStreetMap syntax. Holidays change nothing. Assumption.",
    )
    float_yuan: AnyDistribution = Field(
        default=Lognormal(mean=3_000, cv=0.5),
        description="Electronic money of an agent at the beginning, which is also its target. A.",
    )
    cash_yuan: AnyDistribution = Field(
        default=Lognormal(mean=3_000, cv=0.5),
        description="Cash in an agent's drawer at the beginning, which is also its target. A.",
    )
    rebalances: bool = Field(
        default=True, description="Whether agents go to the post office to swap. Assumption."
    )
    rebalance_below_share: Share = Field(
        default=0.25, description="Of the target: with less on either side an agent swaps. A."
    )
    cash_ins_a_day: CustomersADay = Field(
        default=10.0,
        description="Other customers of each agent on a day who pay in, at an even rate. A.",
    )
    cash_outs_a_day: CustomersADay = Field(
        default=8.0,
        description="Other customers of each agent on a day who take out, at an even rate. A.",
    )
    cash_in_yuan: AnyDistribution = Field(
        default=Lognormal(mean=150, cv=1), description="What other customers pay in. Assumption."
    )
    cash_out_yuan: AnyDistribution = Field(
        default=Lognormal(mean=150, cv=1), description="What other customers take out. Assumption."
    )
    service_min: AnyDistribution = Field(
        default=Lognormal(mean=2, cv=0.6), description="At an agent's till. Assumption."
    )
    tries_max: int = Field(
        default=3, ge=1, le=TRIED_MAX, description="Agents tried on one way. Assumption."
    )
    dry_next_share: Share = Field(
        default=0.4,
        description="Of those not served by an agent: they go on to the next nearest. Assumption.",
    )
    dry_post_share: Share = Field(
        default=0.3, description="Of those not served: they go to the post office. Assumption."
    )
    dry_back_share: Share = Field(
        default=0.2,
        description="Of those not served: they come back another day, as [line] says. The rest "
        "gives up. Assumption.",
    )
    phone_share: Share = Field(
        default=0.416,
        description="Of people with a wish: have a phone, and so mobile money. FACTS 7, S: 41.6% "
        "of all Chinese at the end of 2007.",
    )
    trust_share: Share = Field(
        default=0.7, description="Of people with a wish: trust an agent with cash. Assumption."
    )
    tariff: Literal["standard", "free"] = Field(
        default="standard",
        description="Fee and commission: 1% to take out, half a percent for the agent; or none. A.",
    )
    low_float_yuan: float = Field(
        default=200.0,
        ge=0,
        le=VALUE_MAX,
        description="An agent with this float or less is counted as low. A; M-PESA suspended "
        "agents with 10,000 KSh or less (FACTS 7, S).",
    )

    @property
    def are_on(self) -> bool:
        """Whether there are any agents."""
        return bool(self.per_outlet or self.settlement_share)

    @model_validator(mode="after")
    def _are_counted_in_one_way(self) -> Self:
        if self.per_outlet and self.settlement_share:
            message = (
                f"per_outlet is {self.per_outlet:.15g} and settlement_share "
                f"{self.settlement_share:.15g}, and only one may count the agents: leave one out"
            )
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _choices_are_parts_of_one_whole(self) -> Self:
        whole = math.fsum((self.dry_next_share, self.dry_post_share, self.dry_back_share))
        if whole > 1 + ROUNDING:
            message = (
                f"dry_next_share, dry_post_share and dry_back_share add up to {whole:.15g}, and "
                "may be 1 at most: lower one of them; the rest gives up"
            )
            raise ValueError(message)
        return self
