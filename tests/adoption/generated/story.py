"""The story of the document, told by a client that openapi-python-client has made.

Run as `python story.py URL SEED.json`, beside the package `generated`; prints the balance in fen.
"""

import json
import sys
from itertools import count
from pathlib import Path
from typing import Any

from generated.api.deposits import post_deposits
from generated.api.offers import post_offers
from generated.api.orders import (
    post_orders,
    post_orders_order_id_confirmations,
    post_orders_order_id_deliveries,
    post_orders_order_id_payments,
    post_orders_order_id_shipments,
)
from generated.api.redemptions import post_redemptions
from generated.api.sellers import get_sellers_seller_id_statement, post_sellers
from generated.api.wallets import get_wallets_wallet_id
from generated.client import AuthenticatedClient
from generated.models.deposit_body import DepositBody
from generated.models.offer_body import OfferBody
from generated.models.order_body import OrderBody
from generated.models.order_payment_body import OrderPaymentBody
from generated.models.problem import Problem
from generated.models.redemption_body import RedemptionBody
from generated.models.seller_body import SellerBody

URL, SEED = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
WALLET, SHOP = SEED["wallets"][0]["wallet_id"], SEED["shop_wallet"]["wallet_id"]
ASKED = count(1)
DEPOSIT = DepositBody.from_dict(
    {
        "money": {"amount": 17_500, "currency": "CNY"},
        "password": "081208",
        "depositor": {"identity": "11010519491231002X"},
    }
)


def as_role(role: str) -> AuthenticatedClient:
    """Return a client with the key of a role."""
    return AuthenticatedClient(base_url=URL, token=SEED["keys"][role])


def done(operation: Any, role: str, *path: str, **given: Any) -> Any:
    """Do an operation under a new idempotency key; it must be taken."""
    answer = operation.sync_detailed(
        *path, client=as_role(role), idempotency_key=f"request-{next(ASKED)}", **given
    )
    assert not isinstance(answer.parsed, Problem), answer.parsed
    assert answer.parsed is not None, answer
    return answer.parsed


draft = done(post_deposits, "outlet", body=DEPOSIT)
redemption = RedemptionBody.from_dict(
    {"number": draft.number, "password": "081208", "wallet_id": WALLET}
)
again = [
    post_redemptions.sync_detailed(
        client=as_role("provider"), idempotency_key="redemption-1", body=redemption
    )
    for _ in range(2)
]
assert [one.status_code for one in again] == [201, 201]
assert again[0].parsed == again[1].parsed
assert "idempotency-replayed" not in again[0].headers
assert again[1].headers["idempotency-replayed"] == "true"

wrong = RedemptionBody.from_dict(
    {"number": draft.number, "password": "000000", "wallet_id": WALLET}
)
refusal = post_redemptions.sync(
    client=as_role("provider"), idempotency_key="wrong-request-1", body=wrong
)
assert isinstance(refusal, Problem)
assert refusal.code in {"draft_ended", "number_or_password_wrong"}, refusal.code

place = {"latitude": 32.18, "longitude": 115.67}
done(post_sellers, "shop", body=SellerBody.from_dict({"name": "Tea of Gushi", "place": place}))
tea = {
    "title": "Maojian tea, 50 g",
    "price": {"amount": 2_400, "currency": "CNY"},
    "weight_g": 80,
    "stock": 10,
}
offer = done(post_offers, "shop", body=OfferBody.from_dict(tea))
wish = {
    "offer_id": offer.offer_id,
    "wallet_id": WALLET,
    "quantity": 1,
    "destination": {"latitude": 39.9, "longitude": 116.4},
}
order = done(post_orders, "provider", body=OrderBody.from_dict(wish))
nothing = OrderPaymentBody.from_dict({})
done(post_orders_order_id_payments, "provider", order.order_id, body=nothing)
done(post_orders_order_id_shipments, "shop", order.order_id)
done(post_orders_order_id_deliveries, "operator", order.order_id)
done(post_orders_order_id_confirmations, "provider", order.order_id)

statement = get_sellers_seller_id_statement.sync(SHOP, client=as_role("shop"))
assert statement is not None
assert not isinstance(statement, Problem), statement
wallet = get_wallets_wallet_id.sync(WALLET, client=as_role("provider"))
assert wallet is not None
assert not isinstance(wallet, Problem), wallet
sys.stdout.write(f"{wallet.balance.amount}\n")
