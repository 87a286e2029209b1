"""The twin of `sim.model.produce`: one producer after the other, each from first day to last.

Producers meet nobody, neither each other nor anybody at the counters; so none of this is among the
events of the loop, and a county without producers does without all of it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np

from sim.diary import LOT_COLUMNS, NONE, PRICE_TEXT_COLUMNS, LotEnding, columns
from sim.kernel.compiling import called_from_python, compile_for, compiled
from sim.kernel.records import records
from sim.model.bargain import agreed_fen as agreed_fen_in_python
from sim.model.bargain import left_ppm as left_ppm_in_python
from sim.model.bargain import reserve_fen as reserve_fen_in_python
from sim.people.producers import OLDEST_DAYS, Produce, texts_heard
from sim.plan import Plan
from sim.units import NEVER_MS, PPM, Ints

# The very functions of the model, compiled.
agreed_fen = compiled(agreed_fen_in_python)
reserve_fen = compiled(reserve_fen_in_python)
left_ppm = compiled(left_ppm_in_python)


class BargainRules(Protocol):
    """What a bargain asks of the scenario, and when the run ends."""

    end_ms: int
    bargain_ppm: int
    reservation_ppm: int
    falls: int


class Producer(Protocol):
    """Whose lots, news and traders come next, before the next producer's, and what is known.

    Lots from `ready` until before `next_lot` are ready, the oldest first.
    """

    ready: int
    next_lot: int
    after_lot: int
    next_news: int
    after_news: int
    next_trader: int
    after_trader: int
    known_fen: int
    known_day: int


class LotsForSale(NamedTuple):
    """All lots, in the columns of the diary."""

    lot: Ints
    producer: Ints
    kg: Ints
    harvested_ms: Ints
    spoils_ms: Ints
    refused: Ints
    ended_as: Ints
    ended_ms: Ints
    market_fen: Ints
    known_fen: Ints
    offer_fen: Ints
    price_fen: Ints


class NewsOfPrices(NamedTuple):
    """All news: when it comes, of which day and price, and when it was heard, or NONE."""

    comes_ms: Ints
    of_day: Ints
    price_fen: Ints
    heard_ms: Ints


class PassingTraders(NamedTuple):
    """All traders, in the columns of `Trader`."""

    comes_ms: Ints
    market_fen: Ints
    offer_fen: Ints
    limit_fen: Ints


class Countryside(NamedTuple):
    """All producers of a county, by number, and what is theirs, by producer."""

    rules: Sequence[BargainRules]
    producers: Sequence[Producer]
    lots: LotsForSale
    news: NewsOfPrices
    traders: PassingTraders


def simulate_produce(plan: Plan, drawn: Produce) -> tuple[dict[str, Ints], dict[str, Ints]]:
    """Return the lots and the texts of the diary."""
    if not drawn.producers:
        return columns(LOT_COLUMNS, []), columns(PRICE_TEXT_COLUMNS, [])
    countryside = begin(plan, drawn)
    compile_produce()
    produce(countryside)
    return countryside.lots._asdict(), texts_heard(drawn.news, countryside.news.heard_ms)


@cache
def compile_produce() -> None:
    """Compile it, or fetch it from disk."""
    nothing = np.empty(0, np.int64)
    compile_for(
        produce,
        Countryside(
            rules=records(BargainRules, {}),
            producers=records(Producer, {}),
            lots=LotsForSale._make(nothing for _ in LotsForSale._fields),
            news=NewsOfPrices._make(nothing for _ in NewsOfPrices._fields),
            traders=PassingTraders._make(nothing for _ in PassingTraders._fields),
        ),
    )


def begin(plan: Plan, drawn: Produce) -> Countryside:
    """Return the countryside at its first midnight."""
    producers = plan.scenario.producers
    rules = {
        "end_ms": [plan.end_ms],
        "bargain_ppm": [round(producers.bargain_share * PPM)],
        "reservation_ppm": [round(producers.reservation_share * PPM)],
        "falls": [int(producers.reservation_falls)],
    }
    count = drawn.lots["kg"].size
    yet = dict.fromkeys(LOT_COLUMNS[7:], NONE) | {"refused": 0, "ended_as": LotEnding.PRESENT}
    lots = drawn.lots | {"lot": np.arange(count)}
    lots |= {name: np.full(count, value, np.int64) for name, value in yet.items()}
    news = {name: drawn.news[name] for name in ("of_day", "price_fen")}
    heard_ms = np.full(drawn.news["heard_ms"].size, NONE)
    traders = {name: drawn.traders[name] for name in PassingTraders._fields}
    return Countryside(
        rules=records(BargainRules, rules),
        producers=_producers(drawn),
        lots=LotsForSale(**_contiguous(lots)),
        news=NewsOfPrices(
            **_contiguous({"comes_ms": drawn.news["heard_ms"], **news, "heard_ms": heard_ms})
        ),
        traders=PassingTraders(**_contiguous(traders)),
    )


def _producers(drawn: Produce) -> Sequence[Producer]:
    columns: dict[str, Ints] = {"known_day": np.full(drawn.producers, -OLDEST_DAYS)}
    for name, table in (("lot", drawn.lots), ("news", drawn.news), ("trader", drawn.traders)):
        counts = np.bincount(table["producer"], minlength=drawn.producers)
        columns[f"after_{name}"] = np.cumsum(counts)
        columns[f"next_{name}"] = columns[f"after_{name}"] - counts
    columns["ready"] = columns["next_lot"]
    made: Sequence[Producer] = records(Producer, columns)
    return made


def _contiguous(columns: Mapping[str, Ints]) -> dict[str, Ints]:
    return {name: np.require(one, np.int64, ["C", "W"]) for name, one in columns.items()}


@called_from_python
def produce(countryside: Countryside) -> None:
    """Let all producers live, one after the other."""
    for number in range(len(countryside.producers)):
        live(countryside, number)


@compiled
def live(countryside: Countryside, number: int) -> None:
    """Let happen what comes first, until the end; at one moment in the order of ranks."""
    lots, producer = countryside.lots, countryside.producers[number]
    news, traders = countryside.news, countryside.traders
    while True:
        harvested_ms = moment(lots.harvested_ms, producer.next_lot, producer.after_lot)
        spoils_ms = moment(lots.spoils_ms, producer.ready, producer.next_lot)
        news_ms = moment(news.comes_ms, producer.next_news, producer.after_news)
        trader_ms = moment(traders.comes_ms, producer.next_trader, producer.after_trader)
        now_ms = min(harvested_ms, spoils_ms, news_ms, trader_ms)
        if now_ms >= countryside.rules[0].end_ms:
            return
        if now_ms == harvested_ms:
            harvest(producer)
        elif now_ms == spoils_ms:
            spoil(countryside, producer, now_ms)
        elif now_ms == news_ms:
            hear(countryside, producer, now_ms)
        else:
            trade(countryside, producer, now_ms)


@compiled
def moment(moments_ms: Ints, index: int, after: int) -> int:
    """Return the moment of what comes next, or NEVER_MS."""
    return moments_ms[index] if index < after else NEVER_MS


@compiled
def harvest(producer: Producer) -> None:
    """Have the next lot ready."""
    producer.next_lot += 1


@compiled
def spoil(countryside: Countryside, producer: Producer, now_ms: int) -> None:
    """Lose the oldest lot that is ready."""
    end(countryside, producer, LotEnding.LOST, now_ms)


@compiled
def end(countryside: Countryside, producer: Producer, ending: int, now_ms: int) -> None:
    """Sell or lose the oldest lot that is ready."""
    lots = countryside.lots
    lots.ended_as[producer.ready] = ending
    lots.ended_ms[producer.ready] = now_ms
    producer.ready += 1


@compiled
def hear(countryside: Countryside, producer: Producer, now_ms: int) -> None:
    """Hear of a price; what is older than what is known already changes nothing."""
    news, index = countryside.news, producer.next_news
    producer.next_news += 1
    news.heard_ms[index] = now_ms
    if news.of_day[index] >= producer.known_day:
        producer.known_fen = news.price_fen[index]
        producer.known_day = news.of_day[index]


@compiled
def trade(countryside: Countryside, producer: Producer, now_ms: int) -> None:
    """Offer the oldest lot to the trader who passes."""
    trader = producer.next_trader
    producer.next_trader += 1
    if producer.ready < producer.next_lot:
        bargain(countryside, producer, trader, now_ms)


@compiled
def bargain(countryside: Countryside, producer: Producer, trader: int, now_ms: int) -> None:
    """Sell a lot for the price that a bargain leads to, unless that is too little."""
    lots, traders, rules = countryside.lots, countryside.traders, countryside.rules[0]
    lot, known_fen, offer_fen = producer.ready, producer.known_fen, traders.offer_fen[trader]
    price_fen = agreed_fen(known_fen, offer_fen, traders.limit_fen[trader], rules.bargain_ppm)
    left = left_ppm(lots.harvested_ms[lot], lots.spoils_ms[lot], now_ms) if rules.falls else PPM
    if price_fen < reserve_fen(known_fen, rules.reservation_ppm, left):
        lots.refused[lot] += 1
        return
    lots.market_fen[lot], lots.offer_fen[lot] = traders.market_fen[trader], offer_fen
    lots.known_fen[lot], lots.price_fen[lot] = known_fen, price_fen
    end(countryside, producer, LotEnding.SOLD, now_ms)
