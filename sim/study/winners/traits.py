"""Who the persons are: how far from the post office, at which class of outlet, phone and tier.

All is as in the baseline, so that a person is in the same group whatever the alternative changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.network import County
from sim.people.streams import Dice
from sim.people.telephone import have_phones
from sim.people.wishes import TIERS
from sim.scenario import CLASSES, Scenario
from sim.study.winners.pairing import Columns
from sim.units import Bools, Floats, Ints

BAND_ENDS_KM = (0.0, 5.0, 10.0, 20.0)
BANDS = ("0 km", "up to 5 km", "5 to 10 km", "10 to 20 km", "over 20 km")
PHONES = ("no phone", "phone")


@dataclass(frozen=True)
class PersonTraits:
    """What groups are made of, a value a person; classes and tiers by number."""

    distance_km: Floats
    outlet_class: Ints
    has_phone: Bools
    tier: Ints

    def groups(self) -> Mapping[str, tuple[Sequence[str], Ints]]:
        """Return the names of each way to group people, and each person's group by number.

        >>> one = PersonTraits(np.array([5.0]), np.array([0]), np.array([True]), np.array([0]))
        >>> [names[numbers[0]] for names, numbers in one.groups().values()]
        ['up to 5 km', 'rural', 'phone', 'plain']
        """
        return {
            "distance": (BANDS, np.searchsorted(BAND_ENDS_KM, self.distance_km)),
            "class": (CLASSES, self.outlet_class),
            "phone": (PHONES, self.has_phone.astype(np.int64)),
            "tier": ([str(tier) for tier in TIERS], self.tier),
        }


def traits_of(scenario: Scenario, counties: Sequence[County], journeys: Columns) -> PersonTraits:
    """Return the traits of the persons of these journeys, by the scenario that they are of."""
    classes = [CLASSES.index(one.outlet_class) for each in counties for one in each.outlets]
    distances_km = [one.distance_km for each in counties for one in each.settlements]
    outlet = _firsts([len(one.outlets) for one in counties])[journeys["county"]]
    home = _firsts([len(one.settlements) for one in counties])[journeys["county"]]
    return PersonTraits(
        distance_km=np.array(distances_km)[home + journeys["settlement"]],
        outlet_class=np.array(classes)[outlet + journeys["outlet"]],
        has_phone=_phones(scenario, counties, journeys),
        tier=journeys["tier"],
    )


def _phones(scenario: Scenario, counties: Sequence[County], journeys: Columns) -> Bools:
    found = np.zeros(journeys["person"].size, dtype=np.bool_)
    labels = np.column_stack([journeys["replication"], journeys["county"]])
    parts, of_part = np.unique(labels, axis=0, return_inverse=True)
    order = np.argsort(of_part, kind="stable")
    ends = np.cumsum(np.bincount(of_part))
    for (replication, county), own in zip(parts.tolist(), np.split(order, ends), strict=False):
        dice = Dice(scenario.run.seed, replication, counties[county].code)
        found[own] = have_phones(scenario, dice, journeys["person"][own])
    return found


def _firsts(sizes: Sequence[int]) -> Ints:
    """Return at which row each of some tables begins, one behind the other."""
    return np.cumsum([0, *sizes[:-1]])
