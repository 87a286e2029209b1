"""Everybody who was at an outlet on a day, a row a visit."""

from dataclasses import dataclass

from sim.diary import NONE
from sim.explorer.again import CountyAgain
from sim.explorer.again.asked import with_query
from sim.explorer.outlet.day import OutletDay, VisitOfDay
from sim.explorer.outlet.words import ENDING_WORDS, PURPOSE_WORDS, clock, minutes
from sim.explorer.sharing.pages import person_mark


@dataclass(frozen=True)
class ShownVisit:
    """A row: `mark` says whose it is where somebody's wish is behind it, and `href` leads there."""

    who: str
    mark: str
    anchor: str
    href: str
    arrived: str
    purpose: str
    waited: str
    called: str
    counter: str
    left: str
    ending: str


def visit_anchor(person: int, arrived_ms: int) -> str:
    """Return by what name a page of a day has a visit."""
    return f"visit-{person}-{arrived_ms}"


def shown_visits(day: OutletDay, again: CountyAgain, run: str) -> list[ShownVisit]:
    """Return the visits in order of arrival; who was there at midnight comes first."""
    return [_shown(one, day, again, run) for one in day.visits]


def _shown(one: VisitOfDay, day: OutletDay, again: CountyAgain, run: str) -> ShownVisit:
    def at(moment_ms: int) -> str:
        return "" if moment_ms == NONE else clock(moment_ms - day.begins_ms, seconds=True)

    has_wish = one.person < again.wishes
    diary = again.diary
    who = f"person {one.person}" if has_wish else f"customer {one.person}"
    query = {"county": diary.county, "replication": diary.replication}
    return ShownVisit(
        who=f"{who}, with priority" if one.priority else who,
        mark=person_mark(one.person, diary.county, diary.replication) if has_wish else "",
        anchor=visit_anchor(one.person, one.arrived_ms),
        href=with_query(f"/runs/{run}/people/{one.person}", **query) if has_wish else "",
        arrived=at(one.arrived_ms),
        purpose=PURPOSE_WORDS[one.purpose],
        waited=minutes(one.wait_ms) if one.has_joined else "",
        called=at(one.called_ms),
        counter="" if one.last_counter == NONE else str(one.last_counter + 1),
        left=at(one.left_ms),
        ending=ENDING_WORDS[one.ending],
    )
