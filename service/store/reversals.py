"""Payments as they were made, and what was given back of each."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, cast, insert, literal, select

from service.database.change import Change
from service.database.statements import Query
from service.domain import chart
from service.domain.chart import Book
from service.domain.reversal import WalletPayment
from service.store import holds
from service.store.books import TRANSFER
from service.store.names import names, table_of
from service.tables import ReversalRow

REVERSAL = table_of(ReversalRow)

_INSERT = insert(REVERSAL).values(
    {column: bindparam(f"reversal_{column}") for column in names(REVERSAL)}
)
_PAID = Query(
    select(TRANSFER).where(
        TRANSFER.c.book == str(Book.GATEWAY), TRANSFER.c.key == bindparam("key_of_payment")
    )
)
_WALLET = chart.wallet("").name


def inserted(row: dict[str, Any]) -> Change:
    """Write that a part of a payment was given back; `row` has all columns by name."""
    return Change(_INSERT, {f"reversal_{name}": value for name, value in row.items()})


def payment_of(connection: Connection, payment_id: str) -> WalletPayment | None:
    """Return a payment as it was made, by whichever version; None if there is none of this id.

    Those from wallet to wallet are in the books alone, those from a hold are captures of it.
    """
    row = _PAID.first(connection, {"key_of_payment": f"payment:{payment_id}"})
    if row is None:
        return holds.captured_payment(connection, payment_id)
    return WalletPayment(
        payment_id=payment_id,
        payer_id=row["debit"].removeprefix(_WALLET),
        payee_id=row["credit"].removeprefix(_WALLET),
        amount_fen=row["amount_fen"],
        paid_ms=row["at_ms"],
    )


def with_reversed(connection: Connection, payment: WalletPayment) -> tuple[WalletPayment, int]:
    """Return a payment with what was given back, and in how many parts.

    Who has locked the payee's wallet knows that nobody gives back more meanwhile.
    """
    query = (
        select(REVERSAL.c.place, REVERSAL.c.reversed_fen)
        .where(REVERSAL.c.payment_id == payment.payment_id)
        .order_by(REVERSAL.c.place.desc())
        .limit(1)
    )
    last = connection.execute(query).first()
    if last is None:
        return payment, 0
    return replace(payment, reversed_fen=int(last.reversed_fen)), int(last.place)


def payments_reversed(connection: Connection, reversal_ids: Collection[str]) -> dict[str, str]:
    """Return of each reversal which payment it gave back."""
    query = select(REVERSAL.c.reversal_id, REVERSAL.c.payment_id).where(
        REVERSAL.c.reversal_id.in_(reversal_ids)
    )
    return {row.reversal_id: row.payment_id for row in connection.execute(query)}


def reversals_of(
    connection: Connection, payment_id: str, after_place: int, count: int
) -> list[dict[str, Any]]:
    """Return what was given back of a payment after a place, in order."""
    query = (
        select(REVERSAL)
        # As wide as any cursor: a number too great for the column is past the end, and no fault.
        .where(
            REVERSAL.c.payment_id == payment_id,
            REVERSAL.c.place > cast(literal(after_place, BigInteger), BigInteger),
        )
        .order_by(REVERSAL.c.place)
        .limit(count)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
