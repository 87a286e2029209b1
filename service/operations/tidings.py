"""Events that several operations tell of."""

from service.domain.event import Event
from service.schemas.basics import money


def credited(subject: str, wallet_id: str, amount_fen: int, source: str = "draft") -> Event:
    """Return the event of money that came into a wallet, and where from."""
    data = {"money": money(amount_fen), "wallet_id": wallet_id, "source": source}
    return Event("wallet.credited", subject, data, wallet_id)
