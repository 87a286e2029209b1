"""What the last answers of a journal add up to, and whether the database holds just that."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any

from sqlalchemy import create_engine, text

from tests.proofs.load import Client, Done, Journal
from tests.proofs.served import Line, Reply, Served
from tests.proofs.soundness import faults

AT_ONCE = 8


@contextmanager
def reckoned(served: Served) -> Iterator[Journal]:
    """Lend a journal; prove afterwards that all it has is there, nothing twice, nothing else."""
    before, journal = held(served.url), Journal()
    yield journal
    assert faults(served.url) == {}
    change = held(served.url)
    change.subtract(before)
    assert {holder: amount for holder, amount in change.items() if amount} == answered(journal.done)


def gets_the_first_answers_again(served: Served, done: Iterable[Done]) -> int:
    """Repeat requests, and prove that each answer is the first one, byte for byte."""
    kept = [one for one in done if one.request.key]

    def repeated(part: list[Done]) -> list[Reply]:
        with Line(served) as line:
            again = Client(line, Journal(), Random())
            return [again.settled(one.request) for one in part]

    parts = [kept[place::AT_ONCE] for place in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for part, replies in zip(parts, pool.map(repeated, parts), strict=True):
            for one, again in zip(part, replies, strict=True):
                first = one.reply
                is_same = (again.status, again.content) == (first.status, first.content)
                assert is_same, f"{one.request.path}: {first}, then {again}"
                assert again.is_repeated, f"{one.request.path}: {again} was done anew"
    return len(kept)


def answered(done: Iterable[Done]) -> dict[str, int]:
    """Return what must be held by tills and wallets, and how often what was done."""
    sums: Counter[str] = Counter()
    for one in done:
        if one.request.method != "POST" or one.reply.status != 201:
            continue
        sums[f"count {one.request.path}"] += 1
        for holder, change_fen in _changes(
            one.request.path, one.request.body or {}, one.reply
        ).items():
            sums[holder] += change_fen
    del sums["count settlements"], sums["count password-resets"]
    return {holder: amount for holder, amount in sums.items() if amount}


def _changes(path: str, body: dict[str, Any], reply: Reply) -> dict[str, int]:
    said = reply.said
    if "money" not in said:
        return {}
    amount_fen: int = said["money"]["amount"]
    changes: dict[str, int] = {}
    match path:
        case "deposits":
            changes = {f"till {said['outlet']}": amount_fen}
        case "cash-outs" | "cancellations":
            changes = {f"till {said['outlet']}": -amount_fen}
        case "cash-movements":
            sign = 1 if body["direction"] == "supply" else -1
            changes = {f"till {said['outlet']}": sign * amount_fen}
        case "redemptions":
            changes = {f"wallet {said['wallet_id']}": amount_fen}
        case "payments":
            payer, payee = body["payer_wallet_id"], body["payee_wallet_id"]
            changes = {f"wallet {payer}": -amount_fen, f"wallet {payee}": amount_fen}
        case "withdrawals":
            changes = {f"wallet {said['wallet_id']}": -amount_fen}
    return changes


_COUNTED = {
    "deposit": "deposits",
    "redemption": "redemptions",
    "cash_out": "cash-outs",
    "cancellation": "cancellations",
    "payment": "payments",
    "withdrawal": "withdrawals",
    "cash_supply": "cash-movements",
    "cash_collection": "cash-movements",
}


def held(url: str) -> Counter[str]:
    """Return the same as the database has it."""
    sums: Counter[str] = Counter()
    engine = create_engine(url)
    with engine.connect() as connection:
        for name, cash_fen in connection.execute(text("SELECT outlet, cash_fen FROM outlet")):
            sums[f"till {name}"] = cash_fen
        for name, balance in connection.execute(text("SELECT wallet_id, balance_fen FROM wallet")):
            sums["count wallets"] += 1
            sums[f"wallet {name}"] = balance
        # A redemption stands in both books: count it in one.
        keys = text("SELECT key, MIN(book) FROM transfer GROUP BY key")
        for key, _ in connection.execute(keys):
            event = key.partition(":")[0]
            if event in _COUNTED:
                sums[f"count {_COUNTED[event]}"] += 1
    engine.dispose()
    return sums
