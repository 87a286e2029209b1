"""Paired differences, Holm's method, and what would settle an open question."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.comparison import HEADLINES, Sample, compare, holm, negligible, replications_needed
from sim.measures import BY_NAME


def sample(name: str, values: list[float]) -> Sample:
    """Return a scenario all of whose metrics have these values, a replication each."""
    return Sample(name, [dict.fromkeys(HEADLINES, value) for value in values])


BASE = [10.0, 11.0, 9.0, 10.5, 9.5]


def test_every_headline_is_a_metric() -> None:
    assert set(HEADLINES) <= set(BY_NAME)


def test_a_paired_difference_has_the_interval_of_a_paired_t_test() -> None:
    other = [11.5, 13.5, 11.0, 12.25, 10.75]

    first = compare(sample("base", BASE), [sample("other", other)])[0]

    expected = stats.ttest_rel(other, BASE)
    interval = expected.confidence_interval(0.95)
    assert first.mean == pytest.approx(1.8)
    assert (first.coverage, first.caution) == (0.95, "none")
    assert (first.ci_low, first.ci_high) == pytest.approx((interval.low, interval.high))
    assert first.p_value == pytest.approx(expected.pvalue)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_agrees_with_its_definition(p_values: list[float]) -> None:
    adjusted = holm(p_values)

    ordered = sorted(p_values)
    for p_value, found in zip(p_values, adjusted, strict=True):
        place = len(ordered) - ordered[::-1].index(p_value)
        steps = [min(1.0, (len(ordered) - before) * ordered[before]) for before in range(place)]
        assert found <= max(steps) + 1e-12
        assert found >= p_value


def test_holm_adjusts_the_smallest_like_bonferroni_and_leaves_the_rest_in_order() -> None:
    assert holm([0.04, 0.01, 0.5]) == pytest.approx([0.08, 0.03, 0.5])


def test_the_same_numbers_are_the_same() -> None:
    found = compare(sample("base", BASE), [sample("other", BASE)])

    assert {one.verdict for one in found} == {"same"}


def test_a_clear_difference_is_settled_by_its_sign() -> None:
    higher = compare(sample("base", BASE), [sample("other", [value + 3 for value in BASE])])
    lower = compare(sample("base", BASE), [sample("other", [value - 3 for value in BASE])])

    assert {one.verdict for one in higher} == {"higher"}
    assert {one.verdict for one in lower} == {"lower"}


def test_a_small_noisy_difference_stays_open_and_says_how_many_would_settle_it() -> None:
    noisy = [value + change for value, change in zip(BASE, [2, -2, 2.5, -1, 1], strict=True)]

    found = compare(sample("base", BASE), [sample("other", noisy)])[0]

    assert found.verdict == "open"
    enough = found.replications + found.more_replications
    deviation = np.std([2, -2, 2.5, -1, 1], ddof=1)
    strictest = 1 - 0.025 / len(HEADLINES)

    def half_width(count: int) -> float:
        return float(stats.t.ppf(strictest, count - 1) * deviation / math.sqrt(count))

    assert half_width(enough) < abs(found.mean)
    assert half_width(enough - 1) >= abs(found.mean)


def test_a_rare_large_difference_is_cautioned_and_its_verdict_is_that_of_the_t_test() -> None:
    base = [float(number) for number in range(10)]
    other = [*base[:9], base[9] - 6.0]

    found = compare(sample("base", base), [sample("other", other)])[0]

    usual = stats.ttest_rel(other, base)
    assert found.ci_high == pytest.approx(usual.confidence_interval(0.95).high)
    assert found.ci_low < usual.confidence_interval(0.95).low
    assert found.p_value == pytest.approx(usual.pvalue)
    assert (found.verdict, found.differing, found.caution) == ("open", 1, "few differ")
    assert (found.coverage, found.enough_replications) == (0.59, 50)
    assert found.skewness == pytest.approx(-math.sqrt(10))


def test_an_end_that_is_farther_out_makes_nothing_the_same_any_more() -> None:
    # The baseline is 10, so 0.1 is of no interest: t ends at 0.066, and Hall at 0.136.
    rare = [0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.02, 0.18]
    base = [10.0] * 10

    found = compare(sample("base", base), [sample("other", [10 + one for one in rare])])[0]

    assert 2 * found.mean - found.ci_low < negligible(found) < found.ci_high
    assert found.verdict == "open"


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=12))
def test_no_verdict_contradicts_its_interval(changes: list[float]) -> None:
    base = [1000.0 + number for number in range(len(changes))]
    other = [value + change for value, change in zip(base, changes, strict=True)]

    found = compare(sample("base", base), [sample("other", other)])[0]

    if found.verdict == "higher":
        assert found.ci_low > 0
    if found.verdict == "lower":
        assert found.ci_high < 0
    if found.verdict == "same":
        assert max(abs(found.ci_low), abs(found.ci_high)) <= negligible(found)
    if found.p_value > 0.05 + 1e-9:
        assert found.ci_low <= 0 <= found.ci_high


def test_one_replication_settles_nothing() -> None:
    found = compare(sample("base", [1.0]), [sample("other", [2.0])])[0]

    assert found.verdict == "open"
    assert replications_needed(found, 1) == 100_000


def test_what_is_not_defined_is_not_compared() -> None:
    nothing = [float("nan")] * 5

    found = compare(sample("base", BASE), [sample("other", nothing)])

    assert {one.verdict for one in found} == {"not defined"}


def test_pairing_takes_out_what_luck_does_to_both() -> None:
    other = [value + change for value, change in zip(BASE, [1, 1.1, 0.9, 1, 1], strict=True)]

    found = compare(sample("base", BASE), [sample("other", other)])[0]

    # Without pairing the variances add up; the changes are 1, 1.1, 0.9, 1, 1.
    unpaired = np.var(BASE, ddof=1) + np.var(other, ddof=1)
    assert found.variance_ratio == pytest.approx(unpaired / 0.005)


@pytest.mark.parametrize("missing", ["base", "other", "both"])
def test_a_replication_in_which_either_is_not_defined_is_left_out(missing: str) -> None:
    nothing = float("nan")
    base = [nothing if missing != "other" else 99.0, *BASE[1:]]
    other = [nothing if missing != "base" else 7.0, *(value + 2 for value in BASE[1:])]

    found = compare(sample("base", base), [sample("other", other)])[0]

    assert (found.replications, found.mean) == (4, 2.0)
    assert (found.baseline_mean, found.alternative_mean) == (10.0, 12.0)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        # The baseline is 10, so a tenth is of no interest; the intervals are 0.02 and 0.6 wide.
        ([0.01, -0.01, 0.01, -0.01, 0.0], "same"),
        ([0.5, -0.5, 0.5, -0.5, 0.0], "open"),
    ],
)
def test_scenarios_are_the_same_if_the_whole_interval_is_within_a_hundredth_of_the_baseline(
    changes: list[float], verdict: str
) -> None:
    other = [value + change for value, change in zip(BASE, changes, strict=True)]

    found = compare(sample("base", BASE), [sample("other", other)])[0]

    assert found.mean == pytest.approx(0)
    assert found.verdict == verdict


def test_what_is_of_no_interest_is_a_hundredth_of_the_baseline_not_of_the_alternative() -> None:
    found = compare(sample("base", BASE), [sample("other", [2 * value for value in BASE])])[0]

    assert negligible(found) == pytest.approx(0.1)


def test_a_difference_that_only_one_test_alone_would_find_stays_open_among_all() -> None:
    other = [value + change for value, change in zip(BASE, [1, 2, 3, 1, 0.2], strict=True)]

    found = compare(sample("base", BASE), [sample("other", other)])[0]

    assert found.p_value < 0.05
    assert found.p_holm == pytest.approx(len(HEADLINES) * found.p_value)
    assert found.verdict == "open"
