"""The measures of some counties of a replication: they add up, and ratios are taken afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.diary import NONE, Diary, Purpose
from sim.measures.agents import measure_agents
from sim.measures.counter import measure_counter
from sim.measures.produce import measure_produce, price_histogram
from sim.measures.purchases import DURATIONS, measure_purchases
from sim.measures.tallies import Columns, stacked, summed
from sim.plan import Plan
from sim.units import Ints

COUNTS = "count"
NUMBERS = {name: number for number, name in enumerate(DURATIONS)}


@dataclass(frozen=True)
class Measures:
    """One county or more in one replication, as sums, counts and exact histograms.

    `outlets` has a row an outlet, in the order of the counties. All else is added up, so it takes
    the same room for a country as for a county: `series` by class and hour, `flows` by hour,
    `waits` by class, purpose, whether called, and whole second, with their sums in `waited_ms`,
    `durations` by which and begun minute, with their sums in `durations_ms`. `days` are those
    after the warm-up; `sim.measures.counter` and `sim.measures.purchases` say of each column over
    whom it is taken. `prices` has how many lots of producers were sold at which whole percent of
    the market's price; it has no columns where there are no producers.
    whom it is taken. `agents` has a row an agent, in the order of the counties, and `agent_waits`
    their customers by whole second waited: both empty where the scenario has no agents, and else
    as `sim.measures.agents` says.
    """

    days: int
    outlets: Columns
    series: Columns
    waits: Columns
    waited_ms: dict[str, int]
    line_max: int
    counts: dict[str, int]
    durations: Columns
    durations_ms: dict[str, int]
    flows: Columns
    waterfall_ms: dict[str, int]
    prices: Columns = field(default_factory=dict)
    agents: Columns = field(default_factory=dict)
    agent_waits: Columns = field(default_factory=dict)

    def total(self, name: str) -> int:
        """Return the sum of a column of the outlets; of a country's waits it may pass 63 bits."""
        return sum(self.outlets[name].tolist())

    @property
    def in_line(self) -> int:
        """How many of those who joined the line were still in it at the end of the run."""
        gone = ("balked", "found_closed", "called", "reneged", "turned_away")
        return self.total("visits") - sum(self.total(name) for name in gone)

    def waits_of(
        self, which: str, purposes: Sequence[Purpose], priority: int | None = None
    ) -> tuple[Ints, Ints]:
        """Return begun seconds waited, ascending, and how many waited so long.

        `which` is "called", or "joined" for everyone who joined the line, those still in it at
        the end with their wait so far; no purposes are all. With `priority` they are those who had
        it, 1, or had not, 0: nobody where nobody can have it.
        """
        keep = self.waits["called"] == 1 if which == "called" else self.waits["called"] >= 0
        if purposes:
            keep &= np.isin(self.waits["purpose"], purposes)
        if priority is not None:
            keep &= self.waits.get("priority", np.full(keep.size, NONE)) == priority
        kept = {name: self.waits[name][keep] for name in ("wait_s", "count")}
        found = summed([kept], ("wait_s",))
        return found["wait_s"], found["count"]

    def duration(self, name: str) -> tuple[Ints, Ints]:
        """Return the begun minutes that a duration took, ascending, and how many took so long."""
        keep = self.durations["duration"] == NUMBERS[name]
        return self.durations["minutes"][keep], self.durations["count"][keep]


def measure(diary: Diary, plan: Plan) -> Measures:
    """Return the measures of one county in one replication."""
    run = plan.scenario.run
    counter, purchases = measure_counter(diary, plan), measure_purchases(diary, plan)
    produce = measure_produce(diary, plan)
    agents = measure_agents(diary, plan)
    return Measures(
        days=run.days - run.warm_up_days,
        outlets=counter.outlets,
        series=counter.series,
        waits=counter.waits,
        waited_ms=counter.waited_ms,
        line_max=counter.line_max,
        counts=purchases.counts | produce | agents.counts,
        durations=purchases.durations,
        durations_ms=purchases.durations_ms,
        flows=purchases.flows,
        waterfall_ms=purchases.waterfall_ms,
        prices=price_histogram(diary, plan) if produce else {},
        agents=agents.agents,
        agent_waits=agents.waits,
    )


def merge(parts: Sequence[Measures]) -> Measures:
    """Return the measures of all counties together; in whatever parts, they are the same."""
    if len(parts) == 1:
        return parts[0]
    return Measures(
        days=parts[0].days,
        outlets=stacked([one.outlets for one in parts]),
        series=summed([one.series for one in parts], ("class", "hour")),
        waits=summed(
            [one.waits for one in parts], [key for key in parts[0].waits if key != COUNTS]
        ),
        waited_ms=_added(one.waited_ms for one in parts),
        line_max=max(one.line_max for one in parts),
        counts=_added(one.counts for one in parts),
        durations=summed([one.durations for one in parts], ("duration", "minutes")),
        durations_ms=_added(one.durations_ms for one in parts),
        flows=summed([one.flows for one in parts], ("hour",)),
        waterfall_ms=_added(one.waterfall_ms for one in parts),
        prices=summed([one.prices for one in parts], ("percent",)) if parts[0].prices else {},
        agents=stacked([one.agents for one in parts]),
        agent_waits=_agent_waits(parts),
    )


def _agent_waits(parts: Sequence[Measures]) -> Columns:
    """Return how many waited each whole second at all agents; nothing where there are none."""
    if not parts[0].agents:
        return {}
    return summed([one.agent_waits for one in parts], ("wait_s",))


def _added(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        for name, value in one.items():
            total[name] = total.get(name, 0) + value
    return total
