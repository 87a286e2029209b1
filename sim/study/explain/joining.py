"""Who joins, and behind how many: alone, or in groups whose people see each other in line.

Groups come together and each of them decides by the line that those before him made longer, as in
the simulation; who comes back comes alone.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.study.explain.behaviour import Behaviour
from sim.units import Floats, Ints

if TYPE_CHECKING:
    from sim.study.explain.days import OfficeDays
    from sim.study.explain.passage import Passed


@dataclass(frozen=True)
class PlacesFound:
    """People of a piece who found so many places: counters free, then 0, 1, 2 ... in line.

    Who comes for the first time, who has left before, and who was there at the opening.
    """

    first_time: Floats
    again: Floats
    at_opening: Floats

    @property
    def anybody(self) -> bool:
        """Return whether there is anybody: after closing nobody comes."""
        return any(one.any() for one in (self.first_time, self.again, self.at_opening))


def rates_of_joining(
    counters: Ints, coming: Floats, again: Floats, people_most: int, behaviour: Behaviour
) -> list[Floats]:
    """Return the rates at which 1, 2, 3 ... join together, by row and people who are there.

    `coming` and `again` are by row: people a minute, and the share of those who have left before.
    """
    people = np.arange(people_most + 1, dtype=np.float64)[np.newaxis, :]
    waiting = people - counters[:, np.newaxis]
    room = (people < people_most).astype(np.float64)
    joins = room * np.where(waiting < 0, 1.0, 1 - behaviour.first_time.balking(waiting))
    groups = (coming * (1 - again) / behaviour.people_a_group)[:, np.newaxis]
    rates = [np.zeros_like(joins) for _ in behaviour.groups]
    have_joined = [np.ones_like(joins)]
    for share in behaviour.groups:
        have_joined = _one_more(have_joined, joins)
        for number, joined in enumerate(have_joined[1:]):
            rates[number] += groups * share * joined
    if again.any():
        shy = np.where(waiting < 0, 1.0, 1 - behaviour.again.balking(waiting))
        rates[0] += (coming * again)[:, np.newaxis] * room * shy
    return rates


def _one_more(have_joined: list[Floats], joins: Floats) -> list[Floats]:
    """Return how likely 0, 1, 2 ... have joined after one more of a group has decided."""
    found = [np.zeros_like(joins) for _ in range(len(have_joined) + 1)]
    for number, share in enumerate(have_joined):
        decides = np.zeros_like(joins)
        # A group may be larger than all the places that there are.
        decides[:, : max(joins.shape[1] - number, 0)] = joins[:, number:]
        found[number] += share * (1 - decides)
        found[number + 1] += share * decides
    return found


def found_by(
    by_place: Floats, free_most: int, coming: Floats, again: Floats, behaviour: Behaviour
) -> tuple[Floats, Floats]:
    """Return who finds which places, of those who come for the first time and of the others.

    `by_place` are the minutes in which so many counters were free, `free_most` first, then those
    with 0, 1, 2 ... in line.
    """
    line = np.arange(by_place.shape[1], dtype=np.float64)[np.newaxis, :] - free_most
    joins = np.where(line < 0, 1.0, 1 - behaviour.first_time.balking(line))
    now = by_place * (coming * (1 - again) / behaviour.people_a_group)[:, np.newaxis]
    found = np.zeros_like(now)
    tails = np.cumsum(behaviour.groups[::-1])[::-1]
    for share in tails.tolist():
        found += share * now
        joined = now * joins
        now = now - joined
        now[:, 1:] += joined[:, :-1]
        now[:, -1] += joined[:, -1]
    return found, by_place * (coming * again)[:, np.newaxis]


def found_at_opening(at_opening: Floats, counters: Ints, free_most: int, places: int) -> Floats:
    """Return who of those in line at the opening found which places: one after the other."""
    found = np.zeros((counters.size, places))
    tails = np.cumsum(at_opening[:, ::-1], axis=1)[:, ::-1]
    for number in range(1, at_opening.shape[1]):
        place = np.minimum(number - 1 - counters + free_most, places - 1)
        found[np.arange(counters.size), place] += tails[:, number]
    return found


def line_min_in(passed: "Passed", free_most: int) -> Floats:
    """Return the time that all spend in line, in people times minutes."""
    in_line = passed.by_place[:, free_most:]
    return np.asarray(in_line @ np.arange(in_line.shape[1], dtype=np.float64))


def found_in(
    days: "OfficeDays", piece: int, passed: "Passed", free_most: int, behaviour: Behaviour
) -> PlacesFound:
    """Return what those who come in a piece find."""
    coming, again = days.per_min[:, piece], days.again[:, piece]
    first_time, of_again = found_by(passed.by_place, free_most, coming, again, behaviour)
    at_opening = np.zeros_like(first_time)
    if not piece and days.at_opening.shape[1] > 1:
        at_opening = found_at_opening(
            days.at_opening * passed.by_place.sum(axis=1, keepdims=True) / days.lengths_min[0],
            days.counters[:, 0],
            free_most,
            first_time.shape[1],
        )
    return PlacesFound(first_time, of_again, at_opening)


def joining_in(found: PlacesFound, free_most: int, behaviour: Behaviour) -> Floats:
    """Return how many join in a piece: at once called, then behind 0, 1, 2 ... waiting."""
    line = np.arange(found.again.shape[1] - free_most, dtype=np.float64)[np.newaxis, :]
    later = found.first_time[:, free_most:] * (1 - behaviour.first_time.balking(line))
    later += found.again[:, free_most:] * (1 - behaviour.again.balking(line))
    later += found.at_opening[:, free_most:]
    found_free = found.first_time + found.again + found.at_opening
    at_once = found_free[:, :free_most].sum(axis=1, keepdims=True)
    return np.concatenate((at_once, later), axis=1)
