"""A shop and a buyer upon a test server with its console: cash in, an order, a payout."""

from dataclasses import dataclass

from flask.testing import FlaskClient

from service.console import with_console
from service.database.memory import MemoryDatabase, empty_content
from service.testing import create_test_app
from service.testing.state import State
from service.web.app import Settings
from tests.service.api.market import Market
from tests.service.servers import Service, money

PAID_OUT_FEN = 4_000


@dataclass
class ShopStory:
    """The market, and the ids of what happened in it."""

    market: Market
    draft_id: str
    number: str
    order_id: str
    payout_id: str

    @property
    def client(self) -> FlaskClient:
        """Return a client of the application."""
        return self.market.service.client

    @property
    def state(self) -> State:
        """Return the state of the world."""
        found: State = self.market.service.app.extensions["wanghuiyi.worlds"].default
        return found


def world() -> Market:
    """Return a market upon a test server with a console."""
    database = MemoryDatabase()
    database.load(empty_content())
    service = Service(database)
    app = create_test_app(service.context, Settings(), service.clock(), "a seed")
    service.__dict__["app"] = with_console(app)
    return Market(service)


def story() -> ShopStory:
    """Let cash become the seller's money: 175 yuan, of which an order takes 101, 40 paid out."""
    market = world()
    service = market.service
    draft = service.deposit(market.balance_fen)
    wallet_id = service.wallet()
    assert service.redeem(draft["number"], wallet_id).status_code == 201
    market.__dict__["wallet_id"] = wallet_id
    order_id = market.delivered()
    market.must(service.provider, order_id, "confirmations")
    body = {"money": money(PAID_OUT_FEN), "to": "wallet"}
    payout_id = service.done(market.shop, "/v1/payouts", body)["payout_id"]
    return ShopStory(market, draft["draft_id"], draft["number"], order_id, payout_id)
