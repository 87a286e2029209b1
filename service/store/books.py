"""Transfers of both books: entered in order, and never changed."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    ScalarSelect,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.sql.dml import Insert

from service.domain.chart import DUE_FROM_POST, DUE_TO_GATEWAY, Account, Book
from service.domain.ledger import Transfer
from service.domain.settlement import Line
from service.store.accounts import account_named
from service.store.names import names, table_of
from service.tables import SettlementRow, TransferRow

TRANSFER = table_of(TransferRow)
SETTLEMENT = table_of(SettlementRow)

_COLUMNS = ("book", "key", "debit", "credit", "amount_fen", "at_ms")
ROWS_AT_ONCE = 10_000
_ALONE = text(f"LOCK TABLE {SETTLEMENT.name} IN SHARE ROW EXCLUSIVE MODE")

INSERT_SETTLEMENT = insert(SETTLEMENT).values(
    {column: bindparam(f"settlement_{column}") for column in names(SETTLEMENT)}
)


@cache
def enter(count: int) -> Insert:
    """Return the statement that enters so many transfers, with the parameters of `entered`."""
    rows: list[dict[str, BindParameter[Any]]] = [
        {column: bindparam(f"transfer_{place}_{column}") for column in _COLUMNS}
        for place in range(count)
    ]
    return insert(TRANSFER).values(rows).inline()


def entered(transfers: Sequence[Transfer]) -> dict[str, Any]:
    """Return the parameters of `enter`."""
    values: dict[str, Any] = {}
    for place, transfer in enumerate(transfers):
        values |= {
            f"transfer_{place}_book": str(transfer.book),
            f"transfer_{place}_key": transfer.key,
            f"transfer_{place}_debit": transfer.debit.name,
            f"transfer_{place}_credit": transfer.credit.name,
            f"transfer_{place}_amount_fen": transfer.amount_fen,
            f"transfer_{place}_at_ms": transfer.at_ms,
        }
    return values


def transfers(connection: Connection, book: Book | None = None) -> Iterator[Transfer]:
    """Return all transfers in the order in which they were entered, of one book or of both."""
    query = select(TRANSFER).order_by(TRANSFER.c.seq)
    if book is not None:
        query = query.where(TRANSFER.c.book == str(book))
    found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query)
    for row in found.mappings():
        yield Transfer(
            row["key"],
            account_named(row["debit"]),
            account_named(row["credit"]),
            row["amount_fen"],
            row["at_ms"],
        )


def account_sums(connection: Connection) -> dict[Account, tuple[int, int]]:
    """Return all debits and all credits of every account that was ever used."""
    sums: dict[str, tuple[int, int]] = {}
    for side, place in ((TRANSFER.c.debit, 0), (TRANSFER.c.credit, 1)):
        query = select(side, func.sum(TRANSFER.c.amount_fen)).group_by(side)
        for name, amount_fen in connection.execute(query):
            both = [*sums.get(name, (0, 0))]
            both[place] = int(amount_fen)
            sums[name] = (both[0], both[1])
    return {account_named(name): both for name, both in sorted(sums.items())}


def statement_of(
    connection: Connection, account: str, after_seq: int, count: int
) -> list[tuple[int, Transfer]]:
    """Return an account's transfers after one of them, in order, each with its place."""
    sides = [
        select(TRANSFER)
        .where(side == account, TRANSFER.c.seq > after_seq)
        .order_by(TRANSFER.c.seq)
        .limit(count)
        for side in (TRANSFER.c.debit, TRANSFER.c.credit)
    ]
    rows = [row for query in sides for row in connection.execute(query).mappings()]
    rows.sort(key=lambda row: row["seq"])
    return [
        (
            row["seq"],
            Transfer(
                row["key"],
                account_named(row["debit"]),
                account_named(row["credit"]),
                row["amount_fen"],
                row["at_ms"],
            ),
        )
        for row in rows[:count]
    ]


def _mutual(book: Book) -> Account:
    return DUE_TO_GATEWAY if book is Book.POST else DUE_FROM_POST


def _due(book: Book, before_ms: int) -> ScalarSelect[int]:
    account = _mutual(book).name
    grows, shrinks = (
        (TRANSFER.c.credit, TRANSFER.c.debit)
        if book is Book.POST
        else (TRANSFER.c.debit, TRANSFER.c.credit)
    )
    signed = case((grows == account, TRANSFER.c.amount_fen), else_=-TRANSFER.c.amount_fen)
    return (
        select(func.coalesce(func.sum(signed), 0))
        .where(or_(grows == account, shrinks == account), TRANSFER.c.at_ms < before_ms)
        .scalar_subquery()
    )


def due_fen(connection: Connection, before_ms: int) -> tuple[int, int]:
    """Return what is due to the gateway from all lines before a moment, by the Post, by itself.

    Both at once: a redemption that comes between two looks would make the books seem to differ.
    """
    query = select(_due(Book.POST, before_ms), _due(Book.GATEWAY, before_ms))
    due, expected = connection.execute(query).one()
    return int(due), int(expected)


def mutual_lines_between(
    connection: Connection, book: Book, from_ms: int, until_ms: int
) -> list[Line]:
    """Return the lines on the other's account in a stretch of time, in order."""
    account = _mutual(book).name
    query = (
        select(TRANSFER)
        .where(
            or_(TRANSFER.c.debit == account, TRANSFER.c.credit == account),
            TRANSFER.c.at_ms >= from_ms,
            TRANSFER.c.at_ms < until_ms,
        )
        .order_by(TRANSFER.c.seq)
    )
    grows = "credit" if book is Book.POST else "debit"
    return [
        Line(
            row["key"],
            row["amount_fen"] if row[grows] == account else -row["amount_fen"],
            row["at_ms"],
        )
        for row in connection.execute(query).mappings()
    ]


def settled(connection: Connection, day: int) -> tuple[int, int] | None:
    """Return what was due when a day was closed, and when it was; None if it is open."""
    query = select(SETTLEMENT.c.net_due_fen, SETTLEMENT.c.closed_ms).where(SETTLEMENT.c.day == day)
    row = connection.execute(query).first()
    return (row.net_due_fen, row.closed_ms) if row else None


def last_settled_day(connection: Connection) -> int | None:
    """Return the latest closed day; who asks closes days alone until the transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        connection.execute(_ALONE)
    found = connection.execute(select(func.max(SETTLEMENT.c.day))).scalar_one()
    return None if found is None else int(found)


def settled_days(connection: Connection, before_day: int, count: int) -> list[tuple[int, int, int]]:
    """Return the last closed days before one: day, what was due, when it was closed."""
    query = (
        select(SETTLEMENT)
        .where(SETTLEMENT.c.day < before_day)
        .order_by(SETTLEMENT.c.day.desc())
        .limit(count)
    )
    return [(row.day, row.net_due_fen, row.closed_ms) for row in connection.execute(query)]
