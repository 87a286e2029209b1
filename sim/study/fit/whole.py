"""All that a log of tickets tells about a scenario, and what it could not tell."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.diary import Purpose
from sim.people.streams import Dice
from sim.scenario import Hours
from sim.study.fit.arrivals import SIGNIFICANT, FittedArrivals, fit_arrivals
from sim.study.fit.likelihood import FittedLaw, FittedParameter
from sim.study.fit.patience import LEFT_ENOUGH, FittedPatience, fit_patience
from sim.study.fit.services import SERVED_ENOUGH, FittedService, fit_service
from sim.study.fit.tickets import TicketFate, TicketLog
from sim.units import DAYS_PER_YEAR, MINUTE_MS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SERVICE_KEYS = {
    Purpose.OTHER: "other_min",
    Purpose.DEPOSIT: "deposit_min",
    Purpose.PICK_UP: "pick_up_min",
    Purpose.PAPER: "paper_min",
}
AS_GOOD = 2.0
FAR = 0.05
FAR_BY_CHANCE = 1.63  # over the root of n: Kolmogorov's 1%
FEW_A_DAY = 10
HALF = 0.5
GROUPED = 1.2
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
    """What a log tells: arrivals, services, patience, counters; and in words what it does not.

    `counters` are open ones: their mean over tickets, the fewest and the most; 0 if not known.
    """

    arrivals: FittedArrivals
    visits_per_person_year: FittedParameter
    first_visits_share: float
    services: tuple[FittedService, ...]
    patience: FittedPatience | None
    counters: tuple[float, int, int]
    remarks: tuple[str, ...]


def fit_log(log: TicketLog, wishes: FitWishes) -> FittedLog:
    """Return what a log tells; there must be a ticket of others within the hours."""
    dice = Dice(wishes.seed, 0, PART_OF_LOG)
    others = log.of(Purpose.OTHER)
    arrivals = fit_arrivals(
        log.outlet[others], log.issued_ms[others], wishes.hours, dice, wishes.bootstrap
    )
    services = [
        fit_service(log, purpose, dice, wishes.bootstrap, wishes.service_law)
        for purpose in SERVICE_KEYS
    ]
    patience = fit_patience(log, dice, wishes.bootstrap, wishes.patience_law)
    came = first_visits_share(log, wishes.return_share)
    fitted = FittedLog(
        arrivals,
        _visits_a_year(arrivals, came, wishes.people),
        came,
        tuple(one for one in services if one is not None),
        patience,
        _counters(log),
        log.remarks,
    )
    return replace(fitted, remarks=(*log.remarks, *_not_told(log, fitted)))


def _counters(log: TicketLog) -> tuple[float, int, int]:
    known = log.counters[log.counters > 0]
    return (float(known.mean()), int(known.min()), int(known.max())) if known.size else (0.0, 0, 0)


def first_visits_share(log: TicketLog, return_share: float) -> float:
    """Return which part of all visits are first ones, if so many of those not served come back.

    Tickets do not say who comes again. The scenario lets them, so the fitted visits are without.
    """
    fates = log.fates()
    in_vain = fates[TicketFate.NO_SHOW] + fates[TicketFate.LEFT] + fates[TicketFate.NOT_CALLED]
    return 1 - return_share * in_vain / log.count


def _visits_a_year(arrivals: FittedArrivals, came: float, people: float) -> FittedParameter:
    factor = came * DAYS_PER_YEAR / people
    found = arrivals.per_day
    ends = (found.value * factor, found.low * factor, found.high * factor)
    return FittedParameter("visits_per_person_year", *ends)


def _not_told(log: TicketLog, fitted: FittedLog) -> Iterator[str]:
    """Say in plain words what the log does not tell, or not well."""
    yield "balking: who saw the line and went took no ticket, so the scenario has nobody balk"
    if fitted.first_visits_share < 1:
        yield (
            "who came a second time: tickets name nobody, so those who left count as coming back "
            f"as the base has it ({1 - fitted.first_visits_share:.1%} of visits), and the patience "
            "is that of visits, somewhat below that of people"
        )
    mean, fewest, most = fitted.counters
    if not mean:
        yield "how many counters are open: without a column counters they are as in the base"
    elif fewest < most:
        yield (
            f"when counters are open: there were {fewest} to {most}, and the scenario has "
            f"{max(round(mean), 1)} all day; name shifts in [staffing]"
        )
    yield from _of_arrivals(fitted.arrivals)
    yield from _of_services(log, fitted.services)
    yield from _of_patience(log, fitted.patience)


def _of_arrivals(arrivals: FittedArrivals) -> Iterator[str]:
    missing = ", ".join(WEEKDAYS[day] for day in arrivals.weekdays_missing)
    if missing:
        yield f"no ticket was taken on a {missing}: it is taken to have the mean of other days"
    if arrivals.days_without:
        yield (
            f"{arrivals.days_without} open days of outlets have no ticket: taken as not logged, "
            "not as days on which nobody came"
        )
    if arrivals.count < FEW_A_DAY * arrivals.outlet_days:
        yield (
            f"fewer than {FEW_A_DAY} tickets a day and outlet: days on which nobody came may "
            "be missing, and then visits are too many"
        )
    if not arrivals.by_day.degrees:
        yield "whether days differ beyond chance: no outlet has two days of the same weekday"
    elif arrivals.by_day.p_value >= SIGNIFICANT:
        yield (
            "no difference between days beyond chance is seen (p = "
            f"{arrivals.by_day.p_value:.2f}), so day_cv is 0; up to {arrivals.day_cv.high:.2f} "
            "would often look the same"
        )
    by_quarter = arrivals.by_quarter
    if by_quarter.p_value < SIGNIFICANT and by_quarter.index > GROUPED * arrivals.by_day.index:
        yield (
            "how many come together: quarters of an hour differ by more than days do (index "
            f"{by_quarter.index:.1f}), as where people come in groups; others.group_size is not "
            "fitted"
        )


def _of_services(log: TicketLog, services: tuple[FittedService, ...]) -> Iterator[str]:
    told = {one.purpose for one in services}
    for purpose, key in SERVICE_KEYS.items():
        if purpose not in told and (log.has_purposes or purpose is Purpose.OTHER):
            yield (
                f"services.{key}: fewer than {SERVED_ENOUGH} services of known length, "
                "so the law stays as it was"
            )
    if not log.has_purposes:
        yield "what people came for: without a column purpose every ticket is other business"
    for service in services:
        key = SERVICE_KEYS[service.purpose]
        if service.unit_min:
            yield f"services.{key}: stamps are whole minutes, and each is taken as an interval"
        if service.law.distance > max(FAR, FAR_BY_CHANCE / service.law.count**0.5):
            yield (
                f"services.{key}: no law is near, the best is {service.law.distance:.0%} away: "
                "look at the picture, and consider the measured times themselves (empirical)"
            )
        yield from _as_good(f"services.{key}", service.tried)


def _of_patience(log: TicketLog, patience: FittedPatience | None) -> Iterator[str]:
    left = log.fates()[TicketFate.NO_SHOW] + log.fates()[TicketFate.LEFT]
    if patience is None:
        yield (
            f"patience: {left} left or did not come when called, and it takes {LEFT_ENOUGH}; "
            "line.patience_min stays as it was"
        )
        return
    if log.wait_unit_ms >= MINUTE_MS:
        yield "line.patience_min: stamps are whole minutes, so waits are known to a minute"
    if patience.share_reached < HALF:
        yield (
            "line.patience_min: at the longest wait only "
            f"{patience.share_reached:.0%} have lost patience, so its median is the law's guess"
        )
    yield from _as_good("line.patience_min", patience.tried)


def _as_good(key: str, tried: tuple[FittedLaw, ...]) -> Iterator[str]:
    """Say which other laws fit as well; a law that contains another one is no rival of it."""
    best = tried[0]
    rivals = [
        one.family
        for one in tried[1:]
        if one.aic - best.aic < AS_GOOD
        and not np.isclose(one.log_likelihood, best.log_likelihood, atol=AS_GOOD / 4)
    ]
    if rivals:
        yield f"{key}: {best.family} fits best, and {' and '.join(rivals)} nearly as well"
