"""Ten levers are chosen for each scenario: what it changes, then what carries its waits."""

import json
from importlib.resources import files

import pytest

from sim.explorer.levers.chosen import CARRIED, carried_by, changes, computed, ten_of
from sim.explorer.levers.known import levers_of
from sim.files.scenario_file import questions, read_scenario
from sim.files.schema import scenario_hash

KEPT = json.loads(files("sim.explorer.levers").joinpath(CARRIED).read_text(encoding="utf-8"))


def test_what_is_kept_is_of_the_scenarios_as_they_ship() -> None:
    current = {name: scenario_hash(read_scenario(name)) for name in questions()}

    assert {name: one["of"] for name, one in KEPT.items()} == current, "run make schema"


@pytest.mark.parametrize("name", ["county", "china-day"])
def test_what_is_kept_is_what_is_computed(name: str) -> None:
    assert KEPT[name]["keys"] == computed(read_scenario(name))


@pytest.mark.parametrize("name", questions())
def test_ten_are_chosen_and_what_the_scenario_changes_comes_first(name: str) -> None:
    scenario = read_scenario(name)

    ten = [one.key for one in ten_of(levers_of(scenario), scenario)]

    assert len(set(ten)) == 10
    changed = changes(scenario)
    assert not changed or any(ten[0].startswith(key) for key in changed)


def test_a_scenario_that_was_changed_is_computed_anew() -> None:
    county = read_scenario("county", ["others.visits_per_person_year=0"])

    # Nobody else comes, so how many visit moves nothing, and how long they take neither.
    assert "others.visits_per_person_year" in KEPT["county"]["keys"]
    assert "others.visits_per_person_year" not in carried_by(county)
