"""A form finds levers, puts mistakes at fields, and knows what was moved."""

import pytest

from sim.explorer.levers.form import FOUND_MOST, is_moved, placed, search, shown
from sim.explorer.levers.known import levers_of
from sim.files.findings import Finding
from sim.files.scenario_file import read_scenario

LEVERS = levers_of(read_scenario("county"))


def test_all_words_must_be_there_and_a_name_comes_before_a_description() -> None:
    found = search("counters rural", LEVERS, [])

    keys = [one.key for one in found.shown]
    assert keys[:2] == ["network.rural.counters_min", "network.rural.counters_max"]
    assert all("rural" in key for key in keys)


def test_of_many_the_first_are_shown_and_all_counted() -> None:
    found = search("a", LEVERS, [])

    assert len(found.shown) == FOUND_MOST
    assert found.count > 100


def test_what_is_there_already_is_said_to_be() -> None:
    found = search("patience", LEVERS, ["line.patience_min.median"])

    assert [one.key for one in found.elsewhere] == ["line.patience_min.median"]
    assert "line.patience_min.sigma" in [one.key for one in found.shown]


def test_nothing_is_found_for_nothing() -> None:
    assert search("  ", LEVERS, []).count == 0


@pytest.mark.parametrize(
    ("key", "fields", "at"),
    [
        ("line.balking", ["line.balking"], "line.balking"),
        ("line.patience_min.median", ["line.patience_min"], "line.patience_min"),
        ("outage.0.hours", ["outage"], "outage"),
        ("line.patience_min", ["line.patience_min.median"], "line.patience_min.median"),
        ("until", [], "until"),
    ],
)
def test_a_mistake_stands_at_its_field_or_at_that_around_it(
    key: str, fields: list[str], at: str
) -> None:
    finding = Finding("", 0, 0, key, "wrong")

    found = placed([finding], {one: LEVERS[one] for one in fields})

    assert (dict(found.by_key), found.elsewhere) == ({at: ("wrong",)}, ())


def test_a_mistake_without_a_field_stands_above_all() -> None:
    findings = [Finding("", 0, 0, "run", "too short"), Finding("", 0, 0, "", "too large")]

    found = placed(findings, {"line.balking": LEVERS["line.balking"]})

    assert (dict(found.by_key), found.elsewhere) == ({}, ("run: too short", "too large"))


@pytest.mark.parametrize(
    ("key", "typed", "moved"),
    [
        ("line.return_share", "0.70", False),
        ("line.return_share", "0.71", True),
        ("line.return_share", "x", True),
        ("line.balking", "false", True),
        ("others.day_factors", "[1.19, 0.88, 0.79, 0.84, 1.40, 0.60, 0.30]", False),
        ("others.group_size", "1", False),
    ],
)
def test_a_lever_is_moved_if_it_means_another_value(key: str, typed: str, moved: bool) -> None:  # noqa: FBT001 - a case
    assert is_moved(LEVERS[key], typed) is moved


def test_what_was_typed_stays_with_what_is_wrong_with_it() -> None:
    lever = LEVERS["line.return_share"]
    wrong = placed([Finding("", 0, 0, lever.key, "no number")], {lever.key: lever})

    (one,) = shown([lever], {lever.key: "x"}, wrong)

    assert (one.typed, one.wrong, one.id) == ("x", ("no number",), "lever-line-return_share")
