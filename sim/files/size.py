"""How much a scenario asks for, before anything is built: what would not run is refused.

Each number of a scenario has its limits (`sim.scenario.limits`), and yet their product may be a
run that outlasts the machine or its memory. Estimates are of the mean, or of the most where chance
may bring far more; quick, and of the largest county; they need no network. The limits are the same
on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar import Intensity, other_intensity, wish_intensity
from sim.files.agents import agent_customers, demands_of_agents, demands_of_agents_kept
from sim.files.contradictions import contradictions
from sim.files.demand import Demand
from sim.files.findings import FileErrors, Finding
from sim.files.schedules import lots_of_producers, moments_an_outlet, moments_of_producers
from sim.model.tries import SAMPLE, tries_a_wish
from sim.network import County, OwnOutlet
from sim.network.settling import outlets_of
from sim.people.arrivals import most_people
from sim.plan import opening_expression
from sim.running.keeping import MANY_COUNTIES
from sim.scenario import CLASSES, AnyDistribution, LineRules, Network, Scenario
from sim.scenario.limits import (
    COUNTY_KM2_MAX,
    OUTLETS_MAX,
    OUTLETS_OF_A_COUNTY_MAX,
    PEOPLE_MAX,
    VALUE_MAX,
)

HOURS_A_DAY = 24
# Draws, visits and events of a customer; all of a wish; a delay; a lot, a trader or news.
BYTES_A_CUSTOMER = 350
BYTES_A_WISH = 2_000
BYTES_A_RETURN = 8
BYTES_A_MOMENT = 200
GB = 1e9
MUCH_GB = 4
# Of a wish, after the deposit: the parcel is picked up, and a password reset or a draft cashed.
ERRANDS_MORE = 2

# In one county and replication. Customers: 25 million x 3,660 days x 86.4 million ms stay below
# 2^63, and so does every sum of their waits. The others are what some 16 GB of memory hold.
CUSTOMERS_MAX = 25_000_000
VISITS_MAX = 100_000_000
WISHES_MAX = 2_000_000
# As many again as visits: each is a moment of the run, and none takes memory.
TRIES_MAX = VISITS_MAX
DRAFTS_MAX = 4_000_000
PARCELS_MAX = 50_000_000
MOMENTS_MAX = 20_000_000
# In all counties and replications: a fortnight of one processor; then what is held of the results.
VISITS_IN_ALL_MAX = 10**12
COUNTY_RUNS_MAX = 2_000_000
JOURNEYS_KEPT_MAX = 50_000_000
ROWS_BY_HOUR_MAX = 200_000_000
ROWS_BY_OUTLET_MAX = 50_000_000


@dataclass(frozen=True)
class Extent:
    """How many counties, outlets and people of the largest, outlets of all, counters of one."""

    counties: int
    outlets: int
    people: float
    outlets_in_all: int
    counters: int = 1


def extent_of(network: Network, counties: int, only: int = 0) -> Extent:
    """Return the extent of a scenario of so many counties of a country, or of some of them only."""
    counties_run = only or counties
    counters = max(network.class_named(name).counters_max for name in CLASSES)
    if not network.outlets:
        each = outlets_of(network)
        return Extent(counties_run, each, network.people, each * counties_run, counters)
    each = -(-network.outlets // counties)
    in_all = min(network.outlets, each * counties_run)
    return Extent(counties_run, each, each * network.people_per_outlet, in_all, counters)


def extent_of_counties(counties: Sequence[County]) -> Extent:
    """Return the extent of counties that are built."""
    outlets = [len(county.outlets) for county in counties]
    people = [sum(outlet.people for outlet in county.outlets) for county in counties]
    counters = max(outlet.counters for county in counties for outlet in county.outlets)
    return Extent(len(counties), max(outlets), max(people), sum(outlets), counters)


def extent_of_rows(rows: Sequence[OwnOutlet]) -> Extent:
    """Return the extent of outlets of one's own, which are one county."""
    people, counters = sum(row.people for row in rows), max(row.counters for row in rows)
    return Extent(1, len(rows), people, len(rows), counters)


def check_size(scenario: Scenario, extent: Extent) -> None:
    """Refuse what would not run. Raise FileErrors with all that is too much, or contradicts."""
    demands = _of_the_network(scenario, extent)
    if not any(demand.is_too_much for demand in demands):
        demands = [*_of_a_county(scenario, extent), *_of_all(scenario, extent)]
    findings = [*contradictions(scenario, extent.people)]
    findings += [
        Finding(scenario.name, 0, 0, "", str(demand)) for demand in demands if demand.is_too_much
    ]
    if findings:
        raise FileErrors(findings)


def gigabytes_of(scenario: Scenario, extent: Extent) -> float:
    """Return about how much memory one county takes while it is simulated."""
    customers, wishes = _customers(scenario, extent), _wishes(scenario, extent)
    customers += agent_customers(scenario, extent.outlets)
    returns = (customers + wishes) * _visits_each(scenario.line) - customers - wishes
    bytes_in_all = customers * BYTES_A_CUSTOMER + wishes * BYTES_A_WISH + returns * BYTES_A_RETURN
    return (bytes_in_all + moments_of_producers(scenario, extent.people) * BYTES_A_MOMENT) / GB


def _of_the_network(scenario: Scenario, extent: Extent) -> list[Demand]:
    if scenario.network.outlets_csv:
        fewer = "split network.outlets_csv into several files"
        return [Demand("outlets in network.outlets_csv", extent.outlets, OUTLETS_MAX, fewer)]
    network = scenario.network
    fewer = "lower network.people or network.outlets, or raise network.people_per_outlet"
    return [
        Demand("outlets of one county", extent.outlets, OUTLETS_OF_A_COUNTY_MAX, fewer),
        Demand("outlets of all counties", extent.outlets_in_all, OUTLETS_MAX, fewer),
        Demand(
            "people of one county",
            extent.people,
            PEOPLE_MAX,
            "lower network.outlets or network.people_per_outlet",
        ),
        Demand(
            "square kilometres of one county",
            extent.outlets * network.area_km2_per_outlet,
            COUNTY_KM2_MAX,
            "lower network.area_km2_per_outlet",
        ),
    ]


def _of_a_county(scenario: Scenario, extent: Extent) -> list[Demand]:
    customers, wishes, days = (
        _customers(scenario, extent),
        _wishes(scenario, extent),
        scenario.run.days,
    )
    parcels = extent.people / 1_000 * scenario.parcel.other_parcels_per_1000_people_day * days
    come = "lower run.days, network.people, others.visits_per_person_year or backlog"
    want = "lower run.days, network.people or market.wishes_per_1000_people_day"
    return [
        Demand("people at the counters of one county", customers + wishes, CUSTOMERS_MAX, come),
        Demand(
            "visits to one county's counters, if all came back as often as they may,",
            _visits(scenario, customers, wishes),
            VISITS_MAX,
            f"lower line.returns_max, line.return_share or sms.asks_max; or {come}",
        ),
        Demand("wishes in one county", wishes, WISHES_MAX, want),
        Demand(
            "tries in vain in one county, if all failed that can,",
            wishes * tries_a_wish(scenario),
            TRIES_MAX,
            f"raise redeem.retry_h, line.return_days or clearing.told_share; "
            f"lower redeem.mistype_share; or {want}",
        ),
        Demand(
            "drafts in one county",
            wishes * _drafts_a_wish(scenario),
            DRAFTS_MAX,
            "raise payment.draft_limit_yuan, or lower market.price_yuan",
        ),
        Demand(
            "other people's parcels in one county",
            2 * parcels,
            PARCELS_MAX,
            "lower run.days, network.people or parcel.other_parcels_per_1000_people_day",
        ),
        *_of_moments(scenario, extent),
        *demands_of_agents(scenario, extent.outlets),
    ]


def _of_moments(scenario: Scenario, extent: Extent) -> list[Demand]:
    moments = extent.outlets * moments_an_outlet(scenario, extent.counters)
    less = (
        "lower run.days or link.random, raise counters.failure_h, or name fewer opening hours, "
        "shifts and delivery_times"
    )
    what = "openings, shifts, rounds and failures of all outlets of one county"
    of_producers = moments_of_producers(scenario, extent.people)
    fewer = "lower run.days, producers.per_1000_people or producers.traders_per_day"
    return [
        Demand(what, moments, MOMENTS_MAX, less),
        Demand("lots, traders and news of a county's producers", of_producers, MOMENTS_MAX, fewer),
    ]


def _of_all(scenario: Scenario, extent: Extent) -> list[Demand]:
    replications, hours = scenario.run.replications, scenario.run.days * HOURS_A_DAY
    runs = extent.counties * replications
    customers, wishes = _customers(scenario, extent), _wishes(scenario, extent)
    kept = wishes + lots_of_producers(scenario, extent.people)
    kept_by_county = replications if extent.counties > MANY_COUNTIES else runs
    fewer = "lower run.replications, or name fewer counties in network.counties"
    return [
        Demand(
            "people at all counters, in all replications,",
            (customers + wishes) * runs,
            VISITS_IN_ALL_MAX,
            fewer,
        ),
        Demand("counties times replications", runs, COUNTY_RUNS_MAX, fewer),
        Demand("journeys of all replications", kept * kept_by_county, JOURNEYS_KEPT_MAX, fewer),
        Demand(
            "hours of all replications, by class",
            len(CLASSES) * hours * kept_by_county,
            ROWS_BY_HOUR_MAX,
            f"lower run.days; or {fewer}",
        ),
        Demand(
            "outlets of all replications",
            extent.outlets_in_all * replications,
            ROWS_BY_OUTLET_MAX,
            fewer,
        ),
        *demands_of_agents_kept(
            scenario,
            extent.outlets,
            extent.outlets_in_all,
            by_county=extent.counties <= MANY_COUNTIES,
        ),
    ]


def _customers(scenario: Scenario, extent: Extent) -> float:
    """Return how many others come to a county's counters, by the hours of the busiest class.

    Where days or groups may bring more by far than the mean, these are the most that may come.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        each = [
            other_intensity(scenario, 1, opening_expression(scenario, name)) for name in CLASSES
        ]
        busiest = max(each, key=lambda intensity: intensity.total)
        all_come = Intensity(busiest.knots_ms, busiest.expected * extent.people)
        most = most_people(scenario.others, all_come)
    return most + scenario.backlog.customers_in_line * extent.outlets


def _wishes(scenario: Scenario, extent: Extent) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return wish_intensity(scenario, 1).total * extent.people


def _visits(scenario: Scenario, customers: float, wishes: float) -> float:
    """Return how many visits these people make if each comes back, and asks, as often as may be."""
    coming = (customers + wishes) * _visits_each(scenario.line)
    return coming + wishes * (ERRANDS_MORE + scenario.sms.asks_max)


def _visits_each(line: LineRules) -> float:
    """Return how many visits one errand takes on the mean, if all but the last are in vain."""
    return sum(line.return_share**times for times in range(line.returns_max + 1))


def _drafts_a_wish(scenario: Scenario) -> float:
    """Return about how many drafts a purchase takes; prices are capped as they are drawn."""
    payment = scenario.payment
    if payment.method in {"reference", "cash_on_delivery"}:
        return 1.0
    mean_yuan = _capped_mean(scenario.market.price_yuan) + scenario.market.postage_yuan
    return 1 + mean_yuan / payment.draft_limit_yuan


def _capped_mean(distribution: AnyDistribution) -> float:
    return float(np.minimum(distribution.quantile(SAMPLE), VALUE_MAX).mean())
