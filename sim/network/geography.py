"""The geography that a network is built from, as read from files: counties, places, own outlets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

import numpy as np

from sim.scenario import ClassName
from sim.units import Floats

EARTH_RADIUS_KM = 6_371.0088
KM_PER_DEGREE = np.pi * EARTH_RADIUS_KM / 180
WHOLE_COUNTY = "000000"
LONG_CODE_DIGITS = 12
KM_DIGITS = 6


@dataclass(frozen=True)
class PopulatedPlace:
    """A populated place; `people` is 0 where the source does not know the number."""

    name: str
    lat: float
    lon: float
    people: int


@dataclass(frozen=True)
class Unit:
    """A county, or what stands for one, by its point; `latin_name` may be empty."""

    code: str
    name: str
    latin_name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Geography:
    """A country: its counties by code, and the places of each, the largest first."""

    units: Mapping[str, Unit]
    places: Mapping[str, tuple[PopulatedPlace, ...]]

    @cached_property
    def named(self) -> dict[str, list[Unit]]:
        """Return the counties of each Chinese or Latin name."""
        named: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            for name in {unit.name, unit.latin_name} - {""}:
                named.setdefault(name, []).append(unit)
        return named


@dataclass(frozen=True, eq=False)
class Sellers:
    """Where sellers live: at the points of all counties; by road it is so many times as far."""

    lats: Floats
    lons: Floats
    detour_factor: float

    def distances_km(self, lat: float, lon: float) -> Floats:
        """Return the distances by road to each of them, ascending."""
        away_km = np.sort(great_circle_km(lat, lon, self.lats, self.lons))
        return np.round(away_km * self.detour_factor, KM_DIGITS)


NO_SELLERS = Sellers(np.empty(0), np.empty(0), 1.0)


@dataclass(frozen=True)
class OwnOutlet:
    """An outlet of one's own, as its row in a CSV file says; without shifts it has its class's."""

    name: str
    lat: float
    lon: float
    outlet_class: ClassName
    counters: int
    people: int
    shifts: Mapping[str, int | str] = field(default_factory=dict)


def find_unit(geography: Geography, wanted: str) -> Unit:
    """Return a county by its code of 6 or 12 digits, or by its Chinese or Latin name.

    The longer code of a county ends in six zeros: others are of its townships and villages.
    Raise ValueError if there is none, or more than one, of this name.
    """
    code = wanted.removesuffix(WHOLE_COUNTY) if len(wanted) == LONG_CODE_DIGITS else wanted
    if code in geography.units:
        return geography.units[code]
    named = geography.named
    if wanted not in named:
        close = get_close_matches(wanted, sorted({*named, *geography.units}), n=1)
        hint = f"; did you mean {close[0]}?" if close else ": see the codes in scenarios/data"
        message = f"network.counties: {wanted} is not a county of this country{hint}"
        raise ValueError(message)
    if len(named[wanted]) > 1:
        codes = ", ".join(unit.code for unit in named[wanted])
        message = (
            f"network.counties: {len(named[wanted])} counties are called {wanted}: "
            f"write one of {codes}"
        )
        raise ValueError(message)
    return named[wanted][0]


def great_circle_km(lat: float | Floats, lon: float | Floats, lats: Floats, lons: Floats) -> Floats:
    """Return the distances from one point, or several, to many, in km, by the haversine formula.

    >>> paris_to_london = great_circle_km(48.8566, 2.3522, np.array([51.5074]), np.array([-0.1278]))
    >>> round(float(paris_to_london[0]))
    344
    """
    one, other = np.radians(lat), np.radians(lats)
    across = np.radians(lons - lon)
    half = np.sin((other - one) / 2) ** 2 + np.cos(one) * np.cos(other) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))
