"""One person's journey told from a folder of results, and what is said where it cannot be."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from sim.cli.journeys import journey
from sim.comparison import Sample, compare
from sim.files.folder import new_folder
from sim.files.geography import read_network
from sim.files.journeys import read_journey
from sim.files.results import write_comparison, write_run
from sim.files.scenario_file import read_scenario
from sim.running.experiment import RunOptions, experiment
from tests.sim.runs import small_experiment, small_file, small_results


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the files of a run."""
    return small_results(tmp_path_factory.mktemp("run"))


def told(results: Path, *words: str) -> Result:
    """Have a journey told."""
    return CliRunner().invoke(journey, [str(results), *words])


def test_the_file_gives_back_what_the_run_wrote(tmp_path: Path) -> None:
    done = small_experiment(tmp_path)
    results = tmp_path / "results"
    with new_folder(results) as fresh:
        write_run(done, fresh, "wanghuiyi run small.toml")

    (kept,) = done.replications[2].kept
    for person in range(0, kept.journeys["person"].size, 37):
        found = read_journey(results, person, 2, "own")
        named = {name: int(column[person]) for name, column in kept.journeys.items()}
        numbers = {name for name in named if name in found.row} - {"settlement", "outlet", "tier"}
        assert {name: found.row[name] for name in numbers} == {
            name: named[name] for name in numbers
        }
        assert {name for name in named if name.endswith("_ms")} <= numbers
        outlet = done.counties[0].outlets[named["outlet"]]
        assert (found.where.outlet, found.where.outlet_class) == (outlet.name, outlet.outlet_class)
        assert found.where.distance_km == 0.0


def test_a_journey_is_told_with_moments_and_the_whole(written: Path) -> None:
    table = pl.read_parquet(written / "journeys.parquet")
    person = table.filter(replication=1, outcome="completed")["person"][0]

    done = told(written, str(person), "--replication=1")

    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert f"Person {person} of your own outlets in replication 1 lives in" in said
    assert "had the parcel in hand" in said
    assert "in all, from the wish on" in said
    assert "Not in these files: whether there is a telephone" in said


def test_the_document_has_parts_that_sum_to_the_whole(written: Path) -> None:
    for person in range(0, 60, 7):
        found = json.loads(told(written, str(person), "--replication=0", "--json").stdout)

        assert sum(part["took_ms"] for part in found["parts"]) == found["whole_ms"] >= 0


def test_of_several_replications_the_first_is_told_and_said(written: Path) -> None:
    done = told(written, "0")

    assert done.exit_code == 0
    assert "in replication 0 lives" in done.output
    assert "replication 0 to 2, told of 0: choose with --replication" in done.output


@pytest.mark.parametrize(
    ("words", "reported"),
    [
        (("99999",), "person 99999 is not in replication 0 of your own outlets: choose 0 to "),
        (("0", "--replication=7"), "replication 7 is not in these journeys: choose 0 to 2"),
        (("0", "--county=500242"), "county 500242 is not in these journeys: choose own"),
        (("-1",), "No such option"),
        (("seven",), "'seven' is not a valid integer"),
    ],
)
def test_who_is_not_there_is_refused_with_who_is(
    words: tuple[str, ...], reported: str, written: Path
) -> None:
    done = told(written, *words)

    assert done.exit_code == 2
    assert reported in done.output


def test_the_range_that_is_named_can_be_told(written: Path) -> None:
    last = told(written, "99999").output.split("choose 0 to ")[1].split()[0]

    assert told(written, last).exit_code == 0
    assert told(written, str(int(last) + 1)).exit_code == 2


def test_a_folder_without_journeys_says_how_to_have_them(tmp_path: Path) -> None:
    with_nothing = told(tmp_path, "0")
    summary = run_kept(tmp_path, "summary")

    assert with_nothing.exit_code == 1
    wrote = "run, compare, sweep, optimise or fit wrote"
    assert f"holds no results: name a folder that {wrote}" in " ".join(with_nothing.output.split())
    done = told(summary, "0")
    assert done.exit_code == 2
    assert "no journeys were kept here: run it anew with --keep journeys" in done.output


def run_kept(folder: Path, keep: str, *settings: str) -> Path:
    """Run the small scenario, keep some of it, and return the folder."""
    scenario = read_scenario(str(small_file(folder)), ["run.replications=1", *settings])
    options = RunOptions("simpy", keep=keep)
    results = folder / "results" / keep
    with new_folder(results) as fresh:
        write_run(experiment(scenario, read_network(scenario), options), fresh, "wanghuiyi run")
    return results


@pytest.mark.proof
def test_of_a_sample_it_is_said_that_others_cannot_be_told(tmp_path: Path) -> None:
    many = "market.wishes_per_1000_people_day=300"
    results = run_kept(tmp_path, "sample", many, "run.days=3")
    kept = set(pl.read_parquet(results / "journeys.parquet")["person"])
    first, missing = min(kept), next(one for one in range(99_999) if one not in kept)

    there, not_there = told(results, str(first)), told(results, str(missing))

    assert there.exit_code == 0, there.output
    assert "of the journeys: the others cannot be told" in there.output
    assert "how far it is to the post office" in there.output
    assert not_there.exit_code == 2
    said = " ".join(not_there.output.split())
    assert (
        f"person {missing} is not in replication 0 of your own outlets as far as is known" in said
    )
    assert "a sample of " in said


def test_a_comparison_is_refused_with_what_to_do(tmp_path: Path) -> None:
    results = tmp_path / "compared"
    metrics = small_experiment(tmp_path, "run.days=1").metrics()
    samples = Sample("a", metrics), [Sample("b", metrics)]
    facts = {"comparison": ["a", "b"], "command": "c", "seed": 1, "replications": 1}
    with new_folder(results) as fresh:
        write_comparison(compare(*samples), fresh, facts)

    done = told(results, "0")

    assert done.exit_code == 2
    assert "is a comparison: name the folder of a run" in " ".join(done.output.split())


def test_journeys_of_another_version_are_refused(written: Path, tmp_path: Path) -> None:
    table = pl.read_parquet(written / "journeys.parquet").drop("hub_at")
    results = run_kept(tmp_path, "journeys", "run.days=2")
    with new_folder(tmp_path / "old") as fresh:
        for path in results.iterdir():
            (fresh / path.name).write_bytes(path.read_bytes())
    old = tmp_path / "old" / "journeys.parquet"
    table.write_parquet(old)

    done = told(tmp_path / "old", "0")

    assert done.exit_code == 1
    assert "journeys.parquet is not what the run wrote" in " ".join(done.output.split())
    with pytest.raises(Exception, match="of another version"):
        read_journey(tmp_path / "old", 0, None, None)
