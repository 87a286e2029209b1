"""Cash that an agent makes wallet money at once, and where who is not served goes instead."""

from sim.lives.by_hand import WISH, at
from sim.lives.life import HandWorkedLife
from sim.lives.shops import CUSTOMER, agent
from sim.lives.usual import COMPLETED, DECIDED, ORDERED, confirmed
from sim.people.agents import WhenDry
from sim.units import MINUTE_MS

AGENT = {"payment": {"method": "agent"}, "agents": {"per_outlet": 1.0}}
TWO = {"payment": {"method": "agent"}, "agents": {"per_outlet": 2.0}}
# A purchase of 112 yuan finds too little float here, though it is not low.
DRY = (agent(float_fen=11_199),)
IN_THE_WALLET = f"""{DECIDED}
day 0 10:00 first_arrived, called
day 0 10:02 deposited, known, credited, ordered
"""
BY_DRAFT_AFTER_ALL = f"""{DECIDED}
day 0 10:00 first_arrived
day 0 10:30 called
day 0 10:34 deposited, known
day 0 12:34 credited, ordered
{confirmed(0)}
COMPLETED: drafts 1, drafts_redeemed 1, trips 3, trips_in_vain 1, sms_sent 3
"""
AT_THE_TILL = CUSTOMER._replace(arrives_ms=at(0, "09:59"), service_ms=30 * MINUTE_MS)
GIVES_UP = WISH._replace(when_dry=WhenDry.GIVE_UP)

LIVES = (
    HandWorkedLife(
        "cash is in the wallet as it leaves the agent's till",
        f"""{IN_THE_WALLET}{confirmed(0)}
        COMPLETED: trips 2, sms_sent 3
        at agent 0: 0 in 11200, came day 0 10:00, called day 0 10:00, SERVED day 0 10:02, 0 56
        visit of 0, PICK_UP: came day 4 08:31, called day 4 08:31, SERVED day 4 08:33
        """,
        tables=AGENT,
        shops=(agent(),),
    ),
    HandWorkedLife(
        "just enough float is enough",
        f"{IN_THE_WALLET}{confirmed(0)}COMPLETED: trips 2, sms_sent 3",
        tables=AGENT,
        shops=(agent(float_fen=11_200),),
    ),
    HandWorkedLife(
        "who finds the agent without float goes to the next",
        f"""{DECIDED}
        day 0 10:00 first_arrived
        day 0 10:12 called
        day 0 10:14 deposited, known, credited, ordered
        {confirmed(0)}
        COMPLETED: trips 3, trips_in_vain 1, sms_sent 3
        at agent 0: 0 in 11200, came day 0 10:00, called day 0 10:00, NO_FLOAT day 0 10:00, 0 0
        at agent 1: 0 in 11200, came day 0 10:12, called day 0 10:12, SERVED day 0 10:14, 0 56
        """,
        tables=TWO,
        shops=(*DRY, agent()),
    ),
    HandWorkedLife(
        "behind the last agent is the post office, and a draft",
        BY_DRAFT_AFTER_ALL,
        tables=AGENT,
        shops=DRY,
    ),
    HandWorkedLife(
        "who tries one agent only does not go to the second",
        BY_DRAFT_AFTER_ALL,
        tables=TWO | {"agents": {"per_outlet": 2.0, "tries_max": 1}},
        shops=(*DRY, agent()),
    ),
    HandWorkedLife(
        "who prefers the post office goes there from the first",
        BY_DRAFT_AFTER_ALL,
        WISH._replace(when_dry=WhenDry.POST),
        tables=TWO,
        shops=(*DRY, agent()),
    ),
    HandWorkedLife(
        "who finds the shop shut comes back when it is open",
        f"""{DECIDED}
        day 0 10:00 first_arrived
        day 1 12:00 called
        day 1 12:02 deposited, known, credited, ordered
        {confirmed(1)}
        COMPLETED: trips 3, trips_in_vain 1, sms_sent 3
        at agent 0: 0 in 11200, came day 0 10:00, CLOSED day 0 10:00, 0 0
        at agent 0: 0 in 11200, came day 1 12:00, called day 1 12:00, SERVED day 1 12:02, 0 56
        """,
        WISH._replace(knows_hours=0, when_dry=WhenDry.BACK, returns=1),
        tables=AGENT | {"agents": {"per_outlet": 1.0, "opening_hours": "Mo-Su 12:00-20:00"}},
        shops=(agent(),),
    ),
    HandWorkedLife(
        "who has come back often enough gives up for want of float",
        f"""{DECIDED}
        day 0 10:00 first_arrived
        day 1 10:00 ended
        GAVE_UP_NO_FLOAT: trips 2, trips_in_vain 2
        """,
        WISH._replace(when_dry=WhenDry.BACK, returns=1),
        tables=AGENT,
        shops=DRY,
    ),
    HandWorkedLife(
        "who gives up goes nowhere else",
        f"""{DECIDED}
        day 0 10:00 first_arrived, ended
        GAVE_UP_NO_FLOAT: trips 1, trips_in_vain 1
        """,
        WISH._replace(when_dry=WhenDry.GIVE_UP),
        tables=TWO,
        shops=(*DRY, agent()),
    ),
    *(
        HandWorkedLife(
            f"{who} pays by draft",
            f"{ORDERED}{confirmed(0)}{COMPLETED}",
            wish,
            AGENT,
            shops=(agent(),),
        )
        for who, wish in (
            ("who has no phone", WISH._replace(has_phone=0)),
            ("who trusts no agent", WISH._replace(trusts_agent=0)),
            ("who lives nearer to the post office", WISH._replace(settlement=1)),
        )
    ),
    HandWorkedLife(
        "where there are no agents everybody pays by draft",
        f"{ORDERED}{confirmed(0)}{COMPLETED}",
        tables={"payment": {"method": "agent"}},
    ),
    HandWorkedLife(
        "who gives up at a shop that is shut",
        f"""{DECIDED}
        day 0 10:00 first_arrived, ended
        GAVE_UP_CLOSED: trips 1, trips_in_vain 1
        """,
        GIVES_UP._replace(knows_hours=0),
        tables=AGENT | {"agents": {"per_outlet": 1.0, "opening_hours": "Mo-Su 12:00-20:00"}},
        shops=(agent(),),
    ),
    HandWorkedLife(
        "who gives up for the line at an agent's till",
        f"""{DECIDED}
        day 0 10:00 first_arrived, ended
        GAVE_UP_BALKED: trips 1, trips_in_vain 1
        at agent 0: 1 in 10000, came day 0 09:59, called day 0 09:59, SERVED day 0 10:29, 0 50
        at agent 0: 0 in 11200, came day 0 10:00, BALKED day 0 10:00, 0 0
        """,
        GIVES_UP._replace(balk_length=0),
        tables=AGENT,
        shops=(agent(),),
        shoppers=(AT_THE_TILL,),
    ),
    HandWorkedLife(
        "who gives up when patience ends in an agent's line",
        f"""{DECIDED}
        day 0 10:00 first_arrived
        day 0 10:10 ended
        GAVE_UP_RENEGED: trips 1, trips_in_vain 1
        """,
        GIVES_UP._replace(patience_ms=10 * MINUTE_MS),
        tables=AGENT,
        shops=(agent(),),
        shoppers=(AT_THE_TILL,),
    ),
    HandWorkedLife(
        "who waits in an agent's line is called when the till is free",
        f"""{DECIDED}
        day 0 10:00 first_arrived
        day 0 10:29 called
        day 0 10:31 deposited, known, credited, ordered
        {confirmed(0)}
        COMPLETED: trips 2, sms_sent 3
        """,
        tables=AGENT,
        shops=(agent(),),
        shoppers=(AT_THE_TILL,),
    ),
)
