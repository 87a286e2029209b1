"""Who may hear of an event: the provider of its wallet, and the shop that sells; nobody else."""

from collections.abc import Mapping, Sequence

from service.domain.event import Event

ALL_KINDS = "*"
_ONLY_FOR_PROVIDERS = frozenset({"wallet_id", "balance"})


def wants(wanted: Sequence[str], kind: str) -> bool:
    """Tell whether a kind is wanted: by its name, by its noun as in "order.*", or as any.

    >>> wants(("parcel.*",), "parcel.arrived"), wants(("order.paid",), "order.shipped")
    (True, False)
    """
    noun = kind.partition(".")[0]
    return any(one in {ALL_KINDS, kind, f"{noun}.*"} for one in wanted)


def shown_to(role: str, event: Event) -> Mapping[str, object]:
    """Return what one who hears is told: a shop learns neither its buyer's wallet nor balance.

    >>> event = Event("order.paid", "o1", {"order_id": "o1"}, wallet_id="w1", seller_id="s1")
    >>> shown_to("shop", event)
    {'order_id': 'o1', 'seller_id': 's1'}
    """
    about = {**event.data}
    if event.wallet_id:
        about["wallet_id"] = event.wallet_id
    if event.seller_id:
        about["seller_id"] = event.seller_id
    if role == "shop":
        return {name: value for name, value in about.items() if name not in _ONLY_FOR_PROVIDERS}
    return about
