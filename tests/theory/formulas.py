"""Exact results that only these tests need; the others are in `sim.theory.formulas`."""

from collections.abc import Callable

import numpy as np
from scipy import stats
from scipy.integrate import solve_ivp

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
