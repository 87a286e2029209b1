"""A day at many counters at once: what comes, how long it waits, what leaves, what is left over.

This is the solver of `explain`, and what other questions call for thousands of staffing plans: a
row is a day of an outlet, or a plan for it, and all rows share their pieces of time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.study.explain import waits
from sim.study.explain.behaviour import Behaviour, Flows
from sim.study.explain.joining import PlacesFound, found_in, joining_in, line_min_in
from sim.study.explain.passage import Passed, Room, by_level, of_levels, pass_through, room_for
from sim.units import Bools, Floats, Ints

NOBODY_THERE: Floats = np.ones((1, 1))

ROUNDING = 1e-6  # of people in a quarter of an hour, as they are solved for


@dataclass(frozen=True)
class OfficeDays:
    """Days in pieces: their edges, whether doors are open, and by row arrivals and counters.

    `edges_min` are minutes, one more than pieces; `per_min` are people a minute, and `counters`
    those on duty, both by row and piece; `again` is the share of arrivals who have left before.
    `at_opening` are by row the chances of 0, 1, 2 ... people in line at the first edge, one row for
    all: nobody, if left out. Pieces after closing are overtime, as long as it may take.
    """

    edges_min: Floats
    is_open: Bools
    per_min: Floats
    counters: Ints
    again: Floats
    at_opening: Floats = field(default_factory=lambda: NOBODY_THERE)

    def __post_init__(self) -> None:
        """Give each row the chances of one for all."""
        if len(self.at_opening) != len(self.per_min):
            chances = np.broadcast_to(
                self.at_opening, (len(self.per_min), self.at_opening.shape[1])
            )
            object.__setattr__(self, "at_opening", chances)

    @property
    def opening_people(self) -> Floats:
        """Return how many are expected in line at the first edge, by row."""
        return np.asarray(self.at_opening @ np.arange(self.at_opening.shape[1]))

    @property
    def lengths_min(self) -> Floats:
        """Return how long each piece is."""
        return np.diff(self.edges_min)

    def flows(self, piece: int, behaviour: Behaviour) -> Flows:
        """Return what decides who leaves: after closing those in line are who came last."""
        coming = self.per_min[:, piece]
        for before in range(piece - 1, -1, -1):
            coming = np.where(coming > 0, coming, self.per_min[:, before])
        served = self.counters[:, piece] / behaviour.service_min
        return Flows(coming, served, self.again[:, piece])


def stacked(days: Sequence[OfficeDays]) -> OfficeDays:
    """Return days of one timetable as the rows of one."""
    return replace(
        days[0],
        per_min=np.concatenate([one.per_min for one in days]),
        counters=np.concatenate([one.counters for one in days]),
        again=np.concatenate([one.again for one in days]),
        at_opening=as_rows([row for one in days for row in one.at_opening]),
    )


def as_rows(chances: Sequence[Floats]) -> Floats:
    """Return chances of 0, 1, 2 ... people as the rows of one array."""
    width = max(one.size for one in chances)
    return np.array([np.pad(one, (0, width - one.size)) for one in chances])


@dataclass(frozen=True)
class CounterDays:
    """What is expected, by row and piece: means over all days that chance may bring.

    People are of those who came in the piece: `arrivals`, `called`, those over 15 minutes, and
    those who left (they balked, lost patience or were turned away); `wait_min` is the sum of the
    waits of all called. `busy_min` is counter-time, `line_min` people times minutes in line, both
    within the piece; `line_end` and `people_end` are at its end, before anyone is turned away.
    """

    arrivals: Floats
    called: Floats
    wait_min: Floats
    over_15: Floats
    balked: Floats
    reneged: Floats
    turned_away: Floats
    busy_min: Floats
    line_min: Floats
    line_end: Floats
    people_end: Floats

    @property
    def left(self) -> Floats:
        """Return how many left without having been called."""
        return self.balked + self.reneged + self.turned_away


@dataclass(frozen=True)
class LinesMet:
    """What those met who had to wait, by row: how many found 0, 1, 2 ... waiting, and how long.

    `minutes` is the sum of the times until they would be called if they stayed.
    """

    people: Floats
    minutes: Floats


def hourly(days: OfficeDays, behaviour: Behaviour) -> CounterDays:
    """Return what is expected of days, by row and piece."""
    return solve(days, behaviour)[0]


def solve(days: OfficeDays, behaviour: Behaviour) -> tuple[CounterDays, LinesMet]:
    """Return what is expected of days, and which lines people meet."""
    return solve_together([(days, behaviour)])[0]


def solve_together(
    parts: Sequence[tuple[OfficeDays, Behaviour]],
) -> list[tuple[CounterDays, LinesMet]]:
    """Return the same of days of one timetable, each with a behaviour of its own."""
    room = room_for(parts)
    by_rows = [(by_level(days, room.levels), behaviour) for days, behaviour in parts]
    return [
        _solved(days, rows, passed, room, behaviour)
        for (days, behaviour), (rows, _), passed in zip(
            parts, by_rows, pass_through(by_rows, room), strict=True
        )
    ]


def _solved(
    days: OfficeDays, rows: OfficeDays, passed: list[Passed], room: Room, behaviour: Behaviour
) -> tuple[CounterDays, LinesMet]:
    """Return what follows from the pieces that were passed; `rows` are days by level."""
    levels, free_most = room.levels, room.counters_most
    found = [found_in(rows, piece, one, free_most, behaviour) for piece, one in enumerate(passed)]
    joining = [joining_in(one, free_most, behaviour) for one in found]
    until = _until_called(rows, found, passed[0].by_place.shape[1] - free_most, behaviour)
    line_min = _columns([line_min_in(one, free_most) for one in passed])
    until_scaled = _scaled(rows, joining, until, line_min.sum(axis=1), levels, behaviour)
    sums = [
        _sums(join, one, again, behaviour)
        for join, one, again in zip(joining, until_scaled, rows.again.T, strict=True)
    ]
    called, wait_min, over_15 = (
        of_levels(_columns([one[name] for one in sums]), levels) for name in range(3)
    )
    joined = of_levels(_columns([join.sum(axis=1) for join in joining]), levels)
    flows = {
        name: of_levels(_columns([getattr(one, name) for one in passed]), levels)
        for name in ("busy_min", "reneged", "turned_away", "line_end", "people_end")
    }
    lost = _lost_of(joined, called, flows.pop("reneged"), flows.pop("turned_away"))
    arrivals = days.per_min * days.lengths_min
    arrivals[:, 0] += days.opening_people
    served = joined - sum(lost)
    assert (over_15 > -ROUNDING).all(), "what is below nothing is so by rounding alone"
    solved = CounterDays(
        arrivals=arrivals,
        called=served,
        wait_min=wait_min * behaviour.scale,
        over_15=np.clip(over_15, 0.0, np.maximum(served, 0.0)),
        balked=arrivals - joined,
        reneged=lost[0],
        turned_away=lost[1],
        line_min=of_levels(line_min, levels) * behaviour.scale,
        **flows,
    )
    return solved, _met(found, until, free_most, levels)


def _until_called(
    rows: OfficeDays, found: list[PlacesFound], lengths: int, behaviour: Behaviour
) -> list[waits.UntilCalled]:
    """Return by piece how long it takes from each place in line; nothing where nobody comes."""
    nobody = waits.UntilCalled(*np.zeros((2, len(rows.per_min), lengths)))
    return [
        _until(rows, piece, lengths, behaviour) if one.anybody else nobody
        for piece, one in enumerate(found)
    ]


def _met(
    found: list[PlacesFound], until: list[waits.UntilCalled], free_most: int, levels: int
) -> LinesMet:
    people = [(one.first_time + one.again)[:, free_most:] for one in found]
    minutes = [who * one.mean_min for who, one in zip(people, until, strict=True)]
    return LinesMet(
        of_levels(np.sum(people, axis=0), levels), of_levels(np.sum(minutes, axis=0), levels)
    )


def _columns(pieces: list[Floats]) -> Floats:
    return np.stack(pieces, axis=1)


def _until(days: OfficeDays, piece: int, most: int, behaviour: Behaviour) -> waits.UntilCalled:
    until = waits.until_called(days.flows(piece, behaviour), most - 1, behaviour)
    if behaviour.failing:
        until.mean_min[days.counters[:, piece] == 0] += behaviour.failing.repair_min
    varies = np.flatnonzero((days.counters != days.counters[:, [piece]]).any(axis=1))
    at_min = float(days.edges_min[piece : piece + 2].mean())
    for row in varies.tolist():
        own = waits.UntilCalled(until.mean_min[row], until.deviation_min[row])
        counters = days.counters[row].astype(np.float64)
        until.mean_min[row] = waits.through_shifts(own, counters, days.edges_min, at_min)
    return until


def _scaled(  # noqa: PLR0913, PLR0917 - all of them say how long a line is, and who is in it
    days: OfficeDays,
    joining: list[Floats],
    until: list[waits.UntilCalled],
    line_min: Floats,
    levels: int,
    behaviour: Behaviour,
) -> list[waits.UntilCalled]:
    """Return the times until called, of a day all longer or shorter, so that they fill its line.

    The time that all spend in line is the line over time, whatever the laws: Little (1961).
    """
    waited = np.zeros(len(line_min))
    for join, one, again in zip(joining, until, days.again.T, strict=True):
        if not join[:, 1:].any():
            continue
        waited += (join[:, 1:] * waits.in_line_min(one, again, behaviour)).sum(axis=1)
    waited, line_min = of_levels(waited, levels), of_levels(line_min, levels)
    by_day = np.where(waited > 0, line_min / np.where(waited > 0, waited, 1.0), 1.0)
    scale = by_day.repeat(levels)[:, np.newaxis]
    return [waits.UntilCalled(one.mean_min * scale, one.deviation_min * scale) for one in until]


def _sums(
    joining: Floats, until: waits.UntilCalled, again: Floats, behaviour: Behaviour
) -> tuple[Floats, Floats, Floats]:
    """Return of those who join how many are called, all their waits, and how many wait long."""
    at_once, later = joining[:, 0], joining[:, 1:]
    if not later.any():
        return at_once, np.zeros_like(at_once), np.zeros_like(at_once)
    of_each = waits.waited(until, again, behaviour)
    return (
        at_once + (later * of_each.called).sum(axis=1),
        (later * of_each.wait_min).sum(axis=1),
        (later * of_each.over_15).sum(axis=1),
    )


def _lost_of(
    joined: Floats, called: Floats, reneged: Floats, turned_away: Floats
) -> tuple[Floats, Floats]:
    """Return who lost patience and who was turned away, by when they came.

    How many there are in a day the equation says; when they came, by the waits that they found, and
    of those turned away, by who was last.
    """
    reneged = _placed(reneged, joined - called, joined)
    return reneged, _placed(turned_away, turned_away, joined - reneged)


def _placed(amounts: Floats, by: Floats, room: Floats) -> Floats:
    """Return the sum of amounts of each row in proportion to others, as far as there is room.

    What finds none stands wherever there is some.
    """
    total = amounts.sum(axis=1, keepdims=True)
    weights = by.sum(axis=1, keepdims=True)
    placed = np.minimum(by / np.where(weights > 0, weights, 1.0) * total, room)
    free = room - placed
    spare = free.sum(axis=1, keepdims=True)
    more = np.minimum(total - placed.sum(axis=1, keepdims=True), spare)
    return np.asarray(placed + more * free / np.where(spare > 0, spare, 1.0))
