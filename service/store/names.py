"""The table behind an SQLModel class, its columns' names, and an insert that may meet a row."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel


def table_of(row: type[SQLModel]) -> Table:
    """Return the table of a class; SQLModel makes it, and does not say so in its types."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # see above
    return table


def names(table: Table) -> tuple[str, ...]:
    """Return the names of all columns, in order."""
    return tuple(column.name for column in table.columns)


def given(table: Table) -> tuple[str, ...]:
    """Return the names of the columns that an insert gives: all but those that are drawn."""
    return tuple(
        column.name
        for column in table.columns
        if column.default is None or not column.default.is_clause_element
    )


def insert_or_meet(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an insert that can say what to do where the row is there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
