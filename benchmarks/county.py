"""Where the time of `county` goes on one core: by the SimPy model, and by the compiled engine.

The engine is what lives the journeys, from the people drawn to the diary. The whole way is what a
task does: plan, draws, engine, books, measures. Seconds are of the processor.
"""

import statistics
import time
from itertools import pairwise

from sim import kernel
from sim.books import check_books
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.measures import measure
from sim.model import journey
from sim.people import draw_people
from sim.plan import make_plan

LIVES = {"simpy": journey.simulate_people, "compiled": kernel.simulate_people}
PARTS = ("plan", "draws", "engine", "books", "measures")

Seconds = dict[str, float]


def seconds_by_part(engine: str, runs: int) -> Seconds:
    """Return the median time of each part over some replications."""
    found = [_one(engine, replication) for replication in range(runs)]
    return {part: statistics.median(one[part] for one in found) for part in PARTS}


def _one(engine: str, replication: int) -> Seconds:
    scenario = read_scenario("county")
    (county,) = read_network(scenario)
    moments = [time.process_time()]
    plan = make_plan(scenario, county)
    moments.append(time.process_time())
    people = draw_people(plan, replication)
    moments.append(time.process_time())
    diary = LIVES[engine](plan, people, replication)
    moments.append(time.process_time())
    check_books(diary, scenario)
    moments.append(time.process_time())
    measure(diary, plan)
    moments.append(time.process_time())
    lengths = (later - sooner for sooner, later in pairwise(moments))
    return dict(zip(PARTS, lengths, strict=True))
