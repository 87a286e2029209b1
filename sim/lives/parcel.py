"""The parcel's way: cut-off, hub, rounds, news, questions, what is kept, lost or damaged."""

from sim.lives.by_hand import WISH, at
from sim.lives.life import HandWorkedLife
from sim.lives.usual import COMPLETED, ORDERED, brought, confirmed, received, sent
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, NEVER_MS

TO_THE_DOOR = WISH._replace(home=1)
NO_TEXT = WISH._replace(phone=0, sms_credited=0, sms_arrived_ms=NEVER_MS, notice_ms=20 * DAY_MS)
SMALL_HUB = {"parcel": {"hub_capacity_a_day": 60, "round_capacity": 1_000}}
SMALL_VAN = {"parcel": {"hub_capacity_a_day": 1_000, "round_capacity": 50}}
# At 12:34 on day 4 the parcel has been at the outlet for so long.
KEPT_UNTIL_12_34 = (at(0, "12:34") - at(0, "07:00")) / DAY_MS
A_DAY_LATER = f"""{ORDERED}
day 0 17:00 shipped
day 3 17:00 hub
day 5 07:00 outlet
day 5 07:01 notified
day 5 08:33 delivered
day 6 08:33 confirmed, seller_paid, ended
"""
HOME_ON_MONDAY = """
day 7 09:00 notified, delivered
day 8 09:00 confirmed, seller_paid, ended
COMPLETED: drafts 1, drafts_redeemed 1, trips 1, sms_sent 3
"""

ON_THE_WAY = (
    HandWorkedLife(
        "what is packed at the cut-off leaves with it",
        f"{ORDERED}{confirmed(0)}{COMPLETED}",
        WISH._replace(handling_ms=at(0, "17:00") - at(0, "12:34")),
    ),
    HandWorkedLife(
        "what is packed a minute after the cut-off leaves with the next",
        f"{ORDERED}{confirmed(1)}{COMPLETED}",
        WISH._replace(handling_ms=at(0, "17:01") - at(0, "12:34")),
    ),
    HandWorkedLife(
        "what is lost is paid after the inquiry, and does not arrive",
        f"""{ORDERED}
        day 0 17:00 shipped
        day 15 17:00 refunded, ended
        LOST_COMPENSATED: drafts 1, drafts_redeemed 1, trips 1, sms_sent 2
        """,
        WISH._replace(lost=1),
    ),
    HandWorkedLife(
        "what is damaged is paid after the inquiry, which begins at the door",
        f"""{ORDERED}{received(0)}
        day 8 20:33 refunded, ended
        DAMAGED_COMPENSATED: drafts 1, drafts_redeemed 1, trips 2, sms_sent 3
        """,
        WISH._replace(damaged=1),
        {"parcel": {"claim_days": 4.5}},
    ),
    HandWorkedLife(
        "the hub sorts what was there when the run began first",
        # The first five mornings are for the 300.
        f"{A_DAY_LATER}{COMPLETED}",
        tables=SMALL_HUB | {"backlog": {"parcels_at_hub": 300}},
    ),
    HandWorkedLife(
        "parcels that came to the hub before are sorted before",
        # Of 130 on day 3 ten are left on day 5.
        f"{A_DAY_LATER}{COMPLETED}",
        tables=SMALL_HUB,
        hub_parcels={3: 130},
    ),
    HandWorkedLife(
        "parcels that come to the hub with a departure stand behind what was there",
        f"{ORDERED}{confirmed(0)}{COMPLETED}",
        tables=SMALL_HUB,
        hub_parcels={4: 130},
    ),
    HandWorkedLife(
        "a round carries what it can, and the rest waits for the next",
        # Of 120 on Thursday twenty are left on Friday evening.
        f"""{ORDERED}{brought(0)}
        {HOME_ON_MONDAY}
        """,
        TO_THE_DOOR,
        SMALL_VAN,
        round_parcels={3: 120},
    ),
    HandWorkedLife(
        "who comes to the outlet after Friday's round is brought on Monday",
        f"""{ORDERED}
        day 0 17:00 shipped
        day 3 17:00 hub
        day 4 10:00 outlet
        {HOME_ON_MONDAY}
        """,
        TO_THE_DOOR._replace(rural_leg_ms=5 * HOUR_MS),
    ),
)
NEWS = (
    HandWorkedLife(
        "a parcel for home comes with the next round, and a text",
        f"""{ORDERED}{brought(0)}
        day 4 09:00 notified, delivered
        day 5 09:00 confirmed, seller_paid, ended
        COMPLETED: drafts 1, drafts_redeemed 1, trips 1, sms_sent 3
        """,
        TO_THE_DOOR,
    ),
    HandWorkedLife(
        "who is not at home finds a notice, and fetches the parcel",
        f"""{ORDERED}{brought(0)}
        day 4 09:00 notified
        day 4 10:32 delivered
        day 5 10:32 confirmed, seller_paid, ended
        {COMPLETED}
        """,
        TO_THE_DOOR._replace(absent=1),
    ),
    HandWorkedLife(
        "the first of text and notice brings the news",
        f"{ORDERED}{confirmed(0)}{COMPLETED}",
        WISH._replace(sms_arrived_ms=DAY_MS, notice_ms=MINUTE_MS),
    ),
    HandWorkedLife(
        "who has a telephone does not ask though the text is lost",
        f"""{ORDERED}{brought(0)}
        day 5 07:00 notified
        day 5 08:32 delivered
        day 6 08:32 confirmed, seller_paid, ended
        {COMPLETED}
        """,
        WISH._replace(sms_arrived_ms=NEVER_MS),
        {"sms": {"expected_days": 1.0}},
    ),
    HandWorkedLife(
        "who expects no text asks after some days, and again, until it is there",
        # In vain it takes a minute, and two when the parcel is there.
        f"""{ORDERED}{brought(0)}
        day 4 12:38 notified, delivered
        day 5 12:38 confirmed, seller_paid, ended
        COMPLETED: drafts 1, drafts_redeemed 1, trips 4, trips_in_vain 2
        visit of 0, DEPOSIT: came day 0 10:30, called day 0 10:30, SERVED day 0 10:34
        visit of 0, PICK_UP: came day 2 12:34, called day 2 12:34, NOT_THERE day 2 12:35
        visit of 0, PICK_UP: came day 3 12:35, called day 3 12:35, NOT_THERE day 3 12:36
        visit of 0, PICK_UP: came day 4 12:36, called day 4 12:36, SERVED day 4 12:38
        """,
        NO_TEXT,
        {"sms": {"expected_days": 2.0, "ask_again_days": 1.0}},
    ),
    HandWorkedLife(
        "nobody asks more often than the most, and then waits for the notice",
        f"""{ORDERED}{brought(0)}
        day 5 07:00 notified
        day 5 08:32 delivered
        day 6 08:32 confirmed, seller_paid, ended
        COMPLETED: drafts 1, drafts_redeemed 1, trips 3, trips_in_vain 1
        """,
        NO_TEXT._replace(notice_ms=DAY_MS),
        {"sms": {"expected_days": 1.0, "ask_again_days": 1.0, "asks_max": 1}},
    ),
)
KEPT = (
    HandWorkedLife(
        "what nobody fetches is kept for fifteen days, and goes back the way it came",
        f"""{ORDERED}{sent(0)}
        day 22 07:00 refunded, ended
        NOT_COLLECTED: drafts 1, drafts_redeemed 1, trips 1, sms_sent 3
        """,
        WISH._replace(collect_ms=30 * DAY_MS),
    ),
    HandWorkedLife(
        "what nobody fetches is kept for the days that the rules say",
        f"""{ORDERED}{sent(0)}
        day 9 19:00 refunded, ended
        NOT_COLLECTED: drafts 1, drafts_redeemed 1, trips 1, sms_sent 3
        """,
        WISH._replace(collect_ms=9 * DAY_MS),
        {"parcel": {"kept_days": 2.5}},
    ),
    HandWorkedLife(
        "at the end of its keeping a parcel is not handed out any more",
        f"""{ORDERED}{brought(0)}
        day 24 07:00 notified
        day 27 07:00 refunded, ended
        NOT_COLLECTED: drafts 1, drafts_redeemed 1, trips 2, trips_in_vain 1
        visit of 0, DEPOSIT: came day 0 10:30, called day 0 10:30, SERVED day 0 10:34
        visit of 0, PICK_UP: came day 4 12:34, called day 4 12:34, NOT_THERE day 4 12:35
        """,
        NO_TEXT,
        {
            "sms": {"expected_days": 4.0, "asks_max": 1},
            "parcel": {"kept_days": KEPT_UNTIL_12_34},
        },
    ),
)
LIVES = (*ON_THE_WAY, *NEWS, *KEPT)
