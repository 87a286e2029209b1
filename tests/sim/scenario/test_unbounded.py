"""Laws of two kinds, and laws that end at a maximum: their quantiles, moments and refusals."""

from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import integrate, optimize, stats

from sim.scenario.limits import CV_MAX, KEPT_MIN, MEAN_MIN, VALUE_MAX
from sim.scenario.unbounded import (
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    LognormalMedian,
    UnboundedDistribution,
)
from sim.units import Floats
from tests.sim.scenario.test_distributions import DISTRIBUTION_KEYS, EXAMPLES

UNIFORMS = np.concatenate(
    ([0.0, 2.0**-53, 1e-12, 1e-6], np.linspace(0.001, 0.999, 999), [1 - 1e-6, 1 - 2.0**-53])
)


class Continuous(Protocol):
    """A distribution of scipy."""

    def cdf(self, x: float, /) -> float:
        """Return the distribution function."""

    def pdf(self, x: float, /) -> float:
        """Return the density."""

    def ppf(self, q: Floats, /) -> Floats:
        """Return the quantile function."""


# Of each law without an end: the law, and the same by scipy.
TWINS: list[tuple[UnboundedDistribution, Continuous]] = [
    (Exponential(mean=2), stats.expon(scale=2)),
    (Lognormal(mean=2, cv=0.8), stats.lognorm(np.sqrt(np.log1p(0.64)), scale=2 / np.sqrt(1.64))),
    (LognormalMedian(median=2, sigma=0.7), stats.lognorm(0.7, scale=2)),
    (Gamma(mean=2, cv=0.6), stats.gamma(1 / 0.36, scale=2 * 0.36)),
]


def survival(law: Hyperexponential, x: Floats) -> Floats:
    """Return the share beyond x as two exponentials of scipy: p and rates by the textbook."""
    p = (1 + np.sqrt((law.cv**2 - 1) / (law.cv**2 + 1))) / 2
    often = stats.expon(scale=law.mean_value / (2 * p))
    seldom = stats.expon(scale=law.mean_value / (2 * (1 - p)))
    return np.asarray(p * often.sf(x) + (1 - p) * seldom.sf(x))


@given(st.floats(MEAN_MIN, VALUE_MAX), st.floats(1, 20))
def test_a_hyperexponential_law_is_the_mixture_of_two_exponentials_with_balanced_means(
    mean: float, cv: float
) -> None:
    law = Hyperexponential(mean=mean, cv=cv)

    values = law.quantile(UNIFORMS)

    np.testing.assert_allclose(survival(law, values), 1 - UNIFORMS, rtol=1e-11)
    np.testing.assert_allclose(law.cumulative(values), UNIFORMS, rtol=1e-11)


@given(st.floats(1, CV_MAX), st.floats(1e-6, 1 - 1e-9))
def test_its_quantile_is_the_root_that_scipy_finds(cv: float, uniform: float) -> None:
    law = Hyperexponential(mean=1, cv=cv)

    (value,) = law.quantile(np.array([uniform]))

    def beyond(x: float) -> float:
        return float(np.log(survival(law, np.array(x))) - np.log1p(-uniform))

    beyond_all = 300 * (cv**2 + 1)
    root = optimize.brentq(beyond, 0, beyond_all, xtol=1e-300, rtol=1e-14)
    assert value == pytest.approx(root, rel=1e-8)


def test_of_variation_1_it_is_the_exponential_law() -> None:
    law, exponential = Hyperexponential(mean=3, cv=1), Exponential(mean=3)

    np.testing.assert_allclose(law.quantile(UNIFORMS), exponential.quantile(UNIFORMS), rtol=1e-15)


@given(st.floats(1, CV_MAX), st.floats(0, 1 - 1e-12), st.floats(0, 1 - 1e-12))
def test_its_quantile_rises_with_the_uniform_number(cv: float, one: float, other: float) -> None:
    pair = np.array(sorted((one, other)))

    low, high = Hyperexponential(mean=1, cv=cv).quantile(pair)

    assert low <= high or pair[1] - pair[0] < 1e-13


@pytest.mark.parametrize("cv", [1.0, 1.5, 4.0])
def test_it_has_the_mean_and_the_variation_of_its_parameters(cv: float) -> None:
    law = Hyperexponential(mean=2, cv=cv)

    mean = integrate.quad(lambda x: float(survival(law, np.array(x))), 0, np.inf, limit=500)[0]
    square = integrate.quad(
        lambda x: 2 * x * float(survival(law, np.array(x))), 0, np.inf, limit=500
    )[0]

    assert law.mean() == 2
    assert mean == pytest.approx(2, rel=1e-6)
    assert square == pytest.approx(4 * (1 + cv**2), rel=1e-5)


@pytest.mark.parametrize(("law", "twin"), TWINS, ids=[type(law).__name__ for law, _ in TWINS])
@pytest.mark.parametrize("maximum", [0.5, 2.0, 30.0])
def test_a_law_with_a_maximum_is_the_law_of_those_values_that_do_not_exceed_it(
    law: UnboundedDistribution, twin: Continuous, maximum: float
) -> None:
    ended = law.model_copy(update={"maximum": maximum})
    kept = twin.cdf(maximum)

    values = ended.quantile(UNIFORMS)

    expected = np.minimum(twin.ppf(UNIFORMS * kept), maximum)
    np.testing.assert_allclose(values, expected, rtol=1e-8, atol=1e-300)
    np.testing.assert_allclose(ended.cumulative(values), UNIFORMS, rtol=1e-8, atol=1e-15)
    assert ended.cumulative(np.array([maximum, 2 * maximum])).tolist() == [1, 1]
    mean = integrate.quad(lambda x: x * twin.pdf(x), 0, maximum, epsabs=1e-12)[0] / kept
    assert ended.mean() == pytest.approx(mean, rel=1e-7)


@given(st.floats(1, 20), st.floats(0.01, 100))
def test_a_hyperexponential_law_with_a_maximum_has_the_mean_that_is_left(
    cv: float, maximum: float
) -> None:
    law = Hyperexponential(mean=1, cv=cv, maximum=maximum)
    uniforms = (np.arange(20_000) + 0.5) / 20_000

    values = law.quantile(uniforms)

    assert values.max() <= maximum
    assert values.mean() == pytest.approx(law.mean(), rel=2e-3)


@pytest.mark.parametrize(("law", "_"), TWINS, ids=[type(law).__name__ for law, _ in TWINS])
def test_a_maximum_beyond_all_values_changes_next_to_nothing(
    law: UnboundedDistribution, _: object
) -> None:
    ended = law.model_copy(update={"maximum": float(VALUE_MAX)})

    np.testing.assert_allclose(ended.quantile(UNIFORMS), law.quantile(UNIFORMS), rtol=1e-12)
    assert ended.mean() == pytest.approx(law.mean(), rel=1e-12)


@pytest.mark.parametrize(("written", "mean", "cv"), EXAMPLES)
def test_the_share_up_to_a_value_is_what_the_quantiles_say(
    written: object, mean: float, cv: float
) -> None:
    del mean, cv
    law = DISTRIBUTION_KEYS.validate_python(written)
    values = law.quantile((np.arange(100_000) + 0.5) / 100_000)
    between = np.array([0.0, 0.5, 1.1, 2.5, 2.9, 3.5, 40.0])

    counted = [(values <= value).mean() for value in between]

    np.testing.assert_allclose(law.cumulative(between), counted, atol=2e-5)


def test_a_maximum_leaves_a_millionth_of_the_law_at_least() -> None:
    least = -1_000 * np.log1p(-KEPT_MIN)
    enough = Exponential(mean=1_000, maximum=least * 1.0001)
    assert enough.mean() == pytest.approx(least / 2, rel=1e-3)

    with pytest.raises(ValidationError, match="less than a millionth of the law lies below it"):
        Exponential(mean=1_000, maximum=least * 0.9999)


def test_without_a_maximum_a_law_says_nothing_of_one() -> None:
    assert Exponential(mean=1).model_dump(by_alias=True) == {"law": "exponential", "mean": 1.0}
    assert Exponential(mean=1, maximum=2).model_dump()["maximum"] == 2


@pytest.mark.parametrize(
    "written",
    [
        {"law": "hyperexponential", "mean": 1, "cv": 0.999},
        {"law": "hyperexponential", "mean": 1, "cv": CV_MAX + 1},
        {"law": "hyperexponential", "mean": 1},
        {"law": "exponential", "mean": 1, "maximum": 0},
        {"law": "exponential", "mean": 1, "maximum": VALUE_MAX + 1},
        {"law": "exponential", "mean": 1, "maximum": "none"},
        {"law": "uniform", "low": 0, "high": 2, "maximum": 1},
        {"law": "deterministic", "value": 2, "maximum": 1},
    ],
)
def test_what_a_law_of_two_kinds_or_a_maximum_cannot_be_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        DISTRIBUTION_KEYS.validate_python(written)


@pytest.mark.parametrize("cv", [1, CV_MAX])
def test_both_limits_of_the_variation_are_allowed(cv: float) -> None:
    law = DISTRIBUTION_KEYS.validate_python({"law": "hyperexponential", "mean": 1, "cv": cv})

    assert (np.diff(law.quantile(UNIFORMS)) > 0).all()
