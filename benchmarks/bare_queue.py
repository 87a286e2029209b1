"""Counter visits a second in a bare M/M/3 queue: ours, and a minimal SimPy script in the same run.

Both record every wait. Ours draws its people, tells every visit in the diary and keeps the written
order of simultaneous events; the script does the least that SimPy needs.
"""

import time

import numpy as np
import simpy
from simpy.events import ProcessGenerator

from sim.draws import Dice, Stream
from sim.journey import simulate
from sim.network import County, Outlet, Settlement
from sim.plan import Plan, make_plan
from sim.scenario import Scenario

COUNTERS = 3
SERVICE_MIN = 2.4
VISITS_PER_DAY = 1_440
DAYS = 100


def bare_plan() -> Plan:
    """Return one outlet with three counters, one arrival a minute, and nothing else."""
    scenario = Scenario.model_validate(
        {
            "run": {"days": DAYS},
            "network": {"outlets_csv": "bare"},
            "hours": {"opening_hours": "24/7"},
            "market": {"wishes_per_1000_people_day": 0},
            "parcel": {"other_parcels_per_1000_people_day": 0},
            "others": {
                "visits_per_person_year": 365.0,
                "day_factors": [1.0] * 7,
                "hour_factors": [1.0] * 24,
            },
            "line": {"balking": False, "reneging": False, "return_share": 0.0},
            "services": {"other_min": {"law": "exponential", "mean": SERVICE_MIN}},
        }
    )
    county = County(
        code="1",
        name="bare",
        lat=0.0,
        lon=0.0,
        outlets=(Outlet("bare", "rural", 0.0, 0.0, COUNTERS, VISITS_PER_DAY, invented=True),),
        settlements=(Settlement("bare", 0.0, 0.0, VISITS_PER_DAY, 0, 0.0),),
        seller_distances_km=np.array([]),
    )
    return make_plan(scenario, county)


def our_visits_per_second() -> float:
    """Run it once, draws and diary included."""
    plan = bare_plan()
    started = time.perf_counter()
    visits = simulate(plan, 0).visits["outlet"].size
    return visits / (time.perf_counter() - started)


def minimal_visits_per_second() -> float:
    """Run the least script of the same queue."""
    customers = DAYS * VISITS_PER_DAY
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

    started = time.perf_counter()
    env.process(source())
    env.run()
    return len(waits) / (time.perf_counter() - started)
