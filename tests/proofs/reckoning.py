"""Whether the database holds just what the last answers of a journal add up to."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

from sqlalchemy import create_engine, text

from tests.proofs.client import Client, Done, Journal
from tests.proofs.served import Line, Reply, Served
from tests.proofs.soundness import faults
from tests.proofs.tally import EVENT_OF, tallied

AT_ONCE = 8
TABLES = (
    "wallet", "seller", "certification", "offer", "trade_order", "dispute", "evidence",
    "item_block", "parcel", "scan", "api_key", "reserved_number", "cash_out_code", "float_code",
    "market_price", "price_subscription", "annotation",
    "wallet_hold", "hold_capture", "payment_reversal",
)  # fmt: skip


@contextmanager
def reckoned(served: Served) -> Iterator[Journal]:
    """Lend a journal; prove afterwards that all it has is there, nothing twice, nothing else."""
    before, journal = held(served.url), Journal()
    yield journal
    assert faults(served.url) == {}
    change = held(served.url)
    change.subtract(before)
    assert {holder: amount for holder, amount in change.items() if amount} == tallied(journal.done)


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


def held(url: str) -> Counter[str]:
    """Return what the database holds: cash in tills, money in wallets, lines, events, rows."""
    sums: Counter[str] = Counter()
    engine = create_engine(url)
    with engine.connect() as connection:
        for name, cash_fen in connection.execute(text("SELECT outlet, cash_fen FROM outlet")):
            sums[f"till {name}"] = cash_fen
        for name, balance in connection.execute(text("SELECT wallet_id, balance_fen FROM wallet")):
            sums[f"wallet {name}"] = balance
        of_agents = text("SELECT agent, float_fen, commission_fen FROM agent")
        for name, float_fen, commission_fen in connection.execute(of_agents):
            sums[f"float {name}"], sums[f"commission {name}"] = float_fen, commission_fen
        # What stands in both books is one thing.
        for (key,) in connection.execute(text("SELECT DISTINCT key FROM transfer")):
            sums[f"line {key.partition(':')[0]}"] += 1
        told = text("SELECT kind, COUNT(*) FROM event GROUP BY kind")
        sums.update(
            {f"event {kind}": n for kind, n in connection.execute(told) if kind in EVENT_OF}
        )
        for table in TABLES:
            count = connection.execute(text(f"SELECT COUNT(*) FROM {table}"))  # noqa: S608 - names of our own
            sums[f"row {table}"] = count.scalar_one()
    engine.dispose()
    # A closed day pays what is due by then, and enters what outlets have earned, which no answer
    # says.
    del sums["line settlement"], sums["line outlet_commission"]
    return sums
