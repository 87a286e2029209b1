"""A day at two agents, written by hand: a purchase, four customers, a swap, and who got nothing."""

from dataclasses import replace

from sim.diary import (
    AGENT_COLUMNS,
    AGENT_VISIT_COLUMNS,
    COUNTER_CASH_COLUMNS,
    NONE,
    REBALANCE_COLUMNS,
    VISIT_COLUMNS,
    AgentEnding,
    AgentPurpose,
    Diary,
    Ending,
    JourneyOutcome,
    Purpose,
    columns,
)
from sim.network import County, HumanSettlement, Outlet
from sim.plan import Plan, make_plan
from sim.scenario import Scenario
from tests.sim.measures.tiny_diaries import at, diary_of_journeys

LI, WANG = 0, 1
IN, OUT = AgentPurpose.CASH_IN, AgentPurpose.CASH_OUT
# Amounts in fen; the float and the drawer at the beginning.
AGENTS: list[tuple[int, ...]] = [(LI, 0, 100_000, 50_000), (WANG, 1, 20_000, 30_000)]

AT_AN_AGENT = {
    "wish": 8,
    "decided": 8.5,
    "first_arrived": 9,
    "called": 9,
    **dict.fromkeys(("deposited", "known", "credited", "ordered"), 9 + 5 / 60),
    "seller_paid": 20,
    "shipped": 10,
    "delivered": 19,
    "confirmed": 20,
    "ended": 20,
    "outcome": JourneyOutcome.COMPLETED,
    "trips": 1,
}
AT_THE_OFFICE = {
    "wish": 8,
    "decided": 9,
    "first_arrived": 9.5,
    "called": 10,
    **dict.fromkeys(("deposited", "known"), 10 + 10 / 60),
    **dict.fromkeys(("credited", "ordered"), 11),
    "price_fen": 19_800,
    "drafts": 1,
    "drafts_redeemed": 1,
    "trips": 2,
    "trips_in_vain": 1,
}
NO_TRUST = {"wish": 8, "decided": 9, "ended": 9, "outcome": JourneyOutcome.NO_TRUST}

# Agent, person, purpose, amount, fee, commission, arrival, call, end, ending.
VISITS = [
    (LI, 0, IN, 11_200, 0, 56, 9.00, 9.00, 9.05, AgentEnding.SERVED),
    (LI, 10, OUT, 40_000, 400, 200, 9.03, 9.05, 9.10, AgentEnding.SERVED),
    (LI, 11, OUT, 30_000, 0, 0, 9.08, 9.10, 9.11, AgentEnding.NO_CASH),
    (LI, 12, IN, 5_000, 0, 0, 9.09, NONE, 9.09, AgentEnding.BALKED),
    (WANG, 1, IN, 21_000, 0, 0, 9.30, 9.30, 9.31, AgentEnding.NO_FLOAT),
    (WANG, 15, IN, 18_000, 0, 90, 9.40, 9.40, 9.50, AgentEnding.SERVED),
    (LI, 13, IN, 60_000, 0, 300, 10.00, 10.00, 10.04, AgentEnding.SERVED),
    (WANG, 16, OUT, 7_000, 0, 0, 10.00, NONE, 10.00, AgentEnding.CLOSED),
    (LI, 14, IN, 1_000, 0, 0, 10.01, NONE, 10.03, AgentEnding.RENEGED),
    (WANG, 17, OUT, 5_000, 0, 0, 10.55, NONE, NONE, AgentEnding.PRESENT),
]
# Outlet, person, purpose, arrival, call, end: Wang, who paid by draft, and who found no cash.
AT_OUTLETS = [
    (1, 20, Purpose.FLOAT, 10.20, 10.25, 10.30),
    (0, 1, Purpose.DEPOSIT, 10.00, 10.00, 10.10),
    (0, 11, Purpose.WALLET, 10.05, 10.10, 10.15),
]
# Agent, left, visit, swapped, float, back.
TRIPS: list[tuple[int, ...]] = [(WANG, at(9.55), 0, at(10.30), 40_000, at(10.50))]
COUNTER_CASH: list[tuple[int, ...]] = [(2, 30_000, 1)]


def agents_plan(**run: int) -> Plan:
    """Return a plan of one day, with an agent in each of two places and an outlet some km away."""
    hours = {"opening_hours": "Mo-Su 09:00-11:00"}
    agents = {
        **hours,
        "per_outlet": 1.0,
        "cash_in_yuan": 150,
        "cash_out_yuan": 300,
        "low_float_yuan": 20.0,
    }
    tables: dict[str, object] = {
        "run": {"days": 1, **run},
        "network": {"outlets_csv": "by hand"},
        "hours": hours,
        "payment": {"method": "agent"},
        "agents": agents,
        "trip": {"speed_km_h": 12.0},
    }
    outlets = tuple(
        Outlet(name, "rural", 30.0, 110.0, counters, 1_500, invented=False)
        for name, counters in (("East", 1), ("West", 2))
    )
    places = (
        HumanSettlement("Li's place", 30.0, 110.0, 2_000, 0, 10.0),
        HumanSettlement("Wang's place", 30.1, 110.0, 1_000, 1, 3.0),
    )
    county = County("7", "by hand", 30.0, 110.0, outlets, places)
    return make_plan(Scenario.model_validate(tables), county)


def moment(clock: float) -> int:
    """Return the moment of a clock on the first day; NONE where there is none."""
    return NONE if clock == NONE else at(clock)


def agents_diary(plan: Plan) -> Diary:
    """Return the diary of that day."""
    visits = [(*row[:6], *(moment(clock) for clock in row[6:9]), int(row[9])) for row in VISITS]
    at_outlets = [
        (outlet, person, why, *(at(clock) for clock in clocks), Ending.SERVED, 0, 0)
        for outlet, person, why, *clocks in AT_OUTLETS
    ]
    return replace(
        diary_of_journeys(plan, AT_AN_AGENT, AT_THE_OFFICE, NO_TRUST),
        visits=columns(VISIT_COLUMNS, [tuple(map(int, row)) for row in at_outlets]),
        agents=columns(AGENT_COLUMNS, AGENTS),
        agent_visits=columns(AGENT_VISIT_COLUMNS, [tuple(map(int, row)) for row in visits]),
        rebalances=columns(REBALANCE_COLUMNS, TRIPS),
        counter_cash=columns(COUNTER_CASH_COLUMNS, COUNTER_CASH),
    )
