"""What goes to other programs: settlement files, Beancount, the keys that verify receipts."""

from typing import Any

from service.call import Call
from service.clock import date_of, day_from_date, rfc3339
from service.database.connection import Connection
from service.documents.beancount import as_beancount
from service.documents.settlement_file import SettlementFile, write_settlement_file
from service.domain.chart import Book
from service.domain.day import day_of
from service.operations.settlements import balances_of, lines_of
from service.receipts import to_jwks
from service.store import books


def settlement_file(connection: Connection, call: Call[Any]) -> str:
    """Return the settlement file of a day, as one book has it."""
    day, book = day_from_date(call.path["day"]), Book(call.path["book"])
    lines = tuple(lines_of(connection, book, day))
    return write_settlement_file(SettlementFile(day, book, lines))


def beancount(connection: Connection, _call: Call[Any]) -> str:
    """Return both books for Beancount, with the balances that must come out."""
    transfers = tuple(books.transfers(connection))
    return as_beancount(transfers, balances_of(books.account_sums(connection)))


def show_time(_connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return the moment of the service, and its day: a test server has a clock of its own."""
    return {"now": rfc3339(call.now_ms), "day": date_of(day_of(call.now_ms))}


def receipt_keys(_connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return the public keys that verify receipts."""
    public = call.context.vault.receipt_key.public_key()
    return to_jwks({call.context.receipt_key_id: public})
