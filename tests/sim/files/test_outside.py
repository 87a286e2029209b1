"""Warnings of what lies outside the run: both sides of each border, and what reaches in."""

import pytest

from sim.files.outside import outside_the_run
from sim.files.scenario_file import read_scenario

WEEK = ["run.days=7"]  # from Monday, 5 November 2007, to Sunday, 11 November


def warnings(*settings: str) -> list[str]:
    """Return the warnings of the scenario county, with these settings."""
    return outside_the_run(read_scenario("county", [*WEEK, *settings]))


def outage(start: str, hours: float) -> str:
    """Return an outage as a setting."""
    return f'outage=[{{kind="link", start={start}, hours={hours}}}]'


def surge(first: str, last: str) -> str:
    """Return a surge of other customers as a setting."""
    return f"surge=[{{first_day={first}, last_day={last}, others=2.0}}]"


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        ("2007-11-04T20:00:00", 6),
        ("2007-10-01T00:00:00", 24 * 366),
        ("2007-11-04T23:59:59", 0.001),
        ("2007-11-05T00:00:00", 0.001),
        ("2007-11-11T23:59:59", 100),
    ],
)
def test_an_outage_that_reaches_into_the_run_is_not_warned_of(start: str, hours: float) -> None:
    assert warnings(outage(start, hours)) == []


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        ("2007-11-04T20:00:00", 4),
        ("2007-11-04T23:59:00", 0.001),
        ("2007-11-12T00:00:00", 5),
        ("0001-01-01T00:00:00", 24 * 366),
        ("9999-12-31T23:59:59", 24 * 366),
    ],
)
def test_an_outage_that_ends_before_the_run_or_begins_after_it_is(start: str, hours: float) -> None:
    moment = start.replace("T", " ")

    assert warnings(outage(start, hours)) == [
        f"warning: the outage from {moment} lies outside the run"
    ]


def test_an_outage_of_one_outlet_is_looked_at_as_one_of_all() -> None:
    named = 'outage=[{kind="office", start=2007-11-04T20:00:00, hours=6, outlets=["A", "B"]}]'

    assert warnings(named) == []


@pytest.mark.parametrize(
    ("first", "last"), [("2007-11-01", "2007-11-05"), ("2007-11-11", "2007-12-31")]
)
def test_a_surge_that_shares_a_day_with_the_run_is_not_warned_of(first: str, last: str) -> None:
    assert warnings(surge(first, last)) == []


@pytest.mark.parametrize(
    ("first", "last"), [("2007-11-01", "2007-11-04"), ("2007-11-12", "2007-12-31")]
)
def test_a_surge_that_shares_none_is(first: str, last: str) -> None:
    assert warnings(surge(first, last)) == [
        f"warning: the surge from {first} to {last} lies outside the run"
    ]


def test_a_surge_on_the_closed_day_of_a_week_reaches_into_its_open_days() -> None:
    saturday = surge("2007-11-10", "2007-11-10")

    assert warnings("run.days=5", saturday) == []
    assert warnings("run.days=5", "others.closed_day_kept=0", saturday) == [
        "warning: the surge from 2007-11-10 to 2007-11-10 lies outside the run"
    ]


@pytest.mark.parametrize("which", ["closed", "opened"])
@pytest.mark.parametrize("day", ["2007-11-03", "2007-11-12", "2007-12-24"])
def test_a_day_closed_or_opened_outside_the_run_is_warned_of(which: str, day: str) -> None:
    assert warnings(f"hours.{which}=[{day}]") == [
        f"warning: {day} of hours.{which} lies outside the run"
    ]


@pytest.mark.parametrize("which", ["closed", "opened"])
@pytest.mark.parametrize("day", ["2007-11-05", "2007-11-11"])
def test_a_day_closed_or_opened_in_the_run_is_not(which: str, day: str) -> None:
    assert warnings(f"hours.{which}=[{day}]") == []


def test_a_day_closed_in_the_week_of_the_first_day_sends_its_visits_into_the_run() -> None:
    from_wednesday = "run.first_day=2007-11-07"

    assert warnings(from_wednesday, "run.days=3", "hours.closed=[2007-11-05]") == []


def test_of_many_things_outside_three_are_named() -> None:
    days = ", ".join(f"2008-01-{day:02}" for day in range(1, 11))

    said = warnings(f"hours.closed=[{days}]")

    assert len(said) == 3
    assert said[-1].endswith("lies outside the run, as do 7 more surges, outages, days or courses")


@pytest.mark.parametrize(("week", "days", "said"), [(2, 7, 1), (2, 8, 0), (1, 1, 0)])
def test_courses_that_begin_after_the_run_are_warned_of(week: int, days: int, said: int) -> None:
    courses = ["training.seats_a_week=5", f"training.first_week={week}", f"run.days={days}"]

    expected = f"warning: the first course, of week {week}, lies outside the run"
    assert warnings(*courses) == [expected] * said
    assert warnings(*courses[1:]) == []
