"""Producers: lots are harvested, traders pass and bargain, news of the price comes, lots spoil.

Nobody here meets anybody of the counters: producers share the clock with them, and no line. So
their numbers are their own, from 0 on. What happens to one producer at the same millisecond has
the order of `Rank`: a lot is harvested, or spoils, by `SCHEDULE`; news comes by `PARCEL`; and then
a trader by `REQUEST`, who finds what is there and is asked for what is known by now.

The cash goes from hand to hand and is in neither of the books.
"""

from collections import deque
from collections.abc import Iterator

from simpy.events import ProcessGenerator

from sim.diary import LOT_COLUMNS, NONE, LotEnding
from sim.model.bargain import agreed_fen, left_ppm, reserve_fen
from sim.model.office import Rank, World
from sim.people.producers import OLDEST_DAYS, Lot, PriceNews, Produce, Trader
from sim.units import PPM, Ints


class LotForSale:
    """A lot, as it will stand in the diary: what is known of its sale is that of its last end."""

    __slots__ = LOT_COLUMNS

    def __init__(self, number: int, drawn: Lot) -> None:
        """It is still to be harvested; lots are numbered by producer, then in order of time."""
        self.lot = number
        self.producer = drawn.producer
        self.kg = drawn.kg
        self.harvested_ms = drawn.harvested_ms
        self.spoils_ms = drawn.spoils_ms
        self.refused = 0
        self.ended_as = LotEnding.PRESENT
        self.ended_ms = NONE
        self.market_fen = NONE
        self.known_fen = NONE
        self.offer_fen = NONE
        self.price_fen = NONE

    def end(self, ending: LotEnding, now_ms: int) -> None:
        """Sell it, or lose it."""
        self.ended_as = ending
        self.ended_ms = now_ms


class Producer:
    """Who has which lots ready, the oldest first, and knows which price, of which day."""

    def __init__(self, number: int) -> None:
        """Nothing is ready, and nothing known, so that any offer would do."""
        self.number = number
        self.lots: list[LotForSale] = []
        self.traders: list[Trader] = []
        self.news: list[tuple[int, PriceNews]] = []
        self.ready: deque[LotForSale] = deque()
        self.known_fen, self.known_day = 0, -OLDEST_DAYS


class Countryside:
    """All producers of a county, their lots, and when each news was heard; NONE if it was not."""

    def __init__(self, produce: Produce) -> None:
        """Give each producer what was drawn."""
        self.producers = [Producer(number) for number in range(produce.producers)]
        self.lots = [
            LotForSale(number, Lot._make(row)) for number, row in enumerate(_rows(produce.lots))
        ]
        self.heard_ms = [NONE] * produce.news["heard_ms"].size
        for lot in self.lots:
            self.producers[lot.producer].lots.append(lot)
        for trader in map(Trader._make, _rows(produce.traders)):
            self.producers[trader.producer].traders.append(trader)
        for number, news in enumerate(map(PriceNews._make, _rows(produce.news))):
            self.producers[news.producer].news.append((number, news))


def produce(world: World) -> Countryside:
    """Let all producers begin, if there are any."""
    countryside = Countryside(world.people.produce)
    for producer in countryside.producers:
        world.env.process(harvest(world, producer))
        world.env.process(hear(world, producer, countryside.heard_ms))
        world.env.process(trade(world, producer))
    return countryside


def harvest(world: World, producer: Producer) -> ProcessGenerator:
    """Have one lot after the other ready."""
    for lot in producer.lots:
        yield world.until(lot.harvested_ms, Rank.SCHEDULE + producer.number)
        producer.ready.append(lot)
        world.env.process(spoil(world, producer, lot))


def spoil(world: World, producer: Producer, lot: LotForSale) -> ProcessGenerator:
    """Lose a lot that nobody has bought."""
    yield world.until(lot.spoils_ms, Rank.SCHEDULE + producer.number)
    if lot.ended_as is LotEnding.PRESENT:
        producer.ready.remove(lot)
        lot.end(LotEnding.LOST, world.now_ms)


def hear(world: World, producer: Producer, heard_ms: list[int]) -> ProcessGenerator:
    """Hear of prices; what is older than what is known already changes nothing."""
    for number, news in producer.news:
        yield world.until(news.heard_ms, Rank.PARCEL + producer.number)
        heard_ms[number] = world.now_ms
        if news.of_day >= producer.known_day:
            producer.known_fen, producer.known_day = news.price_fen, news.of_day


def trade(world: World, producer: Producer) -> ProcessGenerator:
    """Offer the oldest lot to each trader who passes."""
    for trader in producer.traders:
        yield world.until(trader.comes_ms, Rank.REQUEST + producer.number)
        if producer.ready:
            bargain(world, producer, trader)


def bargain(world: World, producer: Producer, trader: Trader) -> None:
    """Sell a lot for the price that a bargain leads to, unless that is too little."""
    lot, rules = producer.ready[0], world.plan.scenario.producers
    known_fen = producer.known_fen
    price_fen = agreed_fen(
        known_fen, trader.offer_fen, trader.limit_fen, round(rules.bargain_share * PPM)
    )
    falls = rules.reservation_falls
    left = left_ppm(lot.harvested_ms, lot.spoils_ms, world.now_ms) if falls else PPM
    if price_fen < reserve_fen(known_fen, round(rules.reservation_share * PPM), left):
        lot.refused += 1
        return
    producer.ready.popleft()
    lot.market_fen, lot.offer_fen = trader.market_fen, trader.offer_fen
    lot.known_fen, lot.price_fen = known_fen, price_fen
    lot.end(LotEnding.SOLD, world.now_ms)


def _rows(columns: dict[str, Ints]) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns.values()), strict=True)
