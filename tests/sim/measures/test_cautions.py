"""Cautions: which intervals hold less often than they say, and how often."""

import numpy as np
import pytest

from sim.measures.cautions import Caution, Reason, caution_of, share_unseen
from sim.measures.spread import Spread

FINE = Caution("none", 0.95, 0)


def of(skewness: float, differing: int = 10, ratio: float = 1.0, count: int = 10) -> Caution:
    """Return the caution of so many replications."""
    return caution_of(Spread(count, 1.0, 1.0, skewness), differing, ratio)


@pytest.mark.parametrize(
    ("differing", "caution"),
    [
        (1, Caution("few differ", 0.59, 50)),
        (2, Caution("few differ", 0.80, 25)),
        (3, Caution("few differ", 0.88, 17)),
        (4, Caution("few differ", 0.93, 13)),
        (5, FINE),
    ],
)
def test_few_that_differ_are_few_events_however_many_replications_there_are(
    differing: int, caution: Caution
) -> None:
    assert of(0.0, differing) == caution


def test_three_replications_that_all_differ_are_not_few() -> None:
    assert of(0.0, differing=3, count=3) == FINE
    assert of(0.0, differing=2, count=3).reason == "few differ"


def test_where_none_differs_nothing_is_known_of_those_that_would() -> None:
    found = of(0.0, differing=0)

    assert (found.reason, found.enough) == ("none differ", 0)
    assert np.isnan(found.coverage)


@pytest.mark.parametrize(
    ("of_root", "coverage", "enough"),
    [(0.449, 0.95, 0), (0.451, 0.92, 40), (0.51, 0.90, 100), (0.61, 0.86, 500), (0.9, 0.80, 2000)],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_skewness_counts_against_the_root_of_the_number_of_replications(
    of_root: float, coverage: float, enough: int, sign: int
) -> None:
    found = of(sign * of_root * 10**0.5)

    assert (found.coverage, found.enough) == (coverage, enough)


def test_skewness_of_five_values_may_be_chance() -> None:
    assert of(1.8, differing=5, count=5) == FINE
    assert of(1.9, differing=5, count=5).reason == "skewed"


@pytest.mark.parametrize(
    ("ratio", "count", "reason", "coverage"),
    [
        (1_999.0, 10, "none", 0.95),
        (2_000.0, 10, "few people", 0.80),
        (100_000.0, 10, "few people", 0.40),
        (100_000.0, 1_000, "none", 0.95),
        (float("nan"), 10, "none", 0.95),
    ],
)
def test_where_pairing_cancels_nearly_all_few_people_are_left(
    ratio: float, count: int, reason: Reason, coverage: float
) -> None:
    found = of(0.0, ratio=ratio, differing=count, count=count)

    assert (found.reason, found.coverage) == (reason, coverage)


def test_the_reason_that_weighs_most_is_given() -> None:
    assert of(3.0, ratio=2_000.0).reason == "skewed"
    assert of(1.5, ratio=2_000.0).reason == "few people"


def test_one_replication_has_no_interval_to_be_cautious_of() -> None:
    assert of(0.0, differing=0, count=1).reason == "none"


def test_what_never_happened_in_ten_may_happen_in_a_quarter() -> None:
    assert (1 - share_unseen(10)) ** 10 == pytest.approx(0.05)
