"""The end of the day: the two books are compared line by line, and the net amount is paid.

`mutual_lines` takes from a ledger its lines with the other book; `reconcile` compares those of both
and names each `SettlementDifference` by its `DifferenceKind`. `close_day` returns the `Settlement`
of a day that is over, once the books agree. Amounts are fen, positive where the Post owes more.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.domain.chart import DUE_FROM_POST, DUE_TO_GATEWAY, Book
from service.domain.day import day_end_ms, day_of
from service.domain.ledger import Books, Ledger
from service.domain.postings import Transfers, settlement_transfers
from service.domain.refusals.base import refuse
from service.domain.refusals.payment import BooksDiffer, DayStillOpen


class DifferenceKind(StrEnum):
    """How two books can differ about one key, from a missing line to a different day."""

    MISSING_AT_POST = "missing_at_post"
    MISSING_AT_GATEWAY = "missing_at_gateway"
    TWICE_AT_POST = "twice_at_post"
    TWICE_AT_GATEWAY = "twice_at_gateway"
    DIRECTION_DIFFERS = "direction_differs"
    AMOUNT_DIFFERS = "amount_differs"
    DAY_DIFFERS = "day_differs"


@dataclass(frozen=True)
class StatementLine:
    """One line on the mutual account: `due_fen` is what the Post owes by it, or negative."""

    key: str
    due_fen: int
    at_ms: int


@dataclass(frozen=True)
class SettlementDifference:
    """What differs about a key, with both lines, None where one is missing."""

    kind: DifferenceKind
    key: str
    post: StatementLine | None
    gateway: StatementLine | None


@dataclass(frozen=True)
class Settlement:
    """A day that is closed: what was due at its end, and the transfers that pay it."""

    day: int
    net_due_fen: int
    transfers: Transfers


def mutual_lines(ledger: Ledger) -> tuple[StatementLine, ...]:
    """Return the lines that a book has between the two, in the order of entry."""
    account, sign = (DUE_TO_GATEWAY, -1) if ledger.book is Book.POST else (DUE_FROM_POST, 1)
    return tuple(
        StatementLine(
            transfer.key,
            sign * (transfer.amount_fen if transfer.debit == account else -transfer.amount_fen),
            transfer.at_ms,
        )
        for transfer in ledger.transfers.values()
        if account in {transfer.debit, transfer.credit}
    )


def net_due_fen(lines: Iterable[StatementLine], day: int) -> int:
    """Return what is due at the end of a day, from its lines and all before.

    Earlier settlements are lines too; a late line is due with the next closing.
    """
    end_ms = day_end_ms(day)
    return sum(line.due_fen for line in lines if line.at_ms < end_ms)


def close_day(books: Books, day: int, now_ms: int) -> Settlement:
    """Close a day: the amount due at its end is paid at the midnight after it.

    Closing it again gives the same transfers, unless a line came late: then posting them is
    refused, and the line is due with the next day. Refused: `DayStillOpen`, `BooksDiffer`.
    """
    due_fen = net_due_fen(mutual_lines(books.post), day)
    expected_fen = net_due_fen(mutual_lines(books.gateway), day)
    return settle(day, due_fen, expected_fen, now_ms)


def settle(day: int, due_fen: int, expected_fen: int, now_ms: int) -> Settlement:
    """Close a day by the sums of its lines, as the Post's book and the gateway's have them.

    For books that are too long to be held in memory. Refused: `DayStillOpen`, `BooksDiffer`.
    """
    if now_ms < day_end_ms(day):
        refuse(DayStillOpen(day))
    if due_fen != expected_fen:
        refuse(BooksDiffer(due_fen - expected_fen))
    return Settlement(day, due_fen, settlement_transfers(day, due_fen, day_end_ms(day)))


def reconcile(
    post: Iterable[StatementLine], gateway: Iterable[StatementLine]
) -> tuple[SettlementDifference, ...]:
    """Name each difference between the lines of the two, by key; none if they agree.

    Lines may come from files, in any order. Give lines of neighbouring days too, so that what was
    booked a day later is not missing. A key that a book has twice is compared by its first line.
    """
    of_post, of_gateway = list(post), list(gateway)
    first_of_post = {line.key: line for line in reversed(of_post)}
    first_of_gateway = {line.key: line for line in reversed(of_gateway)}
    post_counts = Counter(line.key for line in of_post)
    gateway_counts = Counter(line.key for line in of_gateway)
    return tuple(
        SettlementDifference(kind, key, first_of_post.get(key), first_of_gateway.get(key))
        for key in sorted(post_counts | gateway_counts)
        for kind in (
            *_counted(post_counts[key], gateway_counts[key]),
            *_compared(first_of_post.get(key), first_of_gateway.get(key)),
        )
    )


def _counted(post_count: int, gateway_count: int) -> tuple[DifferenceKind, ...]:
    found = (
        (DifferenceKind.MISSING_AT_POST, post_count == 0),
        (DifferenceKind.MISSING_AT_GATEWAY, gateway_count == 0),
        (DifferenceKind.TWICE_AT_POST, post_count > 1),
        (DifferenceKind.TWICE_AT_GATEWAY, gateway_count > 1),
    )
    return tuple(kind for kind, is_so in found if is_so)


def _compared(
    post: StatementLine | None, gateway: StatementLine | None
) -> tuple[DifferenceKind, ...]:
    if post is None or gateway is None:
        return ()
    found = (
        (DifferenceKind.DIRECTION_DIFFERS, (post.due_fen > 0) != (gateway.due_fen > 0)),
        (DifferenceKind.AMOUNT_DIFFERS, abs(post.due_fen) != abs(gateway.due_fen)),
        (DifferenceKind.DAY_DIFFERS, day_of(post.at_ms) != day_of(gateway.at_ms)),
    )
    return tuple(kind for kind, is_so in found if is_so)
