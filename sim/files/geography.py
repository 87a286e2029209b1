"""Geographic files: the countries that ship, and outlets of one's own, as a CSV."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

from service.domain.typed import parse_name
from sim.files.csv_source import NUMBER, WHOLE, Cell, Row, read_rows
from sim.files.findings import FileErrors, Finding
from sim.files.scenario_file import SHIPPED
from sim.files.shifts import parse_shifts, wrong_shifts_by_name, wrong_shifts_of
from sim.files.size import check_size, extent_of, extent_of_rows
from sim.files.wording import shortened
from sim.network import County, Geography, OwnOutlet, PopulatedPlace, Unit, build_network, units_of
from sim.network.named import as_named
from sim.scenario import CLASSES, ClassName, Scenario
from sim.scenario.limits import COUNTERS_MAX, NAME_MAX, PEOPLE_MAX, one_line

FILES = {
    "CN": ("china-counties.csv", "china-places.csv"),
    "MX": ("mexico-regions.csv", "mexico-places.csv"),
}
OF_UNITS = ("code", "name", "latin_name", "lat", "lon")
OF_PLACES = ("county", "name", "lat", "lon", "population")
OUTLETS_LOOKED_AT = 1_500
OWN_COLUMNS = ("name", "lat", "lon", "class", "counters", "people")
MAY_HAVE = ("staffing",)
LIMITS = {
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "counters": (1, COUNTERS_MAX),
    "people": (0, PEOPLE_MAX),
}

Outlet = dict[str, Cell]


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
        if wrong := wrong_shifts_of(rows, scenario):
            raise FileErrors(wrong)
        return _as_named(build_network(scenario, None, rows), scenario)
    check_size(scenario, extent_of(network, len(codes_of(scenario)), len(only)))
    try:
        counties = build_network(scenario, read_geography(network.country), only=only)
    except ValueError as error:
        raise FileErrors([Finding(scenario.name, 0, 0, "", str(error))]) from None
    return _as_named(counties, scenario)


def _as_named(counties: Sequence[County], scenario: Scenario) -> tuple[County, ...]:
    """Return the counties with what the scenario says of outlets by name.

    Raise FileErrors for shifts that are wrong.
    """
    if wrong := wrong_shifts_by_name(counties, scenario):
        raise FileErrors(wrong)
    return as_named(counties, scenario.staffing)


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
    """Return a country that ships; a place is made of its row when its county is asked for."""
    units_file, places_file = FILES[country]
    units = {
        code: Unit(code, name, latin_name, float(lat), float(lon))
        for code, name, latin_name, lat, lon in _rows(SHIPPED / "data" / units_file, OF_UNITS)
    }
    rows: defaultdict[str, list[list[str]]] = defaultdict(list)
    for county, *row in _rows(SHIPPED / "data" / places_file, OF_PLACES):
        rows[county].append(row)
    return Geography(units, _Places(dict(rows)))


@dataclass(frozen=True)
class _Places(Mapping[str, tuple[PopulatedPlace, ...]]):
    """The places of each county, of thousands of which a scenario has one."""

    rows: Mapping[str, list[list[str]]]

    def __getitem__(self, code: str) -> tuple[PopulatedPlace, ...]:
        return tuple(
            PopulatedPlace(name, float(lat), float(lon), int(population))
            for name, lat, lon, population in self.rows[code]
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def read_outlets(path: Path) -> tuple[OwnOutlet, ...]:
    """Return outlets of one's own. Raise FileErrors with every wrong row."""
    heading, *rows = read_rows(path) or [()]
    source = str(path)
    if wrong := _heading_findings(heading, source):
        raise FileErrors(wrong)
    if not rows:
        raise FileErrors([Finding(source, 1, 1, "", "has no rows: write one for each outlet")])
    names = [cell.text for cell in heading]
    outlets = [dict(zip(names, row, strict=True)) for row in rows]
    findings = [finding for outlet in outlets for finding in _row_findings(outlet, source)]
    if findings := [*findings, *_repeated_names(outlets, source)]:
        raise FileErrors(findings)
    return tuple(
        OwnOutlet(
            name=row["name"].text,
            lat=float(row["lat"].text),
            lon=float(row["lon"].text),
            outlet_class=_outlet_class(row["class"].text),
            counters=int(row["counters"].text),
            people=int(row["people"].text),
            shifts=parse_shifts(row["staffing"].text if "staffing" in row else ""),
        )
        for row in outlets
    )


def _outlet_class(text: str) -> ClassName:
    return next(name for name in CLASSES if name == text)


def _rows(path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """Yield the rows below the heading, which must be these columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        heading = next(rows)
        assert heading == list(columns), f"{path} has the columns {heading}"
        yield from rows


def _heading_findings(heading: Row, source: str) -> list[Finding]:
    """Return what is wrong with the names of the columns: each must stand once, and no other."""
    names = [cell.text for cell in heading]
    findings = []
    if missing := [name for name in OWN_COLUMNS if name not in names]:
        message = f"missing; the first row must be {','.join(OWN_COLUMNS)}"
        findings.append(Finding(source, 1, 1, ", ".join(missing), message))
    for index, cell in enumerate(heading):
        if cell.text in names[:index]:
            wrong = "a second column of this name: leave one out"
        elif cell.text not in (*OWN_COLUMNS, *MAY_HAVE):
            close = get_close_matches(cell.text.lower(), (*OWN_COLUMNS, *MAY_HAVE), n=1)
            hint = f"did you mean {close[0]}?" if close else "leave it out, for nothing reads it"
            wrong = f"no column of outlets; {hint}"
        else:
            continue
        findings.append(
            Finding(source, cell.line, cell.column, shortened(cell.text) or '""', wrong)
        )
    return findings


def _row_findings(row: Outlet, source: str) -> list[Finding]:
    found = {"name": _wrong_name(row["name"].text), "class": _wrong_class(row["class"].text)}
    found |= {name: _wrong_number(row[name].text, name) for name in LIMITS}
    found |= {name: _wrong_shifts(row[name].text) for name in MAY_HAVE if name in row}
    if found["lat"] and not (found["lon"] or _wrong_number(row["lat"].text, "lon")):
        found["lat"] += "; are lat and lon exchanged?"
    return [
        Finding(source, row[name].line, row[name].column, name, wrong)
        for name, wrong in found.items()
        if wrong
    ]


def _wrong_name(text: str) -> str:
    """Return why a name cannot be drawn or printed, or nothing."""
    if not text:
        return "empty: every outlet needs a name"
    if len(text) > NAME_MAX:
        return f"{len(text)} characters, and must be at most {NAME_MAX}"
    try:
        parse_name(one_line(text))
    except ValueError as error:
        return f'"{shortened(text)}": {error}'
    return ""


def _wrong_class(text: str) -> str:
    if text in CLASSES:
        return ""
    close = get_close_matches(text.lower(), CLASSES, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f'"{shortened(text)}", and must be one of {", ".join(CLASSES)}{hint}'


def _wrong_shifts(text: str) -> str:
    """Return why shifts cannot be read, or nothing."""
    try:
        parse_shifts(text)
    except ValueError as error:
        return str(error)
    return ""


def _wrong_number(text: str, name: str) -> str:
    """Return what is wrong with a number of a column, or nothing."""
    low, high = LIMITS[name]
    is_whole = isinstance(low, int)
    if not (WHOLE if is_whole else NUMBER).fullmatch(text):
        hint = ": write 8000 for 8,000, and 2.5 for 2,5" if "," in text else ""
        return (
            f'"{shortened(text)}", and must be {"a whole number" if is_whole else "a number"}{hint}'
        )
    if not low <= float(text) <= high:
        return f"{text}, and must be from {low:.0f} to {high:.0f}"
    return ""


def _repeated_names(rows: list[Outlet], source: str) -> list[Finding]:
    """Return the names that stand more than once, be they composed of other signs or not."""
    names = [normalize("NFC", row["name"].text) for row in rows]
    counts = Counter(names)
    return [
        Finding(
            source,
            row["name"].line,
            row["name"].column,
            "name",
            f'"{shortened(row["name"].text)}" stands {counts[name]} times',
        )
        for name, row in zip(names, rows, strict=True)
        if counts[name] > 1 and name
    ]
