"""Everything that the page of a person shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.diary import NONE
from sim.explorer.again import Again
from sim.explorer.again.asked import date_of, with_query
from sim.explorer.again.places import first_of
from sim.explorer.charts import Chart
from sim.explorer.outlet.visits import visit_anchor
from sim.explorer.person.charts import journey_chart, stays_chart
from sim.explorer.person.found import PersonFound
from sim.explorer.person.stays import Stay, stays_of
from sim.explorer.person.twin import Twin, twin_of
from sim.explorer.results import RunResults
from sim.explorer.sharing.pages import person_mark
from sim.people.wishes import TIERS
from sim.study.story import JourneyStory, moment
from sim.units import DAY_MS


@dataclass(frozen=True)
class StayLink:
    """A visit, and the page of the outlet's day on which it was, if it was at an outlet."""

    words: str
    href: str


@dataclass(frozen=True)
class ShownStory:
    """A journey as a page tells it, with its visits."""

    run: str
    told: JourneyStory
    stays: Sequence[StayLink]


@dataclass(frozen=True)
class ShownPerson:
    """What the template of a person is made of."""

    found: PersonFound
    mark: str
    facts: Sequence[tuple[str, str]]
    stories: Sequence[ShownStory]
    charts: Sequence[Chart]
    twin: Twin | None
    previous: str
    following: str
    people: str


def shown_person(again: Again, found: PersonFound, other: RunResults | None) -> ShownPerson:
    """Return a person, with the twin in another run if one is asked for."""
    twin = twin_of(again, found, other) if other else None
    people = [(found.wanted.run.name, found)]
    if twin and twin.found:
        people.append((twin.run.name, twin.found))
    stays = [(name, one, stays_of(one.again, one.person)) for name, one in people if one.is_again]
    charts = [journey_chart(people)]
    charts += [stays_chart(stays)] if any(of_run for _, _, of_run in stays) else []
    by_run = {name: of_run for name, _, of_run in stays}
    query = {"twin": other.name if other else ""}
    where = found.where
    return ShownPerson(
        found=found,
        mark=person_mark(where.person, where.county, where.replication),
        facts=_facts(found),
        stories=[
            ShownStory(name, one.told, _links(one, by_run.get(name, ()))) for name, one in people
        ],
        charts=charts,
        twin=twin,
        previous=_address(found, where.person - 1, query) if where.person else "",
        following=(
            _address(found, where.person + 1, query)
            if where.person + 1 < found.again.wishes
            else ""
        ),
        people=with_query(
            f"/runs/{found.wanted.run.name}/people",
            county=where.county,
            replication=where.replication,
            **query,
        ),
    )


def _address(found: PersonFound, person: int, query: Mapping[str, str]) -> str:
    where = found.where
    return with_query(
        f"/runs/{found.wanted.run.name}/people/{person}",
        county=where.county,
        replication=where.replication,
        **query,
    )


def _facts(found: PersonFound) -> list[tuple[str, str]]:
    """Return who somebody is: only what is known."""
    where, row = found.where, found.row
    facts = [("lives in", where.settlement), ("post office", where.outlet)]
    if where.distance_km is not None:
        facts.append(("distance by road", f"{where.distance_km:.1f} km"))
    if where.has_phone is not None:
        facts.append(("telephone", "yes" if where.has_phone else "no"))
    if "tier" in row:
        facts.append(("tier", str(TIERS[row["tier"]]).replace("_", " ")))
    facts.append(("certified seller", "yes" if row["certified"] else "no"))
    facts.append(("price", f"{row['price_fen'] / 100:,.2f} yuan"))
    trained = found.again.diary.trained["buyer_trained"]
    if found.is_again and trained.any():
        facts.append(("was in a course", "yes" if trained[where.person] else "no"))
    return facts


def _links(found: PersonFound, stays: Sequence[Stay]) -> list[StayLink]:
    """Return the visits, each with the way to its outlet's day."""
    run, first_day = found.wanted.run, found.setting.first_day
    first = first_of(run, found.wanted.code)
    links = []
    for one in stays:
        words = f"{moment(one.arrived_ms, first_day)}: {one.purpose}, {one.ending}"
        day = date_of(run, one.arrived_ms // DAY_MS)
        href = with_query(
            f"/runs/{run.name}/outlets/{first + one.outlet}",
            replication=found.wanted.replication,
            day=day,
        )
        at = f"#{visit_anchor(found.person, one.arrived_ms)}"
        links.append(StayLink(words, "" if one.outlet == NONE else f"{href}{at}"))
    return links
