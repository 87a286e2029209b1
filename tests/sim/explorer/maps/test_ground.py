"""The ground of a map: kilometres are kilometres, and the scale bar is round."""

import numpy as np
import pytest

from sim.explorer.maps.ground import frame_of, to_km
from sim.network.geography import great_circle_km


def test_distances_within_a_county_are_true() -> None:
    chance = np.random.default_rng(1)
    lats, lons = 28.8 + chance.uniform(-0.5, 0.5, 40), 108.8 + chance.uniform(-0.5, 0.5, 40)
    frame = frame_of(lats, lons)

    x, y = frame.at(lats, lons)

    drawn = np.hypot(x[1:] - x[0], y[1:] - y[0])
    exact = great_circle_km(lats[0], lons[0], lats[1:], lons[1:])
    assert drawn == pytest.approx(exact, rel=1e-3)


def test_areas_are_true_across_a_country() -> None:
    middle, side = (35.0, 105.0), 0.1
    for lat, lon in ((18.5, 109.5), (53.0, 123.0), (39.5, 74.5)):
        corners = [(lat, lon), (lat, lon + side), (lat + side, lon + side), (lat + side, lon)]
        x, y = to_km(middle, *(np.array(one) for one in zip(*corners, strict=True)))

        drawn = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))
        sines = np.sin(np.radians(lat + side)) - np.sin(np.radians(lat))
        exact = 6_371.0088**2 * np.radians(side) * sines
        assert drawn == pytest.approx(exact, rel=1e-3)


def test_north_is_up_and_east_is_right() -> None:
    x, y = to_km((30.0, 110.0), np.array([30.0, 31.0, 30.0]), np.array([110.0, 110.0, 111.0]))

    assert (x[0], y[0]) == pytest.approx((0, 0), abs=1e-6)
    assert (x[1], y[1]) == pytest.approx((0, 111.19), abs=0.02)
    assert (x[2], y[2]) == pytest.approx((96.3, 0.42), abs=0.05)


@pytest.mark.parametrize(
    ("degrees", "bar_km"), [(0.0, 0.5), (0.1, 2), (1.0, 20), (10.0, 200), (40.0, 1_000)]
)
def test_the_scale_bar_is_round_and_shorter_than_a_quarter(degrees: float, bar_km: float) -> None:
    frame = frame_of(np.array([30.0, 30.0]), np.array([100.0, 100.0 + degrees]))

    assert frame.bar_km == bar_km
    assert frame.bar_km <= (frame.east - frame.west) / 4
