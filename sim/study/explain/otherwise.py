"""The days that stand for all waits, as they would be with one parameter changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.calendar import other_intensity
from sim.network import County, Outlet
from sim.network.settling import outlets_of
from sim.plan import OutletPlan, opening_expression, outlet_plans
from sim.scenario import Network, Scenario
from sim.scenario.distributions import Gamma
from sim.study.explain.behaviour import Behaviour
from sim.study.explain.coming import behaviour_of, wish_visits_per_person_min
from sim.study.explain.days import OfficeDays, as_rows
from sim.study.explain.outlets import FACTORS, DayKind, OutletGroup
from sim.study.explain.prediction import PredictedDay, Prediction
from sim.study.explain.sent import (
    sent_a_minute,
    sent_by_agents,
    visits_of_agents,
    waiting_at_opening,
)
from sim.study.explain.standing import Batch, in_batches
from sim.study.explain.varied import Varied
from sim.units import DAY_MS, MINUTE_MS, Floats, Ints

HARDLY = 1e-12
# Of each table what it changes: who comes, and the counters that are there.
WHO_COMES = {
    "others",
    "surge",
    "market",
    "network",
    "agents",
    "trip",
    "line",
    "backlog",
    "services",
}
STAFF = {"network", "staffing"}


@dataclass(frozen=True)
class Otherwise:
    """Behaviour with a parameter changed; and the days of each batch, None if as before.

    Where outlets have other counters, `restaffed` are all days of them, before and after.
    """

    behaviour: Behaviour
    days: tuple[OfficeDays, ...] | None
    restaffed: tuple[tuple[Batch, OfficeDays], ...] = ()


def otherwise(
    one: Varied,
    prediction: Prediction,
    scenario: Scenario,
    counties: Sequence[County],
    batches: Sequence[Batch],
) -> Otherwise:
    """Return what a changed parameter makes of the days that stand for all waits."""
    world = _World.of(one, prediction, scenario, counties)
    if world.table == "network":
        pairs = zip(world.groups, prediction.groups, strict=True)
        changed = {
            number for number, (now, was) in enumerate(pairs) if now.counters != was.counters
        }
        if changed:
            own = in_batches(
                [
                    (day, day.kind.count * prediction.groups[day.group].outlets)
                    for day in prediction.predicted_days
                    if day.group in changed
                ]
            )
            return Otherwise(world.behaviour, None, tuple((one, world.days(one)) for one in own))
    days = tuple(world.days(batch) for batch in batches)
    same = all(_same(now, batch.days) for now, batch in zip(days, batches, strict=True))
    return Otherwise(world.behaviour, None if same else days)


def _same(one: OfficeDays, other: OfficeDays) -> bool:
    return all(
        getattr(one, name).shape == getattr(other, name).shape
        and np.allclose(getattr(one, name), getattr(other, name), rtol=1e-9, atol=HARDLY)
        for name in ("per_min", "counters", "again", "at_opening")
    )


@dataclass(frozen=True)
class _World:
    """A changed scenario beside the one that was predicted.

    `wishes` are visits by class and `plans` by outlet, each kept once it was asked for.
    """

    before: Scenario
    after: Scenario
    table: str
    prediction: Prediction
    behaviour: Behaviour
    groups: tuple[OutletGroup, ...]
    county: County
    wishes: dict[str, float] = field(default_factory=dict)
    plans: dict[tuple[object, ...], OutletPlan] = field(default_factory=dict)

    @classmethod
    def of(
        cls, one: Varied, prediction: Prediction, before: Scenario, counties: Sequence[County]
    ) -> "_World":
        groups, sent, after = prediction.groups, prediction.sent, one.scenario
        table = one.parameter.partition(".")[0]
        if table in {"agents", "trip"} or one.parameter.startswith("services.deposit_min"):
            sent = tuple(sent_by_agents(after, counties, groups))
        if table == "network":
            groups = tuple(_with_people(one, before.network, group) for group in groups)
        behaviour = behaviour_of(after, visits_of_agents(groups, sent))
        prediction = replace(prediction, sent=sent)
        return cls(before, after, table, prediction, behaviour, groups, counties[0])

    def days(self, batch: Batch) -> OfficeDays:
        """Return the days of a batch with the parameter changed."""
        if self.table not in WHO_COMES | STAFF or self._is_behaviour_alone():
            return batch.days
        rows = [self._row(day) for day in batch.chosen]
        coming = np.array([coming for coming, _, _, _ in rows])
        again = np.array([again for _, again, _, _ in rows])
        counters = np.array([counters for _, _, counters, _ in rows])
        at_opening = as_rows([at_opening for _, _, _, at_opening in rows])
        return replace(
            batch.days, per_min=coming, again=again, counters=counters, at_opening=at_opening
        )

    def _is_behaviour_alone(self) -> bool:
        """Return whether only how people behave is changed, and not who comes."""
        same_return = self.before.line.return_share == self.after.line.return_share
        has_agents = any(self.prediction.sent)
        return (self.table == "line" and same_return) or (
            self.table == "services" and not has_agents
        )

    def _row(self, day: PredictedDay) -> tuple[Floats, Floats, Ints, Floats]:
        group, sent = self.groups[day.group], self.prediction.sent[day.group]
        kind, line = day.kind, self.before.line
        if self.table in {"others", "surge"}:
            kind = replace(kind, per_person_min=self._others(day, group))
        if self.table == "backlog" and kind.waiting:
            kind = replace(kind, waiting=self.after.backlog.customers_in_line)
        wishes = self._wishes(group.outlet_class)
        back = day.days.per_min[0] * day.days.again[0]
        if line.return_share:
            back = back * self.after.line.return_share / line.return_share
        own = group.people * (kind.per_person_min + wishes) + sent_a_minute(kind, group, sent)
        coming = (own + back) * kind.is_open
        again = back / np.where(coming > 0, coming, 1.0) * kind.is_open
        return coming, again, self._counters(day, group), waiting_at_opening(kind, group, sent)

    def _wishes(self, outlet_class: str) -> float:
        if outlet_class not in self.wishes:
            self.wishes[outlet_class] = wish_visits_per_person_min(self.after, outlet_class)
        return self.wishes[outlet_class]

    def _plan(self, outlet: Outlet) -> OutletPlan:
        # Outlets of two counties may have one name.
        key = (outlet.name, outlet.outlet_class, outlet.counters, *outlet.shifts.items())
        if key not in self.plans:
            (plan,) = outlet_plans(self.after, replace(self.county, outlets=(outlet,)))
            self.plans[key] = plan
        return self.plans[key]

    def _others(self, day: PredictedDay, group: OutletGroup) -> Floats:
        """Return how many others come for a person and minute of a day, by its pieces."""
        before, after = (
            _others_a_minute(one, group, day.kind) for one in (self.before, self.after)
        )
        usual = float(before.sum())
        factor = float(day.kind.per_person_min.sum()) / usual if usual else 1.0
        old, new = (one.others.day_cv for one in (self.before, self.after))
        if old and new and old != new:
            shares = [Gamma(mean=1, cv=cv).quantile(FACTORS) for cv in (old, new)]
            was, now = (one / one.mean() for one in shares)
            factor = float(now[np.abs(was - factor).argmin()])
        of_day: Floats = after * factor
        return of_day

    def _counters(self, day: PredictedDay, group: OutletGroup) -> Ints:
        # Of the network only how many counters an outlet has says how many are on duty.
        same_outlet = group.outlet == self.prediction.groups[day.group].outlet
        if self.table not in STAFF or (self.table == "network" and same_outlet):
            before: Ints = day.days.counters[0]
            return before
        plan = self._plan(group.outlet)
        edges, first = day.kind.edges_min, day.kind.days[0] * DAY_MS
        middles = ((edges[:-1] + edges[1:]) / 2 * MINUTE_MS + first).astype(np.int64)
        on_duty = [sum(one.on_duty.is_open(at) for one in plan.counters) for at in middles.tolist()]
        counters: Ints = np.array(on_duty, dtype=np.int64)
        return counters


def _others_a_minute(scenario: Scenario, group: OutletGroup, kind: DayKind) -> Floats:
    intensity = other_intensity(scenario, 1, opening_expression(scenario, group.outlet_class))
    at_ms = kind.edges_min * MINUTE_MS + kind.days[0] * DAY_MS
    so_far = np.interp(at_ms, intensity.knots_ms, intensity.expected)
    return np.asarray(np.where(kind.is_open, np.diff(so_far) / np.diff(kind.edges_min), 0.0))


def _with_people(one: Varied, before: Network, group: OutletGroup) -> OutletGroup:
    """Return a group as another network has it: people evenly, counters by them within limits."""
    network, rules = one.scenario.network, one.scenario.network.class_named(group.outlet_class)
    if network.outlets_csv:
        return group
    people = group.people
    if not network.outlets:
        each = (of.people / outlets_of(of) for of in (network, before))
        people *= next(each) / next(each)
    outlet = group.outlet
    # An outlet that has counters by name keeps them.
    old = before.class_named(group.outlet_class)
    usual = round(group.people / before.people_per_counter)
    if group.counters == min(max(usual, old.counters_min), old.counters_max):
        wanted = round(people / network.people_per_counter)
        counters = min(max(wanted, rules.counters_min), rules.counters_max)
        outlet = replace(outlet, counters=counters)
    return replace(group, people=people, counters=outlet.counters, outlet=outlet)
