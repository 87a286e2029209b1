"""A day at many counters at once: what comes, how long it waits, what leaves, what is left over.

This is the solver of `explain`, and what other questions call for thousands of staffing plans: a
row is a day of an outlet, or a plan for it, and all rows share their pieces of time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.study.explain import chain, waits
from sim.study.explain.behaviour import Behaviour, Flows
from sim.study.explain.fluid import line_most
from sim.units import Bools, Floats, Ints

# So seldom is anybody left after closing that the equation need not go on.
NOBODY = 1e-4


@dataclass(frozen=True)
class OfficeDays:
    """Days in pieces: their edges, whether doors are open, and by row arrivals and counters.

    `edges_min` are minutes, one more than pieces; `per_min` are people a minute, and `counters`
    those on duty, both by row and piece; `again` is the share of arrivals who have left before.
    Nobody is there at the first edge. Pieces after closing are overtime, as long as it may take.
    """

    edges_min: Floats
    is_open: Bools
    per_min: Floats
    counters: Ints
    again: Floats

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
    )


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
class _Passed:
    """What one piece of the equation gave: minutes by people in line, and what flows."""

    spent_in_line: Floats
    busy_min: Floats
    reneged: Floats
    turned_away: Floats
    line_end: Floats
    people_end: Floats


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
    passed = _solve(days, behaviour)
    by_piece = [
        _joining(days, piece, one.spent_in_line, behaviour) for piece, one in enumerate(passed)
    ]
    until = [
        _until(days, piece, one.spent_in_line.shape[1] - 1, behaviour)
        for piece, one in enumerate(passed)
    ]
    line_min = _columns([one.spent_in_line @ _lengths_of_line(one) for one in passed])
    scale = _scale(days, by_piece, until, line_min.sum(axis=1), behaviour)
    sums = [
        _sums(join, _scaled(one, scale), again, behaviour)
        for join, one, again in zip(by_piece, until, days.again.T, strict=True)
    ]
    arrivals = days.per_min * days.lengths_min
    joined = _columns([join.sum(axis=1) for join in by_piece])
    called, wait_min, over_15 = (_columns([one[name] for one in sums]) for name in range(3))
    reneged, turned_away = _lost_of(joined, called, passed)
    solved = CounterDays(
        arrivals=arrivals,
        called=joined - reneged - turned_away,
        wait_min=wait_min * behaviour.scale,
        over_15=over_15,
        balked=arrivals - joined,
        reneged=reneged,
        turned_away=turned_away,
        busy_min=_columns([one.busy_min for one in passed]),
        line_min=line_min * behaviour.scale,
        line_end=_columns([one.line_end for one in passed]),
        people_end=_columns([one.people_end for one in passed]),
    )
    return solved, _met(days, passed, until)


def _met(days: OfficeDays, passed: list[_Passed], until: list[waits.UntilCalled]) -> LinesMet:
    found = [
        days.per_min[:, [piece]] * one.spent_in_line[:, 1:] for piece, one in enumerate(passed)
    ]
    minutes = [who * one.mean_min for who, one in zip(found, until, strict=True)]
    return LinesMet(np.sum(found, axis=0), np.sum(minutes, axis=0))


def _columns(pieces: list[Floats]) -> Floats:
    return np.stack(pieces, axis=1)


def _lengths_of_line(passed: _Passed) -> Floats:
    return np.asarray(np.maximum(np.arange(passed.spent_in_line.shape[1]) - 1.0, 0.0))


def _solve(days: OfficeDays, behaviour: Behaviour) -> list[_Passed]:
    """Run the equation through all pieces."""
    people = line_most(days, behaviour) + int(days.counters.max())
    state = chain.empty(len(days.per_min), people, int(days.counters.max()))
    passed, before = [], days.counters[:, 0]
    for piece, length in enumerate(days.lengths_min.tolist()):
        counters = days.counters[:, piece]
        state = chain.change_counters(state, before, counters)
        now = chain.Piece(length, days.per_min[:, piece], counters, days.flows(piece, behaviour))
        if days.is_open[piece] or 1 - state[:, 0, 0].min() > NOBODY:
            state, spent = chain.evolve(state, now, behaviour)
        else:
            spent = state.sum(axis=2) * length
        closes = days.is_open[piece] and not days.is_open[piece + 1 : piece + 2].any()
        one, state = _passed(state, spent, now, behaviour, closes=bool(closes))
        passed.append(one)
        before = counters
    return passed


def _passed(
    state: Floats, spent: Floats, piece: chain.Piece, behaviour: Behaviour, *, closes: bool
) -> tuple[_Passed, Floats]:
    by_people = state.sum(axis=2)
    people = np.arange(by_people.shape[1], dtype=np.float64)
    counters = piece.counters[:, np.newaxis].astype(np.float64)
    waiting = np.maximum(people - counters, 0.0)
    leaving = behaviour.leaving(waiting, piece.flows.along(1))
    line_end = (by_people * waiting).sum(axis=1)
    away = line_end if closes and behaviour.turned_away else np.zeros_like(line_end)
    one = _Passed(
        spent_in_line=_by_line(spent, piece.counters),
        busy_min=(spent * np.minimum(people, counters)).sum(axis=1),
        reneged=(spent * leaving).sum(axis=1),
        turned_away=away,
        line_end=line_end,
        people_end=by_people @ people,
    )
    if closes and behaviour.turned_away:
        state = chain.turn_away(state, piece.counters)
    return one, state


def _by_line(spent: Floats, counters: Ints) -> Floats:
    """Return the minutes in which a counter is free, then those with 0, 1, 2 ... in line."""
    places = np.arange(-1, spent.shape[1])[np.newaxis, :] + counters[:, np.newaxis]
    inside = places < spent.shape[1]
    found = np.where(inside, np.take_along_axis(spent, np.where(inside, places, 0), axis=1), 0.0)
    free = np.arange(spent.shape[1])[np.newaxis, :] < counters[:, np.newaxis]
    found[:, 0] = (spent * free).sum(axis=1)
    return found


def _joining(days: OfficeDays, piece: int, spent_in_line: Floats, behaviour: Behaviour) -> Floats:
    """Return how many join in a piece: at once called, then behind 0, 1, 2 ... waiting."""
    line = np.arange(spent_in_line.shape[1] - 1, dtype=np.float64)[np.newaxis, :]
    found = days.per_min[:, [piece]] * spent_in_line
    found[:, 1:] *= 1 - behaviour.balking(line, days.again[:, [piece]])
    return found


def _until(days: OfficeDays, piece: int, most: int, behaviour: Behaviour) -> waits.UntilCalled:
    until = waits.until_called(days.flows(piece, behaviour), most - 1, behaviour)
    varies = np.flatnonzero((days.counters != days.counters[:, [piece]]).any(axis=1))
    at_min = float(days.edges_min[piece : piece + 2].mean())
    for row in varies.tolist():
        own = waits.UntilCalled(until.mean_min[row], until.deviation_min[row])
        counters = days.counters[row].astype(np.float64)
        until.mean_min[row] = waits.through_shifts(own, counters, days.edges_min, at_min)
    return until


def _scale(
    days: OfficeDays,
    joining: list[Floats],
    until: list[waits.UntilCalled],
    line_min: Floats,
    behaviour: Behaviour,
) -> Floats:
    """Return by what all waits of a row are multiplied so that they fill its line.

    The time that all spend in line is the line over time, whatever the laws: Little (1961).
    """
    waited = np.zeros_like(line_min)
    for join, one, again in zip(joining, until, days.again.T, strict=True):
        waited += (join[:, 1:] * waits.in_line_min(one, again, behaviour)).sum(axis=1)
    return np.where(waited > 0, line_min / np.where(waited > 0, waited, 1.0), 1.0)


def _scaled(until: waits.UntilCalled, scale: Floats) -> waits.UntilCalled:
    by_row = scale[:, np.newaxis]
    return waits.UntilCalled(until.mean_min * by_row, until.deviation_min * by_row)


def _sums(
    joining: Floats, until: waits.UntilCalled, again: Floats, behaviour: Behaviour
) -> tuple[Floats, Floats, Floats]:
    """Return of those who join how many are called, all their waits, and how many wait long."""
    of_each = waits.waited(until, again, behaviour)
    at_once, later = joining[:, 0], joining[:, 1:]
    return (
        at_once + (later * of_each.called).sum(axis=1),
        (later * of_each.wait_min).sum(axis=1),
        (later * of_each.over_15).sum(axis=1),
    )


def _lost_of(joined: Floats, called: Floats, passed: list[_Passed]) -> tuple[Floats, Floats]:
    """Return who lost patience and who was turned away, by when they came.

    How many there are in a day the equation says; when they came, by the waits that they found, and
    of those turned away, by who was last.
    """
    reneged = _placed(_columns([one.reneged for one in passed]), joined - called, joined)
    turned_away = _columns([one.turned_away for one in passed])
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
