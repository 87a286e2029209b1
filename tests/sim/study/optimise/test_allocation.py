"""Allocation of a budget, held to published numbers, to sim-tools and to limits."""

import numpy as np
import pytest
from sim_tools.ovs.fixed_budget import OCBA

from sim.study.optimise.allocation import (
    Observed,
    chance_of_best,
    further,
    shares_with_limit,
)
from sim.units import Floats


def observed(means: list[float], variances: list[float], counts: list[int]) -> Observed:
    return Observed(np.array(means), np.array(variances), np.array(counts))


SPOT = observed([1.2, 2.1, 3.4, 4.87, 6.05], [3.3, 2, 4.5, 5.3, 6.9], [12, 6, 5, 5, 4])


def shares_without_limit(costs: Observed) -> Floats:
    """Return the shares where every system is far within its limit, so that cost alone decides."""
    size = costs.means.size
    return shares_with_limit(costs, observed([0.0] * size, [1e-9] * size, [10] * size), 1.0)


def test_the_example_of_the_spot_manual() -> None:
    assert further(shares_without_limit(SPOT), SPOT.counts, 100).tolist() == [48, 38, 11, 2, 1]


class Replayed:
    """The same observations, for sim-tools, which asks a model for one at a time."""

    def __init__(self, samples: Floats) -> None:
        self.samples, self.counts = samples, [0] * len(samples)

    def register_observer(self, observer: OCBA) -> None:
        self.observer = observer

    def simulate(self, system: int) -> None:
        self.observer.feedback(self, system, self.samples[system][self.counts[system]])
        self.counts[system] += 1


def test_sim_tools_shares_a_budget_alike() -> None:
    # Far above 0: below it sim-tools 1.3.0 errs in the variance.
    samples = np.random.default_rng(5).normal(size=(4, 400)) + np.arange(10.0, 14)[:, np.newaxis]
    model = Replayed(samples)

    OCBA(model, 4, budget=90, delta=50, n_0=10, obj="min").solve()

    first = samples[:, :10]
    ours = Observed(first.mean(axis=1), first.var(axis=1, ddof=1), np.full(4, 10))
    assert (
        np.abs(further(shares_without_limit(ours), ours.counts, 50) + 10 - model.counts).max() <= 1
    )


def test_nobody_gives_back_and_all_are_given() -> None:
    more = further(np.array([1.0, 1.0, 100.0]), np.array([50, 2, 2]), 30)

    assert more[0] == 0
    assert more.sum() == 30


def test_without_a_limit_that_binds_the_shares_are_those_of_cost() -> None:
    shares = shares_without_limit(SPOT)

    # Source: Chen et al. (2000), theorem 1.
    others = SPOT.variances[1:] / (SPOT.means[1:] - SPOT.means[0]) ** 2
    best = np.sqrt(SPOT.variances[0] * (others**2 / SPOT.variances[1:]).sum())
    assert shares == pytest.approx([best, *others])


def test_a_cheap_system_near_the_limit_gets_most() -> None:
    costs = observed([1.0, 2.0, 3.0], [1e-4] * 3, [10] * 3)
    values = observed([0.06, 0.01, 0.005], [1e-3] * 3, [10] * 3)

    shares = shares_with_limit(costs, values, 0.05)

    assert shares.argmax() == 0


def test_where_none_keeps_the_limit_the_nearest_gets_most() -> None:
    values = observed([0.2, 0.06], [1e-3] * 2, [10] * 2)

    assert shares_with_limit(observed([1, 2], [0, 0], [10] * 2), values, 0.05).argmax() == 1
    assert chance_of_best(observed([1, 2], [0, 0], [10] * 2), values, 0.05) == 0


def test_the_chance_of_being_right_is_that_of_two_normal_means() -> None:
    costs = observed([0.0, 1.0], [2.0, 2.0], [4, 4])
    values = observed([0.0, 0.0], [0.0, 0.0], [4, 4])

    assert chance_of_best(costs, values, 1.0) == pytest.approx(0.8413, abs=1e-4)
