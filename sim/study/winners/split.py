"""How many win and lose: of everybody, and of each group of people."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.diary import NONE, JourneyOutcome
from sim.measures import Estimate, estimate
from sim.study.winners.fates import (
    DOOR,
    MEASURES,
    Fate,
    Thresholds,
    decile_points,
    differences_ms,
    fates,
    times_ms,
)
from sim.study.winners.pairing import PairedPeople
from sim.study.winners.traits import PersonTraits
from sim.units import Bools, Floats, Ints

EVERYBODY = "everybody"
GROUPS = (EVERYBODY, "distance", "class", "phone", "tier")


@dataclass(frozen=True)
class WinnersRow:
    """Winners and losers of one group of people in one measure, over all replications.

    `counts` has how many have each fate: they add up to `people`. `gained` and `lost` are shares of
    the people, with intervals over replications. Of who finished in both, `mean_ms` is the mean
    difference and `deciles_ms` has eleven values, from the least to the greatest: below 0 is a
    gain. They are NaN where nobody finished in both.
    """

    measure: str
    group: str
    value: str
    people: int
    counts: dict[Fate, int]
    gained: Estimate
    lost: Estimate
    mean_ms: float
    deciles_ms: Floats

    def share(self, fate: Fate) -> float:
        """Return which share of the people has a fate; NaN of nobody."""
        return self.counts[fate] / self.people if self.people else float("nan")


def split(pairs: PairedPeople, traits: PersonTraits, thresholds: Thresholds) -> list[WinnersRow]:
    """Return winners and losers of everybody, and of each group that has anybody, by measure."""
    return [
        _row(pairs, measure, thresholds, (group, value), chosen)
        for measure in MEASURES
        for group, value, chosen in _groups(traits)
    ]


def losers(pairs: PairedPeople, measure: str, most: int) -> Ints:
    """Return the rows of who loses most, the largest loss first; of equals the first person."""
    differences, rows = differences_ms(pairs, measure)
    order = np.argsort(-differences, kind="stable")
    return rows[order[differences[order] > 0]][:most]


def finishes_no_more(pairs: PairedPeople, most: int) -> Ints:
    """Return the rows of who finished in the baseline alone: first whose journey ended otherwise.

    After those come the ones still under way in the alternative; of each the quickest before first.
    """
    before_ms, after_ms = times_ms(pairs.baseline, DOOR), times_ms(pairs.alternative, DOOR)
    rows = np.flatnonzero((before_ms != NONE) & (after_ms == NONE))
    is_under_way = pairs.alternative["outcome"][rows] == JourneyOutcome.UNDER_WAY
    return rows[np.lexsort((before_ms[rows], is_under_way))][:most]


def _groups(traits: PersonTraits) -> Iterator[tuple[str, str, Bools]]:
    yield EVERYBODY, EVERYBODY, np.ones(traits.tier.size, dtype=np.bool_)
    for group, (names, numbers) in traits.groups().items():
        for number, name in enumerate(names):
            if (chosen := numbers == number).any():
                yield group, name, chosen


def _row(
    pairs: PairedPeople,
    measure: str,
    thresholds: Thresholds,
    names: tuple[str, str],
    chosen: Bools,
) -> WinnersRow:
    before, after = times_ms(pairs.baseline, measure), times_ms(pairs.alternative, measure)
    fate = fates(before, after, thresholds.of(measure))
    differences, rows = differences_ms(pairs, measure)
    of_chosen = differences[chosen[rows]]
    counts = np.bincount(fate[chosen], minlength=len(Fate)).tolist()
    numbers = pairs.baseline["replication"]
    return WinnersRow(
        measure,
        *names,
        people=int(chosen.sum()),
        counts=dict(zip(Fate, counts, strict=True)),
        gained=_share(fate[chosen] == Fate.GAINED, numbers, chosen),
        lost=_share(fate[chosen] == Fate.LOST, numbers, chosen),
        mean_ms=float(of_chosen.mean()) if of_chosen.size else float("nan"),
        deciles_ms=decile_points(of_chosen),
    )


def _share(is_so: Bools, numbers: Ints, chosen: Bools) -> Estimate:
    """Return the share of the chosen of whom something is so, over replications."""
    shares = [
        float(is_so[numbers[chosen] == number].mean()) for number in np.unique(numbers[chosen])
    ]
    return estimate("share", "1", shares)
