"""The command line as its users meet it: real processes, real files, real signals."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.end_to_end.command_line import called, wanghuiyi
from tests.sim.runs import small_file

ESCAPE = "\x1b"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    small_file(tmp_path)
    return tmp_path


def test_a_run_prints_its_table_and_leaves_its_files(small: Path) -> None:
    done = wanghuiyi("run", "small.toml", "--workers", "1", folder=small)

    assert done.returncode == 0
    assert re.search(r"wait_mean_min +\d+\.\d+ +\d+\.\d+ to \d+\.\d+ +min", done.stdout)
    assert "3 replications; files in results/small/" in done.stderr
    assert "plots in results/small/plots/" in done.stderr
    assert ESCAPE not in done.stdout + done.stderr
    written = small / "results" / "small"
    assert (written / "manifest.json").is_file()
    assert len(list((written / "plots").glob("*.png"))) == 10


@pytest.mark.proof
def test_the_command_in_the_manifest_gives_the_same_bytes_with_two_workers(small: Path) -> None:
    options = ("--seed", "5", "--set", "sms.enabled=false", "--no-plots")
    wanghuiyi("run", "small.toml", *options, "--workers", "1", folder=small)
    first = small / "results" / "small"
    manifest = json.loads((first / "manifest.json").read_text(encoding="utf-8"))

    wanghuiyi("run", "small.toml", *options, "--workers", "2", "--out", "again", folder=small)

    again = small / "again" / "small"
    assert manifest["command"].startswith("wanghuiyi run small.toml --seed 5")
    for name in manifest["outputs_sha256"]:
        assert (again / name).read_bytes() == (first / name).read_bytes(), name


def test_json_is_all_there_is_on_stdout(small: Path) -> None:
    done = called("run", "small.toml", "--workers=1", "--no-plots", "--json", folder=small)

    document = json.loads(done.stdout)
    assert document["scenario"] == "small"
    wait = next(one for one in document["metrics"] if one["metric"] == "wait_mean_min")
    assert wait["ci_low"] < wait["mean"] < wait["ci_high"]
    overall = {one["metric"]: one["mean"] for one in document["metrics"]}
    assert overall["fees_yuan"] == 0


@pytest.mark.proof
def test_a_county_alone_has_the_journeys_that_it_has_among_others(small: Path) -> None:
    settings = ("--set=network.counties=['422822', '341021']", "--set=network.outlets=5")
    options = ("run", "county", *settings, "--set=run.days=3", "--replications=1", "--no-plots")
    wanghuiyi(*options, "--out=both", folder=small)

    alone = wanghuiyi(*options, "--only=county=341021", "--out=one", folder=small)

    assert alone.returncode == 0, alone.stderr
    journeys = pl.read_parquet(small / "one" / "county" / "journeys.parquet")
    both = pl.read_parquet(small / "both" / "county" / "journeys.parquet")
    assert journeys.height > 0
    assert journeys.equals(both.filter(pl.col("county") == "341021"))


@pytest.mark.proof
def test_a_summary_alone_has_no_journeys_and_says_so(small: Path) -> None:
    done = wanghuiyi("run", "small.toml", "--keep", "summary", folder=small)

    assert done.returncode == 0, done.stderr
    written = small / "results" / "small"
    assert not (written / "journeys.parquet").exists()
    assert "no journeys were kept, only sums of all counties" in done.stderr
    kept = json.loads((written / "manifest.json").read_text(encoding="utf-8"))["kept"]
    assert kept == {"name": "summary", "journeys_share": 0.0, "by_county": False}
    assert len(list((written / "plots").glob("*.png"))) == 10


@pytest.mark.parametrize(
    ("only", "reported"),
    [
        ("500242", "500242 is not county=CODE, such as county=500242"),
        ("county=", "county= is not county=CODE, such as county=500242"),
        ("county=110101", "county 110101 is not in this scenario: choose one of network.counties"),
        ("county=Nowhere", "Nowhere is not a county of this country"),
    ],
)
def test_a_county_that_cannot_be_chosen_is_reported(only: str, reported: str, small: Path) -> None:
    done = called("run", "county", "--only", only, folder=small)

    assert done.returncode == 2
    assert reported in done.stderr
    assert "Traceback" not in done.stderr


def test_five_mistakes_exit_with_2_and_no_traceback(small: Path) -> None:
    text = 'extends = "small.toml"\n[run]\ndays = 0\nseeds = 1\n[line]\nbalking = 3\n'
    text += '[payment]\nmethod = "barter"\n[hours]\nopening_hours = "always"\n'
    (small / "bad.toml").write_text(text, encoding="utf-8")

    for command in ("run", "validate"):
        done = called(command, "bad.toml", folder=small)

        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        places = re.findall(r"^bad\.toml:(\d+):(\d+): ", done.stderr, re.MULTILINE)
        assert places == [("3", "1"), ("4", "1"), ("6", "1"), ("8", "1"), ("10", "1")]
    assert not (small / "results").exists()


@pytest.mark.proof
def test_every_scenario_that_ships_is_fine(tmp_path: Path) -> None:
    listed = json.loads(called("scenarios", "--json", folder=tmp_path).stdout)
    names = [row["name"] for row in listed]

    done = called("validate", *names, folder=tmp_path)

    assert done.returncode == 0
    assert done.stdout.splitlines() == [f"{name}: fine" for name in names]


def test_a_scenario_that_does_not_ship_is_reported_with_one_that_does(tmp_path: Path) -> None:
    done = called("run", "contry", folder=tmp_path)

    assert done.returncode == 2
    assert "did you mean county?" in done.stderr


def test_a_comparison_prints_paired_differences_with_intervals(small: Path) -> None:
    text = 'extends = "small.toml"\nname = "silent"\n[sms]\nenabled = false\n'
    (small / "silent.toml").write_text(text, encoding="utf-8")

    done = called("compare", "small.toml", "--workers=1", "silent.toml", folder=small)

    assert done.returncode == 0
    assert re.search(r"sms_per_wish +\d\.\d+ +-\d\.\d+ +-\d\.\d+ to -\d\.\d+ ", done.stdout)
    folder = small / "results" / "compare-small_silent"
    with (folder / "comparison.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["metric"]: row for row in csv.DictReader(file)}
    assert rows["sms_per_wish"]["verdict"] == "lower"
    assert float(rows["sms_per_wish"]["ci_high"]) < 0
    assert (folder / "plots" / "forest.svg").is_file()


def test_one_scenario_cannot_be_compared(small: Path) -> None:
    done = called("compare", "small.toml", "--workers=1", folder=small)

    assert done.returncode == 2
    assert "two scenarios or more" in done.stderr


@pytest.mark.proof
def test_plots_are_redrawn_from_the_files(small: Path) -> None:
    wanghuiyi("run", "small.toml", "--no-plots", folder=small)

    done = wanghuiyi("plot", "results/small", folder=small)

    assert done.returncode == 0
    assert "results/small/plots/funnel.png" in done.stdout.splitlines()


def test_a_folder_without_results_cannot_be_plotted(tmp_path: Path) -> None:
    done = called("plot", ".", folder=tmp_path)

    assert done.returncode == 1
    assert "holds no results" in done.stderr


def test_a_changed_file_is_not_plotted(small: Path) -> None:
    called("run", "small.toml", "--workers=1", "--no-plots", folder=small)
    with (small / "results" / "small" / "summary.csv").open("a", encoding="utf-8") as file:
        file.write("wait_mean_min,min,0,0,0,9\n")

    done = called("plot", "results/small", folder=small)

    assert done.returncode == 1
    assert "summary.csv is not what the run wrote: write it anew with wanghuiyi run" in done.stderr


def test_a_folder_that_cannot_be_written_is_reported_before_the_run(small: Path) -> None:
    (small / "taken").write_text("a file, not a folder", encoding="utf-8")

    done = called("run", "small.toml", "--workers=1", "--out", "taken/here", folder=small)

    assert done.returncode == 1
    assert "taken" in done.stderr
    assert "Traceback" not in done.stderr


def test_findings_are_reported_as_json(small: Path) -> None:
    (small / "bad.toml").write_text("[run]\ndays = 0\n", encoding="utf-8")

    done = called("validate", "bad.toml", "small.toml", "--json", folder=small)

    assert done.returncode == 2
    bad, fine = json.loads(done.stdout)
    assert bad["findings"][0]["line"] == 2
    assert fine["findings"] == []


def test_the_schema_is_printed_as_json(tmp_path: Path) -> None:
    done = called("schema", folder=tmp_path)

    assert json.loads(done.stdout)["title"] == "A scenario of wanghuiyi"


def test_what_cannot_be_stable_is_said_before_the_run(small: Path) -> None:
    busy = ("--set", "others.visits_per_person_year=60", "--set", "run.days=1")

    done = called("run", "small.toml", "--workers=1", *busy, "--no-plots", folder=small)

    assert done.returncode == 0
    assert re.search(r"warning: 2 outlets are asked for more than their counters", done.stderr)


def test_help_names_every_command_and_loads_nothing_heavy(tmp_path: Path) -> None:
    reported = wanghuiyi("--help", folder=tmp_path)
    code = (
        "import sys; import sim.cli; "
        "print(sorted({'numpy', 'polars', 'matplotlib', 'scipy', 'pydantic'} & set(sys.modules)))"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert all(name in reported.stdout for name in ("run", "compare", "plot", "validate", "schema"))
    assert loaded.stdout.strip() == "[]"
