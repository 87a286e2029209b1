"""A scenario: every parameter, its unit in its key, its limits, its source, its errors.

The tables follow the journey. Each default carries its mark in the description: S read in a
source, S2 second-hand, D derived, A or "assumption" our own; the sources are in docs/model.md.
Each mechanism can be switched off, down to an M/M/c queue.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.agents import Agents
from sim.scenario.counter import LineRules, Link, Others, Outage, RandomOutages, Services
from sim.scenario.distributions import AnyDistribution
from sim.scenario.limits import INTERVALS_MAX, SCENARIO_NAME_MAX, Question
from sim.scenario.money import Clearing, Confirm, Market, Payment, Redeem, Trip
from sim.scenario.parcels import ParcelRules, SellerRules, Sms
from sim.scenario.place import (
    CLASSES,
    Backlog,
    ClassName,
    Hours,
    Network,
    OutletClass,
    Run,
    Surge,
    Table,
)
from sim.scenario.produce import Producers
from sim.scenario.staffing import (
    Breakdowns,
    ClassStaffing,
    OutletStaffing,
    Staffing,
    Window,
    counters_of_share,
)
from sim.scenario.training import Training

__all__ = [
    "CLASSES",
    "Agents",
    "AnyDistribution",
    "Backlog",
    "Breakdowns",
    "ClassName",
    "ClassStaffing",
    "Clearing",
    "Confirm",
    "Hours",
    "LineRules",
    "Link",
    "Market",
    "Network",
    "Others",
    "Outage",
    "OutletClass",
    "OutletStaffing",
    "ParcelRules",
    "Payment",
    "Producers",
    "RandomOutages",
    "Redeem",
    "Run",
    "Scenario",
    "SellerRules",
    "Services",
    "Sms",
    "Staffing",
    "Surge",
    "Training",
    "Trip",
    "Window",
    "counters_of_share",
]


class Scenario(Table):
    """All parameters of a run. Raise pydantic's ValidationError with every error at once."""

    name: str = Field(
        default="unnamed",
        pattern=r"^[a-z0-9][a-z0-9-]*$",
        max_length=SCENARIO_NAME_MAX,
        description="Folder under results/.",
    )
    question: Question = Field(
        default="", description="The question that the scenario answers, in one line."
    )
    run: Run = Field(default=Run())
    backlog: Backlog = Field(default=Backlog())
    network: Network = Field(default=Network())
    hours: Hours = Field(default=Hours())
    surge: Annotated[tuple[Surge, ...], Field(strict=False, max_length=INTERVALS_MAX)] = Field(
        default=()
    )
    market: Market = Field(default=Market())
    trip: Trip = Field(default=Trip())
    line: LineRules = Field(default=LineRules())
    staffing: Staffing = Field(default=Staffing())
    counters: Breakdowns = Field(default=Breakdowns())
    services: Services = Field(default=Services())
    others: Others = Field(default=Others())
    link: Link = Field(default=Link())
    outage: Annotated[tuple[Outage, ...], Field(strict=False, max_length=INTERVALS_MAX)] = Field(
        default=()
    )
    payment: Payment = Field(default=Payment())
    clearing: Clearing = Field(default=Clearing())
    redeem: Redeem = Field(default=Redeem())
    seller: SellerRules = Field(default=SellerRules())
    parcel: ParcelRules = Field(default=ParcelRules())
    sms: Sms = Field(default=Sms())
    confirm: Confirm = Field(default=Confirm())
    training: Training = Field(default=Training())
    producers: Producers = Field(default=Producers())
    agents: Agents = Field(default=Agents())

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        network = self.network
        if bool(network.counties) == bool(network.outlets_csv):
            message = (
                "network.counties names no county and network.outlets_csv no file, or both do: "
                "name either county codes from scenarios/data, or your own CSV"
            )
            raise ValueError(message)
        return self
