"""Geography that ships, and outlets of one's own with every wrong row."""

from pathlib import Path

import pytest

from sim.files.findings import FileErrors
from sim.files.geography import read_geography, read_network, read_outlets, read_sample
from sim.files.scenario_file import read_scenario, shipped_scenarios
from sim.network import OwnOutlet
from tests.sim.runs import small_file

HEADER = "name,lat,lon,class,counters,people\n"


def outlets(folder: Path, rows: str) -> Path:
    """Return a file with these rows."""
    path = folder / "own.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_outlets_of_ones_own_are_read(tmp_path: Path) -> None:
    path = outlets(tmp_path, "Market,30.5,109.7,town,3,25000\nHill,30.6,109.8,rural,1,9000\n")

    assert read_outlets(path) == (
        OwnOutlet("Market", 30.5, 109.7, "town", 3, 25_000),
        OwnOutlet("Hill", 30.6, 109.8, "rural", 1, 9_000),
    )


def test_every_wrong_row_is_reported_at_once(tmp_path: Path) -> None:
    rows = "A,91,0,town,3,100\n,0,0,villa,0,1\nB,x,0,city,1.5,-1\nB,0,0,city,1,1\n"

    with pytest.raises(FileErrors) as caught:
        read_outlets(outlets(tmp_path, rows))

    assert [(one.line, one.key, one.message) for one in caught.value.findings] == [
        (2, "lat", "91, and must be from -90 to 90; are lat and lon exchanged?"),
        (3, "name", "empty: every outlet needs a name"),
        (3, "class", '"villa", and must be one of rural, town, city'),
        (3, "counters", "0, and must be from 1 to 1000"),
        (4, "name", '"B" stands 2 times'),
        (4, "lat", '"x", and must be a number'),
        (4, "counters", '"1.5", and must be a whole number'),
        (4, "people", "-1, and must be from 0 to 100000000"),
        (5, "name", '"B" stands 2 times'),
    ]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,lat\nA,1\n", encoding="utf-8")

    with pytest.raises(FileErrors, match="lon, class, counters, people: missing"):
        read_outlets(path)


@pytest.mark.proof
@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_scenario_that_ships_has_its_network(name: str) -> None:
    scenario = read_scenario(name)
    network = scenario.network

    counties = read_network(scenario)

    justified = round(network.people / network.people_per_outlet) * len(counties)
    assert sum(len(county.outlets) for county in counties) == (network.outlets or justified)
    for county in counties:
        follow = len(county.outlets) * network.people_per_outlet
        people = follow if network.outlets else network.people
        assert sum(place.people for place in county.settlements) == people


def test_the_demo_is_a_real_rural_county_with_some_20_outlets() -> None:
    (county,) = read_network(read_scenario("county"))

    assert len(county.outlets) == 20
    assert not any(outlet.invented for outlet in county.outlets)
    assert sum(outlet.outlet_class == "rural" for outlet in county.outlets) > 10


@pytest.mark.proof
def test_a_sample_of_a_country_is_spread_evenly_and_is_as_it_is_among_all() -> None:
    scenario = read_scenario("china-day")

    sample = read_sample(scenario, 3)

    codes = list(read_geography("CN").units)
    assert [county.code for county in sample] == [codes[0], codes[950], codes[1900]]
    of_all = {county.code: county for county in read_network(scenario)}
    for county in sample:
        assert county.outlets == of_all[county.code].outlets
        assert county.settlements == of_all[county.code].settlements
    assert read_sample(read_scenario("county"), 3) != ()


def test_outlets_of_ones_own_are_one_county_of_which_none_can_be_chosen(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)))

    with pytest.raises(FileErrors, match="one county: leave --only out"):
        read_network(scenario, ["500242"])


def test_an_unknown_county_is_reported_with_one_that_is_near() -> None:
    scenario = read_scenario("county", ['network.counties=["422823x"]'])

    with pytest.raises(FileErrors, match=r"422823x is not a county of this country; did you mean"):
        read_network(scenario)
