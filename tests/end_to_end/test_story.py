"""The story of the source document, from the cash at the counter to the seller's money.

On a real server with a test clock, whose days pass at once: each step over HTTP, each party with
its own key, a text message at each step, and at the end both books settled, reconciled and proven
by `bean-check`.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.client import Client
from service.receipts import from_json, from_jwks, verify
from service.schemas.counter import DepositAnswer
from tests.service.documents.test_beancount import complaints
from tests.service.processes import Server, key_of, serving, sqlite_in
from tests.service.receivers import Receiver, receiving

MONDAY = "2007-03-05T01:00:00Z"  # nine in the morning in Beijing
PASSWORD = "081208"  # noqa: S105 - of a test
IDENTITY = "11010519491231002X"
PHONE = "+8613800138000"
GUSHI, BEIJING = (32.18, 115.67), (39.9, 116.4)
SENDER = {"name": "Wang Fang", "address": "12 Hongqi Road, Gushi, Henan", "postcode": "465200"}
BUYER = {"name": "Li Jianguo", "address": "90 Chaoyang Road, Beijing", "postcode": "100020"}
WAY = (
    ("outlet", "accepted"),
    ("hub", "sorted"),
    ("hub", "departed"),
    ("town hub", "arrived"),
    ("town outlet", "out_for_delivery"),
    ("town outlet", "delivered"),
)


@dataclass
class World:
    """A server that was started for this story, and everybody's way to it."""

    server: Server
    folder: Path
    closing: ExitStack
    clients: dict[str, Client] = field(default_factory=dict)

    def let_in(self, who: str, role: str, holder: str) -> Client:
        """Give somebody a key, and a client."""
        key = key_of(role, holder, sqlite_in(self.folder))
        self.clients[who] = self.closing.enter_context(Client(self.server.url, key))
        return self.clients[who]

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - whatever JSON it is
        """Ask for what a test server alone has."""
        answer = httpx2.request(method, f"{self.server.url}{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def now(self, hours: int = 0) -> str:
        """Let hours pass, and return the moment."""
        clock = self.ask("PUT", "/test/clock", {"advance_ms": hours * 3_600_000})
        return str(clock["now"])

    def texts(self) -> list[str]:
        """Send what is due, and return what the buyer's telephone got."""
        self.ask("POST", "/test/deliveries")
        found = [one["text"] for one in self.ask("GET", "/test/texts")["texts"]]
        self.ask("DELETE", "/test/texts")
        return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as closing:
        server = closing.enter_context(serving(tmp_path, "--test-clock", MONDAY))
        yield World(server, tmp_path, closing)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def test_cash_at_a_counter_becomes_goods_at_the_door_and_money_for_the_seller(
    world: World, receiver: Receiver
) -> None:
    operator = world.let_in("operator", "operator", "me")
    outlet = world.let_in("outlet", "outlet", "Gushi 1")
    provider = world.let_in("provider", "provider", "Purse")
    for who, role in (("hub", "hub"), ("town hub", "hub"), ("town outlet", "outlet")):
        world.let_in(who, role, who)

    # A seller is certified, and offers tea.
    shop_wallet = provider.open_wallet("certificate").wallet_id
    shop = world.let_in("shop", "shop", shop_wallet)
    shop.register_seller("Maojian tea of Gushi", GUSHI)
    evidence = {"text": "Business licence seen at the shop"}
    operator.certify_seller(shop_wallet, "Trustpass", evidence, "2008-01-01T00:00:00Z")
    offer = shop.make_offer("Maojian tea, 50 g", 2_400, 80, 3)
    shop.make_webhook(receiver.url, ["order.*"])

    # Cash at the counter: a receipt that anyone can prove.
    deposit = outlet.deposit(5_000, password=PASSWORD, identity=IDENTITY)
    require_proven(outlet, deposit)

    # The number becomes money in a wallet.
    wallet = provider.open_wallet().wallet_id
    provider.set_contact(wallet, PHONE, "en")
    world.now(hours=2)
    credited = provider.redeem(deposit.number, PASSWORD, wallet)
    assert credited.balance.amount == 5_000
    assert only(world.texts()).startswith("50.00 yuan credited to your wallet.")

    # The order: who sells is seen before paying, and what is paid is held.
    trust = provider.offer(offer.offer_id).seller.trust
    assert trust is not None
    assert trust.certified_by == "Trustpass"
    order = provider.place_order(offer.offer_id, wallet, BEIJING)
    provider.pay_order(order.order_id)
    due_fen = order.money.amount
    assert provider.wallet(wallet).balance.amount == 5_000 - due_fen
    assert held_fen(shop, shop_wallet) == due_fen
    assert "is paid; your money is held" in only(world.texts())

    # The parcel goes through the network, and the buyer hears where it is.
    shop.new_item_numbers(5)
    item = shop.make_parcel(SENDER, BUYER, order_id=order.order_id).item_number
    received = carried(world, item)
    assert [text for text in received if "was accepted at Gushi 1" in text]
    assert [text for text in received if "is on its way" in text]
    assert [text for text in received if "delivered" in text]
    assert provider.order(order.order_id).state == "delivered"

    # The buyer confirms, and the seller is paid.
    assert provider.take_step(order.order_id, "confirmations").state == "released"
    assert "is done, and the seller is paid" in only(world.texts())
    assert held_fen(shop, shop_wallet) == 0
    (statement,) = shop.seller_statement(shop_wallet)
    assert statement.totals is not None
    assert statement.totals.released.amount == due_fen
    assert shop.pay_seller_out(due_fen, "bank").money.amount == due_fen
    assert receiver.kinds == [
        *("order.placed", "order.paid", "order.shipped", "order.delivered"),
        *("order.confirmed", "order.released"),
    ]

    # Every day is closed, and both books agree, to each other and to a bookkeeper's program.
    require_settled(operator, days_until(world.now(hours=24)))
    for secret in (deposit.number, deposit.number.replace(" ", ""), PASSWORD, IDENTITY, PHONE):
        assert secret not in world.server.logged()


def carried(world: World, item: str) -> list[str]:
    """Let a parcel be scanned through the network; return what the buyer was told on its way."""
    reported = []
    for who, state in WAY:
        carrier = world.clients[who]
        carrier.scan(item, state, world.now(hours=9))
        reported += world.texts()
        assert carrier.tracking(item).state == state
    return reported


def require_settled(operator: Client, days: list[str]) -> None:
    """Close all days; let pass books that agree, to each other and to a bookkeeper's program."""
    settled = [operator.close_day(day).net_due.amount for day in days]
    assert settled == [5_000, *[0] * (len(days) - 1)]
    assert [operator.reconcile(day).difference_count for day in days] == [0] * len(days)
    books = operator.check_books()
    assert (books.is_sound, books.findings) == (True, [])
    assert complaints(operator.beancount()) == ""


def only(texts: list[str]) -> str:
    """Return the one text that was sent."""
    (text,) = texts
    return text


def held_fen(shop: Client, seller_id: str) -> int:
    """Return what is held in escrow for the shop's only order."""
    (page,) = shop.seller_statement(seller_id)
    (sold,) = page.orders
    return sold.in_escrow.amount


def require_proven(client: Client, answer: DepositAnswer) -> None:
    """Let pass a receipt that was signed with a published key, and says what was paid in."""
    signed = from_json(answer.receipt.model_dump_json())
    receipt = verify(signed, from_jwks(client.receipt_keys()))
    assert (receipt.number, receipt.amount_fen) == (answer.number.replace(" ", ""), 5_000)


def days_until(moment: str) -> list[str]:
    """Return the days from the first one on that are over at a moment, in Beijing."""
    first, last = (datetime.fromisoformat(one) + timedelta(hours=8) for one in (MONDAY, moment))
    return [
        (first + timedelta(days=day)).date().isoformat()
        for day in range((last.date() - first.date()).days)
    ]
