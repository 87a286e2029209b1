"""Producers agree with what is known exactly of offers that come by chance.

Traders are a Poisson process; where a lot is sold to the first whose offer will do, those are one
too, thinned, and so the chance that a lot is sold in its life and the mean of what is paid for it
are known (the search for a price with a reservation, as in Stigler 1961, without recall).
"""

from typing import Any

import numpy as np
import pytest

from sim.diary import LotEnding
from sim.kernel.produce import simulate_produce
from sim.people.producers import OLDEST_DAYS, draw_prices, draw_produce
from sim.people.streams import Dice
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from sim.theory.bare import bare_county
from sim.units import DAY_MS, HOUR_MS, Floats, Ints
from tests.sim.people.crowds import STANDARD_ERRORS

PRODUCERS = 2_000
DAYS = 91
FEN = 100_000
EVENLY = {"law": "uniform", "low": 0.0, "high": 1.0}


def plan_of(**producers: Any) -> Plan:  # noqa: ANN401 - any parameter
    """Return a plan in which a price of 1,000 yuan a kilogram never moves, and nobody bargains."""
    rules = {
        "per_1000_people": 1_000.0,
        "keeps_days": 3.0,
        "lot_kg": 1.0,
        "price_yuan_per_kg": FEN / 100,
        "daily_volatility": 0.0,
        "traders_per_day": 0.4,
        "offer_share": EVENLY,
        "limit_share": 1.0,
        "bargain_share": 0.0,
        "reservation_falls": False,
        **producers,
    }
    scenario = Scenario.model_validate(
        {
            "network": {"outlets_csv": "by hand"},
            "run": {"days": DAYS},
            "sms": {"loss_share": 0.0, "delay_min": 0.0},
            "producers": rules,
        }
    )
    return make_plan(scenario, bare_county(1, 1, PRODUCERS))


def sold(plan: Plan) -> tuple[dict[str, Ints], Ints]:
    """Return the lots whose life ended within the run, and which of them were sold."""
    lots, _ = simulate_produce(plan, draw_produce(plan, Dice(1, 0, "1")))
    ended = lots["spoils_ms"] < plan.end_ms
    lots = {name: column[ended] for name, column in lots.items()}
    return lots, (lots["ended_as"] == LotEnding.SOLD).astype(np.int64)


def assert_share_sold(is_sold: Ints, chances: Floats | float) -> None:
    """Assert that so many were sold as these chances of each lot say."""
    chance = np.broadcast_to(chances, is_sold.shape)
    error = np.sqrt((chance * (1 - chance)).sum())
    assert abs(is_sold.sum() - chance.sum()) < STANDARD_ERRORS * error


def assert_mean(values: Floats, mean: float) -> None:
    """Assert a mean within its standard errors."""
    assert values.mean() == pytest.approx(
        mean, abs=STANDARD_ERRORS * values.std() / np.sqrt(values.size)
    )


@pytest.mark.parametrize("keeps_days", [1.0, 3.0, 6.0])
def test_a_lot_that_takes_any_offer_is_sold_if_anybody_comes(keeps_days: float) -> None:
    plan = plan_of(reservation_share=0.0, keeps_days=keeps_days)

    lots, is_sold = sold(plan)

    assert is_sold.size > 20_000
    assert_share_sold(is_sold, 1 - np.exp(-0.4 * keeps_days))
    assert lots["refused"].sum() == 0
    assert_mean(lots["price_fen"][is_sold == 1] / FEN, 0.5)


def test_a_fixed_reservation_thins_the_traders_and_cuts_the_law_of_what_is_paid() -> None:
    plan = plan_of(reservation_share=0.6)

    lots, is_sold = sold(plan)

    assert_share_sold(is_sold, 1 - np.exp(-0.4 * 3 * 0.4))
    paid = lots["price_fen"][is_sold == 1] / FEN
    assert_mean(paid, (0.6 + 1) / 2)
    assert paid.min() >= 0.6
    # The refused of a lot that is lost are Poisson: nobody who came would do.
    refused = lots["refused"][is_sold == 0]
    assert_mean(refused.astype(np.float64), 0.4 * 3 * 0.6)


def test_a_reservation_that_falls_lets_so_many_more_traders_buy() -> None:
    plan = plan_of(reservation_share=0.8, reservation_falls=True)

    lots, is_sold = sold(plan)

    assert_share_sold(
        is_sold, 1 - np.exp(-np.array([accepted(0.8, 3, at_ms) for at_ms in lots["harvested_ms"]]))
    )


def accepted(reservation: float, keeps_days: int, harvested_ms: int) -> float:
    """Return how many of the traders in a lot's life would buy: by daylight, at the age of then.

    At a part x of its life a share 1 - reservation (1 - x) of even offers will do.
    """
    first_day, life_ms = harvested_ms // DAY_MS, keeps_days * DAY_MS
    total = 0.0
    for day in range(first_day, first_day + keeps_days + 1):
        rises_ms = day * DAY_MS + 6 * HOUR_MS
        from_ms = max(rises_ms, harvested_ms)
        to_ms = min(rises_ms + 12 * HOUR_MS, harvested_ms + life_ms)
        if from_ms < to_ms:
            middle = ((from_ms + to_ms) / 2 - harvested_ms) / life_ms
            traders = 0.4 * (to_ms - from_ms) / (12 * HOUR_MS)
            total += traders * (1 - reservation * (1 - middle))
    return total


def test_who_bargains_gains_a_part_of_the_gap_to_the_price_that_is_known() -> None:
    plan = plan_of(reservation_share=0.0, bargain_share=0.5)

    lots, is_sold = sold(plan)

    assert_mean(lots["price_fen"][is_sold == 1] / FEN, 0.5 * 1 + 0.5 * 0.5)


def test_a_limit_that_is_met_cuts_the_gain() -> None:
    plan = plan_of(reservation_share=0.0, bargain_share=1.0, limit_share=0.5)

    lots, is_sold = sold(plan)

    # All are asked for the whole price: those who offered less than half pay half.
    assert_mean(lots["price_fen"][is_sold == 1] / FEN, 0.5 * 0.5 + 0.5 * 0.75)


def test_with_a_text_at_midnight_that_is_never_lost_everybody_knows_todays_price() -> None:
    plan = plan_of(news_share=1.0, news_times=["00:00"], daily_volatility=0.1)

    lots, is_sold = sold(plan)

    known, market = (lots[name][is_sold == 1] for name in ("known_fen", "market_fen"))
    assert np.unique(market).size > 80
    assert (known == market).all()


def test_without_texts_a_price_is_known_that_was_heard_of_at_the_last_market() -> None:
    plan = plan_of(daily_volatility=0.1, price_age_days=10, reservation_share=0.0)

    lots, is_sold = sold(plan)

    prices = draw_prices(plan, Dice(1, 0, "1"))
    known, day = lots["known_fen"][is_sold == 1], lots["ended_ms"][is_sold == 1] // DAY_MS
    # Between ten days old, on the market day, and seventeen.
    ages = [prices[OLDEST_DAYS + day - age] == known for age in range(10, 18)]
    assert np.any(ages, axis=0).all()
