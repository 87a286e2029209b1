"""Number and password by text, and an order by telephone, worked out by hand."""

import pytest

from sim.diary import JourneyOutcome
from sim.units import NEVER_MS
from tests.sim.lives import DAY, HOUR, MINUTE, WISH, Life, outcome, plan_of

DEPOSITED = 10 * HOUR + 34 * MINUTE
SENT = DEPOSITED + 2 * HOUR
ARRIVES = SENT + 3 * MINUTE
# No computer: a text takes three minutes, and the cafe, from 8 to 24, is twenty minutes away.
BY_TEXT = WISH._replace(redeems_by_text=1, text_ms=3 * MINUTE, own_access=0)
BY_PHONE = BY_TEXT._replace(orders_by_phone=1)


def test_a_text_credits_as_it_arrives_and_the_order_waits_for_the_cafe(life: Life) -> None:
    page = life(plan_of(), BY_TEXT)

    assert (page["credited_ms"], page["ordered_ms"]) == (ARRIVES, ARRIVES + 20 * MINUTE)
    # The answer, and the texts of the shipping and of the arrival; the cafe was worth its trip.
    assert (page["sms_sent"], page["trips"], page["trips_in_vain"]) == (3, 2, 0)


@pytest.mark.parametrize("replaced", [{"own_access": 1}, {"orders_by_phone": 1}])
def test_who_is_online_at_home_or_orders_by_telephone_orders_at_once(
    life: Life, replaced: dict[str, int]
) -> None:
    page = life(plan_of(), BY_TEXT._replace(**replaced))

    assert (page["credited_ms"], page["ordered_ms"]) == (ARRIVES, ARRIVES)


def test_a_text_goes_at_any_hour_and_the_order_waits_until_the_cafe_opens(life: Life) -> None:
    at_night = BY_TEXT._replace(redeem_delay_ms=14 * HOUR)

    page = life(plan_of(), at_night)

    assert page["credited_ms"] == DAY + 37 * MINUTE
    assert page["ordered_ms"] == DAY + 8 * HOUR


def test_who_redeems_online_orders_there_whether_by_telephone_or_not(life: Life) -> None:
    pages = [life(plan_of(), WISH._replace(orders_by_phone=phones)) for phones in (0, 1)]

    assert pages[0] == pages[1]
    assert pages[0]["ordered_ms"] == pages[0]["credited_ms"] == SENT


def test_who_hears_nothing_sends_the_text_again(life: Life) -> None:
    plan = plan_of(redeem={"text_again_h": 1.5})

    page = life(plan, BY_PHONE._replace(texts_lost=2))

    assert page["credited_ms"] == ARRIVES + 3 * HOUR
    assert page["sms_sent"] == 3


def test_texts_are_lost_once_and_not_before_each_try(life: Life) -> None:
    page = life(plan_of(), BY_PHONE._replace(texts_lost=1, mistypes=1))

    # Sent again after two hours, answered, and a minute later right; three minutes each.
    assert page["credited_ms"] == ARRIVES + 2 * HOUR + MINUTE + 3 * MINUTE


@pytest.mark.parametrize(
    ("mistypes", "later_ms", "answers"),
    [
        # Each slip is answered, and another text sent a minute later.
        (1, 4 * MINUTE, 2),
        (4, 16 * MINUTE, 5),
        # The fifth locks for a day.
        (5, 16 * MINUTE + DAY + 3 * MINUTE, 6),
        (6, 16 * MINUTE + DAY + 3 * MINUTE, 7),
    ],
)
def test_a_slip_takes_another_text_and_five_lock_the_draft_for_a_day(
    life: Life, mistypes: int, later_ms: int, answers: int
) -> None:
    page = life(plan_of(), BY_PHONE._replace(mistypes=mistypes))

    # After a day's lock a pause is a thousandth of the time since the deposit, and over a minute.
    pause_ms = (26 * HOUR + 22 * MINUTE) // 1_000 + 3 * MINUTE if mistypes > 5 else 0
    assert page["credited_ms"] == ARRIVES + later_ms + pause_ms
    assert page["wrong_tries"] == mistypes
    assert page["sms_sent"] == answers + 2


def test_three_drafts_take_a_text_each_and_a_day_each_by_the_daily_limit(life: Life) -> None:
    page = life(plan_of(), BY_PHONE._replace(price_fen=1_200_000))

    deposited_ms = DEPOSITED + 8 * MINUTE
    # The third day's text is on its way three minutes too, like that of the second.
    assert page["credited_ms"] == deposited_ms + 2 * HOUR + 2 * DAY + 9 * MINUTE
    assert (page["drafts_redeemed"], page["sms_sent"]) == (3, 5)


def test_a_certificate_takes_three_texts_at_once(life: Life) -> None:
    page = life(plan_of(), BY_PHONE._replace(price_fen=1_200_000, tier=2))

    assert page["credited_ms"] == DEPOSITED + 8 * MINUTE + 2 * HOUR + 3 * MINUTE
    assert (page["drafts_redeemed"], page["sms_sent"]) == (3, 5)


def test_a_number_that_is_not_known_yet_is_answered_so_and_costs_no_trip(life: Life) -> None:
    plan = plan_of(clearing={"mode": "batch"})

    page = life(plan, BY_PHONE._replace(informed=0, sms_credited=0))

    # At 12:37 and 0:40 in vain, at 12:43 not; the batch was at 2:00.
    assert page["credited_ms"] == ARRIVES + 24 * HOUR + 6 * MINUTE
    assert (page["trips"], page["trips_in_vain"], page["sms_sent"]) == (2, 0, 5)


def test_who_knows_when_the_number_works_sends_the_text_then(life: Life) -> None:
    page = life(plan_of(clearing={"mode": "batch"}), BY_PHONE)

    assert page["credited_ms"] == DAY + 2 * HOUR + 3 * MINUTE


def test_who_has_forgotten_the_password_goes_to_the_counter_before_any_text(life: Life) -> None:
    page = life(plan_of(), BY_PHONE._replace(forgets=1, texts_lost=1))

    # Half an hour's way and six minutes there, seven days, and the text that was sent twice.
    assert page["credited_ms"] == SENT + 36 * MINUTE + 7 * DAY + 2 * HOUR + 3 * MINUTE
    assert page["trips"] == 3


@pytest.mark.parametrize(
    ("text_ms", "ending"),
    [
        (22 * HOUR - 1, JourneyOutcome.COMPLETED),
        (22 * HOUR, JourneyOutcome.EXPIRED_REFUNDED),
        (NEVER_MS, JourneyOutcome.EXPIRED_REFUNDED),
    ],
)
def test_a_text_must_arrive_before_the_draft_expires(
    life: Life, text_ms: int, ending: JourneyOutcome
) -> None:
    page = life(plan_of(payment={"valid_days": 1}), BY_PHONE._replace(text_ms=text_ms))

    assert outcome(page) is ending


def test_who_cannot_order_before_the_run_ends_has_the_money_in_the_wallet(life: Life) -> None:
    closed = plan_of(redeem={"cafe_opening_hours": "Mo-Su off"})

    page = life(closed, BY_TEXT)

    assert (page["credited_ms"], page["ordered_ms"]) == (ARRIVES, -1)
    assert outcome(page) is JourneyOutcome.UNDER_WAY
