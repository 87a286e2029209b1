"""Points as scenarios: one network where places are the same, and kept points of their own."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.files.checkpoint import CheckpointFailed
from sim.files.findings import FileErrors
from sim.files.scenario_file import read_scenario
from sim.files.sweep_points import KeptPoints, PointReader, kept_points
from sim.study.sweep.designs import Lever, grid
from sim.study.sweep.points import PointToRun
from tests.sim.runs import small_file

METRICS = ({"wait_mean_min": 0.1, "utilisation": float("inf")}, {"wait_mean_min": 1 / 3})


def points_of(*levers: Lever, file: str = "county") -> list[PointToRun]:
    """Return the points of a grid."""
    return PointReader(file, (), ()).read(read_scenario(file), grid(levers))


def kept_in(folder: Path, remarks: list[str]) -> KeptPoints:
    """Return where the points of a sweep of the county are kept."""
    return kept_points(folder, read_scenario("county"), "simpy", remarks.append)


def test_points_with_the_same_places_share_a_network() -> None:
    one, other, more = points_of(
        Lever("network.rural.counters_max", (2, 3)), Lever("redeem.lock_h", (1, 2))
    )[:3]

    assert one.counties is other.counties
    assert one.counties is not more.counties
    assert (one.scenario.redeem.lock_h, other.scenario.redeem.lock_h) == (1, 2)


def test_outlets_of_ones_own_are_varied_too(tmp_path: Path) -> None:
    points = points_of(Lever("redeem.lock_h", (1, 2)), file=str(small_file(tmp_path)))

    assert [len(point.counties[0].outlets) for point in points] == [2, 2]


def test_a_point_that_is_too_large_is_refused_although_its_places_are_known() -> None:
    with pytest.raises(FileErrors):
        points_of(Lever("others.visits_per_person_year", (1.7, 300.0)), Lever("run.days", (3660,)))


def test_a_kept_point_comes_back_and_no_other_does(tmp_path: Path) -> None:
    remarks: list[str] = []
    kept = kept_in(tmp_path, remarks)
    one, other = points_of(Lever("redeem.lock_h", (1, 2)))

    kept.keep(one, 0, METRICS)

    assert kept.found(one, 0) == METRICS
    assert kept.found(replace(one, number=7), 0) == METRICS
    assert (kept.found(other, 0), kept.found(one, 1), remarks) == (None, None, [])
    assert kept.place.count() == 1
    kept.place.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_point_under_the_name_of_another_is_not_believed(tmp_path: Path) -> None:
    remarks: list[str] = []
    kept = kept_in(tmp_path, remarks)
    one, other = points_of(Lever("redeem.lock_h", (1, 2)))
    kept.keep(one, 0, METRICS)
    (first,) = kept.place.folder.iterdir()
    kept.keep(other, 0, METRICS)
    (second,) = {*kept.place.folder.iterdir()} - {first}

    second.write_bytes(first.read_bytes())

    assert kept.found(other, 0) is None
    assert "is not believed, and done again" in remarks[0]


def test_a_point_that_cannot_be_kept_is_said_to_be_one(tmp_path: Path) -> None:
    kept = kept_in(tmp_path, [])
    (one,) = points_of(Lever("redeem.lock_h", (1,)))
    kept.place.folder.parent.write_text("in the way", encoding="utf-8")

    with pytest.raises(CheckpointFailed, match="a finished point cannot be kept"):
        kept.keep(one, 0, METRICS)
