"""Pages of lists: rows in the order of their numbers, after one of them and up to a settled one.

A page examines a bounded number of rows, however few of them are wanted: so each page costs the
same, and a page with fewer rows than were asked for may still have more behind it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, Table, func, select

from service.database.statements import Row

EXAMINED_MAX = 5_000
"""How many rows of an index a page looks at, on each side of an account."""

Kept = Callable[[Subquery], Select[Any]]
"""Makes of the rows that are examined the query for those that are wanted."""


@dataclass(frozen=True)
class RowRange:
    """Which rows a page is of: after a number, up to one that is settled, and how many at most."""

    after: int
    until: int
    count: int


@dataclass(frozen=True)
class Stretch:
    """A stretch of time, half open; None where it has no end."""

    from_ms: int | None = None
    until_ms: int | None = None

    def holds(self, moment: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """Return the conditions under which a moment lies in it."""
        since = [] if self.from_ms is None else [moment >= self.from_ms]
        return since if self.until_ms is None else [*since, moment < self.until_ms]


EVER = Stretch()


@dataclass(frozen=True)
class FoundRows:
    """The rows of a page in order, the number to go on after if there may be more, and the end.

    After `end` nothing is found now, and all that comes later.
    """

    rows: list[Row] = field(repr=False)
    following: int | None
    end: int


def found(
    connection: Connection, sources: Sequence[Select[Any]], kept: Kept, window: RowRange
) -> FoundRows:
    """Return the page of what all sources give together; each has a column `seq`.

    A source is what an index gives in the order of its numbers, and no row is in two of them.
    """
    rows: list[Row] = []
    reached = window.until
    for source in sources:
        examined = _examined(source, window)
        query = kept(examined).order_by(examined.c.seq).limit(window.count + 1)
        got = connection.execute(query).mappings().all()
        rows += got
        if len(got) <= window.count:
            reached = min(reached, _reached(connection, examined, window))
    rows = sorted((row for row in rows if row["seq"] <= reached), key=lambda row: int(row["seq"]))
    page = rows[: window.count]
    if len(rows) > window.count:
        return FoundRows(page, page[-1]["seq"], page[-1]["seq"])
    end = max(reached, window.after)
    return FoundRows(page, reached if reached < window.until else None, end)


def numbers(table: Table, *which: ColumnElement[bool]) -> Select[Any]:
    """Return a source: the rows of a table of which something is true that an index knows."""
    return select(table).where(*which)


def _examined(source: Select[Any], window: RowRange) -> Subquery:
    number = source.selected_columns.seq
    return (
        source.where(number > window.after, number <= window.until)
        .order_by(number)
        .limit(EXAMINED_MAX)
        .subquery("examined")
    )


def _reached(connection: Connection, examined: Subquery, window: RowRange) -> int:
    """Return up to which number all was examined."""
    query = select(func.max(examined.c.seq), func.count()).select_from(examined)
    last, count = connection.execute(query).one()
    return window.until if count < EXAMINED_MAX else int(last)
