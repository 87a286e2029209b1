"""The ground of a map: points in kilometres, true to scale, with the settlements and a scale bar.

The projection is Lambert's azimuthal equal-area around the middle of the map: areas are true, and
at the middle lengths and directions too. North is up in the middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.explorer.results import RunResults
from sim.network.geography import EARTH_RADIUS_KM
from sim.units import Floats

SETTLEMENTS = "settlements.parquet"
BARS_KM = (1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
SHORTEST_BAR_KM = 0.5
MARGIN, LEAST_SPAN_KM = 0.06, 1.0


@dataclass(frozen=True)
class MapFrame:
    """Where a map is: its middle in degrees, and how far it reaches in kilometres."""

    lat: float
    lon: float
    west: float
    east: float
    south: float
    north: float

    @property
    def bar_km(self) -> float:
        """Return the length of the scale bar: round, and below a quarter of the width."""
        width = self.east - self.west
        return next((km for km in BARS_KM if km < width / 4), SHORTEST_BAR_KM)

    def at(self, lats: Floats, lons: Floats) -> tuple[Floats, Floats]:
        """Return points as kilometres east and north of the middle."""
        return to_km((self.lat, self.lon), lats, lons)


def to_km(middle: tuple[float, float], lats: Floats, lons: Floats) -> tuple[Floats, Floats]:
    """Return points as kilometres east and north of the middle, by Lambert's projection.

    Source: Snyder (1987), "Map Projections: A Working Manual", equations 24-2 to 24-4.

    >>> x, y = to_km((0.0, 0.0), np.array([0.0, 1.0]), np.array([1.0, 0.0]))
    >>> np.round(x, 1).tolist(), np.round(y, 1).tolist()
    ([111.2, 0.0], [0.0, 111.2])
    """
    lat, lat_0 = np.radians(lats), np.radians(middle[0])
    across = np.radians(np.asarray(lons) - middle[1])
    cosine = np.sin(lat_0) * np.sin(lat) + np.cos(lat_0) * np.cos(lat) * np.cos(across)
    k = EARTH_RADIUS_KM * np.sqrt(2 / np.maximum(1 + cosine, 1e-9))
    north = np.cos(lat_0) * np.sin(lat) - np.sin(lat_0) * np.cos(lat) * np.cos(across)
    return k * np.cos(lat) * np.sin(across), k * north


def frame_of(lats: Floats, lons: Floats) -> MapFrame:
    """Return the frame that has room for all points, and for the scale bar below them."""
    lat, lon = (float((one.min() + one.max()) / 2) for one in (lats, lons))
    x, y = to_km((lat, lon), lats, lons)
    margin = max(MARGIN * max(np.ptp(x), np.ptp(y)), LEAST_SPAN_KM)
    west, east = float(x.min() - margin), float(x.max() + margin)
    south, north = float(y.min() - 2 * margin), float(y.max() + margin)
    return MapFrame(lat, lon, west, east, south, north)


def settlements_of(run: RunResults, county: str) -> pl.DataFrame:
    """Return name, point and people of the settlements of a county."""
    if run.has(SETTLEMENTS):
        return run.table(SETTLEMENTS).filter(pl.col("county") == county)
    from sim.files.geography import read_network

    counties = read_network(run.scenario, [county])
    rows = [
        (one.name, one.lat, one.lon, one.people) for each in counties for one in each.settlements
    ]
    return pl.DataFrame(rows, schema=("settlement", "lat", "lon", "people"), orient="row")


def county_names(run: RunResults) -> dict[str, str]:
    """Return the label of each county by its code; each label is of one county."""
    return {one["code"]: f"{one['name']} ({one['code']})" for one in run.manifest["counties"]}


def rounded(values: Floats) -> Sequence[float]:
    """Return kilometres to ten metres."""
    return [round(float(one), 2) for one in values]
