"""The plain model of agents: floats, commission, codes for cash, and depositors' days."""

from dataclasses import dataclass, field
from typing import Any

from tests.proofs.model import (
    LIMIT_FEN,
    REDEMPTIONS_A_DAY,
    UNKNOWN_WALLET,
    Refused,
    Wallet,
    World,
    refuse_if,
)
from tests.proofs.model_counter import fen

Answer = dict[str, Any]
DEPOSITOR_LIMIT_FEN = 2_000_000
THRESHOLD_FEN = 100_000
CODE_MS = 15 * 60_000
CODE_WRONG, FLOAT_LOW = "code_wrong", "float_too_low"


@dataclass
class Till:
    """What an agent has at the gateway, and how often its float fell low."""

    float_fen: int = 0
    earned_fen: int = 0
    tariff: str = "standard"
    falls: int = 0

    def changes(self, change_fen: int) -> None:
        """Add to the float, or take from it what it has."""
        refuse_if(self.float_fen + change_fen < 0, FLOAT_LOW)
        self.falls += self.float_fen >= THRESHOLD_FEN > self.float_fen + change_fen
        self.float_fen += change_fen

    def earns(self, amount_fen: int) -> int:
        """Return half a per cent, at least 20 fen and at most 25 yuan, which are earned."""
        earned_fen = 0 if self.tariff == "free" else max(20, min(2_500, (amount_fen + 100) // 200))
        self.earned_fen += earned_fen
        return earned_fen

    def fee_fen(self, amount_fen: int) -> int:
        """Return one per cent, at least one yuan and at most 50."""
        return 0 if self.tariff == "free" else max(100, min(5_000, (amount_fen + 50) // 100))


@dataclass
class Code:
    """What a code is worth."""

    wallet_id: str
    amount_fen: int
    until_ms: int
    is_used: bool = False


@dataclass
class Agency:
    """All agents, beside the plain world."""

    world: World
    tills: dict[str, Till] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    brought: dict[tuple[str, int], int] = field(default_factory=dict)

    def cash_in(self, agent: str, wallet_id: str, identity: str, amount_fen: int) -> Answer:
        """Credit a wallet out of a float; it counts as a redemption."""
        wallet, till, today = self._wallet(wallet_id), self.tills[agent], self.world.today
        refuse_if(wallet.is_frozen, "wallet_frozen")
        refuse_if(amount_fen > LIMIT_FEN, "amount_over_limit")
        redeemed_today = wallet.redeemed.get(today, 0)
        refuse_if(redeemed_today >= REDEMPTIONS_A_DAY[wallet.tier], "daily_limit_reached")
        refuse_if(till.float_fen < amount_fen, FLOAT_LOW)
        brought_fen = self.brought.get((identity, today), 0) + amount_fen
        refuse_if(brought_fen > DEPOSITOR_LIMIT_FEN, "depositor_limit_reached")
        till.changes(-amount_fen)
        wallet.redeemed[today] = redeemed_today + 1
        wallet.balance_fen += amount_fen
        self.brought[identity, today] = brought_fen
        earned_fen = till.earns(amount_fen)
        return {"agent": agent, "commission": fen(earned_fen), "float": fen(till.float_fen)}

    def make_code(self, said: Answer, provider: str, wallet_id: str, amount_fen: int) -> Answer:
        """Make a code, which the service chose."""
        wallet = self.world.own_wallet(wallet_id, provider)
        refuse_if(wallet.is_frozen, "wallet_frozen")
        refuse_if(self.world.spendable_fen(wallet_id) < amount_fen, "balance_too_low")
        self.codes[said["code"]] = Code(wallet_id, amount_fen, self.world.now_ms + CODE_MS)
        return {"wallet_id": wallet_id, "money": fen(amount_fen)}

    def cash_out(self, agent: str, shown: str) -> Answer:
        """Pay whoever shows a code."""
        self.world.require_unblocked(agent)
        code = self.codes.get(shown)
        if code is None:
            self.world.count_wrong(agent)
            raise Refused(CODE_WRONG)
        refuse_if(code.is_used, "code_used")
        refuse_if(self.world.now_ms >= code.until_ms, "code_expired")
        wallet, till = self._wallet(code.wallet_id), self.tills[agent]
        fee_fen = till.fee_fen(code.amount_fen)
        refuse_if(wallet.is_frozen, "wallet_frozen")
        asked_fen = code.amount_fen + fee_fen
        refuse_if(self.world.spendable_fen(code.wallet_id) < asked_fen, "wallet_too_poor")
        code.is_used = True
        self.world.spend(code.wallet_id, asked_fen)
        till.changes(code.amount_fen)
        earned_fen = till.earns(code.amount_fen)
        return {"money": fen(code.amount_fen), "fee": fen(fee_fen), "commission": fen(earned_fen)}

    def top_up(self, outlet: str, agent: str, amount_fen: int) -> Answer:
        """Take an agent's cash for float."""
        self.world.tills[outlet] += amount_fen
        self.tills[agent].changes(amount_fen)
        self.world.due.append((self.world.now_ms, amount_fen))
        return {"agent": agent, "outlet": outlet, "money": fen(amount_fen)}

    def consent(self, agent: str, amount_fen: int) -> Answer:
        """Make a code for cash out of a float."""
        refuse_if(self.tills[agent].float_fen < amount_fen, FLOAT_LOW)
        return {"agent": agent, "money": fen(amount_fen)}

    def withdraw(self, outlet: str, agent: str, amount_fen: int) -> Answer:
        """Pay a float out in cash, by the agent's code."""
        self.world.require_unblocked(outlet)
        self.world.require_cash(outlet, amount_fen)
        self.tills[agent].changes(-amount_fen)
        self.world.tills[outlet] -= amount_fen
        self.world.due.append((self.world.now_ms, -amount_fen))
        return {"agent": agent, "outlet": outlet, "money": fen(amount_fen)}

    def pay_commission(self, asked_by: str, agent: str, amount_fen: int) -> Answer:
        """Pay an agent what it has earned."""
        refuse_if(asked_by in self.tills and asked_by != agent, "agent_unknown")
        till = self.tills[agent]
        refuse_if(till.earned_fen < amount_fen, "commission_too_low")
        till.earned_fen -= amount_fen
        till.changes(amount_fen)
        return {"commission": fen(till.earned_fen), "float": fen(till.float_fen)}

    def shown(self, agent: str) -> Answer:
        """Return how an agent must stand."""
        till = self.tills[agent]
        return {
            "agent": agent,
            "float": fen(till.float_fen),
            "commission": fen(till.earned_fen),
            "tariff": till.tariff,
            "threshold": fen(THRESHOLD_FEN),
        }

    def _wallet(self, wallet_id: str) -> Wallet:
        if wallet_id not in self.world.wallets:
            raise Refused(UNKNOWN_WALLET)
        return self.world.wallets[wallet_id]
