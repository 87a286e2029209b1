"""The metrics of producers: left out wherever there are none."""

from math import isqrt

from sim.measures.figures import Figure, ratio
from sim.measures.merged import Measures
from sim.measures.metric import Better, Metric
from sim.units import DAYS_PER_WEEK, FEN_PER_YUAN, PPM


def _over(part: str, whole: str, unit: float = 1.0) -> Figure:
    """Return one count over another, in units of the first."""

    def value(merged: Measures) -> float:
        counts = merged.counts
        return ratio(counts.get(part, 0) / unit, counts.get(whole, 0))

    return value


def _per_lot(name: str, unit: int = 1) -> Figure:
    """Return a sum over the number of lots that were sold or lost."""

    def value(merged: Measures) -> float:
        counts = merged.counts
        return ratio(
            counts.get(name, 0) / unit, counts.get("lots_sold", 0) + counts.get("lots_lost", 0)
        )

    return value


def _variation(whose: str, number: str) -> Figure:
    """Return the coefficient of variation: the standard deviation of all there are, over the mean.

    It is of whole numbers to the last step, and so the same in whatever parts they were added.
    """

    def value(merged: Measures) -> float:
        counts = merged.counts
        total = counts.get(f"price_of_{whose}_ppm", 0)
        squares = counts.get(number, 0) * counts.get(f"price_of_{whose}_squared", 0)
        return ratio(isqrt(squares - total**2), total)

    return value


def _texts_per_week(merged: Measures) -> float:
    texts, producers = merged.counts.get("price_texts", 0), merged.counts.get("producers", 0)
    return ratio(texts * DAYS_PER_WEEK, producers * merged.days)


_ROWS: tuple[tuple[str, str, str, Better, Figure], ...] = (
    (
        "price_over_market",
        "ratio",
        "paid a kilogram divided by the market's price of the day, mean by kilograms of those sold",
        "higher",
        _over("price_by_kg_ppm", "kg_sold", PPM),
    ),
    (
        "producers_price_cv",
        "ratio",
        "standard deviation over mean of that ratio, between producers",
        "lower",
        _variation("producers", "producers_sold"),
    ),
    (
        "lots_price_cv",
        "ratio",
        "standard deviation over mean of that ratio, between lots",
        "lower",
        _variation("lots", "lots_sold"),
    ),
    (
        "lots_unsold_share",
        "share",
        "share that spoiled, of those sold or spoiled by the end of the run",
        "lower",
        _per_lot("lots_lost"),
    ),
    (
        "income_per_lot_yuan",
        "yuan",
        "paid for a lot, nothing for one that spoiled, of those sold or spoiled by the end",
        "higher",
        _per_lot("lots_fen", FEN_PER_YUAN),
    ),
    (
        "offers_refused_per_lot",
        "offers",
        "refused as too little, of those sold or spoiled by the end of the run",
        "neither",
        _per_lot("offers_refused"),
    ),
)
PRICES: tuple[Metric, ...] = (
    *(
        Metric(name, unit, "produce", said, better, "lots", value, optional=True)
        for name, unit, said, better, value in _ROWS
    ),
    Metric(
        "price_texts_per_producer_week",
        "messages",
        "produce",
        "messages with the market's price, sent to a producer in a week",
        "neither",
        "events",
        _texts_per_week,
        optional=True,
    ),
)
