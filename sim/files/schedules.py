"""How many moments the schedules of an outlet have, and how many the producers of a county have.

Of an outlet they are openings, shifts, rounds and failures; of producers lots, traders and news.
"""

from sim.calendar import open_times
from sim.plan import opening_expression
from sim.scenario import CLASSES, Scenario
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, HOUR_MS

HOURS_A_DAY = 24


def moments_an_outlet(scenario: Scenario, counters: int) -> float:
    """Return how many intervals, departures and failures one outlet of so many counters has."""
    days, rates = scenario.run.days, scenario.link.random
    a_month = rates.outlet_link_failures_per_month + rates.county_link_failures_per_month
    opened = max(
        open_times(opening_expression(scenario, name), scenario).opens_ms.size for name in CLASSES
    )
    daily = max(len(scenario.network.class_named(one).delivery_times) for one in CLASSES)
    failures = a_month * days / DAYS_PER_MONTH + len(scenario.outage)
    return 2 * opened + daily * days + failures + counters * _moments_a_counter(scenario)


def _moments_a_counter(scenario: Scenario) -> float:
    """Return how many shifts, breaks and failures one counter has."""
    days, rules = scenario.run.days, scenario.counters
    of_classes = [scenario.staffing.of_class(name) for name in CLASSES]
    shifts = days * max(len(one.counters) + (one.break_min > 0) for one in of_classes)
    if not rules.fail:
        return shifts
    least_h = 1 / HOUR_MS + (0 if rules.failure_clock == "busy" else rules.repair_min.mean() / 60)
    return shifts + days * HOURS_A_DAY / max(rules.failure_h.mean(), least_h)


def lots_of_producers(scenario: Scenario, people: float) -> float:
    """Return how many lots the producers among so many people harvest."""
    producers = people / 1_000 * scenario.producers.per_1000_people
    return producers * (scenario.run.days / scenario.producers.harvest_days + 1)


def moments_of_producers(scenario: Scenario, people: float) -> float:
    """Return how many lots, traders and news the producers among so many people have."""
    rules, days = scenario.producers, scenario.run.days
    producers = people / 1_000 * rules.per_1000_people
    texts = rules.news_share * len(rules.news_times) * days
    each = rules.traders_per_day * days + days / DAYS_PER_WEEK + 1 + texts
    return lots_of_producers(scenario, people) + producers * each
