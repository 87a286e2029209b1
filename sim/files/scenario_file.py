"""Scenario files: TOML with `extends`, read into a `Scenario` with every error at its place.

A scenario may extend another, by path or by the name of one that ships. Tables merge key by key;
lists and laws replace as a whole. `--set key=value` comes last.
"""

import csv
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

import sim
from sim.files.findings import FileErrors, Finding
from sim.files.toml_source import KeyPath, Place, TomlSource, parse_toml, toml_values
from sim.files.wording import shortened, wording
from sim.scenario import Scenario

SHIPPED = Path(sim.__file__).parent.parent / "scenarios"
LAWS = {"law", "value"}


def shipped_scenarios() -> dict[str, Path]:
    """Return the scenarios that ship, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def questions() -> dict[str, str]:
    """Return the question of each scenario that ships, by name."""
    return {
        name: str(tomllib.loads(path.read_text(encoding="utf-8")).get("question", ""))
        for name, path in shipped_scenarios().items()
    }


def find_scenario(wanted: str) -> Path:
    """Return a scenario file by its path, or by the name of one that ships.

    Raise FileErrors if there is none, with the name that may have been meant.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only where a name is wrong

    shipped = shipped_scenarios()
    if wanted in shipped and not Path(wanted).is_file():
        return shipped[wanted]
    if Path(wanted).is_file():
        return Path(wanted)
    close = get_close_matches(wanted, shipped, n=1)
    hint = f"did you mean {close[0]}?" if close else f"these ship: {', '.join(shipped)}"
    raise FileErrors(
        [Finding(wanted, 0, 0, "", f"no such file, and no scenario that ships; {hint}")]
    )


def read_scenario(wanted: str, settings: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a file, or of one that ships, with the settings applied.

    Raise FileErrors with all findings.
    """
    source = _with_parents(find_scenario(wanted), ())
    findings: list[Finding] = []
    for setting in settings:
        try:
            _merge(source, _setting(setting))
        except FileErrors as errors:
            findings += errors.findings
    findings += _fill_empirical(source)
    try:
        scenario = Scenario.model_validate(source.values)
    except ValidationError as errors:
        details = errors.errors(include_url=False)
        findings += [
            _finding(error, source, wanted)
            for error in details
            if not (error["type"] == "too_short" and _has_errors_inside(error, details))
        ]
    if findings:
        raise FileErrors(list(dict.fromkeys(findings)))
    return scenario


def _with_parents(path: Path, children: tuple[Path, ...]) -> TomlSource:
    if path.resolve() in children:
        chain = " -> ".join(str(child.name) for child in (*children, path))
        raise FileErrors([Finding(str(path), 0, 0, "extends", f"the chain is a circle: {chain}")])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileErrors([Finding(str(path), 0, 0, "", f"cannot be read: {error}")]) from None
    own = parse_toml(text, str(path))
    _anchor_files(own.values, path.parent)
    parent = own.values.pop("extends", None)
    if parent is None:
        return own
    place = own.places[("extends",)]
    beside = path.parent / str(parent)
    try:
        found = beside if beside.is_file() else find_scenario(str(parent))
    except FileErrors as errors:
        message = errors.findings[0].message
        raise FileErrors([_at(place, "extends", f'"{parent}": {message}')]) from None
    whole = _with_parents(found, (*children, path.resolve()))
    _merge(whole, own)
    return whole


def _anchor_files(values: dict[str, Any], folder: Path) -> None:
    """Make the names of files that a scenario names relative to where it stands."""
    for key, value in values.items():
        if key in {"file", "outlets_csv"} and isinstance(value, str) and value:
            values[key] = str(folder / value)
        elif isinstance(value, dict):
            _anchor_files(value, folder)


def _merge(base: TomlSource, over: TomlSource) -> None:
    _merge_tables(base, over.values, ())
    base.places.update(over.places)


def _merge_tables(base: TomlSource, over: dict[str, Any], path: KeyPath) -> None:
    table = base.values
    for part in path:
        table = table[part]  # type: ignore[index]  # tables are merged, and their keys are text
    for key, value in over.items():
        both_tables = isinstance(value, dict) and isinstance(table.get(key), dict)
        if both_tables and not LAWS & (set(value) | set(table[key])):
            _merge_tables(base, value, (*path, key))
        else:
            table[key] = value
            inside = (*path, key)
            for known in [known for known in base.places if known[: len(inside)] == inside]:
                del base.places[known]


def _setting(setting: str) -> TomlSource:
    source = f"--set {shortened(setting)}"
    key, equals, written = setting.partition("=")
    if not equals or not key.strip():
        message = "write key=value, such as --set line.patience_min=20"
        raise FileErrors([Finding(source, 0, 0, "", message)])
    try:
        values = toml_values(f"{key} = {written}")
    except tomllib.TOMLDecodeError:
        try:
            values = tomllib.loads(f"{key} = '{written.strip()}'")
        except tomllib.TOMLDecodeError as error:
            raise FileErrors([Finding(source, 0, 0, "", f"cannot be read: {error}")]) from None
    places: dict[KeyPath, Place] = {}
    path: KeyPath = ()
    inner: Any = values
    while isinstance(inner, dict) and len(inner) == 1:
        part, inner = next(iter(inner.items()))
        path = (*path, part)
        places[path] = Place(source, 0, 0)
    return TomlSource(values, places)


def _has_errors_inside(error: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Tell whether a list seems short only because its wrong items were left out."""
    location = error["loc"]
    return any(
        other["loc"][: len(location)] == location and len(other["loc"]) > len(location)
        for other in details
    )


def _finding(error: ErrorDetails, source: TomlSource, wanted: str) -> Finding:
    location: KeyPath = error["loc"]
    path = tuple(part for part in location if (part in _parts(source)) or isinstance(part, int))
    known = location if error["type"] == "extra_forbidden" else path
    place = Place(wanted, 0, 0)
    for depth in range(len(known), 0, -1):
        if known[:depth] in source.places:
            place = source.places[known[:depth]]
            break
    key = ".".join(str(part) for part in _readable(location))
    return _at(place, key, wording(error))


def _parts(source: TomlSource) -> set[str | int]:
    return {part for path in source.places for part in path}


def _readable(location: KeyPath) -> KeyPath:
    """Leave out the tag of a law, which pydantic puts into the path."""
    tags = {
        *("deterministic", "exponential", "lognormal", "lognormal_median"),
        *("gamma", "uniform", "triangular", "empirical"),
    }
    return tuple(part for part in location if part not in tags)


def _at(place: Place, key: str, message: str) -> Finding:
    return Finding(place.source, place.line, place.column, key, message)


def _fill_empirical(source: TomlSource) -> list[Finding]:
    """Read the CSV of every empirical law into its values."""
    findings: list[Finding] = []

    def visit(table: dict[str, Any], path: KeyPath) -> None:
        for key, value in table.items():
            if not isinstance(value, dict):
                continue
            if value.get("law") == "empirical" and isinstance(value.get("file"), str):
                try:
                    value["values"] = read_values(Path(value["file"]))
                except FileErrors as errors:
                    findings.extend(errors.findings)
                    value["values"] = [0.0]
            else:
                visit(value, (*path, key))

    visit(source.values, ())
    return findings


def read_values(path: Path) -> list[float]:
    """Return the first column of a CSV as numbers; a first row of text is its heading.

    Raise FileErrors with every row that is not a number of 0 or more.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(number, row[0]) for number, row in enumerate(csv.reader(file), 1) if row]
    except OSError as error:
        raise FileErrors(
            [Finding(str(path), 0, 0, "", f"cannot be read: {error.strerror}")]
        ) from None
    values, findings = [], []
    for number, text in rows:
        try:
            value = float(text)
        except ValueError:
            if number > 1:
                findings.append(Finding(str(path), number, 1, "", f'"{text}" is not a number'))
            continue
        if value >= 0 and value != float("inf"):
            values.append(value)
        else:
            findings.append(Finding(str(path), number, 1, "", f"{text}, and must be at least 0"))
    if not values and not findings:
        findings.append(Finding(str(path), 0, 0, "", "has no values: one number a line"))
    if findings:
        raise FileErrors(findings)
    return values
