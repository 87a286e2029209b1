"""All of a county's chance in one replication, settled before the run: the journey draws nothing.

Wishes are numbered from 0 in order of time, then the other customers of the counters, then those
of agents of mobile money, then these agents. All values come from named streams
(`sim.people.streams`), and durations are rounded to milliseconds once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from sim.diary import TRAINED_COLUMNS
from sim.people.agents import Agent, AgentCustomer, draw_agent_customers, draw_agents
from sim.people.breakdowns import CounterFailure, draw_breakdowns
from sim.people.customers import Customer, draw_customers
from sim.people.outages import draw_link_down
from sim.people.producers import Produce, draw_produce
from sim.people.streams import Dice, Stream
from sim.people.wishes import Wish, draw_wishes
from sim.plan import Plan, Timetable
from sim.units import Floats, Ints


@dataclass(frozen=True)
class People:
    """Everyone in a county in one replication; one int64 array a trait.

    `wish_returns_ms` and `customer_returns_ms` are the delays before each return that anyone
    could make, of one person after the other: a person's begin at the trait `first_return`.
    `hub_parcels` and `round_parcels` are other people's parcels: at the hub by day, and by
    outlet and round. `link_down` says for each outlet when its link is down; `failures` of each
    counter, outlet by outlet, how long it works and is repaired: empty if none ever fails.
    `produce` is what producers sell, to whom, and what they hear: nothing if there are none.

    `agents` and their `agent_customers`, whose delays are in `agent_returns_ms`, are empty where
    there are none; `swap_ms` is how long agents are served at a counter, as many each.
    """

    wishes: dict[str, Ints]
    customers: dict[str, Ints]
    wish_returns_ms: Ints
    customer_returns_ms: Ints
    hub_parcels: tuple[int, ...]
    round_parcels: tuple[tuple[int, ...], ...]
    link_down: tuple[Timetable, ...]
    failures: tuple[tuple[CounterFailure, ...], ...] = ()
    produce: Produce = field(default_factory=Produce)
    agents: dict[str, Ints] = field(default_factory=lambda: nobody(Agent._fields))
    agent_customers: dict[str, Ints] = field(default_factory=lambda: nobody(AgentCustomer._fields))
    agent_returns_ms: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    swap_ms: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def first_agent_customer(self) -> int:
        """Return the number of the first of them, if there are any."""
        return self.wishes["number"].size + self.customers["number"].size

    @property
    def first_agent(self) -> int:
        """Return the number of the first agent, if there are any."""
        return self.first_agent_customer + self.agent_customers["number"].size

    @property
    def trained(self) -> dict[str, Ints]:
        """Which of those with a wish, and of their sellers, were in a course, by column."""
        return {name: self.wishes[name] for name in TRAINED_COLUMNS}

    def each_wish(self) -> Iterator[Wish]:
        """Yield the wishes in order of time."""
        return map(
            Wish._make, zip(*(self.wishes[name].tolist() for name in Wish._fields), strict=True)
        )

    def each_customer(self) -> Iterator[Customer]:
        """Yield the other customers in order of arrival, then of number."""
        columns = (self.customers[name].tolist() for name in Customer._fields)
        return map(Customer._make, zip(*columns, strict=True))

    def each_agent_customer(self) -> Iterator[AgentCustomer]:
        """Yield the other customers of agents in order of arrival, then of number."""
        columns = (self.agent_customers[name].tolist() for name in AgentCustomer._fields)
        return map(AgentCustomer._make, zip(*columns, strict=True))

    def each_agent(self) -> Iterator[Agent]:
        """Yield the agents."""
        columns = (self.agents[name].tolist() for name in Agent._fields)
        return map(Agent._make, zip(*columns, strict=True))


def nobody(traits: tuple[str, ...]) -> dict[str, Ints]:
    """Return the columns of these traits, of nobody."""
    return {name: np.empty(0, np.int64) for name in traits}


def draw_people(plan: Plan, replication: int) -> People:
    """Draw everyone of a county in one replication."""
    dice = Dice(plan.scenario.run.seed, replication, plan.county.code)
    wishes, wish_returns_ms = draw_wishes(plan, dice)
    customers, customer_returns_ms = draw_customers(plan, dice, wishes["number"].size)
    people = People(
        wishes=wishes,
        customers=customers,
        wish_returns_ms=wish_returns_ms,
        customer_returns_ms=customer_returns_ms,
        hub_parcels=_hub_parcels(plan, dice),
        round_parcels=_round_parcels(plan, dice),
        link_down=draw_link_down(plan, dice),
        failures=draw_breakdowns(plan, dice),
        produce=draw_produce(plan, dice),
    )
    return with_agents(plan, dice, people) if plan.agents else people


def with_agents(plan: Plan, dice: Dice, people: People) -> People:
    """Return the people with the agents of mobile money and their customers."""
    customers, returns_ms = draw_agent_customers(plan, dice, people.first_agent_customer)
    people = replace(people, agent_customers=customers, agent_returns_ms=returns_ms)
    agents, swap_ms = draw_agents(plan, dice, people.first_agent)
    return replace(people, agents=agents, swap_ms=swap_ms)


def _hub_parcels(plan: Plan, dice: Dice) -> tuple[int, ...]:
    people = sum(outlet.people for outlet in plan.county.outlets)
    expected = _parcels_a_day(plan, people) * len(plan.hub_ms)
    return _counts_by_turn(dice.epochs(Stream.HUB_PARCELS, expected), expected, len(plan.hub_ms))


def _round_parcels(plan: Plan, dice: Dice) -> tuple[tuple[int, ...], ...]:
    counts = []
    for number, outlet in enumerate(plan.county.outlets):
        rounds = len(plan.outlets[number].rounds_ms)
        expected = _parcels_a_day(plan, outlet.people) * plan.scenario.run.days if rounds else 0.0
        epochs = dice.epochs(Stream.ROUND_PARCELS, expected, number)
        counts.append(_counts_by_turn(epochs, expected, rounds))
    return tuple(counts)


def _parcels_a_day(plan: Plan, people: int) -> float:
    return people / 1_000 * plan.scenario.parcel.other_parcels_per_1000_people_day


def _counts_by_turn(epochs: Floats, expected: float, turns: int) -> tuple[int, ...]:
    if not turns or not expected:
        return (0,) * turns
    turns_taken = (epochs * (turns / expected)).astype(np.int64)
    return tuple(np.bincount(turns_taken, minlength=turns)[:turns].tolist())
