"""One outlet on one day: its visits, its counters, its hours. Moments are those of the run."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.calendar import OpenTimes, merged_intervals, without
from sim.calendar.intervals import between, within
from sim.diary import NONE, Ending, Purpose
from sim.explorer.again import CountyAgain
from sim.network import Outlet
from sim.plan import Timetable
from sim.units import DAY_MS

TIMES = ("arrived_ms", "waited_to_ms", "called_ms", "served_to_ms", "left_ms")
JOINED_NOT = {Ending.BALKED, Ending.FOUND_CLOSED}


@dataclass(frozen=True)
class ServiceBar:
    """A stretch in which a counter served somebody; a visit has several if it was interrupted."""

    counter: int
    from_ms: int
    to_ms: int


@dataclass(frozen=True)
class VisitOfDay:
    """One visit: waiting ends as one is called, or else leaves; `left_ms` is NONE while there."""

    person: int
    purpose: Purpose
    ending: Ending
    priority: bool
    arrived_ms: int
    waited_to_ms: int
    called_ms: int
    served_to_ms: int
    left_ms: int
    bars: tuple[ServiceBar, ...]

    @property
    def wait_ms(self) -> int:
        """Return how long this one waited."""
        return self.waited_to_ms - self.arrived_ms

    @property
    def is_called(self) -> bool:
        """Return whether a counter called this one."""
        return self.called_ms != NONE

    @property
    def has_joined(self) -> bool:
        """Return whether this one stood in line, or was called at once."""
        return self.ending not in JOINED_NOT

    @property
    def last_counter(self) -> int:
        """Return the counter at which it ended."""
        return self.bars[-1].counter if self.bars else NONE


@dataclass(frozen=True, eq=False)
class CounterOfDay:
    """A counter on a day: when it was staffed, when it did not work, whom it served."""

    number: int
    staffed: OpenTimes
    down: OpenTimes
    bars: tuple[tuple[VisitOfDay, ServiceBar], ...]


@dataclass(frozen=True, eq=False)
class OutletDay:
    """One outlet on one day.

    `visits` are those of whoever was there at any time of the day; `came` those who came on it.
    `open_times` are the hours as they were, `announced` as people know them.
    """

    outlet: Outlet
    begins_ms: int
    visits: tuple[VisitOfDay, ...]
    counters: tuple[CounterOfDay, ...]
    announced: OpenTimes
    open_times: OpenTimes
    link_down: OpenTimes

    @property
    def ends_ms(self) -> int:
        """Return the midnight after the day."""
        return self.begins_ms + DAY_MS

    @cached_property
    def came(self) -> tuple[VisitOfDay, ...]:
        """Return the visits of who came on this day."""
        return tuple(one for one in self.visits if one.arrived_ms >= self.begins_ms)

    @cached_property
    def shut(self) -> OpenTimes:
        """Return when doors were shut without notice."""
        return without(self.announced, self.open_times)

    @property
    def closes_ms(self) -> int:
        """Return the last closing of the day, or NONE if the doors do not open."""
        return int(self.open_times.closes_ms[-1]) if self.open_times.closes_ms.size else NONE

    def minutes(self, at_ms: int) -> float:
        """Return a moment in minutes since the midnight of the day."""
        return round((at_ms - self.begins_ms) / 60_000, 3)


def day_of(again: CountyAgain, position: int, day: int) -> OutletDay:
    """Return the day of an outlet, by its position in the county; days count from 0."""
    begins_ms, ends_ms = day * DAY_MS, (day + 1) * DAY_MS
    plan = again.plan.outlets[position]
    visits = _visits(again, position, begins_ms, ends_ms)
    announced, open_times, link_down = (
        between(_times(one), begins_ms, ends_ms)
        for one in (plan.announced, plan.actual, again.link_down[position])
    )
    down = _down(again, position)
    counters = tuple(
        CounterOfDay(
            number,
            staffed=between(_times(counter.staffed), begins_ms, ends_ms),
            down=between(down[number], begins_ms, ends_ms),
            bars=tuple(
                (visit, bar) for visit in visits for bar in visit.bars if bar.counter == number
            ),
        )
        for number, counter in enumerate(plan.counters)
    )
    outlet = again.plan.county.outlets[position]
    return OutletDay(outlet, begins_ms, visits, counters, announced, open_times, link_down)


def _times(table: Timetable) -> OpenTimes:
    return merged_intervals(table.opens_ms, table.closes_ms)


def _visits(
    again: CountyAgain, position: int, begins_ms: int, ends_ms: int
) -> tuple[VisitOfDay, ...]:
    """Return the visits of whoever was there on a day, in order of arrival."""
    visits = again.visits
    here = (visits["outlet"] == position) & (visits["arrived_ms"] < ends_ms)
    came = visits["arrived_ms"] >= begins_ms
    there = visits["served_to_ms"] > begins_ms
    rows = np.flatnonzero(here & (came | there)).tolist()
    cut = _interruptions(again, set(rows))
    found = []
    for row in rows:
        one = {name: int(visits[name][row]) for name in TIMES}
        found.append(
            VisitOfDay(
                person=int(visits["person"][row]),
                purpose=Purpose(int(visits["purpose"][row])),
                ending=Ending(int(visits["ending"][row])),
                priority=bool(visits["priority"][row]),
                bars=_bars(one, int(visits["counter"][row]), cut[row]),
                **one,
            )
        )
    return tuple(found)


def _interruptions(again: CountyAgain, rows: set[int]) -> dict[int, list[tuple[int, int, int]]]:
    """Return for each visit where and when it was interrupted, and when it went on."""
    failures = again.diary.failures
    cut: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    columns = (failures[name].tolist() for name in ("visit", "counter", "failed_ms", "resumed_ms"))
    for visit, counter, failed_ms, resumed_ms in zip(*columns, strict=True):
        if visit in rows:
            on_ms = again.diary.end_ms if resumed_ms == NONE else resumed_ms
            cut[visit].append((failed_ms, counter, on_ms))
    return cut


def _bars(
    visit: dict[str, int], last_counter: int, cut: list[tuple[int, int, int]]
) -> tuple[ServiceBar, ...]:
    """Return where somebody was served, and when: in one stretch, unless a counter failed."""
    if visit["called_ms"] == NONE:
        return ()
    bars, from_ms = [], visit["called_ms"]
    for failed_ms, counter, resumed_ms in sorted(cut):
        bars.append(ServiceBar(counter, from_ms, failed_ms))
        from_ms = resumed_ms
    bars.append(ServiceBar(last_counter, from_ms, visit["served_to_ms"]))
    return tuple(bar for bar in bars if bar.to_ms > bar.from_ms or len(bars) == 1)


def _down(again: CountyAgain, position: int) -> dict[int, OpenTimes]:
    """Return when each counter of an outlet did not work."""
    failures = again.diary.failures
    here = failures["outlet"] == position
    repaired_ms = failures["repaired_ms"]
    until_ms = np.where(repaired_ms == NONE, again.diary.end_ms, repaired_ms)
    return {
        number: merged_intervals(
            failures["failed_ms"][here & (failures["counter"] == number)],
            until_ms[here & (failures["counter"] == number)],
        )
        for number in range(len(again.plan.outlets[position].counters))
    }


def length_ms(times: OpenTimes) -> int:
    """Return how long some intervals are together."""
    return int((times.closes_ms - times.opens_ms).sum())


def busy_ms(counter: CounterOfDay, day: OutletDay) -> tuple[int, int]:
    """Return how long a counter served on a day: while it was staffed, and beyond that."""
    bars = [bar for _, bar in counter.bars]
    served = between(
        merged_intervals([bar.from_ms for bar in bars], [bar.to_ms for bar in bars]),
        day.begins_ms,
        day.ends_ms,
    )
    staffed_ms = length_ms(within(served, counter.staffed))
    return staffed_ms, length_ms(served) - staffed_ms
