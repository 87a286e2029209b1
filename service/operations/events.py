"""Events that operations note: of orders, wallets' money, holds, drafts, floats, tills."""

from collections.abc import Mapping
from typing import Any

from service.clock import rfc3339
from service.domain.agent import AgentAccount, has_fallen_low
from service.domain.audience import LOW_FLOAT
from service.domain.draft import Draft
from service.domain.event import Event
from service.domain.hold import Hold
from service.domain.reversal import WalletPayment
from service.domain.till import Till, has_become_low
from service.domain.wallet import Wallet
from service.schemas.basics import money
from service.store.orders import Deal


def event(kind: str, deal: Deal, **more: object) -> Event:
    """Return an event about an order, for buyer and seller: what it says, both may know."""
    order = deal.sale.order
    data = {
        "order_id": order.order_id,
        "state": str(order.state),
        "offer_id": deal.sale.offer_id,
        "title": deal.title,
        "seller_name": deal.seller_name,
        "quantity": deal.sale.quantity,
        "money": money(order.amount_fen),
        **more,
    }
    return Event(kind, order.order_id, data, order.wallet_id, order.seller_id)


def credited(subject: str, wallet_id: str, amount_fen: int, source: str = "draft") -> Event:
    """Return the event of money that came into a wallet, and where from."""
    data = {"money": money(amount_fen), "wallet_id": wallet_id, "source": source}
    return Event("wallet.credited", subject, data, wallet_id)


def float_lowered(before: AgentAccount, after: AgentAccount) -> tuple[Event, ...]:
    """Return the event of a float that has just come to be below its threshold, if it has."""
    if not has_fallen_low(before, after):
        return ()
    data = {
        "agent": after.agent,
        "float": money(after.float_fen),
        "threshold": money(after.threshold_fen),
    }
    return (Event(LOW_FLOAT, after.agent, data),)


def hold_events(
    kind: str, hold: Hold, payee_id: str | None = None, **more: object
) -> tuple[Event, ...]:
    """Return the events of a hold: for the wallet's side, and for the payee's if there is one.

    Neither is told the other's wallet.
    """
    data = {
        "hold_id": hold.hold_id,
        "state": str(hold.state),
        "money": money(hold.amount_fen),
        "captured": money(hold.captured_fen),
        "released": money(hold.released_fen),
        "held": money(hold.held_fen),
        "expires_at": rfc3339(hold.expires_ms),
        **more,
    }
    return _on_both_sides(kind, hold.hold_id, data, (hold.wallet_id, payee_id or hold.payee_id))


def reversal_events(payment: WalletPayment, row: Mapping[str, Any]) -> tuple[Event, ...]:
    """Return the events of a payment given back, for both sides, and of what the payer got."""
    data = {
        "payment_id": payment.payment_id,
        "reversal_id": row["reversal_id"],
        "money": money(row["amount_fen"]),
        "paid": money(payment.amount_fen),
        "reversed": money(payment.reversed_fen),
        "reason": row["reason"],
        "by": row["by_role"],
    }
    wallet_ids = (payment.payer_id, payment.payee_id)
    return (
        *_on_both_sides("payment.reversed", payment.payment_id, data, wallet_ids),
        credited(payment.payment_id, payment.payer_id, row["amount_fen"], "reversal"),
    )


def _on_both_sides(
    kind: str, subject: str, data: Mapping[str, object], wallet_ids: tuple[str, str | None]
) -> tuple[Event, ...]:
    # A shop is named by its wallet; where the wallet is nobody's own, no shop has this name.
    return tuple(
        Event(kind, subject, {**data, "side": side}, wallet_id, seller_id=wallet_id)
        for side, wallet_id in zip(("payer", "payee"), wallet_ids, strict=True)
        if wallet_id is not None
    )


def debited(kind: str, subject: str, wallet: Wallet, amount_fen: int, **more: object) -> Event:
    """Return the event of money that has left a wallet, which stands as it does afterwards."""
    data = {"money": money(amount_fen), "balance": money(wallet.balance_fen), **more}
    return Event(kind, subject, data, wallet.wallet_id)


def of_draft(kind: str, draft: Draft) -> Event:
    """Return an event of a draft, for the outlet that issued it: nothing of who has it."""
    deposit = draft.deposit
    data = {
        "draft_id": deposit.draft_id,
        "outlet": deposit.outlet,
        "money": money(deposit.amount_fen),
        "fee": money(draft.fee_fen),
        "issued_at": rfc3339(draft.issued_ms),
        "expires_at": rfc3339(draft.expires_ms),
    }
    return Event(kind, deposit.draft_id, data)


def float_moved(kind: str, after: AgentAccount, amount_fen: int, **more: object) -> Event:
    """Return the event of an agent's float that somebody else has moved."""
    data = {
        "agent": after.agent,
        "money": money(amount_fen),
        "float": money(after.float_fen),
        **more,
    }
    return Event(kind, after.agent, data)


def till_lowered(before: Till, after: Till) -> tuple[Event, ...]:
    """Return the event of a till that has just become low, if it has."""
    if not has_become_low(before, after):
        return ()
    assert after.threshold_fen is not None, "a till without a threshold is never low"
    data: dict[str, Any] = {
        "outlet": after.outlet,
        "cash": money(after.cash_fen),
        "threshold": money(after.threshold_fen),
    }
    return (Event("till.low", after.outlet, data),)
