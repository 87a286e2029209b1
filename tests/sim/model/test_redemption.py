"""From the receipt to the wallet, worked out by hand: tries, locks, limits, cafes, expiry."""

import pytest

from sim.diary import NONE, JourneyOutcome
from tests.sim.lives import (
    DAY,
    HOUR,
    MINUTE,
    WISH,
    Life,
    SimulatePeople,
    outage,
    outcome,
    page_of,
    people_of,
    plan_of,
)

DEPOSITED = 10 * HOUR + 34 * MINUTE
CREDITED = DEPOSITED + 2 * HOUR
IN_BATCHES = {"mode": "batch"}
BATCH = DAY + 2 * HOUR


@pytest.mark.parametrize(
    ("informed", "gets_text", "credited_ms"),
    [
        (1, 1, BATCH),
        (1, 0, BATCH),
        (0, 1, BATCH),
        # At 12:34 and 0:34 the number is not known, and at 12:34 it is.
        (0, 0, CREDITED + 24 * HOUR),
    ],
)
def test_who_is_reported_or_gets_a_text_waits_and_the_others_try_from_home_for_nothing(
    life: Life, informed: int, gets_text: int, credited_ms: int
) -> None:
    page = life(
        plan_of(clearing=IN_BATCHES), WISH._replace(informed=informed, sms_credited=gets_text)
    )

    assert page["credited_ms"] == credited_ms
    assert (page["trips"], page["trips_in_vain"], page["wrong_tries"]) == (2, 0, 0)


def test_a_try_from_a_cafe_for_nothing_is_a_trip_in_vain(life: Life) -> None:
    wish = WISH._replace(informed=0, sms_credited=0, own_access=0, retry_ms=DAY)

    page = life(plan_of(clearing=IN_BATCHES), wish)

    assert page["credited_ms"] == CREDITED + 20 * MINUTE + DAY + 20 * MINUTE
    assert (page["trips"], page["trips_in_vain"]) == (3, 1)


def test_who_has_no_access_goes_to_the_cafe_in_its_hours(life: Life) -> None:
    by_day = life(plan_of(), WISH._replace(own_access=0))
    at_night = life(plan_of(), WISH._replace(own_access=0, redeem_delay_ms=14 * HOUR))

    assert by_day["credited_ms"] == CREDITED + 20 * MINUTE
    assert at_night["credited_ms"] == DAY + 8 * HOUR


@pytest.mark.parametrize(
    ("delay_ms", "ending"),
    [(3 * DAY - 1, JourneyOutcome.COMPLETED), (3 * DAY, JourneyOutcome.EXPIRED_REFUNDED)],
)
def test_a_draft_can_be_redeemed_until_before_it_expires(
    life: Life, delay_ms: int, ending: JourneyOutcome
) -> None:
    page = life(plan_of(payment={"valid_days": 3}), WISH._replace(redeem_delay_ms=delay_ms))

    assert outcome(page) is ending
    if ending is JourneyOutcome.EXPIRED_REFUNDED:
        assert page["refunded_ms"] == DEPOSITED + 3 * DAY + 36 * MINUTE


@pytest.mark.parametrize("delay_ms", [DAY - 30 * MINUTE - 1, DAY - 30 * MINUTE])
def test_a_draft_can_be_cashed_until_before_it_expires(life: Life, delay_ms: int) -> None:
    wish = WISH._replace(cashes_out=1, redeem_delay_ms=delay_ms)

    page = life(plan_of(payment={"valid_days": 1}), wish)

    at_the_counter = DEPOSITED + delay_ms + 30 * MINUTE
    if at_the_counter < DEPOSITED + DAY:
        assert outcome(page) is JourneyOutcome.CASHED_OUT
        assert page["refunded_ms"] == at_the_counter + 6 * MINUTE
    else:
        assert outcome(page) is JourneyOutcome.EXPIRED_REFUNDED
        assert page["refunded_ms"] == DEPOSITED + DAY + 36 * MINUTE
    assert page["credited_ms"] == NONE


@pytest.mark.parametrize(("slips", "locks"), [(2, 0), (3, 1), (5, 1), (6, 2), (7, 2)])
def test_each_three_wrong_tries_lock_the_draft_for_six_hours(
    life: Life, slips: int, locks: int
) -> None:
    page = life(plan_of(redeem={"tries_max": 3, "lock_h": 6.0}), WISH._replace(mistypes=slips))

    assert page["wrong_tries"] == slips
    assert page["credited_ms"] == CREDITED + locks * 6 * HOUR


def test_a_new_password_works_after_the_days_of_the_reset(life: Life) -> None:
    page = life(plan_of(redeem={"reset_days": 2.5}), WISH._replace(forgets=1))

    assert page["credited_ms"] == CREDITED + 36 * MINUTE + 2 * DAY + 12 * HOUR


def test_who_cannot_reset_the_password_goes_again_after_the_days_of_a_return(life: Life) -> None:
    wish = WISH._replace(forgets=1, knows_hours=0, redeem_delay_ms=8 * HOUR)

    page = life(plan_of(), wish)

    # At 19:04 it is closed; a day later one knows, and goes at the next opening.
    works = 2 * DAY + 8 * HOUR + 36 * MINUTE + 7 * DAY
    assert page["credited_ms"] == works
    assert page["trips_in_vain"] == 1


def test_who_cannot_reset_the_password_goes_through_the_delays_of_the_returns_anew(
    simulate_people: SimulatePeople,
) -> None:
    plan = plan_of(outage=[outage("office", 12 * HOUR, 72)])
    people = people_of(plan, WISH._replace(forgets=1, returns=1), None, [3 * HOUR, DAY])

    diary = simulate_people(plan, people, 0)

    # One return, of three hours; then from home again after a day, after three hours (which is in
    # the evening, so at the opening), after a day, and after three hours once more.
    arrived_ms = diary.visits["arrived_ms"].tolist()
    assert arrived_ms[1:7] == [
        13 * HOUR + 4 * MINUTE,
        16 * HOUR + 4 * MINUTE,
        DAY + 16 * HOUR + 34 * MINUTE,
        2 * DAY + 8 * HOUR + 30 * MINUTE,
        3 * DAY + 9 * HOUR,
        3 * DAY + 12 * HOUR + 30 * MINUTE,
    ]
    assert page_of(diary)["trips_in_vain"] == 5


@pytest.mark.parametrize(("tier", "days"), [(0, 6), (1, 2), (2, 0)])
def test_an_account_redeems_one_draft_a_day_or_three_or_all(
    life: Life, tier: int, days: int
) -> None:
    page = life(plan_of(), WISH._replace(price_fen=3_100_000, tier=tier))

    # Seven drafts.
    deposited = 10 * HOUR + 30 * MINUTE + 7 * 4 * MINUTE
    assert (page["drafts"], page["drafts_redeemed"]) == (7, 7)
    assert page["credited_ms"] == deposited + 2 * HOUR + days * DAY


def test_what_is_redeemed_before_the_rest_expires_stays_redeemed(life: Life) -> None:
    page = life(plan_of(payment={"valid_days": 1}), WISH._replace(price_fen=1_200_000))

    # The second of three would be due a day after the first, two hours after they expire.
    assert outcome(page) is JourneyOutcome.EXPIRED_REFUNDED
    assert (page["drafts"], page["drafts_redeemed"], page["credited_ms"]) == (3, 1, NONE)


def test_a_text_of_the_credit_that_is_lost_was_sent(life: Life) -> None:
    sent = life(plan_of(), WISH._replace(sms_credited=0))
    none = life(plan_of(), WISH._replace(phone=0, sms_credited=0))

    assert (sent["sms_sent"], none["sms_sent"]) == (3, 0)
