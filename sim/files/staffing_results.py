"""The files of a chosen staffing: a scenario that extends the given one, tables, the manifest."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors as cs

from sim.files.disk import write
from sim.files.results import write_manifest
from sim.files.scenario_file import merge, rename_files, setting_source, shipped_scenarios
from sim.files.text_source import is_file
from sim.files.toml_source import TomlSource
from sim.files.toml_words import toml_key, toml_value
from sim.network import County
from sim.scenario import CLASSES, Scenario
from sim.scenario.limits import SCENARIO_NAME_MAX
from sim.study.optimise.answer import CandidateAnswer, FrontierPoint, UnitAnswer
from sim.study.optimise.observing import ChosenPlan
from sim.study.optimise.plans import named_plan

PLAN_FILE = "plan.toml"
ENDING = "-staffed"

Values = dict[str, Any]


@dataclass(frozen=True)
class StaffingTables:
    """What is written as tables: the answer of each unit, the frontier, every candidate."""

    answers: Sequence[UnitAnswer]
    points: Sequence[FrontierPoint]
    candidates: Sequence[CandidateAnswer]


def plan_values(plan: ChosenPlan, base: Scenario, *, by_class: bool, hours: str) -> Values:
    """Return what the scenario that was given, `base`, must say to be staffed by the plan."""
    values: Values = {}
    is_by_class = by_class and not (base.network.outlets_csv or base.staffing.by_outlet)
    if hours:
        _put_hours(values, base, hours)
    if is_by_class:
        _put_classes(values, plan)
    else:
        _put_outlets(values, plan, base)
    return values


def _put_hours(values: Values, base: Scenario, hours: str) -> None:
    """Say when all are open; what classes have of their own is taken away, if it is in the way."""
    _put(values, ("hours", "opening_hours"), hours)
    for name in CLASSES:
        if base.network.class_named(name).opening_hours:
            _put(values, ("network", name, "opening_hours"), "")
        if base.staffing.of_class(name).counters:
            _put(values, ("staffing", name, "counters"), {})


def _put_classes(values: Values, plan: ChosenPlan) -> None:
    for unit, candidate in zip(plan.problem.units, plan.candidates, strict=True):
        for key in ("counters_min", "counters_max"):
            _put(values, ("network", unit.outlet_class, key), candidate.counters)
        if candidate.shifts:
            shifts = dict(candidate.shifts)
            _put(values, ("staffing", unit.outlet_class, "counters"), shifts)


def _put_outlets(values: Values, plan: ChosenPlan, base: Scenario) -> None:
    problem = plan.problem
    for name, candidate in named_plan(problem.units, plan.candidates, problem.counties).items():
        before = base.staffing.by_outlet.get(name)
        own = dict(candidate.shifts) or (before.shifts if before else {})
        _put(values, ("staffing", "by_outlet", name, "counters"), candidate.counters)
        if own:
            _put(values, ("staffing", "by_outlet", name, "shifts"), dict(own))


def plan_file(
    wanted: str, folder: Path, settings: Sequence[str], plan: ChosenPlan, values: Values
) -> str:
    """Return the text of a scenario that extends the one that was wanted, and has the plan."""
    scenario = plan.problem.scenario
    shipped = wanted in shipped_scenarios() and not is_file(wanted)
    parent = wanted if shipped else _seen_from(folder, wanted)
    name = scenario.name[: SCENARIO_NAME_MAX - len(ENDING)] + ENDING
    head = {
        "extends": parent,
        "name": name,
        "question": f"How does {scenario.name} fare with the cheapest staffing that was found?",
    }
    whole = TomlSource({}, {})
    for one in settings:
        merge(whole, setting_source(one))
    rename_files(whole.values, partial(_seen_from, folder))
    merge(whole, TomlSource(values, {}))
    lines = ["# Written by wanghuiyi optimise: the cheapest staffing that keeps the promise."]
    return "\n".join([*lines, *_toml(head | whole.values | head, ())]) + "\n"


def trial_settings(base: Scenario, tried: Scenario, counties: Sequence[County]) -> list[str]:
    """Return what staffs these counties as they are, and opens them as tried, by --set."""
    outlets = [outlet for county in counties for outlet in county.outlets]
    staffing = {
        one.name: {"counters": one.counters, **({"shifts": dict(one.shifts)} if one.shifts else {})}
        for one in outlets
    }
    settings = [f"staffing.by_outlet={toml_value(staffing)}"]
    if tried.hours != base.hours:
        settings.append(f"hours.opening_hours={toml_value(tried.hours.opening_hours)}")
        classes = dict.fromkeys(one.outlet_class for one in outlets)
        settings += [f'network.{name}.opening_hours=""' for name in classes]
    return settings


def write_staffing(
    folder: Path,
    text: str,
    found: StaffingTables,
    facts: Mapping[str, Any],
) -> None:
    """Write the files into an empty folder: the plan, the tables, the manifest."""
    write(folder / PLAN_FILE, text.encode())
    for name, rows in (
        ("units", found.answers),
        ("frontier", found.points),
        ("candidates", found.candidates),
    ):
        table = pl.DataFrame([asdict(row) for row in rows]).with_columns(cs.boolean().cast(int))
        write(folder / f"{name}.csv", table.write_csv().encode())
    write_manifest(folder, facts)


def _put(values: Values, path: tuple[str, ...], value: object) -> None:
    for part in path[:-1]:
        values = values.setdefault(part, {})
    values[path[-1]] = value


def _seen_from(folder: Path, path: str) -> str:
    """Return how a file in a folder names another that this process names so."""
    return os.path.relpath(os.path.realpath(path), folder.resolve())


def _toml(values: Values, path: tuple[str, ...]) -> list[str]:
    """Return the lines of a table, then of the tables in it; shifts are a table of one line."""
    tables = {key: one for key, one in values.items() if isinstance(one, dict)}
    inline = {key for key, one in tables.items() if not _has_tables(one) and key in INLINE}
    lines = [
        f"{toml_key(key)} = {toml_value(one)}"
        for key, one in values.items()
        if key not in tables or key in inline
    ]
    if path and lines:
        lines = ["", f"[{'.'.join(map(toml_key, path))}]", *lines]
    for key, one in tables.items():
        if key not in inline:
            lines += _toml(one, (*path, key))
    return lines


INLINE = ("counters", "shifts")


def _has_tables(values: Values) -> bool:
    return any(isinstance(one, dict) for one in values.values())
