"""What is said of agents: figures of their measures, as metrics; left out where there are none."""

from sim.diary import JourneyOutcome, Purpose
from sim.measures.agents import METRES_PER_KM
from sim.measures.figures import NOTHING, Figure, quantile, ratio, served, wish_share
from sim.measures.merged import Measures
from sim.measures.metric import Metric, Row
from sim.units import DAY_MS, FEN_PER_YUAN, MINUTE_MS


def total(merged: Measures, name: str) -> int:
    """Return the sum of a column of the agents; of a country's times it may pass 63 bits."""
    return sum(merged.agents[name].tolist())


def over(part: str, whole: str, unit: float = 1) -> Figure:
    """Return one column of the agents over another, in units of `unit`."""

    def value(merged: Measures) -> float:
        if not merged.agents:
            return NOTHING
        return ratio(total(merged, part) / unit, total(merged, whole))

    return value


def an_agent(name: str, unit: float = 1) -> Figure:
    """Return the mean of a column over the agents, in units of `unit`."""

    def value(merged: Measures) -> float:
        if not merged.agents:
            return NOTHING
        return ratio(total(merged, name) / unit, merged.agents[name].size)

    return value


def a_day(name: str) -> Figure:
    """Return the sum of a column of the agents a day."""

    def value(merged: Measures) -> float:
        if not merged.agents:
            return NOTHING
        return ratio(total(merged, name), merged.days)

    return value


def commission(merged: Measures) -> float:
    """Return what an agent earns a day, in yuan."""
    return ratio(an_agent("commission_fen", FEN_PER_YUAN)(merged), merged.days)


def low_share(merged: Measures) -> float:
    """Return the share of all agents' time in which their float was low."""
    time_ms = merged.days * DAY_MS
    return ratio(an_agent("low_ms")(merged), time_ms)


def wait_p90(merged: Measures) -> float:
    """Return the begun seconds that 90% of those called did not exceed, in minutes."""
    if not merged.agents:
        return NOTHING
    return quantile(0.9, merged.agent_waits["wait_s"], merged.agent_waits["count"]) / 60


def where_there_are_any(figure: Figure) -> Figure:
    """Return a figure that is defined only where the scenario has agents."""
    return lambda merged: figure(merged) if merged.agents else NOTHING


def deposits(merged: Measures) -> float:
    """Return how many purchases a day were paid in at agents."""
    return ratio(merged.counts["deposits_at_agents"], merged.days)


def saved(name: str, unit: int) -> Figure:
    """Return what a purchase paid in at an agent saved on the mean, in units of `unit`."""
    return lambda merged: ratio(merged.counts[name] / unit, merged.counts["paid_at_agent"])


LACKED = "share of agents' opening hours with less {} than a customer {} on the mean"
OF_VISITS = "share of all visits to agents: {}"
AT_COUNTERS = "visits served at a counter, of {}"
SAVED = "way from home to the post office less that to the agent, of what was paid in at agents"
ENDINGS = {
    "no_float": "the agent had too little float",
    "no_cash": "the agent had too little cash",
    "closed": "the shop was shut, or its agent away",
    "balked": "a long line deterred",
    "reneged": "patience ended",
}

TIME: dict[str, Row] = {
    "agents_no_float_share": (
        "share",
        LACKED.format("float", "pays in"),
        "lower",
        "time",
        over("no_float_ms", "open_ms"),
    ),
    "agents_no_cash_share": (
        "share",
        LACKED.format("cash", "takes out"),
        "lower",
        "time",
        over("no_cash_ms", "open_ms"),
    ),
    "agents_low_share": (
        "share",
        "share of agents' time with a low float",
        "lower",
        "time",
        where_there_are_any(low_share),
    ),
    "agents_away_share": (
        "share",
        "share of agents' opening hours on the way to swap, and back",
        "lower",
        "time",
        over("away_open_ms", "open_ms"),
    ),
    "agents_line_mean": (
        "people",
        "in line at an agent, over its opening hours",
        "lower",
        "time",
        over("waiting_open_ms", "open_ms"),
    ),
    "agents_float_mean_yuan": (
        "yuan",
        "float of an agent, on average",
        "neither",
        "time",
        an_agent("float_mean_fen", FEN_PER_YUAN),
    ),
    "agents_cash_mean_yuan": (
        "yuan",
        "cash of an agent, on average",
        "neither",
        "time",
        an_agent("cash_mean_fen", FEN_PER_YUAN),
    ),
    "agents_low_at_end_share": (
        "share",
        "share of agents with a low float",
        "lower",
        "end",
        an_agent("low_end"),
    ),
}
EVENTS: dict[str, Row] = {
    "cash_ins_per_day": ("1/day", "cash-ins at agents", "neither", "events", a_day("cash_ins")),
    "cash_outs_per_day": ("1/day", "cash-outs at agents", "neither", "events", a_day("cash_outs")),
    "agents_commission_yuan_per_day": (
        "yuan/day",
        "commission of an agent",
        "neither",
        "events",
        where_there_are_any(commission),
    ),
    "deposits_at_agents_per_day": (
        "1/day",
        "purchases paid in at agents, which no counter serves",
        "neither",
        "events",
        where_there_are_any(deposits),
    ),
    "float_visits_per_day": (
        "1/day",
        AT_COUNTERS.format("agents who swap"),
        "neither",
        "events",
        where_there_are_any(served(Purpose.FLOAT)),
    ),
    "wallet_visits_per_day": (
        "1/day",
        AT_COUNTERS.format("customers who found no agent"),
        "neither",
        "events",
        where_there_are_any(served(Purpose.WALLET)),
    ),
}
PEOPLE: dict[str, Row] = {
    f"agents_visits_{name}_share": (
        "share",
        OF_VISITS.format(said),
        "lower",
        "visits",
        over(name, "visits"),
    )
    for name, said in ENDINGS.items()
} | {
    "agents_wait_mean_min": (
        "min",
        "mean wait at agents, to the millisecond, of those called by the end of the run",
        "lower",
        "visits",
        over("wait_called_ms", "called", MINUTE_MS),
    ),
    "agents_wait_p90_min": (
        "min",
        "begun seconds that 90% of those called to an agent's till did not exceed",
        "lower",
        "visits",
        wait_p90,
    ),
}
PURCHASES: dict[str, Row] = {
    "paid_at_agent_share": (
        "share",
        "share that was paid in at an agent",
        "neither",
        "wishes",
        where_there_are_any(wish_share("paid_at_agent")),
    ),
    "paid_at_office_share": (
        "share",
        "share that was paid in at a post office",
        "neither",
        "wishes",
        where_there_are_any(wish_share("paid_at_office")),
    ),
    "ended_gave_up_no_float_share": (
        "share",
        "share that ended: gave up no float",
        "lower",
        "wishes",
        where_there_are_any(wish_share(JourneyOutcome.GAVE_UP_NO_FLOAT.name.lower())),
    ),
    "agents_km_saved_mean": (
        "km",
        SAVED,
        "higher",
        "wishes",
        where_there_are_any(saved("saved_m", METRES_PER_KM)),
    ),
    "agents_min_saved_mean": (
        "min",
        f"time of the {SAVED}",
        "higher",
        "wishes",
        where_there_are_any(saved("saved_ms", MINUTE_MS)),
    ),
}

AGENT_METRICS: tuple[Metric, ...] = tuple(
    Metric(name, unit, "agents", said, better, basis, value, optional=True)
    for rows in (TIME, EVENTS, PEOPLE, PURCHASES)
    for name, (unit, said, better, basis, value) in rows.items()
)
