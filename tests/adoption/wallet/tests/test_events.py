"""What the wallet does when it hears of something."""

import pytest

from service.wallet import BONUS, Wallet
from wanghuiyi import World

pytestmark = pytest.mark.usefixtures("inbox")
GUSHI = {"latitude": 32.1681, "longitude": 115.6547}
BEIJING = {"latitude": 39.9042, "longitude": 116.4074}


@pytest.fixture
def offer_id(wanghuiyi: World) -> str:
    """Return the id of what a shop sells."""
    seller = {"name": "Maojian tea of Gushi", "place": GUSHI}
    wanghuiyi.shop.post("/v1/sellers", seller)
    body = {
        "title": "Maojian tea, 250 g",
        "price": {"amount": 25_00, "currency": "CNY"},
        "weight_g": 300,
        "stock": 40,
    }
    return str(wanghuiyi.shop.post("/v1/offers", body)["offer_id"])


def order(wanghuiyi: World, wallet: Wallet, offer_id: str) -> str:
    """Have the shop write down what Ana orders by telephone; return the id of the order."""
    body = {
        "offer_id": offer_id,
        "wallet_id": wallet.accounts["ana"],
        "quantity": 1,
        "destination": BEIJING,
    }
    return str(wanghuiyi.shop.post("/v1/orders", body)["order_id"])


def balance(wanghuiyi: World, wallet: Wallet, person: str) -> int:
    amount: int = wanghuiyi.provider.get(f"/v1/wallets/{wallet.accounts[person]}")["balance"][
        "amount"
    ]
    return amount


def test_who_brings_a_draft_gets_a_bonus(wanghuiyi: World, wallet: Wallet) -> None:
    wallet.join("fund")
    fund = wanghuiyi.deposit(50_00)
    wallet.top_up("fund", fund.number, fund.password)
    draft = wanghuiyi.deposit(175_00)

    wallet.top_up("ana", draft.number, draft.password)
    wanghuiyi.deliver()

    assert balance(wanghuiyi, wallet, "ana") == 175_00 + BONUS
    assert balance(wanghuiyi, wallet, "fund") == 50_00 - BONUS


def test_an_order_by_telephone_is_paid(wanghuiyi: World, wallet: Wallet, offer_id: str) -> None:
    draft = wanghuiyi.deposit(175_00)
    wallet.top_up("ana", draft.number, draft.password)
    order_id = order(wanghuiyi, wallet, offer_id)

    wanghuiyi.deliver()
    wanghuiyi.deliver()

    assert wallet.orders == {order_id: "paid"}
    assert wanghuiyi.shop.get(f"/v1/orders/{order_id}")["state"] == "paid"


def test_an_order_that_the_shop_cancels_is_not_paid(
    wanghuiyi: World, wallet: Wallet, offer_id: str
) -> None:
    draft = wanghuiyi.deposit(175_00)
    wallet.top_up("ana", draft.number, draft.password)
    order_id = order(wanghuiyi, wallet, offer_id)
    wanghuiyi.shop.post(f"/v1/orders/{order_id}/cancellations")

    wanghuiyi.deliver()

    assert wallet.orders == {order_id: "cancelled"}
    assert balance(wanghuiyi, wallet, "ana") == 175_00
