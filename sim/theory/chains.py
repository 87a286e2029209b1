"""Queues that are Markov chains of a few numbers: who waits, and what each counter is doing.

Their stationary probabilities are solved on all states that can be reached, cut off far above
what is ever present.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve

Clock = Literal["calendar", "busy"]
AfterFailure = Literal["stays", "moves"]
State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[State, float]]]


def steady_state(start: State, moves: Moves) -> dict[State, float]:
    """Return the share of time in each state that can be reached from `start`.

    `moves` returns where a state leads, and at which rate. The balance of each state but the
    start is solved with the start's share as 1, and then scaled: it must not be rare.
    """
    numbers, found = {start: 0}, [start]
    into, out_of, rates = [], [], []
    for state in found:
        number = numbers[state]
        for target, rate in moves(state):
            if target not in numbers:
                numbers[target] = len(found)
                found.append(target)
            into += [numbers[target], number]
            out_of += [number, number]
            rates += [rate, -rate]
    size = len(found)
    balance = sparse.csc_matrix((rates, (into, out_of)), shape=(size, size))
    others = spsolve(balance[1:, 1:], -balance[1:, 0].toarray().ravel())
    shares = np.concatenate(([1.0], others))
    shares /= shares.sum()
    return dict(zip(found, shares.tolist(), strict=True))


@dataclass(frozen=True)
class FailingCounters:
    """M/M/c whose counters fail, each by itself, and are repaired, each at once.

    Rates are per unit of time. By the calendar a counter also fails with nobody at it; by busy
    time it does not. Who is at a counter that fails keeps the place until it is repaired (`stays`)
    and is then served on; or goes on at another counter, ahead of all who wait (`moves`). As the
    law is exponential, what is left of a service is as long as a new one.
    """

    arrivals: float
    services: float
    counters: int
    failures: float
    repairs: float
    clock: Clock
    after_failure: AfterFailure
    waiting_most: int = 300

    def wait(self) -> float:
        """Return the mean wait until the first call."""
        return self._mean(lambda state: state[0])

    def time_in_office(self) -> float:
        """Return the mean time from coming to leaving."""
        return self._mean(lambda state: state[0] + state[1] + state[2] + state[4])

    def _mean(self, people: Callable[[State], int]) -> float:
        """Return the mean time that one is among such people. Source: Little (1961)."""
        shares = steady_state((0, 0, 0, 0, 0), self.moves)
        return sum(share * people(state) for state, share in shares.items()) / self.arrivals

    def moves(self, state: State) -> Iterable[tuple[State, float]]:
        """Yield where a state leads.

        A state holds who waits for the first call, counters that serve, counters that have failed
        with somebody there, the same with nobody there, and who was sent on and waits.
        """
        waiting, serving, held, down, sent_on = state
        free = self.counters - serving - held - down
        if free:
            yield (waiting, serving + 1, held, down, sent_on), self.arrivals
        elif waiting < self.waiting_most:
            yield (waiting + 1, serving, held, down, sent_on), self.arrivals
        if serving:
            yield self._freed(waiting, serving - 1, held, down, sent_on), serving * self.services
            yield self._failed(state), serving * self.failures
        if free and self.clock == "calendar":
            yield (waiting, serving, held, down + 1, sent_on), free * self.failures
        if held:
            yield (waiting, serving + 1, held - 1, down, sent_on), held * self.repairs
        if down:
            yield self._freed(waiting, serving, held, down - 1, sent_on), down * self.repairs

    @staticmethod
    def _freed(waiting: int, serving: int, held: int, down: int, sent_on: int) -> State:
        """Return the state in which a counter that is free again has called."""
        if sent_on:
            return waiting, serving + 1, held, down, sent_on - 1
        if waiting:
            return waiting - 1, serving + 1, held, down, 0
        return waiting, serving, held, down, 0

    def _failed(self, state: State) -> State:
        """Return the state after a counter failed with somebody there."""
        waiting, serving, held, down, sent_on = state
        if self.after_failure == "stays":
            return waiting, serving - 1, held + 1, down, sent_on
        if serving + held + down < self.counters:
            return waiting, serving, held, down + 1, sent_on
        return waiting, serving - 1, held, down + 1, sent_on + 1


@dataclass(frozen=True)
class Windows:
    """M/M/c with classes of people and counters that serve some of them.

    Rates are per unit of time. A counter calls the first class that it serves and that has
    somebody waiting; who comes goes to the first free counter that serves the class.
    """

    arrivals: tuple[float, ...]
    services: float
    serves: tuple[frozenset[int], ...]
    waiting_most: int = 60

    def waits(self) -> list[float]:
        """Return the mean wait of each class. Source of the last step: Little (1961)."""
        shares = steady_state((0,) * (len(self.arrivals) + len(self.serves)), self.moves)
        return [
            sum(state[one] * share for state, share in shares.items()) / rate
            for one, rate in enumerate(self.arrivals)
        ]

    def moves(self, state: State) -> Iterable[tuple[State, float]]:
        """Yield where a state leads: who waits in each class, then whether each counter serves."""
        classes = len(self.arrivals)
        for one, rate in enumerate(self.arrivals):
            free = [
                classes + counter
                for counter, served in enumerate(self.serves)
                if one in served and not state[classes + counter]
            ]
            if free:
                yield _changed(state, free[0], 1), rate
            elif state[one] < self.waiting_most:
                yield _changed(state, one, 1), rate
        for counter, served in enumerate(self.serves):
            if state[classes + counter]:
                called = [one for one in sorted(served) if state[one]]
                changes = called[0] if called else classes + counter
                yield _changed(state, changes, -1), self.services


def _changed(state: State, position: int, by: int) -> State:
    """Return the state with one number changed."""
    return *state[:position], state[position] + by, *state[position + 1 :]
