"""`wanghuiyi explain` predicts, and `run` says how far that was off."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import commands
from tests.sim.runs import small_file


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["explain", *arguments])


def test_it_speaks_of_classes_hours_cost_precision_and_assumptions(tmp_path: Path) -> None:
    done = explain(str(small_file(tmp_path)), "--set", "others.visits_per_person_year=6")

    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["rural", "town"]
    assert any("times what one counter can serve; the line is gone by" in line for line in lines)
    assert any(line.startswith("3 replications: ") for line in lines)
    # A run until sure looks at ten replications and then at five more, however few would do.
    (until,) = [line for line in lines if "the scenario has 3" in line]
    assert int(re.findall(r"takes some (\d+)", until)[1]) >= 15
    given = "others.visits_per_person_year (given; A by default)"
    assert any(line.startswith(f"10% more of {given}") for line in lines)
    assert any(line.startswith("10% more of services.other_min.mean (") for line in lines)


def test_json_has_all_outlets_and_hours(tmp_path: Path) -> None:
    done = explain(str(small_file(tmp_path)), "--json", "--precision", "5%")

    document = json.loads(done.stdout)
    assert list(document) == [
        *("scenario", "classes", "outlets", "too_full", "cost", "precision"),
        *("sensitivities", "left_out"),
    ]
    assert [one["name"] for one in document["outlets"]] == ["Market Street", "Hill"]
    hours = document["outlets"][0]["week"]["hours"]
    assert {hour["weekday"] for hour in hours} == {0, 1, 2, 3, 4}
    assert {hour["hour"] for hour in hours} == set(range(8, 17))


@pytest.mark.parametrize("precision", ["0.02", "0%", "200%", "two%"])
def test_a_precision_that_is_no_share_is_refused(tmp_path: Path, precision: str) -> None:
    done = explain(str(small_file(tmp_path)), "--precision", precision)

    assert done.exit_code == 2
    assert f"{precision} is not a share from 0.01% to 100%, such as 2%" in done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [("week.gif", "ends in neither .png nor .svg"), ("nowhere/week.png", "is no folder")],
)
def test_a_picture_that_cannot_be_is_refused(tmp_path: Path, name: str, said: str) -> None:
    done = explain(str(small_file(tmp_path)), "--picture", str(tmp_path / name))

    assert done.exit_code == 2
    assert said in done.stderr.replace("\n", " ")


def test_a_parameter_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = explain(str(small_file(tmp_path)), "--set", "line.patience=3")

    assert done.exit_code == 2
    assert "line.patience" in done.stderr


def test_a_run_says_how_far_the_prediction_was_off(tmp_path: Path) -> None:
    file = str(small_file(tmp_path))

    done = CliRunner().invoke(commands, ["run", file, "--no-plots", "--out", str(tmp_path / "out")])

    assert done.exit_code == 0, done.output
    said = next(line for line in done.stderr.splitlines() if "as explain predicts" in line)
    assert "rural" in said
    assert said.endswith("%)")
