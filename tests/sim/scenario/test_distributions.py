"""Each law by its field's definition: its moments, its order, its refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from sim.scenario.distributions import AnyDistribution, Triangular

DISTRIBUTION_KEYS: TypeAdapter[AnyDistribution] = TypeAdapter(AnyDistribution)

EXAMPLES: list[tuple[object, float, float]] = [
    (3, 3.0, 0.0),
    ({"law": "exponential", "mean": 2.0}, 2.0, 1.0),
    ({"law": "exponential", "mean": 2.0, "maximum": 2.0}, 2 - 2 / np.expm1(1), 0.6738),
    ({"law": "hyperexponential", "mean": 2.0, "cv": 2.0}, 2.0, 2.0),
    ({"law": "lognormal", "mean": 2.9, "cv": 0.8}, 2.9, 0.8),
    ({"law": "lognormal_median", "median": 12.0, "sigma": 0.7}, 12 * np.exp(0.245), 0.7953),
    ({"law": "gamma", "mean": 4.0, "cv": 0.6}, 4.0, 0.6),
    ({"law": "uniform", "low": 1.0, "high": 3.0}, 2.0, 1 / np.sqrt(12)),
    ({"law": "triangular", "low": 0.0, "mode": 3.0, "high": 6.0}, 3.0, 1 / np.sqrt(6)),
    ({"law": "empirical", "values": [1, 2, 3, 4]}, 2.5, np.sqrt(1.25) / 2.5),
]


@pytest.mark.parametrize(("written", "mean", "cv"), EXAMPLES)
def test_a_law_has_the_mean_and_the_variation_that_its_parameters_say(
    written: object, mean: float, cv: float
) -> None:
    law = DISTRIBUTION_KEYS.validate_python(written)
    uniforms = (np.arange(2_000_000) + 0.5) / 2_000_000

    values = law.quantile(uniforms)

    assert law.mean() == pytest.approx(mean, rel=1e-9)
    assert values.mean() == pytest.approx(mean, rel=1e-4)
    assert values.std() / values.mean() == pytest.approx(cv, rel=2e-3, abs=1e-12)


@pytest.mark.parametrize(("written", "mean", "cv"), EXAMPLES)
def test_a_larger_uniform_number_never_gives_a_smaller_value(
    written: object, mean: float, cv: float
) -> None:
    del mean, cv
    values = DISTRIBUTION_KEYS.validate_python(written).quantile(np.linspace(0, 1 - 1e-12, 10_001))

    assert (np.diff(values) >= 0).all()
    assert (values >= 0).all()


@given(st.floats(0.01, 100), st.floats(0.05, 3))
def test_lognormal_and_gamma_agree_with_scipy(mean: float, cv: float) -> None:
    uniforms = np.array([0.01, 0.3, 0.5, 0.9, 0.999])
    sigma = np.sqrt(np.log1p(cv**2))
    shape = 1 / cv**2

    lognormal = DISTRIBUTION_KEYS.validate_python({"law": "lognormal", "mean": mean, "cv": cv})
    gamma = DISTRIBUTION_KEYS.validate_python({"law": "gamma", "mean": mean, "cv": cv})

    expected = stats.lognorm.ppf(uniforms, sigma, scale=mean * np.exp(-(sigma**2) / 2))
    np.testing.assert_allclose(lognormal.quantile(uniforms), expected, rtol=1e-9)
    np.testing.assert_allclose(
        gamma.quantile(uniforms), stats.gamma.ppf(uniforms, shape, scale=mean / shape), rtol=1e-9
    )


@pytest.mark.parametrize(
    "written",
    [
        -1,
        float("nan"),
        True,
        {"law": "exponential", "mean": 0},
        {"law": "lognormal", "mean": 1, "cv": 0},
        {"law": "uniform", "low": 3, "high": 1},
        {"law": "triangular", "low": 0, "mode": 9, "high": 6},
        {"law": "triangular", "low": 6, "mode": 6, "high": 6},
        {"law": "empirical"},
        {"law": "weibull", "mean": 1},
        {"law": "gamma", "mean": 1, "cv": 1, "sd": 2},
    ],
)
def test_an_impossible_law_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        DISTRIBUTION_KEYS.validate_python(written)


@pytest.mark.parametrize("mode", [0.0, 5e-324, 1.0, 3.0])
def test_a_triangle_has_its_distribution_function_however_short_a_side_is(mode: float) -> None:
    law = Triangular(low=0.0, mode=mode, high=3.0)
    values = np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 4.0])

    found = law.cumulative(values)

    assert found == pytest.approx(stats.triang(mode / 3, scale=3).cdf(values))
