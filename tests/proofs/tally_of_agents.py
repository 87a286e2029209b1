"""What final answers of agents add up to: floats, commission, wallets, tills, lines, codes."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

Held = Counter[str]
Said = Mapping[str, Any]


def cash_in(said: Said) -> Held:
    """Return what goes from the float into a wallet, and is earned by it."""
    return Counter(
        {
            f"wallet {said['wallet_id']}": _fen(said),
            f"float {said['agent']}": -_fen(said),
            f"commission {said['agent']}": _fen(said, "commission"),
            "line cash_in": 1,
            "line agent_commission": int(_fen(said, "commission") > 0),
        }
    )


def cash_out(wallet_id: str, said: Said) -> Held:
    """Return what goes from a wallet into the float, with the fee, and is earned by it."""
    return Counter(
        {
            f"wallet {wallet_id}": -_fen(said) - _fen(said, "fee"),
            f"float {said['agent']}": _fen(said),
            f"commission {said['agent']}": _fen(said, "commission"),
            "line agent_cash_out": 1,
            "line agent_cash_out_fee": int(_fen(said, "fee") > 0),
            "line agent_commission": int(_fen(said, "commission") > 0),
        }
    )


def float_swap(event: str, sign: int, said: Said) -> Held:
    """Return what a swap over an outlet's counter adds, to the float and to the till."""
    return Counter(
        {
            f"till {said['outlet']}": sign * _fen(said),
            f"float {said['agent']}": sign * _fen(said),
            f"line {event}": 1,
        }
    )


def commission_payout(said: Said) -> Held:
    """Return what goes from the commission into the float."""
    return Counter(
        {
            f"float {said['agent']}": _fen(said),
            f"commission {said['agent']}": -_fen(said),
            "line commission_payout": 1,
        }
    )


def outlet_payout(said: Said) -> Held:
    """Return what goes to an outlet: cash of its till, or money of the bank."""
    is_cash = said["source"] == "till"
    return Counter(
        {
            f"till {said['outlet']}": -_fen(said) if is_cash else 0,
            "line outlet_commission_payout": 1,
        }
    )


NOUNS: Mapping[str, Callable[[Said], Held]] = {
    "cash-ins": cash_in,
    "float-top-ups": lambda said: float_swap("float_top_up", 1, said),
    "float-withdrawal-codes": lambda _said: Counter({"row float_code": 1}),
    "float-withdrawals": lambda said: float_swap("float_withdrawal", -1, said),
    "float-recalls": lambda said: float_swap("float_recall", -1, said),
    "commission-payouts": commission_payout,
    "outlet-commission-payouts": outlet_payout,
}
"""What each verb adds, by its answer alone."""


def _fen(said: Said, name: str = "money") -> int:
    return int(said[name]["amount"])
