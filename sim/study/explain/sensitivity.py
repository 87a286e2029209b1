"""Which assumptions carry the answer: what the predicted wait does if one of them is a tenth off.

A few days of each class that stand for all its waits, each for as much of them, are solved again
with one parameter changed: who comes, patience, balking, failures. What takes longer is reckoned by
what a tenth more of the mean and of the variation of all services does. Where outlets get other
counters, all their days are solved. How many come back is left as it was, but for
`line.return_share`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from sim.network import County
from sim.scenario import Scenario
from sim.study.explain.behaviour import Behaviour
from sim.study.explain.coming import behaviour_of
from sim.study.explain.days import CounterDays, OfficeDays, hourly, solve_together, stacked
from sim.study.explain.otherwise import Otherwise, otherwise
from sim.study.explain.prediction import FIGURES, Prediction
from sim.study.explain.side_by_side import side_by_side
from sim.study.explain.standing import Batch, standing_for_all
from sim.study.explain.varied import Varied, varied
from sim.units import Floats

MORE = 1.1
HARDLY = 1e-9
# Less than one in a thousand of the wait, and of those who leave, is no effect.
NO_EFFECT = 0.001
DIGITS = 6

Effect = tuple[float, float]


@dataclass(frozen=True)
class Sensitivity:
    """By which share the mean wait and those who leave change if a parameter changes by a share.

    `mark` says where the default comes from; where `is_given`, the scenario has another value.
    """

    parameter: str
    mark: str
    change: float
    wait_change: float
    left_change: float
    is_given: bool = False

    @property
    def has_effect(self) -> bool:
        """Return whether the answer hangs on it at all."""
        return max(abs(self.wait_change), abs(self.left_change)) >= NO_EFFECT


def sensitivities(
    prediction: Prediction, scenario: Scenario, counties: Sequence[County]
) -> list[Sensitivity]:
    """Return what each number moves, the largest effect on waits first."""
    batches = standing_for_all(prediction)
    if not batches:
        return []
    usual = _figures([(batch.times, _solved(batch)) for batch in batches])
    all_varied = varied(scenario)
    changed = [otherwise(one, prediction, scenario, counties, batches) for one in all_varied]
    before = behaviour_of(scenario, prediction.from_agents)
    told = prediction.behaviour
    behaviours = [_of_line(before, one.behaviour, told) for one in changed]
    wanted = [
        replace(told, service_min=told.service_min * MORE),
        replace(told, service_cv=told.service_cv * MORE),
        *(one for one in behaviours if one is not told),
    ]
    of_days, of_behaviours = _effects(changed, wanted, batches, told, usual)
    longer, more_varied, *of_lines = of_behaviours
    found = []
    of_counters = _of_counters([one for one in changed if one.restaffed], prediction)
    for one, other, own, of_others in zip(all_varied, changed, behaviours, of_days, strict=True):
        by_days = of_counters.pop(0) if other.restaffed else of_others
        by_service = _by_service(before, other.behaviour, longer, more_varied)
        by_line = (0.0, 0.0) if own is told else of_lines.pop(0)
        found.append(_sensitivity(one, [by_days, by_service, by_line]))
    return sorted(found, key=lambda one: (-abs(one.wait_change), one.parameter))


def _sensitivity(one: Varied, effects: Sequence[Effect]) -> Sensitivity:
    """Return all effects together, each as a factor."""
    wait, left = (
        round(float(np.prod([1 + effect[which] for effect in effects])) - 1, DIGITS)
        for which in (0, 1)
    )
    return Sensitivity(one.parameter, one.mark, one.change, wait, left, one.is_given)


def _solved(batch: Batch) -> CounterDays:
    """Return what was predicted of the days as they are, as the rows of one."""
    return CounterDays(
        **{
            name: np.concatenate([getattr(day.solved, name) for day in batch.chosen])
            for name in FIGURES
        }
    )


def _sums(batches: Sequence[tuple[Floats, CounterDays]]) -> Floats:
    """Return sums over days that stand for so many: waits, who is called, who leaves, who comes."""
    return np.array(
        [
            sum(float(times @ getattr(solved, name).sum(axis=1)) for times, solved in batches)
            for name in ("wait_min", "called", "left", "arrivals")
        ]
    )


def _figures(batches: Sequence[tuple[Floats, CounterDays]]) -> Effect:
    """Return the mean wait, and the share that leaves, of days that stand for so many."""
    return _means(_sums(batches))


def _means(sums: Floats) -> Effect:
    wait_min, called, left, arrivals = sums.tolist()
    return wait_min / max(called, HARDLY), left / max(arrivals, HARDLY)


def _of_counters(changed: Sequence[Otherwise], prediction: Prediction) -> list[Effect]:
    """Return what other counters at some outlets do, among all outlets; solved together."""
    everything = _sums(
        [
            (np.array([day.kind.count * prediction.groups[day.group].outlets]), day.solved)
            for day in prediction.predicted_days
        ]
    )
    alike: dict[tuple[object, ...], list[tuple[int, Batch, OfficeDays]]] = {}
    for number, other in enumerate(changed):
        for batch, days in other.restaffed:
            most = int(days.counters.max())
            key = (days.edges_min.tobytes(), days.is_open.tobytes(), most)
            alike.setdefault(key, []).append((number, batch, days))
    sums = [everything.copy() for _ in changed]
    every = [stacked([days for _, _, days in found]) for found in alike.values()]
    answers = side_by_side(lambda days: hourly(days, prediction.behaviour), every)
    for found, solved in zip(alike.values(), answers, strict=True):
        begin = 0
        for number, batch, days in found:
            part = slice(begin, begin + len(days.per_min))
            after = CounterDays(**{name: getattr(solved, name)[part] for name in FIGURES})
            sums[number] += _sums([(batch.times, after)]) - _sums([(batch.times, _solved(batch))])
            begin = part.stop
    return [_more(_means(one), _means(everything)) for one in sums]


def _more(changed: Effect, usual: Effect) -> Effect:
    """Return by which share both are more."""
    wait, left = (
        now / before - 1 if before > HARDLY else 0.0
        for now, before in zip(changed, usual, strict=True)
    )
    return wait, left


def _effects(
    changed: Sequence[Otherwise],
    wanted: Sequence[Behaviour],
    batches: Sequence[Batch],
    behaviour: Behaviour,
    usual: Effect,
) -> tuple[list[Effect], list[Effect]]:
    """Return what other days do, and what other behaviours do, all solved together."""
    other = [number for number, one in enumerate(changed) if one.days is not None]
    figures: list[list[tuple[Floats, CounterDays]]] = [[] for _ in (*other, *wanted)]
    every = []
    for place, batch in enumerate(batches):
        parts = [(batch.days, one) for one in wanted]
        if other:
            rows = [_days(changed[number])[place] for number in other]
            parts.append((stacked(rows), behaviour))
        every.append(parts)
    for batch, found in zip(batches, side_by_side(solve_together, every), strict=True):
        solved = [one for one, _ in found]
        by_behaviour = solved[: len(wanted)]
        by_day = [part for one in solved[len(wanted) :] for part in _split(one, len(batch.times))]
        for number, one in enumerate((*by_day, *by_behaviour)):
            figures[number].append((batch.times, one))
    effects = [_more(_figures(one), usual) for one in figures]
    of_days = [(0.0, 0.0)] * len(changed)
    for number, effect in zip(other, effects, strict=False):
        of_days[number] = effect
    return of_days, effects[len(other) :]


def _split(solved: CounterDays, rows: int) -> list[CounterDays]:
    """Return parts of so many rows."""
    return [
        CounterDays(**{name: getattr(solved, name)[begin : begin + rows] for name in FIGURES})
        for begin in range(0, len(solved.called), rows)
    ]


def _days(one: Otherwise) -> Sequence[OfficeDays]:
    assert one.days is not None, "only parameters that change days are solved with others"
    return one.days


def _by_service(before: Behaviour, after: Behaviour, longer: Effect, more_varied: Effect) -> Effect:
    """Return what services of other moments do, by powers of what a tenth more of either does."""
    wait = left = 1.0
    for effect, name in ((longer, "service_min"), (more_varied, "service_cv")):
        old, new = getattr(before, name), getattr(after, name)
        tenths = log(new / old) / log(MORE) if old and new else 0.0
        wait *= max(1 + effect[0], HARDLY) ** tenths
        left *= max(1 + effect[1], HARDLY) ** tenths
    return wait - 1, left - 1


def _of_line(before: Behaviour, after: Behaviour, behaviour: Behaviour) -> Behaviour:
    """Return a behaviour with other groups, failures, patience or balking, if they are others.

    Of who has left before, patience and balking are as they are: how they change is left out.
    """
    fresh = {
        name: getattr(after, name)
        for name in ("groups", "failing", "first_time")
        if getattr(after, name) != getattr(before, name)
    }
    return replace(behaviour, **fresh) if fresh else behaviour
