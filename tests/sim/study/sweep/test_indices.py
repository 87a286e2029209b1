"""Indices: known answers, and those that SALib and SciPy give for the same design."""

from typing import Literal

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from SALib.test_functions import Ishigami
from scipy import stats

from sim.study.sweep.designs import (
    Design,
    Lever,
    grid,
    latin_hypercube,
    morris,
    one_at_a_time,
    sobol,
)
from sim.study.sweep.indices import LeverIndex, changes, indices_of, means_of
from sim.units import Floats

ANGLES = [Lever(name, low=-np.pi, high=np.pi) for name in ("a", "b", "c")]
PROBLEM = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
# Ishigami and Homma (1990), with the constants 7 and 0.1: by hand from the integrals.
FIRST_ORDER, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)


def numbers(design: Design) -> Floats:
    """Return the points as a table of numbers."""
    return np.array(design.points, dtype=np.float64)


def ishigami(design: Design) -> Floats:
    """Return the function at each point, in one replication."""
    return np.asarray(Ishigami.evaluate(numbers(design)))[:, np.newaxis]


def values(found: list[LeverIndex], name: str) -> list[float]:
    """Return the index of this name of each lever."""
    return [one.value for one in found if one.name == name]


def test_sobol_finds_the_known_indices_of_ishigami_within_their_intervals() -> None:
    design = sobol(ANGLES, 1_024, seed=1)

    found = indices_of(design, ishigami(design), seed=1)

    assert values(found, "first_order") == pytest.approx(FIRST_ORDER, abs=0.06)
    assert values(found, "total") == pytest.approx(TOTAL, abs=0.06)
    known = dict(zip("abc", TOTAL, strict=True))
    for one in found:
        if one.name == "total":
            assert one.ci_low - 0.02 < known[one.key] < one.ci_high + 0.02


def test_sobol_agrees_with_salib_on_the_same_design() -> None:
    design = sobol(ANGLES, 256, seed=4)
    rows = ishigami(design)[list(design.rows), 0]

    found = indices_of(design, ishigami(design), seed=4)

    judge = salib_sobol.analyze(PROBLEM, rows, calc_second_order=False, seed=1)
    assert values(found, "first_order") == pytest.approx(judge["S1"].tolist(), abs=0.01)
    assert values(found, "total") == pytest.approx(judge["ST"].tolist(), rel=1e-9)
    half_widths = [(one.ci_high - one.ci_low) / 2 for one in found if one.name == "total"]
    assert half_widths == pytest.approx(judge["ST_conf"].tolist(), rel=0.35)


def test_sobol_agrees_with_scipy_on_the_same_design() -> None:
    design = sobol(ANGLES, 256, seed=4)
    table = ishigami(design)[list(design.rows), 0].reshape(256, 5)

    found = indices_of(design, ishigami(design), seed=4)

    given: dict[Literal["f_A", "f_B", "f_AB"], Floats] = {
        "f_A": table[:, 0],
        "f_B": table[:, -1],
        "f_AB": table[:, 1:-1].T[:, np.newaxis],
    }
    judge = stats.sobol_indices(func=given, n=256)
    assert values(found, "first_order") == pytest.approx(judge.first_order.tolist(), rel=1e-9)
    assert values(found, "total") == pytest.approx(judge.total_order.tolist(), rel=1e-9)


def test_morris_agrees_with_salib_on_the_same_design() -> None:
    design = morris([Lever(name, low=-4.0, high=4.0) for name in "abc"], 40, seed=2)
    points = numbers(design)[list(design.rows)]

    found = indices_of(design, ishigami(design), seed=2)

    problem = PROBLEM | {"bounds": [[-4.0, 4.0]] * 3}
    rows = ishigami(design)[list(design.rows), 0]
    judge = salib_morris.analyze(problem, points, rows, num_levels=4, seed=1)
    for name in ("mu", "mu_star", "sigma"):
        assert values(found, name) == pytest.approx(judge[name].tolist(), rel=1e-4, abs=1e-4)
    half_widths = [(one.ci_high - one.ci_low) / 2 for one in found if one.name == "mu_star"]
    assert half_widths == pytest.approx(judge["mu_star_conf"].tolist(), rel=0.4, abs=0.01)


def test_morris_of_a_sum_has_each_weight_exactly() -> None:
    levers = [Lever("a", low=0, high=10), Lever("b", low=1, high=3, is_whole=True)]
    design = morris(levers, 12, seed=1)
    sums = np.array([[2.0 * a - 5.0 * b] for a, b in numbers(design)])

    found = indices_of(design, sums, seed=1)

    assert values(found, "mu") == pytest.approx([20, -10], rel=1e-4)
    assert values(found, "mu_star") == pytest.approx([20, 10], rel=1e-4)
    assert values(found, "sigma") == pytest.approx([0, 0], abs=0.01)


def test_rank_correlations_are_scipys_and_1_for_what_rises_with_a_lever() -> None:
    design = latin_hypercube([Lever("a", low=0, high=1), Lever("b", low=0, high=1)], 40, seed=1)
    points = numbers(design)
    responses = np.exp(points[:, :1]) + np.array([[0.1, -0.1]])

    first, second = indices_of(design, responses, seed=1)

    assert (first.value, first.ci_low, first.ci_high) == pytest.approx((1, 1, 1))
    assert second.value == pytest.approx(stats.spearmanr(points[:, 1], responses[:, 0])[0])
    assert second.ci_low < 0 < second.ci_high


def test_one_at_a_time_is_the_paired_change_from_the_base() -> None:
    design = one_at_a_time([Lever("a", (1, 3)), Lever("b", (0, 5))], (2, 0))
    luck = np.array([0.0, 10.0, 20.0])
    responses = np.array([[a + 2.0 * b] for a, b in numbers(design)]) + luck

    found = changes(design, responses)

    assert [(one.key, one.name, one.value) for one in found] == [
        *(("a", "first", -1.0), ("a", "last", 1.0)),
        *(("b", "first", 0.0), ("b", "last", 10.0)),
    ]
    assert all(one.ci_low == one.ci_high == one.value for one in found)


def test_on_a_grid_it_is_the_change_from_the_mean_of_all() -> None:
    design = grid([Lever("a", (0, 1)), Lever("b", (0, 1)), Lever("c", (0, 1))])
    responses = np.array([[4.0 * a + b + 8.0 * a * b] * 2 for a, b, _ in numbers(design)])

    found = changes(design, responses)

    assert [one.value for one in found] == [-4.0, 4.0, -2.5, 2.5, 0.0, 0.0]


def test_what_is_not_defined_somewhere_has_no_index() -> None:
    design = sobol(ANGLES, 4, seed=1)
    responses = ishigami(design)
    responses[3] = np.nan

    found = indices_of(design, responses, seed=1)

    assert np.isnan([one.value for one in found]).any()
    assert means_of(np.array([[1.0, np.nan], [np.nan, np.nan]])).tolist()[0] == 1.0


def test_what_never_changes_has_no_share_of_a_variance() -> None:
    design = sobol(ANGLES, 4, seed=1)

    found = indices_of(design, np.ones((len(design.points), 1)), seed=1)

    assert np.isnan([one.value for one in found]).all()
