"""Links that fail by chance: one outlet's, or all of a county at once."""

from collections.abc import Sequence

import numpy as np

from sim.calendar import OpenTimes, merged_intervals, union
from sim.people.sampling import Sampler
from sim.people.streams import Dice, Stream
from sim.plan import Plan, Timetable, timetable
from sim.units import DAYS_PER_MONTH, HOUR_MS

NEVER = merged_intervals((), ())


def draw_link_down(plan: Plan, dice: Dice) -> tuple[Timetable, ...]:
    """Return for each outlet when its link is down: known outages, its own, and the county's."""
    rates = plan.scenario.link.random
    streams = (Stream.COUNTY_LINK_EPOCH, Stream.COUNTY_LINK_REPAIR)
    county_per_month = rates.county_link_failures_per_month
    by_chance = county_per_month or rates.outlet_link_failures_per_month
    (county,) = _failures(plan, dice, (county_per_month,), streams)
    own_streams = (Stream.OUTLET_LINK_EPOCH, Stream.OUTLET_LINK_REPAIR)
    per_month = (rates.outlet_link_failures_per_month,) * len(plan.outlets)
    own = _failures(plan, dice, per_month, own_streams)
    return tuple(
        timetable(union(outlet.link_down, county, failures) if by_chance else outlet.link_down)
        for outlet, failures in zip(plan.outlets, own, strict=True)
    )


def _failures(
    plan: Plan, dice: Dice, per_month: Sequence[float], streams: tuple[Stream, Stream]
) -> list[OpenTimes]:
    """Return when each link is down, by the rates of all links of a kind."""
    if not any(per_month):
        return [NEVER] * len(per_month)
    expected = [rate * plan.scenario.run.days / DAYS_PER_MONTH for rate in per_month]
    epochs = [dice.epochs(streams[0], mean, part) for part, mean in enumerate(expected)]
    sampler = Sampler(dice, tuple(moments.size for moments in epochs))
    repair_ms = sampler.amounts(streams[1], plan.scenario.link.random.repair_h, HOUR_MS)
    scale_ms = np.repeat([plan.end_ms / mean if mean else 0.0 for mean in expected], sampler.counts)
    starts_ms = np.floor(np.concatenate(epochs) * scale_ms).astype(np.int64)
    ends_ms = np.minimum(starts_ms + repair_ms, plan.end_ms)
    ends_at = np.cumsum(sampler.counts)
    return [
        merged_intervals(starts_ms[end - count : end], ends_ms[end - count : end])
        for end, count in zip(ends_at, sampler.counts, strict=True)
    ]
