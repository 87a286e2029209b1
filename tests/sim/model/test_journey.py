"""Each way of a journey, worked out by hand from one person's traits."""

import pytest

from sim.diary import NONE, Ending, JourneyOutcome, Purpose
from sim.model.journey import STAGES, simulate_people
from sim.plan import Timetable
from sim.units import NEVER_MS
from tests.sim.lives import DAY, HOUR, MINUTE, WISH, life, outcome, people_of, plan_of, visits

DEPOSITED = 10 * HOUR + 34 * MINUTE
CREDITED = DEPOSITED + 2 * HOUR
SHIPPED = 17 * HOUR
SORTED = 4 * DAY + 5 * HOUR
AT_OUTLET = SORTED + 2 * HOUR
COLLECTED = AT_OUTLET + MINUTE + HOUR + 30 * MINUTE + 2 * MINUTE


def test_a_purchase_by_draft_from_wish_to_the_sellers_money() -> None:
    page = life(plan_of())

    assert page == {
        "person": 0,
        "outlet": 0,
        "settlement": 0,
        "price_fen": 10_000,
        "postage_fen": 1_200,
        "fee_fen": 0,
        "drafts": 1,
        "drafts_redeemed": 1,
        "tier": 0,
        "certified": 1,
        "outcome": JourneyOutcome.COMPLETED,
        "wish_ms": 9 * HOUR,
        "decided_ms": 10 * HOUR,
        "first_arrived_ms": 10 * HOUR + 30 * MINUTE,
        "called_ms": 10 * HOUR + 30 * MINUTE,
        "deposited_ms": DEPOSITED,
        "known_ms": DEPOSITED,
        "credited_ms": CREDITED,
        "ordered_ms": CREDITED,
        "shipped_ms": SHIPPED,
        "hub_ms": SHIPPED + 3 * DAY,
        "outlet_ms": AT_OUTLET,
        "notified_ms": AT_OUTLET + MINUTE,
        "delivered_ms": COLLECTED,
        "confirmed_ms": COLLECTED + DAY,
        "seller_paid_ms": COLLECTED + DAY,
        "refunded_ms": NONE,
        "ended_ms": COLLECTED + DAY,
        "trips": 2,
        "trips_in_vain": 0,
        "wrong_tries": 0,
        "sms_sent": 3,
    }


@pytest.mark.parametrize("method", STAGES)
def test_each_way_to_pay_reaches_the_seller(method: str) -> None:
    page = life(plan_of(payment={"method": method}))

    assert outcome(page) is JourneyOutcome.COMPLETED
    assert page["delivered_ms"] != NONE
    assert page["seller_paid_ms"] != NONE


def test_a_money_order_pays_the_seller_before_anything_is_shipped() -> None:
    page = life(plan_of(payment={"method": "money_order", "tariff": "ordinary_order"}))

    assert page["seller_paid_ms"] == page["credited_ms"] == DEPOSITED + 5 * DAY
    assert page["shipped_ms"] > page["seller_paid_ms"]
    assert page["fee_fen"] == 200


def test_a_cash_on_delivery_parcel_is_paid_when_it_is_fetched() -> None:
    page = life(plan_of(payment={"method": "cash_on_delivery"}))

    assert page["deposited_ms"] == NONE
    assert page["seller_paid_ms"] == page["delivered_ms"] + 7 * DAY


def test_who_does_not_trust_the_seller_stays_home() -> None:
    page = life(plan_of(), WISH._replace(trusts=0))

    assert outcome(page) is JourneyOutcome.NO_TRUST
    assert (page["ended_ms"], page["decided_ms"], page["trips"]) == (10 * HOUR, NONE, 0)


def test_who_decides_in_the_evening_goes_next_morning() -> None:
    page = life(plan_of(), WISH._replace(wish_ms=18 * HOUR))

    assert page["first_arrived_ms"] == DAY + 8 * HOUR + 30 * MINUTE


def test_who_does_not_know_the_hours_finds_the_door_closed_once() -> None:
    plan = plan_of()
    diary = simulate_people(
        plan, people_of(plan, WISH._replace(wish_ms=18 * HOUR, knows_hours=0, returns=5)), 0
    )

    assert visits(diary)[:2] == [
        (Purpose.DEPOSIT, Ending.FOUND_CLOSED),
        (Purpose.DEPOSIT, Ending.SERVED),
    ]
    assert diary.journeys["first_arrived_ms"].tolist() == [19 * HOUR + 30 * MINUTE]
    assert diary.journeys["trips_in_vain"].tolist() == [1]


def test_who_finds_the_door_closed_and_does_not_return_gives_up() -> None:
    page = life(plan_of(), WISH._replace(wish_ms=18 * HOUR, knows_hours=0))

    assert outcome(page) is JourneyOutcome.GAVE_UP_CLOSED


def test_without_a_link_the_counter_refuses_after_an_enquiry() -> None:
    page = life(plan_of(), link_down=Timetable((0,), (2 * DAY,)))

    assert outcome(page) is JourneyOutcome.GAVE_UP_NO_LINK
    assert page["ended_ms"] == 10 * HOUR + 31 * MINUTE


def test_an_outlet_that_needs_no_link_uploads_the_number_when_it_is_back() -> None:
    page = life(plan_of(link={"deposits_need_link": False}), link_down=Timetable((0,), (2 * DAY,)))

    assert (page["deposited_ms"], page["known_ms"]) == (DEPOSITED, 2 * DAY)
    assert page["credited_ms"] == 2 * DAY


def test_who_is_reported_of_the_nightly_batch_waits_for_it() -> None:
    page = life(plan_of(clearing={"mode": "batch"}))

    assert page["known_ms"] == page["credited_ms"] == DAY + 2 * HOUR


def test_who_is_not_shown_goes_to_the_cafe_in_vain() -> None:
    wish = WISH._replace(informed=0, sms_credited=0, own_access=0)

    page = life(plan_of(clearing={"mode": "batch"}), wish)

    assert page["trips_in_vain"] == 1
    first_try = CREDITED + 20 * MINUTE
    opens = DAY + 8 * HOUR
    assert page["credited_ms"] == max(first_try + 12 * HOUR + 20 * MINUTE, opens)


def test_a_large_amount_takes_more_drafts_and_a_plain_account_more_days() -> None:
    wish = WISH._replace(price_fen=1_200_000)

    page = life(plan_of(), wish)

    assert (page["drafts"], page["drafts_redeemed"]) == (3, 3)
    assert page["deposited_ms"] == 10 * HOUR + 30 * MINUTE + 3 * 4 * MINUTE
    assert page["credited_ms"] == page["deposited_ms"] + 2 * HOUR + 2 * DAY


@pytest.mark.parametrize("tier", [1, 2])
def test_an_account_with_alert_or_certificate_redeems_three_drafts_at_once(tier: int) -> None:
    page = life(plan_of(), WISH._replace(price_fen=1_200_000, tier=tier))

    assert page["credited_ms"] == page["deposited_ms"] + 2 * HOUR


@pytest.mark.parametrize(("slips", "locked_ms"), [(4, 0), (5, DAY)])
def test_five_wrong_tries_lock_the_draft_for_a_day(slips: int, locked_ms: int) -> None:
    page = life(plan_of(), WISH._replace(mistypes=slips))

    assert page["wrong_tries"] == slips
    assert page["credited_ms"] == CREDITED + locked_ms


def test_a_forgotten_password_costs_a_visit_and_seven_days() -> None:
    page = life(plan_of(), WISH._replace(forgets=1))

    assert page["credited_ms"] == CREDITED + 30 * MINUTE + 6 * MINUTE + 7 * DAY
    assert page["trips"] == 3


def test_a_draft_is_cashed_at_the_counter_after_all() -> None:
    page = life(plan_of(), WISH._replace(cashes_out=1))

    assert outcome(page) is JourneyOutcome.CASHED_OUT
    assert page["refunded_ms"] == CREDITED + 30 * MINUTE + 6 * MINUTE


@pytest.mark.parametrize(
    ("claims", "ending"),
    [(1, JourneyOutcome.EXPIRED_REFUNDED), (0, JourneyOutcome.EXPIRED_UNCLAIMED)],
)
def test_a_draft_that_is_never_redeemed_expires(claims: int, ending: JourneyOutcome) -> None:
    wish = WISH._replace(never_redeems=1, claims_refund=claims)

    page = life(plan_of(), wish)

    assert outcome(page) is ending
    expires = DEPOSITED + 60 * DAY
    assert page["ended_ms"] == (expires + 36 * MINUTE if claims else expires)
    assert (page["refunded_ms"] != NONE) == bool(claims)


def test_what_is_out_of_stock_goes_back_to_the_wallet() -> None:
    page = life(plan_of(), WISH._replace(out_of_stock=1))

    assert outcome(page) is JourneyOutcome.OUT_OF_STOCK
    assert (page["ordered_ms"], page["refunded_ms"]) == (CREDITED, CREDITED + HOUR)


@pytest.mark.parametrize(
    ("trait", "ending", "since"),
    [
        ("lost", JourneyOutcome.LOST_COMPENSATED, SHIPPED),
        ("damaged", JourneyOutcome.DAMAGED_COMPENSATED, COLLECTED),
    ],
)
def test_loss_and_damage_are_paid_after_the_inquiry(
    trait: str, ending: JourneyOutcome, since: int
) -> None:
    page = life(plan_of(), WISH._replace(**{trait: 1}))

    assert outcome(page) is ending
    assert page["refunded_ms"] == since + 15 * DAY


def test_a_parcel_for_home_comes_with_the_next_round() -> None:
    page = life(plan_of(), WISH._replace(home=1))

    assert page["outlet_ms"] == AT_OUTLET
    assert page["delivered_ms"] == page["notified_ms"] == 4 * DAY + 9 * HOUR


def test_who_is_not_at_home_finds_a_notice_and_fetches_the_parcel() -> None:
    page = life(plan_of(), WISH._replace(home=1, absent=1))

    assert page["notified_ms"] == 4 * DAY + 9 * HOUR
    assert page["delivered_ms"] == 4 * DAY + 9 * HOUR + HOUR + 32 * MINUTE


def test_who_hears_nothing_asks_in_vain_and_then_has_luck() -> None:
    plan = plan_of(sms={"expected_days": 2.0, "ask_again_days": 1.0})
    wish = WISH._replace(phone=0, sms_credited=0, sms_arrived_ms=NEVER_MS, notice_ms=20 * DAY)

    diary = simulate_people(plan, people_of(plan, wish), 0)

    assert visits(diary)[1:] == [
        (Purpose.PICK_UP, Ending.NOT_THERE),
        (Purpose.PICK_UP, Ending.NOT_THERE),
        (Purpose.PICK_UP, Ending.SERVED),
    ]
    assert diary.journeys["trips_in_vain"].tolist() == [2]
    assert diary.journeys["sms_sent"].tolist() == [0]


def test_without_a_message_the_notice_brings_the_news() -> None:
    wish = WISH._replace(phone=0, sms_credited=0, sms_arrived_ms=NEVER_MS)

    page = life(plan_of(sms={"expected_days": 30.0}), wish)

    assert page["notified_ms"] == AT_OUTLET + DAY


def test_a_parcel_that_nobody_fetches_goes_back() -> None:
    page = life(plan_of(), WISH._replace(collect_ms=30 * DAY))

    assert outcome(page) is JourneyOutcome.NOT_COLLECTED
    assert page["refunded_ms"] == AT_OUTLET + 15 * DAY + 3 * DAY


def test_a_parcel_refused_at_the_door_leaves_nobody_paid() -> None:
    page = life(plan_of(payment={"method": "cash_on_delivery"}), WISH._replace(refuses=1))

    assert outcome(page) is JourneyOutcome.REFUSED
    assert (page["seller_paid_ms"], page["refunded_ms"]) == (NONE, NONE)


def test_the_time_limit_confirms_for_who_forgets() -> None:
    page = life(plan_of(), WISH._replace(forgets_to_confirm=1))

    assert page["seller_paid_ms"] == COLLECTED + 7 * DAY


@pytest.mark.parametrize(
    ("won", "ending"), [(1, JourneyOutcome.DISPUTE_REFUNDED), (0, JourneyOutcome.COMPLETED)]
)
def test_a_dispute_is_decided_for_buyer_or_seller(won: int, ending: JourneyOutcome) -> None:
    page = life(plan_of(), WISH._replace(disputes=1, dispute_won=won))

    assert outcome(page) is ending
    assert page["ended_ms"] == COLLECTED + DAY + 7 * DAY
    assert (page["refunded_ms"] != NONE) == bool(won)


def test_the_end_of_the_run_leaves_a_purchase_under_way() -> None:
    page = life(plan_of(run={"days": 2}))

    assert outcome(page) is JourneyOutcome.UNDER_WAY
    assert page["shipped_ms"] == SHIPPED
    assert page["hub_ms"] == page["ended_ms"] == NONE
