"""The network: everybody lives somewhere, and goes to the nearest outlet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.files.geography import read_geography
from sim.network import Geography, OwnOutlet, PopulatedPlace, Unit, build_network, offered_load
from sim.network.geography import find_unit, great_circle_km
from sim.scenario import Scenario
from sim.theory.bare import bare_county, bare_scenario

UNITS = {
    "100001": Unit("100001", "甲县", "Jia", 30.0, 110.0),
    "100002": Unit("100002", "乙县", "Yi", 31.0, 111.0),
    "100003": Unit("100003", "丙县", "Yi", 32.0, 112.0),
}

PLACES = st.lists(
    st.builds(
        PopulatedPlace,
        name=st.uuids().map(str),
        lat=st.floats(29.8, 30.2).map(lambda degrees: round(degrees, 3)),
        lon=st.floats(109.8, 110.2).map(lambda degrees: round(degrees, 3)),
        people=st.sampled_from([0, 0, 500, 30_000, 400_000]),
    ),
    max_size=12,
).map(lambda places: tuple(sorted(places, key=lambda place: -place.people)))


def scenario(people: int, **network: object) -> Scenario:
    """Return a scenario of one invented county."""
    table = {"counties": ["100001"], "people": people, **network}
    return Scenario.model_validate({"network": table})


@given(PLACES, st.integers(1, 900_000))
def test_people_are_conserved_and_go_to_the_nearest_outlet(
    places: tuple[PopulatedPlace, ...], people: int
) -> None:
    wanted = scenario(people)

    (county,) = build_network(wanted, Geography(UNITS, {"100001": places}))

    assert len(county.outlets) == max(1, round(people / 26_000))
    assert sum(home.people for home in county.settlements) == people
    assert sum(outlet.people for outlet in county.outlets) == people
    lats = np.array([outlet.lat for outlet in county.outlets])
    lons = np.array([outlet.lon for outlet in county.outlets])
    for home in county.settlements:
        distances_km = great_circle_km(home.lat, home.lon, lats, lons) * 1.3
        assert home.distance_km == pytest.approx(distances_km.min(), abs=1e-5)
        assert distances_km[home.outlet] == pytest.approx(distances_km.min(), abs=1e-5)


@given(PLACES, st.integers(1, 900_000))
def test_outlets_have_names_of_their_own_and_the_counters_of_their_class(
    places: tuple[PopulatedPlace, ...], people: int
) -> None:
    wanted = scenario(people)

    (county,) = build_network(wanted, Geography(UNITS, {"100001": places}))

    names = [outlet.name for outlet in county.outlets]
    assert len(set(names)) == len(names)
    limits = {"rural": (1, 2), "town": (2, 4), "city": (4, 8)}
    for outlet in county.outlets:
        fewest, most = limits[outlet.outlet_class]
        assert fewest <= outlet.counters <= most
        assert outlet.invented == outlet.name.startswith("village ")


def test_real_places_come_before_invented_villages() -> None:
    places = (PopulatedPlace("Seat", 30.0, 110.0, 60_000), PopulatedPlace("Ford", 30.1, 110.1, 0))

    (county,) = build_network(scenario(130_000), Geography(UNITS, {"100001": places}))

    assert [outlet.name for outlet in county.outlets[:3]] == ["Seat", "Seat 2", "Ford"]
    assert [outlet.invented for outlet in county.outlets] == [False, False, False, True, True]
    assert [outlet.outlet_class for outlet in county.outlets[:3]] == ["town", "town", "rural"]


def test_sellers_are_in_every_county_of_the_country() -> None:
    (county,) = build_network(scenario(26_000), Geography(UNITS, {}))

    assert county.seller_distances_km.size == len(UNITS)
    assert county.seller_distances_km[0] == 0
    assert (np.diff(county.seller_distances_km) > 0).all()


def test_outlets_of_ones_own_are_one_county_with_their_people_at_the_door() -> None:
    rows = (
        OwnOutlet("A", 30.0, 110.0, "town", 3, 900),
        OwnOutlet("B", 30.2, 110.2, "rural", 1, 50),
    )
    own = Scenario.model_validate({"network": {"outlets_csv": "own.csv"}, "name": "mine"})

    (county,) = build_network(own, None, rows)

    assert (county.code, len(county.outlets)) == ("own", 2)
    assert [home.people for home in county.settlements] == [900, 50]
    assert {home.distance_km for home in county.settlements} == {0.0}


@pytest.mark.parametrize("wanted", ["100001", "100001000000", "甲县", "Jia"])
def test_a_county_is_found_by_code_and_by_name(wanted: str) -> None:
    assert find_unit(Geography(UNITS, {}), wanted).code == "100001"


def test_a_name_of_two_counties_asks_for_a_code() -> None:
    with pytest.raises(ValueError, match="2 counties are called Yi: write one of 100002, 100003"):
        find_unit(Geography(UNITS, {}), "Yi")


@pytest.mark.parametrize(
    ("wanted", "hint"), [("Jiaa", "did you mean Jia?"), ("zzz", "see the codes")]
)
def test_an_unknown_county_is_reported_with_one_that_is_near(wanted: str, hint: str) -> None:
    with pytest.raises(ValueError, match=f"{wanted} is not a county of this country.*{hint[:8]}"):
        find_unit(Geography(UNITS, {}), wanted)


def test_a_whole_country_has_as_many_outlets_as_its_counties_ask_for() -> None:
    geography = read_geography("CN")
    some = list(geography.units)[::100]
    table = {"counties": some, "people": 410_000}

    counties = build_network(Scenario.model_validate({"network": table}), geography)

    assert sum(len(county.outlets) for county in counties) == 16 * len(some)
    assert all(sum(one.people for one in county.settlements) == 410_000 for county in counties)


def test_the_offered_load_is_the_utilisation_that_theory_gives() -> None:
    county = bare_county(1, 2, 1_440)
    bare = bare_scenario({"law": "exponential", "mean": 1.2}, 1)

    load = offered_load(county, bare, [7 * 2 * 1_440.0])

    assert load.tolist() == pytest.approx([0.6])


COUNTRY = Geography(
    UNITS,
    {
        "100002": (PopulatedPlace("A", 31.0, 111.0, 0),),
        "100003": (PopulatedPlace("B", 32.0, 112.0, 0),),
    },
)


def country(**network: object) -> Scenario:
    """Return a scenario of all counties."""
    return Scenario.model_validate({"network": {"counties": ["all"], **network}})


def test_all_counties_share_the_outlets_evenly_the_best_known_first() -> None:
    counties = build_network(country(outlets=8), COUNTRY)

    assert [(one.code, len(one.outlets)) for one in counties] == [
        *(("100001", 2), ("100002", 3), ("100003", 3)),
    ]
    people = [sum(outlet.people for outlet in one.outlets) for one in counties]
    assert people == [2 * 26_000, 3 * 26_000, 3 * 26_000]


def test_counties_chosen_alone_are_as_they_are_among_all() -> None:
    every = build_network(country(outlets=8), COUNTRY)

    (chosen,) = build_network(country(outlets=8), COUNTRY, only=["乙县"])

    assert chosen.outlets == every[1].outlets
    assert chosen.settlements == every[1].settlements
    assert chosen.seller_distances_km.tolist() == every[1].seller_distances_km.tolist()


@pytest.mark.parametrize(
    ("network", "only", "message"),
    [
        ({"counties": ["all", "100001"]}, [], "all stands for every county: name no others"),
        ({"counties": ["all"], "outlets": 2}, [], "outlets is 2, and must be at least 3"),
        ({"counties": ["100001"]}, ["100002"], "100002 is not in this scenario"),
        ({"counties": ["100001"]}, ["9"], "9 is not a county of this country"),
    ],
)
def test_what_cannot_be_a_country_is_reported(
    network: dict[str, object], only: list[str], message: str
) -> None:
    wanted = Scenario.model_validate({"network": network})

    with pytest.raises(ValueError, match=message):
        build_network(wanted, COUNTRY, only=only)
