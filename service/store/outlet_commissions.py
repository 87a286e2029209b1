"""What outlets have earned: the lines that count, and what is kept of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from service.database.change import Change
from service.database.statements import Query
from service.domain import chart
from service.domain.chart import Book
from service.domain.outlet_commission import (
    PAID_OUT,
    TAKEN_BACK,
    TAKEN_IN,
    CounterLines,
    OutletEarnings,
)
from service.store.books import SETTLEMENT, TRANSFER
from service.store.names import insert_or_meet, table_of
from service.tables import OutletCommissionRow

COMMISSION = table_of(OutletCommissionRow)

_TILL = chart.cash("").name
_ADD = (
    update(COMMISSION)
    .where(COMMISSION.c.outlet == bindparam("earning_outlet"))
    .values(earned_fen=COMMISSION.c.earned_fen + bindparam("earning_fen"))
)
_OF_OUTLET = select(COMMISSION).where(COMMISSION.c.outlet == bindparam("name_of_outlet"))
_EARNINGS = Query(_OF_OUTLET)
_EARNINGS_LOCKED = Query(_OF_OUTLET.with_for_update())


def counted_until(connection: Connection) -> int | None:
    """Return the last line that a closing has counted; 0 if no day was ever closed.

    None where the days were closed by a version that did not note which line that was.
    """
    row = connection.execute(select(func.max(SETTLEMENT.c.last_seq), func.count())).one()
    return 0 if row[1] == 0 else row[0]


def lines_between(connection: Connection, after_seq: int, last_seq: int) -> Iterator[CounterLines]:
    """Yield the lines over counters by which outlets earn, those of one kind and amount as one."""
    for kinds, till in ((TAKEN_IN, TRANSFER.c.debit), (PAID_OUT + TAKEN_BACK, TRANSFER.c.credit)):
        for kind in kinds:
            found = connection.execute(_lines(kind, till, (after_seq, last_seq)))
            for row in found.mappings():
                outlet = str(row["till"]).removeprefix(_TILL)
                yield CounterLines(outlet, kind, int(row["amount_fen"]), int(row["count"]))


def _lines(kind: str, till: ColumnElement[str], between: tuple[int, int]) -> Select[Any]:
    after_seq, last_seq = between
    return (
        select(till.label("till"), TRANSFER.c.amount_fen, func.count().label("count"))
        .where(
            TRANSFER.c.seq > after_seq,
            TRANSFER.c.seq <= last_seq,
            TRANSFER.c.book == str(Book.POST),
            TRANSFER.c.key.startswith(f"{kind}:", autoescape=True),
            till.startswith(_TILL, autoescape=True),
        )
        .group_by(till, TRANSFER.c.amount_fen)
    )


def earnings(connection: Connection, outlet: str) -> OutletEarnings:
    """Return what an outlet has earned and was not paid yet."""
    row = _EARNINGS.first(connection, {"name_of_outlet": outlet})
    return OutletEarnings(outlet, row["earned_fen"] if row else 0)


def locked_earnings(connection: Connection, outlet: str) -> OutletEarnings:
    """Return what an outlet has earned, locked; where it never did, there is nothing to lock."""
    row = _EARNINGS_LOCKED.first(connection, {"name_of_outlet": outlet})
    return OutletEarnings(outlet, row["earned_fen"] if row else 0)


def open_earnings(connection: Connection, outlets: list[str]) -> None:
    """Make sure that there is a row for each of some outlets."""
    statement = insert_or_meet(connection, COMMISSION).on_conflict_do_nothing()
    connection.execute(statement, [{"outlet": outlet, "earned_fen": 0} for outlet in outlets])


def added(outlet: str, change_fen: int) -> Change:
    """Add to what an outlet has earned, or take from it."""
    return Change(_ADD, {"earning_outlet": outlet, "earning_fen": change_fen})


def earned_fen(connection: Connection) -> dict[str, int]:
    """Return what each outlet has earned and was not paid yet."""
    query = select(COMMISSION.c.outlet, COMMISSION.c.earned_fen)
    return {row.outlet: row.earned_fen for row in connection.execute(query)}
