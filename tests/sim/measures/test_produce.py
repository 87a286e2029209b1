"""What producers were paid, what spoiled and which texts they got: against lists of lots."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import pstdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.diary import (
    JOURNEY_COLUMNS,
    LOT_COLUMNS,
    NONE,
    PRICE_TEXT_COLUMNS,
    VISIT_COLUMNS,
    Diary,
    LotEnding,
    columns,
)
from sim.measures import METRICS, measure, merge, metrics_of
from sim.plan import Plan
from sim.units import DAY_MS
from tests.sim.measures.by_hand import Row, mean, over
from tests.sim.measures.diaries import DAYS, END_MS, MOMENTS, plan_of

PRICES = st.integers(50, 400)
PRODUCERS = 20  # of 20,000 people
NEAR = 1e-5  # prices over the market's are in whole millionths


def told(lots: Sequence[tuple[int, ...]], texts: Sequence[tuple[int, ...]]) -> Diary:
    """Return a diary of these lots and texts, and nobody else."""
    return Diary(
        county="1",
        replication=0,
        end_ms=END_MS,
        journeys=columns(JOURNEY_COLUMNS, []),
        visits=columns(VISIT_COLUMNS, []),
        lots=columns(LOT_COLUMNS, list(lots)),
        price_texts=columns(PRICE_TEXT_COLUMNS, list(texts)),
    )


@st.composite
def made_up(draw: st.DrawFn) -> Diary:
    """Draw lots that ended in any way, and texts, in no order."""
    lots = []
    for number in range(draw(st.integers(0, 12))):
        harvested_ms = draw(MOMENTS)
        row = dict.fromkeys(LOT_COLUMNS, NONE) | {
            "lot": number,
            "producer": draw(st.integers(0, 3)),
            "kg": draw(st.integers(1, 900)),
            "harvested_ms": harvested_ms,
            "spoils_ms": harvested_ms + DAY_MS,
            "refused": draw(st.integers(0, 3)),
            "ended_as": int(draw(st.sampled_from(LotEnding))),
        }
        if row["ended_as"] == LotEnding.SOLD:
            row |= {name: draw(PRICES) for name in LOT_COLUMNS if name.endswith("_fen")}
        lots.append(tuple(row[name] for name in LOT_COLUMNS))
    sent = draw(st.lists(MOMENTS, max_size=5))
    return told(lots, [(0, sent_ms, NONE, 200) for sent_ms in sent])


def rows_of(diary: Diary, from_ms: int) -> list[Row]:
    """Return the lots harvested from a moment on."""
    rows = zip(*(diary.lots[name].tolist() for name in LOT_COLUMNS), strict=True)
    lots = [dict(zip(LOT_COLUMNS, row, strict=True)) for row in rows]
    return [lot for lot in lots if lot["harvested_ms"] >= from_ms]


def of_producers(diary: Diary, plan: Plan) -> dict[str, float]:
    """Return each figure of producers, from the lots one by one."""
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    ended = [lot for lot in rows_of(diary, from_ms) if lot["ended_as"] != LotEnding.PRESENT]
    sold = [lot for lot in ended if lot["ended_as"] == LotEnding.SOLD]
    paid = {lot["lot"]: Fraction(lot["price_fen"], lot["market_fen"]) for lot in sold}
    by_producer: dict[int, list[Row]] = {}
    for lot in sold:
        by_producer.setdefault(lot["producer"], []).append(lot)

    def by_kg(lots: list[Row]) -> float:
        weighed = sum(paid[lot["lot"]] * lot["kg"] for lot in lots)
        return over(float(weighed), sum(lot["kg"] for lot in lots))

    def variation(values: list[float]) -> float:
        return over(pstdev(values), mean(values)) if values else float("nan")

    texts = [sent_ms for sent_ms in diary.price_texts["sent_ms"].tolist() if sent_ms >= from_ms]
    weeks = (DAYS - plan.scenario.run.warm_up_days) / 7
    return {
        "price_over_market": by_kg(sold),
        "producers_price_cv": variation([by_kg(lots) for lots in by_producer.values()]),
        "lots_price_cv": variation([float(paid[lot["lot"]]) for lot in sold]),
        "lots_unsold_share": mean([lot["ended_as"] == LotEnding.LOST for lot in ended]),
        "income_per_lot_yuan": over(
            sum(lot["kg"] * lot["price_fen"] for lot in sold) / 100, len(ended)
        ),
        "offers_refused_per_lot": mean([lot["refused"] for lot in ended]),
        "price_texts_per_producer_week": len(texts) / PRODUCERS / weeks,
    }


@given(made_up(), st.integers(0, DAYS - 1))
def test_every_figure_of_producers_is_that_of_the_lots_after_the_warm_up(
    diary: Diary, warm_up_days: int
) -> None:
    plan = plan_of("draft", warm_up_days, all_on=True)

    metrics = metrics_of(measure(diary, plan))

    expected = of_producers(diary, plan)
    assert set(expected) == {one.name for one in METRICS if one.group == "produce"}
    for name, value in expected.items():
        assert metrics[name] == pytest.approx(value, rel=NEAR, abs=NEAR, nan_ok=True), name


@given(st.lists(made_up(), min_size=2, max_size=3))
def test_counties_add_up_in_whatever_parts(diaries: list[Diary]) -> None:
    plan = plan_of("draft", 0, all_on=True)
    parts = [measure(diary, plan) for diary in diaries]

    whole, stepwise = merge(parts), merge([merge(parts[:1]), merge(parts[1:])])

    assert whole.counts == stepwise.counts
    assert {name: column.tolist() for name, column in whole.prices.items()} == {
        name: column.tolist() for name, column in stepwise.prices.items()
    }
    assert whole.counts["lots_sold"] == whole.prices["count"].sum()
    assert whole.counts["producers"] == PRODUCERS * len(parts)


def test_two_lots_of_two_producers_have_figures_by_hand() -> None:
    # One of 100 kg at 150 of 200 fen, one of 300 kg at 90 of 100; one spoils.
    sold, lost = int(LotEnding.SOLD), int(LotEnding.LOST)
    lots = [
        (0, 0, 100, 0, DAY_MS, 1, sold, 5, 200, 180, 140, 150),
        (1, 1, 300, 0, DAY_MS, 0, sold, 7, 100, 100, 80, 90),
        (2, 1, 50, 0, DAY_MS, 2, lost, DAY_MS, NONE, NONE, NONE, NONE),
    ]

    metrics = metrics_of(measure(told(lots, [(0, 5, 9, 200)]), plan_of("draft", 0, all_on=True)))

    assert metrics["price_over_market"] == pytest.approx((0.75 + 3 * 0.9) / 4)
    assert metrics["producers_price_cv"] == pytest.approx(0.075 / 0.825, rel=NEAR)
    assert metrics["lots_price_cv"] == pytest.approx(0.075 / 0.825, rel=NEAR)
    assert metrics["lots_unsold_share"] == pytest.approx(1 / 3)
    assert metrics["income_per_lot_yuan"] == pytest.approx((150 + 270) / 3)
    assert metrics["offers_refused_per_lot"] == 1.0
    assert metrics["price_texts_per_producer_week"] == pytest.approx(7 / 3 / PRODUCERS)


def test_the_histogram_has_whole_percents_and_ends_at_ten_times_the_price() -> None:
    sold = int(LotEnding.SOLD)
    lots = [
        (number, 0, 1, 0, DAY_MS, 0, sold, 5, 200, 200, 1, price_fen)
        for number, price_fen in enumerate((199, 200, 201, 201, 9_000))
    ]

    prices = measure(told(lots, []), plan_of("draft", 0, all_on=True)).prices

    assert dict(zip(prices["percent"].tolist(), prices["count"].tolist(), strict=True)) == {
        99: 1,
        100: 3,
        1_000: 1,
    }


def test_a_county_without_producers_has_none_of_it() -> None:
    merged = measure(told([], []), plan_of("draft", 0))

    assert merged.prices == {}
    assert not [name for name in merged.counts if name.startswith(("lots", "price_", "produ"))]
    metrics = metrics_of(merged)
    assert all(np.isnan(metrics[one.name]) for one in METRICS if one.group == "produce")
