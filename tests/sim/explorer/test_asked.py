"""What a form with levers asks for is a run that the command line could ask for."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from sim.explorer.asked import AskedRun, asked_of, read_form
from sim.explorer.levers.known import levers_of
from sim.files.findings import FileErrors
from sim.files.scenario_file import questions, read_scenario

COUNTY = read_scenario("county")
OWN = {lever.name: lever.text for lever in levers_of(COUNTY).values()}


@pytest.mark.parametrize("name", questions())
def test_a_form_in_which_nothing_was_moved_is_the_scenario(name: str) -> None:
    levers = levers_of(read_scenario(name)).values()
    form = {"scenario": name, "name": name, **{lever.name: lever.text for lever in levers}}

    asked = asked_of(form)

    assert asked == AskedRun(name)


@pytest.mark.parametrize(
    ("key", "text", "setting"),
    [
        ("line.balking", "false", "line.balking=false"),
        ("line.at_closing", "turn_away", 'line.at_closing="turn_away"'),
        ("others.visits_per_person_year", " 2.50 ", "others.visits_per_person_year=2.5"),
        ("network.people", "400_000", "network.people=400000"),
        ("run.first_day", "2008-02-04", "run.first_day=2008-02-04"),
        ("hours.opening_hours", "Mo-Sa 08:00-17:00", 'hours.opening_hours="Mo-Sa 08:00-17:00"'),
        (
            "line.patience_min.median",
            "9",
            'line.patience_min={law = "lognormal_median", median = 9, sigma = 0.7}',
        ),
        ("services.enquiry_min", "2", "services.enquiry_min=2"),
        ("hours.closed", "[2007-11-06,\n 2007-11-07]", "hours.closed=[2007-11-06, 2007-11-07]"),
    ],
)
def test_what_differs_is_a_setting(key: str, text: str, setting: str) -> None:
    form = {"scenario": "county", **OWN, f"lever:{key}": text, "name": "mine"}

    asked = asked_of(form)

    assert asked == AskedRun("county", ('name="mine"', setting))


def test_numbers_of_one_law_are_set_together() -> None:
    form = {
        "scenario": "county",
        "lever:services.other_min.mean": "3.5",
        "lever:services.other_min.cv": "1",
        "name": "slow",
    }

    asked = asked_of(form)

    law = 'services.other_min={law = "lognormal", mean = 3.5, cv = 1}'
    assert asked == AskedRun("county", ('name="slow"', law))


@pytest.mark.parametrize("text", ["1.70", "17e-1", " 1.7"])
def test_the_same_number_written_otherwise_is_no_difference(text: str) -> None:
    form = {"scenario": "county", "lever:others.visits_per_person_year": text}

    assert asked_of(form) == AskedRun("county")


def test_a_name_is_made_of_what_is_set_whatever_the_order_of_the_fields() -> None:
    moved = {"lever:line.balking": "false", "lever:line.reneging": "false"}
    backwards = dict(reversed(moved.items()))

    asked = [asked_of({"scenario": "county", **form}) for form in (moved, backwards)]

    assert asked[0] == asked[1]
    assert asked[0].settings[0].startswith('name="county-')
    assert len(read_scenario("county", asked[0].settings).name) == len("county-123456")


def test_another_name_alone_is_no_other_name() -> None:
    assert asked_of({"scenario": "county", "name": ""}) == AskedRun("county")


def test_replications_or_a_precision_are_asked_for() -> None:
    some = asked_of({"scenario": "county", "replications": "3"})
    precise = asked_of({"scenario": "county", "replications": "10", "until": "wait_mean_min=2%"})

    assert some == AskedRun("county", replications=3)
    assert precise == AskedRun("county", until="wait_mean_min=2%")


@pytest.mark.parametrize(
    ("form", "key", "message"),
    [
        ({"lever:line.return_share": "1.5"}, "line.return_share", "1.5, and must be at most 1"),
        (
            {"lever:line.return_share": "half"},
            "line.return_share",
            '"half", and must be a number, such as 2.5',
        ),
        (
            {"lever:network.people": "1.5"},
            "network.people",
            "1.5, and must be a whole number, such as 20",
        ),
        (
            {"lever:services.other_min.mean": "-1"},
            "services.other_min.mean",
            "-1, and must be at least 1e-06",
        ),
        ({"replications": "0"}, "replications", "0, and must be at least 1"),
        ({"name": "No good"}, "name", '"No good", and must look like words joined by hyphens'),
        ({"until": "wait=2%"}, "until", "no metric is called wait"),
        (
            {"until": "wait_mean_min=2%", "replications": "3"},
            "replications",
            "until a precision is reached chooses them",
        ),
        ({"lever:line.nonsense": "1"}, "line.nonsense", "not a parameter"),
        ({"lever:others.profile_csv": "/etc/passwd"}, "others.profile_csv", "names no file"),
        (
            {"lever:line.patience_min": '{law = "empirical", file = "/etc/passwd"}'},
            "line.patience_min",
            "names no file",
        ),
        (
            {"lever:line.patience_min": "9", "lever:line.patience_min.median": "8"},
            "line.patience_min.median",
            "changed beside line.patience_min",
        ),
    ],
)
def test_a_mistake_stands_at_its_field(form: Mapping[str, str], key: str, message: str) -> None:
    with pytest.raises(FileErrors) as raised:
        asked_of({"scenario": "county", **form})

    (finding,) = raised.value.findings
    assert finding.key == key
    assert message in finding.message


def test_all_mistakes_are_said_at_once() -> None:
    form = {"scenario": "county", "lever:run.days": "0", "lever:line.balking": "x", "until": "y=1"}

    read = read_form(form)

    assert {one.key for one in read.findings} == {"run.days", "line.balking", "until"}


@pytest.mark.parametrize("wanted", ["", "../scenarios/county", "scenarios/county.toml", "x"])
def test_only_a_scenario_that_ships_is_named(wanted: str) -> None:
    with pytest.raises(FileErrors, match="no scenario that ships is called"):
        asked_of({"scenario": wanted})


def test_the_command_does_the_same() -> None:
    asked = asked_of({"scenario": "county", "lever:line.balking": "false", "name": "mine"})

    assert asked.command(Path("results")) == (
        "wanghuiyi run county --set 'name=\"mine\"' --set line.balking=false"
    )
