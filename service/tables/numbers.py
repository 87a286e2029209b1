"""The number of a row, by which lists are read on: drawn when it is inserted, and never changed.

What such numbers promise, and when, stands in `service.database.numbers`.
"""

from typing import Any

from sqlalchemy import BigInteger, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ColumnElement


class next_number(ColumnElement[int]):  # noqa: N801 - stands in a statement as a function does
    """The next number of a table's column `seq`, in the words of each kind of database."""

    inherit_cache = False
    type = BigInteger()

    def __init__(self, table: str) -> None:
        """Keep the table's name."""
        self.table = table


def numbers_of(table: str) -> dict[str, Any]:
    """Return how the column `seq` of a table is filled.

    An insert that says nothing of it draws the next number. The database's own default is that of
    rows which were there before the column; the index that is unique lets no two have it.
    """
    return {"default": next_number(table), "server_default": text("0")}


@compiles(next_number, "postgresql")
def _of_sequence(number: next_number, _compiler: SQLCompiler, **_how: object) -> str:
    return f"nextval('{number.table}_seq_seq')"


@compiles(next_number, "sqlite")
def _after_the_last(number: next_number, _compiler: SQLCompiler, **_how: object) -> str:
    return f"(SELECT coalesce(max(seq), 0) + 1 FROM {number.table})"  # noqa: S608 - a table of ours
