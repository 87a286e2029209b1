"""The price of sending a parcel, by distance and weight: `PostageTariff`, and `E_YOUBAO`.

Amounts are fen, weights g, distances km along the great circle between two places.
"""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from service.domain.refusals.trade import ParcelTooHeavy

EARTH_RADIUS_KM = 6_371.0088
"""The mean radius of the Earth. Source: IUGG 1980."""

PERCENT = 100


@dataclass(frozen=True)
class Coordinates:
    """A position in degrees; north and east are positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Zone:
    """Up to a distance, what each further step of weight costs."""

    distance_km_max: float
    further_fen: int


@dataclass(frozen=True)
class PostageTariff:
    """The first step of weight has one price, each further step that of the distance's zone."""

    step_g: int
    first_fen: int
    zones: tuple[Zone, ...]
    discount_percent: int = 0
    weight_g_max: int = 30_000

    def postage_fen(self, distance_km: float, weight_g: int) -> int:
        """Return the price of one parcel; fractions of a fen are rounded up.

        Refused: `ParcelTooHeavy`.

        >>> E_YOUBAO.postage_fen(10, 500), E_YOUBAO.postage_fen(10, 501)
        (1100, 1320)
        >>> E_YOUBAO.postage_fen(2_000, 1_200)
        2310
        """
        if weight_g > self.weight_g_max:
            raise ParcelTooHeavy(weight_g, self.weight_g_max)
        zone = next(one for one in self.zones if distance_km <= one.distance_km_max)
        further_steps = max(0, -(-weight_g // self.step_g) - 1)
        listed_fen = self.first_fen + further_steps * zone.further_fen
        return -(-listed_fen * (PERCENT - self.discount_percent) // PERCENT)


E_YOUBAO = PostageTariff(
    step_g=500,
    first_fen=2_000,
    zones=(Zone(500, 400), Zone(1_000, 600), Zone(1_500, 900), Zone(float("inf"), 1_100)),
    discount_percent=45,
)
"""e-youbao: 45% below EMS, the middle of 40-50% (S, FACTS 3).

EMS's own prices are not known here: 20 yuan for the first 500 g, 4 to 11 for each further by the
distance, and 30 kg at most, are assumptions.
"""


def distance_km(start: Coordinates, end: Coordinates) -> float:
    """Return the distance along the great circle, by the haversine formula.

    >>> beijing, shanghai = Coordinates(39.9042, 116.4074), Coordinates(31.2304, 121.4737)
    >>> round(distance_km(beijing, shanghai))
    1067
    """
    north, south = radians(start.latitude), radians(end.latitude)
    across = radians(end.longitude - start.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))
