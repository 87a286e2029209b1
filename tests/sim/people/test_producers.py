"""Producers: each harvest, trader, price and text by its own law, whoever gets texts."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.diary import NONE
from sim.people.producers import (
    OLDEST_DAYS,
    Lot,
    PriceNews,
    Produce,
    Trader,
    draw_prices,
    draw_produce,
)
from sim.people.streams import Dice
from sim.plan import Plan
from sim.units import NEVER_MS, Ints
from tests.sim.lives import DAY, HOUR, MINUTE
from tests.sim.people.crowds import STANDARD_ERRORS, is_share, is_uniform, plan_of_many

PEOPLE = 30_000
AT_ONCE = {"loss_share": 0.0, "delay_min": 0.0}
DEAR = 10_000.0  # yuan a kilogram: a fen is a millionth


def plan_of(days: int = 28, sms: dict[str, Any] | None = None, **producers: Any) -> Plan:  # noqa: ANN401 - any parameter
    """Return a plan with 30 producers, or as many as it says."""
    rules = {"per_1000_people": 1.0, **producers}
    return plan_of_many(run={"days": days}, sms=sms or {}, producers=rules)


def drawn(plan: Plan, replication: int = 0) -> Produce:
    """Return what is drawn."""
    return draw_produce(plan, Dice(1, replication, "7"))


def prices_of(plan: Plan, replication: int = 0) -> Ints:
    """Return the market's price by day, from OLDEST_DAYS before the first."""
    return draw_prices(plan, Dice(1, replication, "7"))


def rows(table: dict[str, Ints]) -> list[tuple[int, ...]]:
    """Return a table's rows."""
    return list(zip(*(column.tolist() for column in table.values()), strict=True))


def test_there_is_nobody_by_default() -> None:
    assert drawn(plan_of(per_1000_people=0.0)).producers == 0
    assert not any(column.size for column in drawn(plan_of(per_1000_people=0.0)).lots.values())


def test_producers_are_by_the_people_of_the_county_and_tables_have_their_columns() -> None:
    produce = drawn(plan_of(per_1000_people=0.5))

    assert produce.producers == PEOPLE // 2_000
    for table, noun in (
        (produce.lots, Lot),
        (produce.news, PriceNews),
        (produce.traders, Trader),
    ):
        assert tuple(table) == noun._fields
        assert {column.dtype for column in table.values()} == {np.dtype(np.int64)}
        assert (np.diff(table["producer"]) >= 0).all()
        assert set(table["producer"].tolist()) == set(range(15))


def test_who_gets_texts_changes_no_lot_and_no_offer_and_more_get_them_of_a_higher_share() -> None:
    none, some, more, everybody = (
        drawn(plan_of(news_share=share)) for share in (0.0, 0.3, 0.7, 1.0)
    )

    for other in (some, more, everybody):
        assert rows(other.lots) == rows(none.lots)
        assert rows(other.traders) == rows(none.traders)
        assert set(rows(none.news)) <= set(rows(other.news))
    assert (none.news["sent_ms"] == NONE).all()
    getting = [
        set(one.news["producer"][one.news["sent_ms"] != NONE].tolist())
        for one in (some, more, everybody)
    ]
    assert set() < getting[0] < getting[1] < getting[2] == set(range(30))
    assert set(rows(some.news)) <= set(rows(everybody.news))


@given(st.integers(1, 20), st.integers(0, 30))
def test_a_longer_run_begins_with_a_shorter_one(days: int, more_days: int) -> None:
    short, longer = plan_of(days, news_share=0.5), plan_of(days + more_days, news_share=0.5)

    assert prices_of(longer)[: OLDEST_DAYS + days].tolist() == prices_of(short).tolist()
    few, many = drawn(short), drawn(longer)
    for name, moment in (("lots", "harvested_ms"), ("traders", "comes_ms"), ("news", "sent_ms")):
        one, other = getattr(few, name), getattr(many, name)
        is_early = other[moment] < days * DAY
        if name == "news":
            is_early &= other["heard_ms"] < days * DAY
            kept = [row for row in rows(one) if row[1] < days * DAY]
        else:
            kept = rows(one)
        assert rows({column: other[column][is_early] for column in other}) == kept


def test_each_replication_has_prices_lots_and_traders_of_its_own() -> None:
    plan = plan_of()

    assert prices_of(plan, 0).tolist() != prices_of(plan, 1).tolist()
    assert rows(drawn(plan, 0).lots) != rows(drawn(plan, 1).lots)
    assert rows(drawn(plan, 0).traders) != rows(drawn(plan, 1).traders)


def test_prices_walk_from_the_first_days_by_steps_of_their_law_both_ways() -> None:
    prices = prices_of(plan_of(3_600, price_yuan_per_kg=DEAR, daily_volatility=0.02))

    assert prices[OLDEST_DAYS] == DEAR * 100
    steps = np.diff(np.log(prices))
    assert np.corrcoef(steps[1:], steps[:-1])[0, 1] == pytest.approx(
        0, abs=STANDARD_ERRORS / np.sqrt(steps.size)
    )
    ahead = steps[OLDEST_DAYS:]
    assert ahead.std() == pytest.approx(0.02, rel=STANDARD_ERRORS / np.sqrt(2 * ahead.size))
    back = -steps[:OLDEST_DAYS]
    assert back.std() == pytest.approx(0.02, rel=STANDARD_ERRORS / np.sqrt(2 * OLDEST_DAYS))


def test_a_price_that_walks_has_the_same_mean_on_every_day() -> None:
    plan = plan_of(14, price_yuan_per_kg=DEAR, daily_volatility=0.3)

    walks = np.array([prices_of(plan, replication) for replication in range(400)]) / (DEAR * 100)

    ahead = np.diff(np.log(walks[:, OLDEST_DAYS:]))
    error = 0.3 / np.sqrt(ahead.size)
    assert ahead.mean() == pytest.approx(-(0.3**2) / 2, abs=STANDARD_ERRORS * error)
    on_the_last = walks[:, -1]
    assert on_the_last.mean() == pytest.approx(
        1, abs=STANDARD_ERRORS * on_the_last.std() / np.sqrt(on_the_last.size)
    )


def test_a_price_that_does_not_move_is_that_of_the_scenario_and_none_is_below_a_fen() -> None:
    still = prices_of(plan_of(daily_volatility=0.0, price_yuan_per_kg=1.5))
    wild = prices_of(plan_of(3_600, daily_volatility=0.7, price_yuan_per_kg=0.01))

    assert set(still.tolist()) == {150}
    assert still.size == OLDEST_DAYS + 28
    assert wild.min() == 1


def test_a_lot_comes_every_so_many_days_and_keeps_as_long_as_the_scenario_says() -> None:
    produce = drawn(plan_of(70, per_1000_people=40.0, harvest_days=7.0, keeps_days=2.5))

    lots = produce.lots
    assert (lots["spoils_ms"] - lots["harvested_ms"] == 2.5 * DAY).all()
    same = np.diff(lots["producer"]) == 0
    assert np.abs(np.diff(lots["harvested_ms"])[same] - 7 * DAY).max() <= 1
    assert np.bincount(lots["producer"]).tolist() == [10] * 1_200
    first_ms = lots["harvested_ms"][np.append(True, ~same)]
    assert is_uniform((first_ms // DAY + (first_ms % DAY - 6 * HOUR) / (12 * HOUR)) / 7)


def test_lots_weigh_what_their_law_says_in_whole_kilograms_and_never_nothing() -> None:
    heavy = drawn(plan_of(lot_kg={"law": "uniform", "low": 999.5, "high": 2_000.5}))
    light = drawn(plan_of(lot_kg=0.0))

    assert is_uniform((heavy.lots["kg"] - 999.5) / 1_001)
    assert set(light.lots["kg"].tolist()) == {1}


def test_traders_are_poisson_by_daylight_and_each_sees_the_price_of_the_day() -> None:
    plan = plan_of(100, per_1000_people=10.0, traders_per_day=2.0)

    traders = drawn(plan).traders

    expected = 300 * 100 * 2
    assert abs(traders["comes_ms"].size - expected) < STANDARD_ERRORS * np.sqrt(expected)
    by_producer = np.bincount(traders["producer"], minlength=300)
    assert by_producer.var() / by_producer.mean() == pytest.approx(
        1, abs=STANDARD_ERRORS * np.sqrt(2 / 300)
    )
    of_day_ms = traders["comes_ms"] % DAY - 6 * HOUR
    assert is_uniform(of_day_ms / (12 * HOUR))
    prices = prices_of(plan)
    assert (traders["market_fen"] == prices[OLDEST_DAYS + traders["comes_ms"] // DAY]).all()


def test_offers_and_limits_have_their_laws_and_a_limit_is_never_below_the_offer() -> None:
    apart = drawn(
        plan_of(
            price_yuan_per_kg=DEAR,
            traders_per_day=20.0,
            offer_share={"law": "uniform", "low": 0.5, "high": 0.8},
            limit_share={"law": "uniform", "low": 0.9, "high": 1.0},
        )
    ).traders
    over = drawn(plan_of(offer_share=0.9, limit_share=0.8)).traders

    offers, limits = (apart[name] / apart["market_fen"] for name in ("offer_fen", "limit_fen"))
    assert is_uniform((offers - 0.5) / 0.3)
    assert is_uniform((limits - 0.9) / 0.1)
    assert abs(np.corrcoef(offers, limits)[0, 1]) < STANDARD_ERRORS / np.sqrt(offers.size)
    assert (over["limit_fen"] == over["offer_fen"]).all()
    assert (over["offer_fen"] == np.rint(0.9 * over["market_fen"])).all()


def test_each_hears_once_a_week_of_a_price_so_many_days_old_and_knows_one_from_before() -> None:
    plan = plan_of(21, price_age_days=3)

    news, prices = drawn(plan).news, prices_of(plan)

    assert (news["price_fen"] == prices[OLDEST_DAYS + news["of_day"]]).all()
    assert np.bincount(news["producer"]).tolist() == [4] * 30
    heard_ms = news["heard_ms"].reshape(30, 4)
    assert (heard_ms[:, 0] == 0).all()
    assert (np.diff(heard_ms[:, 1:]) == 7 * DAY).all()
    assert np.unique(heard_ms[:, 1]).size == 30
    of_day = news["of_day"].reshape(30, 4)
    assert (of_day[:, 1:] == heard_ms[:, 1:] // DAY - 3).all()
    assert (of_day[:, 0] == of_day[:, 1] - 7).all()


def test_nobody_speaks_of_a_price_older_than_three_months() -> None:
    of_day = drawn(plan_of(price_age_days=400)).news["of_day"]

    assert of_day.min() == -OLDEST_DAYS


def test_texts_are_sent_on_every_day_and_come_with_the_delay_of_texts() -> None:
    plan = plan_of(
        10,
        news_share=1.0,
        news_times=["05:30", "12:00"],
        sms={"loss_share": 0.0, "delay_min": 4.0},
    )

    news, prices = drawn(plan).news, prices_of(plan)

    texts = {name: column[news["sent_ms"] != NONE] for name, column in news.items()}
    assert np.bincount(texts["producer"]).tolist() == [20] * 30
    assert set((texts["sent_ms"] % DAY).tolist()) == {5 * HOUR + 30 * MINUTE, 12 * HOUR}
    assert (texts["heard_ms"] == texts["sent_ms"] + 4 * MINUTE).all()
    assert (texts["of_day"] == texts["sent_ms"] // DAY).all()
    assert (texts["price_fen"] == prices[OLDEST_DAYS + texts["of_day"]]).all()


def test_some_texts_are_lost_and_without_the_platform_there_are_none() -> None:
    lossy = drawn(plan_of(100, news_share=1.0, sms={"loss_share": 0.25, "delay_min": 1.0})).news
    none = drawn(plan_of(100, news_share=1.0, sms={"enabled": False})).news

    is_text = lossy["sent_ms"] != NONE
    assert is_share(lossy["heard_ms"][is_text] == NEVER_MS, 0.25)
    assert (none["sent_ms"] == NONE).all()


def test_news_of_each_producer_is_in_the_order_in_which_it_is_heard() -> None:
    news = drawn(plan_of(sms=AT_ONCE, news_share=1.0)).news

    same = np.diff(news["producer"]) == 0
    assert (np.diff(news["heard_ms"])[same] >= 0).all()
