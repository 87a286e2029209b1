"""Everybody else at a counter: they make the queue, so they are drawn one by one."""

from typing import NamedTuple

import numpy as np

from sim.calendar import inverse, other_intensity
from sim.door import (
    ENDLESS,
    MS_PER_DAY,
    MS_PER_MINUTE,
    PPM,
    Door,
    Ints,
    balk_lengths,
    patiences,
)
from sim.draws import Dice, Stream
from sim.plan import Plan, opening_expression
from sim.scenario import Line


class Customer(NamedTuple):
    """Anyone else at a counter."""

    number: int
    outlet: int
    arrives_ms: int
    service_ms: int
    balk_length: int
    patience_ms: int
    returns: int
    return_ms: int
    errand_ppm: int


def draw_customers(plan: Plan, dice: Dice, first_number: int) -> dict[str, Ints]:
    """Draw all other customers of a county, one int64 array a trait of `Customer`.

    They are numbered from `first_number` in order of arrival, then of outlet. Who is in line when
    the run starts does not balk.
    """
    drawn = [_customers_of(plan, dice, outlet) for outlet in range(len(plan.outlets))]
    table = {name: np.concatenate([columns[name] for columns in drawn]) for name in drawn[0]}
    if np.any(np.diff(table["arrives_ms"]) < 0):
        # Stable: of those who arrive at once the first outlet's come first, as they stand here.
        order = np.argsort(table["arrives_ms"], kind="stable")
        table = {name: column[order] for name, column in table.items()}
    table["number"] = first_number + np.arange(table["outlet"].size)
    return table


def _customers_of(plan: Plan, dice: Dice, outlet: int) -> dict[str, Ints]:
    scenario, place = plan.scenario, plan.county.outlets[outlet]
    intensity = other_intensity(
        scenario, place.people, opening_expression(scenario, place.outlet_class)
    )
    epochs = dice.epochs(Stream.OTHER_EPOCH, intensity.total, outlet)
    arrives_ms = inverse(intensity, epochs)
    opens_ms = plan.outlets[outlet].announced.opens_ms
    waiting = scenario.backlog.customers_in_line if opens_ms else 0
    door = Door(dice, arrives_ms.size + waiting, outlet)
    balk_length = balk_lengths(scenario.line, door, Stream.OTHER_BALK_LENGTH)
    balk_length[arrives_ms.size :] = ENDLESS
    line, services = scenario.line, scenario.services
    return {
        "outlet": np.full(door.count, outlet),
        "arrives_ms": np.concatenate((arrives_ms, np.array(opens_ms[:1] * waiting, np.int64))),
        "service_ms": door.amounts(Stream.OTHER_SERVICE, services.other_min, MS_PER_MINUTE),
        "balk_length": balk_length,
        "patience_ms": patiences(line, door, Stream.OTHER_PATIENCE),
    } | _coming_back(line, door)


def _coming_back(line: Line, door: Door) -> dict[str, Ints]:
    """Return how often and when each person would come back; nobody at all needs no draws."""
    if not line.return_share:
        return dict.fromkeys(("returns", "return_ms", "errand_ppm"), np.zeros(door.count, np.int64))
    return {
        "returns": door.repeats(Stream.OTHER_RETURNS, line.return_share, line.returns_max),
        "return_ms": door.amounts(Stream.OTHER_RETURN_DELAY, line.return_days, MS_PER_DAY),
        "errand_ppm": (door.uniforms(Stream.OTHER_ERRAND) * PPM).astype(np.int64),
    }
