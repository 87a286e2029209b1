"""The files of a chosen staffing: a scenario that extends the given one, tables, the manifest."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors as cs

from sim.files.disk import write
from sim.files.results import write_manifest
from sim.files.scenario_file import setting_source, shipped_scenarios
from sim.files.text_source import is_file
from sim.scenario.limits import SCENARIO_NAME_MAX
from sim.study.optimise.answer import CandidateAnswer, FrontierPoint, UnitAnswer
from sim.study.optimise.observing import ChosenPlan
from sim.study.optimise.plans import named_plan

PLAN_FILE = "plan.toml"
ENDING = "-staffed"
BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")

Values = dict[str, Any]


@dataclass(frozen=True)
class StaffingTables:
    """What is written as tables: the answer of each unit, the frontier, every candidate."""

    answers: Sequence[UnitAnswer]
    points: Sequence[FrontierPoint]
    candidates: Sequence[CandidateAnswer]


def plan_values(plan: ChosenPlan, *, by_class: bool, hours: str) -> Values:
    """Return what a scenario must say to be staffed by the plan."""
    problem = plan.problem
    scenario = problem.scenario
    values: Values = {}
    if hours:
        _put(values, ("hours", "opening_hours"), hours)
        for unit in problem.units:
            if scenario.network.class_named(unit.outlet_class).opening_hours:
                _put(values, ("network", unit.outlet_class, "opening_hours"), "")
    if by_class and not (scenario.network.outlets_csv or scenario.staffing.by_outlet):
        for unit, candidate in zip(problem.units, plan.candidates, strict=True):
            for key in ("counters_min", "counters_max"):
                _put(values, ("network", unit.outlet_class, key), candidate.counters)
            if candidate.shifts:
                shifts = dict(candidate.shifts)
                _put(values, ("staffing", unit.outlet_class, "counters"), shifts)
        return values
    for name, candidate in named_plan(problem.units, plan.candidates, problem.counties).items():
        before = scenario.staffing.by_outlet.get(name)
        own = dict(candidate.shifts) or (before.shifts if before else {})
        _put(values, ("staffing", "by_outlet", name, "counters"), candidate.counters)
        if own:
            _put(values, ("staffing", "by_outlet", name, "shifts"), dict(own))
    return values


def plan_file(
    wanted: str, folder: Path, settings: Sequence[str], plan: ChosenPlan, values: Values
) -> str:
    """Return the text of a scenario that extends the one that was wanted, and has the plan."""
    scenario = plan.problem.scenario
    shipped = wanted in shipped_scenarios() and not is_file(wanted)
    parent = wanted if shipped else os.path.relpath(os.path.realpath(wanted), folder.resolve())
    name = scenario.name[: SCENARIO_NAME_MAX - len(ENDING)] + ENDING
    head = {
        "extends": parent,
        "name": name,
        "question": f"How does {scenario.name} fare with the cheapest staffing that was found?",
    }
    whole: Values = {}
    for one in settings:
        _merge(whole, setting_source(one).values)
    _merge(whole, values)
    lines = ["# Written by wanghuiyi optimise: the cheapest staffing that keeps the promise."]
    return "\n".join([*lines, *_toml(head | whole, ())]) + "\n"


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


def _merge(values: Values, over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(values.get(key), dict):
            _merge(values[key], value)
        else:
            values[key] = value


def _toml(values: Values, path: tuple[str, ...]) -> list[str]:
    """Return the lines of a table, then of the tables in it; shifts are a table of one line."""
    tables = {key: one for key, one in values.items() if isinstance(one, dict)}
    inline = {key for key, one in tables.items() if not _has_tables(one) and key in INLINE}
    lines = [
        f"{_key(key)} = {_value(one)}"
        for key, one in values.items()
        if key not in tables or key in inline
    ]
    if path and lines:
        lines = ["", f"[{'.'.join(map(_key, path))}]", *lines]
    for key, one in tables.items():
        if key not in inline:
            lines += _toml(one, (*path, key))
    return lines


INLINE = ("counters", "shifts")


def _has_tables(values: Values) -> bool:
    return any(isinstance(one, dict) for one in values.values())


def _key(key: str) -> str:
    return key if key and set(key) <= BARE else json.dumps(key, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
