"""Figures of the purchases, reckoned by hand from eight journeys: counts, times, money held."""

from functools import cache

import pytest

from sim.diary import JourneyOutcome
from sim.measures import Measures, measure, merge, metrics_of
from tests.sim.lives import HOUR
from tests.sim.measures.tiny_diaries import JOURNEYS, TEN_DAYS_H, diary_of_journeys, plan_by_hand

FEN = 100
AMOUNT = 112.0


@cache
def measured() -> Measures:
    """Return the measures of the ten days."""
    plan = plan_by_hand(10)
    return merge([measure(diary_of_journeys(plan, *JOURNEYS), plan)])


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("wishes_per_day", 8 / 10),
        ("deposits_per_day", 7 / 10),
        ("cleared_per_day", 1 / 10),
        ("credited_per_day", 3 / 10),
        ("orders_per_day", 3 / 10),
        ("shipped_per_day", 2 / 10),
        ("delivered_per_day", 1 / 10),
        ("confirmed_per_day", 1 / 10),
        ("sellers_paid_per_day", 1 / 10),
        ("reached_decided_share", 7 / 8),
        ("reached_deposits_share", 7 / 8),
        ("reached_credited_share", 3 / 8),
        ("reached_shipped_share", 2 / 8),
        ("reached_delivered_share", 1 / 8),
        ("ended_completed_share", 1 / 8),
        ("ended_no_trust_share", 1 / 8),
        ("ended_under_way_share", 2 / 8),
        ("ended_lost_compensated_share", 1 / 8),
        ("cash_to_credit_mean_h", (2 + 1 + 2) / 3),
        ("cash_to_credit_p50_h", 2),
        ("cash_to_credit_p90_h", 2),
        ("order_to_door_mean_days", 18 / 24),
        ("wish_to_door_mean_days", 25 / 24),
        ("seller_to_money_mean_days", 43 / 24),
        ("seller_to_money_p90_days", 43 / 24),
        ("drafts", 1 + 3 + 4 + 1 + 2 + 1 + 1),
        ("drafts_unredeemed", 4 + 1),
        ("drafts_cashed", 1),
        ("drafts_expired", 2 + 4),
        ("drafts_refunded", 2),
        ("fees_yuan", 22),
        ("trips_per_wish", 13 / 8),
        ("trips_in_vain_per_wish", 2 / 8),
        ("sms_per_wish", 3 / 8),
        ("wrong_tries_per_wish", 1 / 8),
        # Until credited or refunded: the unclaimed and the half redeemed until the end.
        (
            "post_float_mean_yuan",
            (AMOUNT * (2 + 24 + 1 + 2) + 11_000 * 95 + 6_000 * 235 + 7_000 * 232) / TEN_DAYS_H,
        ),
        # From eight to ten: the refunded, the unclaimed, the half redeemed, and two more.
        ("post_float_max_yuan", 11_000 + 6_000 + 7_000 + 2 * AMOUNT),
        ("escrow_float_mean_yuan", AMOUNT * (43 + 45 + 230) / TEN_DAYS_H),
        ("escrow_float_max_yuan", 3 * AMOUNT),
    ],
)
def test_a_figure_of_the_purchases_is_as_reckoned(metric: str, expected: float) -> None:
    assert metrics_of(measured())[metric] == pytest.approx(expected, rel=1e-12)


def test_the_way_from_wish_to_door_falls_into_parts_of_what_was_delivered() -> None:
    hours = {name: length_ms / HOUR for name, length_ms in measured().waterfall_ms.items()}

    assert hours == {
        "search": 1,
        "way to the counter": 1,
        "line, and coming back": 1,
        "deposit": 1,
        "to the wallet": 2,
        "order": 1,
        "seller": 3,
        "line-haul": 10,
        "hub and outlet": 2,
        "news": 1,
        "to the door": 2,
    }


def test_an_hour_counts_what_was_reached_in_it() -> None:
    flows = measured().flows

    for name, hours in (
        ("deposits", [4, 4, 5, 5, 6, 8, 8]),
        ("shipped", [6, 10]),
        ("delivered", [25]),
        ("sellers_paid", [50]),
    ):
        assert [hour for hour, count in enumerate(flows[name]) for _ in range(count)] == hours


AT_THE_DOOR = {"wish": 0, "ordered": 1, "shipped": 2, "delivered": 10}
ORDERED = {"wish": 0, "deposited": 10, "credited": 30, "seller_paid": 30, "ordered": 30}


@pytest.mark.parametrize(
    ("method", "page", "post_hours"),
    [
        ("cash_on_delivery", {**AT_THE_DOOR, "seller_paid": 30}, 20),
        ("cash_on_delivery", {**AT_THE_DOOR, "refunded": 40}, 30),
        ("cash_on_delivery", {**AT_THE_DOOR, "outcome": JourneyOutcome.REFUSED}, 0),
        ("cash_on_delivery", {"wish": 0, "ordered": 1}, 0),
        ("money_order", ORDERED, 20),
        ("money_order", {"wish": 0, "deposited": 10}, TEN_DAYS_H - 10),
    ],
)
def test_without_escrow_only_the_post_holds_money(
    method: str, page: dict[str, float], post_hours: int
) -> None:
    plan = plan_by_hand(10, payment={"method": method})

    metrics = metrics_of(merge([measure(diary_of_journeys(plan, page), plan)]))

    assert metrics["post_float_mean_yuan"] == pytest.approx(AMOUNT * post_hours / TEN_DAYS_H, 1e-12)
    assert metrics["escrow_float_max_yuan"] == 0
