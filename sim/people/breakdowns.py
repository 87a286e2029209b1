"""When counters fail: how long each works, and how long its repair takes, time after time."""

from typing import NamedTuple

import numpy as np

from sim.people.sampling import whole
from sim.people.streams import Dice, Stream
from sim.plan import Plan
from sim.scenario import AnyDistribution
from sim.units import HOUR_MS, MINUTE_MS, Ints

AT_ONCE = 32
# Nothing fails in no time, nor is repaired in none: so no counter can fail for ever at one moment.
LEAST_MS = 1


class CounterFailure(NamedTuple):
    """One failure of a counter: the time since the last repair, by its clock, and the repair."""

    up_ms: int
    repair_ms: int


def draw_breakdowns(plan: Plan, dice: Dice) -> tuple[tuple[CounterFailure, ...], ...]:
    """Draw the failures of all counters of a county, outlet by outlet; none if counters never fail.

    There are as many as the run can see: of a counter that is busy all day and night.
    """
    if not plan.scenario.counters.fail:
        return ()
    counters = sum(len(outlet.counters) for outlet in plan.outlets)
    return tuple(_failures_of(plan, dice, counter) for counter in range(counters))


def _failures_of(plan: Plan, dice: Dice, counter: int) -> tuple[CounterFailure, ...]:
    rules = plan.scenario.counters
    count = AT_ONCE
    while True:
        up_ms = _drawn(dice, Stream.COUNTER_UP, rules.failure_h, HOUR_MS, (count, counter))
        repair_ms = _drawn(
            dice, Stream.COUNTER_REPAIR, rules.repair_min, MINUTE_MS, (count, counter)
        )
        passed_ms = np.cumsum(up_ms if rules.failure_clock == "busy" else up_ms + repair_ms)
        if passed_ms[-1] >= plan.end_ms:
            needed = int(np.searchsorted(passed_ms, plan.end_ms)) + 1
            pairs = zip(up_ms[:needed].tolist(), repair_ms[:needed].tolist(), strict=True)
            return tuple(map(CounterFailure._make, pairs))
        count *= 2


def _drawn(
    dice: Dice, stream: Stream, law: AnyDistribution, unit_ms: int, which: tuple[int, int]
) -> Ints:
    return np.maximum(whole(law.quantile(dice.uniforms(stream, *which)) * unit_ms), LEAST_MS)
