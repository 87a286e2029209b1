"""Who may be notified of an event: its wallet's provider, its seller's shop, nobody else.

An event of an agent's float has the agent as its subject, and only that agent is notified.
"""

from collections.abc import Mapping, Sequence

from service.domain.event import Event

ALL_KINDS = "*"
OF_AGENTS = "float."
"""How the kinds of events begin whose subject is an agent."""

_ONLY_FOR_PROVIDERS = frozenset({"wallet_id", "balance"})


def is_subscribed(kinds: Sequence[str], kind: str) -> bool:
    """Return whether a subscription to some kinds, such as "order.*" or "*", has this kind.

    >>> is_subscribed(("parcel.*",), "parcel.arrived")
    True
    >>> is_subscribed(("order.paid",), "order.shipped")
    False
    """
    noun = kind.partition(".")[0]
    return any(one in {ALL_KINDS, kind, f"{noun}.*"} for one in kinds)


def may_be_named(event: Event, role: str, holder: str) -> bool:
    """Return whether who causes an event may know that it does: of a float only its agent may.

    >>> low = Event("float.low", "Li")
    >>> may_be_named(low, "agent", "Li"), may_be_named(low, "outlet", "Gushi 1")
    (True, False)
    """
    return not event.kind.startswith(OF_AGENTS) or (role, holder) == ("agent", event.subject)


def data_for(role: str, event: Event) -> Mapping[str, object]:
    """Return the data that a subscriber gets: a shop sees neither its buyer's wallet nor balance.

    >>> event = Event("order.paid", "o1", {"order_id": "o1"}, wallet_id="w1", seller_id="s1")
    >>> data_for("shop", event)
    {'order_id': 'o1', 'seller_id': 's1'}
    """
    about = {**event.data}
    if event.wallet_id:
        about["wallet_id"] = event.wallet_id
    if event.seller_id:
        about["seller_id"] = event.seller_id
    if role != "provider":
        return {name: value for name, value in about.items() if name not in _ONLY_FOR_PROVIDERS}
    return about
