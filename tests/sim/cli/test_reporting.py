"""The command `report`: one file of one folder or of several, and nothing else is replaced."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from tests.end_to_end.command_line import called
from tests.sim.runs import small_file, small_results

MOST_BYTES = 2_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the results of a run, without pictures."""
    return small_results(tmp_path_factory.mktemp("run"), "run.days=2", "run.replications=2").parent


@pytest.fixture
def here(folder: Path, tmp_path: Path) -> Path:
    return Path(copytree(folder, tmp_path / "here"))


def test_one_file_is_written_and_named(here: Path) -> None:
    done = called("report", "small", "--no-plots", folder=here)

    assert (done.returncode, done.stdout, done.stderr) == (0, "report.html\n", "")
    assert (here / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert {path.name for path in here.iterdir()} == {"small", "report.html"}


def test_several_folders_make_one_file_and_json_says_what_was_written(here: Path) -> None:
    copytree(here / "small", here / "again")

    done = called("report", "small", "again", "--no-plots", "--json", folder=here)

    written = (here / "report.html").read_bytes()
    assert json.loads(done.stdout) == {
        "file": "report.html",
        "bytes": len(written),
        "results": ["small", "again"],
    }
    assert written.count(b"<h2") == 2


@pytest.mark.usefixtures("sketched")
def test_pictures_that_were_not_drawn_are_drawn_first(here: Path) -> None:
    done = called("report", "small", folder=here)

    assert done.returncode == 0
    assert (here / "small" / "plots" / "utilisation.svg").is_file()
    assert (here / "report.html").read_text(encoding="utf-8").count("<img") == 10


def test_an_earlier_report_is_replaced(here: Path) -> None:
    first = called("report", "small", "--no-plots", folder=here)
    content = (here / "report.html").read_bytes()

    again = called("report", "small", "--no-plots", folder=here)

    assert (first.returncode, again.returncode) == (0, 0)
    assert (here / "report.html").read_bytes() == content


def test_a_file_that_is_no_report_is_left_as_it_is(here: Path) -> None:
    (here / "mine.html").write_text("<p>mine", encoding="utf-8")

    done = called("report", "small", "--out", "mine.html", folder=here)

    assert done.returncode == 2
    assert done.stderr == (
        "mine.html: this is not a report, and only a report is replaced: move it, or choose "
        "another file with --out\n"
    )
    assert (here / "mine.html").read_text(encoding="utf-8") == "<p>mine"


def test_a_link_to_an_earlier_report_stays_a_link(here: Path) -> None:
    called("report", "small", "--no-plots", folder=here)
    (here / "latest.html").symlink_to("report.html")
    (here / "report.html").write_bytes((here / "report.html").read_bytes() + b"<!-- old -->")

    done = called("report", "small", "--no-plots", "--out", "latest.html", folder=here)

    assert done.returncode == 0
    assert (here / "latest.html").is_symlink()
    assert not (here / "report.html").read_bytes().endswith(b"<!-- old -->")


def test_a_name_that_no_file_can_have_is_reported_in_words(here: Path) -> None:
    name = "x" * 300 + ".html"

    done = called("report", "small", "--no-plots", "--out", name, folder=here)

    assert done.returncode == 1
    assert done.stderr == f"{name}: File name too long: nothing was written there\n"


def test_a_folder_to_write_into_must_be_there(here: Path) -> None:
    done = called("report", "small", "--out", "nowhere/r.html", folder=here)

    assert (done.returncode, done.stderr) == (
        2,
        "nowhere/r.html: its folder does not exist: make it, or choose another with --out\n",
    )


def test_folders_without_results_are_all_named_at_once(here: Path) -> None:
    (here / "foreign").mkdir()
    (here / "foreign" / "manifest.json").write_text('{"a": 1}', encoding="utf-8")
    copytree(here / "small", here / "edited")
    (here / "edited" / "summary.csv").write_text("edited", encoding="utf-8")

    done = called("report", "small", "missing", "foreign", "edited", folder=here)

    assert done.returncode == 2
    missing, foreign, edited = done.stderr.splitlines()
    wrote = "run, compare, sweep, optimise or fit wrote"
    assert missing == f"missing holds no results: name a folder that {wrote}"
    assert foreign.startswith("foreign/manifest.json:1:1: ")
    assert foreign.endswith("write the results anew with run, compare, sweep, optimise or fit")
    assert edited.startswith("edited/summary.csv is not what the run wrote: write it anew with ")
    assert not (here / "report.html").exists()


def test_a_sweep_has_a_page_and_no_persons(tmp_path: Path) -> None:
    small_file(tmp_path)
    lever, runs = "--vary=line.patience_min.median=2,9", ("--set=run.days=1", "--replications=2")
    swept = called("sweep", "small.toml", lever, *runs, "--no-plots", folder=tmp_path)
    (results,) = (tmp_path / "results").iterdir()

    page = called("report", str(results), folder=tmp_path)
    story = called("journey", str(results), "0", folder=tmp_path)

    assert swept.returncode == 0
    assert page.returncode == 0, page.stderr
    content = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Sweep of small, over line.patience_min.median" in content
    assert content.count("<img") == 1
    assert str(tmp_path) not in content
    assert story.returncode == 2
    assert f"{results} is a sweep: name the folder of a run" in story.stderr


def test_the_manifest_of_a_run_names_the_base_and_what_is_changed(tmp_path: Path) -> None:
    small_file(tmp_path)

    done = called(
        *("run", "small.toml", "--replications=1", "--set", "run.days=1", "--no-plots"),
        folder=tmp_path,
    )

    assert done.returncode == 0
    path = tmp_path / "results" / "small" / "manifest.json"
    assert json.loads(path.read_text(encoding="utf-8"))["base"] == {
        "name": "small",
        "values": {"run.days": 12, "run.replications": 3},
    }


@pytest.mark.proof
def test_the_report_of_a_county_is_below_two_megabytes(tmp_path: Path) -> None:
    assert called("run", "county", "--replications=2", folder=tmp_path).returncode == 0

    done = called("report", "results/county", folder=tmp_path)

    assert done.returncode == 0
    assert 500_000 < (tmp_path / "report.html").stat().st_size < MOST_BYTES
