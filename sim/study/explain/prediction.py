"""What a run will show: every outlet's hours of the week, with those who come back in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from sim.network import County
from sim.scenario import CLASSES, Scenario
from sim.study.explain.agents import AgentsSent
from sim.study.explain.behaviour import Behaviour
from sim.study.explain.coming import (
    behaviour_of,
    wish_visits_per_person_min,
)
from sim.study.explain.days import CounterDays, LinesMet, OfficeDays, as_rows, solve
from sim.study.explain.outlets import DayKind, OutletGroup, day_kinds, groups_of
from sim.study.explain.sent import (
    sent_a_minute,
    sent_by_agents,
    visits_of_agents,
    waiting_at_opening,
)
from sim.study.explain.settling import leaving_of_returning, settled
from sim.study.explain.side_by_side import side_by_side
from sim.units import DAYS_PER_WEEK, Floats

HOURS = 24
MINUTES = 60
HOURS_PER_WEEK = HOURS * DAYS_PER_WEEK
PASSES_MOST = 4
SETTLED = 0.02
HARDLY = 0.001
FIGURES = tuple(field.name for field in fields(CounterDays))
OF_COUNTERS = ("counter_min", "offered_min", "open_min")


Places = tuple[tuple[OutletGroup, ...], tuple[AgentsSent | None, ...]]


@dataclass(frozen=True, eq=False)
class PredictedDay:
    """A kind of day of a group of outlets, solved: `solved` has one row."""

    group: int
    kind: DayKind
    days: OfficeDays
    solved: CounterDays


@dataclass(frozen=True, eq=False)
class Prediction:
    """What is expected of each group of outlets: sums over the days that are measured.

    `hours` are by group and hour of the week, for one outlet, as are `counter_min`, the time of
    counters on duty while the doors are open, `open_min`, how long they are, and `offered_min`, the
    service that arrivals ask for. `closing_line` and `overtime_min` are by weekday, the latter
    counter-time after closing. `weekdays` says how many of each there are. `sent` is by group what
    an agent there brings.
    """

    groups: tuple[OutletGroup, ...]
    sent: tuple[AgentsSent | None, ...]
    behaviour: Behaviour
    hours: CounterDays
    counter_min: Floats
    offered_min: Floats
    open_min: Floats
    closing_line: Floats
    overtime_min: Floats
    weekdays: Floats
    predicted_days: tuple[PredictedDay, ...]

    def of_class(self, name: str) -> Floats:
        """Return how many outlets each group counts for in a class, "" for all classes."""
        return np.array(
            [group.outlets if name in ("", group.outlet_class) else 0 for group in self.groups],
            dtype=np.float64,
        )

    @property
    def from_agents(self) -> float:
        """Return the visits that agents bring, for a person and day."""
        return visits_of_agents(self.groups, self.sent)

    def mean_wait_min(self, name: str = "") -> float:
        """Return the mean wait of who is called at the outlets of a class."""
        weights = self.of_class(name)
        called = weights @ self.hours.called.sum(axis=1)
        return float(weights @ self.hours.wait_min.sum(axis=1) / called) if called else 0.0

    def over_15_share(self, name: str = "") -> float:
        """Return the share of who is called that waits 15 minutes or more."""
        weights = self.of_class(name)
        called = weights @ self.hours.called.sum(axis=1)
        return float(weights @ self.hours.over_15.sum(axis=1) / called) if called else 0.0

    def left_share(self, name: str = "") -> float:
        """Return the share of arrivals that leaves without having been called."""
        weights = self.of_class(name)
        arrived = weights @ self.hours.arrivals.sum(axis=1)
        return float(weights @ self.hours.left.sum(axis=1) / arrived) if arrived else 0.0


def predict(scenario: Scenario, counties: Sequence[County]) -> Prediction:
    """Return what is expected of a scenario's outlets. Deterministic: no chance is drawn.

    Who left comes back, and makes lines longer from which others leave: that is solved again until
    it settles.
    """
    groups = groups_of(scenario, counties)
    sent = sent_by_agents(scenario, counties, groups)
    behaviour = behaviour_of(scenario, visits_of_agents(groups, sent))
    kinds_of = _kinds(scenario)
    rows = [(number, kind) for number, group in enumerate(groups) for kind in kinds_of(group)]
    back = np.zeros(len(rows))
    expected = np.zeros(len(rows))
    for _ in range(PASSES_MOST):
        solved, met = _solve(scenario, (groups, sent), rows, back, behaviour)
        left = np.array([float(one.solved.left.sum()) for one in solved])
        came = sum(float(one.solved.arrivals.sum()) for one in solved)
        if np.abs(left - expected).sum() <= SETTLED * left.sum() + HARDLY * came:
            break
        behaviour = replace(behaviour, again=leaving_of_returning(behaviour, solved, met, groups))
        back, expected = settled(scenario, rows, solved, back)
    return _summed(scenario, (groups, sent), behaviour, solved)


def _kinds(scenario: Scenario) -> "Callable[[OutletGroup], list[DayKind]]":
    """Return the kinds of days by group; groups of one class and of like plans share them."""
    known: dict[tuple[object, ...], list[DayKind]] = {}

    def kinds(group: OutletGroup) -> list[DayKind]:
        on_duty = [one.on_duty for one in group.plan.counters]
        key = (group.outlet_class, group.plan.actual, *on_duty)
        if key not in known:
            known[key] = day_kinds(scenario, group)
        return known[key]

    return kinds


def _solve(
    scenario: Scenario,
    places: Places,
    rows: Sequence[tuple[int, DayKind]],
    coming_back: Floats,
    behaviour: Behaviour,
) -> tuple[list[PredictedDay], list[LinesMet]]:
    """Solve all rows, those of one timetable and number of counters together."""
    groups = places[0]
    batches: dict[tuple[object, ...], list[int]] = {}
    for number, (_, kind) in enumerate(rows):
        most = int(kind.counters.max())
        key = (kind.edges_min.tobytes(), kind.is_open.tobytes(), most)
        batches.setdefault(key, []).append(number)
    found: dict[int, PredictedDay] = {}
    met: list[LinesMet] = []
    every = [
        _days(scenario, places, [rows[number] for number in numbers], coming_back[numbers])
        for numbers in batches.values()
    ]
    answers = side_by_side(lambda days: solve(days, behaviour), every)
    for numbers, days, (solved, lines) in zip(batches.values(), every, answers, strict=True):
        chosen = [rows[number] for number in numbers]
        times = np.array([groups[group].outlets * kind.count for group, kind in chosen])
        met.append(LinesMet(times @ lines.people, times @ lines.minutes))
        for place, number in enumerate(numbers):
            found[number] = PredictedDay(*rows[number], _row(days, place), _one(solved, place))
    return [found[number] for number in range(len(rows))], met


def _days(
    scenario: Scenario,
    places: Places,
    rows: Sequence[tuple[int, DayKind]],
    coming_back: Floats,
) -> OfficeDays:
    """Return days of one timetable, with all who come on them."""
    groups, sent = places
    wishes: dict[str, float] = {
        name: wish_visits_per_person_min(scenario, name) for name in CLASSES
    }
    per_min, again, at_opening = [], [], []
    for (number, kind), back in zip(rows, coming_back.tolist(), strict=True):
        group, of_agents = groups[number], sent[number]
        returning = back / kind.open_min
        usual = group.people * (kind.per_person_min + wishes[group.outlet_class])
        coming = (usual + returning + sent_a_minute(kind, group, of_agents)) * kind.is_open
        per_min.append(coming)
        again.append(returning / np.where(coming > 0, coming, 1.0) * kind.is_open)
        at_opening.append(waiting_at_opening(kind, group, of_agents))
    first = rows[0][1]
    return OfficeDays(
        first.edges_min,
        first.is_open,
        np.array(per_min),
        np.array([kind.counters for _, kind in rows]),
        np.array(again),
        as_rows(at_opening),
    )


def _row(days: OfficeDays, place: int) -> OfficeDays:
    one = slice(place, place + 1)
    return replace(
        days,
        per_min=days.per_min[one],
        counters=days.counters[one],
        again=days.again[one],
        at_opening=days.at_opening[one],
    )


def _one(solved: CounterDays, place: int) -> CounterDays:
    return CounterDays(*(getattr(solved, name)[place : place + 1] for name in FIGURES))


def _summed(
    scenario: Scenario,
    places: Places,
    behaviour: Behaviour,
    solved: Sequence[PredictedDay],
) -> Prediction:
    groups, sent = places
    shape = (len(groups), HOURS_PER_WEEK)
    sums = {name: np.zeros(shape) for name in (*FIGURES, *OF_COUNTERS)}
    line, overtime = np.zeros((len(groups), DAYS_PER_WEEK)), np.zeros((len(groups), DAYS_PER_WEEK))
    measured = range(scenario.run.warm_up_days, scenario.run.days)
    first = scenario.run.first_day.weekday()
    for one in solved:
        kind, amounts = one.kind, _amounts(one, behaviour)
        hour = ((kind.edges_min[:-1] + kind.edges_min[1:]) / 2 // MINUTES).astype(np.int64)
        closing = int(np.flatnonzero(kind.is_open)[-1])
        for day in kind.days:
            if day not in measured:
                continue
            weekday = (first + day) % DAYS_PER_WEEK
            of_week = (weekday * HOURS + hour) % HOURS_PER_WEEK
            for name, amount in amounts.items():
                np.add.at(sums[name][one.group], of_week, amount)
            line[one.group, weekday] += amounts["line_end"][closing]
            overtime[one.group, weekday] += amounts["busy_min"][~kind.is_open].sum()
    weekdays = np.bincount([(first + day) % DAYS_PER_WEEK for day in measured], minlength=7)
    return Prediction(
        groups,
        sent,
        behaviour,
        CounterDays(**{name: sums[name] for name in FIGURES}),
        sums["counter_min"],
        sums["offered_min"],
        sums["open_min"],
        line,
        overtime,
        weekdays.astype(np.float64),
        tuple(solved),
    )


def _amounts(day: PredictedDay, behaviour: Behaviour) -> dict[str, Floats]:
    """Return what a day adds to the sums, piece by piece, as often as it is expected."""
    amounts = {name: getattr(day.solved, name)[0] for name in FIGURES}
    amounts["counter_min"] = day.kind.counters * day.days.lengths_min * day.kind.is_open
    amounts["open_min"] = day.days.lengths_min * day.kind.is_open
    amounts["offered_min"] = amounts["arrivals"] * behaviour.service_min
    return {name: day.kind.chance * amount for name, amount in amounts.items()}
