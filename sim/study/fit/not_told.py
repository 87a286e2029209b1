"""What a log of tickets does not tell, or not well, in plain words."""

from collections.abc import Iterator

import numpy as np

from sim.diary import Purpose
from sim.study.fit.arrivals import FittedArrivals
from sim.study.fit.counters import FittedCounters
from sim.study.fit.days import SIGNIFICANT
from sim.study.fit.likelihood import FittedLaw
from sim.study.fit.patience import LEFT_ENOUGH, FittedPatience
from sim.study.fit.services import SERVED_ENOUGH, FittedService
from sim.study.fit.tickets import TicketFate, TicketLog
from sim.study.fit.whole import SERVICE_KEYS, FittedLog
from sim.units import MINUTE_MS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AS_GOOD = 2.0
FAR = 0.05
FAR_BY_CHANCE = 1.63  # over the root of n: Kolmogorov's 1%
FEW_A_DAY = 10
FEW_DAYS = 10
HALF = 0.5
GROUPED = 1.2
SELDOM_ELSE = 0.02
SMALLEST_P = 0.001


def not_told(log: TicketLog, fitted: FittedLog) -> Iterator[str]:
    """Say what the log does not tell, or not well."""
    yield from log.remarks
    yield "balking: who saw the line and went took no ticket, so the scenario has nobody balk"
    if log.fates()[TicketFate.NOT_CALLED] == log.count:
        yield "who was served: no ticket has a call, so every one counts as a first visit"
    if fitted.first_visits_share < 1:
        yield (
            "who came a second time: tickets name nobody, so those who left count as coming back "
            f"as the base has it ({1 - fitted.first_visits_share:.1%} of visits), and the patience "
            "is that of visits, somewhat below that of people"
        )
    yield from _of_counters(fitted.counters)
    yield from _of_groups(fitted)
    yield from _of_arrivals(fitted.arrivals)
    yield from _of_services(log, fitted.services)
    yield from _of_patience(log, fitted.patience)


def _of_counters(counters: FittedCounters | None) -> Iterator[str]:
    if counters is None:
        yield "how many counters are open: without a column counters they are as in the base"
        return
    if counters.elsewise > SELDOM_ELSE:
        yield (
            f"when counters are open: {counters.elsewise:.0%} of tickets saw another number than "
            "the shifts have; what differs between days at the same hour is not fitted"
        )


def _of_groups(fitted: FittedLog) -> Iterator[str]:
    groups, arrivals = fitted.groups, fitted.arrivals
    by_quarter = arrivals.by_quarter
    if not groups.is_told:
        why = (
            "stamps are whole minutes, at which many coincide by chance"
            if groups.by_chance == 1
            else f"of tickets of one moment {groups.by_chance:.0%} are so by chance"
        )
        yield f"how many come together: {why}, so others.group_size stays as it was"
    if by_quarter.p_value < SIGNIFICANT and by_quarter.index > GROUPED * arrivals.by_day.index:
        yield (
            "how many come together one after the other: quarters of an hour differ by more than "
            f"days do (index {by_quarter.index:.1f}), and only tickets of the same moment are "
            "taken for a group"
        )
    if fitted.pick_up_share.value:
        yield (
            "whose parcels are picked up: all pick-ups count as other people's "
            "(others.pick_up_share), those of the product's own orders among them"
        )


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
        yield (
            "whether days differ beyond chance: no outlet has two days of the same weekday, and "
            "intervals take them not to"
        )
    elif arrivals.by_day.p_value >= SIGNIFICANT:
        most = arrivals.day_cv.high
        yield (
            "no difference between days beyond chance is seen "
            f"({_p(arrivals.by_day.p_value)}), so day_cv is 0"
            + (f"; it may be up to {most:.2f}" if most > 0 else "")
        )
    if arrivals.together.cv:
        yield (
            "why outlets are busy on the same dates: a common factor varies by "
            f"{arrivals.together.cv:.2f} ({_p(arrivals.together.p_value)}); intervals count "
            "it, and the scenario draws each outlet's days by themselves"
        )
    weeks = arrivals.by_day.degrees
    if 0 < weeks < FEW_DAYS:
        yield (
            f"how much days differ: only {weeks} can be compared with another of their weekday "
            "and outlet, so intervals of visits and days are wide"
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


def _p(p_value: float) -> str:
    return "p < 0.001" if p_value < SMALLEST_P else f"p = {p_value:.3f}"
