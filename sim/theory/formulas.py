"""Exact results of queueing theory that the simulation is held against.

Times are in the unit of the rates given; every function names its source.
"""

from collections.abc import Callable

import numpy as np
from scipy import linalg, sparse, stats
from scipy.integrate import solve_ivp
from scipy.sparse.linalg import spsolve

from sim.units import Floats


def erlang_b(load: float, servers: int) -> float:
    """Return the share of customers lost in M/M/c/c. Source: Erlang (1917), by recursion."""
    blocking = 1.0
    for server in range(1, servers + 1):
        blocking = load * blocking / (server + load * blocking)
    return blocking


def erlang_c_wait(arrivals: float, service_mean: float, servers: int) -> float:
    """Return the mean wait in M/M/c. Source: Erlang (1917)."""
    load = arrivals * service_mean
    lost = erlang_b(load, servers)
    utilisation = load / servers
    waits = lost / (1 - utilisation * (1 - lost))
    return waits * service_mean / (servers - load)


def pollaczek_khinchine_wait(arrivals: float, mean: float, cv: float) -> float:
    """Return the mean wait in M/G/1. Source: Pollaczek (1930), Khinchine (1932)."""
    utilisation = arrivals * mean
    return utilisation * mean * (1 + cv**2) / (2 * (1 - utilisation))


def deterministic_service_wait(arrivals: float, service: float, servers: int) -> float:
    """Return the mean wait in M/D/c. Source: Crommelin (1932).

    Seen every `service`, the number present is a Markov chain: all who were at a server have
    left, and a Poisson number has come. Its stationary mean gives the mean wait by Little's law.
    """
    size = 60 + round(40 * servers / (servers - arrivals * service))
    coming = stats.poisson.pmf(np.arange(size), arrivals * service)
    transition = np.zeros((size, size))
    for present in range(size):
        left = max(present - servers, 0)
        transition[present, left:] = coming[: size - left]
        transition[present, -1] += 1 - transition[present].sum()
    shares = stationary(transition - np.eye(size))
    return float(shares @ np.arange(size)) / arrivals - service


def stationary(generator: Floats) -> Floats:
    """Return the stationary probabilities of a Markov chain from its generator."""
    size = len(generator)
    equations = np.vstack((generator.T[:-1], np.ones(size)))
    return linalg.solve(equations, np.append(np.zeros(size - 1), 1.0))


def erlang_a(arrivals: float, service_mean: float, patience_mean: float, servers: int) -> Floats:
    """Return the probabilities of n present in M/M/c+M. Source: Palm (1946)."""
    size = 400
    present = np.arange(size)
    down = np.minimum(present, servers) / service_mean
    down = down + np.maximum(present - servers, 0) / patience_mean
    logs = np.concatenate(([0.0], np.cumsum(np.log(arrivals) - np.log(down[1:]))))
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def shortest_line_wait(arrivals: float, service_mean: float) -> float:
    """Return the mean wait if each joins the shorter of two lines, the first of equals.

    Solved on a truncated plane of states. Source of the model: Haight (1958), Kingman (1961).
    """
    size = 70
    generator = sparse.lil_matrix((size * size, size * size))
    for first in range(size):
        for second in range(size):
            state = first * size + second
            joins = (first + 1, second) if first <= second else (first, second + 1)
            moves = [(joins, arrivals)]
            moves += [((first - 1, second), 1 / service_mean)] if first else []
            moves += [((first, second - 1), 1 / service_mean)] if second else []
            for (one, two), rate in moves:
                if one < size and two < size:
                    generator[state, one * size + two] += rate
                    generator[state, state] -= rate
    equations = sparse.csr_matrix(generator.T.tolil())
    all_shares = sparse.csr_matrix(np.ones((1, size * size)))
    equations = sparse.vstack((equations[:-1], all_shares), format="csc")
    shares = spsolve(equations, np.append(np.zeros(size * size - 1), 1.0)).reshape(size, size)
    numbers = np.add.outer(np.arange(size), np.arange(size))
    return float((shares * numbers).sum()) / arrivals - service_mean


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
