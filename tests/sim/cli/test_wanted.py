"""What `--until` names is understood, and all that is wrong with it is said at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import commands
from sim.cli.options import Options
from sim.cli.until import wanted_of
from sim.files.findings import FileErrors
from sim.files.wanted import read_wanted
from sim.study.precision import Wanted

NAMES = ["wait_mean_min", "line_mean", "deposits_per_day", "reneged_share"]
OPTIONS = Options(
    replications=None,
    seed=None,
    first_replication=0,
    settings=(),
    only=(),
    engine="auto",
    executor="process",
    workers=1,
    resume=None,
    keep="auto",
    out=Path("results"),
    plots=False,
    as_json=False,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("wait_mean_min=2%", Wanted("wait_mean_min", relative=0.02)),
        ("wait_mean_min=0.5%", Wanted("wait_mean_min", relative=0.005)),
        ("wait_mean_min=100%", Wanted("wait_mean_min", relative=1.0)),
        ("wait_mean_min=0.5min", Wanted("wait_mean_min", absolute=0.5)),
        ("wait_mean_min=0.5 min", Wanted("wait_mean_min", absolute=0.5)),
        ("wait_mean_min=2e-3", Wanted("wait_mean_min", absolute=0.002)),
        ("deposits_per_day=2/day", Wanted("deposits_per_day", absolute=2.0)),
        ("deposits_per_day=2 1/day", Wanted("deposits_per_day", absolute=2.0)),
        ("reneged_share=0.01share", Wanted("reneged_share", absolute=0.01)),
    ],
)
def test_a_width_is_a_share_or_in_the_unit_of_its_metric(text: str, wanted: Wanted) -> None:
    assert read_wanted([text], NAMES) == ((wanted,), [])


def test_both_widths_of_a_metric_are_taken_together() -> None:
    texts = ["wait_mean_min=2%", "line_mean=1", "wait_mean_min=0.1min"]

    found, _ = read_wanted(texts, NAMES)

    assert found == (Wanted("wait_mean_min", 0.02, 0.1), Wanted("line_mean", absolute=1.0))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wait_mean=2%", "no metric is called wait_mean; did you mean wait_mean_min?"),
        ("zzz=2%", "no metric is called zzz; these are known: wait_mean_min, line_mean, "),
        ("=2%", "no metric is called nothing; these are known: wait_mean_min"),
        ("wait_p50_min=1", "wait_p50_min is not compared; these are: wait_mean_min"),
        ("wait_mean_min", "nothing is no width: write wait_mean_min=2%, or a width in min such"),
        ("wait_mean_min=often", "often is no width: write wait_mean_min=2%"),
        ("wait_mean_min=-1", "-1 is no width"),
        ("wait_mean_min=nan", "nan is no width"),
        ("wait_mean_min=1h", "wait_mean_min is in min, not in h: write"),
        ("wait_mean_min=0", "0 must be above 0, and finite"),
        ("wait_mean_min=1e999", "1e999 must be above 0, and finite"),
        ("wait_mean_min=0%", "0% must be above 0% and at most 100%"),
        ("wait_mean_min=100.1%", "100.1% must be above 0% and at most 100%"),
    ],
)
def test_what_cannot_be_meant_is_said_with_what_is_allowed(text: str, message: str) -> None:
    found, (finding,) = read_wanted([text], NAMES)

    assert found == ()
    assert (finding.source, finding.key) == ("--until", text)
    assert finding.message.startswith(message)


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({"until": ("line_mean=1",), "replications": 5}, ["--replications"]),
        ({"until": ("line_mean=1",), "settings": ("run.replications=5",)}, ["--replications"]),
        ({"until": ("line_mean=1",), "at_most": 14}, ["--at-most"]),
        ({"until": ("line_mean=1",), "at_most": 15}, []),
        ({"at_most": 20}, ["--at-most"]),
        ({"until": ("line=1", "line_mean=1 h"), "at_most": 3}, ["--at-most", "--until", "--until"]),
        ({}, []),
    ],
)
def test_what_cannot_be_chosen_together_is_said_with_all_else(
    changes: dict[str, object], options: list[str]
) -> None:
    chosen = Options(**{**vars(OPTIONS), **changes})

    try:
        wanted_of(chosen, NAMES)
        found: list[str] = []
    except FileErrors as errors:
        found = [finding.source for finding in errors.findings]

    assert found == options


def test_of_many_metrics_the_first_are_named_and_where_the_others_are() -> None:
    _, (finding,) = read_wanted(["zzz=2%"], [f"metric_{number}" for number in range(100)])

    assert "metric_0, metric_1, " in finding.message
    assert finding.message.endswith("metric_23, and 76 more, as summary.csv of a run has them")


def test_the_most_are_two_hundred_if_nothing_is_said() -> None:
    chosen = Options(**{**vars(OPTIONS), "until": ("line_mean=1",)})

    assert wanted_of(chosen, NAMES)[0].replications == 200
    assert wanted_of(OPTIONS, NAMES) == (OPTIONS, ())


def test_a_usage_that_cannot_be_ends_with_2_before_anything_is_read() -> None:
    done = CliRunner().invoke(commands, ["run", "no-such-file", "--until", "wait_mean=1"])

    assert done.exit_code == 2
    assert done.stderr == (
        "--until: wait_mean=1: no metric is called wait_mean; did you mean wait_mean_min?\n"
    )
