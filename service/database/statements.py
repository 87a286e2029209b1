"""Queries and changes that are compiled once: `Query` reads a row, `Changes` are sent together.

What was decided from rows that were read without locks (`service.database.optimistic`) is saved
with `if_unchanged`, which lets an update happen only where a row is still as it was read.

SQLAlchemy writes the statements of both dialects. It would find them compiled too, but takes longer
to look, and to wrap what comes back, than PostgreSQL to answer; so PostgreSQL's driver is asked
directly, inside SQLAlchemy's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

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

_IF_UNCHANGED = "wanghuiyi_if_unchanged"
# The statement must fail, so that its inserts are undone with it, and SQL has nothing that raises
# but a function of the database, which would be a migration. Nothing else of ours divides, so the
# SQLSTATE of a division by zero is the sign of a conflict (`service.database.sqlstates`).
_REFUSED_IF_CHANGED = text("1 / count(*) = 0")
_ROWS, _AFTER = "wanghuiyi_rows", "wanghuiyi_after"

Row = Mapping[str, Any] | RowMapping


@dataclass(frozen=True)
class Statement:
    """What a database is sent; for PostgreSQL `$1` and so on stand for values.

    `formats` are libpq's: 1, binary, for those of columns of bytes, and 0, text, for all others.
    """

    text: str
    formats: tuple[int, ...]


Filled = tuple[Statement, tuple[Any, ...]]
"""A statement, and its values in their order."""


@dataclass(frozen=True)
class _Compiled:
    """A statement, the values that stand in it, and the order of all its parameters."""

    statement: Statement
    constants: Mapping[str, Any]
    order: tuple[str, ...]

    def filled(self, values: Mapping[str, Any]) -> Filled:
        given = {**self.constants, **values} if self.constants else values
        return self.statement, tuple([given[name] for name in self.order])


class Query:
    """A query; it gives rows, whose columns have the names of the query's."""

    def __init__(self, query: Select[Any], *, versions: tuple[Table, ...] = ()) -> None:
        """Keep the query; `versions` are its tables whose rows may be changed after it.

        Their rows are locked in a transaction, and come with what `if_unchanged` compares.
        """
        self._query, self._versions = query, versions

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """Return the first row, or None if there is none."""
        if connection.dialect.name == "postgresql":
            statement, given = self._with_locks.filled(values)
            rows = _asked(connection, statement, given)
            return rows[0] if rows else None
        statement, given = self._on_sqlite.filled(values)
        return connection.exec_driver_sql(statement.text, given).mappings().first()

    def without_locks(self, values: Mapping[str, Any]) -> Filled:
        """Return the query as PostgreSQL is asked it outside of a transaction."""
        return self._without_locks.filled(values)

    @cached_property
    def _with_locks(self) -> _Compiled:
        query = self._with_versions()
        return _compiled(query.with_for_update() if self._versions else query, _numbering())

    @cached_property
    def _without_locks(self) -> _Compiled:
        compiled = _compiled(self._with_versions(), _numbering())
        is_locking = " FOR UPDATE" in compiled.statement.text
        assert not is_locking, "its locks would be gone as soon as it is answered"
        return compiled

    @cached_property
    def _on_sqlite(self) -> _Compiled:
        return _compiled(self._query, _sqlite())

    def _with_versions(self) -> Select[Any]:
        return self._query.add_columns(*map(_version, self._versions))


def if_unchanged(statement: Update, table: Table) -> Update:
    """Return an update of a row that is still the version that was read.

    Its parameters are those of the statement and of `versions_of`. `Changes` are refused as a whole
    where it finds no such row. SQLite's one writer finds every row as it was read.
    """
    return statement.execution_options(**{_IF_UNCHANGED: table.name})


def versions_of(row: Row, *tables: Table) -> dict[str, Any]:
    """Return the versions of the tables' rows that a `Query` gave together; none on SQLite."""
    names = (f"{table.name}_version" for table in tables)
    return {name: row[name] for name in names if name in row}


def _version(table: Table) -> ColumnElement[str]:
    # Each update writes a row anew, and PostgreSQL notes the transaction that wrote it.
    return literal_column(f"{table.name}.xmin::text", Text).label(f"{table.name}_version")


def _where_unchanged(statement: Update) -> Update:
    name = statement.get_execution_options()[_IF_UNCHANGED]
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

    def send(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Make the changes within a transaction. Raise Conflict if a row is not as it was read."""
        if connection.dialect.name == "postgresql":
            statement, given = self.in_one(values)
            _asked(connection, statement, given)
            return
        for change, compiled in zip(self._statements, self._one_by_one, strict=True):
            sent, given = compiled.filled(values)
            done = connection.exec_driver_sql(sent.text, given)
            is_unchanged = done.rowcount or not _is_guarded(change)
            assert is_unchanged, "SQLite's one writer finds every row as it was read"

    def in_one(self, values: Mapping[str, Any]) -> Filled:
        """Return the changes as the one statement that PostgreSQL gets."""
        return self._in_one.filled(values)

    @cached_property
    def _in_one(self) -> _Compiled:
        is_guarded = any(map(_is_guarded, self._statements))
        joined = _all_or_nothing if is_guarded else _at_once
        return _compiled(joined(self._statements), _numbering())

    @cached_property
    def _one_by_one(self) -> tuple[_Compiled, ...]:
        return tuple(_compiled(one, _sqlite()) for one in self._statements)


def _is_guarded(statement: UpdateBase) -> bool:
    return _IF_UNCHANGED in statement.get_execution_options()


def _all_or_nothing(statements: Sequence[UpdateBase]) -> Select[Any]:
    """Return one statement of all, which fails if a row is not as it was read. It gives no row.

    Each guarded update returns its one row, so that side by side they count one; where one finds
    none they count none.
    """
    updates = [
        _where_unchanged(one) for one in statements if isinstance(one, Update) and _is_guarded(one)
    ]
    others = [one for one in statements if not _is_guarded(one)]
    # Numbers may be drawn before or after its locks: of two that read one row, one is undone.
    assert not any(isinstance(one, Update) for one in others), "it would not be as it was read"
    found = (one.returning(literal_column("1")).cte(f"found_{n}") for n, one in enumerate(updates))
    refused: Select[Any] = (
        select(literal_column("1")).select_from(*found).having(_REFUSED_IF_CHANGED)
    )
    return refused.add_cte(*_parts(others))


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


def _compiled(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler), "it is no DDL"
    constants = {
        name: parameter.value
        for name, parameter in compiled.binds.items()
        if not parameter.required
    }
    order = tuple(compiled.positiontup or ())
    formats = tuple(int(isinstance(compiled.binds[name].type, LargeBinary)) for name in order)
    return _Compiled(Statement(compiled.string, formats), constants, order)


@cache
def _sqlite() -> Dialect:
    from sqlalchemy.dialects.sqlite import dialect  # noqa: PLC0415 - PostgreSQL does without

    return dialect()


@cache
def _numbering() -> Dialect:
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg  # noqa: PLC0415 - SQLite does without

    return PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # has no types


def _asked(connection: Connection, statement: Statement, values: tuple[Any, ...]) -> Sequence[Row]:
    from service.database.postgresql import rows_of  # noqa: PLC0415 - SQLite does without

    return rows_of(connection, statement.text, values)
