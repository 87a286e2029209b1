"""Intervals of means: Student's t, and Hall's end where the values are skewed away from 0."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from sim.measures.spread import Spread, interval, skewness_error, spread_of

SYMMETRIC = [1.0, 2.0, 3.0, 4.0, 5.0]
# Nine replications without overtime, and one with ten hours: mean 1, deviation sqrt(10).
ONE_IN_TEN = [0.0] * 9 + [10.0]


def t_interval(values: list[float]) -> tuple[float, float]:
    """Return SciPy's interval of a mean."""
    found = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    return float(found.low), float(found.high)


def hall(statistic: float, skewness: float, count: int) -> float:
    """Return Hall's transformation of a t statistic, written out as he does."""
    root = np.sqrt(count)
    return float(
        statistic
        + skewness * statistic**2 / (3 * root)
        + skewness**2 * statistic**3 / (27 * count)
        + skewness / (6 * root)
    )


def test_values_without_skewness_have_the_interval_of_student() -> None:
    assert interval(spread_of(np.array(SYMMETRIC))) == pytest.approx(t_interval(SYMMETRIC))


def test_the_skewness_is_scipys() -> None:
    values = [0.0, 0.5, 0.2, 4.0, 1.0, 0.1]

    assert spread_of(np.array(values)).skewness == pytest.approx(stats.skew(values, bias=False))


def test_rare_large_values_move_the_end_away_from_0_to_where_hall_has_it() -> None:
    low, high = interval(spread_of(np.array(ONE_IN_TEN)))

    # Mean and standard error are 1, so the ends are t statistics; the skewness is sqrt(10).
    quantile = stats.t.ppf(0.975, 9)
    statistic = optimize.brentq(
        lambda t: hall(t, float(np.sqrt(10)), 10) + quantile, -30, 0, xtol=1e-12
    )
    assert low == pytest.approx(1 - quantile)
    assert high == pytest.approx(1 - statistic)
    assert high > t_interval(ONE_IN_TEN)[1]


def test_the_other_way_round_it_is_the_mirror_image() -> None:
    low, high = interval(spread_of(np.array(ONE_IN_TEN)))

    assert interval(spread_of(-np.array(ONE_IN_TEN))) == pytest.approx((-high, -low))


def test_skewness_that_may_well_be_chance_moves_nothing() -> None:
    plain = interval(Spread(10, 1.0, 1.0, 0.0))

    below = interval(Spread(10, 1.0, 1.0, 0.99 * skewness_error(10)))
    beyond = interval(Spread(10, 1.0, 1.0, 1.01 * skewness_error(10)))

    assert below == plain
    assert beyond[0] == plain[0]
    assert beyond[1] > plain[1]


def test_skewness_towards_0_moves_nothing() -> None:
    assert interval(Spread(10, 1.0, 1.0, -2.0)) == interval(Spread(10, 1.0, 1.0, 0.0))


@pytest.mark.parametrize("values", [[], [3.0]])
def test_fewer_than_two_values_have_no_interval(values: list[float]) -> None:
    assert np.isnan(interval(spread_of(np.array(values)))).all()


def test_values_that_are_all_the_same_are_certain() -> None:
    assert interval(spread_of(np.full(7, 0.1))) == pytest.approx((0.1, 0.1))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12))
def test_an_interval_is_never_narrower_than_students_and_finds_what_the_t_test_finds(
    values: list[float],
) -> None:
    spread = spread_of(np.array(values))
    low, high = interval(spread)

    half = stats.t.ppf(0.975, spread.count - 1) * spread.error
    usual = (spread.mean - half, spread.mean + half)
    assert low <= usual[0] or low == pytest.approx(usual[0])
    assert high >= usual[1] or high == pytest.approx(usual[1])
    if spread.mean > 0:
        assert low == pytest.approx(usual[0])
    if spread.mean < 0:
        assert high == pytest.approx(usual[1])
