"""Queries and changes that are compiled once: `Look` reads a row, `Changes` are sent together.

Over a direct connection (`service.database.transactions`), a `Look` takes no locks; what was
decided from it is sent with `if_unchanged`, which lets an update happen only where a row is still
the one that was seen.

SQLAlchemy writes the statements of both dialects. It would find them compiled too, but takes longer
to look, and to wrap what comes back, than PostgreSQL to answer; so PostgreSQL's driver is asked
directly, inside SQLAlchemy's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    LargeBinary,
    RowMapping,
    Select,
    Table,
    Text,
    and_,
    func,
    insert,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert, Update, UpdateBase

from service.database.transactions import Direct, LocksNeeded

if TYPE_CHECKING:
    from service.database.libpq import Statement

_AS_SEEN = "wanghuiyi_as_seen"
_ROWS, _AFTER = "wanghuiyi_rows", "wanghuiyi_after"

Row = Mapping[str, Any] | RowMapping


@dataclass(frozen=True)
class _Compiled:
    """A statement, the values that stand in it, and the order of all its parameters."""

    text: str
    constants: Mapping[str, Any]
    order: tuple[str, ...]
    prepared: "Statement | None"
    """As PostgreSQL prepares it; nothing on SQLite."""

    def in_order(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        given = {**self.constants, **values} if self.constants else values
        return tuple([given[name] for name in self.order])


class Look:
    """A query; it gives rows, whose columns have the names of the query's."""

    def __init__(
        self, query: Select[Any], *, locks: bool = False, versions: tuple[Table, ...] = ()
    ) -> None:
        """Keep the query; with `locks`, its rows are locked until the transaction ends.

        Of the tables of `versions` it also gives what `if_unchanged` compares.
        """
        self._query, self._locks, self._versions = query, locks, versions
        self._compiled: dict[tuple[str, bool], _Compiled] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """Return the first row, or None if there is none."""
        locks = self._locks and not isinstance(connection, Direct)
        how = connection.dialect.name, locks
        compiled = self._compiled.get(how)
        if compiled is None:
            query = self._query.with_for_update() if locks else self._query
            if connection.dialect.name == "postgresql":
                query = query.add_columns(*map(_version, self._versions))
            compiled = self._compiled[how] = _compiled(query, connection)
        if isinstance(connection, Direct) and " FOR UPDATE" in compiled.text:
            raise LocksNeeded
        given = compiled.in_order(values)
        if connection.dialect.name == "postgresql":
            rows = _asked(connection, compiled, given)
            return rows[0] if rows else None
        return connection.exec_driver_sql(compiled.text, given).mappings().first()


def if_unchanged(statement: Update, table: Table) -> Update:
    """Return an update of a row that is still the one that was seen.

    Its parameters are those of the statement and of `seen`. `Changes` are refused as a whole where
    it finds no such row. SQLite's one writer finds every row as it saw it.
    """
    return statement.execution_options(**{_AS_SEEN: table.name})


def seen(row: Row, *tables: Table) -> dict[str, Any]:
    """Return the versions of the tables' rows that a `Look` gave together; none on SQLite."""
    names = (f"{table.name}_version" for table in tables)
    return {name: row[name] for name in names if name in row}


def _version(table: Table) -> ColumnElement[str]:
    # Each update writes a row anew, and PostgreSQL notes the transaction that wrote it.
    return literal_column(f"{table.name}.xmin::text", Text).label(f"{table.name}_version")


def _where_as_seen(statement: Update) -> Update:
    name = statement.get_execution_options()[_AS_SEEN]
    return statement.where(text(f"{name}.xmin = CAST(:{name}_version AS xid)"))


def numbered(
    table: Table, rows: Sequence[Mapping[str, ColumnElement[Any]]], *, after: tuple[Table, ...] = ()
) -> Insert:
    """Return an insert of rows that get numbers, by which somebody reads on.

    `Changes` draw the numbers once they have locked the rows that they update beside it, of the
    tables of `after`, or of all: of two that change one wallet, the first to be seen has the lower
    numbers, so who reads on from a number misses nothing. PostgreSQL runs the parts of a statement
    in whatever order.
    """
    how = {_ROWS: tuple(rows), _AFTER: after}
    return insert(table).values(rows).inline().execution_options(**how)


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
        """Make the changes. PostgreSQL refuses them all if one finds no row that is as seen."""
        if isinstance(connection, Direct):
            connection.note_change()
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = tuple(_compiled(one, connection) for one in self._joined(name))
        if name == "postgresql":
            for compiled in self._compiled[name]:
                _asked(connection, compiled, compiled.in_order(values))
            return
        for statement, compiled in zip(self._statements, self._compiled[name], strict=True):
            done = connection.exec_driver_sql(compiled.text, compiled.in_order(values))
            is_as_seen = done.rowcount or not _is_guarded(statement)
            assert is_as_seen, "SQLite's one writer finds every row as it saw it"

    def _joined(self, dialect: str) -> tuple[ClauseElement, ...]:
        if dialect != "postgresql":
            return self._statements
        if any(map(_is_guarded, self._statements)):
            return (_all_or_nothing(self._statements),)
        return (_at_once(self._statements),)


def _is_guarded(statement: UpdateBase) -> bool:
    return _AS_SEEN in statement.get_execution_options()


def _all_or_nothing(statements: Sequence[UpdateBase]) -> Select[Any]:
    """Return one statement of all, which fails if an update finds no row that is as seen.

    Each such update returns its one row, so that side by side they count one; where one finds none
    they count none, and PostgreSQL refuses to divide by it, and undoes the rest. It gives no row.
    """
    updates = [
        _where_as_seen(one) for one in statements if isinstance(one, Update) and _is_guarded(one)
    ]
    others = [one for one in statements if not _is_guarded(one)]
    # Numbers may be drawn before or after its locks: of two that saw one row, one is undone.
    assert not any(isinstance(one, Update) for one in others), "it would not be as it was seen"
    rows = (one.returning(literal_column("1")).cte(f"seen_{n}") for n, one in enumerate(updates))
    unless_all_found = text("1 / count(*) = 0")
    found: Select[Any] = select(literal_column("1")).select_from(*rows).having(unless_all_found)
    return found.add_cte(*_parts(others))


def _at_once(statements: Sequence[UpdateBase]) -> UpdateBase:
    """Return one statement of all, whose numbers are drawn after its locks."""
    updates = [one for one in statements if isinstance(one, Update)]
    locked = {one for insert in statements for one in updates if _waits_for(insert, one)}
    if not locked:
        *first, last = statements
        return last.add_cte(*_parts(first))
    locks = {
        one: one.returning(literal_column("1")).cte(f"lock_{n}")
        for n, one in enumerate(updates)
        if one in locked
    }
    *first, last = (
        _numbered_after(one, [lock for update, lock in locks.items() if _waits_for(one, update)])
        for one in statements
        if one not in locked
    )
    return last.add_cte(*locks.values(), *_parts(first))


def _parts(statements: Sequence[UpdateBase]) -> list[CTE]:
    return [one.cte(f"change_{n}") for n, one in enumerate(statements)]


def _waits_for(statement: UpdateBase, update: Update) -> bool:
    """Tell whether the numbers of an insert are drawn after the lock of an update beside it."""
    after = statement.get_execution_options().get(_AFTER)
    return after is not None and (not after or update.table in after)


def _numbered_after(statement: UpdateBase, locks: Sequence[CTE]) -> UpdateBase:
    """Return an insert that has no row to give a number to before all locks are held.

    Parts of a statement run in whatever order, but what one reads of another is there before.
    """
    if not locks:
        return statement
    counts = (select(func.count()).select_from(one).scalar_subquery() for one in locks)
    are_held = and_(*(count >= literal_column("0") for count in counts))
    rows: Sequence[Mapping[str, ColumnElement[Any]]] = statement.get_execution_options()[_ROWS]
    columns = tuple(rows[0])
    given = [select(*(row[name] for name in columns)).where(are_held) for row in rows]
    every = union_all(*given) if rows[1:] else given[0]
    return insert(statement.table).from_select(columns, every, include_defaults=False)


def _compiled(statement: ClauseElement, connection: Connection) -> _Compiled:
    is_postgresql = connection.dialect.name == "postgresql"
    compiled = statement.compile(dialect=_numbering() if is_postgresql else connection.dialect)
    assert isinstance(compiled, SQLCompiler), "it is no DDL"
    constants = {
        name: parameter.value
        for name, parameter in compiled.binds.items()
        if not parameter.required
    }
    order = tuple(compiled.positiontup or ())
    prepared = _prepared(compiled, order) if is_postgresql else None
    return _Compiled(compiled.string, constants, order, prepared)


@cache
def _numbering() -> Dialect:
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg  # noqa: PLC0415 - as above

    return PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # has no types


def _prepared(compiled: SQLCompiler, order: tuple[str, ...]) -> "Statement":
    from psycopg.pq import Format  # noqa: PLC0415 - a file of SQLite does without

    from service.database.libpq import Statement  # noqa: PLC0415 - as above

    are_binary = (isinstance(compiled.binds[name].type, LargeBinary) for name in order)
    formats = tuple(Format.BINARY if is_binary else Format.TEXT for is_binary in are_binary)
    return Statement(compiled.string, formats)


def _asked(connection: Connection, compiled: _Compiled, values: tuple[Any, ...]) -> Sequence[Row]:
    assert compiled.prepared, "it is PostgreSQL that is asked so"
    if isinstance(connection, Direct):
        return connection.connections.ask(compiled.prepared, values)
    import psycopg  # noqa: PLC0415 - as above
    from psycopg.rows import dict_row  # noqa: PLC0415 - as above

    driver: Any = connection.connection.driver_connection
    cursor: psycopg.Cursor[dict[str, Any]] = psycopg.RawCursor(driver, row_factory=dict_row)
    try:
        cursor.execute(compiled.text, values)
    except psycopg.Error:
        if driver.closed:
            connection.invalidate()  # SQLAlchemy sees no error, and would lend it again
        raise
    return cursor.fetchall() if cursor.description else ()
