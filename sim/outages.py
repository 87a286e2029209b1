"""Links that fail by chance: one outlet's, or all of a county at once."""

import numpy as np

from sim.calendar import OpenTimes, union
from sim.door import MS_PER_HOUR, Door
from sim.draws import Dice, Stream
from sim.plan import Plan, Timetable, timetable

DAYS_PER_MONTH = 365 / 12


def draw_link_down(plan: Plan, dice: Dice) -> tuple[Timetable, ...]:
    """Return for each outlet when its link is down: known outages, its own, and the county's."""
    rates = plan.scenario.link.random
    streams = (Stream.COUNTY_LINK_EPOCH, Stream.COUNTY_LINK_REPAIR)
    county = _failures(plan, dice, rates.county_link_failures_per_month, streams)
    own_streams = (Stream.OUTLET_LINK_EPOCH, Stream.OUTLET_LINK_REPAIR)
    return tuple(
        timetable(
            union(
                outlet.link_down,
                county,
                _failures(plan, dice, rates.outlet_link_failures_per_month, own_streams, number),
            )
        )
        for number, outlet in enumerate(plan.outlets)
    )


def _failures(
    plan: Plan, dice: Dice, per_month: float, streams: tuple[Stream, Stream], part: int = 0
) -> OpenTimes:
    expected = per_month * plan.scenario.run.days / DAYS_PER_MONTH
    epochs = dice.epochs(streams[0], expected, part)
    door = Door(dice, epochs.size, part)
    repair_ms = door.amounts(streams[1], plan.scenario.link.random.repair_h, MS_PER_HOUR)
    starts_ms = np.floor(epochs * (plan.end_ms / expected)).astype(np.int64) if expected else epochs
    starts_ms = starts_ms.astype(np.int64)
    return union(
        *(
            OpenTimes(np.array([start]), np.array([end]))
            for start, end in zip(
                starts_ms, np.minimum(starts_ms + repair_ms, plan.end_ms), strict=True
            )
            if end > start
        )
    )
