"""The names of a table's columns, and the table behind an SQLModel class."""

from sqlalchemy import Table
from sqlmodel import SQLModel


def table_of(row: type[SQLModel]) -> Table:
    """Return the table of a class; SQLModel makes it, and does not say so in its types."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # see above
    return table


def names(table: Table) -> tuple[str, ...]:
    """Return the names of all columns, in order."""
    return tuple(column.name for column in table.columns)
