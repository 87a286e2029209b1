"""Geography that ships, and outlets of one's own with every wrong row."""

from pathlib import Path

import pytest

from sim.files.findings import FileErrors
from sim.files.geography import read_network, read_outlets
from sim.files.scenario_file import read_scenario, shipped_scenarios
from sim.network import OutletRow

HEADER = "name,lat,lon,class,counters,people\n"


def outlets(folder: Path, rows: str) -> Path:
    """Return a file with these rows."""
    path = folder / "own.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_outlets_of_ones_own_are_read(tmp_path: Path) -> None:
    path = outlets(tmp_path, "Market,30.5,109.7,town,3,25000\nHill,30.6,109.8,rural,1,9000\n")

    assert read_outlets(path) == (
        OutletRow("Market", 30.5, 109.7, "town", 3, 25_000),
        OutletRow("Hill", 30.6, 109.8, "rural", 1, 9_000),
    )


def test_every_wrong_row_is_told_at_once(tmp_path: Path) -> None:
    rows = "A,91,0,town,3,100\n,0,0,villa,0,1\nB,x,0,city,1.5,-1\nB,0,0,city,1,1\n"

    with pytest.raises(FileErrors) as caught:
        read_outlets(outlets(tmp_path, rows))

    assert [(one.line, one.key, one.message) for one in caught.value.findings] == [
        (2, "lat", "91, and must be from -90 to 90"),
        (3, "class", '"villa", and must be one of rural, town, city'),
        (3, "counters", "0, and must be from 1 to 1000"),
        (3, "name", "empty: every outlet needs a name"),
        (4, "counters", '"1.5", and must be a whole number'),
        (4, "lat", '"x", and must be a number'),
        (4, "name", '"B" stands 2 times'),
        (4, "people", "-1, and must be from 0 to 1e+08"),
        (5, "name", '"B" stands 2 times'),
    ]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,lat\nA,1\n", encoding="utf-8")

    with pytest.raises(FileErrors, match="lon, class, counters, people: missing"):
        read_outlets(path)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_scenario_that_ships_has_its_network(name: str) -> None:
    scenario = read_scenario(name)

    (county,) = read_network(scenario)

    wanted = round(scenario.network.people / scenario.network.people_per_outlet)
    assert len(county.outlets) == wanted
    assert sum(place.people for place in county.settlements) == scenario.network.people


def test_the_demo_is_a_real_rural_county_with_some_20_outlets() -> None:
    (county,) = read_network(read_scenario("county"))

    assert len(county.outlets) == 20
    assert not any(outlet.invented for outlet in county.outlets)
    assert sum(outlet.outlet_class == "rural" for outlet in county.outlets) > 10


def test_an_unknown_county_is_told_with_one_that_is_near() -> None:
    scenario = read_scenario("county", ['network.counties=["422823x"]'])

    with pytest.raises(FileErrors, match=r"422823x is not a county of this country; did you mean"):
        read_network(scenario)
