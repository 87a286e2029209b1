"""Lines of the accounts that somebody outside has in a book of their own, by their indexes."""

from dataclasses import dataclass

from sqlalchemy import Connection, literal, select, text

from service.domain.day import DAY_MS, day_end_ms
from service.store.accounts import account_named
from service.store.books import TRANSFER
from service.store.paging import RowRange

_INDEXED = "{side} IN ({accounts})"
"""The words of the indexes, without which they are of no use to a plan."""
_BANK = "'gateway:bank', 'post:bank'"
_MUTUAL = "'post:due_to_gateway', 'gateway:due_from_post'"
_INDEXED_WITH = {
    "bank": _BANK,
    "due_from_post": _MUTUAL,
    "due_to_gateway": _MUTUAL,
}


@dataclass(frozen=True)
class AccountLine:
    """A line of an account: its place, and its amount, positive where the account grows."""

    seq: int
    key: str
    amount_fen: int
    at_ms: int


def lines_of(
    connection: Connection, account: str, days: tuple[int, int], which: RowRange
) -> list[AccountLine]:
    """Return an account's lines of some days, both included, in the order of entry."""
    grows_by_debit = account_named(account).kind.grows_by_debit
    first_day, last_day = days
    # Written out: with a parameter, an index of these accounts alone is of no use to a plan.
    name = literal(account, literal_execute=True)
    accounts = _INDEXED_WITH[account.partition(":")[2]]
    lines = [
        AccountLine(row.seq, row.key, row.amount_fen * sign, row.at_ms)
        for side, sign in (
            (TRANSFER.c.debit, 1 if grows_by_debit else -1),
            (TRANSFER.c.credit, -1 if grows_by_debit else 1),
        )
        for row in connection.execute(
            select(TRANSFER.c.seq, TRANSFER.c.key, TRANSFER.c.amount_fen, TRANSFER.c.at_ms)
            .where(
                side == name,
                text(_INDEXED.format(side=side.name, accounts=accounts)),
                TRANSFER.c.at_ms >= day_end_ms(first_day) - DAY_MS,
                TRANSFER.c.at_ms < day_end_ms(last_day),
                TRANSFER.c.seq > which.after,
                TRANSFER.c.seq <= which.until,
            )
            .order_by(TRANSFER.c.seq)
            .limit(which.count)
        )
    ]
    return sorted(lines, key=lambda line: line.seq)[: which.count]
