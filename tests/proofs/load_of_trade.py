"""What clients do in the trade: whole stories of their own, and steps of orders that all share.

Nobody else has a hand in a story's order, so each of its steps must be taken; of a shop's item
numbers others may take one first. Steps of the journal's orders and parcels meet those of other
clients, and may be refused.
"""

from collections.abc import Callable
from typing import Any

from service.clock import now_ms, rfc3339
from tests.proofs.client import CREATED, PASSWORD, Client, Sale, fen
from tests.proofs.load_of_payments import RECENT, open_wallet, pay_in
from tests.proofs.scene import ARBITER, OPERATOR, OUTLETS, SHOP
from tests.proofs.served import Request
from tests.service.parcels import LABEL

HERE = {"latitude": 32.18, "longitude": 115.67}
THERE = {"latitude": 39.9, "longitude": 116.41}
EVIDENCE = {"evidence": {"text": "The box held a stone"}}
PRICE_FEN, WEIGHT_G, STOCK = 500, 300, 1_000_000
STATES = ("accepted", "sorted", "departed", "arrived", "out_for_delivery", "delivered")
"""None of them moves money; a loss does, in a story of its own."""


def open_the_shop(client: Client) -> None:
    """Let the shop of the scene sell for all; it may be known already."""
    client.post(SHOP, "sellers", {"name": "Tea of Gushi", "place": HERE})
    client.journal.offers.append((_offer(client, SHOP), SHOP))


def _offer(client: Client, shop: str) -> str:
    body = {"title": "Tea", "price": fen(PRICE_FEN), "weight_g": WEIGHT_G, "stock": STOCK}
    return str(client.made(shop, "offers", body)["offer_id"])


def _open_another_shop(client: Client) -> None:
    shop, _ = open_wallet(client)
    old = client.made(OPERATOR, "keys", {"role": "shop", "holder": shop})
    client.line.learn(shop, old["key"])
    client.made(shop, "sellers", {"name": "Tea of Xinyang", "place": THERE})
    offer_id = _offer(client, shop)
    # What was asked with the old key is asked again with the new one, and is the same.
    new = client.made(OPERATOR, f"keys/{old['key_id']}/rotations", {"overlap_h": 1})
    client.line.learn(shop, new["key"])
    client.made(shop, f"offers/{offer_id}/restocks", {"change": 5})
    client.journal.offers.append((offer_id, shop))


def _change_offer(client: Client) -> None:
    offer_id, shop = client.chance.choice(client.journal.offers)
    body = {"title": f"Tea of {client.chance.randint(1990, 2026)}"}
    client.settled(Request(shop, "PATCH", f"offers/{offer_id}", body, ""))


def _certify(client: Client) -> None:
    _, shop = client.chance.choice(client.journal.offers)
    body = EVIDENCE | {"certified_by": "Trustpass", "expires_at": rfc3339(now_ms() + 86_400_000)}
    made = client.made(OPERATOR, f"sellers/{shop}/certifications", body)
    path = f"certifications/{made['certification_id']}/revocations"
    client.made(OPERATOR, path, {"because": "The licence was forged"})


def _ordered(client: Client, wallet: tuple[str, str]) -> tuple[Sale, int]:
    """Order a piece for a wallet; return the order and what it costs."""
    offer_id, shop = client.chance.choice(client.journal.offers)
    wallet_id, provider = wallet
    body = {"offer_id": offer_id, "wallet_id": wallet_id, "quantity": 1, "destination": THERE}
    said = client.made(provider, "orders", body)
    return Sale(said["order_id"], wallet_id, provider, shop), said["money"]["amount"]


def _paid(client: Client) -> Sale:
    """Order something for a new wallet, and pay it with a draft."""
    sale, amount_fen = _ordered(client, open_wallet(client))
    number, _, _ = pay_in(client, amount_fen + 100)
    draft = {"number": number, "password": PASSWORD}
    client.made(sale.provider, f"orders/{sale.order_id}/payments", {"draft": draft})
    return sale


def _sent(client: Client, sale: Sale) -> str:
    """Make the parcel of an order with a number of a new block; return the number."""
    while True:
        numbers = client.made(sale.shop, "item-number-blocks", {"count": 1})["numbers"]
        body = {**LABEL, "order_id": sale.order_id, "item_number": numbers[0]}
        reply = client.post(sale.shop, "parcels", body)
        if reply.code != "item_number_used":
            assert reply.status == CREATED, reply
            return str(numbers[0])


def _scan_body(item_number: str, state: str, late_ms: int = 0) -> dict[str, Any]:
    return {"item_number": item_number, "state": state, "at": rfc3339(now_ms() + late_ms)}


def _all_goes_well(client: Client) -> None:
    sale = _paid(client)
    number = _sent(client, sale)
    scans = [_scan_body(number, state, place) for place, state in enumerate(STATES)]
    first, *others = scans
    outlet = client.chance.choice(OUTLETS)
    client.made(outlet, "scans", first)
    results = client.made(outlet, "scan-batches", {"scans": others})["results"]
    assert {one["status"] for one in results} == {201}, results
    client.made(sale.provider, f"orders/{sale.order_id}/confirmations", None)
    to = client.chance.choice(["wallet", "bank"])
    client.post(sale.shop, "payouts", {"money": fen(client.chance.randint(1, 400)), "to": to})


def _is_lost(client: Client) -> None:
    sale = _paid(client)
    client.made(client.chance.choice(OUTLETS), "scans", _scan_body(_sent(client, sale), "lost"))


def _comes_to_a_dispute(client: Client) -> None:
    sale = _paid(client)
    path = f"orders/{sale.order_id}"
    client.made(sale.shop, f"{path}/shipments", None)
    client.made(OPERATOR, f"{path}/deliveries", None)
    client.made(sale.provider, f"{path}/disputes", EVIDENCE)
    client.made(sale.shop, f"{path}/evidence", EVIDENCE)
    refund = fen(client.chance.choice([0, 1, PRICE_FEN]))
    client.made(ARBITER, f"{path}/decisions", {"refund": refund, "because": "So it was weighed"})


def _is_refunded(client: Client) -> None:
    sale = _paid(client)
    path = f"orders/{sale.order_id}/refunds"
    client.made(sale.shop, path, {"reason": "out_of_stock"})


def _is_given_up(client: Client) -> None:
    sale, _ = _ordered(client, open_wallet(client))
    client.made(sale.provider, f"orders/{sale.order_id}/cancellations", None)


def _is_paid_at_the_counter(client: Client) -> None:
    sale, _ = _ordered(client, open_wallet(client))
    path = f"orders/{sale.order_id}/references"
    reference = client.made(sale.provider, path, {"valid_days": 3})["reference"]
    outlet = client.chance.choice(OUTLETS)
    due = client.made(outlet, "reference-enquiries", {"reference": reference})["due"]
    body = {"reference": reference, "money": due}
    client.made(outlet, "reference-payments", body)
    # Cash that was taken without a line for what is paid already becomes the buyer's.
    client.made(outlet, "reference-payments", body | {"taken_at": rfc3339(now_ms())})


def _order(client: Client) -> None:
    sale, _ = _ordered(client, client.chance.choice(client.journal.wallets))
    client.journal.orders.append(sale)


def _shared(client: Client) -> tuple[Sale, str]:
    if not client.journal.orders:
        _order(client)
    sale = client.chance.choice(client.journal.orders[-RECENT:])
    return sale, f"orders/{sale.order_id}"


def _pay_order(client: Client) -> None:
    sale, path = _shared(client)
    client.post(sale.provider, f"{path}/payments", {})


def _pay_order_by_draft(client: Client) -> None:
    sale, path = _shared(client)
    number, _, _ = client.chance.choice(client.journal.drafts[-RECENT:])
    draft = {"number": number, "password": PASSWORD}
    client.post(sale.provider, f"{path}/payments", {"draft": draft})


def _want_reference(client: Client) -> None:
    sale, path = _shared(client)
    reply = client.post(sale.provider, f"{path}/references", {"valid_days": 3})
    if "reference" in reply.said:
        client.journal.references.append(reply.said["reference"])


def _pay_reference(client: Client) -> None:
    if not client.journal.references:
        _want_reference(client)
    for reference in client.journal.references[-1:]:
        outlet = client.chance.choice(OUTLETS)
        due = client.made(outlet, "reference-enquiries", {"reference": reference})["due"]
        client.post(outlet, "reference-payments", {"reference": reference, "money": due})


def _take_a_step(client: Client) -> None:
    sale, path = _shared(client)
    steps: dict[str, tuple[str, dict[str, Any] | None]] = {
        "cancellations": (sale.provider, None),
        "shipments": (sale.shop, None),
        "deliveries": (OPERATOR, None),
        "confirmations": (sale.provider, None),
        "disputes": (sale.provider, EVIDENCE),
        "evidence": (sale.shop, EVIDENCE),
        "decisions": (ARBITER, {"refund": fen(1), "because": "So it was weighed"}),
    }
    noun = client.chance.choice(list(steps))
    who, body = steps[noun]
    client.post(who, f"{path}/{noun}", body)


def _refund_order(client: Client) -> None:
    sale, path = _shared(client)
    who, reason = client.chance.choice(
        [(sale.shop, "out_of_stock"), (sale.provider, "never_shipped")]
    )
    client.post(who, f"{path}/refunds", {"reason": reason})


def _send_parcel(client: Client) -> None:
    sale, path = _shared(client)
    client.post(sale.shop, "item-number-blocks", {"count": 1})
    # Without a number of its own: the next of the shop's, for which several clients ask at once.
    reply = client.post(sale.shop, "parcels", {**LABEL, "order_id": path.partition("/")[2]})
    if "item_number" in reply.said:
        client.journal.parcels.append(reply.said["item_number"])


def _scan(client: Client) -> None:
    for number in client.journal.parcels[-RECENT:][: client.chance.randint(1, 2)]:
        state = client.chance.choice(STATES)
        client.post(client.chance.choice(OUTLETS), "scans", _scan_body(number, state))


def _sweep(client: Client) -> None:
    for kind in ("order-sweeps", "parcel-sweeps", "draft-sweeps"):
        client.made(OPERATOR, kind, {})


TRADE: dict[Callable[[Client], None], int] = {
    _order: 8,
    _pay_order: 8,
    _take_a_step: 8,
    _scan: 4,
    _all_goes_well: 2,
    _pay_order_by_draft: 2,
    _want_reference: 2,
    _pay_reference: 2,
    _refund_order: 2,
    _send_parcel: 4,
    _is_lost: 1,
    _is_refunded: 1,
    _is_given_up: 1,
    _comes_to_a_dispute: 1,
    _is_paid_at_the_counter: 1,
    _open_another_shop: 1,
    _change_offer: 1,
    _certify: 1,
    _sweep: 1,
}
"""Each with its weight."""
