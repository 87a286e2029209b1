"""The shop of an agent of mobile money: one at the till, a line, a float and a drawer of cash.

Who comes first is served first. Taking cash in gives float away, paying cash out brings it back:
float and drawer together never change. Fee and commission are paid later, not out of the drawer
(assumption).
"""

from collections import deque

from simpy import Environment, Event

from sim.diary import (
    AGENT_VISIT_COLUMNS,
    NONE,
    REBALANCE_COLUMNS,
    AgentEnding,
    AgentPurpose,
)
from sim.people.agents import Agent
from sim.plan import AgentPlan
from sim.units import NEVER_MS


class AgentVisit:
    """One visit to an agent, as it will stand in the diary."""

    __slots__ = AGENT_VISIT_COLUMNS

    def __init__(self, agent: int, person: int, cash: "AgentErrand", now_ms: int) -> None:
        """Somebody has arrived."""
        self.agent = agent
        self.person = person
        self.purpose = cash.purpose
        self.amount_fen = cash.amount_fen
        self.fee_fen = 0
        self.commission_fen = 0
        self.arrived_ms = now_ms
        self.called_ms = NONE
        self.left_ms = NONE
        self.ending = AgentEnding.PRESENT

    def leave(self, ending: AgentEnding, now_ms: int) -> "AgentVisit":
        """End the visit."""
        self.ending = ending
        self.left_ms = now_ms
        return self


class AgentErrand:
    """What one comes to an agent for: how much, in or out, and how long it takes at the till."""

    def __init__(self, purpose: AgentPurpose, amount_fen: int, service_ms: int) -> None:
        """Nothing of it is done yet."""
        self.purpose = purpose
        self.amount_fen = amount_fen
        self.service_ms = service_ms


class Rebalance:
    """One trip of an agent to the post office, as it will stand in the diary."""

    __slots__ = REBALANCE_COLUMNS

    def __init__(self, agent: int, now_ms: int) -> None:
        """The agent has just shut the shop."""
        self.agent = agent
        self.left_ms = now_ms
        self.visit = NONE
        self.swapped_ms = NONE
        self.float_fen = 0
        self.back_ms = NONE


class Place(Event):
    """A place in the line of a shop, until its holder is called or loses patience."""

    def __init__(self, env: Environment, shop: "Shop") -> None:
        """Stand at the end of the line."""
        super().__init__(env)
        self.shop = shop
        shop.line.append(self)
        shop.waiting += 1

    def lose_patience(self, _: Event) -> None:
        """Leave the line, if still in it."""
        if not self.triggered:
            self.shop.waiting -= 1
            self.succeed(AgentEnding.RENEGED)


class Shop:
    """One agent: `leaves_from_ms` is when a trip that is due may begin, NEVER_MS if none is."""

    def __init__(self, number: int, plan: AgentPlan, agent: Agent) -> None:
        """Begin with float and drawer as they should be."""
        self.number = number
        self.agent = agent
        self.hours = plan.hours
        self.travel_ms = plan.route[0].outlet_ms
        self.float_fen = agent.float_fen
        self.cash_fen = agent.cash_fen
        self.line: deque[Place] = deque()
        self.waiting = 0
        self.is_serving = self.is_away = False
        self.leaves_from_ms = NEVER_MS
        self.trips = 0

    def takes(self, now_ms: int) -> bool:
        """Return whether who arrives now finds the shop open and the agent in it."""
        return self.hours.is_open(now_ms) and not self.is_away

    def refusal(self, cash: AgentErrand) -> AgentEnding | None:
        """Return why the agent cannot do it now, or None."""
        if cash.purpose is AgentPurpose.CASH_IN and self.float_fen < cash.amount_fen:
            return AgentEnding.NO_FLOAT
        if cash.purpose is AgentPurpose.CASH_OUT and self.cash_fen < cash.amount_fen:
            return AgentEnding.NO_CASH
        return None

    def exchange(self, float_change_fen: int) -> None:
        """Change float for cash, or cash for float."""
        self.float_fen += float_change_fen
        self.cash_fen -= float_change_fen
        assert min(self.float_fen, self.cash_fen) >= 0, "an agent gives what is there"

    def swap_fen(self) -> int:
        """Return by how much a swap at the post office would change the float; 0 is no swap.

        The side that is low is filled up to its target, by what the other can give without being
        low itself. Of both the float comes first.
        """
        agent = self.agent
        if self.float_fen < agent.float_low_fen:
            can_give_fen = max(self.cash_fen - agent.cash_low_fen, 0)
            return min(agent.float_fen - self.float_fen, can_give_fen)
        if self.cash_fen < agent.cash_low_fen:
            can_give_fen = max(self.float_fen - agent.float_low_fen, 0)
            return -min(agent.cash_fen - self.cash_fen, can_give_fen)
        return 0

    def call_next(self) -> None:
        """Call the first in line to the till, if there is one."""
        while self.line and self.line[0].triggered:
            self.line.popleft()
        self.is_serving = bool(self.line)
        if self.line:
            self.waiting -= 1
            self.line.popleft().succeed(AgentEnding.PRESENT)
