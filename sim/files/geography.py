"""Geographic files: the countries that ship, and outlets of one's own, as a CSV."""

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import get_args

from sim.files.findings import FileErrors, Finding
from sim.files.scenario_file import SHIPPED
from sim.files.size import check_size, extent_of, extent_of_rows
from sim.network import County, Geography, OutletRow, Place, Unit, build_network, units_of
from sim.network.geography import OutletClass
from sim.scenario import Scenario
from sim.scenario.limits import COUNTERS_MAX, PEOPLE_MAX

FILES = {
    "CN": ("china-counties.csv", "china-places.csv"),
    "MX": ("mexico-regions.csv", "mexico-places.csv"),
}
OUTLETS_LOOKED_AT = 1_500
OWN_COLUMNS = ("name", "lat", "lon", "class", "counters", "people")
CLASSES = get_args(OutletClass)
LIMITS = {
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "counters": (1, COUNTERS_MAX),
    "people": (0, PEOPLE_MAX),
}


def read_network(scenario: Scenario, only: Sequence[str] = ()) -> tuple[County, ...]:
    """Return the scenario's counties, from the shipped geography or from one's own outlets.

    With `only`, return none but these. Raise FileErrors for a county that is not in the data or
    not in the scenario, for a wrong row of one's own, or for what is too large to run.
    """
    network = scenario.network
    if network.outlets_csv:
        if only:
            message = "outlets of one's own are one county: leave --only out"
            raise FileErrors([Finding(scenario.name, 0, 0, "", message)])
        rows = read_outlets(Path(network.outlets_csv))
        check_size(scenario, extent_of_rows(rows))
        return build_network(scenario, None, rows)
    check_size(scenario, extent_of(network, len(codes_of(scenario)), len(only)))
    try:
        return build_network(scenario, read_geography(network.country), only=only)
    except ValueError as error:
        raise FileErrors([Finding(scenario.name, 0, 0, "", str(error))]) from None


def read_sample(scenario: Scenario, most: int) -> tuple[County, ...]:
    """Return the scenario's counties; of more than so many only these, evenly spread."""
    if scenario.network.outlets_csv:
        return read_network(scenario)
    codes = codes_of(scenario)
    check_size(scenario, extent_of(scenario.network, len(codes)))
    few = codes[:: -(-len(codes) // most)] if len(codes) > most else ()
    return read_network(scenario, few)


def read_for_a_look(scenario: Scenario) -> tuple[tuple[County, ...], int]:
    """Return counties to look at before a run, as many as take no time, and how many there are."""
    if scenario.network.outlets_csv:
        return read_network(scenario), 1
    in_all = len(codes_of(scenario))
    outlets = extent_of(scenario.network, in_all).outlets
    return read_sample(scenario, max(1, OUTLETS_LOOKED_AT // outlets)), in_all


def codes_of(scenario: Scenario) -> list[str]:
    """Return the codes of all counties of the scenario."""
    network = scenario.network
    try:
        return [unit.code for unit in units_of(network.counties, read_geography(network.country))]
    except ValueError as error:
        raise FileErrors([Finding(scenario.name, 0, 0, "", str(error))]) from None


@lru_cache(maxsize=4)
def read_geography(country: str) -> Geography:
    """Return a country that ships."""
    units_file, places_file = FILES[country]
    units = {
        row["code"]: Unit(
            row["code"], row["name"], row["latin_name"], float(row["lat"]), float(row["lon"])
        )
        for row in _rows(SHIPPED / "data" / units_file)
    }
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for row in _rows(SHIPPED / "data" / places_file):
        place = Place(row["name"], float(row["lat"]), float(row["lon"]), int(row["population"]))
        places[row["county"]].append(place)
    return Geography(units, {code: tuple(found) for code, found in places.items()})


def read_outlets(path: Path) -> tuple[OutletRow, ...]:
    """Return outlets of one's own. Raise FileErrors with every wrong row."""
    try:
        rows = _rows(path)
    except (OSError, UnicodeDecodeError) as error:
        raise FileErrors([Finding(str(path), 0, 0, "", f"cannot be read: {error}")]) from None
    findings = []
    if not rows:
        findings.append(Finding(str(path), 1, 1, "", f"has no rows: {','.join(OWN_COLUMNS)}"))
    elif missing := [name for name in OWN_COLUMNS if name not in rows[0]]:
        message = f"missing; the first row must be {','.join(OWN_COLUMNS)}"
        findings.append(Finding(str(path), 1, 1, ", ".join(missing), message))
    else:
        for line, row in enumerate(rows, start=2):
            findings += _row_findings(row, str(path), line)
        findings += _repeated_names(rows, str(path))
    if findings:
        raise FileErrors(findings)
    return tuple(
        OutletRow(
            name=row["name"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            outlet_class=_outlet_class(row["class"]),
            counters=int(row["counters"]),
            people=int(row["people"]),
        )
        for row in rows
    )


def _outlet_class(text: str) -> OutletClass:
    return next(name for name in CLASSES if name == text)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _row_findings(row: dict[str, str], source: str, line: int) -> list[Finding]:
    findings = []
    if not (row["name"] or "").strip():
        findings.append(Finding(source, line, 1, "name", "empty: every outlet needs a name"))
    if row["class"] not in CLASSES:
        message = f'"{row["class"]}", and must be one of {", ".join(CLASSES)}'
        findings.append(Finding(source, line, 1, "class", message))
    for name, (low, high) in LIMITS.items():
        convert = int if isinstance(low, int) else float
        try:
            value = convert(row[name] or "")
        except ValueError:
            kind = "a whole number" if convert is int else "a number"
            findings.append(Finding(source, line, 1, name, f'"{row[name]}", and must be {kind}'))
            continue
        if not low <= value <= high:
            message = f"{row[name]}, and must be from {low:g} to {high:g}"
            findings.append(Finding(source, line, 1, name, message))
    return findings


def _repeated_names(rows: list[dict[str, str]], source: str) -> list[Finding]:
    counts = Counter(row["name"] for row in rows)
    return [
        Finding(source, line, 1, "name", f'"{row["name"]}" stands {counts[row["name"]]} times')
        for line, row in enumerate(rows, start=2)
        if counts[row["name"]] > 1 and row["name"]
    ]
