"""Rules that several tables share, as SQL."""

from collections.abc import Callable

from sqlalchemy import CheckConstraint
from sqlalchemy.schema import SchemaItem

Listing = Callable[[str, tuple[str, ...]], str]


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Return the condition that a column has one of these values.

    >>> one_of("state", ("on", "off"))
    "state IN ('on', 'off')"
    """
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def lean_check(name: str, condition: Callable[[Listing], str]) -> tuple[SchemaItem, ...]:
    """Return a check of a table that each payment writes to; the condition is given how to list.

    PostgreSQL reads a check anew for each statement, and takes half as long for a list that is one
    array; SQLite has no arrays.
    """
    return (
        CheckConstraint(condition(one_of), name=name).ddl_if(dialect="sqlite"),
        CheckConstraint(condition(_in_array), name=name).ddl_if(dialect="postgresql"),
    )


def _in_array(column: str, values: tuple[str, ...]) -> str:
    return f"{column} = ANY ('{{{','.join(values)}}}')"
