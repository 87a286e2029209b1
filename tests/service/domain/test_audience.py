"""Who may hear of an event, and of what of it."""

import pytest

from service.domain.audience import data_for, is_subscribed
from service.domain.event import Event


@pytest.mark.parametrize(
    ("wanted", "kind", "is_wanted"),
    [
        (("*",), "order.paid", True),
        (("order.*",), "order.paid", True),
        (("order.*",), "orders.paid", False),
        (("order.paid",), "order.paid", True),
        (("order.paid",), "order.paid_late", False),
        (("parcel.*", "order.paid"), "order.paid", True),
        ((), "order.paid", False),
    ],
)
def test_what_is_wanted(wanted: tuple[str, ...], kind: str, *, is_wanted: bool) -> None:
    assert is_subscribed(wanted, kind) is is_wanted


def test_a_shop_learns_neither_wallet_nor_balance_of_its_buyer() -> None:
    said = {"order_id": "o1", "balance": {"amount": 1}, "wallet_id": "w1"}
    event = Event("order.paid", "o1", said, wallet_id="w1", seller_id="s1")

    assert data_for("shop", event) == {"order_id": "o1", "seller_id": "s1"}
    assert data_for("provider", event) == {**said, "seller_id": "s1"}


def test_an_agent_learns_no_wallet() -> None:
    event = Event("float.low", "Li", {"agent": "Li", "wallet_id": "w1"}, wallet_id="w1")

    assert data_for("agent", event) == {"agent": "Li"}


def test_what_is_nobodys_affair_has_no_names_in_it() -> None:
    assert data_for("provider", Event("day.closed", "d1", {"day": 3})) == {"day": 3}
