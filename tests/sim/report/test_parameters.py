"""Parameters in words: what they are, where they come from, and values that a reader takes in."""

import pytest

from sim.files.changes import flat
from sim.files.written import PICTURES
from sim.report.facts import DEFAULTS
from sim.report.parameters import marks_in_words, shown_value
from sim.report.pictures import TITLES
from sim.scenario.marks import described, mark_of


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "not there"),
        (True, "yes"),
        (False, "no"),
        (1, "1"),
        (26_000, "26000"),
        (0.05, "0.05"),
        ("", "empty"),
        ([], "none"),
        ({}, "none"),
        (["09:00", "14:00"], "09:00, 14:00"),
        ([{"kind": "link", "hours": 2}, {"kind": "outlet"}], "kind link, hours 2; kind outlet"),
        ({"law": "lognormal", "mean": 4.0, "cv": 0.6}, "lognormal: mean 4.0, cv 0.6"),
        ({"law": "empirical", "file": "C:\\Users\\me\\t.csv"}, "empirical: file t.csv"),
        ({"Mo-Fr 08:30-12:00": "100%"}, "Mo-Fr 08:30-12:00 100%"),
        (list(range(30)), ", ".join(map(str, range(24))) + ", and 6 more"),
    ],
)
def test_a_value_is_shown_as_a_reader_takes_it_in(value: object, shown: str) -> None:
    assert shown_value("some.key", value) == shown


@pytest.mark.parametrize(
    ("description", "mark"),
    [
        ("Assumption.", "A"),
        ("As assumed.", "A"),
        ("S; distribution A.", "S, A"),
        ("Rounds a week (S2).", "S2"),
        ("D from FACTS 3.", "none"),
        ("D, from counts", "D"),
        ("A person who comes.", "none"),
        ("", "none"),
    ],
)
def test_marks_are_those_that_a_description_names(description: str, mark: str) -> None:
    assert mark_of(description) == mark


def test_each_parameter_of_a_scenario_that_has_a_description_finds_it() -> None:
    found = {key: described(key) for key in flat(DEFAULTS)}

    assert found["line.at_closing"].startswith("Those in line at closing")
    assert found["market.price_yuan"]
    without = {key for key, said in found.items() if not said}
    assert {key.partition(".")[0] for key in without} <= {"network", "surge", "outage"}


def test_marks_are_counted_over_all_parameters() -> None:
    said = marks_in_words({"run": {"days": 1, "seed": 2}})

    assert said.startswith("Of 2 parameters 0 have S (read in a source), 0 have S2")
    assert "1 have A (an assumption)" in said
    assert "1 have none" in said


def test_every_picture_is_described_in_words() -> None:
    assert set(TITLES) == set(PICTURES)
    assert all(len(said) > 60 for _, said in TITLES.values())
