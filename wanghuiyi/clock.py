"""The clock of a world: it stands still until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wanghuiyi.line import Client, Json

_PATH = "/test/clock"


@dataclass(frozen=True)
class Boundary:
    """A moment at which something changes by the clock alone; `of` is its id, if that may be shown.

    What `what` may be is listed in docs/testing.md, such as "draft.expires".
    """

    at: datetime
    what: str
    of: str | None


@dataclass(frozen=True)
class Clock:
    """The clock of a world. Whatever moves it returns where it then stands."""

    control: Client

    @property
    def now(self) -> datetime:
        """Return the world's moment, in UTC."""
        return moment_of(self.control.get(_PATH)["now"])

    def set(self, moment: datetime | str) -> datetime:
        """Set it to a moment with a zone, such as "2026-11-24T02:30:00Z"."""
        return self._put({"now": text_of(moment)})

    def advance(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        milliseconds: float = 0,
    ) -> datetime:
        """Move it on by the sum."""
        by = timedelta(
            days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds
        )
        return self._put({"advance_ms": by // timedelta(milliseconds=1)})

    def next_boundary(self, offset_ms: int = 0) -> list[Boundary]:
        """Go on to the next boundary, and return what changes there.

        With -1 it is the last millisecond before. If nothing is ahead but days, days it is.
        """
        body = {"to": "next_boundary", "offset_ms": offset_ms}
        return _boundaries(self.control.put(_PATH, body)["boundaries"])

    def boundaries(self, limit: int = 100) -> list[Boundary]:
        """Return the boundaries ahead, in the order of time."""
        return _boundaries(self.control.get(f"/test/boundaries?limit={limit}")["boundaries"])

    def freeze(self) -> datetime:
        """Let it stand still."""
        return self._put({"is_frozen": True})

    def run(self) -> datetime:
        """Let it run, as fast as the real one."""
        return self._put({"is_frozen": False})

    def _put(self, body: Json) -> datetime:
        return moment_of(self.control.put(_PATH, body)["now"])


def moment_of(text: str) -> datetime:
    """Return a moment of an answer.

    >>> moment_of("2026-11-24T02:30:00.000Z").isoformat()
    '2026-11-24T02:30:00+00:00'
    """
    return datetime.fromisoformat(text).astimezone(UTC)


def text_of(moment: datetime | str) -> str:
    """Return a moment as the service reads it. Raise ValueError if it is none, or has no zone.

    >>> text_of("2027-02-05T09:00:00+08:00")
    '2027-02-05T01:00:00.000Z'
    """
    try:
        read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    except ValueError:
        message = f"{moment!r} is no moment: write it like 2026-11-24T02:30:00Z"
        raise ValueError(message) from None
    if read.tzinfo is None:
        message = f"{moment} has no zone: add Z at the end of a text, or tzinfo=UTC"
        raise ValueError(message)
    return read.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _boundaries(found: list[Json]) -> list[Boundary]:
    return [Boundary(moment_of(one["at"]), one["what"], one["of"]) for one in found]
