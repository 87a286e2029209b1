"""Exact results that only these tests need; the others are in `sim.theory.formulas`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import sparse, stats
from scipy.integrate import solve_ivp
from scipy.sparse.linalg import expm_multiply

from sim.theory.formulas import stationary
from sim.units import Floats


def transient_waiting(
    arrivals_at: Callable[[float], float], service_mean: float, servers: int, moments: Floats
) -> Floats:
    """Return the expected number waiting in M(t)/M/c from empty, at the moments given.

    The forward equations of the chain, truncated far above what is ever present.
    Source: Kolmogorov (1931).
    """
    size = 150
    present = np.arange(size)
    down = np.minimum(present, servers) / service_mean

    def forward(now: float, shares: Floats) -> Floats:
        up_flow = arrivals_at(now) * shares[:-1]
        down_flow = down[1:] * shares[1:]
        change = np.zeros(size)
        change[:-1] += down_flow - up_flow
        change[1:] += up_flow - down_flow
        return change

    solved = solve_ivp(
        forward,
        (0.0, float(moments[-1])),
        np.eye(size)[0],
        method="LSODA",
        t_eval=moments,
        rtol=1e-9,
        atol=1e-12,
    )
    waiting: Floats = np.maximum(present - servers, 0) @ solved.y
    return waiting


def left_behind(mean_coming: float, capacity: int) -> float:
    """Return the mean number left behind by a van of limited capacity. Source: Bailey (1954)."""
    size = 400
    most = 200
    coming = stats.poisson.pmf(np.arange(most), mean_coming)
    transition = np.zeros((size, size))
    for waiting in range(size):
        left = np.clip(waiting + np.arange(most) - capacity, 0, size - 1)
        np.add.at(transition[waiting], left, coming / coming.sum())
    return float(stationary(transition - np.eye(size)) @ np.arange(size))


@dataclass(frozen=True)
class Spell:
    """A part of a day in which nothing changes: minutes, arrivals a minute, counters on duty."""

    minutes: float
    arrivals: float
    on_duty: tuple[bool, ...]


def minutes_waited(spells: Sequence[Spell], service_mean: float, waiting_most: int = 120) -> float:
    """Return the minutes that all together are expected to wait in M(t)/M/c(t) from empty.

    At the end of a counter's duty the person there is served, then it closes; who comes takes the
    first free counter on duty. The forward equations of the chain of who waits and which counter
    serves, from spell to spell. Source: Kolmogorov (1931).
    """
    counters = len(spells[0].on_duty)
    states = [
        (waiting, *serving)
        for waiting in range(waiting_most + 1)
        for serving in product((0, 1), repeat=counters)
    ]
    numbers = {state: number for number, state in enumerate(states)}
    people = np.array([state[0] for state in states], dtype=float)
    shares = np.zeros(len(states) + 1)  # and last the minutes waited so far
    shares[numbers[(0,) * (counters + 1)]] = 1.0
    for spell in spells:
        for state in reversed(states):
            called = _called(state, spell.on_duty)
            if called != state:
                shares[numbers[called]] += shares[numbers[state]]
                shares[numbers[state]] = 0.0
        flow = sparse.lil_matrix((len(states) + 1, len(states) + 1))
        flow[-1, :-1] = people
        for state, number in numbers.items():
            for target, rate in _moves(state, spell, service_mean):
                if target in numbers:
                    flow[numbers[target], number] += rate
                    flow[number, number] -= rate
        shares = expm_multiply(flow.tocsc() * spell.minutes, shares)
    return float(shares[-1])


def _moves(
    state: tuple[int, ...], spell: Spell, service_mean: float
) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield where a state leads, and at which rate."""
    waiting, *serving = state
    yield _called((waiting + 1, *serving), spell.on_duty), spell.arrivals
    for counter, is_serving in enumerate(serving):
        if is_serving:
            freed = (waiting, *serving[:counter], 0, *serving[counter + 1 :])
            yield _called(freed, spell.on_duty), 1 / service_mean


def _called(state: tuple[int, ...], on_duty: tuple[bool, ...]) -> tuple[int, ...]:
    """Return the state after free counters on duty have called, the first one first."""
    waiting, *serving = state
    for counter, is_on_duty in enumerate(on_duty):
        if waiting and is_on_duty and not serving[counter]:
            waiting -= 1
            serving[counter] = 1
    return waiting, *serving


def retrial_orbit(arrivals: float, service_mean: float, pause_mean: float) -> float:
    """Return how long a customer of the M/M/1 retrial queue is in orbit on the mean.

    Who finds the server busy comes again after an exponential pause, each time anew. Source:
    Falin and Templeton (1997), Retrial Queues, section 1.2: the mean number in orbit; by Little.
    """
    load = arrivals * service_mean
    in_orbit = load * (arrivals * pause_mean + load) / (1 - load)
    return in_orbit / arrivals


def retrial_orbit_of_the_impatient(
    arrivals: float, service_mean: float, pause_mean: float, persistence: float
) -> tuple[float, float]:
    """Return the mean time in orbit of all, and the share lost, if each time some give up.

    Whoever finds the server busy goes into orbit with the chance `persistence`, the first time
    and each time after. The chain of server and orbit, truncated far above what is ever in orbit.
    Source of the model: Falin and Templeton (1997), Retrial Queues, on impatient subscribers.
    """
    size = 200
    generator = np.zeros((2 * size, 2 * size))

    def move(of: int, to: int, rate: float) -> None:
        if to < 2 * size:
            generator[of, to] += rate
            generator[of, of] -= rate

    for orbit in range(size):
        free, busy = 2 * orbit, 2 * orbit + 1
        move(free, busy, arrivals)
        move(busy, free, 1 / service_mean)
        move(busy, busy + 2, arrivals * persistence)
        if orbit:
            move(free, busy - 2, orbit / pause_mean)
            move(busy, busy - 2, orbit / pause_mean * (1 - persistence))
    shares = stationary(generator)
    in_orbit = float(shares @ (np.arange(2 * size) // 2))
    served = float(shares[1::2].sum()) / service_mean
    return in_orbit / arrivals, 1 - served / arrivals
