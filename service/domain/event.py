"""Events: what happened, for notification by text message or webhook."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Event:
    """One event, saved in the transaction in which it happens.

    `kind` is noun and verb, as in "order.paid". `subject` is the id of the parcel, order, draft or
    payment that it is about, or the name of the agent or outlet, or the day, and events of one
    subject are delivered in order.
    `wallet_id` and `seller_id` say whom it concerns, and so who may be notified: the wallet's
    provider and owner, the seller's shop. `data` holds neither secrets nor personal data.
    """

    kind: str
    subject: str
    data: Mapping[str, object] = field(default_factory=dict)
    wallet_id: str = ""
    seller_id: str = ""
