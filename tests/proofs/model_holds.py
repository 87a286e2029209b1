"""The plain model of holds on wallets, and of payments given back."""

from dataclasses import dataclass, field
from typing import Any

from tests.proofs.model import Hold, Refused, World, refuse_if
from tests.proofs.model_counter import fen
from tests.proofs.model_wallets import require_paying
from tests.proofs.scene import PROVIDERS

Answer = dict[str, Any]
HOLDS_MAX = 100
HOLD_UNKNOWN, PAYEE_MISSING, PAYMENT_UNKNOWN = "hold_unknown", "payee_missing", "payment_unknown"


@dataclass
class Payment:
    """Money that went from one purse to another, and how much of it went back."""

    payer: str
    payee: str
    amount_fen: int
    back_fen: int = 0


@dataclass
class Keeping:
    """What is set aside in the world, and what was paid that can go back."""

    world: World
    payments: dict[str, Payment] = field(default_factory=dict)

    def place(self, said: Answer, provider: str, hold: Hold) -> Answer:
        """Set money aside, under an id that the service chose."""
        wallet = self.world.own_wallet(hold.wallet, provider)
        refuse_if(wallet.is_frozen, "wallet_frozen")
        refuse_if(hold.payee == hold.wallet, "same_wallet")
        alive = [one for one in self.world.holds.values() if one.wallet == hold.wallet]
        held = [one for one in alive if one.left_fen and self.world.now_ms < one.until_ms]
        refuse_if(len(held) >= HOLDS_MAX, "holds_full")
        require_paying(self.world, provider, hold.wallet, hold.amount_fen)
        left_fen = self.world.spend(hold.wallet, hold.amount_fen)
        self.world.holds[said["hold_id"]] = hold
        return {"held": fen(hold.amount_fen), "balance": fen(left_fen), "state": "held"}

    def capture(
        self, said: Answer, provider: str, hold_id: str, asked: tuple[str | None, int, bool]
    ) -> Answer:
        """Pay a part of what is set aside; the last part lets the rest go back."""
        named, amount_fen, is_final = asked
        hold = self._seen(provider, hold_id)
        payee = hold.payee or named
        if payee is None:
            raise Refused(PAYEE_MISSING)
        refuse_if(named not in {None, payee}, "payee_other")
        self._require_held(hold)
        wallet = self.world.wallets[hold.wallet]
        refuse_if(wallet.is_frozen and hold.payee is None, "wallet_frozen")
        refuse_if(payee == hold.wallet, "same_wallet")
        refuse_if(amount_fen > hold.left_fen, "capture_over_hold")
        hold.captured_fen += amount_fen
        self.world.wallets[payee].balance_fen += amount_fen
        if is_final or not hold.left_fen:
            self._ends(hold, "captured")
        self.payments[said["payment_id"]] = Payment(hold.wallet, payee, amount_fen)
        return {"captured": fen(hold.captured_fen), "held": fen(hold.left_fen)}

    def release(self, provider: str, hold_id: str) -> Answer:
        """Let what is set aside go back."""
        hold = self._seen(provider, hold_id)
        self._require_held(hold)
        is_payee = hold.payee is not None and self._is_of(provider, hold.payee)
        refuse_if(hold.payee is not None and not is_payee, "hold_promised")
        self._ends(hold, "released")
        return {"state": "released", "held": fen(0), "captured": fen(hold.captured_fen)}

    def sweep(self) -> Answer:
        """Let go back whatever is too late to capture."""
        due = {
            hold_id
            for hold_id, hold in self.world.holds.items()
            if hold.end is None and self.world.now_ms >= hold.until_ms
        }
        for hold_id in due:
            self._ends(self.world.holds[hold_id], "expired")
        return {"is_done": True}

    def give_back(self, who: str, payment_id: str, amount_fen: int) -> Answer:
        """Let the payee give back, or the operator take."""
        payment = self.payments.get(payment_id)
        if payment is None:
            raise Refused(PAYMENT_UNKNOWN)
        is_ordered = who not in PROVIDERS
        if not is_ordered:
            both = (payment.payer, payment.payee)
            refuse_if(not any(self._is_of(who, one) for one in both), "payment_unknown")
            refuse_if(not self._is_of(who, payment.payee), "not_the_payee")
        frozen = self.world.wallets[payment.payee].is_frozen
        refuse_if(frozen and not is_ordered, "wallet_frozen")
        left_fen = payment.amount_fen - payment.back_fen
        refuse_if(amount_fen > left_fen, "reversal_over_payment")
        spendable_fen = self.world.spendable_fen(payment.payee)
        refuse_if(spendable_fen < amount_fen, "balance_too_low")
        payment.back_fen += amount_fen
        kept_fen = self.world.spend(payment.payee, amount_fen)
        self.world.wallets[payment.payer].balance_fen += amount_fen
        return {
            "reversed": fen(payment.back_fen),
            "left": fen(left_fen - amount_fen),
            "balance": fen(kept_fen),
        }

    def shown(self, hold_id: str) -> Answer:
        """Return how a hold must stand."""
        hold = self.world.holds[hold_id]
        is_over = hold.end is None and self.world.now_ms >= hold.until_ms
        return {
            "state": "expired" if is_over else hold.end or "held",
            "captured": fen(hold.captured_fen),
            "held": fen(0 if is_over else hold.left_fen),
        }

    def _is_of(self, provider: str, wallet_id: str) -> bool:
        return self.world.wallets[wallet_id].provider == provider

    def _seen(self, provider: str, hold_id: str) -> Hold:
        hold = self.world.holds.get(hold_id)
        if hold is None:
            raise Refused(HOLD_UNKNOWN)
        sides = (hold.wallet, hold.payee or hold.wallet)
        refuse_if(not any(self._is_of(provider, one) for one in sides), "hold_unknown")
        return hold

    def _require_held(self, hold: Hold) -> None:
        refuse_if(hold.end in {"captured", "released"}, "hold_ended")
        refuse_if(hold.end == "expired" or self.world.now_ms >= hold.until_ms, "hold_expired")

    def _ends(self, hold: Hold, end: str) -> None:
        self.world.wallets[hold.wallet].balance_fen += hold.left_fen
        hold.end = end
