"""The tills of agents by hand: their lines, float and cash, and the trips to the post office."""

from sim.lives.by_hand import at
from sim.lives.life import HandWorkedLife
from sim.lives.shops import CUSTOMER, agent
from sim.lives.usual import COMPLETED, ORDERED, confirmed
from sim.people.agents import WhenDry
from sim.units import HOUR_MS, MINUTE_MS

OTHERS = {"agents": {"per_outlet": 1.0}}
PAYS_IN = CUSTOMER._replace(arrives_ms=at(0, "09:00"), amount_fen=80_000)
TAKES_OUT = PAYS_IN._replace(is_cash_out=1)

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
LIVES = (*LINE, *TRIPS)
