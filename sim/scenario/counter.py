"""The counter: its line, its services, its other customers, its outages."""

from typing import Annotated, Literal, Self

from pydantic import Field, NaiveDatetime, model_validator

from sim.scenario.distributions import (
    AnyDistribution,
    Deterministic,
    Lognormal,
    LognormalMedian,
    Uniform,
)
from sim.scenario.limits import (
    OUTAGE_MAX_H,
    SHORTEST_H,
    VISITS_A_YEAR_MAX,
    WINDOWS_MAX,
    DayVariation,
    FailuresAMonth,
    FilePath,
    Names,
    Profile,
    Share,
    Times,
)
from sim.scenario.place import Day, Table, Week
from sim.scenario.staffing import Window

MORNING_PEAK: Day = (1.0,) * 8 + (1.5, 1.5, 1.25) + (1.0,) * 13


class LineRules(Table):
    """Standing in line: one line or one a window; leaving it; coming back."""

    discipline: Literal["one_line", "line_per_window"] = Field(
        default="one_line",
        description="Who joins a line per window takes the shortest and stays. Assumption.",
    )
    balking: bool = Field(default=True, description="Whether a long line deters people.")
    balk_length: AnyDistribution = Field(
        default=Uniform(low=10, high=30),
        description="People waiting at whose number one does not join. Assumption.",
    )
    reneging: bool = Field(default=True, description="Whether patience ends.")
    patience_min: AnyDistribution = Field(
        default=LognormalMedian(median=36, sigma=0.7),
        description="FACTS 5, A: median 12 min, China 2007 x3; sigma 0.7.",
    )
    at_closing: Literal["serve", "turn_away"] = Field(
        default="serve", description="Those in line at closing: served in overtime or turned away."
    )
    priority_share: Share = Field(
        default=0.0, description="Share of other customers with priority. Off by default."
    )
    priority_purposes: Annotated[
        tuple[Literal["deposit", "pick_up", "paper"], ...], Field(strict=False, max_length=3)
    ] = Field(default=(), description="Everyone who comes for these has priority. Off by default.")
    priority: Literal["ahead", "own_line"] = Field(
        default="ahead",
        description="Who has priority is called before others, and nobody is interrupted for it; "
        "or stands in a line of its own, which only windows that serve it call.",
    )
    windows: Annotated[tuple[Window, ...], Field(strict=False, max_length=WINDOWS_MAX)] = Field(
        default=(),
        description="Counters for some purposes, from the first on; those beyond serve all, and "
        "what no counter of an outlet serves, its first does. None is all serve all.",
    )
    return_share: Share = Field(
        default=0.7, description="Chance to come back another day after a trip for nothing. A."
    )
    returns_max: Times = Field(
        default=5, description="Nobody comes back more often than this. Assumption."
    )
    return_days: AnyDistribution = Field(
        default=Uniform(low=1, high=3), description="Until one comes back, each time anew. A."
    )

    @model_validator(mode="after")
    def _a_line_of_its_own_is_served(self) -> Self:
        served = any("priority" in window.serves for window in self.windows)
        if served != (self.priority == "own_line"):
            message = (
                'priority is "own_line", and no window serves "priority": add one to windows'
                if not served
                else 'a window serves "priority", which has a line of its own only with priority = '
                '"own_line": set it, or leave "priority" out of the window'
            )
            raise ValueError(message)
        return self


class Services(Table):
    """Minutes at the counter, by what one came for."""

    other_min: AnyDistribution = Field(
        default=Lognormal(mean=2.9, cv=0.8),
        description="Other business. FACTS 5: mean S (Sangatta post office), distribution A.",
    )
    deposit_min: AnyDistribution = Field(
        default=Lognormal(mean=4, cv=0.6),
        description="A cash deposit, each draft. FACTS 5: S norm (Tenggarong), distribution A.",
    )
    pick_up_min: AnyDistribution = Field(
        default=Lognormal(mean=2, cv=0.6), description="Collecting a parcel. Assumption."
    )
    paper_min: AnyDistribution = Field(
        default=Lognormal(mean=6, cv=0.6),
        description="Forgotten password, cash-out, refund: ID and receipt. Assumption.",
    )
    enquiry_min: AnyDistribution = Field(
        default=Lognormal(mean=1, cv=0.5), description="Asking for nothing. Assumption."
    )


class Others(Table):
    """Every other customer of the counter; they make the queue (FACTS 3, design point)."""

    visits_per_person_year: float = Field(
        default=1.7,
        ge=0,
        le=VISITS_A_YEAR_MAX,
        description="Counter visits of everyone else. Assumption: about half-busy counters.",
    )
    day_factors: Week = Field(
        default=(1.19, 0.88, 0.79, 0.84, 1.40, 0.6, 0.3),
        description="Monday to Sunday. Mon-Fri FACTS 5, D (a bank); Sat, Sun: assumption.",
    )
    hour_factors: Day = Field(
        default=MORNING_PEAK,
        description="By hour of day, within opening hours. FACTS 5: morning peak S, size A.",
    )
    closed_day_kept: Share = Field(
        default=1.0,
        description="Share of a closed day's visits that move to the week's open days. A.",
    )
    profile_csv: FilePath = Field(
        default="",
        description="A CSV beside the scenario: time, factor and perhaps weekday, a row for each "
        "quarter of an hour; in place of hour_factors on the weekdays that it has.",
    )
    profile: Profile = Field(
        default=(),
        description="What profile_csv holds: for Monday to Sunday 96 factors each, or none where "
        "hour_factors count.",
    )
    group_size: AnyDistribution = Field(
        default=Deterministic(value=1),
        description="How many come together: whole people, at least 1. Visits stay as many, in "
        "fewer groups. Off by default: everybody comes alone. Assumption.",
    )
    day_cv: DayVariation = Field(
        default=0.0,
        description="Variation of a factor of each outlet and day, of gamma law and mean 1: busy "
        "and quiet days beyond chance. Off by default: days differ by Poisson. Assumption.",
    )
    pick_up_share: Share = Field(
        default=0.0,
        description="Share that fetches a parcel: takes services.pick_up_min, at windows for "
        "parcels. Off by default: pick-ups of others are among other business. Assumption.",
    )


class Outage(Table):
    """A known outage: no link (drafts cannot be made or cleared), or the outlet is shut."""

    kind: Literal["link", "office"]
    start: NaiveDatetime = Field(description="Local time, such as 2007-11-12T10:00:00.")
    hours: Annotated[float, Field(ge=SHORTEST_H, le=OUTAGE_MAX_H)]
    outlets: Names = Field(default=(), description="Names of outlets; empty is the whole county.")


class RandomOutages(Table):
    """Outages by chance, for each outlet or for a whole county at once."""

    outlet_link_failures_per_month: FailuresAMonth = Field(
        default=0.0, description="Of one outlet's link. Off by default."
    )
    county_link_failures_per_month: FailuresAMonth = Field(
        default=0.0, description="Of all links of a county. Off by default."
    )
    repair_h: AnyDistribution = Field(
        default=Lognormal(mean=4, cv=1), description="Until the link is back. Assumption."
    )


class Link(Table):
    """The outlet's line to the remittance network."""

    deposits_need_link: bool = Field(
        default=True,
        description="Without a link no draft is issued; else its number is uploaded afterwards.",
    )
    random: RandomOutages = Field(default=RandomOutages(), description="Outages by chance.")
