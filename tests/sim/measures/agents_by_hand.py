"""The diary of agents read one row at a time: what each of their measures is, a second time.

Nothing of `sim.measures` or `sim.floats` is used. What an agent holds is a step function of time.
"""

from collections.abc import Callable, Mapping

from sim.diary import (
    NONE,
    AgentEnding,
    AgentPurpose,
    Diary,
    Ending,
    JourneyOutcome,
    Purpose,
)
from sim.plan import Plan
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, Ints
from tests.sim.measures.by_hand import (
    NAN,
    Level,
    Row,
    Span,
    after_warm_up,
    journeys_of,
    mean,
    openings,
    over,
    quantile,
    visits_of,
)

REFUSED = ("no_float", "no_cash", "closed", "balked", "reneged")


def rows_of(table: Mapping[str, Ints]) -> list[Row]:
    """Return the rows of a table."""
    rows = zip(*(column.tolist() for column in table.values()), strict=True)
    return [dict(zip(table, row, strict=True)) for row in rows]


def came_to_agents(diary: Diary) -> list[Row]:
    """Return all visits to agents; who is still there stays until the end."""
    found = rows_of(diary.agent_visits)
    for visit in found:
        visit["gone_ms"] = diary.end_ms if visit["left_ms"] == NONE else visit["left_ms"]
        called = visit["called_ms"] != NONE
        visit["waited_to_ms"] = visit["called_ms"] if called else visit["gone_ms"]
    return found


def is_cash_in(visit: Row) -> bool:
    """Tell whether cash was taken in."""
    return (visit["ending"], visit["purpose"]) == (AgentEnding.SERVED, AgentPurpose.CASH_IN)


def gains(diary: Diary, agent: int) -> list[tuple[int, int]]:
    """Return when the float of an agent changed, and by how much."""
    found = [
        (one["left_ms"], -one["amount_fen"] if is_cash_in(one) else one["amount_fen"])
        for one in came_to_agents(diary)
        if one["agent"] == agent and one["ending"] == AgentEnding.SERVED
    ]
    return found + [
        (one["swapped_ms"], one["float_fen"])
        for one in rows_of(diary.rebalances)
        if one["agent"] == agent and one["swapped_ms"] != NONE
    ]


def level_of(diary: Diary, agent: int, name: str) -> Level:
    """Return the float or the cash of an agent over time."""
    sign = 1 if name == "float" else -1
    begun = (0, diary.end_ms, int(diary.agents[f"{name}_fen"][agent]))
    changes = [(at_ms, diary.end_ms, sign * gain_fen) for at_ms, gain_fen in gains(diary, agent)]
    return Level([begun, *changes])


def time_in(level: Level, is_so: Callable[[int], bool], stretches: list[Span]) -> int:
    """Return for how long of some stretches a level is so."""
    ends = [*level.moments[1:], level.moments[-1]]
    steps = zip(level.moments, ends, level.levels[1:], strict=True)
    return sum(
        max(0, min(end_ms, one.to_ms) - max(from_ms, one.from_ms))
        for from_ms, end_ms, height in steps
        if is_so(height)
        for one in stretches
    )


def overlap(from_ms: int, to_ms: int, stretches: list[Span]) -> int:
    """Return how much of some stretches an interval covers."""
    return sum(max(0, min(to_ms, one.to_ms) - max(from_ms, one.from_ms)) for one in stretches)


def defined(found: dict[str, float], plan: Plan) -> dict[str, float]:
    """Return figures, and that they are not defined where there are no agents."""
    return found if plan.scenario.agents.are_on else dict.fromkeys(found, NAN)


def time_columns(diary: Diary, plan: Plan, agent: int, span: Span) -> Row:
    """Return for how long an agent was open, lacked something, was away or had people waiting."""
    rules = plan.scenario.agents
    opened = openings(plan.agents[agent].hours, span)
    need = {"float": rules.cash_in_yuan.mean() * 100, "cash": rules.cash_out_yuan.mean() * 100}
    level = {name: level_of(diary, agent, name) for name in need}
    low_fen = rules.low_float_yuan * 100
    trips = [one for one in rows_of(diary.rebalances) if one["agent"] == agent]
    away = [
        (one["left_ms"], diary.end_ms if one["back_ms"] == NONE else one["back_ms"])
        for one in trips
    ]
    people = [one for one in came_to_agents(diary) if one["agent"] == agent]
    return {
        "open": sum(one.to_ms - one.from_ms for one in opened),
        "no_float": time_in(level["float"], lambda fen: fen < round(need["float"]), opened),
        "no_cash": time_in(level["cash"], lambda fen: fen < round(need["cash"]), opened),
        "low": time_in(level["float"], lambda fen: fen <= round(low_fen), [span]),
        "away": sum(overlap(*trip, opened) for trip in away),
        "waiting": sum(overlap(one["arrived_ms"], one["waited_to_ms"], opened) for one in people),
        "float": level["float"].area(span) // (span.to_ms - span.from_ms),
        "cash": level["cash"].area(span) // (span.to_ms - span.from_ms),
    }


def over_time(diary: Diary, plan: Plan, span: Span) -> dict[str, float]:
    """Return each figure of agents that is an average over time."""
    count = len(plan.agents)
    rows = [time_columns(diary, plan, agent, span) for agent in range(count)]
    names = ("open", "no_float", "no_cash", "low", "away", "waiting", "float", "cash")
    total = {name: sum(row[name] for row in rows) for name in names}
    found: dict[str, float] = {
        "agents_no_float_share": over(total["no_float"], total["open"]),
        "agents_no_cash_share": over(total["no_cash"], total["open"]),
        "agents_low_share": over(total["low"], count * (span.to_ms - span.from_ms)),
        "agents_away_share": over(total["away"], total["open"]),
        "agents_line_mean": over(total["waiting"], total["open"]),
        "agents_float_mean_yuan": over(total["float"] / 100, count),
        "agents_cash_mean_yuan": over(total["cash"] / 100, count),
    }
    return defined(found, plan)


def of_events(diary: Diary, plan: Plan, span: Span) -> dict[str, float]:
    """Return each figure of agents that counts what happened, or what there was at the end."""
    days = (span.to_ms - span.from_ms) / DAY_MS
    count = len(plan.agents)
    served = [
        one
        for one in came_to_agents(diary)
        if one["ending"] == AgentEnding.SERVED and span.holds(one["left_ms"])
    ]
    cash_ins = [one for one in served if is_cash_in(one)]
    wishes = len(journeys_of(diary))
    at_counters = [
        one["purpose"]
        for one in visits_of(diary)
        if one["ending"] == Ending.SERVED and span.holds(one["left_ms"])
    ]
    low_fen = round(plan.scenario.agents.low_float_yuan * 100)
    ends_fen = [
        int(diary.agents["float_fen"][agent]) + sum(gain for _, gain in gains(diary, agent))
        for agent in range(count)
    ]
    found = {
        "agents_low_at_end_share": mean([fen <= low_fen for fen in ends_fen]),
        "cash_ins_per_day": len(cash_ins) / days,
        "cash_outs_per_day": (len(served) - len(cash_ins)) / days,
        "agents_commission_yuan_per_day": over(
            sum(one["commission_fen"] for one in served) / 100, count * days
        ),
        "deposits_at_agents_per_day": sum(one["person"] < wishes for one in cash_ins) / days,
        "float_visits_per_day": at_counters.count(Purpose.FLOAT) / days,
        "wallet_visits_per_day": at_counters.count(Purpose.WALLET) / days,
    }
    return defined(found, plan)


def of_visits(diary: Diary, plan: Plan) -> dict[str, float]:
    """Return each figure of agents that is taken over visits to them."""
    came = [one for one in came_to_agents(diary) if after_warm_up(plan).holds(one["arrived_ms"])]
    waits_ms = [one["called_ms"] - one["arrived_ms"] for one in came if one["called_ms"] != NONE]
    found = {
        f"agents_visits_{name}_share": mean(
            [one["ending"] == AgentEnding[name.upper()] for one in came]
        )
        for name in REFUSED
    }
    found["agents_wait_mean_min"] = mean(waits_ms) / MINUTE_MS
    found["agents_wait_p90_min"] = quantile(0.9, [wait_ms // 1_000 for wait_ms in waits_ms]) / 60
    return defined(found, plan)


def of_wishes(diary: Diary, plan: Plan) -> dict[str, float]:
    """Return each figure of agents that is taken over wishes."""
    journeys = journeys_of(diary)
    span = after_warm_up(plan)
    wishes = {row for row, one in enumerate(journeys) if span.holds(one["wish_ms"])}
    paid_in = [one for one in came_to_agents(diary) if is_cash_in(one)]
    at_agents = {one["person"] for one in paid_in}
    paid = {row for row in wishes if journeys[row]["deposited_ms"] != NONE} - at_agents
    saved_km = [
        plan.county.settlements[place].distance_km - stop.start_km
        for visit in paid_in
        if plan.agent_routes and visit["person"] in wishes
        for place in [journeys[visit["person"]]["settlement"]]
        for stop in plan.agent_routes[place]
        if stop.agent == visit["agent"]
    ]
    speed_km_h = plan.scenario.trip.speed_km_h
    no_float = [journeys[row]["outcome"] == JourneyOutcome.GAVE_UP_NO_FLOAT for row in wishes]
    saved_ms = [round(one / speed_km_h * HOUR_MS) for one in saved_km]
    count = len(at_agents & wishes)
    found = {
        "paid_at_agent_share": over(count, len(wishes)),
        "paid_at_office_share": over(len(paid), len(wishes)),
        "ended_gave_up_no_float_share": mean(no_float),
        "agents_km_saved_mean": over(
            sum(round(km * 1_000) for km in saved_km) / 1_000, len(at_agents & wishes)
        ),
        "agents_min_saved_mean": over(sum(saved_ms) / MINUTE_MS, count),
    }
    return defined(found, plan)
