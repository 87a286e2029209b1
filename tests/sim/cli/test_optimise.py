"""The command optimise: its answer, its files, and what it refuses."""

import csv
import json
from pathlib import Path
from statistics import fmean

import pytest
from click.testing import CliRunner, Result

from sim.cli import commands
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.study.optimise.trial import Trial, promised_metric, run_trial
from tests.sim.runs import small_file

# Busy enough for one counter in the country to be too few, at an outlet of one's own.
BUSY = ("--set=others.visits_per_person_year=7", "--workers=1", "--engine=compiled")
SHORT = ("--set=run.days=5", *BUSY, "--counters=1..3")


@pytest.fixture(autouse=True)
def beside_a_small_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_file(tmp_path)
    monkeypatch.chdir(tmp_path)


def optimised(*options: str, file: str = "small.toml") -> Result:
    """Run the command."""
    return CliRunner().invoke(commands, ["optimise", file, *options])


def test_the_plan_is_a_scenario_that_extends_and_has_the_chosen_counters() -> None:
    done = optimised(*SHORT, "--json")

    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    plan = Path(found["folder"]) / "plan.toml"
    assert 'extends = "../../small.toml"' in plan.read_text(encoding="utf-8")
    scenario = read_scenario(str(plan))
    (county,) = read_network(scenario)
    assert scenario.name == "small-staffed"
    assert scenario.run.days == 5
    assert scenario.others.visits_per_person_year == 7
    counters = {outlet.name: outlet.counters for outlet in county.outlets}
    assert counters == {one["unit"]: one["counters"] for one in found["units"]}
    assert found["confidence"] == 0.95
    assert all(one["said"] == "settled" for one in found["units"])
    assert all(one["value"] <= 0.05 for one in found["units"])
    assert found["cost_yuan_week"] == pytest.approx(
        sum(one["cost_yuan_week"] for one in found["units"])
    )


def test_the_same_seed_gives_the_same_bytes_and_a_picture() -> None:
    first, second = (optimised(*SHORT, f"--out={name}") for name in ("one", "two"))

    assert first.exit_code == second.exit_code == 0, first.stderr
    assert first.stdout == second.stdout
    assert "wait_over_15_min_share at most 5.0%" in first.stdout
    for name in ("plan.toml", "units.csv", "frontier.csv", "plots/frontier.png"):
        one, two = (Path(out) / "optimise-small" / name for out in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), name
    drawn = CliRunner().invoke(commands, ["plot", "one/optimise-small"])
    assert drawn.exit_code == 0, drawn.stderr


SHIFTED = """extends = "small.toml"
name = "shifted"
network.rural.opening_hours = "Mo-Fr 09:00-16:00"

[staffing.rural.counters]
"Mo-Fr 09:00-12:00" = 1

[staffing.town.counters]
"Mo-Fr 08:30-12:00" = "50%"
"Mo-Fr 12:00-17:00" = 2
"""


@pytest.mark.proof
def test_shifts_and_hours_replace_those_of_the_scenario_and_the_plan_does_as_checked() -> None:
    hours = ("--hours=Mo-Fr 08:30-17:00", "--hours=Mo-Fr 09:00-15:00")
    Path("shifted.toml").write_text(SHIFTED, encoding="utf-8")

    few = ("--set=run.days=2", *BUSY, "--counters=2..3", "--shifts=8", "--no-plots", "--json")
    done = optimised(*few, *hours, file="shifted.toml")

    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    scenario = read_scenario("results/optimise-shifted/plan.toml")
    counties = read_network(scenario)
    assert scenario.hours.opening_hours == found["opening_hours"]
    assert scenario.hours.opening_hours in {one[8:] for one in hours}
    assert all(outlet.shifts for county in counties for outlet in county.outlets)
    metric = promised_metric("wait_over_15_min_share")
    trials = [Trial(scenario, counties, 1_000 + number, "simpy", 15) for number in range(10)]
    checked = [metric.value(run_trial(trial), [0, 1]) for trial in trials]
    assert fmean(checked) == pytest.approx(found["check"]["mean"], rel=1e-12)


def test_all_that_is_wrong_with_the_options_is_said_at_once() -> None:
    wrong = ("--at-most=wait_mean_min=4%", "--counters=0", "--shifts=0.3", "--hours=whenever")

    said = " ".join(optimised(*wrong, "--zone=cosy").stderr.split())

    for part in ("is minutes: write", "from 1 to 1000", "in halves", "whenever", "--zone cosy"):
        assert part in said, part


def test_what_cannot_be_settled_is_said_and_nothing_is_promised() -> None:
    strict = ("--at-most=wait_mean_min=0.2", "--counters=1", "--no-plots")

    done = optimised(*SHORT[:-1], *strict, "--json")

    found = json.loads(done.stdout)
    assert done.exit_code == 0, done.stderr
    assert found["confidence"] is None
    assert {one["said"] for one in found["units"]} == {"none keeps it"}


def test_a_budget_is_kept_to_and_its_chance_is_said() -> None:
    done = optimised(*SHORT, "--budget=36", "--no-plots")

    assert done.exit_code == 0, done.stderr
    assert "46 runs, 10 of them the fresh check" in done.stderr
    assert "nothing is guaranteed with a budget" in done.stderr
    with Path("results/optimise-small/units.csv").open(encoding="utf-8") as file:
        assert all(row["said"].startswith("estimated") for row in csv.DictReader(file))


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--at-most=wait_over_15_min_share", "write METRIC=VALUE"),
        ("--at-most=utilisation=5%", "utilisation cannot be promised: choose wait_over_15"),
        ("--at-most=wait_over_15_min_share=5", "a share below 100%"),
        ("--zone=wait_over_15_min_share=6%", "below 0.05"),
        ("--zone=cosy=6%", "name wait_over_15_min_share or cost"),
        ("--counters=0..3", "from 1 to 1000"),
        ("--counters=4..2", "the first of a range comes first"),
        ("--counters=many", "such as 1..4"),
        ("--shifts=4.25", "in halves"),
        ("--shifts=", "write hours from"),
        ("--hours=whenever", "--hours whenever: "),
        ("--yuan-per-hour=nan", "nan is no number in the range"),
        ("--hours=2003 Mo 10:00-12:00", "never open in this run"),
    ],
)
def test_a_usage_that_cannot_be_is_refused_with_what_can(option: str, said: str) -> None:
    done = optimised(*SHORT, option)

    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert not Path("results").exists()


def test_a_budget_that_does_not_begin_to_do_is_refused() -> None:
    done = optimised(*SHORT, "--budget=5")

    assert done.exit_code == 2
    assert "--budget: 5 runs are too few" in done.stderr
    assert not Path("results/optimise-small").exists()


def test_a_budget_beside_what_only_a_guarantee_has_is_refused() -> None:
    done = optimised(*SHORT, "--budget=50", "--most=20")

    assert done.exit_code == 2
    assert "--budget has none: leave one out" in done.stderr


def test_a_plan_names_files_from_where_it_stands_and_dates_as_toml_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "else").mkdir()
    monkeypatch.chdir(tmp_path / "else")
    given = ("--set=network.outlets_csv=../outlets.csv", "--set=run.first_day=2007-11-06")

    done = optimised(*given, "--set=run.days=2", "--counters=2", "--no-plots", file="../small.toml")

    assert done.exit_code == 0, done.stderr
    monkeypatch.chdir("/")
    scenario = read_scenario(str(tmp_path / "else" / "results" / "optimise-small" / "plan.toml"))
    assert len(read_network(scenario)[0].outlets) == 2
    assert scenario.run.first_day.day == 6


def test_help_has_examples() -> None:
    done = CliRunner().invoke(commands, ["optimise", "--help"])

    assert "wanghuiyi optimise county" in done.stdout
    assert "--replications" not in done.stdout
