"""Outlets that a scenario names have counters and shifts of their own, wherever they came from."""

from pathlib import Path

import pytest

from sim.files.findings import FileErrors
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.files.warnings import warnings_of

EXTENDING = 'extends = "county"\nname = "named"\n'


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_named_outlet_has_its_own_counters_and_all_else_is_as_it_was(tmp_path: Path) -> None:
    (before,) = read_network(read_scenario("county"))
    name = before.outlets[3].name
    file = written(tmp_path, "a.toml", f'{EXTENDING}[staffing.by_outlet."{name}"]\ncounters = 5\n')

    (after,) = read_network(read_scenario(file))

    assert after.outlets[3].counters == 5
    assert after.outlets[3].shifts == {}
    others = [one for one in after.outlets if one.name != name]
    assert others == [one for one in before.outlets if one.name != name]
    assert (after.code, after.settlements) == (before.code, before.settlements)


def test_shifts_of_a_name_replace_those_that_another_file_gave_it(tmp_path: Path) -> None:
    (county,) = read_network(read_scenario("county"))
    name = county.outlets[0].name
    table = f'[staffing.by_outlet."{name}"]\nshifts = '
    written(tmp_path, "a.toml", EXTENDING + table + '{ "Mo-Fr 08:30-12:00" = 1 }\n')
    file = written(
        tmp_path, "b.toml", 'extends = "a.toml"\n' + table + '{ "Mo-Fr 08:30-13:00" = 1 }\n'
    )

    (found,) = read_network(read_scenario(file))

    assert found.outlets[0].shifts == {"Mo-Fr 08:30-13:00": 1}


def test_shifts_at_closed_doors_are_refused_with_the_name(tmp_path: Path) -> None:
    (county,) = read_network(read_scenario("county"))
    name = county.outlets[0].name
    shifts = f'[staffing.by_outlet."{name}"]\nshifts = {{ "Sa 08:30-12:00" = 1 }}\n'
    file = written(tmp_path, "a.toml", EXTENDING + shifts)

    with pytest.raises(FileErrors, match=f"by_outlet.{name}.shifts"):
        read_network(read_scenario(file))


def test_a_name_that_no_outlet_has_is_warned_of(tmp_path: Path) -> None:
    table = "[staffing.by_outlet.Nowhere]\ncounters = 2\n"
    scenario = read_scenario(written(tmp_path, "a.toml", EXTENDING + table))

    found = warnings_of(scenario, read_network(scenario))

    assert [one for one in found if "staffing.by_outlet names Nowhere" in one]
