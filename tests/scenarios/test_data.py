"""The geographic data that ship are what their manifest and their page say."""

import csv
import hashlib
import re
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
CODES = {"china-counties.csv": r"[1-8][0-9]{5}", "mexico-regions.csv": r"[0-9]{3}"}
MANY_PLACES = 5
PLACES = {"china-counties.csv": "china-places.csv", "mexico-regions.csv": "mexico-places.csv"}


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_manifest_tells_every_file_and_its_bytes() -> None:
    written = {row["file"]: (int(row["rows"]), row["sha256"]) for row in rows("manifest.csv")}

    found = {
        path.name: (len(rows(path.name)), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in DATA.glob("*.csv")
        if path.name != "manifest.csv"
    }
    assert written == found


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_its_rows_inside_its_country(name: str) -> None:
    found = rows(name)

    south, north, west, east = BOXES[name.split("-", maxsplit=1)[0]]
    assert len(found) == FILES[name]
    assert all(south < float(row["lat"]) < north for row in found)
    assert all(west < float(row["lon"]) < east for row in found)
    assert all(row["name"] for row in found)


@pytest.mark.parametrize(("units", "places"), PLACES.items())
def test_every_place_belongs_to_a_unit_and_every_unit_has_one_code(units: str, places: str) -> None:
    codes = Counter(row["code"] for row in rows(units))

    assert set(codes.values()) == {1}
    assert [code for code in codes if not re.fullmatch(CODES[units], code)] == []
    assert {row["county"] for row in rows(places)} <= set(codes)
    assert all(int(row["population"]) >= 0 for row in rows(places))


def counties_by_places(places: list[dict[str, str]]) -> tuple[int, int, int]:
    """Return how many counties have no place, 1 to 4, and 5 or more."""
    per_county = Counter(place["county"] for place in places)
    counts = [per_county[row["code"]] for row in rows("china-counties.csv")]
    none, many = counts.count(0), sum(count >= MANY_PLACES for count in counts)
    return none, len(counts) - none - many, many


def test_the_page_counts_the_places_of_the_counties_as_they_are() -> None:
    page = (DATA / "README.md").read_text(encoding="utf-8")
    places = rows("china-places.csv")
    known = [place for place in places if int(place["population"])]

    none, few, many = counties_by_places(places)
    assert f"{none} have no place, {few:,} have 1 to 4, and {many:,} have 5 or more" in page
    none, few, many = counties_by_places(known)
    assert f"{none:,} have none, {few:,} have 1 to 4, and {many} have 5 or more" in page
    assert f"known for {len(known):,} of the {len(places):,} Chinese places" in page


@pytest.mark.parametrize("name", ["geonames.org", "licenses/by/4.0", "(c) 2018 QinYuan Du"])
def test_the_page_names_the_sources_and_their_licences(name: str) -> None:
    page = (DATA / "README.md").read_text(encoding="utf-8")

    assert name in page


def test_the_data_stay_small() -> None:
    assert sum((DATA / name).stat().st_size for name in FILES) < 750_000
