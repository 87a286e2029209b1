"""Reversals: payments given back by their payees, in parts, or by the operator's order."""

from typing import Any

from service.call import Call, Caller, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.refusals.holds import NotThePayee
from service.domain.reversal import Reversal, WalletPayment, reverse
from service.operations.annotations import annotated
from service.operations.events import reversal_events
from service.operations.expired_holds import with_expired
from service.refusals.request import PaymentUnknown
from service.schemas.basics import money
from service.schemas.holds import ReversalBody
from service.store import books, reversals, wallets


@annotated("reversal")
def reverse_payment(connection: Connection, call: Call[ReversalBody]) -> Outcome:
    """Give a part of a payment back, also of one that a version before has made.

    Refused: `PaymentUnknown`, `NotThePayee`, and as in `reverse`.
    """
    body, caller, now_ms = call.body, call.caller, call.now_ms
    paid = _found(connection, call)
    found = wallets.locked_wallets(connection, [paid.payer_id, paid.payee_id])
    providers = {wallet_id: provider for wallet_id, (_, provider) in found.items()}
    is_ordered = caller.role == "operator"
    if not is_ordered:
        _require_payee(caller, paid, providers)
    payment, parts = reversals.with_reversed(connection, paid)
    freed = with_expired(connection, found[paid.payee_id][0], now_ms)
    asked = Reversal(call.entropy.new_id(now_ms), body.money.amount, is_ordered=is_ordered)
    back = reverse(payment, found[paid.payer_id][0], freed.wallet, asked, now_ms)
    row = {
        "reversal_id": asked.reversal_id,
        "payment_id": payment.payment_id,
        "place": parts + 1,
        "amount_fen": asked.amount_fen,
        "reversed_fen": back.payment.reversed_fen,
        "paid_fen": payment.amount_fen,
        "reason": body.reason,
        "by_role": caller.role,
        "reversed_ms": now_ms,
    }
    return Outcome(
        answer=_shown(row) | _sums(back.payment) | {"balance": money(back.payee.balance_fen)},
        changes=(
            wallets.updated(back.payee),
            wallets.payee_updated(back.payer),
            reversals.inserted(row),
            *freed.changes,
            books.entered((*freed.transfers, *back.transfers)),
        ),
        events=(*freed.events, *reversal_events(back.payment, row)),
    )


def list_reversals(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return what was given back of a payment, to both sides. Refused: `PaymentUnknown`."""
    paid = _found(connection, call)
    if call.caller.role in {"provider", "shop"}:
        _require_part(call.caller, paid, _providers(connection, paid))
    payment, _ = reversals.with_reversed(connection, paid)
    cursor, limit = int(call.body.cursor or 0), call.body.limit
    rows = reversals.reversals_of(connection, payment.payment_id, cursor, limit + 1)
    page = rows[:limit]
    return {
        **_sums(payment),
        "paid": money(payment.amount_fen),
        "paid_at": rfc3339(payment.paid_ms),
        "reversals": [_shown(row) for row in page],
        "next_cursor": str(page[-1]["place"]) if len(rows) > limit else None,
        "end_cursor": str(page[-1]["place"] if page else cursor),
    }


def _found(connection: Connection, call: Call[Any]) -> WalletPayment:
    paid = reversals.payment_of(connection, call.path["payment_id"])
    if paid is None:
        raise PaymentUnknown
    return paid


def _providers(connection: Connection, paid: WalletPayment) -> dict[str, str]:
    both = (paid.payer_id, paid.payee_id)
    found = {one: wallets.wallet_and_provider(connection, one) for one in both}
    return {wallet_id: one[1] for wallet_id, one in found.items() if one}


def _require_payee(caller: Caller, paid: WalletPayment, providers: dict[str, str]) -> None:
    """Let pass who has the payee's wallet. Refused: `NotThePayee` to the payer's side."""
    _require_part(caller, paid, providers)
    if not _is_of(caller, paid.payee_id, providers):
        raise NotThePayee


def _require_part(caller: Caller, paid: WalletPayment, providers: dict[str, str]) -> None:
    """Let pass who takes part in a payment; to others it is unknown. Refused: `PaymentUnknown`."""
    if not any(_is_of(caller, one, providers) for one in (paid.payer_id, paid.payee_id)):
        raise PaymentUnknown


def _is_of(caller: Caller, wallet_id: str, providers: dict[str, str]) -> bool:
    own = {"provider": providers[wallet_id], "shop": wallet_id}
    return own.get(caller.role) == caller.holder


def _sums(payment: WalletPayment) -> dict[str, Any]:
    return {
        "payment_id": payment.payment_id,
        "reversed": money(payment.reversed_fen),
        "left": money(payment.left_fen),
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "reversal_id": row["reversal_id"],
        "money": money(row["amount_fen"]),
        "reason": row["reason"],
        "by": row["by_role"],
        "reversed_at": rfc3339(row["reversed_ms"]),
    }
