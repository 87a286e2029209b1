"""The geographic data that ship are what their page says."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import sim

DATA = Path(sim.__file__).parent.parent / "scenarios" / "data"
FILES = {
    "china-counties.csv": 2_848,
    "china-places.csv": 16_048,
    "mexico-regions.csv": 503,
    "mexico-places.csv": 1_828,
}
BOXES = {"china": (3.0, 54.0, 73.0, 136.0), "mexico": (14.0, 33.0, -119.0, -86.0)}


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_its_rows_inside_its_country(name: str) -> None:
    found = rows(name)

    south, north, west, east = BOXES[name.split("-", maxsplit=1)[0]]
    assert len(found) == FILES[name]
    assert all(south < float(row["lat"]) < north for row in found)
    assert all(west < float(row["lon"]) < east for row in found)
    assert all(row["name"] for row in found)


@pytest.mark.parametrize(
    ("units", "places"),
    [("china-counties.csv", "china-places.csv"), ("mexico-regions.csv", "mexico-places.csv")],
)
def test_every_place_belongs_to_a_unit_and_every_unit_has_one_code(units: str, places: str) -> None:
    codes = Counter(row["code"] for row in rows(units))

    assert set(codes.values()) == {1}
    assert all(code.isdigit() for code in codes)
    assert {row["county"] for row in rows(places)} <= set(codes)
    assert all(int(row["population"]) >= 0 for row in rows(places))


def test_the_data_stay_small() -> None:
    assert sum((DATA / name).stat().st_size for name in FILES) < 750_000
