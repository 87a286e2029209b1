"""Parameters in words: value, description, and the mark of where the value comes from."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sim.files.changes import LAW, ChangedLever, flat
from sim.files.scenario_file import FILE_KEYS
from sim.report.parts import Cells, ReportTable, RowGroup, one_group
from sim.scenario.marks import MARKS, UNMARKED, described, mark_of

ITEMS_SHOWN = 24
ABSENT = "not there"


def shown_value(key: str, value: object) -> str:
    """Return a value as a reader can take it in: laws by their numbers, of a file only the name.

    >>> shown_value("a.file", "mine/times.csv"), shown_value("x", {"law": "gamma", "cv": 2})
    ('times.csv', 'gamma: cv 2')
    """
    if isinstance(value, str):
        is_path = key.rpartition(".")[2] in FILE_KEYS
        return (re.split(r"[\\/]", value)[-1] if is_path else value) or "empty"
    if isinstance(value, list):
        return _listed(key, value)
    if isinstance(value, dict):
        return _table(value)
    if isinstance(value, bool) or value is None:
        return {None: ABSENT, True: "yes", False: "no"}[value]
    return str(value)


def _table(values: Mapping[str, object]) -> str:
    """Return a law with its numbers, or any other table."""
    inner = [f"{name} {shown_value(name, one)}" for name, one in values.items() if name != LAW]
    said = ", ".join(inner)
    return ": ".join(filter(None, (str(values.get(LAW, "")), said))) or "none"


def _listed(key: str, values: Sequence[object]) -> str:
    shown = [shown_value(key, one) for one in values[:ITEMS_SHOWN]]
    if more := len(values) - len(shown):
        shown.append(f"and {more:,} more")
    between = "; " if any(isinstance(one, dict | list) for one in values) else ", "
    return between.join(shown) or "none"


def levers_table(name: str, caption: str, found: Sequence[ChangedLever]) -> ReportTable:
    """Return what a scenario changes: from, to, meaning and mark of each parameter."""
    rows: list[Cells] = []
    for lever in found:
        said = described(lever.key)
        before, after = (shown_value(lever.key, one) for one in (lever.before, lever.after))
        rows.append((lever.key, before, after, said, mark_of(said)))
    columns = ("parameter", "from", "to", "what it is", "mark")
    return ReportTable(name, caption, columns, one_group(rows))


def parameters_table(name: str, caption: str, effective: Mapping[str, Any]) -> ReportTable:
    """Return every parameter with its value, a group for each table of the scenario."""
    groups: dict[str, list[Cells]] = {}
    for key, value in flat(effective).items():
        said = described(key)
        row = (key, shown_value(key, value), said, mark_of(said))
        groups.setdefault(key.partition(".")[0] if "." in key else "the scenario", []).append(row)
    columns = ("parameter", "value", "what it is", "mark of the default")
    found = tuple(RowGroup(heading, tuple(rows)) for heading, rows in groups.items())
    return ReportTable(name, caption, columns, found)


def marks_in_words(effective: Mapping[str, Any]) -> str:
    """Say how many of the parameters have which marks, and what marks mean."""
    found = Counter(mark for key in flat(effective) for mark in mark_of(described(key)).split(", "))
    counted = [f"{found[mark]} have {mark} ({said})" for mark, said in MARKS.items()]
    return (
        f"Of {len(flat(effective))} parameters {', '.join(counted)}, some of them two marks; "
        f"{found[UNMARKED]} have none: names, dates, counts and switches. "
        "A mark speaks of the default, and not of a value that was changed."
    )
