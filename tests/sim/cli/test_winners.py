"""Winners and losers in `compare`: who can be paired, what is printed, and what is written."""

import json
import re
from pathlib import Path
from shutil import copytree

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner, Result

from sim.cli.runs import compare
from sim.plots import draw_comparison
from sim.plots.needs import faults_of_tables
from tests.sim.runs import SCENARIO, small_file

FATES = ["gained", "within", "lost", "only_baseline", "only_alternative", "neither"]


def compared(folder: Path, tables: str, *options: str, days: int = 10) -> Result:
    """Compare the small scenario with another one."""
    one, other = small_file(folder), folder / "other.toml"
    one.write_text(SCENARIO.replace("days = 12", f"days = {days}"), encoding="utf-8")
    other.write_text(f'extends = "small.toml"\nname = "other"\n{tables}', encoding="utf-8")
    words = [str(one), str(other), f"--out={folder / 'results'}", "--no-plots", "--workers=1"]
    return CliRunner().invoke(compare, [*words, *options])


def results(folder: Path) -> Path:
    """Return where that comparison is."""
    return folder / "results" / "compare-small_other"


@pytest.fixture(scope="module")
def longer_hours(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Compare with an hour a day, which few can be served in."""
    folder = tmp_path_factory.mktemp("compared")
    hours = '[hours]\nopening_hours = "Mo-Fr 09:00-10:00"\n'
    return folder, compared(folder, hours, "--people=2", "--json")


def test_everybody_has_a_row_and_the_rows_add_up_to_the_groups(
    longer_hours: tuple[Path, Result],
) -> None:
    folder, done = longer_hours

    assert done.exit_code == 0, done.output
    people = pl.read_parquet(results(folder) / "winners.parquet")
    groups = pl.read_csv(results(folder) / "winners.csv")
    assert people.unique(["replication", "county", "person"]).height == people.height > 0
    for measure in ("line", "door"):
        (row,) = groups.filter(measure=measure, group="everybody").to_dicts()
        counted = {fate: (people[f"{measure}_fate"] == fate).sum() for fate in FATES}
        assert {fate: row[fate] for fate in FATES} == counted
        assert row["people"] == people.height == sum(counted.values())
        assert counted["lost"] > counted["gained"]
        for name in ("distance", "class", "phone", "tier"):
            of_group = groups.filter(measure=measure, group=name)
            assert of_group["people"].sum() == people.height
    for (value,), own in people.group_by("class"):
        (row,) = groups.filter(measure="door", group="class", value=value).to_dicts()
        assert row["lost"] == (own["door_fate"] == "lost").sum()


def test_fates_and_means_are_those_of_the_times_in_the_file(
    longer_hours: tuple[Path, Result],
) -> None:
    folder, _ = longer_hours
    people = pl.read_parquet(results(folder) / "winners.parquet")
    groups = pl.read_csv(results(folder) / "winners.csv")

    both = people.drop_nulls(["baseline_to_door_ms", "alternative_to_door_ms"])
    assert set(both["door_fate"]) | set(both["line_fate"]) <= {"gained", "within", "lost"}
    for measure, column, unit_ms, threshold in (
        ("door", "to_door_ms", 86_400_000, 1.0),
        ("line", "in_line_ms", 60_000, 5.0),
    ):
        later = ((both[f"alternative_{column}"] - both[f"baseline_{column}"]) / unit_ms).to_numpy()
        (row,) = groups.filter(measure=measure, group="everybody").to_dicts()
        assert row["threshold"] == threshold
        assert row["lost"] == (later > threshold).sum()
        assert row["gained"] == (later < -threshold).sum()
        assert row["mean_difference"] == pytest.approx(later.mean())
        assert row["p50_difference"] == pytest.approx(np.median(later))


def test_the_document_has_the_groups_and_the_largest_losers_with_both_stories(
    longer_hours: tuple[Path, Result],
) -> None:
    folder, done = longer_hours

    found = json.loads(done.stdout)[-1]

    people = pl.read_parquet(results(folder) / "winners.parquet")
    assert (found["winners_and_losers"], found["baseline"]) == ("other", "small")
    assert found["people"] == people.height
    assert len(found["groups"]) == pl.read_csv(results(folder) / "winners.csv").height
    later = (people["alternative_to_door_ms"] - people["baseline_to_door_ms"]).drop_nulls()
    losses = []
    for loser in found["losers"]:
        times = []
        for story in (loser["baseline"], loser["alternative"]):
            at = {part["step"]: part["at_ms"] for part in story["parts"]}
            assert sum(part["took_ms"] for part in story["parts"]) == story["whole_ms"]
            times.append(at["delivered_ms"] - at["wish_ms"])
        losses.append(times[1] - times[0])
    assert losses == later.sort(descending=True).to_list()[:2]


def test_where_nobody_loses_that_is_said(tmp_path: Path) -> None:
    done = compared(tmp_path, "", "--people=2", "--people-by=line", days=3)

    assert done.stdout.endswith("\nNobody stood in line longer.\n")


def test_todays_document_is_as_it_was_where_nobody_asks(tmp_path: Path) -> None:
    done = compared(tmp_path, "", "--json", days=2)

    assert all("metric" in one for one in json.loads(done.stdout))


def test_the_table_is_always_there_and_the_others_on_request(tmp_path: Path) -> None:
    short = compared(tmp_path, "", days=8)
    whole = compared(tmp_path, "", "--winners", days=8)

    for done in (short, whole):
        assert done.exit_code == 0, done.output
        assert "Winners and losers: other against small" in done.output
        # Nothing differs, so nobody gains, loses, or finishes in one of the two.
        lines = done.output.splitlines()
        (door,) = (line for line in lines if line.startswith("days to the door, "))
        assert re.findall(r" 0\.0% ", door) == [" 0.0% "] * 8
    assert "By group" not in short.output
    assert "By group: days to the door" in whole.output
    assert "deciles" in whole.output


def test_the_largest_losers_stand_side_by_side(tmp_path: Path) -> None:
    hours = '[hours]\nopening_hours = "Mo-Fr 09:00-10:00"\n'

    by_line = compared(tmp_path, hours, "--people=1", "--people-by=line")
    never = compared(tmp_path, hours, "--people=1", "--people-by=never")

    assert " longer in line: " in by_line.output
    assert by_line.output.count("\nPerson ") == 1
    assert "Finished in small alone." in never.output
    assert never.output.count("\nsmall: ") == never.output.count("\nother: ") == 1


@pytest.mark.parametrize(
    ("tables", "option", "reported"),
    [
        ("[run]\ndays = 5\n", "--people=1", "it has other days than small"),
        ("[run]\nwarm_up_days = 1\n", "--winners", "the same first_day, days and warm_up_days"),
        ("", "--keep=summary", "use --keep journeys or --keep sample"),
    ],
)
def test_who_asks_for_people_that_cannot_be_paired_is_told_before_the_run(
    tables: str, option: str, reported: str, tmp_path: Path
) -> None:
    done = compared(tmp_path, tables, option, "--winners", days=3)

    assert done.exit_code == 2
    assert reported in done.output
    assert not results(tmp_path).exists()


def test_people_who_live_elsewhere_are_not_paired(tmp_path: Path) -> None:
    moved = tmp_path / "moved.csv"
    small_file(tmp_path)
    text = (tmp_path / "outlets.csv").read_text(encoding="utf-8")
    moved.write_text(text.replace("30.50", "30.51"), encoding="utf-8")

    asked = compared(tmp_path, '[network]\noutlets_csv = "moved.csv"\n', "--winners", days=2)
    unasked = compared(tmp_path, '[network]\noutlets_csv = "moved.csv"\n', days=2)

    assert asked.exit_code == 2
    assert "its people live in other places than those of small" in asked.output
    assert unasked.exit_code == 0
    assert "other: no winners and losers: its people live in other places" in unasked.output
    assert not (results(tmp_path) / "winners.parquet").exists()


def test_other_wishes_are_counted_and_left_out(tmp_path: Path) -> None:
    more = "[market]\nwishes_per_1000_people_day = 2.0\n"

    done = compared(tmp_path, more, "--winners", days=2)

    assert done.exit_code == 0
    said = " ".join(done.output.split())
    assert "persons are not the same as in small, and are left out of winners and losers" in said
    assert "Winners and losers" not in done.output


def test_a_sample_pairs_those_who_are_in_both(tmp_path: Path) -> None:
    done = compared(tmp_path, "", "--keep=sample", days=8)

    assert done.exit_code == 0
    assert "Winners and losers: other against small" in done.output


@pytest.mark.parametrize(
    "option",
    [
        *("--people=-1", "--people=many", "--people-by=wish", "--line-threshold=-1"),
        *("--line-threshold=nan", "--door-threshold=inf"),
    ],
)
def test_options_out_of_bounds_are_refused(option: str, tmp_path: Path) -> None:
    done = compared(tmp_path, "", option)

    assert done.exit_code == 2
    assert option.split("=", maxsplit=1)[0] in done.output


def test_a_threshold_of_ones_own_moves_people_between_the_fates(tmp_path: Path) -> None:
    hours = '[hours]\nopening_hours = "Mo-Fr 09:00-12:00"\n'
    lost = []
    for days in (0, 2, 10_000):
        compared(tmp_path, hours, f"--door-threshold={days}")
        groups = pl.read_csv(results(tmp_path) / "winners.csv")
        (row,) = groups.filter(measure="door", group="everybody").to_dicts()
        lost.append(row["lost"])

    assert lost[0] > lost[1] > lost[2] == 0


@pytest.mark.usefixtures("sketched")
def test_the_picture_is_drawn_from_the_files(longer_hours: tuple[Path, Result]) -> None:
    folder, _ = longer_hours

    drawn = draw_comparison(results(folder))

    assert drawn.faults == ()
    assert results(folder) / "plots" / "winners-ecdf.png" in drawn.paths


def test_a_column_that_the_picture_needs_and_is_not_there_is_named(
    longer_hours: tuple[Path, Result], tmp_path: Path
) -> None:
    folder, _ = longer_hours
    damaged = copytree(results(folder), tmp_path / "damaged")
    table = pl.read_parquet(damaged / "winners.parquet")
    assert faults_of_tables(damaged, "comparison") == []

    table.drop("line_fate").write_parquet(damaged / "winners.parquet")

    (fault,) = faults_of_tables(damaged, "comparison")
    assert "winners.parquet has no column line_fate" in fault
