"""A change: a statement and the values of its parameters, which the store hands out as one.

What one operation changes goes to the database together (`send`). The statements are few and always
the same, so those of an operation are joined and compiled once; only the values are new each time.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.sql.dml import UpdateBase

from service.database.statements import Changes


class Change(NamedTuple):
    """A statement, and a value for each of its parameters, by name."""

    statement: UpdateBase
    values: Mapping[str, Any]


def send(connection: Connection, changes: Sequence[Change]) -> None:
    """Make changes together; none of them reads, or changes once more, what another one changes.

    A statement that stands there for several rows goes with all of them, before the others.
    """
    if len({statement for statement, _ in changes}) < len(changes):
        changes = _several_rows_sent(connection, changes)
    if changes:
        statements, values = together(changes)
        statements.send(connection, values)


def together(changes: Sequence[Change]) -> tuple[Changes, dict[str, Any]]:
    """Return the statements of changes as they are sent together, and the values of them all.

    The statements share one name space: if two parameters had one name, one would get the value of
    the other, so that is our mistake.
    """
    values: dict[str, Any] = {}
    count = 0
    for _, given in changes:
        values.update(given)
        count += len(given)
    assert len(values) == count, f"parameters of one name: {_doubled(changes)}"
    return _joined(tuple([statement for statement, _ in changes])), values


def _several_rows_sent(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Send what one statement does to several rows; return the other changes."""
    rows: dict[UpdateBase, list[Mapping[str, Any]]] = defaultdict(list)
    for change in changes:
        rows[change.statement].append(change.values)
    for statement, several in rows.items():
        if len(several) > 1:
            connection.execute(statement, several)
    return [change for change in changes if len(rows[change.statement]) == 1]


def _doubled(changes: Sequence[Change]) -> list[str]:
    names = [name for change in changes for name in change.values]
    return sorted({name for name in names if names.count(name) > 1})


@lru_cache(maxsize=256)
def _joined(statements: tuple[UpdateBase, ...]) -> Changes:
    return Changes(*statements)
