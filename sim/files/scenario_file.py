"""Scenario files: TOML with `extends`, read into a `Scenario` with every error at its location.

A scenario may extend another, by path or by the name of one that ships. Tables merge key by key;
lists and distributions replace as a whole. `--set key=value` comes last.
"""

import tomllib
from collections.abc import Callable, Sequence
from os.path import lexists, realpath
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

import sim
from sim.calendar import plain_open_times
from sim.files.beside import at, fill_from_files
from sim.files.findings import SHOWN_AT_MOST, FileErrors, Finding
from sim.files.text_source import is_file, read_text
from sim.files.toml_source import KeyPath, Location, TomlSource, parse_toml, toml_values
from sim.files.unread import keep_own
from sim.files.wording import shortened, wording
from sim.scenario import Scenario
from sim.scenario.limits import PATH_MAX

SHIPPED = Path(sim.__file__).parent.parent / "scenarios"
DISTRIBUTION_KEYS = {"law", "value"}
FILE_KEYS = {"file", "outlets_csv", "profile_csv"}
SCENARIO_BYTES_MOST = 1_000_000
CHAIN_MOST = 32
EXAMPLE = "county.toml"
HOURS = (
    ("hours", "opening_hours"),
    ("redeem", "cafe_opening_hours"),
    *(
        ("network", of_class, name)
        for of_class in ("rural", "town", "city")
        for name in ("opening_hours", "delivery_days")
    ),
)


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

    if not _is_text(wanted):
        raise FileErrors([Finding(wanted, 0, 0, "", "a name that is not UTF-8: rename the file")])
    shipped = shipped_scenarios()
    if wanted in shipped and not is_file(wanted):
        return shipped[wanted]
    if lexists(wanted):
        return Path(wanted)
    close = get_close_matches(wanted, shipped, n=1)
    hint = f"did you mean {close[0]}?" if close else f"these ship: {', '.join(shipped)}"
    raise FileErrors(
        [Finding(wanted, 0, 0, "", f"no such file, and no scenario that ships; {hint}")]
    )


def _is_text(words: str) -> bool:
    """Return whether words of a command line, or a path, can be written into a file as they are."""
    return not any("\ud800" <= sign <= "\udfff" for sign in words)


def read_scenario(wanted: str, settings: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a file, or of one that ships, with the settings applied.

    Raise FileErrors with all findings.
    """
    path = find_scenario(wanted)
    source = _with_parents(path, ())
    findings: list[Finding] = []
    for setting in settings:
        try:
            merge(source, setting_source(setting))
        except FileErrors as errors:
            findings += errors.findings
    findings += fill_from_files(source)
    try:
        scenario = Scenario.model_validate(source.values)
        findings += _two_readings(scenario, source, wanted)
        own = {str(path), *(f"--set {shortened(setting)}" for setting in settings)}
        keep_own(scenario, source.locations, own)
    except ValidationError as errors:
        details = errors.errors(include_url=False)[:SHOWN_AT_MOST]
        findings += [
            _finding(error, source, wanted)
            for error in details
            if not (error["type"] == "too_short" and _has_errors_inside(error, details))
        ]
    if findings:
        raise FileErrors(list(dict.fromkeys(findings)))
    return scenario


def _with_parents(path: Path, children: tuple[Path, ...]) -> TomlSource:
    place_on_disk = Path(realpath(path))
    if place_on_disk in children:
        chain = " -> ".join(str(child.name) for child in (*children, path))
        raise FileErrors([Finding(str(path), 0, 0, "extends", f"the chain is a circle: {chain}")])
    own = parse_toml(read_text(path, SCENARIO_BYTES_MOST), str(path))
    _anchor_files(own.values, path.parent)
    parent = own.values.pop("extends", None)
    if parent is None:
        return own
    location = own.locations.get(("extends",), Location(str(path), 0, 0))
    if not isinstance(parent, str) or not parent:
        message = f'must be another scenario, by path or by name, such as "{EXAMPLE}"'
        raise FileErrors([at(location, "extends", message)])
    if len(children) + 1 == CHAIN_MOST:
        message = f"the chain has more than {CHAIN_MOST} files: put some of them together"
        raise FileErrors([at(location, "extends", message)])
    if len(parent) > PATH_MAX:
        message = f"{len(parent)} characters, and must be at most {PATH_MAX}"
        raise FileErrors([at(location, "extends", message)])
    try:
        found = _found(parent, path)
    except FileErrors as errors:
        message = errors.findings[0].message
        raise FileErrors([at(location, "extends", f'"{shortened(parent)}": {message}')]) from None
    whole = _with_parents(found, (*children, place_on_disk))
    merge(whole, own)
    return whole


def _found(parent: str, child: Path) -> Path:
    """Return the file of what `child` extends: beside it, or as any scenario is found."""
    beside = child.parent / parent
    return beside if is_file(beside) else find_scenario(parent)


def parent_of(path: Path) -> str | None:
    """Return the path of the scenario that a scenario file extends, or None if it extends none."""
    parent = parse_toml(read_text(path, SCENARIO_BYTES_MOST), str(path)).values.get("extends")
    return None if parent is None else str(_found(str(parent), path))


def _anchor_files(values: dict[str, Any], folder: Path) -> None:
    """Make the names of files that a scenario names relative to where it stands."""
    rename_files(values, lambda name: str(folder / name))


def rename_files(values: dict[str, Any], renamed: Callable[[str], str]) -> None:
    """Replace the names of files that a scenario names."""
    for key, value in values.items():
        if key in FILE_KEYS and isinstance(value, str) and value:
            values[key] = renamed(value)
        elif isinstance(value, dict):
            rename_files(value, renamed)


def merge(base: TomlSource, over: TomlSource) -> None:
    """Put what a scenario says over what its base says: tables key by key, shifts as a whole."""
    _merge_tables(base, over.values, ())
    base.locations.update(over.locations)


def _merge_tables(base: TomlSource, over: dict[str, Any], path: KeyPath) -> None:
    table = base.values
    for part in path:
        table = table[part]  # type: ignore[index]  # tables are merged, and their keys are text
    for key, value in over.items():
        both_tables = isinstance(value, dict) and isinstance(table.get(key), dict)
        # Shifts are one value: those of another scenario would overlap with one's own.
        both_tables &= (path[:1], key) != (("staffing",), "counters")
        both_tables &= path != ("staffing", "by_outlet")
        if both_tables and not DISTRIBUTION_KEYS & (set(value) | set(table[key])):
            _merge_tables(base, value, (*path, key))
        else:
            table[key] = value
            inside = (*path, key)
            for known in [known for known in base.locations if known[: len(inside)] == inside]:
                del base.locations[known]


def setting_source(setting: str) -> TomlSource:
    """Return what a setting says. Raise FileErrors if it cannot be read."""
    source = f"--set {shortened(setting)}"
    key, equals, written = setting.partition("=")
    if not equals or not key.strip():
        message = "write key=value, such as --set line.patience_min=20"
        raise FileErrors([Finding(source, 0, 0, "", message)])
    if not _is_text(setting):
        raise FileErrors([Finding(source, 0, 0, "", "a text that is not UTF-8")])
    if "\n" in setting or "\r" in setting:
        message = "more than one line: write each key=value as a --set of its own"
        raise FileErrors([Finding(source, 0, 0, "", message)])
    try:
        values = toml_values(f"{key} = {written}")
    except ValueError:
        try:
            values = toml_values(f"{key} = '{written.strip()}'")
        except ValueError as error:
            raise FileErrors([Finding(source, 0, 0, "", f"cannot be read: {error}")]) from None
    locations: dict[KeyPath, Location] = {}
    path: KeyPath = ()
    inner: Any = values
    while isinstance(inner, dict) and len(inner) == 1:
        part, inner = next(iter(inner.items()))
        path = (*path, part)
        locations[path] = Location(source, 0, 0)
    return TomlSource(values, locations)


def _two_readings(scenario: Scenario, source: TomlSource, wanted: str) -> list[Finding]:
    """Return the opening hours that the library reads in two ways on some day of the run."""
    findings = []
    for path in HOURS:
        expression: Any = scenario
        for part in path:
            expression = getattr(expression, part)
        try:
            plain_open_times(expression or "24/7", scenario)
        except ValueError as error:
            location = source.locations.get(path, Location(wanted, 0, 0))
            findings.append(at(location, ".".join(path), str(error)))
    return findings


def _has_errors_inside(error: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Return whether a list seems short only because its wrong items were left out."""
    location = error["loc"]
    return any(
        other["loc"][: len(location)] == location and len(other["loc"]) > len(location)
        for other in details
    )


def _finding(error: ErrorDetails, source: TomlSource, wanted: str) -> Finding:
    whole: KeyPath = error["loc"]
    path = tuple(part for part in whole if (part in _parts(source)) or isinstance(part, int))
    known = whole if error["type"] == "extra_forbidden" else path
    location = Location(wanted, 0, 0)
    for depth in range(len(known), 0, -1):
        if known[:depth] in source.locations:
            location = source.locations[known[:depth]]
            break
    key = shortened(".".join(str(part) for part in _readable(whole)))
    return at(location, key, wording(error))


def _parts(source: TomlSource) -> set[str | int]:
    return {part for path in source.locations for part in path}


def _readable(location: KeyPath) -> KeyPath:
    """Leave out the tag of a distribution, which pydantic puts into the path."""
    tags = {
        *("deterministic", "exponential", "hyperexponential", "lognormal", "lognormal_median"),
        *("gamma", "uniform", "triangular", "empirical"),
    }
    return tuple(part for part in location if part not in tags)
