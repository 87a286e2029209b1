"""Statements: the lines of one account, and what it held after a line or at a moment."""

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from service.domain.chart import Account, agent_float, seller, wallet
from service.domain.ledger import Transfer
from service.store.books import TRANSFER, transfer_of

_INDEXED = tuple(make("").name for make in (wallet, agent_float, seller))
"""How the names of accounts begin whose lines have indexes of their own."""


def statement_of(
    connection: Connection, account: str, after_seq: int, count: int, until_seq: int | None = None
) -> list[tuple[int, Transfer]]:
    """Return an account's transfers after one of them, in order, each with its place.

    Those of wallets and agents are numbered under the lock of the one that they change, so none
    comes before one that was seen; of others, only what is settled may be read.
    """
    which = () if until_seq is None else (TRANSFER.c.seq <= until_seq,)
    sides = [
        select(TRANSFER)
        .where(*_on(side, account), TRANSFER.c.seq > after_seq, *which)
        .order_by(TRANSFER.c.seq)
        .limit(count)
        for side in (TRANSFER.c.debit, TRANSFER.c.credit)
    ]
    rows = [row for query in sides for row in connection.execute(query).mappings()]
    rows.sort(key=lambda row: row["seq"])
    return [(row["seq"], transfer_of(row)) for row in rows[:count]]


def changed_since(connection: Connection, account: Account, after_seq: int) -> int:
    """Return by how much the lines after one of them have changed an account."""
    return _changed_fen(connection, account, TRANSFER.c.seq > after_seq)


def balance_at(connection: Connection, account: Account, at_ms: int) -> int:
    """Return what an account held at a moment, by all lines until then, that moment included.

    It counts when something happened, not when it was entered: a deposit that was taken offline
    counts from when the cash was paid in, as soon as it is known. All lines of the account are
    read, by an index if it is a wallet's, an agent's or a seller's, else with all lines of both
    books.
    """
    return _changed_fen(connection, account, TRANSFER.c.at_ms <= at_ms)


def _changed_fen(connection: Connection, account: Account, which: ColumnElement[bool]) -> int:
    total = func.coalesce(func.sum(TRANSFER.c.amount_fen), 0)
    debits, credits_ = (
        select(total).where(*_on(side, account.name), which).scalar_subquery()
        for side in (TRANSFER.c.debit, TRANSFER.c.credit)
    )
    debits_fen, credits_fen = map(int, connection.execute(select(debits, credits_)).one())
    return (debits_fen - credits_fen) * (1 if account.kind.grows_by_debit else -1)


def _on(side: ColumnElement[str], account: str) -> list[ColumnElement[bool]]:
    """Return the conditions of lines on a side of an account, in the words of its index."""
    of_one = next((one for one in _INDEXED if account.startswith(one)), None)
    in_words = [] if of_one is None else [side.like(literal_column(f"'{of_one}%'"))]
    return [side == account, *in_words]
