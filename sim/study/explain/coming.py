"""Who comes beside the usual customers: those with a purchase, and those who come back.

Who left without being served comes back by `line.return_share`, later by `line.return_days`: then
at once if the doors are open, else at any time of the next opening. So they are spread evenly over
the hours of the days on which they fall; that nobody comes back more than `line.returns_max` times
is left out, as so few do.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt

import numpy as np

from sim.calendar import open_times, wish_intensity
from sim.people.arrivals import group_moments
from sim.plan import opening_expression
from sim.scenario import AnyDistribution, Scenario
from sim.study.explain.behaviour import Behaviour, Leaving, moments_of
from sim.study.explain.days import LinesMet
from sim.study.explain.failing import Failing
from sim.study.explain.outlets import DayKind
from sim.units import DAYS_PER_YEAR, MINUTE_MS, Floats

DELAYS = (np.arange(64) + 0.5) / 64
MINUTES_A_DAY = 1_440
HALF = 0.5
# Shorter services would take endless steps, and nobody waits for them.
SERVICE_LEAST_MIN = 0.5
GROUP_MOST = 8
HOUR_MIN = 60
# No counter fails, or is repaired, in less: the equation would take endless steps.
LEAST_MIN = 1.0


def behaviour_of(scenario: Scenario, from_agents: float = 0.0) -> Behaviour:
    """Return how the people of a scenario behave at a counter, all purposes together.

    `from_agents` are the visits of a person and day that agents bring.
    """
    line = scenario.line
    mean, cv = service_of(scenario, from_agents)
    groups, more = groups_of(scenario)
    # Groups larger than these vary arrivals as longer services would: Whitt (1983), The QNA.
    cv = sqrt(cv**2 + more)
    leaving = _leaving(
        line.patience_min if line.reneging else None, line.balk_length if line.balking else None
    )
    return Behaviour(
        max(mean, SERVICE_LEAST_MIN),
        cv,
        leaving,
        leaving,
        turned_away=line.at_closing == "turn_away",
        groups=groups,
        failing=failing_of(scenario),
    )


@lru_cache(maxsize=64)
def _leaving(patience: AnyDistribution | None, lengths: AnyDistribution | None) -> Leaving:
    """Return when people leave by these laws, of which either may be none; the same for the same.

    A length is drawn, rounded, and deters from that many people on.
    """
    return Leaving(
        patient=(lambda minutes: 1 - patience.cumulative(minutes)) if patience else None,
        deterred=(lambda people: lengths.cumulative(people + HALF)) if lengths else None,
    )


def groups_of(scenario: Scenario) -> tuple[tuple[float, ...], float]:
    """Return the shares of groups of 1, 2, 3 ... people, and the variation of larger ones.

    All of those larger than `GROUP_MOST` count as that large, and as much as that leaves out of the
    mean number of people that one of a group comes with is returned beside them.
    """
    law = scenario.others.group_size
    larger = 1 - law.cumulative(np.arange(1, GROUP_MOST, dtype=np.float64) + HALF)
    shares = np.append(1.0, larger) - np.append(larger, 0.0)
    shares = shares[: np.flatnonzero(shares)[-1] + 1]
    sizes = np.arange(shares.size) + 1
    people, square = group_moments(law)
    more = square / people - (shares @ sizes**2) / (shares @ sizes)
    return tuple(shares.tolist()), max(float(more), 0.0)


def failing_of(scenario: Scenario) -> Failing | None:
    """Return how counters fail, or None if they do not."""
    rules = scenario.counters
    up_min = rules.failure_h.mean() * HOUR_MIN
    repair_min = max(rules.repair_min.mean(), LEAST_MIN)
    if not rules.fail or not np.isfinite(up_min):
        return None
    return Failing(1 / max(up_min, LEAST_MIN), repair_min, rules.failure_clock == "busy")


def leaving_again(
    first: Leaving, met: Sequence[LinesMet], balked: float, reneged: float
) -> Leaving:
    """Return when those leave who left before, of whom such shares balked or lost patience.

    Who balked at a line shies at one as long again, and who lost patience has no more of it the
    next time: each keeps what deterred him, as in the simulation. `met` are the lines of all.
    """
    people = np.concatenate([one.people for one in met])
    lines = np.concatenate([np.arange(one.people.size, dtype=np.float64) for one in met])
    minutes = np.concatenate([one.minutes for one in met]) / np.maximum(people, 1e-12)
    shy = (people, first.balking(lines))
    short = (people, 1 - first.patience_left(minutes))
    return Leaving(
        patient=None
        if first.patient is None
        else lambda age: 1 - _known_to_leave(1 - first.patience_left(age), short, reneged),
        deterred=None
        if first.deterred is None
        else lambda line: _known_to_leave(first.balking(line), shy, balked),
    )


def _known_to_leave(gone: Floats, met: tuple[Floats, Floats], share: float) -> Floats:
    """Return who has gone at a point if such a share is known to have gone at what they met.

    `gone` is of all at that point, and `met` how many met what, and the share gone there.
    """
    people, gone_there = met
    total = float(people @ gone_there)
    if not total:
        return gone
    order = np.argsort(gone_there)
    ahead, weights = gone_there[order], people[order]
    # The sum over all who met something of the lesser of the two shares, by running sums.
    below = np.append(0.0, np.cumsum(ahead * weights))
    above = np.append(0.0, np.cumsum(weights))
    place = np.searchsorted(ahead, gone)
    known: Floats = (below[place] + gone * (above[-1] - above[place])) / total
    mixed: Floats = share * known + (1 - share) * gone
    return mixed


def service_of(scenario: Scenario, from_agents: float = 0.0) -> tuple[float, float]:
    """Return mean and coefficient of variation of a service, by what people come for."""
    services, others = scenario.services, scenario.others
    visits = others.visits_per_person_year / DAYS_PER_YEAR
    deposits, pick_ups = _visits_of_a_wish(scenario, "rural")
    wishes = scenario.market.wishes_per_1000_people_day / 1_000
    laws = [
        (visits * (1 - others.pick_up_share), services.other_min),
        (visits * others.pick_up_share + wishes * pick_ups, services.pick_up_min),
        (wishes * deposits + from_agents, services.deposit_min),
    ]
    if not any(weight for weight, _ in laws):
        return services.other_min.mean(), 1.0
    return moments_of(laws)


def _visits_of_a_wish(scenario: Scenario, outlet_class: str) -> tuple[float, float]:
    """Return about how many deposits and pick-ups a wish makes at the outlet."""
    market = scenario.market
    trust = market.certified_share * market.trust_certified
    trust += (1 - market.certified_share) * market.trust_uncertified
    deposits = 0.0 if scenario.payment.method == "cash_on_delivery" else 1.0
    home = scenario.network.class_named(outlet_class).home_share
    return trust * deposits, trust * (1 - home)


def wish_visits_per_person_min(scenario: Scenario, outlet_class: str) -> float:
    """Return how many visits for purchases a person makes in an open minute, evenly spread."""
    opened = open_times(opening_expression(scenario, outlet_class), scenario)
    minutes = float((opened.closes_ms - opened.opens_ms).sum()) / MINUTE_MS
    wishes = wish_intensity(scenario, 1).total
    return wishes * sum(_visits_of_a_wish(scenario, outlet_class)) / minutes if minutes else 0.0


def returning(scenario: Scenario, rows: Sequence[tuple[int, DayKind]], left: Floats) -> Floats:
    """Return how many come back on a day of each row, if so many left on a day of each."""
    days = scenario.run.days
    by_group: dict[int, list[int]] = {}
    for number, (group, _) in enumerate(rows):
        by_group.setdefault(group, []).append(number)
    back = np.zeros(len(rows))
    for numbers in by_group.values():
        lost, closes = np.zeros(days), np.full(days, -1.0)
        for number in numbers:
            kind = rows[number][1]
            which = np.flatnonzero(kind.is_open)
            for day in kind.days:
                lost[day] += left[number] * kind.chance
                closes[day] = kind.edges_min[which[-1] + 1] / MINUTES_A_DAY
        back_by_day = _days_later(scenario.line.return_days, tuple(closes.tolist()))
        came = scenario.line.return_share * (lost @ back_by_day)
        for number in numbers:
            kind_days = list(rows[number][1].days)
            back[number] = came[kind_days].mean()
    return back


@lru_cache(maxsize=64)
def _days_later(law: AnyDistribution, closes_at: tuple[float, ...]) -> Floats:
    """Return the share of who left on a day that comes back on each: rows to columns.

    `closes_at` is when each day's doors close, in days since midnight, or -1 if they do not open.
    """
    delays, closes = law.quantile(DELAYS), np.array(closes_at)
    days = np.arange(closes.size)
    shares = np.zeros((closes.size, closes.size))
    ends = np.where(closes >= 0, days + closes, -1.0)
    opened = days[closes >= 0]
    for day in opened.tolist():
        back = day + closes[day] / 2 + delays
        place = np.searchsorted(ends[opened], back)
        place = place[place < opened.size]
        np.add.at(shares[day], opened[place], 1 / delays.size)
    return shares
