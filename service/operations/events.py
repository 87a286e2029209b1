"""Events that operations note: of an order, a wallet's money, a draft, a float, a till."""

from typing import Any

from service.clock import rfc3339
from service.domain.agent import AgentAccount, has_fallen_low
from service.domain.draft import Draft
from service.domain.event import Event
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
    return (Event("float.low", after.agent, data),)


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
