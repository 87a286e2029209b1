"""The equation led through the pieces of days, and what of each piece is kept."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.study.explain import chain
from sim.study.explain.behaviour import Behaviour
from sim.study.explain.fluid import line_most
from sim.units import Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.study.explain.days import OfficeDays

# So seldom is anybody left after closing that the equation need not go on.
NOBODY = 1e-4


@dataclass(frozen=True)
class Passed:
    """What one piece gave, by row: minutes by place, and what flows.

    `by_place` are the minutes in which so many counters were free, from all on down to one, then
    those with 0, 1, 2 ... in line. `line_end` and `people_end` are at the end of the piece.
    """

    by_place: Floats
    busy_min: Floats
    reneged: Floats
    turned_away: Floats
    line_end: Floats
    people_end: Floats


@dataclass(frozen=True)
class Room:
    """How many people and counters the states know, and how many rows each day has."""

    people_most: int
    counters_most: int
    levels: int


def room_for(parts: "Sequence[tuple[OfficeDays, Behaviour]]") -> Room:
    """Return which states days need, each with its behaviour."""
    counters = max(int(days.counters.max()) for days, _ in parts)
    people = max(line_most(days, behaviour) for days, behaviour in parts) + counters
    failing = parts[0][1].failing
    return Room(people, counters, failing.levels(counters) if failing else 1)


def by_level(days: "OfficeDays", levels: int) -> "OfficeDays":
    """Return days with a row for each number of counters that are out of order."""
    if levels == 1:
        return days
    out = np.tile(np.arange(levels), len(days.per_min))[:, np.newaxis]
    return replace(
        days,
        per_min=days.per_min.repeat(levels, axis=0),
        counters=np.maximum(days.counters.repeat(levels, axis=0) - out, 0),
        again=days.again.repeat(levels, axis=0),
        at_opening=days.at_opening.repeat(levels, axis=0),
    )


def of_levels(values: Floats, levels: int) -> Floats:
    """Return the sums over the rows of each day."""
    return np.asarray(values.reshape(-1, levels, *values.shape[1:]).sum(axis=1))


def first_state(days: "OfficeDays", room: Room, behaviour: Behaviour) -> Floats:
    """Return how likely each state is when doors open, of days by level."""
    state = chain.at_opening(days.at_opening, room.people_most, room.counters_most)
    if behaviour.failing:
        whole = days.counters[:: room.levels, 0]
        chances = behaviour.failing.at_opening(whole, room.levels)
        state *= chances.ravel()[:, np.newaxis, np.newaxis]
    return state


def pass_through(parts: "Sequence[tuple[OfficeDays, Behaviour]]", room: Room) -> list[list[Passed]]:
    """Run the equation through all pieces of days, which have a row for each level.

    The days of all parts have one timetable, and one matrix of all is as good as one for each.
    """
    states = [first_state(days, room, behaviour) for days, behaviour in parts]
    passed: list[list[Passed]] = [[] for _ in parts]
    timetable = parts[0][0]
    for piece, length in enumerate(timetable.lengths_min.tolist()):
        now = [(piece_of(days, piece, room, behaviour), behaviour) for days, behaviour in parts]
        states = [
            chain.change_counters(state, days.counters[:, max(piece - 1, 0)], one.counters)
            for state, (days, _), (one, _) in zip(states, parts, now, strict=True)
        ]
        whole = np.concatenate(states)
        nobody = of_levels(whole[:, 0, 0], room.levels).min()
        if timetable.is_open[piece] or 1 - nobody > NOBODY:
            whole, spent = chain.evolve(whole, now)
        else:
            spent = whole.sum(axis=2) * length
        closes = bool(
            timetable.is_open[piece] and not timetable.is_open[piece + 1 : piece + 2].any()
        )
        ends = np.cumsum([len(state) for state in states])[:-1]
        split = zip(np.split(whole, ends), np.split(spent, ends), now, strict=True)
        for number, (state, minutes, (one, behaviour)) in enumerate(split):
            found, states[number] = _passed(state, minutes, one, behaviour, closes=closes)
            passed[number].append(found)
    return passed


def piece_of(days: "OfficeDays", piece: int, room: Room, behaviour: Behaviour) -> chain.Piece:
    """Return one piece of days as the equation takes it."""
    counters, flows = days.counters[:, piece], days.flows(piece, behaviour)
    people = np.arange(room.people_most + 1, dtype=np.float64)
    waiting = np.maximum(people - counters[:, np.newaxis], 0.0)
    return chain.Piece(
        float(days.lengths_min[piece]),
        days.per_min[:, piece],
        counters,
        flows,
        behaviour.leaving(waiting, flows.along(1)),
        room.levels,
    )


def _passed(
    state: Floats, spent: Floats, piece: chain.Piece, behaviour: Behaviour, *, closes: bool
) -> tuple[Passed, Floats]:
    by_people = state.sum(axis=2)
    people = np.arange(by_people.shape[1], dtype=np.float64)
    counters = piece.counters[:, np.newaxis].astype(np.float64)
    waiting = np.maximum(people - counters, 0.0)
    line_end = (by_people * waiting).sum(axis=1)
    away = line_end if closes and behaviour.turned_away else np.zeros_like(line_end)
    one = Passed(
        by_place=_by_place(spent, piece.counters, state.shape[2] - 1),
        busy_min=(spent * np.minimum(people, counters)).sum(axis=1),
        reneged=(spent * piece.leaving).sum(axis=1),
        turned_away=away,
        line_end=line_end,
        people_end=by_people @ people,
    )
    if closes and behaviour.turned_away:
        state = chain.turn_away(state, piece.counters)
    return one, state


def _by_place(spent: Floats, counters: Ints, free_most: int) -> Floats:
    """Return the minutes by counters free and people in line, of those by people."""
    people = np.arange(spent.shape[1] + free_most)[np.newaxis, :] - free_most
    people = people + counters[:, np.newaxis]
    inside = (people >= 0) & (people < spent.shape[1])
    taken = np.take_along_axis(spent, np.where(inside, people, 0), axis=1)
    return np.asarray(np.where(inside, taken, 0.0))
