"""Comparing: what is not the same people is said."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.runs import compare
from tests.sim.runs import SCENARIO, small_file


@pytest.mark.parametrize(("warm_up_days", "times"), [(1, 1), (0, 0)])
def test_another_warm_up_measures_other_people_and_is_said(
    warm_up_days: int, times: int, tmp_path: Path
) -> None:
    short = SCENARIO.replace("days = 12", "days = 2")
    one = small_file(tmp_path)
    one.write_text(short, encoding="utf-8")
    other = tmp_path / "other.toml"
    longer = short.replace('"small"', '"other"').replace(
        "[run]\n", f"[run]\nwarm_up_days = {warm_up_days}\n"
    )
    other.write_text(longer, encoding="utf-8")
    out = f"--out={tmp_path / 'results'}"

    done = CliRunner().invoke(compare, [str(one), str(other), out, "--no-plots", "--workers=1"])

    assert done.exit_code == 0, done.output
    assert " ".join(done.output.split()).count("not the same people") == times


def with_courses(folder: Path, days: int = 2) -> list[str]:
    """Return the words of a comparison of the small scenario with the same and two courses."""
    one, other = small_file(folder), folder / "courses.toml"
    one.write_text(SCENARIO.replace("days = 12", "days = 2"), encoding="utf-8")
    courses = "[training]\nseats_a_week = 40\nseller_seats_a_week = 10\n"
    name = f'extends = "small.toml"\nname = "courses"\n[run]\ndays = {days}\n'
    other.write_text(name + courses, encoding="utf-8")
    out = f"--out={folder / 'results'}"
    return [str(one), str(other), out, "--no-plots", "--workers=1"]


def test_what_courses_cost_is_shown_below_the_differences(tmp_path: Path) -> None:
    done = CliRunner().invoke(compare, with_courses(tmp_path))

    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "What the courses of courses cost, beyond small" in said
    # Forty seats of fifty yuan; nobody has a parcel, or is done, after two days.
    assert "further completed purchase 2,000 0 open: the effect may be none" in said


def test_what_courses_cost_is_in_the_document_for_programs(tmp_path: Path) -> None:
    done = CliRunner().invoke(compare, [*with_courses(tmp_path), "--json"])

    costs = [one for one in json.loads(done.stdout) if "cost_mean" in one]
    (purchase,) = [one for one in costs if "purchase" in one["metric"]]
    assert (purchase["cost_mean"], purchase["mean"], purchase["verdict"]) == (2000, None, "open")


def test_of_other_days_nothing_is_said_of_what_courses_cost(tmp_path: Path) -> None:
    done = CliRunner().invoke(compare, with_courses(tmp_path, days=3))

    assert done.exit_code == 0, done.output
    assert "What the courses" not in done.output
