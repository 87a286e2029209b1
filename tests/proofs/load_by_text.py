"""What people do by text: redeem, ask for their balance and for prices, and hear of these.

Each phone is new, and sends fewer texts than are answered in an hour, so that every reply says what
was done.
"""

from collections.abc import Callable

from service.clock import now_ms
from tests.proofs.asking import date_of
from tests.proofs.client import PASSWORD, Client, fen
from tests.proofs.load_of_payments import WRONG, choose_draft, open_wallet, pay_in
from tests.proofs.model import DAY_MS
from tests.proofs.scene import CARRIER, OPERATOR
from tests.proofs.served import Request

CREDITED, HEARS, HEARS_NO_MORE = "已入账", "变价将通知您", "不再通知"
MARKETS = ("Gushi", "Xixian")
RICE = {"zh": "大米", "en": "Rice", "es": "Arroz", "aliases": []}


def name_rice(client: Client) -> None:
    """Name a good, and post a price of it at each market."""
    client.settled(Request(OPERATOR, "PUT", "goods/rice", RICE, ""))
    for market in MARKETS:
        _post_price_at(client, market)


def new_phone(client: Client) -> str:
    """Open a wallet whose owner has a phone that nobody else has; return the phone."""
    wallet_id, provider = open_wallet(client)
    phone = f"+861{client.chance.randrange(10**13):013}"[:15]
    body = {"phone": phone, "language": "zh"}
    client.settled(Request(provider, "PUT", f"wallets/{wallet_id}/contact", body, ""))
    return phone


def text(client: Client, phone: str, words: str) -> str:
    """Pass a text on; return what it is answered with."""
    said = client.made(CARRIER, "texts", {"phone": phone, "text": words})
    return str(said["reply"])


def _redeem_by_text(client: Client) -> None:
    phone, (number, _, _) = new_phone(client), pay_in(client, 1_000)
    assert text(client, phone, f"REDEEM {number} {PASSWORD}").startswith(f"{CREDITED}10.00元")
    assert CREDITED not in text(client, phone, f"充值{number} {PASSWORD}")
    assert "10.00" in text(client, phone, "余额")


def _redeem_what_others_want(client: Client) -> None:
    phone = new_phone(client)
    for _ in range(3):
        number, _, _ = choose_draft(client)
        text(client, phone, f"REDEEM {number} {PASSWORD}")


def _mistype_by_text(client: Client) -> None:
    phone, (number, _, _) = new_phone(client), choose_draft(client)
    assert CREDITED not in text(client, phone, f"REDEEM {number} {WRONG}")


def _hear_of_prices(client: Client) -> None:
    phone, market = new_phone(client), client.chance.choice(MARKETS)
    assert HEARS in text(client, phone, f"价格 大米 {market} 订阅")
    assert "元/公斤" in text(client, phone, "价格 大米")
    if client.chance.random() < 0.5:
        assert HEARS_NO_MORE in text(client, phone, "价格 大米 退订")


def _post_price(client: Client) -> None:
    _post_price_at(client, client.chance.choice(MARKETS))


def _post_price_at(client: Client, market: str) -> None:
    today = now_ms() // DAY_MS
    body = {
        "market": market,
        "good": "rice",
        "day": date_of(today - client.chance.randint(0, 2)),
        "price": fen(client.chance.randint(200, 300)),
        "unit": "kg",
    }
    client.made(OPERATOR, "prices", body)


BY_TEXT: dict[Callable[[Client], None], int] = {
    _redeem_by_text: 3,
    _redeem_what_others_want: 6,
    _mistype_by_text: 1,
    _hear_of_prices: 1,
    _post_price: 2,
}
"""Each with its weight."""
