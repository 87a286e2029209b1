"""Where and when: the run, its counties and outlets, the opening hours, the seasons."""

import datetime as dt
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sim.scenario.hours_syntax import check_expression
from sim.scenario.limits import (
    AREA_KM2_MAX,
    AREA_KM2_MIN,
    BACKLOG_AT_HUB_MAX,
    BACKLOG_IN_LINE_MAX,
    DAYS_MAX,
    DETOUR_MAX,
    EXPRESSION_MAX,
    OUTLETS_MAX,
    REPLICATIONS_MAX,
    SEEDS,
    TIMES_OF_DAY_MAX,
    Counters,
    Counties,
    Dates,
    Factor,
    FilePath,
    People,
    Share,
)

Week = Annotated[tuple[Factor, ...], Field(strict=False, min_length=7, max_length=7)]
Day = Annotated[tuple[Factor, ...], Field(strict=False, min_length=24, max_length=24)]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
TimesOfDay = Annotated[
    tuple[TimeOfDay, ...], Field(strict=False, min_length=1, max_length=TIMES_OF_DAY_MAX)
]


def _opening_hours(expression: str) -> str:
    check_expression(expression)
    return expression


OpeningHours = Annotated[str, Field(max_length=EXPRESSION_MAX), AfterValidator(_opening_hours)]
OptionalOpeningHours = Annotated[
    str,
    Field(max_length=EXPRESSION_MAX),
    AfterValidator(lambda text: _opening_hours(text) if text else text),
]

ClassName = Literal["rural", "town", "city"]
CLASSES: tuple[ClassName, ...] = get_args(ClassName)

DAYS_SHOWN = 3
EVEN_DAY: Day = (1.0,) * 24


class Table(BaseModel):
    """A table of a scenario file: frozen, strict, finite, and no key that is not a parameter."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Run(Table):
    """The days that are simulated and how often."""

    first_day: dt.date = Field(
        default=dt.date(2007, 11, 5),
        ge=dt.date(1900, 1, 1),
        le=dt.date(2100, 12, 31),
        description="First day; time 0 is its midnight. Assumption: a plain Monday of 2007.",
    )
    days: int = Field(default=28, ge=1, le=DAYS_MAX, description="Days simulated. Assumption.")
    warm_up_days: int = Field(
        default=0,
        ge=0,
        le=DAYS_MAX - 1,
        description="Days at the start that measures leave out: flows, stocks over time and "
        "utilisation count what happens after them, whoever it happens to; waits, durations and "
        "shares are of those who came, or whose wish arose, after them. Off by default.",
    )
    replications: int = Field(
        default=10, ge=1, le=REPLICATIONS_MAX, description="Independent repetitions. Assumption."
    )
    seed: int = Field(default=20061122, ge=0, lt=SEEDS, description="Root of all chance.")

    @model_validator(mode="after")
    def _leaves_days_to_measure(self) -> Self:
        if self.warm_up_days >= self.days:
            message = (
                f"warm_up_days is {self.warm_up_days}, and must be less than days, {self.days}"
            )
            raise ValueError(message)
        return self


class Backlog(Table):
    """What is there already when the run starts; nothing by default."""

    customers_in_line: int = Field(
        default=0,
        ge=0,
        le=BACKLOG_IN_LINE_MAX,
        description="In line at each outlet at its first opening.",
    )
    parcels_at_hub: int = Field(
        default=0,
        ge=0,
        le=BACKLOG_AT_HUB_MAX,
        description="Other parcels waiting at each county's hub.",
    )


class OutletClass(Table):
    """How the outlets of one class are staffed and how they deliver.

    From `counters_min` to `counters_max` counters, by people served. Rounds leave on
    `delivery_days` (OpenStreetMap syntax) at `delivery_times`; `home_share` of the parcels are
    brought home, the rest is picked up.
    """

    counters_min: Counters
    counters_max: Counters
    opening_hours: OptionalOpeningHours = Field(
        default="", description="In place of hours.opening_hours; OpenStreetMap syntax."
    )
    delivery_days: OpeningHours = Field(
        description="Days with delivery rounds; OpenStreetMap syntax."
    )
    delivery_times: TimesOfDay = Field(description="Rounds leave the outlet at these times of day.")
    home_share: Share = Field(description="Share of parcels brought home; the rest is picked up.")

    @model_validator(mode="after")
    def _counters_are_ordered(self) -> Self:
        if self.counters_max < self.counters_min:
            message = (
                f"counters_max is {self.counters_max}, "
                f"and must be at least counters_min, {self.counters_min}"
            )
            raise ValueError(message)
        return self


class RuralOutlets(OutletClass):
    """Outlets of the country: parcels are picked up."""

    counters_min: Counters = 1
    counters_max: Counters = 2
    delivery_days: OpeningHours = "Mo-Fr"
    delivery_times: TimesOfDay = ("09:00",)
    home_share: Share = 0.0


class TownOutlets(OutletClass):
    """Outlets of a town."""

    counters_min: Counters = 2
    counters_max: Counters = 4
    delivery_days: OpeningHours = "Mo-Su"
    delivery_times: TimesOfDay = ("09:00",)
    home_share: Share = 0.5


class CityOutlets(OutletClass):
    """Outlets of a city: parcels are brought home."""

    counters_min: Counters = 4
    counters_max: Counters = 8
    delivery_days: OpeningHours = "Mo-Su"
    delivery_times: TimesOfDay = ("08:30", "14:30")
    home_share: Share = 0.9


class Network(Table):
    """Counties, outlets, counters and distances."""

    country: Literal["CN", "MX"] = Field(default="CN", description="Which shipped geography.")
    counties: Counties = Field(
        default=(),
        description='Codes in scenarios/data, or "all"; one outlets_csv instead is one county.',
    )
    outlets: int = Field(
        default=0,
        ge=0,
        le=OUTLETS_MAX,
        description="Outlets of all counties together, shared evenly; then people follow from "
        "people_per_outlet. By default, 0, each county has those that its people justify.",
    )
    people: People = Field(
        default=520_000,
        description="People of each county. Assumption: 20 outlets of 26,000 people.",
    )
    people_per_outlet: People = Field(
        default=26_000, description="FACTS 3, S (2011): about 26,000 people an outlet."
    )
    people_per_counter: People = Field(
        default=13_000, description="Counters by people served, within class. Assumption."
    )
    area_km2_per_outlet: float = Field(
        default=184.0,
        ge=AREA_KM2_MIN,
        le=AREA_KM2_MAX,
        description="FACTS 3, S (2011): 184 km2 an outlet.",
    )
    city_people: People = Field(
        default=150_000, description="A place this large is a city. Assumption."
    )
    town_people: People = Field(
        default=20_000, description="A place this large is a town. Assumption."
    )
    detour_factor: float = Field(
        default=1.3, ge=1, le=DETOUR_MAX, description="Road over great-circle distance. Assumption."
    )
    outlets_csv: FilePath = Field(
        default="",
        description="Your own outlets: name,lat,lon,class,counters,people; and, where they have "
        'shifts of their own, staffing: "Mo-Fr 08:30-11:00 = 2 | Mo-Fr 11:00-17:00 = 50%".',
    )
    rural: RuralOutlets = Field(
        default=RuralOutlets(),
        description="Counters A; 5 rounds a week S; pick-up at the office S2 (FACTS 3, 5).",
    )
    town: TownOutlets = Field(
        default=TownOutlets(),
        description="Counters A (FACTS 5); a round a day and half brought home: assumption.",
    )
    city: CityOutlets = Field(
        default=CityOutlets(),
        description="Counters A; 2 rounds a day S (FACTS 3, 5); share brought home: assumption.",
    )

    @model_validator(mode="after")
    def _towns_are_smaller_than_cities(self) -> Self:
        if self.town_people > self.city_people:
            message = (
                f"town_people is {self.town_people}, and must be at most city_people, "
                f"{self.city_people}: where both are the same there are no towns"
            )
            raise ValueError(message)
        return self

    def class_named(self, name: str) -> OutletClass:
        """Return the parameters of a class of outlets."""
        return {"rural": self.rural, "town": self.town, "city": self.city}[name]


class Hours(Table):
    """When outlets are open."""

    opening_hours: OpeningHours = Field(
        default="Mo-Fr 08:30-17:00",
        description="OpenStreetMap syntax. FACTS 5, A.",
    )
    holidays: Literal["CN", "MX", "none"] = Field(
        default="none",
        description="Closed on this country's public holidays; open on official make-up workdays.",
    )
    closed: Dates = Field(default=(), description="Further days on which all outlets are closed.")
    opened: Dates = Field(
        default=(),
        description="Days open all the same, with Monday's hours, or their own if it has none.",
    )

    @model_validator(mode="after")
    def _no_day_is_both(self) -> Self:
        if both := sorted({*self.closed} & {*self.opened}):
            shown = ", ".join(map(str, both[:DAYS_SHOWN]))
            more = f" and {len(both) - DAYS_SHOWN} more" if len(both) > DAYS_SHOWN else ""
            message = f"{shown}{more} in both closed and opened: name each day in one of them"
            raise ValueError(message)
        return self


class Surge(Table):
    """A period of days on which there is more, or less, of everything named."""

    first_day: dt.date
    last_day: dt.date
    wishes: Factor = Field(default=1.0, description="Factor on wishes.")
    others: Factor = Field(default=1.0, description="Factor on other customers.")

    @model_validator(mode="after")
    def _days_are_ordered(self) -> Self:
        if self.last_day < self.first_day:
            message = f"last_day is {self.last_day}, and must not be before {self.first_day}"
            raise ValueError(message)
        return self
