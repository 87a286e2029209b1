"""Transfers of both books: entered in order, and never changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    ScalarSelect,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.sql.dml import Insert

from service.database.change import Change
from service.database.statements import Row, numbered
from service.domain.chart import DUE_FROM_POST, DUE_TO_GATEWAY, Account, Book
from service.domain.day import day_end_ms
from service.domain.ledger import Transfer
from service.domain.settlement import StatementLine
from service.store.accounts import account_named
from service.store.names import names, table_of
from service.tables import SettlementRow, TransferRow, WalletRow

TRANSFER = table_of(TransferRow)
SETTLEMENT = table_of(SettlementRow)
_WALLET = table_of(WalletRow)

_COLUMNS = ("book", "key", "debit", "credit", "amount_fen", "at_ms")
ROWS_AT_ONCE = 10_000
_NO_LINES = text(f"LOCK TABLE {TRANSFER.name} IN SHARE MODE")
_ALONE = text(f"LOCK TABLE {SETTLEMENT.name} IN SHARE ROW EXCLUSIVE MODE")

_INSERT_SETTLEMENT = insert(SETTLEMENT).values(
    {column: bindparam(f"settlement_{column}") for column in names(SETTLEMENT)}
)


@cache
def _enter(count: int) -> Insert:
    rows: list[dict[str, BindParameter[Any]]] = [
        {
            column: bindparam(f"transfer_{place}_{column}", type_=TRANSFER.c[column].type)
            for column in _COLUMNS
        }
        for place in range(count)
    ]
    return numbered(TRANSFER, rows, after=(_WALLET,))  # whose statements are read by number


def entered(transfers: Sequence[Transfer]) -> Change:
    """Enter transfers, in their order; there is at least one."""
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
    return Change(_enter(len(transfers)), values)


def transfers(connection: Connection, book: Book | None = None) -> Iterator[Transfer]:
    """Return all transfers in the order in which they were entered, of one book or of both."""
    query = select(TRANSFER).order_by(TRANSFER.c.seq)
    if book is not None:
        query = query.where(TRANSFER.c.book == str(book))
    found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query)
    for row in found.mappings():
        yield transfer_of(row)


def transfer_of(row: Row) -> Transfer:
    """Return what a row says."""
    return Transfer(
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


def _mutual(book: Book) -> Account:
    return DUE_TO_GATEWAY if book is Book.POST else DUE_FROM_POST


@dataclass(frozen=True)
class Closed:
    """The latest closed day: what was due at its end, and the last line that was entered by then.

    Days that were closed by a version before do not say which line that was.
    """

    day: int
    net_due_fen: int
    last_seq: int | None


@dataclass(frozen=True)
class Due:
    """What is due to the gateway by the Post's book and by its own, from lines up to one."""

    at_post_fen: int
    at_gateway_fen: int
    last_seq: int


def _sum(book: Book, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    # Written out: with a parameter, an index of these accounts alone is of no use to a plan.
    account = literal(_mutual(book).name, literal_execute=True)
    grows, shrinks = (
        (TRANSFER.c.credit, TRANSFER.c.debit)
        if book is Book.POST
        else (TRANSFER.c.debit, TRANSFER.c.credit)
    )
    signed = case((grows == account, TRANSFER.c.amount_fen), else_=-TRANSFER.c.amount_fen)
    return (
        select(func.coalesce(func.sum(signed), 0))
        .where(or_(grows == account, shrinks == account), *which)
        .scalar_subquery()
    )


def _due(book: Book, before_ms: int, last: Closed | None, last_seq: int) -> ColumnElement[int]:
    entered = TRANSFER.c.seq <= last_seq
    if last is None or last.last_seq is None:
        return _sum(book, TRANSFER.c.at_ms < before_ms, entered)
    end_ms = day_end_ms(last.day)
    since = _sum(book, TRANSFER.c.at_ms >= end_ms, TRANSFER.c.at_ms < before_ms, entered)
    late = _sum(book, TRANSFER.c.seq > last.last_seq, TRANSFER.c.at_ms < end_ms, entered)
    return literal(last.net_due_fen) + since + late


def day_closed(closed: Closed, closed_ms: int) -> Change:
    """Write down that a day was closed."""
    return Change(
        _INSERT_SETTLEMENT,
        {
            "settlement_day": closed.day,
            "settlement_net_due_fen": closed.net_due_fen,
            "settlement_closed_ms": closed_ms,
            "settlement_last_seq": closed.last_seq,
        },
    )


def due(connection: Connection, before_ms: int, last: Closed | None) -> Due:
    """Return what is due by all lines before a moment, which is after the end of the closed day.

    What was due at that end stands in the settlement; only what came since, in time or in order, is
    summed, up to the last line that is entered now: what comes meanwhile is due with the next.
    """
    last_seq = _last_seq(connection)
    until = (before_ms, last, last_seq)
    query = select(_due(Book.POST, *until), _due(Book.GATEWAY, *until))
    post, gateway = connection.execute(query).one()
    return Due(int(post), int(gateway), last_seq)


def due_since(connection: Connection, before_ms: int, after_seq: int) -> Due:
    """Return what is due by the lines before a moment that were entered after one of them."""
    last_seq = _last_seq(connection)
    which = (
        TRANSFER.c.at_ms < before_ms,
        TRANSFER.c.seq > after_seq,
        TRANSFER.c.seq <= last_seq,
    )
    query = select(_sum(Book.POST, *which), _sum(Book.GATEWAY, *which))
    post, gateway = connection.execute(query).one()
    return Due(int(post), int(gateway), last_seq)


def _last_seq(connection: Connection) -> int:
    """Return the last line, with none under way before it."""
    # The lock waits for those who enter lines; to go back to before it lets others enter at once.
    with connection.begin_nested() as before:
        if connection.dialect.name == "postgresql":
            connection.execute(_NO_LINES)
        found = connection.execute(select(func.coalesce(func.max(TRANSFER.c.seq), 0))).scalar_one()
        before.rollback()
    return int(found)


def due_when_closed(connection: Connection, last: Closed) -> tuple[int, int]:
    """Return what was due at the end of a closed day by the lines entered until then, by both."""
    entered_then = (TRANSFER.c.seq <= last.last_seq, TRANSFER.c.at_ms < day_end_ms(last.day))
    query = select(_sum(Book.POST, *entered_then), _sum(Book.GATEWAY, *entered_then))
    post, gateway = connection.execute(query).one()
    return int(post), int(gateway)


def mutual_lines_between(
    connection: Connection, book: Book, from_ms: int, until_ms: int
) -> list[StatementLine]:
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
        StatementLine(
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


def closing_alone(connection: Connection) -> None:
    """Let nobody else close a day until the transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        connection.execute(_ALONE)


def last_closed(connection: Connection, before_day: int | None = None) -> Closed | None:
    """Return the latest closed day, perhaps before one; None if none is."""
    query = select(SETTLEMENT).order_by(SETTLEMENT.c.day.desc()).limit(1)
    if before_day is not None:
        query = query.where(SETTLEMENT.c.day < before_day)
    row = connection.execute(query).first()
    return Closed(row.day, row.net_due_fen, row.last_seq) if row else None


def settled_days(
    connection: Connection, before_day: int | None, count: int
) -> list[tuple[int, int, int]]:
    """Return the last closed days, perhaps before one: day, what was due, when it was closed."""
    query = select(SETTLEMENT).order_by(SETTLEMENT.c.day.desc()).limit(count)
    if before_day is not None:
        query = query.where(SETTLEMENT.c.day < before_day)
    return [(row.day, row.net_due_fen, row.closed_ms) for row in connection.execute(query)]
