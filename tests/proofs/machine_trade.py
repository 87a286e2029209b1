"""Orders beside everything else: the machine of the whole API, with one shop more."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from tests.proofs.asking import Said
from tests.proofs.machine import PlainAndReal, outlets, passwords, providers
from tests.proofs.model import fee_fen
from tests.proofs.model_counter import fen
from tests.proofs.model_trade import PRICE_FEN, STOCK, WEIGHT_G, Shop
from tests.proofs.scene import ARBITER, AUDITOR, OPERATOR, SHOP

HERE = {"latitude": 32.18, "longitude": 115.67}
EVIDENCE = {"evidence": {"text": "The box held a stone"}}


class TradeAndReal(PlainAndReal):
    """The same service and the same plain world, with a shop in both."""

    orders = Bundle("orders")

    def __init__(self) -> None:
        """Open the shop."""
        super().__init__()
        self.shop, self.offer_id = Shop(self.world), ""

    @initialize()
    def a_shop_opens(self) -> None:
        asking, key = self.asking, "the-shop-opens"
        seller = asking.send(SHOP, "POST", "sellers", {"name": "Tea", "place": HERE}, key)
        offer = {"title": "Tea", "price": fen(PRICE_FEN), "weight_g": WEIGHT_G, "stock": STOCK}
        made = asking.send(SHOP, "POST", "offers", offer, f"{key}-with-tea")
        assert (seller.status_code, made.status_code) == (201, 201)
        self.offer_id = str((made.json or {})["offer_id"])

    @rule(target=orders, who=providers, wallet=PlainAndReal.wallets, quantity=st.integers(1, 3))
    def orders_tea(self, who: str, wallet: str, quantity: int) -> Any:  # noqa: ANN401 - Hypothesis's own
        body = {
            "offer_id": self.offer_id,
            "wallet_id": wallet,
            "quantity": quantity,
            "destination": HERE,
        }
        said = self.asking.post(
            who, "orders", body, lambda said: self.shop.place(said, who, wallet, quantity)
        )
        return said["order_id"] if said else multiple()

    @rule(target=orders, outlet=outlets, wallet=PlainAndReal.wallets, steps=st.integers(1, 4))
    def orders_tea_and_all_goes_well_so_far(self, outlet: str, wallet: str, steps: int) -> Any:  # noqa: ANN401 - Hypothesis's own
        who = self.world.wallets[wallet].provider
        number = self.pays_in(outlet, "11010519491231002X", "081208", 123_450)
        self.redeems(who, number, "081208", wallet)
        order = self.orders_tea(who, wallet, 1)
        if isinstance(order, str):
            taken = (self.pays_as_one_should, self.ships, self.is_delivered)
            for step in taken[:steps]:
                step(order)
            if steps > len(taken):
                self.disputes(who, order)
        return order

    @rule(who=providers, order=orders)
    def pays_the_order(self, who: str, order: str) -> None:
        self._step(who, order, "payments", {}, lambda _: self.shop.pay(who, order))

    @rule(order=orders)
    def pays_as_one_should(self, order: str) -> None:
        self.pays_the_order(self._buyer(order), order)

    @rule(who=providers, order=orders, number=PlainAndReal.numbers, password=passwords)
    def pays_by_draft(self, who: str, order: str, number: str, password: str) -> None:
        body = {"draft": {"number": number, "password": password}}
        asked = (number, password)
        self._step(
            who, order, "payments", body, lambda _: self.shop.pay_by_draft(who, order, asked)
        )

    @rule(order=orders, number=PlainAndReal.numbers)
    def pays_by_draft_as_one_should(self, order: str, number: str) -> None:
        found = self.world.draft_of(number)
        if found:
            right = found[1].opens_with(self.world.now_ms)
            self.pays_by_draft(self._buyer(order), order, number, right)

    @rule(order=orders, days=st.sampled_from([1, 30]))
    def wants_a_reference(self, order: str, days: int) -> None:
        who = self._buyer(order)
        body = {"valid_days": days}
        self._step(
            who, order, "references", body, lambda said: self.shop.refer(said, who, order, days)
        )

    @rule(outlet=outlets, order=orders, short=st.sampled_from([0, 0, 0, 1]))
    def pays_at_the_counter(self, outlet: str, order: str, short: int) -> None:
        known = self.shop.orders[order]
        if known.reference:
            cash_fen = known.amount_fen + fee_fen(known.amount_fen) - short
            body = {"reference": known.reference, "money": fen(cash_fen)}
            self.asking.post(
                outlet,
                "reference-payments",
                body,
                lambda _: self.shop.take_cash(outlet, order, cash_fen),
            )

    @rule(order=orders)
    def gives_it_up(self, order: str) -> None:
        who = self._buyer(order)
        self._step(who, order, "cancellations", None, lambda _: self.shop.cancel(who, order))

    @rule(order=orders)
    def ships(self, order: str) -> None:
        self._step(
            SHOP, order, "shipments", None, lambda _: self.shop.step(order, "shipped", "paid")
        )

    @rule(order=orders)
    def is_delivered(self, order: str) -> None:
        self._step(
            OPERATOR,
            order,
            "deliveries",
            None,
            lambda _: self.shop.step(order, "delivered", "shipped"),
        )

    @rule(who=providers, order=orders)
    def confirms(self, who: str, order: str) -> None:
        self._step(who, order, "confirmations", None, lambda _: self.shop.confirm(who, order))

    @rule(order=orders)
    def the_shop_refunds(self, order: str) -> None:
        body = {"reason": "other"}
        self._step(SHOP, order, "refunds", body, lambda _: self.shop.refund_by_shop(order))

    @rule(order=orders)
    def the_buyer_wants_it_back(self, order: str) -> None:
        who, body = self._buyer(order), {"reason": "never_shipped"}
        self._step(who, order, "refunds", body, lambda _: self.shop.refund_by_buyer(who, order))

    @rule(who=providers, order=orders)
    def disputes(self, who: str, order: str) -> None:
        self._step(who, order, "disputes", EVIDENCE, lambda _: self.shop.dispute(who, order))

    @rule(order=orders, refund=st.sampled_from([0, 1, 10_100, 10_101]))
    def is_decided(self, order: str, refund: int) -> None:
        body = {"refund": fen(refund), "because": "So it was weighed"}
        self._step(ARBITER, order, "decisions", body, lambda _: self.shop.decide(order, refund))

    @rule()
    def is_swept(self) -> None:
        self.asking.post(OPERATOR, "order-sweeps", {}, lambda _: self.shop.sweep())

    def agree_at_the_end(self) -> None:
        """Look at what both know of the shop too."""
        super().agree_at_the_end()
        for order_id, order in self.shop.orders.items():
            shown = self.asking.get(AUDITOR, f"orders/{order_id}")
            assert (shown["state"], shown["refunded"]["amount"]) == (
                order.state,
                order.refunded_fen,
            )
        if self.offer_id:
            offer = self.asking.get(AUDITOR, f"offers/{self.offer_id}")
            assert offer["stock"] == self.shop.stock
            seller = self.asking.get(AUDITOR, f"sellers/{SHOP}")
            assert seller["balance"]["amount"] == self.shop.owed_fen

    def _buyer(self, order_id: str) -> str:
        return self.world.wallets[self.shop.orders[order_id].wallet].provider

    def _step(self, who: str, order: str, noun: str, body: Said | None, expected: Any) -> None:  # noqa: ANN401 - what `post` takes
        self.asking.post(who, f"orders/{order}/{noun}", body, expected)
