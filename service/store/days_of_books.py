"""Both books day by day: lines, turnover, and what the Post came to owe the gateway."""

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from service.domain.chart import DUE_FROM_POST, DUE_TO_GATEWAY, Book
from service.domain.day import DAY_MS
from service.store.books import TRANSFER


@dataclass(frozen=True)
class BookDay:
    """A day of a book; `owed_fen` is by how much what the Post owes the gateway grew in it."""

    day: int
    book: Book
    lines: int
    turnover_fen: int
    owed_fen: int


def last_line(connection: Connection) -> int:
    """Return the number of the last line of both books; 0 if there is none."""
    return int(connection.execute(select(func.coalesce(func.max(TRANSFER.c.seq), 0))).scalar_one())


def days_of_books(connection: Connection) -> list[BookDay]:
    """Return each day with lines, of each book that has some; all lines are read."""
    day = (TRANSFER.c.at_ms - TRANSFER.c.at_ms % DAY_MS).label("from_ms")
    amount = TRANSFER.c.amount_fen
    owed = case(
        (TRANSFER.c.credit == DUE_TO_GATEWAY.name, amount),
        (TRANSFER.c.debit == DUE_TO_GATEWAY.name, -amount),
        (TRANSFER.c.debit == DUE_FROM_POST.name, amount),
        (TRANSFER.c.credit == DUE_FROM_POST.name, -amount),
        else_=0,
    )
    query = select(day, TRANSFER.c.book, func.count(), func.sum(amount), func.sum(owed))
    rows = connection.execute(query.group_by(day, TRANSFER.c.book).order_by(day))
    return [
        BookDay(int(from_ms) // DAY_MS, Book(book), lines, int(turnover_fen), int(owed_fen))
        for from_ms, book, lines, turnover_fen, owed_fen in rows
    ]
