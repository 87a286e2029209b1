"""Lines of an account, compared with a file from outside."""

from typing import Any

from service.call import Call
from service.clock import date_of, day_from_date
from service.database.connection import Connection
from service.documents.outside_file import OutsideFileError, OutsideForm, read_outside_file
from service.domain.day import day_of
from service.domain.reconciliation import (
    Expected,
    OutsideComparison,
    OutsideDifference,
    OutsideLine,
    OwnLine,
    compare_with_outside,
)
from service.refusals.books import DaysInverted, OutsideFileUnreadable, TooManyLines
from service.schemas.basics import money
from service.schemas.reconciliations import AccountLinesQuery, OutsideFileBody
from service.store import account_lines
from service.store.account_lines import AccountLine
from service.store.paging import RowRange

COMPARED_MAX = 200_000
SHOWN_MAX = 1_000
_LAST = 2**63 - 1


def list_lines(connection: Connection, call: Call[AccountLinesQuery]) -> dict[str, Any]:
    """Return a page of an account's lines, in the order of entry. Refused: `DaysInverted`."""
    query = call.body
    first_day, last_day = _days(query)
    after = int(query.cursor or 0)
    which = RowRange(after, call.settled, query.limit + 1)
    rows = account_lines.lines_of(connection, query.account, (first_day, last_day), which)
    page = rows[: query.limit]
    return {
        "account": query.account,
        "lines": [_own(_line(row)) for row in page],
        "next_cursor": str(page[-1].seq) if len(rows) > query.limit else None,
    }


def compare_file(connection: Connection, call: Call[OutsideFileBody]) -> dict[str, Any]:
    """Compare a file with an account's lines.

    Refused: `DaysInverted`, `OutsideFileUnreadable`, `TooManyLines`.
    """
    body = call.body
    first_day, last_day = _days(body)
    try:
        outside = read_outside_file(body.file, form_of(body))
    except OutsideFileError as error:
        raise OutsideFileUnreadable(str(error)) from None
    expected = Expected(first_day, last_day, body.days_apart_max)
    which = RowRange(0, _LAST, COMPARED_MAX + 1)
    rows = account_lines.lines_of(connection, body.account, expected.around, which)
    if len(rows) > COMPARED_MAX:
        raise TooManyLines(COMPARED_MAX)
    own = [_line(row) for row in rows]
    compared = compare_with_outside(own, outside, expected)
    return {
        "account": body.account,
        "first_day": body.first_day,
        "last_day": body.last_day,
        "own_lines": sum(expected.has(line.day) for line in own),
        "outside_rows": len(outside),
    } | _shown(compared)


def form_of(body: OutsideFileBody) -> OutsideForm:
    """Return how a file is written."""
    columns = {name: value for name, value in body.columns.model_dump().items() if value}
    return OutsideForm(
        **columns,
        delimiter=body.delimiter,
        decimal=body.decimal,
        unit=body.unit,
        date_form=body.date_form or "",
        zone=body.zone,
        is_mirrored=body.is_mirrored,
        skipped=body.skipped_rows,
        skipped_last=body.skipped_last_rows,
    )


def _days(asked: AccountLinesQuery | OutsideFileBody) -> tuple[int, int]:
    first_day, last_day = day_from_date(asked.first_day), day_from_date(asked.last_day)
    if last_day < first_day:
        raise DaysInverted(asked.first_day, asked.last_day)
    return first_day, last_day


def _line(row: AccountLine) -> OwnLine:
    return OwnLine(row.key, row.amount_fen, day_of(row.at_ms))


def _shown(compared: OutsideComparison) -> dict[str, Any]:
    differences = compared.differences
    return {
        "matched": len(compared.matched),
        "matched_by_amount": compared.by_amount,
        "own_sum": money(compared.own_fen),
        "other_days": money(compared.other_days_fen),
        "outside_sum": money(compared.outside_fen),
        "differences": [_difference(one) for one in differences[:SHOWN_MAX]],
        "difference_count": len(differences),
    }


def _difference(one: OutsideDifference) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "own": _own(one.own) if one.own else None,
        "outside": _outside(one.outside) if one.outside else None,
        "effect": money(one.effect_fen),
    }


def _own(line: OwnLine) -> dict[str, Any]:
    return {"key": line.key, "money": money(line.amount_fen), "day": date_of(line.day)}


def _outside(line: OutsideLine) -> dict[str, Any]:
    return {
        "row": line.row,
        "reference": line.reference,
        "money": money(line.amount_fen),
        "day": date_of(line.day),
    }
