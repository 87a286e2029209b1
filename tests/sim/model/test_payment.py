"""Paying, clearing and confirming, worked out by hand: fees, limits, batches, refunds."""

import pytest

from sim.diary import NONE, JourneyOutcome
from sim.plan import Timetable
from tests.sim.lives import DAY, HOUR, MINUTE, WISH, Life, outcome, plan_of

DEPOSITED = 10 * HOUR + 34 * MINUTE
CREDITED = DEPOSITED + 2 * HOUR
COLLECTED = 4 * DAY + 7 * HOUR + MINUTE + HOUR + 30 * MINUTE + 2 * MINUTE
TWELVE_THOUSAND = WISH._replace(price_fen=1_200_000)


@pytest.mark.parametrize(
    ("tariff", "fee_fen"),
    [("listed", 2_500 + 2_500 + 1_006), ("ordinary_order", 5_000 + 5_000 + 2_012), ("waived", 0)],
)
def test_the_fee_is_due_for_each_draft(life: Life, tariff: str, fee_fen: int) -> None:
    page = life(plan_of(payment={"tariff": tariff}), TWELVE_THOUSAND)

    # 5,000 and 5,000 and 2,012 yuan: half a per cent, or one, of each, at most 50 yuan a draft.
    assert (page["drafts"], page["fee_fen"]) == (3, fee_fen)


def test_the_least_fee_is_due_for_each_draft_too(life: Life) -> None:
    plan = plan_of(payment={"tariff": "ordinary_order", "draft_limit_yuan": 100})

    page = life(plan, WISH._replace(price_fen=23_800))

    # Of 250 yuan: 100, 100 and 50, each at the least fee of 2 yuan.
    assert (page["drafts"], page["fee_fen"]) == (3, 600)


def test_a_draft_holds_its_limit_and_not_a_fen_more(life: Life) -> None:
    full = life(plan_of(), WISH._replace(price_fen=500_000 - WISH.postage_fen))
    fuller = life(plan_of(), WISH._replace(price_fen=500_001 - WISH.postage_fen))

    assert (full["drafts"], fuller["drafts"]) == (1, 2)


def test_a_reference_is_for_one_order_whatever_its_amount(life: Life) -> None:
    plan = plan_of(payment={"method": "reference", "tariff": "ordinary_order"})

    page = life(plan, TWELVE_THOUSAND)

    assert (page["drafts"], page["drafts_redeemed"], page["fee_fen"]) == (1, 1, 5_000)
    assert page["deposited_ms"] == DEPOSITED
    assert page["sms_sent"] == 3


def test_a_reference_that_expires_on_the_way_is_not_paid(life: Life) -> None:
    plan = plan_of(payment={"method": "reference", "valid_days": 3})

    page = life(plan, WISH._replace(travel_ms=4 * DAY))

    assert outcome(page) is JourneyOutcome.REFERENCE_UNPAID
    assert (page["ended_ms"], page["trips"]) == (10 * HOUR + 3 * DAY, 0)


def test_a_number_goes_with_the_first_batch_after_the_link_is_up(life: Life) -> None:
    plan = plan_of(clearing={"mode": "batch"}, link={"deposits_need_link": False})

    page = life(plan, WISH, Timetable((0,), (DAY + 3 * HOUR,)))

    assert page["known_ms"] == page["credited_ms"] == 2 * DAY + 2 * HOUR


def test_a_number_waits_for_the_link_where_it_clears_at_once(life: Life) -> None:
    plan = plan_of(link={"deposits_need_link": False})

    page = life(plan, WISH, Timetable((0,), (DAY + 3 * HOUR,)))

    assert (page["deposited_ms"], page["known_ms"]) == (DEPOSITED, DAY + 3 * HOUR)


def test_a_money_order_is_known_at_once_and_takes_its_days_to_the_seller(life: Life) -> None:
    # Batches are for the gateway, which has no part in it.
    page = life(plan_of(payment={"method": "money_order"}, clearing={"mode": "batch"}))

    assert (page["known_ms"], page["credited_ms"]) == (DEPOSITED, DEPOSITED + 5 * DAY)


@pytest.mark.parametrize(("method", "back_ms"), [("draft", 0), ("money_order", 5 * DAY)])
def test_what_is_out_of_stock_comes_back_the_way_it_was_paid(
    life: Life, method: str, back_ms: int
) -> None:
    page = life(plan_of(payment={"method": method}), WISH._replace(out_of_stock=1))

    assert outcome(page) is JourneyOutcome.OUT_OF_STOCK
    assert page["refunded_ms"] == page["ordered_ms"] + HOUR + back_ms


@pytest.mark.parametrize(
    ("trait", "ending", "refunds"),
    [
        ("out_of_stock", JourneyOutcome.OUT_OF_STOCK, 0),
        ("lost", JourneyOutcome.LOST_COMPENSATED, 0),
        ("refuses", JourneyOutcome.REFUSED, 0),
        ("damaged", JourneyOutcome.DAMAGED_COMPENSATED, 1),
    ],
)
def test_only_who_has_paid_at_the_door_is_refunded(
    life: Life, trait: str, ending: JourneyOutcome, refunds: int
) -> None:
    plan = plan_of(payment={"method": "cash_on_delivery"})

    page = life(plan, WISH._replace(**{trait: 1}))

    assert outcome(page) is ending
    assert page["refunded_ms"] == (page["delivered_ms"] + 15 * DAY if refunds else NONE)


@pytest.mark.parametrize(
    ("confirm_ms", "forgets", "after_ms"),
    [
        (2 * DAY, 0, 2 * DAY),
        (3 * DAY, 0, 2 * DAY + 12 * HOUR),
        (HOUR, 1, 2 * DAY + 12 * HOUR),
    ],
)
def test_the_buyers_word_or_the_limit_whichever_is_first_pays_the_seller(
    life: Life, confirm_ms: int, forgets: int, after_ms: int
) -> None:
    wish = WISH._replace(confirm_ms=confirm_ms, forgets_to_confirm=forgets)

    page = life(plan_of(confirm={"limit_days": 2.5}), wish)

    assert page["delivered_ms"] == COLLECTED
    assert page["confirmed_ms"] == page["seller_paid_ms"] == COLLECTED + after_ms


@pytest.mark.parametrize(("confirm_ms", "begins_ms"), [(DAY, DAY), (20 * DAY, 2 * DAY + 12 * HOUR)])
@pytest.mark.parametrize("won", [0, 1])
def test_a_dispute_begins_in_place_of_the_word_and_nobody_confirms(
    life: Life, confirm_ms: int, begins_ms: int, won: int
) -> None:
    wish = WISH._replace(confirm_ms=confirm_ms, disputes=1, dispute_won=won)

    page = life(plan_of(confirm={"limit_days": 2.5}), wish)

    decided = COLLECTED + begins_ms + 7 * DAY
    assert (page["ended_ms"], page["confirmed_ms"]) == (decided, NONE)
    paid_and_refunded = (NONE, decided) if won else (decided, NONE)
    assert (page["seller_paid_ms"], page["refunded_ms"]) == paid_and_refunded


def test_what_would_be_known_at_the_end_of_the_run_is_not(life: Life) -> None:
    plan = plan_of(run={"days": 2}, link={"deposits_need_link": False})
    ends, ends_before = (Timetable((0,), (2 * DAY - early,)) for early in (0, 1))

    assert life(plan, WISH, ends)["known_ms"] == NONE
    assert life(plan, WISH, ends_before)["known_ms"] == 2 * DAY - 1


def test_a_reference_that_nobody_pays_expires(life: Life) -> None:
    page = life(plan_of(payment={"method": "reference", "valid_days": 3}), WISH._replace(pays=0))

    assert outcome(page) is JourneyOutcome.REFERENCE_UNPAID
    assert page["ended_ms"] == 10 * HOUR + 3 * DAY
