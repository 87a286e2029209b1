"""Who may be notified of an event: by its kind one role, and of it one holder.

- The provider of its wallet, and the shop of its seller, where it names them.
- The agent that is the subject of an event of a float.
- The outlet that issued a draft, and the one whose till it is.
- Every auditor and operator, of settlements and of tills, which are nobody's own affair.
"""

from collections.abc import Mapping, Sequence

from service.domain.event import Event

ALL_KINDS = "*"
OF_AGENTS = "float."
"""How the kinds of events begin whose subject is an agent."""
LOW_FLOAT = "float.low"
"""Of which only the agent learns, since it says how much the agent has."""
OF_DRAFTS = "draft."
"""How the kinds begin whose subject is a draft; the outlet that issued it is notified."""
OF_TILLS = "till."
"""How the kinds begin whose subject is an outlet."""
WATCHED = ("settlement.", OF_TILLS, "draft.over_limit")
"""How the kinds begin of which all watchers are notified."""
WATCHERS = ("auditor", "operator")
"""Roles that watch the whole, whoever holds their key."""

DEPOSITS_HEARD_AFTER_MS = 5_000
"""So long after an outlet asks for them its deposits begin to be events.

Every process knows of it by then: an API key, and what its outlet asked for, is remembered for a
second.
"""

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


def hears_of_deposits(from_ms: int | None, now_ms: int) -> bool:
    """Return whether an outlet's deposits are events that asked for them from a moment on.

    A moment further ahead than any can be was set by a wrong clock, and has begun.

    >>> hears_of_deposits(None, 0), hears_of_deposits(1_000, 999), hears_of_deposits(1_000, 1_000)
    (False, False, True)
    """
    return from_ms is not None and not now_ms < from_ms <= now_ms + DEPOSITS_HEARD_AFTER_MS


def may_be_named(event: Event, role: str, holder: str) -> bool:
    """Return whether who causes an event may know: of a low float only its agent may.

    >>> low = Event("float.low", "Li")
    >>> may_be_named(low, "agent", "Li"), may_be_named(low, "outlet", "Gushi 1")
    (True, False)
    """
    return event.kind != LOW_FLOAT or (role, holder) == ("agent", event.subject)


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
