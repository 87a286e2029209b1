"""The figures of an outlet's day, and the sentences that say them."""

from dataclasses import dataclass

from sim.diary import Ending
from sim.explorer.outlet.day import OutletDay, busy_ms, length_ms
from sim.explorer.outlet.flow import DayFlow, flow_of, waits_ms
from sim.units import MINUTE_MS

LEFT_WORDS = {
    Ending.BALKED: "found the line too long",
    Ending.RENEGED: "lost patience in the line",
    Ending.TURNED_AWAY: "sent home at closing time",
    Ending.FOUND_CLOSED: "found the door closed",
}
IN_VAIN_WORDS = {
    Ending.NO_LINK: "no link to take a deposit",
    Ending.NOT_THERE: "the parcel was not there",
}


@dataclass(frozen=True)
class DayFigures:
    """What the day comes to; times in milliseconds. Nothing is said of nobody: then it is None."""

    visits: int
    called: int
    served: int
    still_there: int
    left: dict[str, int]
    in_vain: dict[str, int]
    wait_called_ms: int
    wait_longest_ms: int
    waiting_ms: int
    busy_staffed_ms: int
    staffed_ms: int
    overtime_ms: int

    @property
    def wait_mean_min(self) -> float | None:
        """Return the mean wait of those who were called."""
        return self.wait_called_ms / self.called / MINUTE_MS if self.called else None

    @property
    def utilisation(self) -> float | None:
        """Return which share of the staffed time of counters they served."""
        return self.busy_staffed_ms / self.staffed_ms if self.staffed_ms else None

    @property
    def left_unserved(self) -> int:
        """Return how many left before any counter called them."""
        return sum(self.left.values())


def figures_of(day: OutletDay) -> DayFigures:
    """Return the figures: of those who came on this day, and of counters on it."""
    came = day.came
    called = [one for one in came if one.is_called]
    busy = [busy_ms(counter, day) for counter in day.counters]
    ways = [one.ending for one in came]
    return DayFigures(
        visits=len(came),
        called=len(called),
        served=ways.count(Ending.SERVED),
        still_there=ways.count(Ending.PRESENT),
        left={words: ways.count(way) for way, words in LEFT_WORDS.items() if way in ways},
        in_vain={words: ways.count(way) for way, words in IN_VAIN_WORDS.items() if way in ways},
        wait_called_ms=sum(one.wait_ms for one in called),
        wait_longest_ms=max((one.wait_ms for one in came), default=0),
        waiting_ms=checked_area(day, flow_of(day)),
        busy_staffed_ms=sum(staffed for staffed, _ in busy),
        staffed_ms=sum(length_ms(counter.staffed) for counter in day.counters),
        overtime_ms=sum(over for _, over in busy),
    )


def checked_area(day: OutletDay, flow: DayFlow) -> int:
    """Return the area between the curves, which is the sum of the waits."""
    area_ms = flow.waiting_ms
    assert area_ms == waits_ms(day), "the area between arrivals and services is the waiting"
    return area_ms
