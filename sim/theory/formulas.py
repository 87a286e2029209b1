"""Exact results of queueing theory that the simulation is held against.

Times are in the unit of the rates given; every function names its source.
"""

import numpy as np
from scipy import linalg, sparse, stats
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


def group_arrivals_wait(arrivals: float, sizes: Floats, mean: float, cv: float) -> float:
    """Return the mean wait in M[X]/G/1 of people who come in groups of these sizes, all as often.

    `arrivals` are people, not groups. A group waits like one customer of M/G/1 who is served for
    all of it; then each waits for those of the group who stand before. Source: Burke (1975),
    Delays in Single-Server Queues with Batch Input.
    """
    size, square = sizes.mean(), (sizes**2).mean()
    of_a_group = mean**2 * (size * cv**2 + square)
    of_groups = arrivals / size * of_a_group / (2 * (1 - arrivals * mean))
    return float(of_groups + mean * (square / size - 1) / 2)


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
