"""Agents of mobile money: what each begins with, and who else comes to them for cash in or out."""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.calendar import Intensity, inverse
from sim.diary import COUNTER_CASH_COLUMNS, Ending, Purpose, columns
from sim.people.sampling import (
    ENDLESS,
    PRICE_MAX_FEN,
    Sampler,
    balk_lengths,
    patiences,
    whole,
)
from sim.people.streams import Dice, Stream
from sim.plan import Plan, Timetable
from sim.scenario import Agents
from sim.units import DAY_MS, FEN_PER_YUAN, MINUTE_MS, NEVER_MS, PPM, Floats, Ints


class WhenDry(IntEnum):
    """What a person does whom an agent did not serve, for whatever reason: drawn once."""

    NEXT = 0
    POST = 1
    BACK = 2
    GIVE_UP = 3


class Agent(NamedTuple):
    """An agent, by what it holds at the beginning, which is its target, and what is low.

    In line at its outlet an agent stays for any line, as long as it takes.
    """

    number: int
    outlet: int
    float_fen: int
    cash_fen: int
    float_low_fen: int
    cash_low_fen: int
    enquiry_ms: int
    balk_length: int = ENDLESS
    patience_ms: int = NEVER_MS


class AgentCustomer(NamedTuple):
    """Anyone without a wish who comes to an agent; `counter_ms` is what it takes at a counter.

    Delays before returns stand from `first_return` on in the column of all of them.
    """

    number: int
    agent: int
    outlet: int
    arrives_ms: int
    is_cash_out: int
    amount_fen: int
    service_ms: int
    counter_ms: int
    enquiry_ms: int
    balk_length: int
    patience_ms: int
    when_dry: int
    returns: int
    first_return: int
    errand_ppm: int


def draw_agents(plan: Plan, dice: Dice, first_number: int) -> tuple[dict[str, Ints], Ints]:
    """Draw all agents of a county, numbered from `first_number`: one int64 array a trait.

    With them comes how long each trip to the counter takes there: one a day of the run for each
    agent, of one agent after the other; who goes more often begins anew.
    """
    agents, count = plan.scenario.agents, len(plan.agents)
    services = plan.scenario.services
    sampler = Sampler(dice, (1,) * count)
    trips = Sampler(dice, (plan.scenario.run.days,) * count)
    float_fen = sampler.amounts(Stream.AGENT_FLOAT, agents.float_yuan, FEN_PER_YUAN, PRICE_MAX_FEN)
    cash_fen = sampler.amounts(Stream.AGENT_CASH, agents.cash_yuan, FEN_PER_YUAN, PRICE_MAX_FEN)
    table = {
        "number": first_number + np.arange(count),
        "outlet": np.array([one.outlet for one in plan.agents]),
        "float_fen": float_fen,
        "cash_fen": cash_fen,
        "float_low_fen": _low(float_fen, agents),
        "cash_low_fen": _low(cash_fen, agents),
        "enquiry_ms": sampler.amounts(Stream.AGENT_SWAP, services.enquiry_min, MINUTE_MS),
        "balk_length": np.full(count, ENDLESS),
        "patience_ms": np.full(count, NEVER_MS),
    }
    swap_ms = trips.amounts(Stream.AGENT_SWAP, services.deposit_min, MINUTE_MS)
    return {name: np.asarray(table[name], dtype=np.int64) for name in Agent._fields}, swap_ms


def _low(target_fen: Ints, agents: Agents) -> Ints:
    return whole(target_fen.astype(np.float64) * agents.rebalance_below_share)


def draw_agent_customers(plan: Plan, dice: Dice, first_number: int) -> tuple[dict[str, Ints], Ints]:
    """Draw all other customers of agents, one int64 array a trait of `AgentCustomer`.

    They are numbered from `first_number` in order of arrival, then of agent. Who pays in and who
    takes out are streams of their own, and so are the customers of each agent. With them comes the
    column of the delays before each return.
    """
    arrivals = _arrivals(plan, dice)
    counts = [arrives_ms.size for arrives_ms in arrivals]
    sampler = Sampler(dice, tuple(counts))
    part = np.repeat(np.arange(len(counts)), counts)
    outlets = np.array([one.outlet for one in plan.agents], dtype=np.int64)
    table, returns_ms = _traits(plan, sampler, part % 2)
    table |= {"agent": part // 2, "outlet": outlets[part // 2], "is_cash_out": part % 2}
    table["arrives_ms"] = np.concatenate([*arrivals, np.empty(0, np.int64)])
    order = np.lexsort((table["agent"], table["arrives_ms"]))
    table = {name: np.asarray(column, dtype=np.int64)[order] for name, column in table.items()}
    table["number"] = first_number + np.arange(sampler.count)
    return {name: table[name] for name in AgentCustomer._fields}, returns_ms


def _traits(plan: Plan, sampler: Sampler, is_cash_out: Ints) -> tuple[dict[str, Ints], Ints]:
    """Return what is true of each customer but where and when, and the delays of returns."""
    agents, line, services = plan.scenario.agents, plan.scenario.line, plan.scenario.services
    paid_in, taken_out = (
        sampler.amounts(Stream.AGENT_AMOUNT, law, FEN_PER_YUAN, PRICE_MAX_FEN)
        for law in (agents.cash_in_yuan, agents.cash_out_yuan)
    )
    at_till, at_counter, asking = (
        sampler.amounts(Stream.AGENT_SERVICE, law, MINUTE_MS)
        for law in (agents.service_min, services.deposit_min, services.enquiry_min)
    )
    returns = sampler.repeats(Stream.AGENT_RETURNS, line.return_share, line.returns_max)
    first_return, returns_ms = sampler.amounts_each_time(
        Stream.AGENT_RETURN_DELAY, line.return_days, DAY_MS, returns
    )
    table = {
        "amount_fen": np.maximum(np.where(is_cash_out, taken_out, paid_in), 1),
        "service_ms": at_till,
        "counter_ms": at_counter,
        "enquiry_ms": asking,
        "balk_length": balk_lengths(line, sampler, Stream.AGENT_BALK_LENGTH),
        "patience_ms": patiences(line, sampler, Stream.AGENT_PATIENCE),
        "when_dry": choices(agents, sampler.uniforms(Stream.AGENT_WHEN_DRY)),
        "returns": returns,
        "first_return": first_return,
        "errand_ppm": (sampler.uniforms(Stream.AGENT_ERRAND) * PPM).astype(np.int64),
    }
    return table, returns_ms


def choices(agents: Agents, uniforms: Floats) -> Ints:
    """Return what each person does whom an agent did not serve.

    >>> half = Agents(dry_next_share=0.5, dry_post_share=0.25, dry_back_share=0.0)
    >>> [WhenDry(one).name for one in choices(half, np.array([0.0, 0.5, 0.75]))]
    ['NEXT', 'POST', 'GIVE_UP']
    """
    shares = (agents.dry_next_share, agents.dry_post_share, agents.dry_back_share)
    return np.searchsorted(np.cumsum(shares), uniforms, side="right").astype(np.int64)


def _arrivals(plan: Plan, dice: Dice) -> list[Ints]:
    """Return when customers come to each agent: who pays in, then who takes out, agent by agent."""
    agents = plan.scenario.agents
    found = []
    for number, one in enumerate(plan.agents):
        for is_cash_out, a_day in enumerate((agents.cash_ins_a_day, agents.cash_outs_a_day)):
            while_open = _evenly(one.hours, a_day * plan.scenario.run.days)
            part = 2 * number + is_cash_out
            epochs = dice.epochs(Stream.AGENT_EPOCH, while_open.total, part)
            found.append(inverse(while_open, epochs))
    return found


def _evenly(hours: Timetable, expected: float) -> Intensity:
    """Return so many arrivals at an even rate while it is open; none if it never is."""
    knots = np.array([*zip(hours.opens_ms, hours.closes_ms, strict=True)], np.int64).ravel()
    if not knots.size:
        return Intensity(np.zeros(1, np.int64), np.zeros(1))
    open_ms = np.append(np.diff(knots), 0)
    open_ms[1::2] = 0
    so_far = np.append(0, np.cumsum(open_ms)[:-1])
    return Intensity(knots, so_far * (expected / open_ms.sum()))


def agents_at_start(plan: Plan, traits: Mapping[str, Ints]) -> dict[str, Ints]:
    """Return the diary's table of agents: what each holds before anybody comes."""
    settlements = [one.settlement for one in plan.agents]
    return {
        "agent": np.arange(len(settlements)),
        "settlement": np.array(settlements, dtype=np.int64),
        "float_fen": traits["float_fen"].copy(),
        "cash_fen": traits["cash_fen"].copy(),
    }


def counter_cash(
    visits: Mapping[str, Ints], customers: Mapping[str, Ints], first_number: int
) -> dict[str, Ints]:
    """Return the diary's table of what was done at a counter in place of an agent.

    `first_number` is the number of the first of these customers.
    """
    if not customers["amount_fen"].size:
        return columns(COUNTER_CASH_COLUMNS, [])
    served = (visits["purpose"] == Purpose.WALLET) & (visits["ending"] == Ending.SERVED)
    visit = np.flatnonzero(served)
    who = visits["person"][visit] - first_number
    done = {name: customers[name][who] for name in ("amount_fen", "is_cash_out")}
    return {"visit": visit, **done}
