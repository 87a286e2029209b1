"""A day at many counters at once: what comes, how long it waits, what leaves, what is left over.

This is the solver of `explain`, and what other questions call for thousands of staffing plans: a
row is a day of an outlet, or a plan for it, and all rows share their pieces of time.
"""

from dataclasses import dataclass

import numpy as np

from sim.study.explain import chain, waits
from sim.study.explain.behaviour import Behaviour
from sim.study.explain.fluid import line_most
from sim.units import Bools, Floats, Ints


@dataclass(frozen=True)
class OfficeDays:
    """Days in pieces: their edges, whether doors are open, and by row arrivals and counters.

    `edges_min` are minutes, one more than pieces; `per_min` are people a minute, and `counters`
    those on duty, both by row and piece. Nobody is there at the first edge. Pieces after closing
    are overtime: as many as it may take.
    """

    edges_min: Floats
    is_open: Bools
    per_min: Floats
    counters: Ints

    @property
    def lengths_min(self) -> Floats:
        """Return how long each piece is."""
        return np.diff(self.edges_min)


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


def hourly(days: OfficeDays, behaviour: Behaviour) -> CounterDays:
    """Return what is expected of days, by row and piece."""
    passed, ages = _solve(days, behaviour)
    by_piece = [
        _joining(days, piece, one.spent_in_line, behaviour) for piece, one in enumerate(passed)
    ]
    until = [
        _until(days, piece, ages[:, piece], one.spent_in_line.shape[1] - 1, behaviour)
        for piece, one in enumerate(passed)
    ]
    line_min = _columns([one.spent_in_line @ _lengths_of_line(one) for one in passed])
    scale = _scale(by_piece, until, line_min.sum(axis=1), behaviour)
    sums = [
        _sums(join, _scaled(one, scale), behaviour)
        for join, one in zip(by_piece, until, strict=True)
    ]
    arrivals = days.per_min * days.lengths_min
    joined = _columns([join.sum(axis=1) for join in by_piece])
    called, wait_min, over_15 = (_columns([one[name] for one in sums]) for name in range(3))
    reneged, turned_away = _lost_of(joined - called, passed)
    return CounterDays(
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


def _columns(pieces: list[Floats]) -> Floats:
    return np.stack(pieces, axis=1)


def _lengths_of_line(passed: _Passed) -> Floats:
    return np.maximum(np.arange(passed.spent_in_line.shape[1]) - 1.0, 0.0)


def _solve(days: OfficeDays, behaviour: Behaviour) -> tuple[list[_Passed], Floats]:
    """Run the equation through all pieces; with them the rates at which who is in line came."""
    ages = _ages(days)
    people = line_most(days, behaviour) + int(days.counters.max())
    state = chain.empty(len(days.per_min), people, int(days.counters.max()))
    passed, before = [], days.counters[:, 0]
    for piece, length in enumerate(days.lengths_min.tolist()):
        counters = days.counters[:, piece]
        state = chain.change_counters(state, before, counters)
        now = chain.Piece(length, days.per_min[:, piece], counters, ages[:, piece])
        state, spent = chain.evolve(state, now, behaviour)
        closes = days.is_open[piece] and not days.is_open[piece + 1 : piece + 2].any()
        one, state = _passed(state, spent, now, behaviour, closes=bool(closes))
        passed.append(one)
        before = counters
    return passed, ages


def _ages(days: OfficeDays) -> Floats:
    """Return for each piece the rate at which people came last: of its own or of one before."""
    ages = days.per_min.copy()
    for piece in range(1, ages.shape[1]):
        ages[:, piece] = np.where(ages[:, piece] > 0, ages[:, piece], ages[:, piece - 1])
    return ages


def _passed(
    state: Floats, spent: Floats, piece: chain.Piece, behaviour: Behaviour, *, closes: bool
) -> tuple[_Passed, Floats]:
    by_people = state.sum(axis=2)
    people = np.arange(by_people.shape[1], dtype=np.float64)
    counters = piece.counters[:, np.newaxis].astype(np.float64)
    waiting = np.maximum(people - counters, 0.0)
    leaving = behaviour.leaving(waiting, piece.ages_per_min[:, np.newaxis])
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
    share = 1 - behaviour.balking(np.arange(spent_in_line.shape[1] - 1, dtype=np.float64))
    return days.per_min[:, [piece]] * spent_in_line * np.append(1.0, share)


def _until(
    days: OfficeDays, piece: int, ages: Floats, most: int, behaviour: Behaviour
) -> waits.UntilCalled:
    until = waits.until_called(days.counters[:, piece], ages, most - 1, behaviour)
    varies = np.flatnonzero((days.counters != days.counters[:, [piece]]).any(axis=1))
    at_min = float(days.edges_min[piece : piece + 2].mean())
    for row in varies.tolist():
        own = waits.UntilCalled(until.mean_min[row], until.deviation_min[row])
        counters = days.counters[row].astype(np.float64)
        until.mean_min[row] = waits.through_shifts(own, counters, days.edges_min, at_min)
    return until


def _scale(
    joining: list[Floats], until: list[waits.UntilCalled], line_min: Floats, behaviour: Behaviour
) -> Floats:
    """Return by what all waits of a row are multiplied so that they fill its line.

    The time that all spend in line is the line over time, whatever the laws: Little (1961).
    """
    waited = np.zeros_like(line_min)
    for join, one in zip(joining, until, strict=True):
        waited += (join[:, 1:] * waits.outcome(one, behaviour).in_line_min).sum(axis=1)
    return np.where(waited > 0, line_min / np.where(waited > 0, waited, 1.0), 1.0)


def _scaled(until: waits.UntilCalled, scale: Floats) -> waits.UntilCalled:
    by_row = scale[:, np.newaxis]
    return waits.UntilCalled(until.mean_min * by_row, until.deviation_min * by_row)


def _sums(
    joining: Floats, until: waits.UntilCalled, behaviour: Behaviour
) -> tuple[Floats, Floats, Floats]:
    """Return of those who join how many are called, all their waits, and how many wait long."""
    of_each = waits.outcome(until, behaviour)
    at_once, later = joining[:, 0], joining[:, 1:]
    return (
        at_once + (later * of_each.called).sum(axis=1),
        (later * of_each.wait_min).sum(axis=1),
        (later * of_each.over_15).sum(axis=1),
    )


def _lost_of(lost: Floats, passed: list[_Passed]) -> tuple[Floats, Floats]:
    """Return who lost patience and who was turned away, by when they came.

    How many there are in a day the equation says; when they came, by the waits that they found.
    """
    reneged = sum(one.reneged for one in passed)
    turned_away = _columns([one.turned_away for one in passed])
    total = lost.sum(axis=1)
    shares = lost / np.where(total > 0, total, 1.0)[:, np.newaxis]
    return shares * np.asarray(reneged)[:, np.newaxis], turned_away
