"""Everybody else at a counter: they make the queue, so they are drawn one by one."""

from typing import NamedTuple

import numpy as np

from sim.people.arrivals import draw_arrivals
from sim.people.sampling import ENDLESS, Sampler, balk_lengths, patiences
from sim.people.streams import Dice, Stream
from sim.plan import Plan
from sim.scenario import LineRules, Scenario
from sim.units import DAY_MS, MINUTE_MS, PPM, Ints


class Customer(NamedTuple):
    """Anyone else at a counter; `pick_up` is 1 for who fetches a parcel.

    Who may come back so many times has as many delays, from `first_return` on, in the column of
    all customers' delays.
    """

    number: int
    outlet: int
    arrives_ms: int
    service_ms: int
    balk_length: int
    patience_ms: int
    returns: int
    first_return: int
    errand_ppm: int
    priority: int = 0
    pick_up: int = 0


def draw_customers(plan: Plan, dice: Dice, first_number: int) -> tuple[dict[str, Ints], Ints]:
    """Draw all other customers of a county, one int64 array a trait of `Customer`.

    They are numbered from `first_number` in order of arrival, then of outlet. Who is in line when
    the run starts does not balk. With them comes the column of the delays before each return.
    """
    arrivals = [_arrivals_of(plan, dice, outlet) for outlet in range(len(plan.outlets))]
    counts = [arrives_ms.size for arrives_ms in arrivals]
    sampler = Sampler(dice, tuple(counts))
    line = plan.scenario.line
    coming_back, returns_ms = _coming_back(line, sampler)
    table = {
        "outlet": np.repeat(np.arange(len(counts)), counts),
        "arrives_ms": np.concatenate(arrivals),
        "balk_length": _balk_lengths(plan, sampler),
        "patience_ms": patiences(line, sampler, Stream.OTHER_PATIENCE),
    }
    table |= _errands(plan.scenario, sampler) | coming_back
    table["priority"] = _priorities(line, sampler, table["pick_up"])
    if np.any(np.diff(table["arrives_ms"]) < 0):
        # Stable: of those who arrive at once the first outlet's come first, as they stand here.
        order = np.argsort(table["arrives_ms"], kind="stable")
        table = {name: column.take(order) for name, column in table.items()}
    return {"number": first_number + np.arange(sampler.count)} | table, returns_ms


def _arrivals_of(plan: Plan, dice: Dice, outlet: int) -> Ints:
    """Return when people come to an outlet, then the opening for who waits from the start."""
    arrives_ms = draw_arrivals(plan, dice, outlet)
    return np.concatenate((arrives_ms, np.array(_waiting(plan, outlet), dtype=np.int64)))


def _waiting(plan: Plan, outlet: int) -> tuple[int, ...]:
    """Return when those come who are in line when the run starts."""
    return plan.outlets[outlet].announced.opens_ms[:1] * plan.scenario.backlog.customers_in_line


def _balk_lengths(plan: Plan, sampler: Sampler) -> Ints:
    lengths = balk_lengths(plan.scenario.line, sampler, Stream.OTHER_BALK_LENGTH)
    for outlet, end in enumerate(np.cumsum(sampler.counts).tolist()):
        lengths[end - len(_waiting(plan, outlet)) : end] = ENDLESS
    return lengths


def _errands(scenario: Scenario, sampler: Sampler) -> dict[str, Ints]:
    """Return who fetches a parcel, and how long each is served, by the same luck in either case."""
    services, share = scenario.services, scenario.others.pick_up_share
    served_ms = sampler.amounts(Stream.OTHER_SERVICE, services.other_min, MINUTE_MS)
    if not share:
        return {"service_ms": served_ms, "pick_up": np.zeros(sampler.count, np.int64)}
    pick_up = sampler.happens(Stream.OTHER_PICK_UP, share)
    handed_out_ms = sampler.amounts(Stream.OTHER_SERVICE, services.pick_up_min, MINUTE_MS)
    return {"service_ms": np.where(pick_up, handed_out_ms, served_ms), "pick_up": pick_up}


def _priorities(line: LineRules, sampler: Sampler, pick_up: Ints) -> Ints:
    """Return who has priority, by chance or by what they come for; nobody needs no draws."""
    by_purpose = pick_up if "pick_up" in line.priority_purposes else np.zeros_like(pick_up)
    if not line.priority_share:
        return by_purpose
    return by_purpose | sampler.happens(Stream.OTHER_PRIORITY, line.priority_share)


def _coming_back(line: LineRules, sampler: Sampler) -> tuple[dict[str, Ints], Ints]:
    """Return how often and when each person would come back; nobody at all needs no draws."""
    if not line.return_share:
        never = np.zeros(sampler.count, np.int64)
        return dict.fromkeys(("returns", "first_return", "errand_ppm"), never), never[:0]
    returns = sampler.repeats(Stream.OTHER_RETURNS, line.return_share, line.returns_max)
    first_return, returns_ms = sampler.amounts_each_time(
        Stream.OTHER_RETURN_DELAY, line.return_days, DAY_MS, returns
    )
    errand_ppm = (sampler.uniforms(Stream.OTHER_ERRAND) * PPM).astype(np.int64)
    table = {"returns": returns, "first_return": first_return, "errand_ppm": errand_ppm}
    return table, returns_ms
