"""The network's class-dependent choices: counters, sizes, distances, one's own outlets."""

import numpy as np
import pytest

from sim.network import County, Geography, OwnOutlet, PopulatedPlace, Unit, build_network
from sim.network.geography import EARTH_RADIUS_KM
from sim.scenario import Scenario

UNIT = Unit("100001", "甲县", "Jia", 30.0, 110.0)
ONE_DEGREE_KM = np.pi * EARTH_RADIUS_KM / 180
COUNTERS = {
    "rural": {"counters_min": 1, "counters_max": 3},
    "town": {"counters_min": 4, "counters_max": 6},
    "city": {"counters_min": 7, "counters_max": 9},
}


def county_of(*places: PopulatedPlace, **network: object) -> County:
    """Return the county that these places, the largest first, make."""
    table = {"counties": [UNIT.code], "people": 520_000, **network}
    (county,) = build_network(
        Scenario.model_validate({"network": table}),
        Geography({UNIT.code: UNIT}, {UNIT.code: places}),
    )
    return county


@pytest.mark.parametrize(
    ("seat", "outlet_class", "people", "counters"),
    [
        (1_999, "rural", 4_000, 1),
        (1_999, "rural", 24_000, 2),
        (1_999, "rural", 26_000, 3),
        (1_999, "rural", 90_000, 3),
        (2_000, "town", 4_000, 4),
        (2_000, "town", 54_000, 5),
        (2_999, "town", 56_000, 6),
        (2_999, "town", 90_000, 6),
        (3_000, "city", 4_000, 7),
        (3_000, "city", 84_000, 8),
        (3_000, "city", 200_000, 9),
    ],
)
def test_an_outlet_has_a_counter_for_so_many_people_within_the_limits_of_its_class(
    seat: int, outlet_class: str, people: int, counters: int
) -> None:
    county = county_of(
        PopulatedPlace("Seat", 30.0, 110.0, seat),
        people=people,
        people_per_outlet=people,
        people_per_counter=10_000,
        town_people=2_000,
        city_people=3_000,
        **COUNTERS,
    )

    (outlet,) = county.outlets
    assert (outlet.name, outlet.outlet_class) == ("Seat", outlet_class)
    assert (outlet.people, outlet.counters) == (people, counters)


def test_a_part_of_a_city_is_of_the_city() -> None:
    county = county_of(PopulatedPlace("City", 30.0, 110.0, 200_000), people_per_outlet=20_000)

    parts = [outlet for outlet in county.outlets if outlet.name.startswith("City")]
    assert len(parts) == 10
    assert {outlet.outlet_class for outlet in parts} == {"city"}


def test_a_township_of_unknown_size_has_twice_the_people_of_a_village() -> None:
    county = county_of(PopulatedPlace("Ford", 30.0, 110.0, 0))

    (ford,) = (home.people for home in county.settlements if home.name == "Ford")
    villages = [home.people for home in county.settlements if home.name != "Ford"]
    assert ford == pytest.approx(2 * np.mean(villages), abs=1)


def test_the_parts_of_a_city_lie_within_its_built_up_area() -> None:
    county = county_of(PopulatedPlace("City", 30.0, 110.0, 400_000), people_per_outlet=40_000)

    parts = [one for one in county.settlements if one.name.startswith("City")]
    away_km = [np.hypot(part.lat - 30, (part.lon - 110) * np.cos(np.pi / 6)) for part in parts]
    # 400,000 people at 5,000 a square kilometre: 80 km2, which are a circle of 5.05 km.
    farthest_km = max(away_km) * ONE_DEGREE_KM
    assert 4.0 < farthest_km < 5.05


@pytest.mark.parametrize("detour", [1.0, 1.5])
def test_roads_to_outlets_and_to_sellers_are_as_much_longer_as_the_detour_says(
    detour: float,
) -> None:
    far = Unit("100002", "乙县", "Yi", 31.0, 110.0)
    table = {"counties": [UNIT.code], "people": 26_000, "detour_factor": detour}

    (county,) = build_network(
        Scenario.model_validate({"network": table}),
        Geography(
            {UNIT.code: UNIT, far.code: far},
            {UNIT.code: (PopulatedPlace("Seat", 30.0, 110.0, 10_000),)},
        ),
    )

    assert county.seller_distances_km.tolist() == pytest.approx([0, detour * ONE_DEGREE_KM])
    (outlet,) = county.outlets
    for home in county.settlements:
        north = (home.lat - outlet.lat) * ONE_DEGREE_KM
        east = (home.lon - outlet.lon) * ONE_DEGREE_KM * np.cos(np.radians(30))
        assert home.distance_km == pytest.approx(detour * np.hypot(north, east), rel=1e-3)


def test_outlets_of_ones_own_are_as_their_rows_say_each_with_its_people_at_the_door() -> None:
    rows = (
        OwnOutlet("A", 30.0, 110.0, "town", 3, 900),
        OwnOutlet("B", 30.2, 110.2, "rural", 1, 50),
        OwnOutlet("C", 30.4, 110.4, "city", 9, 700),
    )
    own = Scenario.model_validate({"network": {"outlets_csv": "own.csv"}, "name": "mine"})

    (county,) = build_network(own, None, rows)

    for number, (row, outlet) in enumerate(zip(rows, county.outlets, strict=True)):
        assert (outlet.name, outlet.outlet_class) == (row.name, row.outlet_class)
        assert (outlet.counters, outlet.people) == (row.counters, row.people)
        home = county.settlements[number]
        assert (home.outlet, home.people, home.distance_km) == (number, row.people, 0.0)
    assert [county.lat, county.lon] == pytest.approx([30.2, 110.2])
