"""Lists of whom to look at, held against a plain sorting of everybody."""

import pytest

from sim.diary import NONE, JourneyOutcome
from sim.explorer.again import Again, CountyAgain, CountyWanted
from sim.explorer.person.lists import LISTED, PeopleList, lists_of, lists_of_losers
from sim.explorer.person.words import rounded
from sim.explorer.results import RunResults
from sim.units import DAY_MS
from tests.sim.explorer.run_folders import COUNTY


@pytest.fixture(scope="module")
def lists(county: CountyAgain) -> dict[str, PeopleList]:
    return {one.name: one for one in lists_of(county)}


@pytest.fixture(scope="module")
def measured(county: CountyAgain) -> list[dict[str, int]]:
    """Return the journeys of whose wish came after the warm-up of a day."""
    rows = [county.journey(person) for person in range(county.wishes)]
    return [row for row in rows if row["wish_ms"] >= DAY_MS]


def first(rows: list[dict[str, int]], key: str) -> list[tuple[int, int]]:
    ranked = sorted(rows, key=lambda row: (-row[key], row["person"]))
    return [(row["person"], row[key]) for row in ranked[:LISTED]]


def test_who_stood_longest_is_first(
    lists: dict[str, PeopleList], measured: list[dict[str, int]]
) -> None:
    stood = [row for row in measured if row["stood_ms"]]

    found = lists["longest"]

    assert found.of == len(stood)
    assert [(one.person, one.value) for one in found.people] == [
        (person, rounded(value)) for person, value in first(stood, "stood_ms")
    ]


def test_who_had_the_parcel_latest_is_first(
    lists: dict[str, PeopleList], measured: list[dict[str, int]]
) -> None:
    delivered = [
        row | {"door_ms": row["delivered_ms"] - row["wish_ms"]}
        for row in measured
        if row["delivered_ms"] != NONE
    ]

    found = lists["latest"]

    assert delivered
    assert [one.person for one in found.people] == [
        person for person, _ in first(delivered, "door_ms")
    ]


def test_who_gave_up_at_the_counter_did_so(
    lists: dict[str, PeopleList], measured: list[dict[str, int]]
) -> None:
    gave_up = {
        row["person"]
        for row in measured
        if JourneyOutcome(row["outcome"]).name.startswith("GAVE_UP")
    }

    found = lists["gave-up"]

    assert found.of == len(gave_up) > 0
    assert {one.person for one in found.people} <= gave_up
    assert all(one.outcome.startswith("gave up") for one in found.people)


def test_who_loses_most_elsewhere_is_first(
    again: Again, county: CountyAgain, calmer: RunResults
) -> None:
    there = again.county(CountyWanted(calmer, COUNTY, 1))
    later = []
    for person in range(county.wishes):
        one, other = county.journey(person), there.journey(person)
        both = one["delivered_ms"] != NONE and other["delivered_ms"] != NONE
        if one["wish_ms"] >= DAY_MS and both and other["delivered_ms"] > one["delivered_ms"]:
            later.append((one["delivered_ms"] - other["delivered_ms"], person))

    door, _line = lists_of_losers(county, there, "calmer")

    assert door.of == len(later)
    assert [one.person for one in door.people] == [person for _, person in sorted(later)[:LISTED]]
