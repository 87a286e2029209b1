"""What final answers add up to: cash in tills, money in wallets, lines of the books, rows.

Only what an answer says is counted, by rules written here anew: nothing of the service's own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.proofs import tally_of_agents as agents
from tests.proofs import tally_of_holds as holds
from tests.proofs.client import CREATED, FINE, Done
from tests.proofs.load_by_text import CREDITED, HEARS, HEARS_NO_MORE

EVENT_OF = {
    "draft.issued": "deposit",
    "draft.cashed_out": "cash_out",
    "draft.cancelled": "cancellation",
    "draft.refunded": "draft_refund",
    "wallet.paid": "payment",
    "wallet.withdrawn": "withdrawal",
    "wallet.cashed_out": "agent_cash_out",
    "till.supplied": "cash_supply",
    "till.collected": "cash_collection",
    "float.topped_up": "float_top_up",
    "float.withdrawn": "float_withdrawal",
    "float.commission_paid": "commission_payout",
}
"""The line of the books of which each kind of event tells: one event a line."""

Held = Counter[str]
Said = Mapping[str, Any]


@dataclass
class Known:
    """What was said before, by which later answers are understood."""

    drafts: dict[str, int] = field(default_factory=dict)
    orders: dict[str, tuple[str, int]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    parcels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    holds: dict[str, str] = field(default_factory=dict)
    payments: dict[str, tuple[str, str]] = field(default_factory=dict)


def tallied(done: Iterable[Done]) -> dict[str, int]:
    """Return what must be held, without what comes to nothing."""
    fine = [one for one in done if one.reply.status in {FINE, CREATED}]
    made = [one for one in fine if one.request.method == "POST"]
    known = Known()
    for one in fine:
        if one.request.method == "PUT" and one.request.path.endswith("/contact"):
            assert one.request.body, "a contact has a phone"
            known.phones[one.request.body["phone"]] = one.reply.said["wallet_id"]
    # Who asked first need not have been answered first.
    for one in made:
        _learn(known, one)
    for one in made:
        _learn_of_captures(known, one)
    sums: Held = Counter()
    for one in made:
        path, body = one.request.path.split("/"), one.request.body or {}
        sums.update(_added(known, path, body, one.reply.said))
        sums["row annotation"] += _noted(one.reply.said)
        if path[0] == "payouts" and body["to"] == "wallet":
            sums[f"wallet {one.request.who}"] += body["money"]["amount"]
    sums.update({f"event {kind}": sums[f"line {entry}"] for kind, entry in EVENT_OF.items()})
    return {holder: amount for holder, amount in sums.items() if amount}


def _noted(said: Said) -> int:
    """Return how many objects an answer makes about which something was noted."""
    if "results" in said:
        return sum("metadata" in one.get("answer", {}) for one in said["results"])
    return int("metadata" in said)


def _learn(known: Known, one: Done) -> None:
    said = one.reply.said
    match one.request.path.split("/"):
        case ["deposits"]:
            known.drafts[said["draft_id"]] = _fen(said)
        case ["deposit-batches"]:
            known.drafts |= {each["draft_id"]: _fen(each) for each in _taken(said)}
        case ["orders"]:
            known.orders[said["order_id"]] = said["wallet_id"], _fen(said)
        case ["orders", order_id, "references"]:
            known.references[said["reference"]] = order_id
        case ["cash-out-codes"]:
            known.codes[said["code"]] = said["wallet_id"]
        case ["parcels"]:
            known.parcels[said["item_number"]] = said["order_id"]
        case ["holds"]:
            known.holds[said["hold_id"]] = said["wallet_id"]
        case ["payments"]:
            sides = said["payer_wallet_id"], said["payee_wallet_id"]
            known.payments[said["payment_id"]] = sides


def _learn_of_captures(known: Known, one: Done) -> None:
    match one.request.path.split("/"):
        case ["holds", hold_id, "captures"]:
            sides = known.holds[hold_id], one.reply.said["paid_to_wallet_id"]
            known.payments[one.reply.said["payment_id"]] = sides


def _added(known: Known, path: list[str], body: Said, said: Said) -> Held:
    """Return what one answer adds."""
    match path:
        case [noun]:
            if noun in _NOUNS:
                return _NOUNS[noun](known, body, said)
            assert noun in _ADD_NOTHING, noun
        case ["orders", order_id, step]:
            return _step_of_order(known, order_id, step, said)
        case ["holds" | "payments", of, step]:
            return _step_of_hold(known, of, step, said)
        case ["sellers", _, "certifications"]:
            return Counter({"row certification": 1})
        case ["keys", _, "rotations"]:
            return Counter({"row api_key": 1})
        case _:
            assert path[-1] in {"restocks", "revocations"}, path
    return Counter()


def _step_of_hold(known: Known, of: str, step: str, said: Said) -> Held:
    if step == "reversals":
        return holds.reversed_payment(known.payments[of], said)
    does = {"captures": holds.captured, "releases": holds.released}
    return does[step](known.holds[of], said)


def _step_of_order(known: Known, order_id: str, step: str, said: Said) -> Held:
    wallet_id, amount_fen = known.orders[order_id]
    match step:
        case "payments":
            paid = Counter({f"wallet {wallet_id}": -amount_fen, "line order_paid": 1})
            draft_id = said["draft_id"]
            redeemed = _redeemed(wallet_id, known.drafts[draft_id]) if draft_id else Counter()
            return _sum(paid, redeemed)
        case "refunds":
            return _refunded(wallet_id, said["refunded"]["amount"])
        case "decisions":
            refund_fen = said["refunded"]["amount"]
            kept = Counter({"line release": int(refund_fen < amount_fen)})
            return _sum(kept, _refunded(wallet_id, refund_fen))
    return Counter(_STEPS[step])


def _deposit(_known: Known, _body: Said, said: Said) -> Held:
    return Counter({f"till {said['outlet']}": _fen(said), "line deposit": 1})


def _deposit_batch(known: Known, body: Said, said: Said) -> Held:
    return _sum(*(_deposit(known, body, each) for each in _taken(said)))


def _redemption(_known: Known, _body: Said, said: Said) -> Held:
    return _redeemed(said["wallet_id"], _fen(said))


def _from_till(event: str) -> Callable[[Known, Said, Said], Held]:
    def paid_out(_known: Known, _body: Said, said: Said) -> Held:
        return Counter({f"till {said['outlet']}": -_fen(said), f"line {event}": 1})

    return paid_out


def _cash_movement(_known: Known, body: Said, said: Said) -> Held:
    sign = 1 if body["direction"] == "supply" else -1
    till = f"till {said['outlet']}"
    return Counter({till: sign * _fen(said), f"line cash_{body['direction']}": 1})


def _payment(_known: Known, body: Said, said: Said) -> Held:
    payer, payee = f"wallet {body['payer_wallet_id']}", f"wallet {body['payee_wallet_id']}"
    return _sum(Counter({payer: -_fen(said), "line payment": 1}), Counter({payee: _fen(said)}))


def _withdrawal(_known: Known, _body: Said, said: Said) -> Held:
    return Counter({f"wallet {said['wallet_id']}": -_fen(said), "line withdrawal": 1})


def _reference_payment(known: Known, _body: Said, said: Said) -> Held:
    wallet_id, _ = known.orders[known.references[said["reference"]]]
    credited_fen = said["credited"]["amount"]
    return Counter(
        {
            f"till {said['outlet']}": _fen(said),
            f"wallet {wallet_id}": credited_fen,
            "line reference": int(said["became"] != "credited"),
            "line reference_credit": int(credited_fen > 0),
        }
    )


def _scan(known: Known, _body: Said, said: Said) -> Held:
    if not said["is_new"]:
        return Counter()
    noted = Counter({"row scan": 1})
    if said["state"] != "lost":
        return noted
    # Clients lose only parcels of orders that are paid and that nobody else touches.
    wallet_id, amount_fen = known.orders[known.parcels[said["item_number"]]]
    return _sum(noted, _refunded(wallet_id, amount_fen), Counter({"line compensation": 1}))


def _scan_batch(known: Known, body: Said, said: Said) -> Held:
    return _sum(*(_scan(known, body, each) for each in _taken(said)))


def _text(known: Known, body: Said, said: Said) -> Held:
    reply, held = str(said["reply"]), Counter[str]()
    if credited := re.match(rf"{CREDITED}(\d+)\.(\d\d)元", reply):
        held = _redeemed(known.phones[body["phone"]], int("".join(credited.groups())))
    # Clients end what they hear only where they have begun to.
    hears = int(HEARS in reply) - int(HEARS_NO_MORE in reply)
    return _sum(held, Counter({"row price_subscription": hears}))


def _number_block(_known: Known, _body: Said, said: Said) -> Held:
    return Counter({"row reserved_number": len(said["numbers"])})


def _row_of(table: str) -> Callable[[Known, Said, Said], Held]:
    return lambda _known, _body, _said: Counter({f"row {table}": 1})


def _redeemed(wallet_id: str, amount_fen: int) -> Held:
    return Counter({f"wallet {wallet_id}": amount_fen, "line redemption": 1})


def _refunded(wallet_id: str, amount_fen: int) -> Held:
    return Counter({f"wallet {wallet_id}": amount_fen, "line order_refund": int(amount_fen > 0)})


def _fen(said: Said) -> int:
    return int(said["money"]["amount"])


def _taken(said: Said) -> list[Said]:
    return [one["answer"] for one in said["results"] if one["status"] == CREATED]


def _sum(*parts: Held) -> Held:
    sums: Held = Counter()
    for part in parts:
        sums.update(part)
    return sums


_NOUNS: dict[str, Callable[[Known, Said, Said], Held]] = {
    "deposits": _deposit,
    "deposit-batches": _deposit_batch,
    "number-blocks": _number_block,
    "redemptions": _redemption,
    "cash-outs": _from_till("cash_out"),
    "cancellations": _from_till("cancellation"),
    "refunds": _from_till("draft_refund"),
    "cash-movements": _cash_movement,
    "payments": _payment,
    "withdrawals": _withdrawal,
    "reference-payments": _reference_payment,
    "scans": _scan,
    "scan-batches": _scan_batch,
    "payouts": lambda _known, _body, _said: Counter({"line payout": 1}),
    "wallets": _row_of("wallet"),
    "sellers": _row_of("seller"),
    "offers": _row_of("offer"),
    "orders": _row_of("trade_order"),
    "parcels": _row_of("parcel"),
    "item-number-blocks": _row_of("item_block"),
    "keys": _row_of("api_key"),
    "cash-out-codes": _row_of("cash_out_code"),
    "holds": lambda _known, body, said: holds.placed(body, said),
    "cash-ins": lambda _known, _body, said: agents.cash_in(said),
    "agent-cash-outs": lambda known, body, said: agents.cash_out(known.codes[body["code"]], said),
    "float-top-ups": lambda _known, _body, said: agents.float_swap("float_top_up", 1, said),
    "float-withdrawals": lambda _known, _body, said: agents.float_swap(
        "float_withdrawal", -1, said
    ),
    "commission-payouts": lambda _known, _body, said: agents.commission_payout(said),
    "texts": _text,
    "prices": _row_of("market_price"),
}
_STEPS: dict[str, dict[str, int]] = {
    "references": {}, "cancellations": {}, "shipments": {}, "deliveries": {},
    "confirmations": {"line release": 1},
    "disputes": {"row dispute": 1, "row evidence": 1}, "evidence": {"row evidence": 1},
}  # fmt: skip
_ADD_NOTHING = {
    "settlements", "password-resets", "receipt-replacements", "reference-enquiries",
    "order-sweeps", "parcel-sweeps", "draft-sweeps", "hold-sweeps",
}  # fmt: skip
