"""Winners and losers from files are those of the runs in memory, and lead to the two journeys."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import polars as pl
import pytest
from flask.testing import FlaskClient

from sim.explorer.compare.chosen import runs_named
from sim.explorer.compare.kept import read_kept
from sim.explorer.compare.people import _losers, people_of
from sim.explorer.explorer import Explorer
from sim.explorer.results import Shelf
from sim.running.replication import Experiment
from sim.study.winners import (
    MEASURES,
    JourneysKept,
    Thresholds,
    journeys_of,
    losers,
    winners_among,
    winners_of,
)

SECONDS = 1_000


def test_the_files_tell_of_the_same_winners_as_the_runs(
    shelved: Explorer, done: dict[str, Experiment]
) -> None:
    runs = [shelved.run(name) for name in ("small", "short")]
    counties = runs[0].counties

    before, after = (read_kept(one, counties, range(3)) for one in runs)
    found = winners_among(before, after, Thresholds())
    exact = winners_of(done["small"], done["short"], Thresholds())

    assert found.pairs.count == exact.pairs.count > 0
    for measure in MEASURES:
        assert found.fates(measure).tolist() == exact.fates(measure).tolist()
        assert (
            losers(found.pairs, measure, 20).tolist() == losers(exact.pairs, measure, 20).tolist()
        )
    written = journeys_of(done["small"])
    assert {name: column.tolist() for name, column in before.journeys.items()} == {
        name: written[name].tolist() for name in before.journeys
    }
    for one, other in zip(found.rows, exact.rows, strict=True):
        assert (one.measure, one.group, one.value, one.counts) == (
            *(other.measure, other.group, other.value, other.counts),
        )


def test_who_lost_most_is_the_person_whom_the_files_show(shelved: Explorer, results: Path) -> None:
    (short,) = people_of(runs_named(shelved, ["small", "short"]), "line")

    keys = ["replication", "county", "person"]
    small, other = (
        pl.read_parquet(results / name / "journeys.parquet").filter(
            pl.col("delivered_at").is_not_null()
        )
        for name in ("small", "short")
    )
    both = small.join(other, on=keys).with_columns(
        (pl.col("stood_ms_right") - pl.col("stood_ms")).alias("longer_ms")
    )
    worst = both.sort("longer_ms", descending=True).row(0, named=True)
    assert short.losers is not None
    label, _, _, minutes, _ = short.losers.groups[0].rows[0]
    assert label.startswith(f"person {worst['person']}, replication {worst['replication']},")
    assert float(minutes) == pytest.approx(worst["longer_ms"] / 60 / SECONDS, rel=0.01)
    assert short.links is not None
    assert short.links[label] == (
        f"/runs/short/people/{worst['person']}?county={worst['county']}"
        f"&replication={worst['replication']}&twin=small"
    )


def test_people_of_one_number_in_two_counties_are_told_apart(shelved: Explorer) -> None:
    runs = (shelved.run("small"), shelved.run("short"))
    (county,) = runs[0].counties
    counties = (county, replace(county, code="500243"))
    before, after = (_in_two_counties(read_kept(one, (county,), range(3))) for one in runs)
    before, after = (replace(one, counties=counties) for one in (before, after))

    table, links = _losers(winners_among(before, after, Thresholds()), runs, "line", 0)

    rows = table.groups[0].rows
    assert len(rows) == len(links) > 1
    for label, *_ in rows:
        code = label.partition(", county ")[2].partition(",")[0]
        assert f"county={code}&" in links[label]


def _in_two_counties(kept: JourneysKept) -> JourneysKept:
    """Return each journey in a second county too."""
    twice = {name: np.concatenate([column, column]) for name, column in kept.journeys.items()}
    count = twice["county"].size // 2
    return replace(kept, journeys=twice | {"county": np.repeat([0, 1], count)})


def test_who_finishes_no_more_is_told_on_demand(comparing: FlaskClient) -> None:
    page = comparing.get("/compare?run=small&run=short&by=never", base_url="http://127.0.0.1").text

    assert "finished in the first run, and not in this one" in page
    assert "not finished in both" in page


def test_journeys_of_an_earlier_version_are_to_be_run_anew(results: Path, tmp_path: Path) -> None:
    for name in ("small", "short"):
        copytree(results / name, tmp_path / name)
    path = tmp_path / "short" / "journeys.parquet"
    pl.read_parquet(path).drop("stood_ms").write_parquet(path)

    (short,) = people_of(runs_named(Explorer(Shelf(tmp_path)), ["small", "short"]), "door")

    assert short.why_not.startswith("short is of an earlier version, without the time in lines")


def test_other_days_have_no_winners(shelved: Explorer) -> None:
    (longer,) = people_of(runs_named(shelved, ["small", "longer"]), "door")

    assert longer.why_not == "longer has other counties or days than small: nobody is the same"
    assert longer.charts == ()
