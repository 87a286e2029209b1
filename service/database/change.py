"""A change: a statement and the values of its parameters, which the store hands out as one.

What one operation changes goes to the database together (`send`). The statements are few and always
the same, so those of an operation are joined and compiled once; only the values are new each time.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.dml import UpdateBase

from service.database.statements import Changes


@dataclass(frozen=True)
class Change:
    """A statement, and a value for each of its parameters, by name."""

    statement: UpdateBase
    values: Mapping[str, Any]


def send(connection: Connection, changes: Sequence[Change]) -> None:
    """Make changes together; none of them reads, or changes once more, what another one changes."""
    statements, values = together(changes)
    statements.send(connection, values)


def together(changes: Sequence[Change]) -> tuple[Changes, dict[str, Any]]:
    """Return the statements of changes as they are sent together, and the values of them all.

    The statements share one name space: if two parameters had one name, one would get the value of
    the other, so that is our mistake.
    """
    values: dict[str, Any] = {}
    count = 0
    for change in changes:
        values.update(change.values)
        count += len(change.values)
    assert len(values) == count, f"parameters of one name: {_doubled(changes)}"
    return _joined(tuple([change.statement for change in changes])), values


def _doubled(changes: Sequence[Change]) -> list[str]:
    counts = Counter(name for change in changes for name in change.values)
    return sorted(name for name, count in counts.items() if count > 1)


@lru_cache(maxsize=256)
def _joined(statements: tuple[UpdateBase, ...]) -> Changes:
    return Changes(*statements)
