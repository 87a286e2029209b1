"""All that a log of tickets tells about a scenario."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from sim.diary import Purpose
from sim.people.streams import Dice, Stream
from sim.scenario import Hours
from sim.study.fit.arrivals import FittedArrivals, fit_arrivals
from sim.study.fit.clumps import FittedGroups, fit_groups
from sim.study.fit.counters import FittedCounters, fit_counters
from sim.study.fit.intervals import FittedParameter, SamplingError, relative_spread
from sim.study.fit.logged_days import logged_days
from sim.study.fit.patience import FittedPatience, fit_patience
from sim.study.fit.services import FittedService, fit_service
from sim.study.fit.tickets import TicketFate, TicketLog, unit_of
from sim.units import DAYS_PER_YEAR, Bools

SERVICE_KEYS = {
    Purpose.OTHER: "other_min",
    Purpose.DEPOSIT: "deposit_min",
    Purpose.PICK_UP: "pick_up_min",
    Purpose.PAPER: "paper_min",
}
PART_OF_LOG = "fit"


@dataclass(frozen=True)
class FitWishes:
    """What is asked of a fit: hours, people of an outlet, how many come back, laws, chance.

    `people` are those whom one outlet serves, and `return_share` of those who left or were turned
    away come back on another day: both are of the scenario that the fitted one extends.
    """

    hours: Hours
    people: float
    return_share: float
    service_law: str = ""
    patience_law: str = ""
    bootstrap: int = 400
    seed: int = 20061122


@dataclass(frozen=True)
class FittedLog:
    """What a log tells: visits and how they are spread, services, patience, counters.

    `pick_up_share` of the visits fetch a parcel.
    """

    arrivals: FittedArrivals
    groups: FittedGroups
    visits_per_person_year: FittedParameter
    pick_up_share: FittedParameter
    first_visits_share: float
    services: tuple[FittedService, ...]
    patience: FittedPatience | None
    counters: FittedCounters | None

    @property
    def parameters(self) -> tuple[FittedParameter, ...]:
        """Return all that has an estimate."""
        laws = [one.law for one in self.services]
        laws += [self.patience.law] if self.patience else []
        return (
            self.visits_per_person_year,
            *self.arrivals.day_factors,
            self.arrivals.day_cv,
            *((self.groups.mean,) if self.groups.count else ()),
            *((self.pick_up_share,) if self.pick_up_share.value else ()),
            *(one for law in laws for one in law.parameters),
        )

    @property
    def estimated(self) -> int:
        """Return how many parameters have an interval by chance."""
        return sum(isinstance(one.spread, SamplingError) for one in self.parameters)


def everybody_else(log: TicketLog) -> Bools:
    """Return which tickets are those of others: all but the product's own deposits and papers."""
    return log.of(Purpose.OTHER) | log.of(Purpose.PICK_UP)


def fit_log(log: TicketLog, wishes: FitWishes) -> FittedLog:
    """Return what a log tells; there must be a ticket of others within the hours."""
    dice = Dice(wishes.seed, 0, PART_OF_LOG)
    others, times = everybody_else(log), wishes.bootstrap
    outlet, issued_ms = log.outlet[others], log.issued_ms[others]
    groups = fit_groups(outlet, issued_ms, unit_of(log.issued_ms), dice, times)
    logged = logged_days(outlet, issued_ms, wishes.hours)
    arrivals = fit_arrivals(logged, wishes.hours, dice, times, groups.clumping)
    services = (
        fit_service(log, purpose, dice, times, wishes.service_law) for purpose in SERVICE_KEYS
    )
    came = first_visits_share(log, wishes.return_share)
    return FittedLog(
        arrivals,
        groups,
        _visits_a_year(arrivals, came, wishes.people),
        _pick_up_share(log, dice, times),
        came,
        tuple(one for one in services if one is not None),
        fit_patience(log, dice, times, wishes.patience_law),
        fit_counters(log, wishes.hours),
    )


def _pick_up_share(log: TicketLog, dice: Dice, times: int) -> FittedParameter:
    """Return which part of others fetches a parcel."""
    counts = np.array([log.of(one).sum() for one in (Purpose.PICK_UP, Purpose.OTHER)])
    logs = (dice.uniforms(Stream.BOOTSTRAP, 2, turn) for turn in range(times))
    drawn = np.array([stats.poisson.ppf(one, counts) for one in logs]).reshape(times, 2)
    share = float(counts[0] / counts.sum())
    spread = relative_spread(share, drawn[:, 0] / drawn.sum(axis=1))
    return FittedParameter("pick_up_share", share, spread)


def first_visits_share(log: TicketLog, return_share: float) -> float:
    """Return which part of all visits are first ones, if so many of those not served come back.

    Tickets do not say who comes again. The scenario lets them, so the fitted visits are without.
    """
    fates = log.fates()
    if fates[TicketFate.NOT_CALLED] == log.count:
        return 1.0  # the log has no calls, not people in vain
    in_vain = fates[TicketFate.NO_SHOW] + fates[TicketFate.LEFT] + fates[TicketFate.NOT_CALLED]
    return 1 - return_share * in_vain / log.count


def _visits_a_year(arrivals: FittedArrivals, came: float, people: float) -> FittedParameter:
    factor = came * DAYS_PER_YEAR / people
    value, spread = arrivals.per_day.value * factor, arrivals.per_day.spread
    if isinstance(spread, SamplingError):
        spread = replace(spread, centre=float(np.log(value)))
    return FittedParameter("visits_per_person_year", value, spread)
