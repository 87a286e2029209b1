"""Fits agree with the maximum that SciPy finds by itself, and find what the durations are of."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize, stats

from sim.people.streams import Dice, Stream
from sim.study.fit.intervals import SamplingError
from sim.study.fit.laws import (
    EXPONENTIAL,
    GAMMA,
    HYPEREXPONENTIAL,
    LOGNORMAL,
    LOGNORMAL_MEDIAN,
    SERVICE_LAWS,
    LawFamily,
)
from sim.study.fit.likelihood import (
    Durations,
    best_of,
    distance,
    durations,
    fit_family,
    in_cells,
    log_likelihood,
    with_intervals,
)
from sim.units import Floats

NONE = np.empty(0)
DICE = Dice(seed=1, replication=0, county="fit")


def waits(count: int = 3_000) -> tuple[Floats, Floats]:
    """Return patience, lognormal of median 12, and waits, exponential of mean 8 minutes."""
    chance = np.random.default_rng(20061122)
    return chance.lognormal(np.log(12), 0.7, count), chance.exponential(8, count)


def test_who_did_not_come_is_known_from_above_as_scipy_finds_it() -> None:
    patience, wait = waits()
    gone = patience < wait
    known: stats.CensoredData = stats.CensoredData(left=wait[gone], right=wait[~gone])
    sigma, at_zero, median = stats.lognorm.fit(known, floc=0)

    found = fit_family(LOGNORMAL_MEDIAN, durations(NONE, wait[gone], wait[~gone]))

    assert at_zero == 0
    assert found.values == pytest.approx((median, sigma), rel=2e-4)
    assert found.values == pytest.approx((12, 0.7), rel=0.08)


def test_who_was_seen_to_leave_is_known_exactly_as_scipy_finds_it() -> None:
    patience, wait = waits()
    gone = patience < wait
    known: stats.CensoredData = stats.CensoredData(uncensored=patience[gone], right=wait[~gone])
    shape, _, scale = stats.gamma.fit(known, floc=0)

    found = fit_family(GAMMA, durations(patience[gone], NONE, wait[~gone]))

    assert found.values == pytest.approx((shape * scale, shape**-0.5), rel=2e-4)


def test_whoever_takes_the_leavers_alone_finds_half_of_the_patience() -> None:
    patience, wait = waits()
    gone = patience < wait

    naive = fit_family(LOGNORMAL_MEDIAN, durations(patience[gone], NONE, NONE))

    assert naive.values[0] < 8


@pytest.mark.parametrize("family", SERVICE_LAWS, ids=lambda family: family.name)
def test_a_law_is_found_among_all_and_near_its_parameters(family: LawFamily) -> None:
    given = family.start(3.0, 1.8 if family is HYPEREXPONENTIAL else 0.5)
    shares = (np.arange(4_000) + 0.5) / 4_000  # a sample without chance
    known = durations(family.make(given).quantile(shares), NONE, NONE)

    found = best_of(SERVICE_LAWS, known)

    assert found[0].family == family.name
    assert found[0].values == pytest.approx(given, rel=0.02)
    assert distance(family, found[0], known) < 0.01
    assert found[1].aic > found[0].aic + 1.9


def test_whole_minutes_as_intervals_give_back_what_as_numbers_they_hide() -> None:
    chance = np.random.default_rng(1)
    took = chance.lognormal(np.log(3.4), 0.5, 3_000)
    began = chance.random(3_000) * 1_000
    seen = np.floor(began + took) - np.floor(began)
    values, times = np.unique(seen, return_counts=True)

    def lack(logarithms: Floats) -> float:
        """Sum the chances of stamps by quadrature of the density, as an independent judge."""
        median, sigma = np.exp(logarithms)
        nodes, weights = np.polynomial.legendre.leggauss(60)
        total = 0.0
        for value, count in zip(values, times, strict=True):
            low, high = max(value - 1, 0), value + 1
            x = low + (high - low) * (nodes + 1) / 2
            inside = stats.lognorm.pdf(x, sigma, scale=median) * (1 - np.abs(x - value))
            total -= count * np.log((weights * inside).sum() * (high - low) / 2)
        return float(total)

    judged = np.exp(optimize.minimize(lack, np.log([3.0, 0.4]), method="Nelder-Mead").x)
    found = fit_family(LOGNORMAL_MEDIAN, durations(seen, NONE, NONE, unit_min=1.0))
    as_numbers = fit_family(LOGNORMAL_MEDIAN, durations(np.maximum(seen, 0.5), NONE, NONE))

    assert found.values == pytest.approx(judged, rel=2e-3)
    assert found.values == pytest.approx((3.4, 0.5), rel=0.05)
    assert abs(as_numbers.values[1] - 0.5) > 2 * abs(found.values[1] - 0.5)


def test_the_likelihood_of_an_exponential_is_worked_out_by_hand() -> None:
    known = durations(np.array([2.0, 2.0]), np.array([1.0]), np.array([3.0]))

    found = log_likelihood(EXPONENTIAL, (2.0,), known)

    by_hand = 2 * (-np.log(2) - 1) + np.log(1 - np.exp(-0.5)) - 1.5
    assert found == pytest.approx(by_hand)


def test_the_interval_of_an_exponential_mean_is_as_wide_as_theory_has_it() -> None:
    count = 900
    shares = (np.arange(count) + 0.5) / count
    known = durations(EXPONENTIAL.make((5.0,)).quantile(shares), NONE, NONE)
    fitted = fit_family(EXPONENTIAL, known)

    (mean,) = with_intervals(EXPONENTIAL, fitted, known, DICE, 400).parameters

    assert mean.low < mean.value < mean.high
    assert mean.high - mean.low == pytest.approx(2 * 1.96 * 5 / np.sqrt(count), rel=0.15)


def test_cells_hold_all_durations_and_hardly_move_the_estimate() -> None:
    patience, wait = waits()
    gone = patience < wait
    known = durations(patience[gone], NONE, wait[~gone])

    cells = in_cells(known, 200)

    assert isinstance(cells, Durations)
    assert cells.seen.size <= 200
    assert cells.longer_than.size <= 200
    assert cells.count == known.count
    moved = fit_family(LOGNORMAL, cells).values
    assert moved == pytest.approx(fit_family(LOGNORMAL, known).values, rel=0.005)


@pytest.mark.parametrize("count", [60, 2_000])
@pytest.mark.parametrize("family", SERVICE_LAWS, ids=lambda family: family.name)
def test_steps_of_newton_end_where_a_search_ends(family: LawFamily, count: int) -> None:
    given = family.start(3.0, 1.8 if family is HYPEREXPONENTIAL else 0.5)
    shares = np.random.default_rng(count).random(count)
    known = in_cells(durations(family.make(given).quantile(shares), NONE, NONE), 400)
    fitted = fit_family(family, known)

    found = with_intervals(family, fitted, known, DICE, 40)

    searched = []
    for turn in range(40):
        uniforms = DICE.uniforms(Stream.BOOTSTRAP, known.times.size, turn)
        other = replace(known, seen_times=np.asarray(stats.poisson.ppf(uniforms, known.times)))
        searched.append(np.log(fit_family(family, other, fitted.values).values))
    errors = np.std(searched, axis=0, ddof=1).tolist()
    for one, error in zip(found.parameters, errors, strict=True):
        assert isinstance(one.spread, SamplingError)
        assert one.spread.error == pytest.approx(error, rel=0.01)
