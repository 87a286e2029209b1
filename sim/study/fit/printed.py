"""The log of tickets that a simulated county would have left: what a ticket machine sees.

Who sees the line and goes, or finds the outlet closed, takes no number. Who leaves the line is
called like everybody else, in the order of numbers, and does not come: a counter calls the number
when it is free and all numbers before it were called, and calls the next at once. So the log knows
of who left only that patience was shorter than the wait would have been.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.diary import NONE, Diary, Ending, Purpose
from sim.people import draw_people
from sim.plan import Plan
from sim.study.fit.tickets import TicketFate, TicketLog, unit_of
from sim.units import Ints

WITHOUT_TICKET = (Ending.BALKED, Ending.FOUND_CLOSED)


def printed_tickets(
    diary: Diary,
    outlets: tuple[str, ...],
    midnight_ms: int,
    unit_ms: int = 1,
    *,
    leaving_is_seen: bool = False,
) -> TicketLog:
    """Return the tickets of a diary with one line an outlet, whose run began at `midnight_ms`.

    Stamps are rounded down to `unit_ms`. Where leaving is seen, who left has no call. Counters and
    pick-ups of others are in the log if the diary is `with_seen_at_issue`.
    """
    with_ticket = ~np.isin(diary.visits["ending"], WITHOUT_TICKET)
    visits = {name: column[with_ticket] for name, column in diary.visits.items()}
    left = visits["ending"] == Ending.RENEGED
    in_vain = visits["left_ms"] if leaving_is_seen else calls_in_vain(visits)
    called_ms = np.where(left, in_vain, visits["called_ms"])
    ended_ms = np.where((visits["called_ms"] == NONE) | left, NONE, visits["left_ms"])
    fate = _fates(called_ms, ended_ms)
    fate[left & (called_ms != NONE)] = TicketFate.LEFT if leaving_is_seen else TicketFate.NO_SHOW
    issued, called, ended = (
        np.where(column == NONE, NONE, column // unit_ms * unit_ms + midnight_ms)
        for column in (visits["arrived_ms"], called_ms, ended_ms)
    )
    return TicketLog(
        outlets,
        visits["outlet"],
        issued,
        between(issued, called),
        between(called, ended),
        fate,
        _purposes(visits),
        visits.get("counters", np.full(left.size, NONE, dtype=np.int64)),
        unit_of(issued, called),
        unit_of(called, ended),
        has_purposes=True,
        rows_read=int(left.size),
    )


def with_seen_at_issue(plan: Plan, diary: Diary) -> Diary:
    """Return a diary that also has counters staffed and who fetches a parcel, by visit."""
    visits = diary.visits
    counters = np.zeros(visits["outlet"].size, dtype=np.int64)
    for outlet, office in enumerate(plan.outlets):
        rows = np.flatnonzero(visits["outlet"] == outlet)
        for counter in office.counters:
            opens, closes = (
                np.searchsorted(np.array(ends), visits["arrived_ms"][rows], side="right")
                for ends in (counter.staffed.opens_ms, counter.staffed.closes_ms)
            )
            counters[rows] += opens - closes
    customers = draw_people(plan, diary.replication).customers
    parcel_of = dict(zip(customers["number"].tolist(), customers["pick_up"].tolist(), strict=True))
    fetches = [parcel_of.get(person, 0) for person in visits["person"].tolist()]
    seen = {"counters": counters, "fetches": np.array(fetches, dtype=np.int64)}
    return replace(diary, visits={**visits, **seen})


def _fates(called_ms: Ints, ended_ms: Ints) -> Ints:
    """Return what came of tickets, if nobody left the line."""
    fate = np.full(called_ms.size, int(TicketFate.SERVED), dtype=np.int64)
    fate[ended_ms == NONE] = TicketFate.END_UNKNOWN
    fate[called_ms == NONE] = TicketFate.NOT_CALLED
    return fate


def _purposes(visits: Mapping[str, Ints]) -> Ints:
    """Return what people press at the machine: all that it does not name is other business."""
    named = np.where(visits["purpose"] > Purpose.PAPER, int(Purpose.OTHER), visits["purpose"])
    return np.where(visits.get("fetches", 0), int(Purpose.PICK_UP), named).astype(np.int64)


def between(first: Ints, second: Ints) -> Ints:
    """Return the time from one stamp to the other; NONE where one is missing."""
    return np.where((first == NONE) | (second == NONE), NONE, second - first).astype(np.int64)


def calls_in_vain(visits: dict[str, Ints]) -> Ints:
    """Return when the number of each who left the line is called; NONE for all others.

    That is the first moment, not before leaving, at which a counter of the outlet was freed after
    it had called all before; or at which somebody behind was called, if that is earlier.
    """
    found = np.full(visits["ending"].size, NONE, dtype=np.int64)
    for outlet in np.unique(visits["outlet"]).tolist():
        rows = np.flatnonzero(visits["outlet"] == outlet)
        found[rows] = _calls_of_an_outlet({name: column[rows] for name, column in visits.items()})
    return found


def _calls_of_an_outlet(visits: dict[str, Ints]) -> Ints:
    """Return the calls in vain of one outlet, whose visits are in order of arrival."""
    called_ms, left_ms = visits["called_ms"], visits["left_ms"]
    is_called = called_ms != NONE
    freed = np.sort(left_ms[is_called & (left_ms != NONE)]).tolist()
    before = np.maximum.accumulate(np.where(is_called, called_ms, NONE))
    never = np.iinfo(np.int64).max
    behind = np.minimum.accumulate(np.where(is_called, called_ms, never)[::-1])[::-1]
    found = np.full(called_ms.size, NONE, dtype=np.int64)
    for row in np.flatnonzero(visits["ending"] == Ending.RENEGED).tolist():
        from_ms = max(int(left_ms[row]), int(before[row]) + 1)
        index = bisect_left(freed, from_ms)
        moments = freed[index : index + 1] + ([int(behind[row])] if behind[row] < never else [])
        found[row] = min(moments, default=NONE)
    return found
