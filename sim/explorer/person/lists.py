"""Whom to look at: who waited longest, had the parcel last, gave up, or loses most elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.diary import NONE, JourneyOutcome
from sim.explorer.again import CountyAgain
from sim.explorer.person.words import rounded
from sim.explorer.sharing.pages import person_mark
from sim.running.shard import STOOD
from sim.study.story.words import ENDING_WORDS
from sim.study.winners import DOOR, LINE, PairedPeople, differences_ms, pair
from sim.units import DAY_MS, Bools, Ints

LISTED = 10
COUNTER_OUTCOMES = (
    JourneyOutcome.GAVE_UP_BALKED,
    JourneyOutcome.GAVE_UP_RENEGED,
    JourneyOutcome.GAVE_UP_TURNED_AWAY,
    JourneyOutcome.GAVE_UP_CLOSED,
    JourneyOutcome.GAVE_UP_NO_LINK,
    JourneyOutcome.GAVE_UP_NO_FLOAT,
)


@dataclass(frozen=True)
class ListedPerson:
    """A person of a list, with what the list is about."""

    person: int
    mark: str
    value: str
    where: str
    outcome: str


@dataclass(frozen=True)
class PeopleList:
    """The first few of those whom something happened to, and how many there are."""

    name: str
    title: str
    column: str
    of: int
    people: Sequence[ListedPerson]


def lists_of(county: CountyAgain) -> list[PeopleList]:
    """Return the lists of a county, of those whose wish came after the warm-up."""
    journeys, stood_ms = county.diary.journeys, county.stood_ms
    after, in_vain = _after_warm_up(county), journeys["trips_in_vain"]
    delivered = journeys["delivered_ms"] != NONE
    gave_up = np.isin(journeys["outcome"], COUNTER_OUTCOMES)
    under_way = (journeys["outcome"] == JourneyOutcome.UNDER_WAY) & ~delivered
    longest = ("longest", "Stood in line longest", "in lines")
    latest = ("latest", "Had the parcel in hand latest", "from wish to door")
    gave = ("gave-up", "Gave up at the counter", "after the wish")
    still = ("under-way", "Still without the parcel at the end of the run", "since the wish")
    vain = ("in-vain", "Came in vain most often", "trips in vain")

    def since_wish(moments_ms: Ints | int) -> Ints:
        return np.asarray(moments_ms - journeys["wish_ms"])

    return [
        _list(county, longest, stood_ms, after & (stood_ms > 0)),
        _list(county, latest, since_wish(journeys["delivered_ms"]), after & delivered),
        _list(county, gave, since_wish(journeys["ended_ms"]), after & gave_up),
        _list(county, still, since_wish(county.diary.end_ms), after & under_way),
        _list(county, vain, in_vain, after & (in_vain > 0), is_time=False),
    ]


def lists_of_losers(here: CountyAgain, there: CountyAgain, other: str) -> list[PeopleList]:
    """Return who loses most by another scenario that met the same people: to the door, in line."""
    pairs = pair(*(_columns(county) for county in (here, there)))
    said = (
        (DOOR, "later", f"Had the parcel later in {other}", "later at the door"),
        (LINE, "longer", f"Stood in line longer in {other}", "longer in lines"),
    )
    return [_losers(here, pairs, one[0], one[1:]) for one in said]


def _losers(
    here: CountyAgain, pairs: PairedPeople, measure: str, named: tuple[str, str, str]
) -> PeopleList:
    longer_ms, rows = differences_ms(pairs, measure)
    persons = pairs.baseline["person"][rows]
    order = np.lexsort((persons, -longer_ms))
    lost = order[longer_ms[order] > 0]
    people = [
        _listed(here, int(persons[row]), rounded(int(longer_ms[row]))) for row in lost[:LISTED]
    ]
    name, title, column = named
    return PeopleList(name, title, column, int(lost.size), people)


def _columns(county: CountyAgain) -> dict[str, Ints]:
    journeys = county.diary.journeys
    nothing = np.zeros_like(journeys["person"])
    table = {**journeys, "replication": nothing, "county": nothing, STOOD: county.stood_ms}
    after = _after_warm_up(county)
    return {name: column[after] for name, column in table.items()}


def _after_warm_up(county: CountyAgain) -> Bools:
    from_ms = county.plan.scenario.run.warm_up_days * DAY_MS
    return np.asarray(county.diary.journeys["wish_ms"] >= from_ms)


def _list(
    county: CountyAgain,
    named: tuple[str, str, str],
    values: Ints,
    chosen: Bools,
    *,
    is_time: bool = True,
) -> PeopleList:
    """Return the persons of the largest values, of equals the first by number."""
    rows = np.flatnonzero(chosen)
    first = rows[np.argsort(-values[rows], kind="stable")][:LISTED].tolist()
    people = [
        _listed(county, row, rounded(int(values[row])) if is_time else str(values[row]))
        for row in first
    ]
    name, title, column = named
    return PeopleList(name, title, column, int(rows.size), people)


def _listed(county: CountyAgain, person: int, value: str) -> ListedPerson:
    journeys, place = county.diary.journeys, county.plan.county
    diary = county.diary
    return ListedPerson(
        person=person,
        mark=person_mark(person, diary.county, diary.replication),
        value=value,
        where=place.outlets[int(journeys["outlet"][person])].name,
        outcome=ENDING_WORDS.get(JourneyOutcome(int(journeys["outcome"][person])), "under way"),
    )
