"""Every parameter of a scenario is a lever, and what is set with it arrives."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from sim.explorer.asked import AskedRun, asked_of, read_form
from sim.explorer.levers.form import search, typed_of
from sim.explorer.levers.known import KnownLever, levers_of
from sim.explorer.levers.written import field_text
from sim.files.findings import FileErrors
from sim.files.scenario_file import questions, read_scenario
from sim.scenario import Scenario
from sim.scenario.unbounded import Distribution

COUNTY = read_scenario("county")
LEVERS = levers_of(COUNTY)
OF_THE_RUN = ("name", "run.replications")
NUMERIC = [
    one for one in LEVERS.values() if one.kind in {"number", "whole"} and one.key not in OF_THE_RUN
]
BREAKS = {"breaks_from": "11:30", "breaks_until": "13:30"}
NEEDED = {
    f"staffing.{name}.break_min": {f"lever:staffing.{name}.{key}": at for key, at in BREAKS.items()}
    for name in ("rural", "town", "city")
} | {"training.seller_seats_a_week": {"lever:training.seats_a_week": "2"}}
"""What makes sense only beside others."""


def parameters(table: BaseModel, prefix: str = "") -> dict[str, Any]:
    """Return the value of each parameter by its key, as the models themselves have them."""
    found: dict[str, Any] = {}
    for name, field in type(table).model_fields.items():
        value, key = getattr(table, name), f"{prefix}{field.alias or name}"
        if isinstance(value, BaseModel) and not isinstance(value, Distribution):
            found |= parameters(value, f"{key}.")
        else:
            found[key] = value
    return found


def at(scenario: Scenario, lever: KnownLever) -> object:
    """Return the value of a numeric parameter in a scenario."""
    values = parameters(scenario)
    if not lever.law:
        return values[lever.key]
    return values[lever.law].model_dump(by_alias=True)[lever.key.rpartition(".")[2]]


def test_there_is_a_lever_for_each_parameter_and_for_each_number_of_a_law() -> None:
    values = parameters(COUNTY)
    laws = {key: one for key, one in values.items() if isinstance(one, Distribution)}

    assert {key for key, one in LEVERS.items() if not one.law} == set(values)
    assert {key for key, one in LEVERS.items() if one.kind == "law"} == set(laws)
    assert {key for key, one in LEVERS.items() if one.law} == {
        f"{key}.{name}"
        for key, law in laws.items()
        for name, value in law.model_dump(by_alias=True, exclude_none=True).items()
        if isinstance(value, float)
    }


@pytest.mark.parametrize("key", LEVERS)
def test_search_finds_a_lever_by_its_key(key: str) -> None:
    found = search(key, LEVERS, [])

    expected = found.elsewhere if key in OF_THE_RUN else found.shown
    assert expected[0].key == key


@pytest.mark.parametrize("lever", NUMERIC, ids=lambda lever: lever.key)
def test_another_number_arrives_in_the_scenario(lever: KnownLever) -> None:
    own = lever.own
    assert isinstance(own, int | float)
    tries: list[float] = [own * 1.1, own * 0.9, 0.5, 1.5]
    if lever.kind == "whole":
        tries = [own + 1, own - 1]
    for value in (one for one in tries if one != own):
        form = {"scenario": "county", **NEEDED.get(lever.key, {}), lever.name: field_text(value)}
        read = read_form(form)
        if not read.findings:
            break

    assert read.findings == ()
    assert read.scenario is not None
    assert at(read.scenario, lever) == pytest.approx(value, rel=1e-15)
    assert value != own


@given(
    lever=st.sampled_from([one for one in NUMERIC if not one.law]),
    number=st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9) | st.integers(0, 5),
)
@settings(deadline=None)
def test_a_form_accepts_what_set_accepts_and_nothing_else(lever: KnownLever, number: float) -> None:
    text = str(number)

    read = read_form({"scenario": "county", lever.name: text, "name": "county"})
    try:
        by_set = read_scenario("county", [f"{lever.key}={text}"])
    except FileErrors as errors:
        keys = {one.key for one in errors.findings}
        assert keys <= {one.key for one in read.findings}
    else:
        assert read.scenario is None or read.scenario == by_set
        assert all(not one.key for one in read.findings), "only the size of the whole is refused"


@pytest.mark.parametrize("name", [one for one in questions() if one != "county"])
def test_a_scenario_becomes_another_one_by_its_levers(name: str) -> None:
    other = read_scenario(name)
    typed = typed_of(LEVERS, levers_of(other))
    form = {f"lever:{key}": text for key, text in typed.items()}
    form |= {"scenario": "county", "name": name, "replications": str(other.run.replications)}

    read = read_form(form)

    assert read.findings == ()
    assert read.scenario is not None
    assert read.scenario.model_copy(update={"question": other.question}) == other


def test_what_is_said_of_a_lever_is_its_unit_limits_mark_and_default() -> None:
    patience = LEVERS["line.patience_min.median"]
    visits = LEVERS["others.visits_per_person_year"]
    hours = LEVERS["hours.opening_hours"]

    assert (patience.label, patience.unit) == ("Line: patience, median", "minutes")
    assert (patience.limits, patience.mark) == ("from 0.000001 to 1,000,000", "A")
    assert (visits.label, visits.unit) == ("Others: visits", "per person and year")
    assert (visits.limits, visits.default_text) == ("from 0 to 10,000", "1.7")
    assert (hours.unit, hours.limits) == ("", "at most 255 characters")


def test_a_default_is_that_of_the_schema_and_not_of_the_scenario() -> None:
    levers = levers_of(read_scenario("second-counter"))

    lever = levers["network.rural.counters_min"]

    assert (lever.text, lever.default_text) == ("2", "1")


@pytest.mark.parametrize(
    ("form", "toml"),
    [
        ({}, 'extends = "county"\n'),
        (
            {
                "lever:line.balking": "false",
                "lever:outage": '[{kind="link", hours=2, start=2007-11-12T10:00:00}]',
                "replications": "3",
                "name": "mine",
            },
            (
                'extends = "county"\nname = "mine"\n'
                'outage = [{kind = "link", hours = 2, start = 2007-11-12T10:00:00}]\n\n'
                "[line]\nbalking = false\n\n[run]\nreplications = 3\n"
            ),
        ),
    ],
)
def test_the_difference_is_a_scenario_file(form: dict[str, str], toml: str) -> None:
    assert asked_of({"scenario": "county", **form}).toml() == toml


@pytest.mark.parametrize("name", questions())
def test_the_scenario_file_does_what_the_settings_do(name: str, tmp_path: Path) -> None:
    levers = levers_of(read_scenario(name))
    form = {
        "scenario": name,
        "lever:hours.opening_hours": "Mo-Fr 08:30-17:00; Sa 09:00-12:00",
        "lever:staffing.town.counters": '{"Mo-Fr 12:00-14:00" = "50%"}',
        "lever:network.rural.counters_max": "5",
        "lever:hours.closed": "[2007-11-07]",
    }
    form |= {one.name: "0.3" for one in levers.values() if one.key == "services.other_min.cv"}
    asked = asked_of(form)
    file = tmp_path / "variant.toml"

    file.write_text(asked.toml(), encoding="utf-8")

    assert asked != AskedRun(name)
    assert read_scenario(str(file)) == read_scenario(name, asked.settings)
