"""The CSVs that a scenario names beside it: measured values of a law, and the profile of a week."""

from collections.abc import Callable
from os.path import lexists
from pathlib import Path
from typing import Any

from sim.files.empirical import read_values
from sim.files.findings import FileErrors, Finding
from sim.files.profile import read_profile
from sim.files.toml_source import KeyPath, Location, TomlSource
from sim.files.wording import shortened
from sim.scenario.limits import NAME_MAX, PATH_MAX

PROFILE = ("others", "profile_csv")


def fill_from_files(source: TomlSource) -> list[Finding]:
    """Read what the files hold that a scenario names. Return all that is wrong with them."""
    return [*_fill_laws(source), *_fill_profile(source)]


def at(location: Location, key: str, message: str) -> Finding:
    """Return a finding at a location."""
    return Finding(location.source, location.line, location.column, key, message)


def _fill_laws(source: TomlSource) -> list[Finding]:
    """Read the CSV of every empirical distribution into its values."""
    findings: list[Finding] = []

    def visit(table: dict[str, Any], path: KeyPath) -> None:
        for key, value in table.items():
            if not isinstance(value, dict):
                continue
            if value.get("law") == "empirical" and isinstance(value.get("file"), str):
                findings.extend(_fill_law(value, (*path, key), source))
            else:
                visit(value, (*path, key))

    visit(source.values, ())
    return findings


def _fill_law(table: dict[str, Any], path: KeyPath, source: TomlSource) -> list[Finding]:
    """Read the CSV of one distribution. Return what is wrong; then it has one value, for now."""
    values, table["values"] = table.get("values"), [0.0]
    name = ".".join(map(str, path))
    location = (
        source.locations.get((*path, "file")) or source.locations.get(path) or Location(name, 0, 0)
    )
    if values is not None:
        return [at(location, name, "both file and values, and must have one of them")]
    column = table.get("column", "")
    if not isinstance(column, str) or len(column) > NAME_MAX or len(table["file"]) > PATH_MAX:
        return []  # the types say so

    def read(path: Path) -> None:
        table["values"] = read_values(path, column)

    return _wrong_with(table["file"], at(location, f"{name}.file", ""), read)


def _fill_profile(source: TomlSource) -> list[Finding]:
    """Read the CSV of the profile into its factors. Return what is wrong; then there are none."""
    others = source.values.get(PROFILE[0])
    file = others.get(PROFILE[1]) if isinstance(others, dict) else None
    if not isinstance(others, dict) or not isinstance(file, str) or not file:
        return []
    name = ".".join(PROFILE)
    location = source.locations.get(PROFILE) or Location(name, 0, 0)
    if others.pop("profile", None):
        return [at(location, name, "both profile_csv and profile, and must have one of them")]
    if len(file) > PATH_MAX:
        return []  # the types say so

    def read(path: Path) -> None:
        others["profile"] = read_profile(path)

    return _wrong_with(file, at(location, name, ""), read)


def _wrong_with(file: str, whole: Finding, read: Callable[[Path], None]) -> list[Finding]:
    """Read a file, and return what is wrong: at its place in the file, or with the file itself."""

    def found(message: str) -> Finding:
        return Finding(whole.source, whole.line, whole.column, whole.key, message)

    if not lexists(file):
        return [found(f'"{shortened(file)}", and there is no such file')]
    try:
        read(Path(file))
    except FileErrors as errors:
        return [
            one if one.line else found(f'"{shortened(file)}": {one.message}')
            for one in errors.findings
        ]
    return []
