"""What happened, for whoever wants to hear of it: by a text message, or by a webhook."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Event:
    """One thing that happened; it is saved in the transaction in which it happens.

    `kind` is noun and verb, as in "order.paid". `subject` is the id of the parcel, order or draft
    that it happened to, and events of one subject are told in their order. `wallet_id` and
    `seller_id` say whose affair it is, and so who may hear of it: the wallet's provider and owner,
    the seller's shop. `data` holds neither secrets nor personal data.
    """

    kind: str
    subject: str
    data: Mapping[str, object] = field(default_factory=dict)
    wallet_id: str = ""
    seller_id: str = ""
