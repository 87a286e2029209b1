"""Ciw, another simulation library, gives the same waits, customer by customer."""

import ciw
import numpy as np
import pytest

from sim.model.journey import simulate_people
from sim.people import draw_people
from sim.plan import make_plan
from sim.theory.bare import bare_county, bare_scenario


@pytest.mark.parametrize("counters", [1, 3])
def test_ciw_serves_the_same_people_at_the_same_moments(counters: int) -> None:
    scenario = bare_scenario({"law": "lognormal", "mean": 0.8 * counters, "cv": 0.8}, 3)
    county = bare_county(1, counters, 1_440)
    plan = make_plan(scenario, county)
    people = draw_people(plan, 0)
    arrives_ms, service_ms = people.customers["arrives_ms"], people.customers["service_ms"]
    network = ciw.create_network(
        arrival_distributions=[
            ciw.dists.Sequential([*np.diff(arrives_ms, prepend=0).tolist(), float("inf")])
        ],
        service_distributions=[ciw.dists.Sequential(service_ms.tolist())],
        number_of_servers=[counters],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(10**12)
    theirs = sorted(simulation.get_all_records(), key=lambda record: record.id_number)

    ours = simulate_people(plan, people, 0).visits

    served = ours["left_ms"] >= 0
    assert served.sum() > 4_000
    starts = np.array([record.service_start_date for record in theirs])[: served.size]
    assert (starts[served] == ours["called_ms"][served]).all()
