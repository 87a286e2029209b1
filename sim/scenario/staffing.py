"""Who is at the counters: shifts and breaks, windows for some purposes, counters that fail."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.distributions import AnyDistribution, Exponential, Lognormal
from sim.scenario.limits import (
    COUNTERS_MAX,
    OUTLETS_OF_A_COUNTY_MAX,
    SHIFTS_MAX,
    BreakMinutes,
    Counters,
    Name,
)
from sim.scenario.place import ClassName, OpeningHours, Table

KindServed = Literal["money", "parcels", "other", "priority"]

HIGHEST_PERCENT = 100


def _counters_or_share(value: int | str) -> int | str:
    if isinstance(value, str):
        counters_of_share(value, 1)
    return value


def counters_of_share(text: str, counters: int) -> int:
    """Return a share of some counters, rounded up. Raise ValueError if it is not a share.

    >>> counters_of_share("50%", 3)
    2
    """
    digits = text.removesuffix("%")
    if not (text.endswith("%") and digits.isascii() and digits.isdigit()):
        message = f'"{text}" is no share of the counters: write a number, or a share as "50%"'
        raise ValueError(message)
    percent = int(digits)
    if percent > HIGHEST_PERCENT:
        message = f'"{text}" is more than all counters: write at most "100%"'
        raise ValueError(message)
    return -(-counters * percent // HIGHEST_PERCENT)


CountersStaffed = Annotated[
    Annotated[int, Field(ge=0, le=COUNTERS_MAX)] | Annotated[str, Field(max_length=4)],
    AfterValidator(_counters_or_share),
]
Shifts = Annotated[dict[OpeningHours, CountersStaffed], Field(max_length=SHIFTS_MAX)]
OptionalTimeOfDay = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]


class Window(Table):
    """Counters that serve some purposes; priority is called first, then who came first."""

    counters: Counters = Field(default=1, description="So many counters of each outlet.")
    serves: Annotated[tuple[KindServed, ...], Field(strict=False, min_length=1, max_length=4)] = (
        Field(
            description="money: deposits and papers; parcels: pick-ups; other; priority: with "
            "priority = own_line, those who have it."
        )
    )


class ClassStaffing(Table):
    """The shifts and breaks of one class of outlets."""

    counters: Shifts = Field(
        default={},
        description='How many counters are staffed when: "Mo-Fr 08:30-11:00" = 2, at most the '
        'outlet\'s; or a share of them, "50%", rounded up. Named hours must not overlap; opening '
        "hours not named have none. Nothing is all counters throughout. Off by default.",
    )
    breaks_from: OptionalTimeOfDay = Field(
        default="", description="Each counter closes once between two times, in turn."
    )
    breaks_until: OptionalTimeOfDay = Field(default="", description="By when all breaks are over.")
    break_min: BreakMinutes = Field(
        default=0.0, description="Minutes of each break. Off by default."
    )

    @model_validator(mode="after")
    def _breaks_have_a_time(self) -> Self:
        if not self.break_min:
            return self
        if not (self.breaks_from and self.breaks_until):
            message = "break_min needs breaks_from and breaks_until, as in 11:30 and 13:30"
            raise ValueError(message)
        if self._between_min() < self.break_min:
            message = (
                f"break_min is {self.break_min:.15g}, and {self.breaks_from} to "
                f"{self.breaks_until} has {self._between_min()} minutes: name later or shorter"
            )
            raise ValueError(message)
        return self

    def _between_min(self) -> int:
        first, last = (
            int(text[:2]) * 60 + int(text[3:]) for text in (self.breaks_from, self.breaks_until)
        )
        return last - first


class OutletStaffing(Table):
    """The counters and shifts of one outlet, in place of those that its class or row gives it."""

    counters: Annotated[int, Field(ge=0, le=COUNTERS_MAX)] = Field(
        default=0, description="So many counters; 0 is as many as it has otherwise."
    )
    shifts: Shifts = Field(
        default={},
        description='How many of them are staffed when: "Mo-Fr 08:30-11:00" = 2, or a share. '
        "Nothing is as its class or its row of the CSV has it.",
    )


class Staffing(Table):
    """Which counters are staffed when, by class of outlet; an outlet of the CSV has its own."""

    rural: ClassStaffing = Field(default=ClassStaffing(), description="Outlets of the country.")
    town: ClassStaffing = Field(default=ClassStaffing(), description="Outlets of a town.")
    city: ClassStaffing = Field(default=ClassStaffing(), description="Outlets of a city.")
    by_outlet: Annotated[dict[Name, OutletStaffing], Field(max_length=OUTLETS_OF_A_COUNTY_MAX)] = (
        Field(
            default={},
            description="By the name of an outlet: its own counters and shifts, as optimise writes "
            "them. Off by default.",
        )
    )
    at_shift_end: Literal["stay", "spread"] = Field(
        default="spread",
        description="With a line per window, who waits at a counter that closes: waits for it to "
        "open again, or joins another line that is served. Assumption.",
    )

    def of_class(self, name: ClassName) -> ClassStaffing:
        """Return the staffing of a class of outlets."""
        return {"rural": self.rural, "town": self.town, "city": self.city}[name]


class Breakdowns(Table):
    """Counters that fail: the terminal, the printer, the scales. Off by default."""

    fail: bool = Field(default=False, description="Whether counters fail.")
    failure_h: AnyDistribution = Field(
        default=Exponential(mean=200), description="Hours from repair to failure. Assumption."
    )
    repair_min: AnyDistribution = Field(
        default=Lognormal(mean=45, cv=1), description="Until it works again. Assumption."
    )
    failure_clock: Literal["calendar", "busy"] = Field(
        default="calendar",
        description="What failure_h counts: all time, nights too, or time of service alone.",
    )
    service_after_failure: Literal["resumes", "restarts", "moves"] = Field(
        default="resumes",
        description="What becomes of the service under way: it goes on after the repair, or begins "
        "again then, or goes on at another counter, before all who wait. Assumption.",
    )
