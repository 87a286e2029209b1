"""A boundary, and what the rules share that find them in the tables of a world."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select

from service.call import Context
from service.clock import rfc3339
from service.domain.day import day_end_ms, day_of
from service.schemas.testing import BoundaryName

HOUR_MS = 3_600_000


@dataclass(frozen=True, order=True)
class Boundary:
    """What changes, and when; `of` is its id, or nothing where that is a secret or there is none.

    Boundaries are in the order of time.
    """

    at_ms: int
    what: BoundaryName
    of: str = ""

    def shown(self) -> dict[str, Any]:
        """Return it as it goes out."""
        return {"at": rfc3339(self.at_ms), "what": self.what, "of": self.of or None}


@dataclass(frozen=True)
class Look:
    """A look at a world: by which connection, under which terms, and when."""

    connection: Connection
    context: Context
    now_ms: int

    def rows(self, query: Select[Any]) -> list[Any]:
        """Return what a query finds."""
        return list(self.connection.execute(query))

    @property
    def day(self) -> int:
        """Return the day of the look."""
        return day_of(self.now_ms)

    @property
    def midnight_ms(self) -> int:
        """Return when that day ends."""
        return day_end_ms(self.day)

    @property
    def hour(self) -> int:
        """Return the hour of the look, counted since 1970."""
        return self.now_ms // HOUR_MS


Rule = Callable[[Look], Iterator[Boundary]]


def each(look: Look, query: Select[Any], what: BoundaryName) -> Iterator[Boundary]:
    """Yield a boundary for each id and its moment."""
    return (Boundary(at_ms, what, of) for of, at_ms in look.rows(query))


def runs(until_ms: ColumnElement[int], look: Look, longest_ms: int) -> ColumnElement[bool]:
    """Tell whether a lock is on; one that would be longer than any is due to a wrong clock."""
    return until_ms.between(look.now_ms + 1, look.now_ms + longest_ms)
