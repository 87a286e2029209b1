"""Exact results of queueing theory that the simulation is held against.

Times are in the unit of the rates given; every function names its source.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import linalg, stats

from sim.theory.chains import State, steady_state
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
    most = 69

    def moves(state: State) -> Iterator[tuple[State, float]]:
        first, second = state
        if min(first, second) < most:
            yield ((first + 1, second) if first <= second else (first, second + 1)), arrivals
        if first:
            yield (first - 1, second), 1 / service_mean
        if second:
            yield (first, second - 1), 1 / service_mean

    shares = steady_state((0, 0), moves)
    people = sum(share * (first + second) for (first, second), share in shares.items())
    return people / arrivals - service_mean


def cobham_waits(arrivals: Sequence[float], mean: float, cv: float) -> list[float]:
    """Return the mean wait of each class in M/G/1, the first before the others.

    All have one law of service, and nobody at the counter is interrupted. Source: Cobham (1954).
    """
    remaining = sum(arrivals) * mean**2 * (1 + cv**2) / 2
    return _waits_by_class(remaining, [rate * mean for rate in arrivals])


def kella_yechiali_waits(
    arrivals: Sequence[float], service_mean: float, servers: int
) -> list[float]:
    """Return the mean wait of each class in M/M/c, the first before the others.

    Nobody at a counter is interrupted. Source: Kella and Yechiali (1985), whose classes of one
    service law are those of Cobham (1954).
    """
    load = sum(arrivals) * service_mean
    of_all = erlang_c_wait(sum(arrivals), service_mean, servers)
    until_one_is_free = of_all * (1 - load / servers)
    return _waits_by_class(until_one_is_free, [rate * service_mean / servers for rate in arrivals])


def _waits_by_class(remaining: float, loads: Sequence[float]) -> list[float]:
    """Return the waits for what is being served, for who is ahead, and for who comes ahead."""
    before = np.concatenate(([0.0], np.cumsum(loads)))
    waits: list[float] = (remaining / ((1 - before[:-1]) * (1 - before[1:]))).tolist()
    return waits


def resumed_service(mean: float, cv: float, failures: float, repair: float) -> tuple[float, float]:
    """Return mean and coefficient of variation of a service that goes on after each repair.

    The counter fails so often in a unit of service; repairs are exponential, and `repair` is
    their mean. Source: Gaver (1962), preemptive resume.
    """
    longer = 1 + failures * repair
    completed = mean * longer
    variance = (mean * cv * longer) ** 2 + 2 * failures * mean * repair**2
    return completed, float(np.sqrt(variance)) / completed


def repeated_service(
    services: Sequence[float], failures: float, repair: float
) -> tuple[float, float]:
    """Return mean and coefficient of variation of a service that starts again after each repair.

    The same service starts again, for as long as before; `services` are equally probable. The
    counter fails so often in a unit of service; repairs are exponential, and `repair` is their
    mean. Source: Gaver (1962), preemptive repeat identical.
    """
    service = np.asarray(services)
    tries = np.expm1(failures * service)
    each = 1 / failures + repair
    mean = float((each * tries).mean())
    square = 2 * each * (tries**2 * each + tries / failures - service * (1 + tries))
    second = float((square + 2 * repair**2 * tries).mean())
    return mean, float(np.sqrt(second - mean**2)) / mean


def found_failed_wait(arrivals: float, failures: float, repair: float) -> float:
    """Return what is added to the mean wait in M/G/1 if the counter also fails with nobody there.

    Who finds nobody may find the counter under repair, and waits for it, and so do all who come
    in the meantime: a server that has to warm up. Up times and repairs are exponential, `repair`
    is the mean. Source: Welch (1964).
    """
    finds_it = failures / (arrivals + failures + 1 / repair)
    mean, second = finds_it * repair, 2 * finds_it * repair**2
    return (2 * mean + arrivals * second) / (2 * (1 + arrivals * mean))
