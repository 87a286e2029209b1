"""Designs: every row where its method wants it, no point twice, whole levers whole."""

import numpy as np
import pytest

from sim.study.sweep.designs import (
    STEP,
    Lever,
    grid,
    latin_hypercube,
    morris,
    one_at_a_time,
    sobol,
)

COUNTERS = Lever("network.rural.counters_max", low=1, high=3, is_whole=True)
PATIENCE = Lever("line.patience_min.median", low=10.0, high=40.0)
CLOSING = Lever("line.at_closing", ("serve", "turn_away"))


def test_a_grid_has_every_value_with_every_other() -> None:
    found = grid([Lever("a", (1, 2)), Lever("b", ("x", "y", "z"))])

    assert found.points == ((1, "x"), (1, "y"), (1, "z"), (2, "x"), (2, "y"), (2, "z"))
    assert found.rows == (0, 1, 2, 3, 4, 5)


def test_a_value_that_stands_twice_is_run_once() -> None:
    found = grid([Lever("a", (2, 2, 3))])

    assert (found.points, found.rows) == (((2,), (3,)), (0, 0, 1))


def test_one_at_a_time_moves_one_lever_from_the_base() -> None:
    found = one_at_a_time([Lever("a", (1, 2, 3)), Lever("b", (True, False))], (2, True))

    assert found.points == ((2, True), (1, True), (3, True), (2, False))
    assert found.rows == (0, 1, 0, 2, 0, 3)


def test_each_tenth_of_a_latin_hypercube_has_one_point() -> None:
    found = latin_hypercube([PATIENCE, CLOSING], 10, seed=3)

    shares = np.sort(found.shares()[:, 0])
    assert np.floor(shares * 10).tolist() == list(range(10))
    assert [row[1] for row in found.points].count("serve") == 5


def test_the_same_seed_gives_the_same_points_and_another_one_others() -> None:
    for design in (latin_hypercube, morris, sobol):
        first, again, other = (design([PATIENCE, COUNTERS], 8, seed) for seed in (1, 1, 2))

        assert first == again
        assert first.points != other.points


def test_a_trajectory_moves_each_lever_once_by_a_step() -> None:
    found = morris([PATIENCE, Lever("b", low=0, high=1), Lever("c", low=-1, high=1)], 50, seed=1)

    steps = np.diff(found.shares().reshape(50, 4, 3), axis=1)
    assert np.allclose(np.sort(np.abs(steps), axis=2), [0, 0, STEP], atol=1e-5)
    assert np.allclose(np.abs(steps).sum(axis=1), STEP, atol=1e-5)
    assert {1, -1} == set(np.sign(steps[steps != 0]).tolist())


@pytest.mark.parametrize("high", range(2, 9))
def test_a_step_of_a_whole_lever_is_never_nothing(high: int) -> None:
    found = morris([Lever("a", low=1, high=high, is_whole=True)], 60, seed=1)

    pairs = np.array([found.points[row][0] for row in found.rows]).reshape(60, 2)
    assert (pairs[:, 0] != pairs[:, 1]).all()
    assert set(pairs.ravel().tolist()) <= set(range(1, high + 1))


def test_sobol_takes_one_lever_after_the_other_from_the_second_sample() -> None:
    found = sobol([PATIENCE, Lever("b", low=0, high=1)], 4, seed=1)

    assert len(found.rows) == 4 * (2 + 2)
    for a, with_first, with_second, b in found.shares().reshape(4, 4, 2):
        assert with_first.tolist() == [b[0], a[1]]
        assert with_second.tolist() == [a[0], b[1]]


def test_whole_levers_are_rounded_and_no_point_is_run_twice() -> None:
    found = sobol([COUNTERS, CLOSING], 64, seed=1)

    assert len(found.rows) == 64 * 4
    assert set(found.points) == {
        (counters, way) for counters in (1, 2, 3) for way in ("serve", "turn_away")
    }
    assert all(type(point[0]) is int for point in found.points)
