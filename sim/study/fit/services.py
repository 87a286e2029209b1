"""How long people are served: the law of the times from call to end, by what they came for."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from sim.diary import Purpose
from sim.people.streams import Dice
from sim.study.fit.intervals import Bounds, FittedParameter
from sim.study.fit.laws import SERVICE_LAWS, LawFamily
from sim.study.fit.likelihood import (
    Durations,
    FittedLaw,
    best_of,
    distance,
    durations,
    with_intervals,
)
from sim.study.fit.tickets import TicketFate, TicketLog, minutes
from sim.units import MINUTE_MS, Floats

SERVED_ENOUGH = 30
POINTS_MOST = 200
DEVIATIONS = 4


@dataclass(frozen=True, eq=False)
class FittedService:
    """The law of a service: the best of all that were tried, and those, the best first.

    `points` are quantiles, in the log and by the law, in minutes.
    """

    purpose: Purpose
    law: FittedLaw
    tried: tuple[FittedLaw, ...]
    points: tuple[Floats, Floats]
    unit_min: float


def served(log: TicketLog, purpose: Purpose) -> Durations:
    """Return how long those who came for something were served, in minutes."""
    is_served = (log.fate == TicketFate.SERVED) & (log.service_ms >= 0) & log.of(purpose)
    coarse = log.service_unit_ms >= MINUTE_MS
    took_ms = log.service_ms[is_served]
    none = np.empty(0)
    if coarse:
        return durations(took_ms / MINUTE_MS, none, none, log.service_unit_ms / MINUTE_MS)
    return durations(minutes(took_ms, log.service_unit_ms), none, none)


def fit_service(
    log: TicketLog, purpose: Purpose, dice: Dice, times: int, wanted: str = ""
) -> FittedService | None:
    """Return the law of a service, by Akaike's criterion or as wanted; None if too few were served.

    Where all took equally long, the law is deterministic.
    """
    known = served(log, purpose)
    if known.count < SERVED_ENOUGH:
        return None
    if known.seen.size == 1:
        return _always_the_same(purpose, known)
    families = [one for one in SERVICE_LAWS if wanted in {"", one.name}]
    tried = best_of(families, known)
    family = next(one for one in SERVICE_LAWS if one.name == tried[0].family)
    law = with_intervals(family, tried[0], known, dice, times) if times else tried[0]
    law = replace(law, distance=distance(family, law, known))
    return FittedService(purpose, law, tuple(tried), _points(family, law, known), known.unit_min)


def _always_the_same(purpose: Purpose, known: Durations) -> FittedService:
    value = float(known.seen[0])
    within = known.unit_min
    parameter = FittedParameter("value", value, Bounds(max(value - within, 0.0), value + within))
    law = FittedLaw("deterministic", (parameter,), 0.0, known.count, 0.0)
    return FittedService(purpose, law, (law,), (known.seen, known.seen), known.unit_min)


def _points(family: LawFamily, law: FittedLaw, known: Durations) -> tuple[Floats, Floats]:
    """Return some durations of the log, and those by the law below which as many lie."""
    before = np.cumsum(known.seen_times) - known.seen_times / 2
    shares = before / known.seen_times.sum()
    wanted = special.ndtr(np.linspace(-DEVIATIONS, DEVIATIONS, POINTS_MOST))  # close in both tails
    chosen = np.unique(np.minimum(np.searchsorted(shares, wanted), shares.size - 1))
    return known.seen[chosen], family.make(law.values).whole_quantile(shares[chosen])
