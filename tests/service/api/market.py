"""A market upon a service: a shop that sells, a buyer with money, and the steps of an order."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from service.clock import rfc3339
from tests.service.servers import PASSWORD, Service, money, taken

GUSHI = {"latitude": 32.18, "longitude": 115.67}
BEIJING = {"latitude": 39.9042, "longitude": 116.4074}
PRICE_FEN, WEIGHT_G, POSTAGE_FEN = 9_000, 300, 1_100
AMOUNT_FEN = PRICE_FEN + POSTAGE_FEN
EVIDENCE = {"text": "The box held a stone, says Wang Li", "sha256": "ab" * 32}


@dataclass
class Market:
    """One shop with one offer, and one buyer whose wallet is at the service's provider."""

    service: Service
    stock: int = 5
    balance_fen: int = 17_500

    @cached_property
    def seller_id(self) -> str:
        """Return the id of the registered seller, which is that of its wallet."""
        wallet_id = self.service.wallet()
        shop = self.service.key("shop", wallet_id)
        body = {"name": "Maojian tea of Gushi", "place": GUSHI}
        self.service.done(shop, "/v1/sellers", body)
        return wallet_id

    @property
    def shop(self) -> str:
        """Return the shop's key."""
        return self.service.key("shop", self.seller_id)

    @cached_property
    def arbiter(self) -> str:
        """Return the key of an arbiter."""
        return self.service.key("arbiter", "chamber of trade")

    @cached_property
    def offer_id(self) -> str:
        """Return the id of the shop's offer."""
        return str(self.service.done(self.shop, "/v1/offers", self.offer_body())["offer_id"])

    def offer_body(self) -> dict[str, Any]:
        """Return what the shop offers."""
        return {
            "title": "Maojian tea, 250 g",
            "price": money(PRICE_FEN),
            "weight_g": WEIGHT_G,
            "stock": self.stock,
        }

    @cached_property
    def wallet_id(self) -> str:
        """Return the buyer's wallet, with money in it."""
        return self.service.full_wallet(self.balance_fen)

    def certified(self, days: int = 365) -> str:
        """Let the seller be certified; return the certification's id."""
        path = f"/v1/sellers/{self.seller_id}/certifications"
        body = self.certification_body(days)
        return str(self.service.done(self.service.operator, path, body)["certification_id"])

    def certification_body(self, days: int = 365) -> dict[str, Any]:
        """Return who vouches for the seller, so many days from now."""
        return {
            "certified_by": "Trustpass, office of Xinyang",
            "evidence": {"text": "Licence seen"},
            "expires_at": rfc3339(self.service.clock() + days * 86_400_000),
        }

    def revoked(self, certification_id: str) -> dict[str, Any]:
        """Take a certification back."""
        path = f"/v1/certifications/{certification_id}/revocations"
        body = {"because": "The licence was forged"}
        return self.service.done(self.service.operator, path, body)

    def order_body(self, quantity: int = 1) -> dict[str, Any]:
        """Return what the buyer orders."""
        return {
            "offer_id": self.offer_id,
            "wallet_id": self.wallet_id,
            "quantity": quantity,
            "destination": BEIJING,
        }

    def placed(self, quantity: int = 1) -> str:
        """Place an order, and return its id."""
        body = self.order_body(quantity)
        return str(self.service.done(self.service.provider, "/v1/orders", body)["order_id"])

    def paid(self, quantity: int = 1) -> str:
        """Place an order and pay it from the wallet."""
        order_id = self.placed(quantity)
        self.must(self.service.provider, order_id, "payments", {})
        return order_id

    def shipped(self) -> str:
        """Let an order be shipped."""
        order_id = self.paid()
        self.must(self.shop, order_id, "shipments")
        return order_id

    def delivered(self) -> str:
        """Let an order be delivered."""
        order_id = self.shipped()
        self.must(self.service.operator, order_id, "deliveries")
        return order_id

    def disputed(self) -> str:
        """Let the buyer dispute an order."""
        order_id = self.delivered()
        self.must(self.service.provider, order_id, "disputes", {"evidence": EVIDENCE})
        return order_id

    def referenced(self, valid_days: int = 3) -> tuple[str, str]:
        """Place an order with a payment reference; return both."""
        order_id = self.placed()
        issued = self.must(
            self.service.provider, order_id, "references", {"valid_days": valid_days}
        )
        return order_id, str(issued["reference"])

    def step(
        self, key: str, order_id: str, noun: str, body: dict[str, Any] | None = None
    ) -> TestResponse:
        """Take a step of an order."""
        return self.service.ask(key, "POST", f"/v1/orders/{order_id}/{noun}", body)

    def must(
        self, key: str, order_id: str, noun: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Take a step that must be taken."""
        response = self.step(key, order_id, noun, body)
        assert response.status_code == 201, response.text
        return taken(response)

    def pay_reference(
        self, reference: str, amount_fen: int = AMOUNT_FEN, **more: object
    ) -> TestResponse:
        """Bring cash to a counter."""
        body = {"reference": reference, "money": money(amount_fen), **more}
        return self.service.post(self.service.outlet, "/v1/reference-payments", body)

    def draft_body(self, number: str, password: str = PASSWORD) -> dict[str, Any]:
        """Return how an order is paid by a draft."""
        return {"draft": {"number": number, "password": password}}

    def order(self, order_id: str, key: str | None = None) -> dict[str, Any]:
        """Look at an order, as the buyer if nobody else is named."""
        return taken(self.service.get(key or self.service.provider, f"/v1/orders/{order_id}"))

    def state(self, order_id: str) -> str:
        """Return where an order stands."""
        return str(self.order(order_id)["state"])

    def swept(self, noun: str, **limits: int) -> dict[str, Any]:
        """Let the operator do what is due to orders or parcels."""
        return self.service.done(self.service.operator, f"/v1/{noun}-sweeps", limits)

    def is_sound(self) -> bool:
        """Return whether the check of the books finds nothing."""
        return not self.service.books()["findings"]

    def stock_left(self) -> int:
        """Return how many pieces the offer has."""
        path = f"/v1/offers/{self.offer_id}"
        return int(taken(self.service.get(self.service.provider, path))["stock"])

    def held_fen(self, wallet_id: str | None = None) -> int:
        """Return what a wallet holds, the buyer's if no other is named."""
        path = f"/v1/wallets/{wallet_id or self.wallet_id}"
        return int(taken(self.service.get(self.service.provider, path))["balance"]["amount"])

    def owed_fen(self) -> int:
        """Return what the seller is owed."""
        seller = taken(self.service.get(self.shop, f"/v1/sellers/{self.seller_id}"))
        return int(seller["balance"]["amount"])

    def events(self, subject: str) -> list[str]:
        """Return the kinds of all events of a subject, in order."""
        return [str(row["kind"]) for row in self.event_rows(subject)]

    def event_rows(self, subject: str) -> list[dict[str, Any]]:
        """Return the events of a subject with all that they say."""
        query = text("SELECT * FROM event WHERE subject = :subject ORDER BY seq")
        with self.service.database.reading() as connection:
            return [dict(row) for row in connection.execute(query, {"subject": subject}).mappings()]
