"""Where a county's people live: in real places first, and in invented villages that say so.

GeoNames knows the population of few places, as it is today; where it does not, or knows more
people than the scenario's county has, the figures below are ours (assumptions).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.network.geography import KM_PER_DEGREE, PopulatedPlace, Unit, great_circle_km
from sim.scenario import Network
from sim.units import Floats

VILLAGES_PER_OUTLET = 5
KNOWN_SHARE_MOST = 0.9
TOWNSHIP_WEIGHT = 2.0
TOWN_PEOPLE_PER_KM2 = 5_000
VILLAGE_APART_KM = 0.5
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
PLACES_FOR_A_CENTRE = 3
DEGREE_DIGITS = 4


@dataclass(frozen=True)
class Home:
    """Where people live; `offices` is how many outlets its size alone would justify.

    `place_people` is the size of the whole place, of which this may be a part.
    """

    name: str
    lat: float
    lon: float
    people: int
    place_people: int
    offices: int
    invented: bool


def settle(unit: Unit, places: Sequence[PopulatedPlace], network: Network) -> list[Home]:
    """Return all homes of a county, the real ones first, with exactly its people in all.

    Of places at the same point only the first is kept: the source knows some by two names, and
    nobody would be nearest to the second.
    """
    points: dict[tuple[float, float], PopulatedPlace] = {}
    for place in places:
        points.setdefault((place.lat, place.lon), place)
    places = list(points.values())
    outlets = outlets_of(network)
    villages = _villages(unit, places, network, outlets)
    known = sum(place.people for place in places)
    scale = min(1.0, KNOWN_SHARE_MOST * network.people / known) if known else 1.0
    homes = [*places, *villages]
    is_unknown = [not place.people for place in places]
    weights = np.array(
        [TOWNSHIP_WEIGHT * unknown for unknown in is_unknown] + [1.0] * len(villages)
    )
    fixed = np.array([home.people * scale for home in homes])
    shared = weights / weights.sum() * (network.people - fixed.sum())
    people = _whole(fixed + shared, network.people).astype(int).tolist()
    return [
        Home(
            name=home.name,
            lat=home.lat,
            lon=home.lon,
            people=count,
            place_people=count,
            offices=max(1, round(count / network.people_per_outlet)),
            invented=number >= len(places),
        )
        for number, (home, count) in enumerate(zip(homes, people, strict=True))
    ]


def outlets_of(network: Network) -> int:
    """Return how many outlets a county has: by people per outlet, and at least one."""
    return max(1, round(network.people / network.people_per_outlet))


def neighbourhoods(home: Home, count: int) -> list[Home]:
    """Return a place as so many parts of equal size, spread over its built-up area."""
    radius_km = np.sqrt(home.people / TOWN_PEOPLE_PER_KM2 / np.pi)
    lats, lons = _spiral(home.lat, home.lon, radius_km / np.sqrt(count), count)
    people = _whole(np.full(count, home.people / count), home.people)
    return [
        Home(
            name=home.name,
            lat=round(float(lats[part]), DEGREE_DIGITS),
            lon=round(float(lons[part]), DEGREE_DIGITS),
            people=int(people[part]),
            place_people=home.people,
            offices=1,
            invented=home.invented,
        )
        for part in range(count)
    ]


def with_own_names(homes: Sequence[Home]) -> list[Home]:
    """Return the homes with a number added to each name that an earlier one already has."""
    taken: set[str] = set()
    named = []
    for home in homes:
        number, name = 1, home.name
        while name in taken:
            number += 1
            name = f"{home.name} {number}"
        taken.add(name)
        named.append(home if name == home.name else replace(home, name=name))
    return named


def _villages(
    unit: Unit, places: Sequence[PopulatedPlace], network: Network, outlets: int
) -> list[PopulatedPlace]:
    count = max(outlets * VILLAGES_PER_OUTLET, outlets - len(places) + 1)
    centre_lat, centre_lon = unit.lat, unit.lon
    if len(places) >= PLACES_FOR_A_CENTRE:
        centre_lat = float(np.mean([place.lat for place in places]))
        centre_lon = float(np.mean([place.lon for place in places]))
    radius_km = np.sqrt(outlets * network.area_km2_per_outlet / np.pi)
    lats, lons = _spiral(centre_lat, centre_lon, radius_km / np.sqrt(count), count + len(places))
    is_taken = np.zeros(lats.size, dtype=bool)
    for place in places:
        is_taken |= great_circle_km(place.lat, place.lon, lats, lons) < VILLAGE_APART_KM
    free = np.argsort(is_taken, kind="stable")[:count]
    points = zip(lats[free].tolist(), lons[free].tolist(), strict=True)
    return [
        PopulatedPlace(f"village {number}", round(lat, DEGREE_DIGITS), round(lon, DEGREE_DIGITS), 0)
        for number, (lat, lon) in enumerate(points, start=1)
    ]


def _spiral(lat: float, lon: float, first_km: float, count: int) -> tuple[Floats, Floats]:
    """Return points spread evenly, from the centre outwards; the second is `first_km` away.

    Source: Vogel (1979).
    """
    number = np.arange(count)
    distance = first_km * np.sqrt(number)
    angle = number * GOLDEN_ANGLE
    lats = lat + distance * np.sin(angle) / KM_PER_DEGREE
    lons = lon + distance * np.cos(angle) / (KM_PER_DEGREE * np.cos(np.radians(lat)))
    return lats, lons


def _whole(parts: Floats, total: int) -> Floats:
    """Round to whole numbers that add up to the total, the largest remainders up."""
    whole = np.floor(parts)
    missing = round(total - whole.sum())
    whole[np.argsort(whole - parts, kind="stable")[:missing]] += 1
    return whole
