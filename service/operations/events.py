"""Events that several operations note: of an order, of a wallet's money, of a low float."""

from service.domain.agent import AgentAccount, has_fallen_low
from service.domain.event import Event
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
