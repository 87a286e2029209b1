"""Visits a second in a bare M/M/3 queue with one line: ours, minimal SimPy, and Ciw, in one run.

All record every wait. Ours draws its people, tells every visit in the diary and keeps the written
order of simultaneous events, by either engine; the SimPy script does the least that it needs, and
its draws are not counted; Ciw draws as it goes. Seconds are of the processor, so that other work on
the machine counts for little.
"""

import time

import ciw
import numpy as np
import simpy
from simpy.events import ProcessGenerator

from sim.diary import NONE
from sim.people.streams import Dice, Stream
from sim.plan import Plan, make_plan
from sim.running.engines import ENGINES
from sim.theory.bare import bare_county, bare_scenario
from sim.units import MINUTES_PER_DAY, Floats

COUNTERS = 3
SERVICE_MIN = 2.4
DAYS = 100
MS_PER_SECOND = 1_000


def bare_plan(days: int = DAYS) -> Plan:
    """Return one outlet with three counters, one arrival a minute, and nothing else."""
    scenario = bare_scenario({"law": "exponential", "mean": SERVICE_MIN}, days)
    return make_plan(scenario, bare_county(1, COUNTERS, MINUTES_PER_DAY))


def our_visits_per_second(engine: str, replications: int = 1) -> float:
    """Run it so many times, one after the other, draws, diary and waits included."""
    plan = bare_plan()
    waits_s: list[Floats] = []
    started = time.process_time()
    for replication in range(replications):
        visits = ENGINES[engine](plan, replication).visits
        called = visits["called_ms"] != NONE
        waits_s.append((visits["called_ms"] - visits["arrived_ms"])[called] / MS_PER_SECOND)
    return sum(waits.size for waits in waits_s) / (time.process_time() - started)


def minimal_visits_per_second() -> float:
    """Run the least script of the same queue."""
    customers = DAYS * MINUTES_PER_DAY
    dice = Dice(1, 0, "minimal")
    gaps = (-np.log1p(-dice.uniforms(Stream.OTHER_EPOCH, customers))).tolist()
    uniforms = dice.uniforms(Stream.OTHER_SERVICE, customers)
    services = (-SERVICE_MIN * np.log1p(-uniforms)).tolist()
    waits: list[float] = []
    env = simpy.Environment()
    counters = simpy.Resource(env, COUNTERS)

    def customer(service_min: float) -> ProcessGenerator:
        arrived_min = env.now
        with counters.request() as turn:
            yield turn
            waits.append(env.now - arrived_min)
            yield env.timeout(service_min)

    def source() -> ProcessGenerator:
        for gap, service_min in zip(gaps, services, strict=True):
            yield env.timeout(gap)
            env.process(customer(service_min))

    started = time.process_time()
    env.process(source())
    env.run()
    return len(waits) / (time.process_time() - started)


def ciw_visits_per_second() -> float:
    """Run the same queue in Ciw."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(1.0)],
        service_distributions=[ciw.dists.Exponential(1 / SERVICE_MIN)],
        number_of_servers=[COUNTERS],
    )
    started = time.process_time()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(DAYS * MINUTES_PER_DAY)
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return len(waits) / (time.process_time() - started)
