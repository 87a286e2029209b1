"""What a report says of a folder: what was asked, what was changed, what came of it."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from sim.files.folder import new_folder
from sim.files.results import write_run
from sim.files.schema import effective
from sim.measures.metric import BASES
from sim.report import faults_of_manifest, report
from sim.report.answers import answer_of
from sim.report.parts import Chapter, ReportTable
from sim.running.replication import Experiment
from tests.sim.report.pages import parsed

NAMES = ("visits", "wait_called_ms", "called", "busy_open_ms", "open_counter_ms")
HOSTILE = '<script>alert("1")</script> & \'"> onerror=x'


def of(folder: Path) -> Chapter:
    return answer_of(folder, "one", with_pictures=True)


def rows_of(table: ReportTable) -> list[tuple[str, ...]]:
    return [row for group in table.groups for row in group.rows]


def changed(folder: Path, to: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Return a copy of results with another manifest."""
    copytree(folder, to)
    path = to / "manifest.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    change(facts)
    path.write_text(json.dumps(facts), encoding="utf-8")
    return to


def test_a_run_says_what_it_changes_of_the_scenario_that_it_extends(run_folder: Path) -> None:
    (table,) = of(run_folder).levers

    assert table.caption == "What strict changes of small"
    assert rows_of(table) == [
        (
            "line.at_closing",
            "serve",
            "turn_away",
            "Those in line at closing: served in overtime or turned away.",
            "none",
        )
    ]


def test_a_run_without_a_base_says_where_it_differs_from_the_defaults(
    run_folder: Path, tmp_path: Path
) -> None:
    older = changed(run_folder, tmp_path / "older", lambda facts: facts.pop("base"))

    (table,) = of(older).levers

    assert table.caption == "Where strict differs from the defaults of the parameters"
    found = {row[0]: row[1:3] for row in rows_of(table)}
    assert found["line.at_closing"] == ("serve", "turn_away")
    assert found["run.days"] == ("28", "6")
    assert found["network.outlets_csv"] == ("empty", "outlets.csv")


def test_a_comparison_says_what_each_alternative_changes_of_the_baseline(
    comparison_folder: Path,
) -> None:
    (table,) = of(comparison_folder).levers

    assert table.caption == "What strict changes of small"
    assert [row[:3] for row in rows_of(table)] == [("line.at_closing", "serve", "turn_away")]


def test_what_a_comparison_asks_is_the_question_of_its_alternatives(
    comparison_folder: Path, tmp_path: Path
) -> None:
    def ask(facts: dict[str, Any]) -> None:
        facts["effective_scenarios"]["strict"]["question"] = "What if doors close?"

    asked = changed(comparison_folder, tmp_path / "asked", ask)
    silent = changed(comparison_folder, tmp_path / "silent", _silence)

    assert of(asked).questions == ("What if doors close?",)
    assert of(silent).questions == ("Does everything work?",)


def _silence(facts: dict[str, Any]) -> None:
    facts["effective_scenarios"]["strict"]["question"] = ""


def test_every_figure_of_a_run_has_its_mean_its_interval_its_unit_and_over_whom(
    run_folder: Path,
) -> None:
    answer = of(run_folder)
    main, (everything, *_) = answer.tables[0], answer.appendix
    summary = pl.read_csv(run_folder / "summary.csv")

    found = {row[0]: row for row in rows_of(everything)}

    wait = summary.row(by_predicate=pl.col("metric") == "wait_mean_min", named=True)
    assert list(found) == summary["metric"].to_list()
    name, mean, interval, unit, said, basis = found["wait_mean_min"]
    assert float(mean) == pytest.approx(wait["mean"], rel=0.01)
    assert [float(end) for end in interval.split(" to ")] == pytest.approx(
        [wait["ci_low"], wait["ci_high"]], rel=0.01
    )
    assert (name, unit, basis) == ("wait_mean_min", "min", "visits")
    assert said.startswith("mean wait")
    assert set(rows_of(main)) < set(found.values())
    assert f"visits: {BASES['visits']}" in everything.notes[0]


def test_the_table_of_classes_counts_outlets_visits_and_waits(run_folder: Path) -> None:
    offices = pl.read_parquet(run_folder / "offices.parquet").filter(pl.col("class") == "town")
    waits = pl.read_parquet(run_folder / "waits.parquet").filter(
        (pl.col("class") == "town") & (pl.col("called") == 1)
    )
    (picture,) = [one for one in of(run_folder).pictures if one.name == "utilisation"]
    assert picture.table is not None

    (town,) = [row for row in rows_of(picture.table) if row[0] == "town"]

    sums = {name: int(offices[name].sum()) for name in NAMES}
    long = sum(row["count"] for row in waits.iter_rows(named=True) if row["wait_s"] >= 900)
    expected = (
        1,
        sums["visits"] / 6 / 3,
        sums["wait_called_ms"] / 60_000 / sums["called"],
        100 * long / int(waits["count"].sum()),
        100 * sums["busy_open_ms"] / sums["open_counter_ms"],
    )
    assert [float(cell.replace(",", "")) for cell in town[1:]] == pytest.approx(expected, rel=0.01)


def test_tables_of_pictures_that_were_not_drawn_are_shown_all_the_same(run_folder: Path) -> None:
    without = answer_of(run_folder, "one", with_pictures=False)

    assert without.pictures == ()
    assert {table.name for table in without.tables} == {
        *("one-main-figures", "one-classes", "one-hours"),
        *("one-funnel-figures", "one-waterfall-figures"),
    }


def test_every_file_of_results_and_the_command_that_repeats_them_are_named(
    run_folder: Path, comparison_folder: Path
) -> None:
    text = parsed(report([run_folder, comparison_folder])).elements[0].text

    for folder in (run_folder, comparison_folder):
        facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert facts["command"] in text
        for name, digest in facts["outputs_sha256"].items():
            assert name in text
            assert digest in text
    headings = ("Objectives", "Logic", "Data", "Experimentation", "Implementation", "Code access")
    places = [text.index(f"{number}. {name}") for number, name in enumerate(headings, 1)]
    assert places == sorted(places)


def test_what_users_wrote_is_text_and_never_an_element(
    run_folder: Path, comparison_folder: Path, tmp_path: Path
) -> None:
    def spoil(facts: dict[str, Any]) -> None:
        for one in (
            facts.get("effective_scenario"),
            *facts.get("effective_scenarios", {}).values(),
        ):
            if one:
                one["question"] = HOSTILE
                one["hours"]["opening_hours"] = HOSTILE
        facts["command"] = HOSTILE
        facts["versions"]["wanghuiyi"] = HOSTILE
        facts["counties"] = [{"code": "1", "name": HOSTILE}]

    folders = [
        changed(folder, tmp_path / str(number), spoil)
        for number, folder in enumerate((run_folder, comparison_folder))
    ]
    page = parsed(report(folders))

    assert not list(page.all("script"))
    assert not [name for one in page.elements for name in one.attributes if name == "onerror"]
    assert page.elements[0].text.count(HOSTILE) > 8


def test_of_files_that_a_scenario_names_only_the_name_is_shown(
    done: tuple[Experiment, Experiment], tmp_path: Path
) -> None:
    folder = tmp_path / "small"
    with new_folder(folder) as fresh:
        write_run(done[0], fresh, "wanghuiyi run small.toml")
    named = effective(done[0].scenario)["network"]["outlets_csv"]
    assert "/" in named

    text = report([folder])

    assert "outlets.csv" in text
    assert named not in text
    assert str(Path(named).parent) not in text


def test_what_a_reader_must_be_careful_of_is_said(run_folder: Path, tmp_path: Path) -> None:
    single = changed(run_folder, tmp_path / "one", lambda facts: facts.update(replications=1))

    assert not any("one replication" in warning for warning in of(run_folder).warnings)
    assert any("one replication" in warning for warning in of(single).warnings)


@pytest.mark.parametrize(
    ("damage", "lacks"),
    [
        (lambda facts: facts.pop("effective_scenarios"), "effective_scenarios"),
        (lambda facts: facts["effective_scenarios"].pop("strict"), "effective_scenarios"),
        (lambda facts: facts["effective_scenarios"]["small"].pop("run"), "small.run"),
    ],
    ids=["none", "one", "in-one"],
)
def test_a_manifest_of_another_version_is_refused_with_what_to_do(
    comparison_folder: Path, tmp_path: Path, damage: Callable[[Any], object], lacks: str
) -> None:
    older = changed(comparison_folder, tmp_path / "older", damage)

    (fault,) = faults_of_manifest(older)

    assert lacks in fault
    assert fault.endswith("run the same command again")
    assert faults_of_manifest(comparison_folder) == []
