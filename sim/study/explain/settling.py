"""Who comes back until it settles: how many, and when those leave who have left before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario import Scenario
from sim.study.explain.behaviour import Behaviour, Leaving
from sim.study.explain.coming import leaving_again, returning
from sim.study.explain.days import LinesMet
from sim.study.explain.outlets import DayKind, OutletGroup
from sim.units import Floats

if TYPE_CHECKING:
    from sim.study.explain.prediction import PredictedDay

ROUNDS = 8
POWER_MOST = 6.0


def settled(
    scenario: Scenario,
    rows: Sequence[tuple[int, DayKind]],
    solved: Sequence["PredictedDay"],
    back: Floats,
) -> tuple[Floats, Floats]:
    """Return how many come back on a day of each row in the end, and how many then leave.

    More arrivals lose more than their share: by which power, other days of like outlets say.
    """
    came = np.array([float(one.solved.arrivals.sum()) for one in solved])
    lost = np.array([float(one.solved.left.sum()) for one in solved])
    power = _powers(rows, solved, came, lost)
    left, now = lost, back
    for _ in range(ROUNDS):
        now = returning(scenario, rows, left)
        more = np.minimum((came - back + now) / np.maximum(came, 1e-9), 2.0)
        left = np.minimum(lost * more**power, came - back + now)
    return now, left


def leaving_of_returning(
    behaviour: Behaviour,
    solved: Sequence["PredictedDay"],
    met: Sequence[LinesMet],
    groups: Sequence[OutletGroup],
) -> Leaving:
    """Return when those leave who have left before: by why they did, and which lines they met."""
    weights = [one.kind.count * groups[one.group].outlets for one in solved]
    balked, reneged, left = (
        sum(
            weight * float(getattr(one.solved, name).sum())
            for weight, one in zip(weights, solved, strict=True)
        )
        for name in ("balked", "reneged", "left")
    )
    if not left:
        return behaviour.first_time
    return leaving_again(behaviour.first_time, met, balked / left, reneged / left)


def _powers(
    rows: Sequence[tuple[int, DayKind]],
    solved: Sequence["PredictedDay"],
    came: Floats,
    lost: Floats,
) -> Floats:
    power = np.full(len(rows), 2.0)
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, one in enumerate(solved):
        key = (one.kind.edges_min.tobytes(), one.days.counters.tobytes())
        alike.setdefault(key, []).append(number)
    for numbers in alike.values():
        order = np.array(sorted(numbers, key=lambda number: came[number]))
        order = order[np.append(True, np.diff(came[order]) > 0.01 * came[order[1:]])]
        if order.size > 1:
            logs = np.log(np.maximum(came[order], 1e-9)), np.log(np.maximum(lost[order], 1e-9))
            slopes = np.clip(np.gradient(logs[1], logs[0]), 1.0, POWER_MOST)
            power[numbers] = np.interp(came[numbers], came[order], slopes)
    return power
