"""Queries and changes that are compiled once: `Look` reads a row, `Changes` are sent together.

SQLAlchemy writes the statements of both dialects. It would find them compiled too, but takes longer
to look, and to wrap what comes back, than PostgreSQL to answer; so PostgreSQL's driver is asked
directly, inside SQLAlchemy's transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import ClauseElement, Connection, RowMapping, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

Row = Mapping[str, Any] | RowMapping


@dataclass(frozen=True)
class _Compiled:
    """A statement's text, the values that stand in it, and the order of names where that counts."""

    text: str
    constants: Mapping[str, Any]
    order: tuple[str, ...] | None


class Look:
    """A query; it gives rows, whose columns have the names of the query's."""

    def __init__(self, query: Select[Any]) -> None:
        """Keep the query."""
        self._query = query
        self._compiled: dict[str, _Compiled] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """Return the first row, or None if there is none."""
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = _compiled(self._query, connection)
            self._compiled[connection.dialect.name] = compiled
        given = {**compiled.constants, **values}
        if compiled.order is None:
            found: Row | None = _asked(connection, compiled.text, given).fetchone()
            return found
        in_order = tuple(given[name] for name in compiled.order)
        return connection.exec_driver_sql(compiled.text, in_order).mappings().first()


class Changes:
    """Several inserts and updates; later ones may not read earlier ones.

    PostgreSQL gets them as one statement, so that a transaction has fewer journeys; SQLite, which
    is in the same process, one by one. Parameters of all of them share one name space.
    """

    def __init__(self, *statements: UpdateBase) -> None:
        """Keep the statements."""
        self._statements = statements
        self._compiled: dict[str, tuple[_Compiled, ...]] = {}

    def send(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Make the changes."""
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = tuple(_compiled(one, connection) for one in self._joined(name))
        for compiled in self._compiled[name]:
            given = {**compiled.constants, **values}
            if compiled.order is None:
                _asked(connection, compiled.text, given)
            else:
                in_order = tuple(given[name] for name in compiled.order)
                connection.exec_driver_sql(compiled.text, in_order)

    def _joined(self, dialect: str) -> tuple[UpdateBase, ...]:
        if dialect != "postgresql":
            return self._statements
        *first, last = self._statements
        parts = (one.cte(f"change_{place}") for place, one in enumerate(first))
        return (last.add_cte(*parts),)


def _compiled(statement: ClauseElement, connection: Connection) -> _Compiled:
    compiled = statement.compile(dialect=connection.dialect)
    assert isinstance(compiled, SQLCompiler), "it is no DDL"
    constants = {
        name: parameter.value
        for name, parameter in compiled.binds.items()
        if not parameter.required
    }
    order = tuple(compiled.positiontup or ()) if compiled.positional else None
    return _Compiled(compiled.string, constants, order)


def _asked(
    connection: Connection, text: str, values: Mapping[str, Any]
) -> psycopg.Cursor[dict[str, Any]]:
    driver: Any = connection.connection.driver_connection
    cursor: psycopg.Cursor[dict[str, Any]] = driver.cursor(row_factory=dict_row)
    try:
        cursor.execute(text, values)
    except psycopg.Error:
        if driver.closed:
            connection.invalidate()  # SQLAlchemy sees no error, and would lend it again
        raise
    return cursor
