"""Which faults strike: drawn by a seed among what there is to disturb.

What is drawn, every right client bears. No two strike the same request and its repetition: a
client that asks twice is enough. The clock jumps once at most, and only where a test leaves it
alone; who takes deposits back does so on the same day, and has no new day between.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from wanghuiyi.adversary.disturbance import FAIR, JUMPS, LOSSES, Disturbance, Disturbances
from wanghuiyi.adversary.traffic import Traffic

FAULTS_MAX = 3
TRIES = 20
"""So often another is drawn where one does not go with those before."""
_LOOKING = ("GET ", "HEAD ")
_OF_THE_DAY = "POST /v1/cancellations"

T = TypeVar("T")


@dataclass(frozen=True)
class Terms:
    """How faults are chosen: by which seed, how many at most for a test, and of which kinds."""

    seed: int
    faults_max: int = FAULTS_MAX
    kinds: tuple[str, ...] = FAIR


@dataclass(frozen=True)
class _Draws:
    """Draws of a name: the same on every machine and in every version of Python."""

    name: str
    _turn: "Iterator[int]" = field(default_factory=count)

    def below(self, end: int) -> int:
        said = f"{self.name}\0{next(self._turn)}".encode()
        return int.from_bytes(hashlib.blake2b(said, digest_size=16).digest()) % end

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]


def drawn(terms: Terms, run: int, test: str, traffic: Traffic) -> Disturbances:
    """Return the faults of a test in a run, in the order of their names; none if none can strike.

    The same arguments get the same faults, whatever other tests there are.
    """
    places = {kind: found for kind in terms.kinds if (found := _places(kind, traffic))}
    if not places or traffic.sets_faults:
        return ()
    draws = _Draws(f"{terms.seed}\0{run}\0{test}")
    wanted = 1 + draws.below(terms.faults_max)
    faults: list[Disturbance] = []
    for _ in range(TRIES * wanted):
        if len(faults) == wanted:
            break
        kind = draws.one_of(list(places))
        whom, which_max = draws.one_of(places[kind])
        one = Disturbance(kind, whom, 1 + draws.below(which_max))
        if all(_go_together(one, other) for other in faults):
            faults.append(one)
    return tuple(sorted(faults))


def _places(kind: str, traffic: Traffic) -> list[tuple[str, int]]:
    """Return whom a fault may strike, and how many there are of each."""
    if kind in LOSSES:
        is_met = kind == "delay"
        found = traffic.requests.items()
        return sorted(one for one in found if is_met or not one[0].startswith(_LOOKING))
    if kind in JUMPS:
        is_bound = kind != "last_moment" and _OF_THE_DAY in traffic.requests
        return [] if traffic.moves_clock or is_bound else sorted(traffic.requests.items())
    is_alone = kind != "duplicate" and sum(traffic.messages.values()) == 1
    return [] if is_alone else sorted(traffic.messages.items())


def _go_together(one: Disturbance, other: Disturbance) -> bool:
    if one.is_jump and other.is_jump:
        return False
    if one.whom != other.whom or one.is_jump or other.is_jump:
        return True
    apart = abs(one.which - other.which)
    return apart > 1 if one.is_of_requests else apart > 0
