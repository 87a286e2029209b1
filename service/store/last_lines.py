"""The last lines of both books, whatever accounts they have."""

from sqlalchemy import Connection, select

from service.domain.ledger import Transfer
from service.store.books import TRANSFER, transfer_of


def last_transfers(connection: Connection, count: int) -> list[Transfer]:
    """Return the transfers that were entered last, the newest first."""
    query = select(TRANSFER).order_by(TRANSFER.c.seq.desc()).limit(count)
    return [transfer_of(row) for row in connection.execute(query).mappings()]
