"""At agents: what they hold and lack, who is refused, what they earn and what they save.

An agent is *out of float* while its float is below the mean amount that others pay in, and *out
of cash* while its drawer is below the mean amount that they take out: so the next customer would
mostly be refused. Both are measured over its opening hours, whether or not the agent is there.
It is *low* while its float is at or below `agents.low_float_yuan`, at any hour.

With a warm-up, time, services and money count from its end, whoever they are of. Visits, their
endings and their waits are those of the people who arrived after it, purchases those whose wish
arose after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.diary import NONE, AgentEnding, AgentPurpose, Diary
from sim.floats import at_the_end, holdings
from sim.measures.intervals import average_by_hour, by_hour, open_until
from sim.measures.tallies import Columns, tallied
from sim.plan import AgentPlan, Plan
from sim.units import DAY_MS, FEN_PER_YUAN, HOUR_MS, Ints

Mask = NDArray[np.bool_]

METRES_PER_KM = 1_000
PART_FEN = 2**20


@dataclass(frozen=True)
class AgentMeasures:
    """One county and replication; empty where the scenario has no agents.

    `agents` has a row an agent: `visits`, each ending, `called` and `wait_called_ms` are of those
    who arrived after the warm-up; all else is of whoever was there after it, but for what is left
    `_end`. Means over time are rounded down to the fen. `waits` has a row for each whole second
    that somebody waited to be called. `counts` are of purchases.
    """

    agents: Columns = field(default_factory=dict)
    waits: Columns = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def measure_agents(diary: Diary, plan: Plan) -> AgentMeasures:
    """Return the measures of agents after the warm-up."""
    if not plan.scenario.agents.are_on:
        return AgentMeasures()
    from_ms = plan.scenario.run.warm_up_days * DAY_MS
    visits = _with_waits(diary)
    came = visits["arrived_ms"] >= from_ms
    called = came & (visits["called_ms"] != NONE)
    return AgentMeasures(
        agents={
            "settlement": diary.agents["settlement"],
            **_endings(visits, came, plan),
            **_served(visits, from_ms, plan),
            **_lines(visits, from_ms, plan),
            **_held(diary, plan, from_ms),
            **_trips(diary, plan, from_ms),
        },
        waits=tallied({"wait_s": visits["wait_ms"][called] // 1_000}),
        counts=_purchases(diary, plan, from_ms),
    )


def floats_by_hour(diary: Diary, plan: Plan) -> Columns:
    """Return what each agent held in each hour after the warm-up, a row an hour and agent.

    Columns `agent`, `hour`; `float_fen` and `cash_fen` on average, rounded down; `no_float_ms` and
    `no_cash_ms`, for how long it lacked either, open or not; `open_ms`.
    """
    hours, agents = plan.end_ms // HOUR_MS, len(plan.agents)
    size = hours * agents
    held = holdings(diary)
    later_ms = held["agent"] * plan.end_ms
    from_ms, to_ms = held["from_ms"] + later_ms, held["to_ms"] + later_ms
    table = {
        "agent": np.repeat(np.arange(agents), hours),
        "hour": np.tile(np.arange(hours), agents),
    }
    for name in ("float", "cash"):
        table[f"{name}_fen"] = average_by_hour(from_ms, to_ms, size, held[f"{name}_fen"])
    for name, lacking in _lacking(held, plan).items():
        table[f"{name}_ms"] = by_hour(from_ms[lacking], to_ms[lacking], size)
    table["open_ms"] = np.concatenate(
        [np.zeros(0, dtype=np.int64)] + [by_hour(*_openings(one), hours) for one in plan.agents]
    )
    after = table["hour"] >= plan.scenario.run.warm_up_days * DAY_MS // HOUR_MS
    return {name: column[after] for name, column in table.items()}


def _openings(agent: AgentPlan) -> tuple[Ints, Ints]:
    hours = agent.hours
    return np.array(hours.opens_ms, dtype=np.int64), np.array(hours.closes_ms, dtype=np.int64)


def _with_waits(diary: Diary) -> Columns:
    """Return all visits to agents, with the moments at which waiting and being served end."""
    visits = dict(diary.agent_visits)
    gone_ms = np.where(visits["left_ms"] == NONE, diary.end_ms, visits["left_ms"])
    visits["gone_ms"] = gone_ms
    visits["waited_to_ms"] = np.where(visits["called_ms"] == NONE, gone_ms, visits["called_ms"])
    visits["wait_ms"] = visits["waited_to_ms"] - visits["arrived_ms"]
    return visits


def _sums(agents: Ints, values: Ints | Mask, plan: Plan) -> Ints:
    """Return the sum of the values of each agent."""
    sums = np.zeros(len(plan.agents), dtype=np.int64)
    np.add.at(sums, agents, values)
    return sums


def _endings(visits: Columns, came: Mask, plan: Plan) -> Columns:
    """Return how the visits of those who came ended, and what those called waited."""
    agent, ending = visits["agent"][came], visits["ending"][came]
    is_called = (visits["called_ms"][came] != NONE).astype(np.int64)
    return {
        "visits": _sums(agent, np.ones_like(agent), plan),
        **{way.name.lower(): _sums(agent, ending == way, plan) for way in AgentEnding},
        "called": _sums(agent, is_called, plan),
        "wait_called_ms": _sums(agent, visits["wait_ms"][came] * is_called, plan),
    }


def _served(visits: Columns, from_ms: int, plan: Plan) -> Columns:
    """Return what was taken in and paid out, charged and earned."""
    served = (visits["ending"] == AgentEnding.SERVED) & (visits["left_ms"] >= from_ms)
    agent = visits["agent"][served]
    found = {}
    for name, purpose in (("cash_in", AgentPurpose.CASH_IN), ("cash_out", AgentPurpose.CASH_OUT)):
        is_so = (visits["purpose"][served] == purpose).astype(np.int64)
        found[f"{name}s"] = _sums(agent, is_so, plan)
        found[f"{name}_fen"] = _sums(agent, visits["amount_fen"][served] * is_so, plan)
    for name in ("fee_fen", "commission_fen"):
        found[name] = _sums(agent, visits[name][served], plan)
    return found


def _lines(visits: Columns, from_ms: int, plan: Plan) -> Columns:
    """Return the time spent in line and being served, and that in which the agents were open."""
    agent = visits["agent"]
    arrived_ms, called_ms, gone_ms = (
        np.maximum(visits[name], from_ms) for name in ("arrived_ms", "waited_to_ms", "gone_ms")
    )
    ends = np.array([from_ms, plan.end_ms])
    opened = [open_until(one.hours, ends) for one in plan.agents]
    return {
        "waiting_ms": _sums(agent, called_ms - arrived_ms, plan),
        "busy_ms": _sums(agent, gone_ms - called_ms, plan),
        "waiting_open_ms": _sums(agent, _while_open(agent, arrived_ms, called_ms, plan), plan),
        "open_ms": np.array([last - first for first, last in opened], dtype=np.int64),
    }


def _while_open(agent: Ints, from_ms: Ints, to_ms: Ints, plan: Plan) -> Ints:
    """Return how much of each stretch falls into the hours of its agent."""
    inside = np.zeros_like(from_ms)
    tables = list({one.hours: None for one in plan.agents})
    number_of = np.array([tables.index(one.hours) for one in plan.agents], dtype=np.int64)[agent]
    for number, hours in enumerate(tables):
        here = number_of == number
        inside[here] = open_until(hours, to_ms[here]) - open_until(hours, from_ms[here])
    return inside


def _lacking(held: Mapping[str, Ints], plan: Plan) -> dict[str, Mask]:
    """Return in which stretches an agent could not serve a customer of mean amount."""
    rules = plan.scenario.agents
    need_fen = {"float": rules.cash_in_yuan.mean(), "cash": rules.cash_out_yuan.mean()}
    return {
        f"no_{name}": held[f"{name}_fen"] < round(mean_yuan * FEN_PER_YUAN)
        for name, mean_yuan in need_fen.items()
    }


def _held(diary: Diary, plan: Plan, from_ms: int) -> Columns:
    """Return what agents held on average and at the end, and how long they had too little."""
    held = holdings(diary)
    cut = {name: np.maximum(held[name], from_ms) for name in ("from_ms", "to_ms")}
    agent, length_ms = held["agent"], cut["to_ms"] - cut["from_ms"]
    open_ms = _while_open(agent, cut["from_ms"], cut["to_ms"], plan)
    low_fen = round(plan.scenario.agents.low_float_yuan * FEN_PER_YUAN)
    found = {
        f"{name}_ms": _sums(agent, open_ms * lacking, plan)
        for name, lacking in _lacking(held, plan).items()
    }
    found["low_ms"] = _sums(agent, length_ms * (held["float_fen"] <= low_fen), plan)
    for name, end_fen in zip(("float", "cash"), at_the_end(diary), strict=True):
        found[f"{name}_mean_fen"] = _mean(agent, held[f"{name}_fen"], length_ms, plan)
        found[f"{name}_end_fen"] = end_fen
    found["low_end"] = (found["float_end_fen"] <= low_fen).astype(np.int64)
    return found


def _mean(agent: Ints, amount_fen: Ints, length_ms: Ints, plan: Plan) -> Ints:
    """Return the amounts held, averaged over time, rounded down.

    Amounts times years pass 63 bits, so large parts and small parts of amounts are added apart.
    """
    large, small = np.divmod(amount_fen, PART_FEN)
    whole_ms = _sums(agent, length_ms, plan).tolist()
    of_large = _sums(agent, large * length_ms, plan).tolist()
    of_small = _sums(agent, small * length_ms, plan).tolist()
    rows = zip(of_large, of_small, whole_ms, strict=True)
    means = [(upper * PART_FEN + lower) // whole for upper, lower, whole in rows]
    return np.array(means, dtype=np.int64)


def _trips(diary: Diary, plan: Plan, from_ms: int) -> Columns:
    """Return how often agents swapped, and how long they were away."""
    trips = diary.rebalances
    back_ms = np.where(trips["back_ms"] == NONE, diary.end_ms, trips["back_ms"])
    left_ms, back_ms = np.maximum(trips["left_ms"], from_ms), np.maximum(back_ms, from_ms)
    return {
        "swaps": _sums(trips["agent"], trips["swapped_ms"] >= from_ms, plan),
        "away_ms": _sums(trips["agent"], back_ms - left_ms, plan),
        "away_open_ms": _sums(
            trips["agent"], _while_open(trips["agent"], left_ms, back_ms, plan), plan
        ),
    }


def _purchases(diary: Diary, plan: Plan, from_ms: int) -> dict[str, int]:
    """Return how many purchases were paid in where, and what ways to agents saved."""
    journeys, visits = diary.journeys, diary.agent_visits
    wished = journeys["wish_ms"] >= from_ms
    paid_in = (visits["ending"] == AgentEnding.SERVED) & (visits["person"] < wished.size)
    paid_in &= visits["purpose"] == AgentPurpose.CASH_IN
    at_agent = np.zeros(wished.size, dtype=bool)
    at_agent[visits["person"][paid_in]] = True
    saved_m, saved_ms = _saved(diary, plan, paid_in & _of(wished, visits["person"]))
    at_office = (journeys["deposited_ms"] != NONE) & ~at_agent
    return {
        "paid_at_agent": int((at_agent & wished).sum()),
        "paid_at_office": int((at_office & wished).sum()),
        "saved_m": saved_m,
        "saved_ms": saved_ms,
        "deposits_at_agents": int((paid_in & (visits["left_ms"] >= from_ms)).sum()),
    }


def _of(wished: Mask, person: Ints) -> Mask:
    """Return whose wish is one of these; other customers have none."""
    mine = np.zeros(person.size, dtype=bool)
    has_wish = person < wished.size
    mine[has_wish] = wished[person[has_wish]]
    return mine


def _saved(diary: Diary, plan: Plan, paid_in: Mask) -> tuple[int, int]:
    """Return by how many metres and ms agents were nearer than the outlets, one way from home."""
    settlement = diary.journeys["settlement"][diary.agent_visits["person"][paid_in]].tolist()
    agent = diary.agent_visits["agent"][paid_in].tolist()
    saved_km = [
        plan.county.settlements[place].distance_km
        - next(stop.start_km for stop in plan.agent_routes[place] if stop.agent == number)
        for place, number in zip(settlement, agent, strict=True)
    ]
    hours = np.array(saved_km, dtype=np.float64) / plan.scenario.trip.speed_km_h
    metres = np.rint(np.array(saved_km, dtype=np.float64) * METRES_PER_KM)
    return int(metres.sum()), int(np.rint(hours * HOUR_MS).sum())
