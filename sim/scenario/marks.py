"""Where the default of a parameter comes from, by the mark in its description."""

import re
from functools import cache

from pydantic.fields import FieldInfo

from sim.scenario import Scenario
from sim.scenario.place import Table

MARK = re.compile(r"\b(S2|S|D|A)\b(?=[.,;:)]| \(| norm| mean|$)")
ASSUMED = re.compile(r"\bassum", re.IGNORECASE)
MARKS = {
    "S": "read in a source",
    "S2": "second-hand",
    "D": "derived",
    "A": "an assumption",
}
UNMARKED = "none"


def described(key: str) -> str:
    """Return the description of a parameter; that of its table, if it has none of its own.

    >>> described("run.days"), described("no.such.key")
    ('Days simulated. Assumption.', '')
    """
    said = ""
    table: type[Table] | None = Scenario
    for part in key.split("."):
        found = _fields(table).get(part) if table else None
        if found is None:
            break
        said = found.description or said
        table = _table_of(found)
    return said


def mark_of(description: str) -> str:
    """Return the marks of a description: S, S2, D, A, or that there is none.

    >>> mark_of("Days simulated. Assumption."), mark_of("S; distribution A."), mark_of("Account.")
    ('A', 'S, A', 'none')
    """
    marks = set(MARK.findall(description)) | ({"A"} if ASSUMED.search(description) else set())
    return ", ".join(mark for mark in MARKS if mark in marks) or UNMARKED


@cache
def _fields(table: type[Table]) -> dict[str, FieldInfo]:
    """Return the fields of a table by the names that files use."""
    return {one.alias or name: one for name, one in table.model_fields.items()}


def _table_of(field: FieldInfo) -> type[Table] | None:
    """Return the table that a field holds, or None if it holds a value."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, Table) else None
