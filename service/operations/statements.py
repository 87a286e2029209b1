"""Pages of an account's entries, as statements show them."""

from typing import Any

from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.chart import Account
from service.schemas.basics import money
from service.schemas.wallets import PageQuery
from service.store import books


def page_of_entries(
    connection: Connection, account: Account, query: PageQuery, *, has_kinds: bool = False
) -> dict[str, Any]:
    """Return a page of what changed an account that grows by credits, the oldest first."""
    cursor = int(query.cursor or 0)
    rows = books.statement_of(connection, account.name, cursor, query.limit + 1)
    page = rows[: query.limit]
    return {
        "entries": [
            {
                "entry": transfer.key,
                "change": money(transfer.amount_fen * (1 if transfer.credit == account else -1)),
                "at": rfc3339(transfer.at_ms),
            }
            | ({"kind": transfer.key.partition(":")[0]} if has_kinds else {})
            for _, transfer in page
        ],
        "next_cursor": str(page[-1][0]) if len(rows) > query.limit else None,
        "end_cursor": str(page[-1][0] if page else cursor),
    }
