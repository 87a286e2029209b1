"""The network: counties with their outlets, counters, settlements and distances.

Real places come first, the largest first; each gets as many outlets as its people justify. What is
left of the county's outlets stands in invented villages, each as far as possible from all others.
Everyone goes to the nearest outlet.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.network.geography import (
    Floats,
    Geography,
    OutletClass,
    OutletRow,
    Place,
    Unit,
    find_unit,
    great_circle_km,
)
from sim.network.settling import Home, neighbourhoods, outlets_of, settle, with_own_names
from sim.scenario import Network, Scenario

__all__ = [
    "County",
    "Geography",
    "Outlet",
    "OutletRow",
    "Place",
    "Settlement",
    "Unit",
    "build_network",
    "offered_load",
]

OWN_CODE = "own"
DAYS_PER_WEEK = 7
DAYS_PER_YEAR = 365
KM_DIGITS = 6


@dataclass(frozen=True)
class Outlet:
    """A post office: `people` live nearest to it; `invented` if it stands in no real place."""

    name: str
    outlet_class: OutletClass
    lat: float
    lon: float
    counters: int
    people: int
    invented: bool


@dataclass(frozen=True)
class Settlement:
    """Where people live, and how far by road the nearest outlet is, by its number."""

    name: str
    lat: float
    lon: float
    people: int
    outlet: int
    distance_km: float


@dataclass(frozen=True, eq=False)
class County:
    """A county; `seller_distances_km` are by road to every county of the country, ascending."""

    code: str
    name: str
    lat: float
    lon: float
    outlets: tuple[Outlet, ...]
    settlements: tuple[Settlement, ...]
    seller_distances_km: Floats


def build_network(
    scenario: Scenario, geography: Geography | None, own_outlets: Sequence[OutletRow] = ()
) -> tuple[County, ...]:
    """Return the scenario's counties; outlets of one's own are one county.

    Raise ValueError for a county that the geography does not have, or that is named twice: it
    would be lived twice by the same people.
    """
    if own_outlets:
        return (_own_county(scenario.name, own_outlets),)
    assert geography is not None, "counties need a geography"
    units = [find_unit(geography, wanted) for wanted in scenario.network.counties]
    for code, times in Counter(unit.code for unit in units).items():
        if times > 1:
            message = f"network.counties: {code} stands {times} times: name each county once"
            raise ValueError(message)
    return tuple(_county(scenario.network, geography, unit) for unit in units)


def offered_load(
    county: County, scenario: Scenario, open_minutes_a_week: Sequence[float]
) -> Floats:
    """Return for each outlet the minutes of service asked for, over open counter-minutes.

    At 1 or more the line would grow without end if people stayed in it. An estimate: other
    customers by their mean, and one deposit and one pick-up for each wish.
    """
    people = np.array([outlet.people for outlet in county.outlets])
    counters = np.array([outlet.counters for outlet in county.outlets])
    services, market = scenario.services, scenario.market
    other_minutes = (
        scenario.others.visits_per_person_year / DAYS_PER_YEAR * services.other_min.mean()
    )
    wish_minutes = services.deposit_min.mean() + services.pick_up_min.mean()
    asked = people * (other_minutes + market.wishes_per_1000_people_day / 1_000 * wish_minutes)
    available = counters * np.asarray(open_minutes_a_week) / DAYS_PER_WEEK
    load = np.full(people.size, np.inf)
    np.divide(asked, available, out=load, where=available > 0)
    return load


def _county(network: Network, geography: Geography, unit: Unit) -> County:
    homes = settle(unit, geography.places.get(unit.code, ()), network)
    homes, sites = _sites(homes, outlets_of(network))
    lats, lons = np.array([home.lat for home in homes]), np.array([home.lon for home in homes])
    distances_km = np.array(
        [great_circle_km(homes[site].lat, homes[site].lon, lats, lons) for site in sites]
    )
    nearest = distances_km.argmin(axis=0)
    road_km = np.round(distances_km.min(axis=0) * network.detour_factor, KM_DIGITS)
    people = np.bincount(nearest, [home.people for home in homes], len(sites)).astype(int)
    return County(
        code=unit.code,
        name=unit.latin_name or unit.name,
        lat=unit.lat,
        lon=unit.lon,
        outlets=tuple(
            _outlet(network, homes[site], int(people[number])) for number, site in enumerate(sites)
        ),
        settlements=tuple(
            Settlement(home.name, home.lat, home.lon, home.people, int(outlet), float(km))
            for home, outlet, km in zip(homes, nearest, road_km, strict=True)
        ),
        seller_distances_km=_seller_distances_km(network, geography, unit),
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
    rules = {"rural": network.rural, "town": network.town, "city": network.city}[outlet_class]
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


def class_of_place(network: Network, people: int) -> OutletClass:
    """Return the class of an outlet in a place of so many people."""
    if people >= network.city_people:
        return "city"
    return "town" if people >= network.town_people else "rural"


def _seller_distances_km(network: Network, geography: Geography, unit: Unit) -> Floats:
    lats = np.array([other.lat for other in geography.units.values()])
    lons = np.array([other.lon for other in geography.units.values()])
    distances_km = np.sort(great_circle_km(unit.lat, unit.lon, lats, lons))
    return np.round(distances_km * network.detour_factor, KM_DIGITS)


def _own_county(name: str, rows: Sequence[OutletRow]) -> County:
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
            )
            for row in rows
        ),
        settlements=tuple(
            Settlement(row.name, row.lat, row.lon, row.people, number, 0.0)
            for number, row in enumerate(rows)
        ),
        seller_distances_km=np.array([]),
    )
