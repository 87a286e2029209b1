"""What final answers about holds and payments given back add up to."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

Held = Counter[str]
Said = Mapping[str, Any]


def placed(body: Said, said: Said) -> Held:
    """Return what a hold adds: nothing expires in so short a time."""
    return Counter(
        {
            f"wallet {body['wallet_id']}": -_fen(said["money"]),
            "line hold": 1,
            "row wallet_hold": 1,
        }
    )


def captured(wallet_id: str, said: Said) -> Held:
    """Return what a capture adds: a payment, and what went back with the last."""
    back_fen = _fen(said["released"])
    sums: Held = Counter({"line hold_capture": 1, "row hold_capture": 1})
    sums[f"wallet {said['paid_to_wallet_id']}"] += _fen(said["paid"])
    sums[f"wallet {wallet_id}"] += back_fen
    sums["line hold_release"] += int(back_fen > 0)
    return sums


def released(wallet_id: str, said: Said) -> Held:
    """Return what a release adds."""
    return Counter({f"wallet {wallet_id}": _fen(said["released"]), "line hold_release": 1})


def reversed_payment(sides: tuple[str, str], said: Said) -> Held:
    """Return what a payment given back adds, from its payee to its payer."""
    payer, payee = sides
    sums: Held = Counter({"line payment_reversal": 1, "row payment_reversal": 1})
    sums[f"wallet {payer}"] += _fen(said["money"])
    sums[f"wallet {payee}"] -= _fen(said["money"])
    return sums


def _fen(money: Said) -> int:
    return int(money["amount"])
