"""A county simulated again is what the run wrote, and what is not is named."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sim.explorer.again import Again, CountyAgain, CountyWanted
from sim.explorer.again.county import OFFICES
from sim.explorer.results import MANIFEST, RunResults
from sim.files.journeys import read_journey
from sim.running.engines import ENGINES
from tests.sim.explorer.run_folders import COUNTY


@pytest.fixture
def copied(eventful: RunResults, tmp_path: Path) -> RunResults:
    """Lend a copy of a run that a test may spoil."""
    shutil.copytree(eventful.folder, tmp_path / "copied")
    return RunResults("copied", tmp_path / "copied")


def all_counties(again: Again, *runs: RunResults) -> Iterator[tuple[RunResults, CountyAgain]]:
    for run in runs:
        for replication in (0, 1):
            yield run, again.county(CountyWanted(run, COUNTY, replication))


def test_journeys_simulated_again_are_those_of_the_files(
    again: Again, reference: RunResults, eventful: RunResults
) -> None:
    for run, county in all_counties(again, reference, eventful):
        number = county.diary.replication

        assert county.wishes > 50
        for person in range(county.wishes):
            written = read_journey(run.folder, person, number, COUNTY).row
            lived = county.journey(person)
            assert {name: lived[name] for name in written} == written


def test_outlets_simulated_again_are_those_of_the_files(
    again: Again, reference: RunResults, eventful: RunResults, calmer: RunResults
) -> None:
    for _, county in all_counties(again, reference, eventful, calmer):
        assert county.unlike == ()


def test_whatever_does_not_come_out_as_it_was_written_is_named(copied: RunResults) -> None:
    offices = copied.table(OFFICES)
    spoilt = offices.with_columns(pl.col("balked") + 1, pl.col("busy_ms") - 1)
    spoilt.write_parquet(copied.folder / OFFICES)

    county = Again().county(CountyWanted(copied, COUNTY, 0))

    assert county.unlike == ("balked", "busy_ms")


def test_libraries_of_another_version_are_named(copied: RunResults) -> None:
    path = copied.folder / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["versions"] |= {"numpy": "0.1"}
    path.write_text(json.dumps(manifest), encoding="utf-8")

    county = Again().county(CountyWanted(copied, COUNTY, 0))

    assert county.versions == {"numpy": ("0.1", np.__version__)}
    assert county.unlike == ()


def test_either_engine_comes_to_the_same(
    county: CountyAgain, eventful: RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.kernel.is_on_disk", lambda: False)

    slow = Again().county(CountyWanted(eventful, COUNTY, 1))

    assert slow.engine == "simpy"
    assert county.engine in ENGINES
    for name, column in county.diary.visits.items():
        assert slow.diary.visits[name].tolist() == column.tolist()


def test_a_county_at_hand_is_not_simulated_again_and_few_are_at_hand(
    eventful: RunResults,
) -> None:
    few = Again(visits_most=1)
    wanted = [CountyWanted(eventful, COUNTY, replication) for replication in (0, 1)]

    first = few.county(wanted[0])
    assert few.county(wanted[0]) is first
    second = few.county(wanted[1])

    assert [one.diary.replication for one in few.counties.values()] == [1]
    assert few.county(wanted[1]) is second
    assert few.county(wanted[0]) is not first


def test_a_run_that_was_written_anew_is_another_one(copied: RunResults) -> None:
    again, wanted = Again(), CountyWanted(copied, COUNTY, 0)
    first = again.county(wanted)
    written = (copied.folder / MANIFEST).stat().st_mtime_ns

    os.utime(copied.folder / MANIFEST, ns=(written, written + 1_000_000))

    assert again.county(wanted) is not first
