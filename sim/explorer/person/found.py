"""The journey of a person: as the run wrote it, or simulated again where it was not kept."""

from dataclasses import dataclass

import numpy as np
from werkzeug.exceptions import NotFound

from sim.explorer.again import Again, CountyAgain, CountyWanted
from sim.files.findings import FileErrors
from sim.files.journeys import read_journey
from sim.network.codes import county_named
from sim.people.streams import Dice
from sim.people.telephone import have_phones
from sim.study.story import JourneyStory, StorySetting, Whereabouts, setting_of, story


@dataclass(frozen=True, eq=False)
class PersonFound:
    """A person of a run: the journey by the diary's columns, and who and where this one is.

    `is_kept` is whether the journey was in the files; `is_again` whether simulated again it is the
    same, so that the visits of that simulation are this person's.
    """

    wanted: CountyWanted
    again: CountyAgain
    row: dict[str, int]
    where: Whereabouts
    setting: StorySetting
    is_kept: bool
    is_again: bool

    @property
    def person(self) -> int:
        """Return the number of the person."""
        return self.where.person

    @property
    def told(self) -> JourneyStory:
        """Return the journey as a story."""
        return story(self.row, self.where, self.setting)


def person_of(again: Again, wanted: CountyWanted, person: int) -> PersonFound:
    """Return a person. Raise NotFound, with the numbers that there are, if there is none."""
    county = again.county(wanted)
    simulated = county.journey(person) if 0 <= person < county.wishes else None
    setting = setting_of(wanted.run.manifest["effective_scenario"])
    try:
        kept = read_journey(wanted.run.folder, person, wanted.replication, wanted.code)
    except FileErrors:
        kept = None
    if kept is not None and (simulated is None or not _is_same(kept.row, simulated)):
        return PersonFound(
            wanted, county, kept.row, kept.where, setting, is_kept=True, is_again=False
        )
    if simulated is None:
        raise NotFound(_nobody(wanted, county, person))
    where = whereabouts(county, simulated)
    return PersonFound(
        wanted, county, simulated, where, setting, is_kept=kept is not None, is_again=True
    )


def _is_same(row: dict[str, int], simulated: dict[str, int]) -> bool:
    return all(simulated[name] == value for name, value in row.items())


def _nobody(wanted: CountyWanted, county: CountyAgain, person: int) -> str:
    where = f"replication {wanted.replication} of {county_named(wanted.code)} in {wanted.run.name}"
    if not county.wishes:
        return f"there is no person {person}: nobody had a wish in {where}, choose another one"
    return (
        f"person {person} has no wish in {where}: choose 0 to {county.wishes - 1}; customers with "
        "larger numbers have no journey to tell"
    )


def whereabouts(county: CountyAgain, row: dict[str, int]) -> Whereabouts:
    """Return who a person is and where, all of it."""
    place, diary = county.plan.county, county.diary
    home, outlet = place.settlements[row["settlement"]], place.outlets[row["outlet"]]
    dice = Dice(county.plan.scenario.run.seed, diary.replication, diary.county)
    person = np.array([row["person"]], dtype=np.int64)
    return Whereabouts(
        person=row["person"],
        replication=diary.replication,
        county=diary.county,
        settlement=home.name,
        outlet=outlet.name,
        outlet_class=outlet.outlet_class,
        distance_km=home.distance_km,
        has_phone=bool(have_phones(county.plan.scenario, dice, person)[0]),
    )
