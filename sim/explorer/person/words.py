"""What there is to be seen of a person, in sentences."""

from collections.abc import Sequence

from sim.diary import NONE
from sim.explorer.outlet.words import counted
from sim.explorer.person.found import PersonFound
from sim.explorer.person.phases import lengths_of
from sim.explorer.person.stays import Stay
from sim.study.story import duration
from sim.study.story.times import SECOND_MS
from sim.units import HOUR_MS, MINUTE_MS

PERCENT = 100


def signed_duration(length_ms: int) -> str:
    """Return a difference of durations with its sign.

    >>> signed_duration(90_000), signed_duration(-1_500), signed_duration(0)
    ('+1 min 30 s', '-1.5 s', '0 s')
    """
    if not length_ms:
        return "0 s"
    return f"{'+' if length_ms > 0 else '-'}{duration(abs(length_ms))}"


def rounded(length_ms: int) -> str:
    """Return a duration as one speaks of it: to the minute from an hour on, else to the second.

    >>> rounded(93_784_005), rounded(1_931_582)
    ('1 d 2 h 3 min', '32 min 12 s')
    """
    unit_ms = MINUTE_MS if length_ms >= HOUR_MS else SECOND_MS
    return duration((length_ms + unit_ms // 2) // unit_ms * unit_ms)


def to_the_door_ms(found: PersonFound) -> int | None:
    """Return how long it took from the wish to the parcel in hand; None if it never was."""
    delivered_ms = found.row["delivered_ms"]
    return None if delivered_ms == NONE else delivered_ms - found.row["wish_ms"]


def door_said(people: Sequence[tuple[str, PersonFound]]) -> str:
    """Say how long it was to the door, what took longest, and how much later the twin had it."""
    said = [f"In {name}: {_one(found)}" for name, found in people]
    doors = [to_the_door_ms(found) for _, found in people]
    if len(people) > 1 and None not in doors:
        here, there = (one for one in doors if one is not None)
        said.append(f"So the door was {_later(there - here)} in {people[1][0]}.")
    return " ".join(said)


def _later(difference_ms: int) -> str:
    if not difference_ms:
        return "at the same moment"
    return f"{rounded(abs(difference_ms))} {'later' if difference_ms > 0 else 'earlier'}"


def _one(found: PersonFound) -> str:
    told = found.told
    lengths = lengths_of(told)
    longest = max(lengths, key=lambda name: lengths[name])
    share = PERCENT * lengths[longest] / told.whole_ms if told.whole_ms else 0
    door_ms = to_the_door_ms(found)
    door = (
        f"the parcel was in hand {rounded(door_ms)} after the wish"
        if door_ms is not None
        else "the parcel never was in hand"
    )
    return (
        f"{door}; the whole took {rounded(told.whole_ms)} "
        f"({told.outcome.replace('_', ' ')}), most of it {longest} "
        f"({rounded(lengths[longest])}, {share:.0f}%)."
    )


def stays_said(stays: Sequence[tuple[str, PersonFound, Sequence[Stay]]]) -> str:
    """Say how often somebody went, and how long this one stood in line in all."""
    said = []
    for name, _, of_run in stays:
        waited_ms = sum(one.wait_ms for one in of_run)
        longest = max(of_run, key=lambda one: one.wait_ms, default=None)
        most = (
            f", the longest {rounded(longest.wait_ms)} ({longest.purpose})"
            if longest and longest.wait_ms
            else ""
        )
        said.append(
            f"In {name}: {counted(len(of_run), 'visit')}, {rounded(waited_ms)} in line in "
            f"all{most}."
        )
    return " ".join(said)
