"""Agents by hand: one at the door of who has a wish, and perhaps one twelve minutes from there.

From the first it is half an hour to the outlet, from the second five minutes. Either begins with
5,000 yuan of float and of cash unless a life says otherwise, and a quarter of it is low. Shops are
open from 8:00 to 20:00, and an agent is served for four minutes at the counter.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.network import County, HumanSettlement
from sim.network.geography import KM_PER_DEGREE
from sim.people import People
from sim.people.agents import Agent, AgentCustomer, WhenDry
from sim.people.sampling import ENDLESS
from sim.plan import Plan, make_plan
from sim.theory.bare import bare_county
from sim.units import DAY_MS, MINUTE_MS, NEVER_MS

APART_KM, DETOUR = 2.4, 1.3
CUSTOMER = AgentCustomer(
    number=0,
    agent=0,
    outlet=0,
    arrives_ms=0,
    is_cash_out=0,
    amount_fen=10_000,
    service_ms=MINUTE_MS,
    counter_ms=4 * MINUTE_MS,
    enquiry_ms=MINUTE_MS,
    balk_length=ENDLESS,
    patience_ms=NEVER_MS,
    when_dry=WhenDry.GIVE_UP,
    returns=0,
    first_return=0,
    errand_ppm=0,
)


def agent(float_fen: int = 500_000, cash_fen: int = 500_000) -> Agent:
    """Return an agent who begins with so much, and whose quarter of it is low."""
    return Agent(0, 0, float_fen, cash_fen, float_fen // 4, cash_fen // 4, MINUTE_MS)


def with_a_village(plan: Plan) -> Plan:
    """Return the plan in a county of two settlements, 6 km from the outlet and 1 km."""
    bare = bare_county(1, len(plan.outlets[0].counters), 100)
    north = APART_KM / DETOUR / KM_PER_DEGREE
    county = County(
        **{name: getattr(bare, name) for name in ("code", "name", "lat", "lon", "outlets")},
        settlements=(
            HumanSettlement("home", 0.0, 0.0, 60, 0, 6.0),
            HumanSettlement("village", north, 0.0, 40, 0, 1.0),
        ),
    )
    return make_plan(plan.scenario, county)


def with_shops(
    people: People, agents: Sequence[Agent], customers: Sequence[AgentCustomer], days: int
) -> People:
    """Return the people with these agents, and these customers in order of arrival.

    Who comes back does so after a day.
    """
    first = people.first_agent_customer
    returns = np.array([one.returns for one in customers], dtype=np.int64)
    numbered = [one._replace(number=first + turn) for turn, one in enumerate(customers)]
    owners = [one._replace(number=first + len(customers) + at) for at, one in enumerate(agents)]
    columns = {
        name: np.array([getattr(one, name) for one in numbered], dtype=np.int64)
        for name in AgentCustomer._fields
    }
    return replace(
        people,
        agent_customers=columns | {"first_return": np.cumsum(returns) - returns},
        agent_returns_ms=np.full(int(returns.sum()), DAY_MS),
        agents={
            name: np.array([getattr(one, name) for one in owners], dtype=np.int64)
            for name in Agent._fields
        },
        swap_ms=np.full(len(agents) * days, 4 * MINUTE_MS),
    )
