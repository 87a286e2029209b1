"""The visit: hours, outages, the link, the line, patience, closing, coming again."""

from sim.lives.by_hand import WISH, at, customer, outage
from sim.lives.life import HandWorkedLife
from sim.lives.usual import COMPLETED, DECIDED, confirmed
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS

EVENING = WISH._replace(wish_ms=at(0, "18:00"))
SHUT_FROM_TEN = {"outage": [outage("office", at(0, "10:00"), 2)]}
SHUT_FOR_DAYS = {"outage": [outage("office", 0, 240)]}
TURNED_AWAY = {"line": {"at_closing": "turn_away"}}
AT_HALF_PAST_FOUR = WISH._replace(wish_ms=at(0, "15:00"))
# One is at the counter until 11:00, and two wait, who take ten minutes each.
IN_FRONT = (
    customer(1, at(0, "10:00"), HOUR_MS),
    customer(2, at(0, "10:05"), 10 * MINUTE_MS),
    customer(3, at(0, "10:10"), 10 * MINUTE_MS),
)
UNTIL_EIGHTEEN = (customer(1, at(0, "16:00"), 2 * HOUR_MS),)

HOURS = (
    HandWorkedLife(
        "who decides in the evening comes half-way into the next opening",
        """
        day 0 18:00 wish
        day 0 19:00 decided
        day 1 12:45 first_arrived, called
        day 1 12:49 deposited, known
        day 1 14:49 credited, ordered
        """
        f"{confirmed(1)}{COMPLETED}",
        EVENING._replace(errand_ppm=500_000),
    ),
    HandWorkedLife(
        "who does not know the hours finds it closed, and knows them the next time",
        # Twelve hours after 19:30 it is not open yet.
        f"""
        day 0 18:00 wish
        day 0 19:00 decided
        day 0 19:30 first_arrived
        day 1 08:30 called
        day 1 08:34 deposited, known
        day 1 10:34 credited, ordered
        {confirmed(1)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 3, trips_in_vain 1, sms_sent 3
        """,
        EVENING._replace(knows_hours=0, returns=1),
        returns_ms=(12 * HOUR_MS,),
    ),
    HandWorkedLife(
        "who finds it closed and does not come again gives up",
        """
        day 0 18:00 wish
        day 0 19:00 decided
        day 0 19:30 first_arrived, ended
        GAVE_UP_CLOSED: trips 1, trips_in_vain 1
        """,
        EVENING._replace(knows_hours=0),
    ),
    HandWorkedLife(
        "an outage that nobody announced is found at the door, and each return has its delay",
        f"""{DECIDED}
        day 0 10:30 first_arrived
        day 1 11:30 called
        day 1 11:34 deposited, known
        day 1 13:34 credited, ordered
        {confirmed(1)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 4, trips_in_vain 2, sms_sent 3
        visit of 0, DEPOSIT: came day 0 10:30, FOUND_CLOSED day 0 10:30
        visit of 0, DEPOSIT: came day 0 11:30, FOUND_CLOSED day 0 11:30
        visit of 0, DEPOSIT: came day 1 11:30, called day 1 11:30, SERVED day 1 11:34
        visit of 0, PICK_UP: came day 5 08:31, called day 5 08:31, SERVED day 5 08:33
        """,
        WISH._replace(returns=3),
        SHUT_FROM_TEN,
        returns_ms=(HOUR_MS, DAY_MS, 9 * DAY_MS),
    ),
    HandWorkedLife(
        "nobody comes again more often than drawn",
        f"""{DECIDED}
        day 0 10:30 first_arrived
        day 3 10:30 ended
        GAVE_UP_CLOSED: trips 3, trips_in_vain 3
        """,
        WISH._replace(returns=2),
        SHUT_FOR_DAYS,
        returns_ms=(DAY_MS, 2 * DAY_MS),
    ),
    HandWorkedLife(
        "without a link no draft is made, which takes the time of an enquiry",
        f"""{DECIDED}
        day 0 10:30 first_arrived
        day 0 10:31 ended
        GAVE_UP_NO_LINK: trips 1, trips_in_vain 1
        visit of 0, DEPOSIT: came day 0 10:30, called day 0 10:30, NO_LINK day 0 10:31
        """,
        link_down_ms=(0, at(1, "00:00")),
    ),
)
LINE = (
    HandWorkedLife(
        "first come, first served",
        f"""{DECIDED}
        day 0 10:30 first_arrived
        day 0 11:20 called
        day 0 11:24 deposited, known
        day 0 13:24 credited, ordered
        {confirmed(0)}{COMPLETED}
        visit of 1, OTHER: came day 0 10:00, called day 0 10:00, SERVED day 0 11:00
        visit of 2, OTHER: came day 0 10:05, called day 0 11:00, SERVED day 0 11:10
        visit of 3, OTHER: came day 0 10:10, called day 0 11:10, SERVED day 0 11:20
        visit of 0, DEPOSIT: came day 0 10:30, called day 0 11:20, SERVED day 0 11:24
        visit of 0, PICK_UP: came day 4 08:31, called day 4 08:31, SERVED day 4 08:33
        """,
        WISH._replace(balk_length=3, patience_ms=51 * MINUTE_MS),
        others=IN_FRONT,
    ),
    HandWorkedLife(
        "who is deterred by two does not join two who wait",
        f"""{DECIDED}
        day 0 10:30 first_arrived, ended
        GAVE_UP_BALKED: trips 1, trips_in_vain 1
        """,
        WISH._replace(balk_length=2),
        others=IN_FRONT,
    ),
    HandWorkedLife(
        "who runs out of patience leaves the line",
        f"""{DECIDED}
        day 0 10:30 first_arrived
        day 0 10:50 ended
        GAVE_UP_RENEGED: trips 1, trips_in_vain 1
        """,
        WISH._replace(patience_ms=20 * MINUTE_MS),
        others=IN_FRONT,
    ),
    HandWorkedLife(
        "a counter is freed before patience ends at the same moment",
        f"""{DECIDED}
        day 0 10:30 first_arrived
        day 0 11:00 called
        day 0 11:04 deposited, known
        day 0 13:04 credited, ordered
        {confirmed(0)}{COMPLETED}
        """,
        WISH._replace(patience_ms=30 * MINUTE_MS),
        others=IN_FRONT[:1],
    ),
    HandWorkedLife(
        "one line is for all counters",
        """
        visit of 0, OTHER: came day 0 09:00, called day 0 09:00, SERVED day 0 09:10
        visit of 1, OTHER: came day 0 09:00, called day 0 09:00, SERVED day 0 09:03
        visit of 2, OTHER: came day 0 09:01, called day 0 09:03, SERVED day 0 09:04
        """,
        None,
        others=tuple(
            customer(number, at(0, come), take * MINUTE_MS)
            for number, (come, take) in enumerate([("09:00", 10), ("09:00", 3), ("09:01", 1)])
        ),
        counters=2,
    ),
    HandWorkedLife(
        "of lines by window the shortest counts who is at its counter, and one stays in it",
        """
        visit of 0, OTHER: came day 0 09:00, called day 0 09:00, SERVED day 0 09:10
        visit of 1, OTHER: came day 0 09:00, called day 0 09:00, SERVED day 0 09:03
        visit of 2, OTHER: came day 0 09:01, called day 0 09:10, SERVED day 0 09:11
        visit of 3, OTHER: came day 0 09:02, called day 0 09:03, SERVED day 0 09:04
        visit of 4, OTHER: came day 0 09:05, called day 0 09:05, SERVED day 0 09:06
        """,
        None,
        {"line": {"discipline": "line_per_window"}},
        others=tuple(
            customer(number, at(0, come), take * MINUTE_MS)
            for number, (come, take) in enumerate(
                [("09:00", 10), ("09:00", 3), ("09:01", 1), ("09:02", 1), ("09:05", 1)]
            )
        ),
        counters=2,
    ),
)
CLOSING = (
    HandWorkedLife(
        "who is in line at closing is served in overtime",
        f"""
        day 0 15:00 wish
        day 0 16:00 decided
        day 0 16:30 first_arrived
        day 0 18:00 called
        day 0 18:04 deposited, known
        day 0 20:04 credited, ordered
        {confirmed(1)}{COMPLETED}
        """,
        AT_HALF_PAST_FOUR,
        others=UNTIL_EIGHTEEN,
    ),
    HandWorkedLife(
        "who is in line at closing is turned away, and who is at the counter is served",
        """
        day 0 15:00 wish
        day 0 16:00 decided
        day 0 16:30 first_arrived
        day 0 17:00 ended
        GAVE_UP_TURNED_AWAY: trips 1, trips_in_vain 1
        visit of 1, OTHER: came day 0 16:00, called day 0 16:00, SERVED day 0 18:00
        visit of 0, DEPOSIT: came day 0 16:30, TURNED_AWAY day 0 17:00
        """,
        AT_HALF_PAST_FOUR,
        TURNED_AWAY,
        UNTIL_EIGHTEEN,
    ),
    HandWorkedLife(
        "doors close when the outlet really does",
        """
        day 0 15:00 wish
        day 0 16:00 decided
        day 0 16:30 first_arrived
        day 0 16:45 ended
        GAVE_UP_TURNED_AWAY: trips 1, trips_in_vain 1
        """,
        AT_HALF_PAST_FOUR,
        TURNED_AWAY | {"outage": [outage("office", at(0, "16:45"), 2)]},
        UNTIL_EIGHTEEN,
    ),
)
OTHERS = (
    HandWorkedLife(
        "others are deterred by a line and run out of patience too",
        """
        visit of 0, OTHER: came day 0 09:00, called day 0 09:00, SERVED day 0 10:00
        visit of 1, OTHER: came day 0 09:05, RENEGED day 0 09:25
        visit of 2, OTHER: came day 0 09:10, BALKED day 0 09:10
        visit of 3, OTHER: came day 0 09:30, called day 0 10:00, SERVED day 0 10:01
        """,
        None,
        others=(
            customer(0, at(0, "09:00"), HOUR_MS),
            customer(1, at(0, "09:05"))._replace(patience_ms=20 * MINUTE_MS),
            customer(2, at(0, "09:10"))._replace(balk_length=1),
            customer(3, at(0, "09:30"))._replace(balk_length=1),
        ),
    ),
    HandWorkedLife(
        "others come again as often as drawn, each time after a delay of their own",
        """
        visit of 0, OTHER: came day 0 10:00, FOUND_CLOSED day 0 10:00
        visit of 1, OTHER: came day 0 11:00, FOUND_CLOSED day 0 11:00
        visit of 0, OTHER: came day 1 10:00, FOUND_CLOSED day 1 10:00
        visit of 1, OTHER: came day 2 11:00, FOUND_CLOSED day 2 11:00
        visit of 1, OTHER: came day 3 11:00, FOUND_CLOSED day 3 11:00
        visit of 0, OTHER: came day 5 10:00, FOUND_CLOSED day 5 10:00
        """,
        None,
        SHUT_FOR_DAYS,
        tuple(customer(one, at(0, f"1{one}:00"))._replace(returns=2) for one in (0, 1)),
        returns_ms=(DAY_MS, 4 * DAY_MS, 2 * DAY_MS, DAY_MS),
    ),
    HandWorkedLife(
        "others who are served do not come again",
        "visit of 0, OTHER: came day 0 08:30, called day 0 08:30, SERVED day 0 08:31",
        None,
        others=(customer(0, at(0, "08:30"))._replace(returns=2),),
    ),
    HandWorkedLife(
        "others come again within the announced hours, anywhere into an opening",
        # At 10:30 it is shut, which nobody announced; at 6 it is not open yet.
        """
        visit of 0, OTHER: came day 0 07:00, FOUND_CLOSED day 0 07:00
        visit of 0, OTHER: came day 0 10:30, FOUND_CLOSED day 0 10:30
        visit of 1, OTHER: came day 0 18:00, FOUND_CLOSED day 0 18:00
        visit of 1, OTHER: came day 1 12:45, called day 1 12:45, SERVED day 1 12:46
        """,
        None,
        SHUT_FROM_TEN,
        (
            customer(0, at(0, "07:00"))._replace(returns=1),
            customer(1, at(0, "18:00"))._replace(returns=1, errand_ppm=500_000),
        ),
        returns_ms=(3 * HOUR_MS + 30 * MINUTE_MS, 12 * HOUR_MS),
    ),
)
LIVES = (*HOURS, *LINE, *CLOSING, *OTHERS)
