"""The plain model of one shop with one offer: ordered, paid into escrow, and how that ends."""

from dataclasses import dataclass, field
from typing import Any

from tests.proofs.model import DAY_MS, REDEMPTIONS_A_DAY, Refused, Wallet, World, fee_fen, refuse_if
from tests.proofs.model_counter import fen

Answer = dict[str, Any]
PRICE_FEN, WEIGHT_G, STOCK = 9_000, 300, 4
POSTAGE_FEN = {1: 1_100, 2: 1_320, 3: 1_320}
"""To the next street: 55% of 20 yuan, and of 4 more for a second half kilogram."""
PAY_DAYS, SHIP_DAYS, CONFIRM_DAYS = 3, 3, 7
NOT_READY, UNKNOWN = "order_not_ready", "order_unknown"


@dataclass
class Order:
    """What was ordered, and where it stands since when."""

    wallet: str
    quantity: int
    pay_by_ms: int
    since_ms: int
    state: str = "placed"
    reference: str = ""
    refunded_fen: int = 0

    @property
    def amount_fen(self) -> int:
        """Return what it costs in all."""
        return self.quantity * PRICE_FEN + POSTAGE_FEN[self.quantity]


@dataclass
class Shop:
    """A shop beside the world of wallets and drafts, which knows nothing of it."""

    world: World
    orders: dict[str, Order] = field(default_factory=dict)
    stock: int = STOCK
    owed_fen: int = 0

    def place(self, said: Answer, provider: str, wallet_id: str, quantity: int) -> Answer:
        """Reserve the goods; the service chose the id."""
        self.world.own_wallet(wallet_id, provider)
        refuse_if(quantity > self.stock, "out_of_stock")
        now_ms = self.world.now_ms
        order = Order(wallet_id, quantity, now_ms + PAY_DAYS * DAY_MS, now_ms)
        self.orders[said["order_id"]] = order
        self.stock -= quantity
        return {"state": "placed", "money": fen(order.amount_fen), "wallet_id": wallet_id}

    def pay(self, provider: str, order_id: str) -> Answer:
        """Pay from the wallet."""
        order, wallet = self._own(provider, order_id)
        refuse_if(wallet.is_frozen, "wallet_frozen")
        self._require_payable(order)
        spendable_fen = self.world.spendable_fen(order.wallet)
        refuse_if(spendable_fen < order.amount_fen, "balance_too_low")
        left_fen = self.world.spend(order.wallet, order.amount_fen)
        return self._moved(order, "paid") | {"balance": fen(left_fen)}

    def pay_by_draft(self, provider: str, order_id: str, asked: tuple[str, str]) -> Answer:
        """Redeem and pay, both or neither."""
        world, (number, password) = self.world, asked
        order, wallet = self._own(provider, order_id)
        world.require_heard(provider, number)
        draft_id, draft = world.opened(provider, number, password)
        redeemed_today = wallet.redeemed.get(world.today, 0)
        refuse_if(wallet.is_frozen, "wallet_frozen")
        refuse_if(redeemed_today >= REDEMPTIONS_A_DAY[wallet.tier], "daily_limit_reached")
        self._require_payable(order)
        more_fen = order.amount_fen - draft.amount_fen
        refuse_if(world.spendable_fen(order.wallet) < more_fen, "balance_too_low")
        draft.end, draft.wallet = "redeemed", order.wallet
        wallet.redeemed[world.today] = redeemed_today + 1
        left_fen = world.spend(order.wallet, more_fen)
        world.due.append((world.now_ms, draft.amount_fen))
        return self._moved(order, "paid") | {"balance": fen(left_fen), "draft_id": draft_id}

    def refer(self, said: Answer, provider: str, order_id: str, days: int) -> Answer:
        """Let it be paid at a counter; the service chose the reference."""
        order, _ = self._own(provider, order_id)
        self._require_payable(order)
        refuse_if(order.reference != "", "reference_issued")
        order.reference = said["reference"]
        order.pay_by_ms = self.world.now_ms + days * DAY_MS
        return {"money": fen(order.amount_fen), "fee": fen(fee_fen(order.amount_fen))}

    def take_cash(self, outlet: str, order_id: str, cash_fen: int) -> Answer:
        """Take cash for a reference."""
        order = self.orders[order_id]
        self.world.require_unblocked(outlet)
        refuse_if(order.state not in {"placed", "cancelled"}, "reference_paid")
        refuse_if(self._is_overdue(order), "payment_overdue")
        refuse_if(order.state == "cancelled", "reference_ended")
        refuse_if(cash_fen != order.amount_fen + fee_fen(order.amount_fen), "cash_not_exact")
        self._moved(order, "paid")
        self.world.tills[outlet] += cash_fen
        self.world.due.append((self.world.now_ms, order.amount_fen))
        return {"became": "paid", "outlet": outlet, "credited": fen(0)}

    def cancel(self, provider: str, order_id: str) -> Answer:
        """Give it up before it is paid."""
        order, _ = self._own(provider, order_id)
        refuse_if(order.state != "placed", NOT_READY)
        self.stock += order.quantity
        return self._moved(order, "cancelled")

    def step(self, order_id: str, then: str, *before: str) -> Answer:
        """Ship, deliver or dispute."""
        order = self.orders[order_id]
        refuse_if(order.state not in before, NOT_READY)
        return self._moved(order, then)

    def dispute(self, provider: str, order_id: str) -> Answer:
        """Let the buyer dispute."""
        self._own(provider, order_id)
        return {"state": self.step(order_id, "disputed", "shipped", "delivered")["state"]}

    def confirm(self, provider: str, order_id: str) -> Answer:
        """Pay the seller."""
        order, _ = self._own(provider, order_id)
        refuse_if(order.state not in {"shipped", "delivered", "disputed"}, NOT_READY)
        self.owed_fen += order.amount_fen
        return self._moved(order, "released")

    def refund_by_shop(self, order_id: str) -> Answer:
        """Pay the buyer back at the seller's word."""
        order = self.orders[order_id]
        refuse_if(order.state not in {"paid", "shipped", "delivered", "disputed"}, NOT_READY)
        return self._refunded(order, order.amount_fen)

    def refund_by_buyer(self, provider: str, order_id: str) -> Answer:
        """Pay the buyer back where nothing was shipped in time."""
        order, _ = self._own(provider, order_id)
        refuse_if(order.state != "paid", NOT_READY)
        due_ms = order.since_ms + SHIP_DAYS * DAY_MS
        refuse_if(self.world.now_ms < due_ms, "refund_not_due")
        return self._refunded(order, order.amount_fen)

    def decide(self, order_id: str, refund_fen: int) -> Answer:
        """Divide what was paid."""
        order = self.orders[order_id]
        refuse_if(order.state != "disputed", NOT_READY)
        refuse_if(refund_fen > order.amount_fen, "refund_over_amount")
        self.owed_fen += order.amount_fen - refund_fen
        return self._refunded(order, refund_fen) if refund_fen else self._moved(order, "released")

    def sweep(self) -> Answer:
        """Do what became due."""
        now_ms, by_since = self.world.now_ms, sorted(self.orders.items(), key=_since)
        waited_ms = CONFIRM_DAYS * DAY_MS
        confirmed = [
            order_id
            for order_id, order in by_since
            if order.state == "delivered" and now_ms >= order.since_ms + waited_ms
        ]
        cancelled = [
            order_id
            for order_id, order in sorted(self.orders.items(), key=_pay_by)
            if order.state == "placed" and now_ms >= order.pay_by_ms
        ]
        for order_id in confirmed:
            self.owed_fen += self.orders[order_id].amount_fen
            self._moved(self.orders[order_id], "released")
        for order_id in cancelled:
            self.stock += self.orders[order_id].quantity
            self._moved(self.orders[order_id], "cancelled")
        return {"confirmed": confirmed, "cancelled": cancelled, "is_done": True}

    def _own(self, provider: str, order_id: str) -> tuple[Order, Wallet]:
        order = self.orders[order_id]
        wallet = self.world.wallets[order.wallet]
        if wallet.provider != provider:
            raise Refused(UNKNOWN)
        return order, wallet

    def _require_payable(self, order: Order) -> None:
        refuse_if(self._is_overdue(order), "payment_overdue")
        refuse_if(order.state != "placed", NOT_READY)

    def _is_overdue(self, order: Order) -> bool:
        """Return whether its time to pay ended before it was paid or given up."""
        ended_ms = order.since_ms if order.state == "cancelled" else self.world.now_ms
        return order.state in {"placed", "cancelled"} and ended_ms >= order.pay_by_ms

    def _refunded(self, order: Order, refund_fen: int) -> Answer:
        self.world.wallets[order.wallet].balance_fen += refund_fen
        order.refunded_fen = refund_fen
        self.stock += order.quantity if order.state == "paid" else 0
        return self._moved(order, "refunded")

    def _moved(self, order: Order, state: str) -> Answer:
        order.state, order.since_ms = state, self.world.now_ms
        return {"state": state, "refunded": fen(order.refunded_fen)}


def _since(item: tuple[str, Order]) -> tuple[int, str]:
    return item[1].since_ms, item[0]


def _pay_by(item: tuple[str, Order]) -> tuple[int, str]:
    return item[1].pay_by_ms, item[0]
