"""The compiled engine: the same journeys from the same draws, in the identical diary.

`sim.model` is the one to read. Each step of it has a twin here of the same name, in the module of
the same name; a generator of the model is cut where it waits, into one function for each moment.
`state` has the nouns, `world` makes them of plan and people, `stages` leads from step to step,
`run` has the loop. The tests hold both engines to one diary, and `wanghuiyi verify` shows it.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from sim.diary import (
    AGENT_VISIT_COLUMNS,
    JOURNEY_COLUMNS,
    NONE,
    REBALANCE_COLUMNS,
    VISIT_COLUMNS,
    Diary,
    Purpose,
)
from sim.kernel.compiling import compile_for, is_on_disk
from sim.kernel.produce import compile_produce, simulate_produce
from sim.kernel.run import go_on, start
from sim.kernel.state import World
from sim.kernel.world import begin, is_full, nobody, with_room
from sim.people import People, draw_people
from sim.people.agents import agents_at_start, counter_cash
from sim.plan import Plan
from sim.units import Ints

# After so many turns Python handles signals, such as Ctrl-C: some twentieth of a second.
TURNS = 500_000

__all__ = ["compile_engine", "is_on_disk", "simulate", "simulate_people"]


@cache
def compile_engine() -> None:
    """Compile the engine, or fetch it from disk: then several processes need not do so at once."""
    compile_produce()
    compile_loop()


@cache
def compile_loop() -> None:
    """Compile what every run needs, or fetch it from disk."""
    compile_for(start, nobody())
    compile_for(go_on, nobody(), TURNS)


def simulate(plan: Plan, replication: int) -> Diary:
    """Run one county once, and return its diary."""
    return simulate_people(plan, draw_people(plan, replication), replication)


def simulate_people(plan: Plan, people: People, replication: int) -> Diary:
    """Simulate these people under the plan, and return the diary."""
    world = begin(plan, people)
    compile_loop()
    start(world)
    while not go_on(world, TURNS):
        if is_full(world):
            world = with_room(world, 2 * len(world.notes.person))
    return _diary(world, plan, people, replication)


def _diary(world: World, plan: Plan, people: People, replication: int) -> Diary:
    """Return the diary of a world at its end; what lies beyond the end has not happened."""
    pages, clock = np.asarray(world.pages), np.asarray(world.clock)
    count, failed = clock["notes"][0], clock["failures"][0]
    lots, price_texts = simulate_produce(plan, people.produce)
    agencies, totals = world.agencies, np.asarray(world.agencies.totals)
    visits = _visits(world, people, count)
    journeys = {name: np.ascontiguousarray(pages[name]) for name in JOURNEY_COLUMNS}
    for name, column in journeys.items():
        if name.endswith("_ms"):
            column[column >= plan.end_ms] = NONE
    return Diary(
        county=plan.county.code,
        replication=replication,
        end_ms=plan.end_ms,
        journeys=journeys,
        visits=visits,
        failures={name: column[:failed] for name, column in world.failures._asdict().items()},
        trained=people.trained,
        lots=lots,
        price_texts=price_texts,
        agents=agents_at_start(plan, people.agents),
        agent_visits=_columns(agencies.visits, AGENT_VISIT_COLUMNS, totals["visits"]),
        rebalances=_columns(agencies.rebalances, REBALANCE_COLUMNS, totals["trips"]),
        counter_cash=counter_cash(visits, people.agent_customers, people.first_agent_customer),
    )


def _columns(table: Sequence[object], names: tuple[str, ...], counted: Ints) -> dict[str, Ints]:
    """Return so many records as these columns."""
    rows = np.asarray(table)[: int(counted[0])]
    return {name: np.ascontiguousarray(rows[name]) for name in names}


def _visits(world: World, people: People, count: int) -> dict[str, Ints]:
    """Return the visits, and who came with priority; nobody is at a counter before the call."""
    visits = {
        name: column[:count]
        for name, column in world.notes._asdict().items()
        if name in VISIT_COLUMNS
    }
    np.putmask(visits["counter"], visits["called_ms"] == NONE, NONE)
    wishes = people.wishes["number"].size
    purposes = int(np.asarray(world.rules)["priority_purposes"][0])
    visits["priority"] = np.zeros(count, dtype=np.int64)
    if purposes or people.customers["priority"].any():
        is_other = visits["purpose"] == Purpose.OTHER
        others = visits["person"][is_other] - wishes
        visits["priority"][is_other] = people.customers["priority"][others]
        visits["priority"][~is_other] = purposes >> visits["purpose"][~is_other] & 1
    return visits
