"""Agents of mobile money: cash that is wallet money at once, agents who run dry, their trips."""

from sim.lives.by_hand import WISH, at
from sim.lives.life import HandWorkedLife
from sim.lives.shops import CUSTOMER, agent
from sim.lives.usual import COMPLETED, DECIDED, ORDERED, confirmed
from sim.people.agents import WhenDry
from sim.units import HOUR_MS, MINUTE_MS

AGENT = {"payment": {"method": "agent"}, "agents": {"per_outlet": 1.0}}
TWO = {"payment": {"method": "agent"}, "agents": {"per_outlet": 2.0}}
OTHERS = {"agents": {"per_outlet": 1.0}}
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
PAYS_IN = CUSTOMER._replace(arrives_ms=at(0, "09:00"), amount_fen=80_000)
TAKES_OUT = PAYS_IN._replace(is_cash_out=1)

WISHES = (
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
)
LINE = (
    HandWorkedLife(
        "one is served at a time, and one who balks or loses patience is not",
        """
        at agent 0: 0 in 80000, came day 0 09:00, called day 0 09:00, SERVED day 0 09:10, 0 400
        at agent 0: 1 out 20000, came day 0 09:01, called day 0 09:10, SERVED day 0 09:11, 200 100
        at agent 0: 2 in 10000, came day 0 09:02, RENEGED day 0 09:07, 0 0
        at agent 0: 3 in 10000, came day 0 09:03, BALKED day 0 09:03, 0 0
        """,
        None,
        OTHERS,
        shops=(agent(),),
        shoppers=(
            PAYS_IN._replace(service_ms=10 * MINUTE_MS),
            TAKES_OUT._replace(arrives_ms=at(0, "09:01"), amount_fen=20_000),
            CUSTOMER._replace(arrives_ms=at(0, "09:02"), patience_ms=5 * MINUTE_MS),
            CUSTOMER._replace(arrives_ms=at(0, "09:03"), balk_length=2),
        ),
    ),
    HandWorkedLife(
        "cash that is paid in may be taken out, and who finds too little goes to the counter",
        """
        at agent 0: 0 out 80000, came day 0 09:00, called day 0 09:00, NO_CASH day 0 09:00, 0 0
        at agent 0: 1 in 80000, came day 0 09:10, called day 0 09:10, SERVED day 0 09:11, 0 400
        at agent 0: 2 out 80000, came day 0 09:20, called day 0 09:20, SERVED day 0 09:21, 800 400
        visit of 0, WALLET: came day 0 09:30, called day 0 09:30, SERVED day 0 09:34
        """,
        None,
        OTHERS | {"agents": {"per_outlet": 1.0, "rebalances": False}},
        shops=(agent(cash_fen=79_999),),
        shoppers=(
            TAKES_OUT._replace(when_dry=WhenDry.POST),
            PAYS_IN._replace(arrives_ms=at(0, "09:10")),
            TAKES_OUT._replace(arrives_ms=at(0, "09:20")),
        ),
    ),
    HandWorkedLife(
        "who goes on from agent to agent goes home behind the last",
        """
        at agent 1: 0 out 80000, came day 0 09:00, called day 0 09:00, NO_CASH day 0 09:00, 0 0
        at agent 0: 0 out 80000, came day 0 09:12, called day 0 09:12, NO_CASH day 0 09:12, 0 0
        """,
        None,
        {"agents": {"per_outlet": 2.0}},
        shops=(agent(cash_fen=100), agent(cash_fen=100)),
        shoppers=(TAKES_OUT._replace(agent=1, when_dry=WhenDry.NEXT),),
    ),
)
TRIPS = (
    HandWorkedLife(
        "an agent low on float shuts the shop, stands in line, swaps, and calls who has waited",
        # Of 1,000 yuan of float 200 are left, and a quarter is low; 800 are swapped for cash.
        """
        at agent 0: 0 in 80000, came day 0 09:00, called day 0 09:00, SERVED day 0 09:10, 0 400
        at agent 0: 1 in 10000, came day 0 09:01, called day 0 10:14, SERVED day 0 10:15, 0 50
        at agent 0: 2 in 10000, came day 0 09:02, RENEGED day 0 09:22, 0 0
        at agent 0: 3 in 10000, came day 0 09:30, CLOSED day 0 09:30, 0 0
        trip of agent 0: left day 0 09:10, visit 0, swapped day 0 09:44 80000, back day 0 10:14
        visit of 4, FLOAT: came day 0 09:40, called day 0 09:40, SERVED day 0 09:44
        """,
        None,
        OTHERS,
        shops=(agent(100_000),),
        shoppers=(
            PAYS_IN._replace(service_ms=10 * MINUTE_MS),
            CUSTOMER._replace(arrives_ms=at(0, "09:01")),
            CUSTOMER._replace(arrives_ms=at(0, "09:02"), patience_ms=20 * MINUTE_MS),
            CUSTOMER._replace(arrives_ms=at(0, "09:30")),
        ),
    ),
    HandWorkedLife(
        "an agent low on cash brings float, as much as is not low itself",
        # 1,300 yuan of float are left over the 500 that are low, and 800 of cash are missing.
        """
        at agent 0: 0 out 80000, came day 0 09:00, called day 0 09:00, SERVED day 0 09:01, 800 400
        at agent 0: 1 in 10000, came day 1 09:00, called day 1 09:00, SERVED day 1 09:01, 0 50
        trip of agent 0: left day 0 09:01, visit 0, swapped day 0 09:35 -80000, back day 0 10:05
        """,
        None,
        OTHERS,
        shops=(agent(100_000, 100_000),),
        shoppers=(TAKES_OUT, CUSTOMER._replace(arrives_ms=at(1, "09:00"))),
    ),
    HandWorkedLife(
        "a swap stops where the other side would be low",
        # 800 yuan of float are missing; of 1,200 in the drawer 1,100 are low for this agent.
        """
        at agent 0: 0 in 80000, came day 0 09:00, called day 0 09:00, SERVED day 0 09:01, 0 400
        trip of agent 0: left day 0 09:01, visit 0, swapped day 0 09:35 10000, back day 0 10:05
        """,
        None,
        OTHERS,
        shops=(agent(100_000, 40_000)._replace(cash_low_fen=110_000),),
        shoppers=(PAYS_IN,),
    ),
    HandWorkedLife(
        "after the post office has closed an agent goes on, and leaves to be there at its opening",
        """
        at agent 0: 0 in 80000, came day 0 18:00, called day 0 18:00, SERVED day 0 18:01, 0 400
        at agent 0: 1 in 10000, came day 0 19:00, called day 0 19:00, SERVED day 0 19:01, 0 50
        at agent 0: 2 in 10000, came day 1 08:10, CLOSED day 1 08:10, 0 0
        trip of agent 0: left day 1 08:00, visit 0, swapped day 1 08:34 90000, back day 1 09:04
        """,
        None,
        OTHERS,
        shops=(agent(100_000),),
        shoppers=(
            PAYS_IN._replace(arrives_ms=at(0, "18:00")),
            CUSTOMER._replace(arrives_ms=at(0, "19:00")),
            CUSTOMER._replace(arrives_ms=at(1, "08:10")),
        ),
    ),
    HandWorkedLife(
        "an agent serves who is at the till before leaving as planned",
        """
        at agent 0: 0 in 80000, came day 0 18:00, called day 0 18:00, SERVED day 0 18:01, 0 400
        at agent 0: 1 in 10000, came day 0 19:59, called day 0 19:59, SERVED day 1 08:19, 0 50
        trip of agent 0: left day 1 08:19, visit 0, swapped day 1 08:53 90000, back day 1 09:23
        """,
        None,
        OTHERS,
        shops=(agent(100_000),),
        shoppers=(
            PAYS_IN._replace(arrives_ms=at(0, "18:00")),
            CUSTOMER._replace(arrives_ms=at(0, "19:59"), service_ms=12 * HOUR_MS + 20 * MINUTE_MS),
        ),
    ),
    HandWorkedLife(
        "an agent who went in vain goes again on another day",
        f"""{ORDERED}
        {confirmed(0)}{COMPLETED}
        at agent 0: 1 in 80000, came day 0 08:40, called day 0 08:40, SERVED day 0 08:41, 0 400
        trip of agent 0: left day 0 08:41, visit 0, in vain, back day 0 09:42
        trip of agent 0: left day 1 08:00, visit 2, swapped day 1 08:34 80000, back day 1 09:04
        """,
        tables=OTHERS,
        link_down_ms=(at(0, "09:00"), at(0, "10:00")),
        shops=(agent(100_000),),
        shoppers=(PAYS_IN._replace(arrives_ms=at(0, "08:40")),),
    ),
)
LIVES = (*WISHES, *LINE, *TRIPS)
