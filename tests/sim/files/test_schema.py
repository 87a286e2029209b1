"""The schema for editors is current, and says of files what the reader says."""

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import sim
from sim.files.scenario_file import read_scenario, shipped_scenarios
from sim.files.schema import effective, scenario_hash, schema
from sim.scenario import Scenario

VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema()))


def document(text: str) -> Any:  # noqa: ANN401 - whatever a file holds
    """Return a TOML text as JSON values."""

    def plain(value: object) -> str:
        assert isinstance(value, dt.date | dt.time)
        return value.isoformat()

    return json.loads(json.dumps(tomllib.loads(text), default=plain))


def test_the_committed_schema_is_current() -> None:
    committed = Path(sim.__file__).parent.parent / "scenarios" / "schema.json"

    assert committed.read_text(encoding="utf-8") == schema()


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_scenario_that_ships_fits_the_schema(name: str) -> None:
    text = shipped_scenarios()[name].read_text(encoding="utf-8")

    assert [error.message for error in VALIDATOR.iter_errors(document(text))] == []


@pytest.mark.parametrize(
    "line",
    ["run.days = 0", "run.dayz = 3", 'services.other_min = { law = "weibull" }', "sms.enabled = 1"],
)
def test_a_file_with_a_mistake_does_not_fit_the_schema(line: str) -> None:
    assert not VALIDATOR.is_valid(document(line))


def test_every_parameter_is_described_or_is_a_table() -> None:
    tables = json.loads(schema())["$defs"]

    bare = [
        f"{table}.{name}"
        for table, definition in tables.items()
        if table
        not in {"OutletClass", "RuralOutlets", "TownOutlets", "CityOutlets", "Surge", "Outage"}
        for name, parameter in definition.get("properties", {}).items()
        if "description" not in parameter and "law" not in definition["properties"]
    ]
    assert bare == []


def test_an_effective_scenario_reads_back_as_itself() -> None:
    scenario = read_scenario("link-outage")

    again = Scenario.model_validate_json(json.dumps(effective(scenario)))

    assert again == scenario
    assert scenario_hash(again) == scenario_hash(scenario)


def test_a_changed_parameter_changes_the_hash() -> None:
    assert scenario_hash(read_scenario("county")) != scenario_hash(
        read_scenario("county", ["sms.loss_share=0.03"])
    )
