"""The equation of a line: how likely it is that n people are there, as time goes by.

A state is how many people are there, and how many of those served are in their second phase, so
that who is called moves on as if he joined the line. In a piece of time with one rate and number of
counters the equation is solved by uniformisation, exact but for a share of 1e-9. Source: Jensen
(1953); Grassmann (1977), Transient solutions in Markovian queueing systems. All rows, outlets or
days or plans, go through it together, as one sparse matrix with some five diagonals.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from scipy.sparse import dia_array
from scipy.special import gammaln

from sim.study.explain.behaviour import Behaviour, Flows
from sim.study.explain.joining import rates_of_joining
from sim.units import Floats, Ints

SIGMAS = 6.0
NOTHING_HAPPENS = 1e-6
# So many numbers at a time are summed by weights: few enough to stay near the processor.
BLOCK = 131_072
STEPS_LEAST, STEPS_MOST = 4, 32


@dataclass(frozen=True)
class Piece:
    """A piece of time in which nothing changes but the line: rates and counters, row by row.

    `flows` are by row what decides who leaves the line, and `leaving` how many do so a minute, by
    row and number of people there. Each day has `levels` rows, one after the other, of which one
    comes to another as counters fail.
    """

    length_min: float
    rates: Floats
    counters: Ints
    flows: Flows
    leaving: Floats
    levels: int = 1


def at_opening(chances: Floats, people_most: int, counters_most: int) -> Floats:
    """Return how likely each state is when doors open: rows by people by second phases.

    `chances` are by row those of 0, 1, 2 ... people in line, who are called at once.
    """
    state = np.zeros((len(chances), people_most + 1, counters_most + 1))
    for people in range(chances.shape[1]):
        state[:, min(people, people_most), 0] += chances[:, people]
    return state


Part = tuple[Piece, Behaviour]


def evolve(state: Floats, parts: Sequence[Part]) -> tuple[Floats, Floats]:
    """Return the state at the end of a piece, and the minutes spent with each number of people.

    Rows are those of one part after the other, each with a behaviour of its own.
    """
    matrix, per_min = _matrix(state.shape, parts)
    weights = np.stack(_weights(per_min, parts[0][0].length_min))
    steps = min(max(BLOCK // state.size, STEPS_LEAST), STEPS_MOST)
    vectors = np.empty((steps, state.size))
    sums = np.zeros((2, state.size))
    vector: Floats = state.ravel()
    for begin in range(0, weights.shape[1], steps):
        of_block = weights[:, begin : begin + steps]
        for place in range(of_block.shape[1]):
            if begin or place:
                vector = matrix @ vector
            vectors[place] = vector
        sums += of_block @ vectors[: of_block.shape[1]]
    end, spent = sums.reshape(2, *state.shape)
    return end, spent.sum(axis=2)


def _weights(per_min: float, length_min: float) -> tuple[Floats, Floats]:
    """Return how likely each number of steps is at the end, and the minutes spent with it."""
    steps = per_min * length_min
    number = np.arange(int(steps + SIGMAS * np.sqrt(steps) + 12) + 1)
    weights = np.exp(number * np.log(steps) - steps - gammaln(number + 1))
    return weights, np.maximum(1 - np.cumsum(weights), 0.0) / per_min


def evolve_waits(
    state: Floats, waited: Floats, piece: Piece, behaviour: Behaviour
) -> tuple[Floats, Floats, Floats]:
    """Return state and time waited at the end of a piece, and what the time's square grew by.

    `waited` is, state by state, the expected time that all have spent in line so far if that is the
    state. The square is by row: twice the line times the time waited, over the piece.
    """
    matrix, per_min = _matrix(state.shape, [(piece, behaviour)])
    weights, after = _weights(per_min, piece.length_min)
    people = np.arange(state.shape[1], dtype=np.float64)[np.newaxis, :]
    line = np.maximum(people - piece.counters[:, np.newaxis], 0.0)
    a_step = np.broadcast_to(line[:, :, np.newaxis] / per_min, state.shape).ravel()
    vector: Floats = state.ravel()
    minutes: Floats = waited.ravel()
    end, end_minutes, spent = (np.zeros(state.size) for _ in range(3))
    for weight, length in zip(weights.tolist(), after.tolist(), strict=True):
        end += weight * vector
        end_minutes += weight * minutes
        spent += length * minutes
        minutes = matrix @ minutes + a_step * vector
        vector = matrix @ vector
    square = 2 * (spent.reshape(state.shape).sum(axis=2) * line).sum(axis=1)
    return end.reshape(state.shape), end_minutes.reshape(state.shape), square


def _matrix(shape: tuple[int, ...], parts: Sequence[Part]) -> tuple[dia_array, float]:
    """Return the matrix of one step, from columns to rows, and how many steps a minute has."""
    by_part = [_possible_moves(shape[1:], *part) for part in parts]
    offsets = list(dict.fromkeys(shift for moves in by_part for shift in moves))
    sizes = [part[0].rates.size * shape[1] * shape[2] for part in parts]
    data = np.zeros((len(offsets) + 1, sum(sizes)))
    begin = 0
    for moves, size in zip(by_part, sizes, strict=True):
        for shift, rate in moves.items():
            data[offsets.index(shift) + 1, begin : begin + size] = rate.ravel()
        begin += size
    total = data.sum(axis=0)
    per_min = max(float(total.max()), NOTHING_HAPPENS)
    data /= per_min
    data[0] = 1 - total / per_min
    return dia_array((data, [0, *(-shift for shift in offsets)]), shape=(total.size,) * 2), per_min


def _possible_moves(
    shape: tuple[int, ...], piece: Piece, behaviour: Behaviour
) -> dict[int, Floats]:
    """Return at which rate each state moves on, 0 from those that cannot be."""
    people = np.arange(shape[0], dtype=np.float64)[np.newaxis, :, np.newaxis]
    second = np.arange(shape[1], dtype=np.float64)[np.newaxis, np.newaxis, :]
    counters = piece.counters[:, np.newaxis, np.newaxis].astype(np.float64)
    possible = second <= np.minimum(people, counters)
    return {
        shift: np.where(possible, rate, 0.0)
        for shift, rate in _moves(people, second, counters, piece, behaviour).items()
    }


def _moves(
    people: Floats, second: Floats, counters: Floats, piece: Piece, behaviour: Behaviour
) -> dict[int, Floats]:
    """Return at which rate each state moves on, by how much further the next one stands."""
    width = second.shape[2]
    rate_first, rate_second, goes_on = behaviour.phases
    leaving = piece.leaving[:, :, np.newaxis] * (people > counters)
    of_first = (np.minimum(people, counters) - second) * rate_first
    found = [
        (1, of_first * goes_on),
        (-width, leaving + of_first * (1 - goes_on)),
        (-width - 1, np.broadcast_to(second * rate_second, of_first.shape)),
        *_joining(people.size - 1, width, piece, behaviour),
    ]
    if behaviour.failing:
        block = people.size * width
        moved = behaviour.failing.moves(people, second, counters, piece.levels)
        found += [(level * block + phase, rate) for level, phase, rate in moved]
    moves: dict[int, Floats] = {}
    for shift, rate in found:
        moves[shift] = moves.get(shift, 0.0) + rate
    return moves


def _joining(
    people_most: int, width: int, piece: Piece, behaviour: Behaviour
) -> Iterator[tuple[int, Floats]]:
    """Yield the moves of those who come, into the line or a first phase."""
    again = piece.flows.again
    rates = rates_of_joining(piece.counters, piece.rates, again, people_most, behaviour)
    for number, by_people in enumerate(rates):
        yield (number + 1) * width, by_people[:, :, np.newaxis]


def change_counters(state: Floats, before: Ints, after: Ints) -> Floats:
    """Return the state when other counters are on duty.

    Who is at a counter that closes begins again at the head of the line (an approximation: the
    simulation serves them to the end); where one opens, the next in line begin.
    """
    if np.array_equal(before, after):
        return state
    changed = state.copy()
    for pair in np.unique(np.stack((before, after), axis=1)[before != after], axis=0):
        rows = np.flatnonzero((before == pair[0]) & (after == pair[1]))
        most = int(pair.max())
        for people in range(1, most + 1):
            served, now = np.minimum(people, pair).tolist()
            here = slice(people, people + 1 if people < most else None)
            chances = _other_phases(state.shape[2], served, now)
            changed[rows, here] = state[rows, here] @ chances
    return changed


def _other_phases(size: int, served: int, now: int) -> Floats:
    """Return from how many second phases one comes to how many, if other numbers are served.

    Those still served are any of them, and those who begin are in their first phase.
    """
    chances = np.zeros((size, size))
    for second in range(served + 1):
        if now >= served:
            chances[second, second] = 1.0
            continue
        for kept in range(max(second + now - served, 0), min(second, now) + 1):
            ways = comb(second, kept) * comb(served - second, now - kept)
            chances[second, kept] = ways / comb(served, now)
    return chances


def turn_away(state: Floats, counters: Ints) -> Floats:
    """Return the state when who is in line goes home, and who is served stays."""
    left = state.copy()
    for row, most in enumerate(counters.tolist()):
        left[row, most] += state[row, most + 1 :].sum(axis=0)
        left[row, most + 1 :] = 0.0
    return left
