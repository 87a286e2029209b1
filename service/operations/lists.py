"""What all lists share: the window that a query asks for, its time, and the cursors of a page."""

from typing import Any

from service.call import Call
from service.clock import from_rfc3339
from service.refusals.books import StretchInverted
from service.refusals.request import RequestMalformed
from service.schemas.payments import ListQuery
from service.store.paging import FoundRows, RowRange, Stretch

CURSOR_DIGITS_MAX = 18


def window_of(call: Call[Any]) -> RowRange:
    """Return which rows a page is of; numbers up to `settled` were waited for."""
    return RowRange(int(call.body.cursor or 0), call.settled, call.body.limit)


def stretch_of(query: ListQuery) -> Stretch:
    """Return the stretch of time that a query asks for. Refused: `StretchInverted`."""
    from_ms, until_ms = (
        None if moment is None else from_rfc3339(moment) for moment in (query.from_, query.until)
    )
    if from_ms is not None and until_ms is not None and from_ms >= until_ms:
        raise StretchInverted
    return Stretch(from_ms, until_ms)


def cursors_of(page: FoundRows) -> dict[str, str | None]:
    """Return where to go on, at once and later."""
    following = page.following
    return {
        "next_cursor": None if following is None else str(following),
        "end_cursor": str(page.end),
    }


def number_of_cursor(cursor: str | None) -> int | None:
    """Return the number that a cursor is; None for one of a version before, which was an id."""
    if cursor is None:
        return 0
    is_number = cursor.isascii() and cursor.isdigit() and len(cursor) <= CURSOR_DIGITS_MAX
    return int(cursor) if is_number else None


def strange_cursor() -> RequestMalformed:
    """Return the refusal of a cursor that no page of the list has given."""
    message = "cursor is none of this list: send the next_cursor or end_cursor of a page of it"
    return RequestMalformed([{"at": "/cursor", "message": message}])
