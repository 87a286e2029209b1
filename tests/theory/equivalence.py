"""Equivalence tests: the simulation has to prove that it agrees with an exact result."""

import numpy as np
from scipy import stats

from sim import kernel
from sim.diary import Diary
from sim.network import County
from sim.plan import make_plan
from sim.scenario import Scenario
from sim.theory.bare import mean_and_error
from sim.units import Floats

CONFIDENCE = 0.99
MARGIN = 0.05


def run_bare(scenario: Scenario, county: County, replication: int = 0) -> Diary:
    """Run it once by the compiled engine, whose diary is the model's own, integer for integer."""
    return kernel.simulate(make_plan(scenario, county), replication)


def days_needed(visits_a_day: int, asymptotic_variance: float, mean: float) -> int:
    """Return the outlet-days after which the equivalence test has the power `CONFIDENCE`.

    `asymptotic_variance` is that of the mean over successive customers: the variance of the mean
    of n is about `asymptotic_variance / n`. Source of the method: Whitt (1989).
    """
    z = stats.norm.ppf(CONFIDENCE)
    standard_error = MARGIN * mean / (2 * z)
    return int(np.ceil(asymptotic_variance / standard_error**2 / visits_a_day))


def assert_equivalent(samples: Floats, exact: float, known: Floats | None = None) -> None:
    """Assert with stated confidence that the mean lies within the margin of the exact value.

    Two one-sided t tests: the simulation has to prove that it agrees; noise cannot pass it.
    `known` are control variates, as for `mean_and_error`.
    """
    mean, error, freedom = mean_and_error(samples, known)
    half_width = stats.t.ppf(CONFIDENCE, freedom) * error
    assert abs(mean - exact) + half_width <= MARGIN * exact, (
        f"simulated {mean:.4f} +- {half_width:.4f}, exact {exact:.4f}, margin {MARGIN:.0%}"
    )
