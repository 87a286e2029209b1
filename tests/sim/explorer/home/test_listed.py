"""The first page lists what there is: scenarios, runs with their figures, and all else as such."""

import json
import os
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.explorer.home.headline import Headline, headlines_of
from sim.explorer.home.listed import listed_scenarios
from sim.explorer.results import OtherResults, RunResults, Shelf

REFERENCE = Path("results/reference")


def written(folder: Path, facts: object) -> Path:
    """Return a folder whose manifest has these facts."""
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder


def test_a_scenario_is_listed_with_what_it_changes_of_which() -> None:
    listed = {one.name: one for one in listed_scenarios()}

    assert next(iter(listed)) == "county"
    assert (listed["second-counter"].changes, listed["second-counter"].keys) == (
        "county",
        ["network.rural.counters_min"],
    )
    assert len(listed["mexico-2006"].keys) + listed["mexico-2006"].more > 10


def test_results_of_other_commands_are_no_runs(tmp_path: Path) -> None:
    written(tmp_path / "a-vs-b", {"comparison": ["a", "b"], "command": "wanghuiyi compare a b"})
    written(tmp_path / "swept", {"sweep": {}, "command": "wanghuiyi sweep /srv/me/county.toml"})
    written(tmp_path / "odd", ["no", "table"])
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text("{", encoding="utf-8")

    shelf = Shelf(tmp_path, (REFERENCE,))

    assert list(shelf.runs()) == ["reference"]
    damaged = "a manifest that cannot be read: write the results anew"
    assert sorted(shelf.others(), key=lambda one: one.name) == [
        OtherResults("a-vs-b", "a comparison", "wanghuiyi compare a b"),
        OtherResults("broken", damaged),
        OtherResults("odd", damaged),
        OtherResults("swept", "a sweep", "wanghuiyi sweep county.toml"),
    ]


def test_a_run_of_here_keeps_its_name_whatever_newer_one_elsewhere_has_it(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere" / "mine"
    for folder, written_at in ((out / "mine", 1_000), (elsewhere, 2_000)):
        shutil.copytree(REFERENCE, folder)
        os.utime(folder / "manifest.json", (written_at, written_at))

    runs = Shelf(out, (elsewhere,)).runs()

    assert [(name, one.name, one.folder) for name, one in runs.items()] == [
        ("mine-2", "mine-2", elsewhere),
        ("mine", "mine", out / "mine"),
    ]


def test_a_run_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shutil.copytree(REFERENCE, tmp_path / "mine")
    manifest = tmp_path / "mine" / "manifest.json"
    before = shelf.runs()["mine"].manifest["replications"]
    facts = json.loads(manifest.read_text(encoding="utf-8")) | {"replications": 7}

    manifest.write_text(json.dumps(facts), encoding="utf-8")

    assert (before, shelf.runs()["mine"].manifest["replications"]) == (2, 7)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["wait_mean_min,min,2.531,0.9056,4.1565,2"],
            [Headline("mean wait", "2.53 min", "0.91 to 4.16")],
        ),
        (
            ["wait_over_15_min_share,share,0.0314,,,1"],
            [Headline("wait over 15 min", "3.1 %", "")],
        ),
        (["wait_mean_min,min,,,,2"], []),
        (["wait_mean_min,min,nan,inf,x,2"], []),
        ([], []),
    ],
)
def test_figures_are_those_of_the_summary(
    tmp_path: Path, lines: list[str], expected: list[Headline]
) -> None:
    heading = "metric,unit,mean,ci_low,ci_high,replications"
    (tmp_path / "summary.csv").write_text("\n".join([heading, *lines]), encoding="utf-8")

    assert headlines_of(RunResults("mine", tmp_path)) == expected


def test_a_run_without_a_summary_has_no_figures(tmp_path: Path) -> None:
    assert headlines_of(RunResults("mine", tmp_path)) == []


def test_runs_can_be_chosen_for_a_comparison(explorer: FlaskClient) -> None:
    page = explorer.get("/", base_url="http://127.0.0.1").text

    assert '<form method="get" action="/compare">' in page
    assert '<input type="checkbox" name="run" value="reference"' in page
    assert "mean wait: 2.53 min" in page
