"""The same person under another scenario: whether there is one, and what differs by how much."""

from dataclasses import dataclass

from sim.explorer.again import Again, CountyAgain, CountyWanted
from sim.explorer.again.kept import replications_of
from sim.explorer.person.found import PersonFound, person_of
from sim.explorer.person.phases import steps_of
from sim.explorer.results import RunResults
from sim.network import people_met
from sim.study.story import JourneyStory
from sim.study.winners.pairing import TRAITS


@dataclass(frozen=True, eq=False)
class Twin:
    """Who somebody is in another run; without anybody, `why_not` says why."""

    run: RunResults
    found: PersonFound | None
    why_not: str


@dataclass(frozen=True)
class StepDifference:
    """How long it took until a step since the one before, in both; a step left out took no time."""

    step: str
    here_ms: int
    there_ms: int

    @property
    def longer_ms(self) -> int:
        """Return by how much it took longer there."""
        return self.there_ms - self.here_ms


def twin_of(again: Again, one: PersonFound, other: RunResults) -> Twin:
    """Return the same person in another run, if that met the same people."""
    wanted = CountyWanted(other, one.wanted.code, one.wanted.replication)
    if reason := not_there(wanted):
        return Twin(other, None, reason)
    county = again.county(wanted)
    if reason := other_people(one.again, county):
        return Twin(other, None, reason)
    if one.person >= county.wishes:
        return Twin(other, None, f"nobody has the number {one.person} there")
    found = person_of(again, wanted, one.person)
    if not (one.is_again and found.is_again):
        return Twin(other, None, "one of both runs does not come out as it was written")
    reasons = [said for trait, said in TRAITS.items() if one.row[trait] != found.row[trait]]
    if reasons:
        return Twin(other, None, f"that number is somebody else there: {', '.join(reasons)}")
    return Twin(other, found, "")


def not_there(wanted: CountyWanted) -> str:
    """Say why a run has not this county and replication; nothing if it has."""
    if wanted.code not in {str(one["code"]) for one in wanted.run.manifest["counties"]}:
        return f"it has no county {wanted.code}"
    if wanted.replication not in (numbers := replications_of(wanted.run)):
        return f"it has no replication {wanted.replication}, only {numbers[0]} to {numbers[-1]}"
    return ""


def other_people(here: CountyAgain, there: CountyAgain) -> str:
    """Say why two runs of a county do not meet the same people; nothing if they do."""
    one, other = here.plan.scenario, there.plan.scenario
    if one.run.seed != other.run.seed:
        return f"its seed is {other.run.seed}, not {one.run.seed}, so these are other people"
    if people_met(one, (here.plan.county,)) != people_met(other, (there.plan.county,)):
        return "its days or its people are others, so these are not the same persons"
    return ""


def differences(here: JourneyStory, there: JourneyStory) -> list[StepDifference]:
    """Return the difference at each step; they sum to that of the whole journeys."""
    took = [{part.step: part.took_ms for part in told.parts} for told in (here, there)]
    return [
        StepDifference(step, took[0].get(step, 0), took[1].get(step, 0))
        for step in steps_of((here, there))
    ]
