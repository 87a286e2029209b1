"""Producers: what they harvest, who passes by, the market's price, and when each hears of it.

All of it is drawn before the run, each for itself: who gets texts changes neither a harvest nor an
offer. Traders and harvests come by daylight, so that a whole day has as much of it from any moment
on. A price is that of a day, in whole fen a kilogram.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.calendar import daily_moments
from sim.diary import NONE, PRICE_TEXT_COLUMNS
from sim.people.sampling import PRICE_MAX_FEN, whole
from sim.people.streams import Dice, Stream
from sim.plan import Plan
from sim.scenario import AnyDistribution
from sim.units import (
    DAY_MS,
    DAYS_PER_WEEK,
    FEN_PER_YUAN,
    HOUR_MS,
    MINUTE_MS,
    NEVER_MS,
    Floats,
    Ints,
)

# Nobody speaks of an older price; so far back the market's is drawn.
OLDEST_DAYS = 90
DAYLIGHT_FROM_MS, DAYLIGHT_MS = 6 * HOUR_MS, 12 * HOUR_MS
WEEK_MS = DAYS_PER_WEEK * DAY_MS
# The turns of a stream, by what else is drawn of a producer or a trader; and the parts of prices'.
GETS_TEXTS, HARVEST, MARKET_DAY = 0, 1, 2
OFFER, LIMIT, PASSES_BY = 1, 2, 3
AHEAD, BACK = 0, 1


class Lot(NamedTuple):
    """What a producer harvests at once, and sells to one trader or loses at `spoils_ms`."""

    producer: int
    harvested_ms: int
    spoils_ms: int
    kg: int


class PriceNews(NamedTuple):
    """A price that a producer hears of: by a text `sent_ms`, or at the weekly market, NONE.

    It is the market's of the day `of_day`, by number; days before the run are below 0. A text that
    is lost is heard at NEVER_MS.
    """

    producer: int
    heard_ms: int
    sent_ms: int
    of_day: int
    price_fen: int


class Trader(NamedTuple):
    """Who passes by a producer: the market's price of the day, the offer, the most to be paid."""

    producer: int
    comes_ms: int
    market_fen: int
    offer_fen: int
    limit_fen: int


def _none_of(noun: type[Lot | PriceNews | Trader]) -> dict[str, Ints]:
    return {name: np.zeros(0, np.int64) for name in noun._fields}


@dataclass(frozen=True)
class Produce:
    """All of a county's producers: one int64 array a trait of each noun; nobody by default.

    Rows are by producer; then lots, traders and news in order of time.
    """

    producers: int = 0
    lots: dict[str, Ints] = field(default_factory=lambda: _none_of(Lot))
    news: dict[str, Ints] = field(default_factory=lambda: _none_of(PriceNews))
    traders: dict[str, Ints] = field(default_factory=lambda: _none_of(Trader))


def producers_of(plan: Plan) -> int:
    """Return how many producers a county has."""
    people = sum(outlet.people for outlet in plan.county.outlets)
    return round(people / 1_000 * plan.scenario.producers.per_1000_people)


def draw_produce(plan: Plan, dice: Dice) -> Produce:
    """Draw the producers of a county; nobody needs no draws."""
    count = producers_of(plan)
    if not count:
        return Produce()
    prices_fen = draw_prices(plan, dice)
    heard, texts = _heard(plan, dice, count, prices_fen), _texts(plan, dice, count, prices_fen)
    news = {name: np.concatenate((heard[name], texts[name])) for name in PriceNews._fields}
    order = np.lexsort((news["of_day"], news["heard_ms"], news["producer"]))
    return Produce(
        producers=count,
        lots=_lots(plan, dice, count),
        news={name: column[order] for name, column in news.items()},
        traders=_traders(plan, dice, count, prices_fen),
    )


def texts_heard(news: Mapping[str, Ints], heard_ms: Ints) -> dict[str, Ints]:
    """Return the texts among the news as the diary has them; `heard_ms` is when each was, or NONE.

    They are by producer, then in the order in which they were sent.
    """
    texts = np.flatnonzero(news["sent_ms"] != NONE)
    texts = texts[np.lexsort((news["sent_ms"][texts], news["producer"][texts]))]
    columns = {**news, "heard_ms": heard_ms}
    return {name: columns[name][texts] for name in PRICE_TEXT_COLUMNS}


def draw_prices(plan: Plan, dice: Dice) -> Ints:
    """Return the market's price by day, from OLDEST_DAYS before the run on: a geometric walk.

    The first day of the run has the scenario's price, and the walk goes from it both ways. Its
    mean stays the same: a step's logarithm has half its variance less than 0 for a mean.
    """
    from scipy import special  # noqa: PLC0415 - heavy, and only needed where there are producers

    rules, days = plan.scenario.producers, plan.scenario.run.days
    steps = [
        rules.daily_volatility * special.ndtri(dice.uniforms(Stream.MARKET_PRICE, count, part))
        - rules.daily_volatility**2 / 2
        for part, count in ((AHEAD, days - 1), (BACK, OLDEST_DAYS))
    ]
    ahead, back = map(np.cumsum, steps)
    logarithms = np.concatenate((back[::-1], [0.0], ahead))
    return _fen(np.exp(logarithms), rules.price_yuan_per_kg * FEN_PER_YUAN)


def daylight_ms(days: Floats) -> Ints:
    """Return the moments of a time that only runs by daylight, counted in days.

    >>> (daylight_ms(np.array([0.0, 0.5, 3.0])) / HOUR_MS).tolist()
    [6.0, 12.0, 78.0]
    """
    midnights = np.floor(days).astype(np.int64)
    of_day_ms = np.floor((days - midnights) * DAYLIGHT_MS).astype(np.int64)
    return midnights * DAY_MS + DAYLIGHT_FROM_MS + of_day_ms


def _lots(plan: Plan, dice: Dice, count: int) -> dict[str, Ints]:
    rules, days = plan.scenario.producers, plan.scenario.run.days
    first = _uniforms(dice, Stream.PRODUCER, count, HARVEST) * rules.harvest_days
    lots = np.ceil((days - first) / rules.harvest_days).clip(0).astype(np.int64)
    producer, number = _numbered(lots)
    harvested_ms = daylight_ms(first[producer] + number * rules.harvest_days)
    uniforms = _each_time(dice, Stream.LOT_KG, count, int(lots.max()))
    return {
        "producer": producer,
        "harvested_ms": harvested_ms,
        "spoils_ms": harvested_ms + round(rules.keeps_days * DAY_MS),
        "kg": whole(rules.lot_kg.quantile(uniforms[number, producer])).clip(1),
    }


def _traders(plan: Plan, dice: Dice, count: int, prices_fen: Ints) -> dict[str, Ints]:
    """Return who passes: of all traders of the county each goes by one producer, by chance."""
    rules, days = plan.scenario.producers, plan.scenario.run.days
    a_day = rules.traders_per_day * count
    epochs = dice.epochs(Stream.TRADER, a_day * days)
    comes_ms = daylight_ms(epochs / a_day if a_day else epochs)
    market_fen = prices_fen[OLDEST_DAYS + comes_ms // DAY_MS]

    def shares_of_price(law: AnyDistribution, turn: int) -> Ints:
        return _fen(law.quantile(_uniforms(dice, Stream.TRADER, epochs.size, turn)), market_fen)

    offer_fen = shares_of_price(rules.offer_share, OFFER)
    chosen = _uniforms(dice, Stream.TRADER, epochs.size, PASSES_BY) * count
    traders = {
        "producer": chosen.astype(np.int64),
        "comes_ms": comes_ms,
        "market_fen": market_fen,
        "offer_fen": offer_fen,
        "limit_fen": np.maximum(shares_of_price(rules.limit_share, LIMIT), offer_fen),
    }
    order = np.argsort(traders["producer"], kind="stable")
    return {name: column[order] for name, column in traders.items()}


def _heard(plan: Plan, dice: Dice, count: int, prices_fen: Ints) -> dict[str, Ints]:
    """Return what producers hear at their weekly market, and first what they know from before."""
    first = _uniforms(dice, Stream.PRODUCER, count, MARKET_DAY) * WEEK_MS
    market_ms = np.floor(first).astype(np.int64)
    weeks = 1 - (market_ms - plan.end_ms) // WEEK_MS
    producer, week = _numbered(weeks)
    heard_ms = market_ms[producer] + (week - 1) * WEEK_MS
    uniforms = _each_time(dice, Stream.PRICE_AGE, count, int(weeks.max()))
    ages = plan.scenario.producers.price_age_days.quantile(uniforms[week, producer])
    of_day = np.maximum(heard_ms // DAY_MS - whole(ages, OLDEST_DAYS), -OLDEST_DAYS)
    return {
        "producer": producer,
        "heard_ms": np.maximum(heard_ms, 0),
        "sent_ms": np.full(producer.size, NONE),
        "of_day": of_day,
        "price_fen": prices_fen[OLDEST_DAYS + of_day],
    }


def _texts(plan: Plan, dice: Dice, count: int, prices_fen: Ints) -> dict[str, Ints]:
    """Return the texts to those who get them, each with the price of its day."""
    rules, sms = plan.scenario.producers, plan.scenario.sms
    sent_ms = daily_moments(rules.news_times, plan.scenario)
    gets_texts = _uniforms(dice, Stream.PRODUCER, count, GETS_TEXTS) < rules.news_share
    times = sent_ms.size if sms.enabled and gets_texts.any() else 0
    producer, number = _numbered(gets_texts * times)
    uniforms = _each_time(dice, Stream.PRICE_TEXT, count, 2 * times)
    lost = uniforms[2 * number, producer] < sms.loss_share
    delays = sms.delay_min.quantile(uniforms[2 * number + 1, producer])
    of_day = sent_ms[number] // DAY_MS
    return {
        "producer": producer,
        "heard_ms": np.where(lost, NEVER_MS, sent_ms[number] + whole(delays * MINUTE_MS)),
        "sent_ms": sent_ms[number],
        "of_day": of_day,
        "price_fen": prices_fen[OLDEST_DAYS + of_day],
    }


def _uniforms(dice: Dice, stream: Stream, count: int, turn: int) -> Floats:
    return dice.uniforms_of_parts(stream, (count,), turn)


def _each_time(dice: Dice, stream: Stream, count: int, times: int) -> Floats:
    """Return a row of uniform numbers for each time, of a turn each, with one a producer."""
    rows = [_uniforms(dice, stream, count, turn) for turn in range(times)]
    return np.array(rows).reshape(times, count)


def _numbered(counts: Ints) -> tuple[Ints, Ints]:
    """Return whose each row is, and its number from 0 on, of so many rows each."""
    whose = np.repeat(np.arange(counts.size), counts)
    return whose, np.arange(whose.size) - (np.cumsum(counts) - counts)[whose]


def _fen(shares: Floats, of_fen: Ints | float) -> Ints:
    """Return shares of prices in whole fen: at least one, and at most what anything costs."""
    return whole(shares * of_fen, PRICE_MAX_FEN).clip(1)
