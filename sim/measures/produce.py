"""Producers: what they were paid over the market's price, what spoiled, which texts they got.

With a warm-up, lots are those harvested after its end, and texts those sent after it. Shares of
the market's price are in millionths, so that their sums are exact in whatever parts they are added.
"""

from collections.abc import Mapping
from operator import mul

import numpy as np

from sim.diary import Diary, LotEnding
from sim.measures.tallies import Columns, tallied
from sim.people.producers import producers_of
from sim.plan import Plan
from sim.units import DAY_MS, PPM, Ints

PERCENT_PPM = PPM // 100
# Who was paid more is counted with these: the picture has no room for them.
PERCENT_MOST = 1_000


def measure_produce(diary: Diary, plan: Plan) -> dict[str, int]:
    """Return counts and sums of the producers of a county; nothing where there cannot be any.

    `lots_sold` and `lots_lost` are the lots that ended so; `kg_sold`, `lots_fen` and
    `offers_refused` are sums of the sold, and of all that ended. Of the price over the market's
    there is the sum by kilograms, and the sum and that of squares over lots, and over producers
    that sold any, each with its mean by kilograms.
    """
    if not plan.scenario.producers.per_1000_people:
        return {}
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    lots = {
        name: column[diary.lots["harvested_ms"] >= from_ms] for name, column in diary.lots.items()
    }
    sold = _only(lots, LotEnding.SOLD)
    prices_ppm, kg = _over_market_ppm(sold).tolist(), sold["kg"].tolist()
    by_kg = list(map(mul, prices_ppm, kg))
    of_producers = _means(sold["producer"].tolist(), by_kg, kg)
    ended = lots["ended_as"] != LotEnding.PRESENT
    return {
        "producers": producers_of(plan),
        "price_texts": int((diary.price_texts["sent_ms"] >= from_ms).sum()),
        "lots_sold": len(kg),
        "lots_lost": int((lots["ended_as"] == LotEnding.LOST).sum()),
        "offers_refused": int(lots["refused"][ended].sum()),
        "kg_sold": sum(kg),
        "lots_fen": sum(map(mul, sold["price_fen"].tolist(), kg)),
        "price_by_kg_ppm": sum(by_kg),
        "price_of_lots_ppm": sum(prices_ppm),
        "price_of_lots_squared": sum(map(mul, prices_ppm, prices_ppm)),
        "producers_sold": len(of_producers),
        "price_of_producers_ppm": sum(of_producers),
        "price_of_producers_squared": sum(map(mul, of_producers, of_producers)),
    }


def price_histogram(diary: Diary, plan: Plan) -> Columns:
    """Return how many lots were sold at each whole percent of the market's price."""
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    sold = _only(diary.lots, LotEnding.SOLD)
    prices_ppm = _over_market_ppm(sold)[sold["harvested_ms"] >= from_ms]
    return tallied({"percent": np.minimum(prices_ppm // PERCENT_PPM, PERCENT_MOST)})


def _only(lots: Mapping[str, Ints], ending: LotEnding) -> Columns:
    return {name: column[lots["ended_as"] == ending] for name, column in lots.items()}


def _over_market_ppm(sold: Mapping[str, Ints]) -> Ints:
    found: Ints = sold["price_fen"] * PPM // sold["market_fen"]
    return found


def _means(producers: list[int], by_kg: list[int], kg: list[int]) -> list[int]:
    """Return the mean of each producer, by kilograms, in whole millionths."""
    sums: dict[int, tuple[int, int]] = {}
    for producer, price, weight in zip(producers, by_kg, kg, strict=True):
        price_before, weight_before = sums.get(producer, (0, 0))
        sums[producer] = (price_before + price, weight_before + weight)
    return [price // weight for price, weight in sums.values()]
