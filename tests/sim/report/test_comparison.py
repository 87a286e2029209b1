"""Verdicts in words: settled, the same or open, and what would settle it."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.comparison import MOST_REPLICATIONS, PairedDifference, Sample, compare
from sim.plots.results import read_figures
from sim.report.comparison import (
    cautions_of_comparison,
    differences_of,
    differences_table,
    short_of,
    verdicts_of,
)
from sim.running.replication import Experiment

DIFFERENCE = PairedDifference(
    metric="line_mean",
    unit="people",
    baseline="before",
    alternative="after",
    baseline_mean=2.0,
    alternative_mean=1.5,
    mean=-0.5,
    ci_low=-0.6,
    ci_high=-0.4,
    replications=10,
    p_value=0.001,
    p_holm=0.002,
    verdict="lower",
    more_replications=0,
    variance_ratio=3.0,
    deviation=0.1,
    skewness=0.0,
    differing=10,
    caution="none",
    coverage=0.95,
    enough_replications=0,
)
OPEN = replace(DIFFERENCE, verdict="open", ci_low=-0.9, ci_high=-0.1, p_holm=0.06)
NOT_SETTLED = "after against before: open, it may be either"
SAID = "line_mean (in line at an outlet, over open time)"
BY = "-0.500 people, from 2.00 to 1.50 (95% interval of the difference:"
SINGLE = f"{SAID} is not settled: -0.500 people, from 2.00 to 1.50."
WIDE = f"{SAID} is not settled: {BY} -0.900 to -0.100)."


@pytest.mark.parametrize(
    ("one", "heading", "sentence"),
    [
        (
            DIFFERENCE,
            "after against before: settled, and different",
            f"{SAID} is lower, better: {BY} -0.600 to -0.400).",
        ),
        (
            replace(DIFFERENCE, verdict="same"),
            "after against before: settled, and the same within 1%",
            f"{SAID} is the same, within 1% of 2.00 people.",
        ),
        (
            replace(DIFFERENCE, verdict="same", differing=0),
            "after against before: settled, and the same within 1%",
            f"{SAID} differs in no replication: 2.00 people.",
        ),
        (
            replace(OPEN, more_replications=12),
            NOT_SETTLED,
            f"{WIDE} 12 more replications would settle it, if it stays as it is.",
        ),
        (
            replace(OPEN, more_replications=1),
            NOT_SETTLED,
            f"{WIDE} 1 more replication would settle it, if it stays as it is.",
        ),
        (
            replace(OPEN, more_replications=MOST_REPLICATIONS),
            NOT_SETTLED,
            f"{WIDE} Over 100,000 replications would be needed, if it stays as it is.",
        ),
        (
            replace(OPEN, replications=1, ci_low=float("nan"), ci_high=float("nan")),
            NOT_SETTLED,
            f"{SINGLE} One replication has no interval: run more of them.",
        ),
    ],
)
def test_a_difference_is_a_sentence(one: PairedDifference, heading: str, sentence: str) -> None:
    (verdicts,) = verdicts_of([one])

    assert (verdicts.heading, verdicts.sentences) == (heading, (sentence,))


def test_what_is_not_defined_has_no_verdict_and_is_named_among_the_cautions() -> None:
    undefined = replace(DIFFERENCE, metric="fees_yuan", verdict="not defined")

    assert verdicts_of([undefined]) == ()
    assert cautions_of_comparison([DIFFERENCE, undefined]) == (
        "after: not defined in both scenarios: fees_yuan.",
    )


def test_how_much_is_settled_is_said_in_a_sentence() -> None:
    rows = [DIFFERENCE, replace(DIFFERENCE, verdict="higher"), OPEN, replace(OPEN, verdict="same")]

    assert short_of(rows) == (
        "after against before, by 10 paired replications: of 4 figures 2 differ, "
        "1 are the same, within 1%, 1 are open."
    )


def test_the_table_has_each_difference_with_interval_unit_and_over_whom() -> None:
    table = differences_table([DIFFERENCE], "name")

    assert table.groups[0].rows == (
        (
            *("line_mean", "people", "2.00", "1.50", "-0.500", "-0.600 to -0.400", "0.002"),
            *("lower, better", "time"),
        ),
    )
    assert table.notes[0].startswith("Over whom: time: ")


def test_the_file_of_a_comparison_is_read_as_it_was_written(
    done: tuple[Experiment, Experiment], comparison_folder: Path
) -> None:
    samples = [Sample(one.scenario.name, one.metrics()) for one in done]

    read = differences_of(read_figures(comparison_folder / "comparison.csv"))

    written = compare(samples[0], samples[1:])
    assert [(one.metric, one.verdict, one.caution, one.differing) for one in read] == [
        (one.metric, one.verdict, one.caution, one.differing) for one in written
    ]
    assert [one.mean for one in read] == pytest.approx([one.mean for one in written], nan_ok=True)
