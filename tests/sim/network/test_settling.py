"""The network where real data are awkward: places with one name, at one point, or too large."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.files.geography import read_geography
from sim.network import (
    County,
    Geography,
    OwnOutlet,
    PopulatedPlace,
    Unit,
    build_network,
    offered_load,
)
from sim.network.geography import EARTH_RADIUS_KM, find_unit, great_circle_km
from sim.people.streams import county_number
from sim.scenario import Scenario

UNIT = Unit("100001", "甲县", "Jia", 30.0, 110.0)
CROWDED = st.lists(
    st.builds(
        PopulatedPlace,
        name=st.sampled_from(["Ford", "Ford 2", "Mill", "village 1"]),
        lat=st.sampled_from([30.0, 30.001, 30.1]),
        lon=st.sampled_from([110.0, 110.002, 109.9]),
        people=st.sampled_from([0, 0, 4_000, 60_000, 17_000_000]),
    ),
    max_size=12,
).map(lambda places: tuple(sorted(places, key=lambda place: -place.people)))


def scenario(people: int = 520_000, **network: object) -> Scenario:
    """Return a scenario of one invented county."""
    return Scenario.model_validate(
        {"network": {"counties": [UNIT.code], "people": people, **network}}
    )


def county_of(*places: PopulatedPlace, people: int = 520_000) -> County:
    """Return the county that these places, the largest first, make."""
    (county,) = build_network(scenario(people), Geography({UNIT.code: UNIT}, {UNIT.code: places}))
    return county


def directions(
    lats: list[float], lons: list[float]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return points of the globe as unit vectors: nearness without the haversine formula."""
    north, east = np.radians(lats), np.radians(lons)
    return np.column_stack(
        (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    )


@given(CROWDED, st.integers(1, 900_000))
def test_crowded_places_conserve_people_names_and_points(
    places: tuple[PopulatedPlace, ...], people: int
) -> None:
    county = county_of(*places, people=people)

    homes = county.settlements
    served = [0] * len(county.outlets)
    for home in homes:
        served[home.outlet] += home.people
    assert sum(served) == people
    assert [outlet.people for outlet in county.outlets] == served
    assert len({home.name for home in homes}) == len(homes)
    assert len({(home.lat, home.lon) for home in homes}) == len(homes)


@given(CROWDED, st.integers(1, 900_000))
def test_everyone_goes_to_the_nearest_outlet_by_straight_lines_through_the_earth(
    places: tuple[PopulatedPlace, ...], people: int
) -> None:
    county = county_of(*places, people=people)

    homes, outlets = county.settlements, county.outlets
    chords = np.linalg.norm(
        directions([home.lat for home in homes], [home.lon for home in homes])[:, None]
        - directions([one.lat for one in outlets], [one.lon for one in outlets])[None],
        axis=2,
    )
    chosen = chords[np.arange(len(homes)), [home.outlet for home in homes]]
    assert chosen == pytest.approx(chords.min(axis=1), abs=1e-9)
    road_km = 1.3 * 2 * EARTH_RADIUS_KM * np.arcsin(chosen / 2)
    assert [home.distance_km for home in homes] == pytest.approx(road_km, abs=1e-5)


@given(CROWDED, st.integers(1, 900_000))
def test_the_same_geography_gives_the_same_county(
    places: tuple[PopulatedPlace, ...], people: int
) -> None:
    once = county_of(*places, people=people)
    again = county_of(*places, people=people)

    assert (once.outlets, once.settlements) == (again.outlets, again.settlements)


def test_the_second_place_of_a_name_gets_a_number() -> None:
    county = county_of(
        PopulatedPlace("Ford", 30.0, 110.0, 60_000),
        PopulatedPlace("Ford", 30.1, 110.1, 4_000),
        PopulatedPlace("Ford 2", 30.1, 109.9, 3_000),
    )

    assert [outlet.name for outlet in county.outlets[:4]] == [
        "Ford",
        "Ford 2",
        "Ford 3",
        "Ford 2 2",
    ]


def test_of_two_places_at_one_point_the_larger_is_kept_in_its_order() -> None:
    county = county_of(
        PopulatedPlace("Seat", 30.0, 110.0, 30_000),
        PopulatedPlace("Ford", 30.1, 110.1, 8_000),
        PopulatedPlace("Seat Town", 30.0, 110.0, 500),
    )

    real = [home.name for home in county.settlements if not home.name.startswith("village")]
    assert real == ["Seat", "Ford"]
    assert all(outlet.people > 0 for outlet in county.outlets)


def test_a_place_at_the_county_point_keeps_the_first_village_half_a_km_away() -> None:
    county = county_of(PopulatedPlace("Seat", 30.0, 110.0, 0))

    villages = [home for home in county.settlements if home.name.startswith("village")]
    away_km = great_circle_km(
        30.0,
        110.0,
        np.array([home.lat for home in villages]),
        np.array([home.lon for home in villages]),
    )
    assert len(villages) == 100
    assert away_km.min() > 0.5


def test_villages_lie_evenly_over_the_area_of_the_outlets() -> None:
    county = county_of()

    lats = np.array([home.lat for home in county.settlements])
    lons = np.array([home.lon for home in county.settlements])
    away_km = great_circle_km(UNIT.lat, UNIT.lon, lats, lons)
    radius_km = np.sqrt(20 * 184 / np.pi)
    assert away_km.max() < radius_km
    assert (away_km < radius_km / 2).sum() == pytest.approx(25, abs=1)
    assert all(outlet.invented for outlet in county.outlets)


def test_a_city_of_today_leaves_a_tenth_of_the_people_to_the_villages() -> None:
    county = county_of(PopulatedPlace("Metropolis", 30.0, 110.0, 17_000_000))

    villages = [home.people for home in county.settlements if home.name.startswith("village")]
    assert sum(villages) == 52_000
    assert {outlet.outlet_class for outlet in county.outlets[:18]} == {"city"}
    assert [outlet.invented for outlet in county.outlets] == [False] * 18 + [True] * 2


@pytest.mark.parametrize(
    ("people", "outlet_class"),
    [(19_999, "rural"), (20_000, "town"), (149_999, "town"), (150_000, "city")],
)
def test_the_class_of_an_outlet_changes_at_the_size_of_its_place(
    people: int, outlet_class: str
) -> None:
    county = county_of(PopulatedPlace("Seat", 30.0, 110.0, people))

    assert county.outlets[0].outlet_class == outlet_class


@pytest.mark.parametrize(("people", "outlets"), [(38_999, 1), (39_001, 2), (1, 1)])
def test_outlets_are_people_over_people_per_outlet_rounded(people: int, outlets: int) -> None:
    assert len(county_of(people=people).outlets) == outlets


def test_a_county_named_by_code_and_by_name_is_named_twice() -> None:
    twice = scenario(counties=["100001", "Jia"])

    with pytest.raises(ValueError, match="100001 stands 2 times: name each county once"):
        build_network(twice, Geography({UNIT.code: UNIT}, {}))


@pytest.mark.parametrize("wanted", ["10000199", "100001001000", "10000", ""])
def test_a_code_that_only_begins_like_a_county_is_not_one(wanted: str) -> None:
    other = Unit("100002", "乙区", "", 31.0, 111.0)
    geography = Geography({UNIT.code: UNIT, other.code: other}, {})

    with pytest.raises(ValueError, match=f"counties: {wanted} is not a county of this country"):
        find_unit(geography, wanted)


def test_the_same_people_meet_ones_own_outlets_in_every_scenario() -> None:
    rows = (OwnOutlet("A", 30.0, 110.0, "rural", 1, 9_000),)
    names = ("base", "second-counter")
    scenarios = [
        Scenario.model_validate({"name": name, "network": {"outlets_csv": "own.csv"}})
        for name in names
    ]

    counties = [build_network(one, None, rows)[0] for one in scenarios]

    assert [county.name for county in counties] == list(names)
    assert len({county_number(county.code) for county in counties}) == 1


def test_a_load_counts_others_deposits_and_pick_ups_and_is_endless_where_it_never_opens() -> None:
    rows = (
        OwnOutlet("A", 30.0, 110.0, "rural", 2, 36_500),
        OwnOutlet("B", 30.1, 110.0, "rural", 1, 36_500),
    )
    of_a_minute = {"law": "deterministic", "value": 1.0}
    wanted = Scenario.model_validate(
        {
            "network": {"outlets_csv": "own.csv"},
            "others": {"visits_per_person_year": 1.0},
            "market": {"wishes_per_1000_people_day": 2.0},
            "services": dict.fromkeys(("other_min", "deposit_min", "pick_up_min"), of_a_minute),
        }
    )
    (county,) = build_network(wanted, None, rows)

    load = offered_load(county, wanted, [7 * 2 * 246.0, 0.0])

    # 100 other visits and 73 wishes of two minutes a day, over 2 counters for 246 minutes
    assert load.tolist() == pytest.approx([(100 + 73 * 2) / (2 * 246), np.inf])


def test_the_great_circle_from_nashville_to_los_angeles_is_as_published() -> None:
    airport = (np.array([33.94]), np.array([-118.40]))

    distance_km = great_circle_km(36.12, -86.67, *airport)

    # Rosetta Code, "Haversine formula": 2886.4444 km on a sphere of 6371 km
    assert distance_km == pytest.approx(2_886.4444 * EARTH_RADIUS_KM / 6_371, abs=1e-3)


def test_half_around_the_earth_is_the_farthest() -> None:
    far_km = great_circle_km(0.0, 0.0, np.array([0.0, 90.0]), np.array([180.0, 0.0]))

    assert far_km == pytest.approx(np.array([1.0, 0.5]) * np.pi * EARTH_RADIUS_KM)


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("CN", "230382"),  # two places are called Mishan
        ("CN", "211421"),  # two places stand at one point
        ("CN", "500242"),  # the demo
        ("MX", "001"),  # the place stands at the region's own point
        ("MX", "258"),  # Altamirano and Chilón, twice each
    ],
)
def test_awkward_counties_that_ship_have_20_outlets_with_names_and_people(
    country: str, code: str
) -> None:
    wanted = scenario(country=country, counties=[code])

    (county,) = build_network(wanted, read_geography(country))

    assert len({outlet.name for outlet in county.outlets}) == 20
    assert all(outlet.people > 0 for outlet in county.outlets)
    assert len({(home.lat, home.lon) for home in county.settlements}) == len(county.settlements)
