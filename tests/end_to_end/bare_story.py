"""The story of a deposit and an order, told by the client alone: run where nothing else is.

`python bare_story.py URL`, on a test server. It prints what else was imported.
"""

import sys

import httpx2

from service.client import Client

PASSWORD = "081208"  # noqa: S105 - of a test
IDENTITY = "11010519491231002X"
GUSHI, BEIJING = (32.18, 115.67), (39.9, 116.4)
SENDER = {"name": "Wang Fang", "address": "12 Hongqi Road, Gushi, Henan", "postcode": "465200"}
BUYER = {"name": "Li Jianguo", "address": "90 Chaoyang Road, Beijing", "postcode": "100020"}


def tell(url: str) -> None:
    """Bring cash to a counter, redeem it, order, ship, confirm, and look at all pages."""
    seeded = httpx2.post(f"{url}/test/seed", json={}).raise_for_status().json()
    outlet, provider, shop, hub, operator = (
        Client(url, seeded["keys"][role])
        for role in ("outlet", "provider", "shop", "hub", "operator")
    )
    wallet = seeded["wallets"][0]["wallet_id"]

    deposit = outlet.deposit(5_000, password=PASSWORD, identity=IDENTITY)
    assert "<html" in outlet.receipt_page(deposit.receipt, "html")
    assert provider.redeem(deposit.number, PASSWORD, wallet).balance.amount == 5_000

    shop.register_seller("Maojian tea of Gushi", GUSHI)
    offer = shop.make_offer("Maojian tea, 50 g", 2_400, 80, 3)
    order = provider.place_order(offer.offer_id, wallet, BEIJING)
    later = provider.place_order(offer.offer_id, wallet, BEIJING)
    reference = provider.issue_reference(later.order_id, 3, ends_at_midnight="Asia/Urumqi")
    assert reference.expires_at.endswith("T18:00:00.000Z"), reference.expires_at
    provider.pay_order(order.order_id)
    shop.new_item_numbers(5)
    item = shop.make_parcel(SENDER, BUYER, order_id=order.order_id).item_number
    assert "<svg" in shop.label_page(item)
    moment = operator.time().now
    for carrier, state in ((outlet, "accepted"), (hub, "sorted"), (outlet, "delivered")):
        carrier.scan(item, state, moment)
    assert provider.take_step(order.order_id, "confirmations").state == "released"
    assert operator.check_books().is_sound

    for page in ("/docs/", "/openapi.json", "/metrics", "/readyz"):
        httpx2.get(f"{url}{page}").raise_for_status()


if __name__ == "__main__":
    tell(sys.argv[1])
    sys.stdout.write(" ".join(sys.modules))
