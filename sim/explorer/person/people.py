"""Everything that the page on which one finds a person shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.explorer.again import Again, CountyAgain, CountyWanted
from sim.explorer.again.asked import county_of, replication_of, with_query
from sim.explorer.again.kept import replications_of
from sim.explorer.person.lists import ListedPerson, PeopleList, lists_of, lists_of_losers
from sim.explorer.person.twin import not_there, other_people
from sim.explorer.results import RunResults


@dataclass(frozen=True, eq=False)
class ShownPeople:
    """What the template is made of; `why_not` says why there are no lists with another run."""

    run: RunResults
    again: CountyAgain
    counties: Sequence[Mapping[str, str]]
    replications: Sequence[int]
    twin: str
    why_not: str
    lists: Sequence[PeopleList]

    def href(self, one: ListedPerson) -> str:
        """Return the address of a person."""
        return with_query(
            f"/runs/{self.run.name}/people/{one.person}",
            county=self.again.diary.county,
            replication=self.again.diary.replication,
            twin=self.twin,
        )


def shown_people(
    again: Again, run: RunResults, other: RunResults | None, query: Mapping[str, str]
) -> ShownPeople:
    """Return whom to look at in a county and replication."""
    code = county_of(run, query.get("county", ""))
    replication = replication_of(run, query.get("replication", ""))
    county = again.county(CountyWanted(run, code, replication))
    why_not, lost = "", list[PeopleList]()
    if other:
        wanted = CountyWanted(other, code, replication)
        why_not = not_there(wanted)
        if not why_not:
            there = again.county(wanted)
            why_not = other_people(county, there)
            lost = [] if why_not else lists_of_losers(county, there, other.name)
    return ShownPeople(
        run=run,
        again=county,
        counties=run.manifest["counties"],
        replications=replications_of(run),
        twin=other.name if other else "",
        why_not=why_not,
        lists=[*lost, *lists_of(county)],
    )
