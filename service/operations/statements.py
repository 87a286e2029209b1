"""Pages of an account's entries, as statements show them."""

from typing import Any

from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.chart import Account
from service.domain.entry import AccountEntry, change_fen, entries
from service.schemas.basics import money
from service.schemas.wallets import PageQuery
from service.store import statements


def page_of_entries(
    connection: Connection,
    account: Account,
    balance_fen: int,
    query: PageQuery,
    until: int | None = None,
) -> dict[str, Any]:
    """Return a page of what changed an account that holds so much now, the oldest first.

    What was there before the first entry of a page is what is there now, less all that came since:
    the entries after the page are read for it by their index, and none for the first page.
    """
    cursor = int(query.cursor or 0)
    rows = statements.statement_of(connection, account.name, cursor, query.limit + 1, until)
    page = rows[: query.limit]
    transfers = [transfer for _, transfer in page]
    before_fen = 0
    if cursor and page:
        later_fen = statements.changed_since(connection, account, page[-1][0])
        before_fen = balance_fen - later_fen - sum(change_fen(one, account) for one in transfers)
    return {
        "entries": [_shown(one) for one in entries(transfers, account, before_fen)],
        "next_cursor": str(page[-1][0]) if len(rows) > query.limit else None,
        "end_cursor": str(page[-1][0] if page else cursor),
    }


def _shown(entry: AccountEntry) -> dict[str, Any]:
    transfer, other = entry.transfer, entry.counterparty
    return {
        "entry": transfer.key,
        "kind": entry.kind,
        "change": money(entry.change_fen),
        "balance": money(entry.balance_fen),
        "counterparty": {"kind": other.kind, "id": other.party_id},
        "at": rfc3339(transfer.at_ms),
    }
