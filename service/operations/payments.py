"""Payments and withdrawals: looked at by those whose wallets they move, and listed."""

from typing import Any

from service.call import Call, Caller
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.reversal import WalletPayment
from service.operations.annotations import with_annotation
from service.operations.lists import cursors_of, stretch_of, window_of
from service.operations.wallets import seen_wallet
from service.refusals.request import PaymentUnknown, WithdrawalUnknown
from service.schemas.basics import money
from service.schemas.payments import PaymentsQuery, WithdrawalsQuery
from service.store import payments
from service.store.payments import MovedMoney, MovementsWanted

_SIDES = {"out": "payer", "in": "payee"}


@with_annotation("payment")
def show_payment(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a payment to its payer, its payee and auditors. Refused: `PaymentUnknown`."""
    found = payments.payment(connection, call.path["payment_id"])
    if found is None or not _may_see(call.caller, found):
        raise PaymentUnknown
    return _payment(call.caller, found)


@with_annotation("withdrawal")
def show_withdrawal(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a withdrawal to whose wallet it is, and to auditors. Refused: `WithdrawalUnknown`."""
    found = payments.withdrawal(connection, call.path["withdrawal_id"])
    if found is None or not _may_see(call.caller, found):
        raise WithdrawalUnknown
    return _withdrawal(found)


def list_payments(connection: Connection, call: Call[PaymentsQuery]) -> dict[str, Any]:
    """Return a page of payments of one's own wallets, or of one. Refused: `WalletUnknown`."""
    page = payments.payments(connection, _wanted(connection, call), window_of(call))
    rows = [_payment(call.caller, payments.movement_of(row)) for row in page.rows]
    return {"payments": rows, **cursors_of(page)}


def list_withdrawals(connection: Connection, call: Call[WithdrawalsQuery]) -> dict[str, Any]:
    """Return a page of withdrawals of one's own wallets, or of one. Refused: `WalletUnknown`."""
    page = payments.withdrawals(connection, _wanted(connection, call), window_of(call))
    rows = [_withdrawal(payments.movement_of(row)) for row in page.rows]
    return {"withdrawals": rows, **cursors_of(page)}


def _wanted(connection: Connection, call: Call[Any]) -> MovementsWanted:
    caller, query = call.caller, call.body
    wallet_id: str | None = query.wallet_id
    if wallet_id is not None:
        seen_wallet(connection, call, wallet_id)
    elif caller.role == "shop":
        wallet_id = caller.holder
    return MovementsWanted(
        wallet_id,
        # Of a wallet of one's own, all is one's own.
        caller.holder if caller.role == "provider" and wallet_id is None else None,
        _SIDES.get(getattr(query, "direction", None) or ""),
        stretch_of(query),
    )


def _may_see(caller: Caller, found: MovedMoney) -> bool:
    sides = {
        "provider": {found.payer_provider, found.payee_provider},
        "shop": {found.payer_id, found.payee_id},
    }
    return caller.role == "auditor" or caller.holder in sides.get(caller.role, ())


def _payment(caller: Caller, found: MovedMoney) -> dict[str, Any]:
    assert found.payee_id is not None, "a payment has a payee"
    paid = WalletPayment(
        found.movement_id,
        found.payer_id,
        found.payee_id,
        found.amount_fen,
        found.at_ms,
        found.reversed_fen,
    )
    # Who is paid by the capture of a hold is never told whose wallet the hold is of.
    payer = {"provider": found.payer_provider, "shop": found.payer_id, "auditor": caller.holder}
    is_named = found.hold_id is None or payer.get(caller.role) == caller.holder
    return {
        "payment_id": paid.payment_id,
        "payer_wallet_id": paid.payer_id if is_named else None,
        "payee_wallet_id": paid.payee_id,
        "money": money(paid.amount_fen),
        "reversed": money(paid.reversed_fen),
        "state": str(paid.state),
        "hold_id": found.hold_id,
        "paid_at": rfc3339(found.at_ms),
    }


def _withdrawal(found: MovedMoney) -> dict[str, Any]:
    return {
        "withdrawal_id": found.movement_id,
        "wallet_id": found.payer_id,
        "money": money(found.amount_fen),
        "withdrawn_at": rfc3339(found.at_ms),
    }
