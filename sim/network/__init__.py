"""The network: counties with their outlets, counters, settlements and distances.

Real places come first, the largest first; each gets as many outlets as its people justify. What is
left of the county's outlets stands in invented villages, each as far as possible from all others.
Everyone goes to the nearest outlet.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.network.codes import OWN_CODE
from sim.network.geography import (
    KM_DIGITS,
    NO_SELLERS,
    Geography,
    OwnOutlet,
    PopulatedPlace,
    Sellers,
    Unit,
    find_unit,
    great_circle_km,
)
from sim.network.settling import Home, neighbourhoods, outlets_of, settle, with_own_names
from sim.scenario import ClassName, Network, Scenario
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR, Floats

__all__ = [
    "ALL",
    "County",
    "Geography",
    "HumanSettlement",
    "Outlet",
    "OwnOutlet",
    "PopulatedPlace",
    "Sellers",
    "Unit",
    "build_network",
    "offered_load",
    "people_met",
    "units_of",
]

ALL = "all"


@dataclass(frozen=True)
class Outlet:
    """A post office: `people` live nearest to it; `invented` if it stands in no real place.

    `shifts` are its own: how many counters, or which share, are staffed at which hours.
    """

    name: str
    outlet_class: ClassName
    lat: float
    lon: float
    counters: int
    people: int
    invented: bool
    shifts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class HumanSettlement:
    """Where people live, and how far by road the nearest outlet is, by its number."""

    name: str
    lat: float
    lon: float
    people: int
    outlet: int
    distance_km: float


@dataclass(frozen=True, eq=False)
class County:
    """A county, and where the sellers are from whom its people buy."""

    code: str
    name: str
    lat: float
    lon: float
    outlets: tuple[Outlet, ...]
    settlements: tuple[HumanSettlement, ...]
    sellers: Sellers = NO_SELLERS

    @property
    def seller_distances_km(self) -> Floats:
        """Return how far it is by road to every county of the country, ascending."""
        return self.sellers.distances_km(self.lat, self.lon)


def build_network(
    scenario: Scenario,
    geography: Geography | None,
    own_outlets: Sequence[OwnOutlet] = (),
    only: Sequence[str] = (),
) -> tuple[County, ...]:
    """Return the scenario's counties; outlets of one's own are one county.

    With `only`, return none but these, as they are among all. Raise ValueError for a county that
    the geography or the scenario does not have, or that is named twice: it would be simulated twice
    with the same people.
    """
    if own_outlets:
        return (_own_county(scenario.name, own_outlets),)
    assert geography is not None, "counties need a geography"
    network = scenario.network
    units = units_of(network.counties, geography)
    outlets = _outlets_by_unit(network, geography, units)
    chosen = {_of_these(geography, wanted, outlets) for wanted in only} or set(outlets)
    units_of_country = geography.units.values()
    sellers = Sellers(
        np.array([unit.lat for unit in units_of_country]),
        np.array([unit.lon for unit in units_of_country]),
        network.detour_factor,
    )
    return tuple(
        _county(_with_outlets(network, outlets[unit.code]), geography, unit, sellers)
        for unit in units
        if unit.code in chosen
    )


def units_of(wanted: Sequence[str], geography: Geography) -> list[Unit]:
    """Return the counties of these codes or names. Raise ValueError as `build_network` does."""
    if ALL in wanted:
        if len(wanted) > 1:
            message = f"network.counties: {ALL} stands for every county: name no others beside it"
            raise ValueError(message)
        return list(geography.units.values())
    units = [find_unit(geography, one) for one in wanted]
    for code, times in Counter(unit.code for unit in units).items():
        if times > 1:
            message = f"network.counties: {code} stands {times} times: name each county once"
            raise ValueError(message)
    return units


def _outlets_by_unit(
    network: Network, geography: Geography, units: Sequence[Unit]
) -> dict[str, int]:
    """Return how many outlets each county has; of a given total the places known decide the rest.

    Who gets one more than others is ours (an assumption): the counties with the most known places.
    """
    if not network.outlets:
        return {unit.code: outlets_of(network) for unit in units}
    if network.outlets < len(units):
        message = (
            f"network.outlets is {network.outlets}, and must be at least {len(units)}, "
            "one for each county: name more outlets, or fewer counties"
        )
        raise ValueError(message)
    each, left = divmod(network.outlets, len(units))
    places = np.array([len(geography.places.get(unit.code, ())) for unit in units])
    with_one_more = set(np.argsort(-places, kind="stable")[:left].tolist())
    return {unit.code: each + (number in with_one_more) for number, unit in enumerate(units)}


def _of_these(geography: Geography, wanted: str, outlets: Mapping[str, int]) -> str:
    """Return the code of a county that the scenario has."""
    unit = find_unit(geography, wanted)
    if unit.code not in outlets:
        message = f"county {wanted} is not in this scenario: choose one of network.counties"
        raise ValueError(message)
    return unit.code


def _with_outlets(network: Network, outlets: int) -> Network:
    if not network.outlets:
        return network
    return network.model_copy(update={"people": outlets * network.people_per_outlet})


def offered_load(
    county: County, scenario: Scenario, counter_minutes_a_week: Sequence[float]
) -> Floats:
    """Return for each outlet the minutes of service asked for, over staffed counter-minutes.

    At 1 or more the line would grow without end if people stayed in it. An estimate: other
    customers by their mean, and one deposit and one pick-up for each wish.
    """
    people = np.array([outlet.people for outlet in county.outlets])
    services, market, others = scenario.services, scenario.market, scenario.others
    fetch = others.pick_up_share
    each = (1 - fetch) * services.other_min.mean() + fetch * services.pick_up_min.mean()
    other_minutes = others.visits_per_person_year / DAYS_PER_YEAR * each
    wish_minutes = services.deposit_min.mean() + services.pick_up_min.mean()
    asked = people * (other_minutes + market.wishes_per_1000_people_day / 1_000 * wish_minutes)
    available = np.asarray(counter_minutes_a_week) / DAYS_PER_WEEK
    load = np.full(people.size, np.inf)
    np.divide(asked, available, out=load, where=available > 0)
    return load


def people_met(scenario: Scenario, counties: Sequence[County]) -> tuple[object, ...]:
    """Return what two scenarios must share to meet and to measure the same people."""
    run = scenario.run
    people = [(one.code, sum(outlet.people for outlet in one.outlets)) for one in counties]
    return run.first_day, run.days, run.warm_up_days, people


def _county(network: Network, geography: Geography, unit: Unit, sellers: Sellers) -> County:
    homes = settle(unit, geography.places.get(unit.code, ()), network)
    homes, sites = _sites(homes, outlets_of(network))
    lats, lons = np.array([home.lat for home in homes]), np.array([home.lon for home in homes])
    distances_km = great_circle_km(lats[sites, np.newaxis], lons[sites, np.newaxis], lats, lons)
    nearest = distances_km.argmin(axis=0)
    road_km = np.round(distances_km.min(axis=0) * network.detour_factor, KM_DIGITS)
    people = np.bincount(nearest, [home.people for home in homes], len(sites)).astype(int).tolist()
    return County(
        code=unit.code,
        name=unit.latin_name or unit.name,
        lat=unit.lat,
        lon=unit.lon,
        outlets=tuple(
            _outlet(network, homes[site], people[number]) for number, site in enumerate(sites)
        ),
        settlements=tuple(
            HumanSettlement(home.name, home.lat, home.lon, home.people, outlet, km)
            for home, outlet, km in zip(homes, nearest.tolist(), road_km.tolist(), strict=True)
        ),
        sellers=sellers,
    )


def _sites(homes: list[Home], outlets: int) -> tuple[list[Home], list[int]]:
    """Return the homes, large ones in parts, and the numbers of those with an outlet."""
    settled: list[Home] = []
    sites: list[int] = []
    left = outlets
    for home in homes:
        parts = 0 if home.invented else min(home.offices, left)
        sites += range(len(settled), len(settled) + parts)
        settled += neighbourhoods(home, parts) if parts > 1 else [home]
        left -= parts
    lats, lons = np.array([home.lat for home in settled]), np.array([home.lon for home in settled])
    is_free = np.array([home.invented for home in settled])
    if not sites:
        sites, left = [int(is_free.argmax())], left - 1
    away_km = np.min([great_circle_km(lats[s], lons[s], lats, lons) for s in sites], axis=0)
    for _ in range(left):
        site = int(np.where(is_free, away_km, -1.0).argmax())
        is_free[site] = False
        sites.append(site)
        away_km = np.minimum(away_km, great_circle_km(lats[site], lons[site], lats, lons))
    return with_own_names(settled), sites


def _outlet(network: Network, home: Home, people: int) -> Outlet:
    outlet_class = class_of_place(network, home.place_people)
    rules = network.class_named(outlet_class)
    wanted = round(people / network.people_per_counter)
    return Outlet(
        name=home.name,
        outlet_class=outlet_class,
        lat=home.lat,
        lon=home.lon,
        counters=min(max(wanted, rules.counters_min), rules.counters_max),
        people=people,
        invented=home.invented,
    )


def class_of_place(network: Network, people: int) -> ClassName:
    """Return the class of an outlet in a place of so many people."""
    if people >= network.city_people:
        return "city"
    return "town" if people >= network.town_people else "rural"


def _own_county(name: str, rows: Sequence[OwnOutlet]) -> County:
    # Chance goes by the code, and so the same people meet one's own outlets in every scenario.
    return County(
        code=OWN_CODE,
        name=name,
        lat=float(np.mean([row.lat for row in rows])),
        lon=float(np.mean([row.lon for row in rows])),
        outlets=tuple(
            Outlet(
                row.name,
                row.outlet_class,
                row.lat,
                row.lon,
                row.counters,
                row.people,
                invented=False,
                shifts=row.shifts,
            )
            for row in rows
        ),
        settlements=tuple(
            HumanSettlement(row.name, row.lat, row.lon, row.people, number, 0.0)
            for number, row in enumerate(rows)
        ),
    )
