"""Densities are the derivatives of the product's own distribution functions."""

import numpy as np
import pytest
from scipy import integrate

from sim.cli.fit_options import PATIENCE_LAWS as PATIENCE_NAMES
from sim.cli.fit_options import SERVICE_LAWS as SERVICE_NAMES
from sim.study.fit.laws import (
    GAMMA,
    PATIENCE_LAWS,
    SERVICE_LAWS,
    LawFamily,
    chance_between_stamps,
    integrated,
    share_up_to_stamps,
)

FAMILIES = {one.name: one for one in (*SERVICE_LAWS, *PATIENCE_LAWS)}
VALUES = np.array([0.05, 0.4, 1.0, 2.5, 7.0, 30.0])


def law_of(family: LawFamily) -> tuple[float, ...]:
    """Return parameters of a law with a mean of 3 and a variation of its own."""
    return family.start(3.0, 1.7 if family.name == "hyperexponential" else 0.8)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_density_is_the_slope_of_the_distribution_function(name: str) -> None:
    family = FAMILIES[name]
    law, step = family.make(law_of(family)), 1e-5
    slopes = (law.cumulative(VALUES + step) - law.cumulative(VALUES - step)) / (2 * step)

    assert np.exp(family.log_density(VALUES, law_of(family))) == pytest.approx(slopes, rel=1e-5)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_search_begins_with_a_law_of_the_mean_that_it_is_given(name: str) -> None:
    family = FAMILIES[name]

    assert family.make(family.start(3.0, 1.3)).mean() == pytest.approx(3.0)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_integrated_distribution_function_is_that(name: str) -> None:
    family = FAMILIES[name]
    law = family.make(law_of(family))
    by_quadrature = [
        integrate.quad(lambda x: float(law.cumulative(x)), 0, one)[0] for one in VALUES
    ]

    assert integrated(law, VALUES) == pytest.approx(by_quadrature, rel=1e-6)


def test_the_chance_of_two_rounded_stamps_is_what_simulated_stamps_have() -> None:
    law, chance = GAMMA.make((3.0, 0.6)), np.random.default_rng(20061122)
    began = chance.random(400_000)
    seen = np.floor(began + law.quantile(chance.random(400_000))) - np.floor(began)
    differences = np.arange(0.0, 10.0)
    shares = np.array([(seen == one).mean() for one in differences])

    by_law = chance_between_stamps(law, differences, 1.0)

    assert by_law == pytest.approx(shares, abs=4 * np.sqrt(0.25 / seen.size))
    assert share_up_to_stamps(law, differences, 1.0) == pytest.approx(by_law.cumsum(), abs=1e-9)


def test_the_command_line_offers_the_laws_that_there_are() -> None:
    assert list(SERVICE_NAMES) == ["auto", *[one.name for one in SERVICE_LAWS]]
    assert list(PATIENCE_NAMES) == ["auto", *[one.name for one in PATIENCE_LAWS]]
