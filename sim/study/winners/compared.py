"""Winners and losers of one alternative: everything that is said of them, from two whole runs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.diary import JOURNEY_COLUMNS, JourneyOutcome
from sim.network import County
from sim.running.replication import Experiment
from sim.running.shard import STOOD
from sim.scenario import Scenario
from sim.study.story import Whereabouts
from sim.study.winners.fates import DOOR, Fate, Thresholds, fates, times_ms
from sim.study.winners.pairing import Columns, PairedPeople, journeys_of, pair
from sim.study.winners.split import WinnersRow, split
from sim.study.winners.traits import PersonTraits, traits_of
from sim.units import Ints

UNDER_WAY = JourneyOutcome.UNDER_WAY


@dataclass(frozen=True, eq=False)
class WinnersAndLosers:
    """The same people in a baseline and an alternative, and how many of them win and lose."""

    baseline: str
    alternative: str
    counties: tuple[County, ...]
    pairs: PairedPeople
    traits: PersonTraits
    thresholds: Thresholds
    rows: tuple[WinnersRow, ...]

    def fates(self, measure: str) -> Ints:
        """Return the fate of each person."""
        before = times_ms(self.pairs.baseline, measure)
        after = times_ms(self.pairs.alternative, measure)
        return fates(before, after, self.thresholds.of(measure))

    def ends_of(self, fate: Fate) -> Mapping[JourneyOutcome, int]:
        """Return how the journeys ended that were not finished, of who finished in one world."""
        other = self.pairs.alternative if fate is Fate.ONLY_BASELINE else self.pairs.baseline
        outcomes = other["outcome"][self.fates(DOOR) == fate]
        return {one: count for one in JourneyOutcome if (count := int((outcomes == one).sum()))}

    def ended_in_both(self) -> int:
        """Return how many of those who finished in neither world were done with it in both."""
        neither = self.fates(DOOR) == Fate.NEITHER
        journeys = (self.pairs.baseline, self.pairs.alternative)
        over = np.all([one["outcome"] != UNDER_WAY for one in journeys], axis=0)
        return int((neither & over).sum())

    def where(self, row: int) -> Whereabouts:
        """Return who a person is, by row."""
        journeys = self.pairs.baseline
        county = self.counties[int(journeys["county"][row])]
        outlet = county.outlets[int(journeys["outlet"][row])]
        return Whereabouts(
            person=int(journeys["person"][row]),
            replication=int(journeys["replication"][row]),
            county=county.code,
            settlement=county.settlements[int(journeys["settlement"][row])].name,
            outlet=outlet.name,
            outlet_class=outlet.outlet_class,
            distance_km=float(self.traits.distance_km[row]),
            has_phone=bool(self.traits.has_phone[row]),
        )


@dataclass(frozen=True, eq=False)
class JourneysKept:
    """The journeys of a scenario's wishes after the warm-up, and the counties they are of."""

    scenario: Scenario
    counties: tuple[County, ...]
    journeys: Columns


def winners_of(
    baseline: Experiment, alternative: Experiment, thresholds: Thresholds
) -> WinnersAndLosers:
    """Return winners and losers of an alternative; both runs have the same places and days."""
    before, after = (
        JourneysKept(one.scenario, one.counties, journeys_of(one))
        for one in (baseline, alternative)
    )
    return winners_among(before, after, thresholds)


def winners_among(
    baseline: JourneysKept, alternative: JourneysKept, thresholds: Thresholds
) -> WinnersAndLosers:
    """Return winners and losers by journeys that were kept, with the same places and days."""
    pairs = pair(baseline.journeys, alternative.journeys)
    traits = traits_of(baseline.scenario, baseline.counties, pairs.baseline)
    return WinnersAndLosers(
        baseline=baseline.scenario.name,
        alternative=alternative.scenario.name,
        counties=baseline.counties,
        pairs=pairs,
        traits=traits,
        thresholds=thresholds,
        rows=tuple(split(pairs, traits, thresholds)),
    )


def page_of(journeys: Columns, row: int) -> dict[str, int]:
    """Return one journey as a story is made of it."""
    return {name: int(journeys[name][row]) for name in (*JOURNEY_COLUMNS, STOOD)}
