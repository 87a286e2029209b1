"""What accounts held just before and just after single lines of the books."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, union_all

from service.store.accounts import account_named
from service.store.books import TRANSFER


@dataclass(frozen=True)
class AroundLine:
    """What an account held before a line and after it, in fen, positive where it grows."""

    before_fen: int
    after_fen: int


def balances_around(
    connection: Connection, lines: Collection[tuple[int, str]]
) -> dict[tuple[int, str], AroundLine]:
    """Return what an account of a line held around it, by the line's number and the account.

    All lines of these accounts up to the last one are read: for a few accounts, of a test server.
    """
    if not lines:
        return {}
    names = {name for _, name in lines}
    last_seq = max(seq for seq, _ in lines)
    sides = [
        select(
            TRANSFER.c.seq, side.label("account"), (TRANSFER.c.amount_fen * sign).label("debited")
        ).where(side.in_(names), TRANSFER.c.seq <= last_seq)
        for side, sign in ((TRANSFER.c.debit, 1), (TRANSFER.c.credit, -1))
    ]
    both = union_all(*sides).subquery()
    until = func.sum(both.c.debited).over(partition_by=both.c.account, order_by=both.c.seq)
    running = select(both, until.label("until")).subquery()
    query = select(running).where(running.c.seq.in_({seq for seq, _ in lines}))
    found = {}
    for row in connection.execute(query):
        sign = 1 if account_named(row.account).kind.grows_by_debit else -1
        after_fen, change_fen = sign * int(row.until), sign * int(row.debited)
        found[row.seq, row.account] = AroundLine(after_fen - change_fen, after_fen)
    return {line: found[line] for line in lines}
