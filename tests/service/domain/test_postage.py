"""Postage by distance and weight."""

from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.postage import E_YOUBAO, EARTH_RADIUS_KM, Coordinates, distance_km
from service.domain.refusals.trade import ParcelTooHeavy

places = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))
HALF_ROUND_KM = pi * EARTH_RADIUS_KM


@pytest.mark.parametrize(
    ("weight_g", "postage_fen"), [(1, 1_100), (500, 1_100), (501, 1_320), (1_001, 1_540)]
)
def test_each_begun_step_of_weight_is_paid(weight_g: int, postage_fen: int) -> None:
    assert E_YOUBAO.postage_fen(0, weight_g) == postage_fen


@pytest.mark.parametrize(
    ("far_km", "postage_fen"),
    [
        (500, 1_320),
        (500.1, 1_430),
        (1_000, 1_430),
        (1_000.1, 1_595),
        (1_500, 1_595),
        (9_999, 1_705),
    ],
)
def test_further_steps_cost_more_in_farther_zones(far_km: float, postage_fen: int) -> None:
    assert E_YOUBAO.postage_fen(far_km, 501) == postage_fen


def test_a_parcel_has_a_greatest_weight() -> None:
    assert E_YOUBAO.postage_fen(0, 30_000) == 14_080
    with pytest.raises(ParcelTooHeavy, match="30001 g"):
        E_YOUBAO.postage_fen(0, 30_001)


@given(far_km=st.floats(0, 20_100), more_km=st.floats(0, 5_000), weight_g=st.integers(1, 29_000))
def test_heavier_or_farther_is_never_cheaper(far_km: float, more_km: float, weight_g: int) -> None:
    here = E_YOUBAO.postage_fen(far_km, weight_g)

    assert E_YOUBAO.postage_fen(far_km + more_km, weight_g) >= here
    assert E_YOUBAO.postage_fen(far_km, weight_g + 1_000) >= here


@pytest.mark.parametrize(
    ("start", "end", "far_km"),
    [
        (Coordinates(0, 0), Coordinates(0, 180), HALF_ROUND_KM),
        (Coordinates(90, 17), Coordinates(-90, -120), HALF_ROUND_KM),
        (Coordinates(0, 179), Coordinates(0, -179), HALF_ROUND_KM / 90),
        (Coordinates(0, 0), Coordinates(90, 0), HALF_ROUND_KM / 2),
        (Coordinates(39.9, 116.4), Coordinates(39.9, 116.4), 0),
    ],
)
def test_a_distance_is_that_of_the_great_circle(
    start: Coordinates, end: Coordinates, far_km: float
) -> None:
    assert distance_km(start, end) == pytest.approx(far_km)


@given(start=places, end=places)
def test_a_distance_is_the_same_both_ways_and_at_most_half_the_round(
    start: Coordinates, end: Coordinates
) -> None:
    far_km = distance_km(start, end)

    assert 0 <= far_km <= HALF_ROUND_KM * (1 + 1e-12)
    assert far_km == pytest.approx(distance_km(end, start))
