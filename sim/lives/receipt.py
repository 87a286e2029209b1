"""From the receipt to the wallet, or to cash: slips, locks, forgotten passwords, expiry."""

from sim.lives.by_hand import WISH, at, outage
from sim.lives.life import HandWorkedLife
from sim.lives.usual import (
    COMPLETED,
    DECIDED,
    ORDERED,
    PAID,
    THREE_DRAFTS,
    brought,
    confirmed,
)
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, NEVER_MS

FORGETFUL = WISH._replace(forgets=1)
ONE_DAY = {"payment": {"valid_days": 1}}

TRIES = (
    HandWorkedLife(
        "four slips are put right at once",
        f"""{ORDERED}{confirmed(0)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 2, wrong_tries 4, sms_sent 3
        """,
        WISH._replace(mistypes=4),
    ),
    HandWorkedLife(
        "five slips lock the draft for a day",
        f"""{PAID}
        day 1 12:34 credited, ordered
        {confirmed(1)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 2, wrong_tries 5, sms_sent 3
        """,
        WISH._replace(mistypes=5),
    ),
    HandWorkedLife(
        "each three slips lock for six hours where the rules say so",
        f"""{PAID}
        day 1 00:34 credited, ordered
        {confirmed(1)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 2, wrong_tries 7, sms_sent 3
        """,
        WISH._replace(mistypes=7),
        {"redeem": {"tries_max": 3, "lock_h": 6.0}},
    ),
    HandWorkedLife(
        "a text of the credit that is lost was sent",
        f"{ORDERED}{confirmed(0)}{COMPLETED}",
        WISH._replace(sms_credited=0),
    ),
    HandWorkedLife(
        "who has no telephone gets no text",
        # The notice comes a day after the parcel, at 7:00; at 8:30 the buyer is there.
        f"""{ORDERED}{brought(0)}
        day 5 07:00 notified
        day 5 08:32 delivered
        day 6 08:32 confirmed, seller_paid, ended
        COMPLETED: drafts 1, drafts_redeemed 1, trips 2
        """,
        WISH._replace(phone=0, sms_credited=0, sms_arrived_ms=NEVER_MS),
        {"sms": {"expected_days": 30.0}},
    ),
)
PASSWORDS = (
    HandWorkedLife(
        "a new password takes a visit, and seven days until it works",
        f"""{PAID}
        day 7 13:10 credited, ordered
        {confirmed(7)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 3, sms_sent 3
        visit of 0, DEPOSIT: came day 0 10:30, called day 0 10:30, SERVED day 0 10:34
        visit of 0, PAPER: came day 0 13:04, called day 0 13:04, SERVED day 0 13:10
        visit of 0, PICK_UP: came day 11 08:31, called day 11 08:31, SERVED day 11 08:33
        """,
        FORGETFUL,
    ),
    HandWorkedLife(
        "a new password works after the days that the rules say",
        f"""{PAID}
        day 3 01:10 credited, ordered
        {confirmed(3)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 3, sms_sent 3
        """,
        FORGETFUL,
        {"redeem": {"reset_days": 2.5}},
    ),
    HandWorkedLife(
        "who gets no new password goes again, through the delays of the returns",
        # One return, of three hours. Then from home: after a day; after three hours, which is in
        # the evening, so at the opening; after a day; after three hours.
        f"""{PAID}
        day 10 12:36 credited, ordered
        {confirmed(10)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 8, trips_in_vain 5, sms_sent 3
        visit of 0, DEPOSIT: came day 0 10:30, called day 0 10:30, SERVED day 0 10:34
        visit of 0, PAPER: came day 0 13:04, FOUND_CLOSED day 0 13:04
        visit of 0, PAPER: came day 0 16:04, FOUND_CLOSED day 0 16:04
        visit of 0, PAPER: came day 1 16:34, FOUND_CLOSED day 1 16:34
        visit of 0, PAPER: came day 2 08:30, FOUND_CLOSED day 2 08:30
        visit of 0, PAPER: came day 3 09:00, FOUND_CLOSED day 3 09:00
        visit of 0, PAPER: came day 3 12:30, called day 3 12:30, SERVED day 3 12:36
        visit of 0, PICK_UP: came day 14 08:31, called day 14 08:31, SERVED day 14 08:33
        """,
        FORGETFUL._replace(returns=1),
        {"outage": [outage("office", at(0, "12:00"), 72)]},
        returns_ms=(3 * HOUR_MS, DAY_MS),
    ),
)
EXPIRY = (
    HandWorkedLife(
        "a draft is cashed at the counter after all",
        f"""{PAID}
        day 0 13:10 refunded, ended
        CASHED_OUT: drafts 1, trips 2
        visit of 0, DEPOSIT: came day 0 10:30, called day 0 10:30, SERVED day 0 10:34
        visit of 0, PAPER: came day 0 13:04, called day 0 13:04, SERVED day 0 13:10
        """,
        WISH._replace(cashes_out=1),
    ),
    HandWorkedLife(
        "who would cash a draft when it expires fetches the refund",
        f"""{PAID}
        day 1 11:10 refunded, ended
        EXPIRED_REFUNDED: drafts 1, trips 2
        """,
        WISH._replace(cashes_out=1, redeem_delay_ms=DAY_MS - 30 * MINUTE_MS),
        ONE_DAY,
    ),
    HandWorkedLife(
        "a draft that is never redeemed lives sixty days, and the refund is fetched",
        f"""{PAID}
        day 60 11:10 refunded, ended
        EXPIRED_REFUNDED: drafts 1, trips 2
        """,
        WISH._replace(never_redeems=1),
    ),
    HandWorkedLife(
        "a refund that nobody asks for is not paid",
        f"""{PAID}
        day 60 10:34 ended
        EXPIRED_UNCLAIMED: drafts 1, trips 1
        """,
        WISH._replace(never_redeems=1, claims_refund=0),
    ),
    HandWorkedLife(
        "a draft that expires now cannot be redeemed now",
        f"""{PAID}
        day 3 11:10 refunded, ended
        EXPIRED_REFUNDED: drafts 1, trips 2
        """,
        WISH._replace(redeem_delay_ms=3 * DAY_MS),
        {"payment": {"valid_days": 3}},
    ),
    HandWorkedLife(
        "a draft can be redeemed until before it expires",
        f"""{PAID}
        day 3 10:33 credited, ordered
        {confirmed(3)}{COMPLETED}
        """,
        WISH._replace(redeem_delay_ms=3 * DAY_MS - MINUTE_MS),
        {"payment": {"valid_days": 3}},
    ),
    HandWorkedLife(
        "what is redeemed before the rest expires stays redeemed",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:42 deposited, known
        day 1 11:18 refunded, ended
        EXPIRED_REFUNDED: drafts 3, drafts_redeemed 1, trips 2
        """,
        THREE_DRAFTS,
        ONE_DAY,
    ),
)
LIVES = (*TRIES, *PASSWORDS, *EXPIRY)
