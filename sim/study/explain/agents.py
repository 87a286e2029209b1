"""What agents of mobile money bring to the counter: their own trips, and whom they do not serve.

An agent's float is a walk: down with who pays in, up with who takes out, and back to its target
after a trip. How likely each level is follows for agents of several floats and drawers, half an
hour after half an hour of the run, with the shop shut while the agent is away. Who is not served
goes on as in the simulation: those who try another agent or come back make its walk faster, by the
share that is refused on the mean; those who go to the counter come in the same half hour, or if it
is shut, at any time of the next opening. An agent who is low by then stands at its door.
"""

from dataclasses import dataclass

import numpy as np

from sim.calendar import plain_open_times
from sim.network import County
from sim.network.agents import agent_settlements
from sim.plan import OutletPlan, Timetable, timetable
from sim.scenario import Agents, Scenario
from sim.units import MINUTE_MS, Bools, Floats, Ints

STEP_MIN = 30
STEPS_A_DAY = 1_440 // STEP_MIN
LEVELS = 30
SIZE = LEVELS + 1
TARGETS = (np.arange(4) + 0.5) / 4
# Who is low leaves as good as at once.
LEAVES_PER_MIN = 0.5
PASSES = 2
# A step is so many short ones, in each of which at most one thing happens.
PARTS = 256
HOUR_MIN = 60


@dataclass(frozen=True)
class AgentsSent:
    """Visits to the counter that one agent causes, by day.

    `by_step` are those while it is open, by half hour; `to_opening` those who come at any time of
    an opening; `at_door` is the chance that the agent itself is there when the doors open.
    """

    by_step: Floats
    to_opening: Floats
    at_door: Floats

    @property
    def a_day(self) -> float:
        """Return how many visits there are on a day, on the mean over all days."""
        return float(self.by_step.sum(axis=1).mean() + self.to_opening.mean() + self.at_door.mean())


def agents_by_outlet(scenario: Scenario, county: County) -> Floats:
    """Return how many agents each outlet has about it."""
    if not scenario.agents.are_on:
        return np.zeros(len(county.outlets))
    places = agent_settlements(scenario, county).tolist()
    outlets = [county.settlements[place].outlet for place in places]
    return np.bincount(outlets, minlength=len(county.outlets)).astype(np.float64)


def travel_min(scenario: Scenario, county: County) -> float:
    """Return how long an agent's way to the counter takes, on the mean."""
    places = agent_settlements(scenario, county).tolist()
    km = [county.settlements[place].distance_km for place in places]
    return float(np.mean(km)) / scenario.trip.speed_km_h * HOUR_MIN if km else 0.0


def sent_by_an_agent(scenario: Scenario, plan: OutletPlan, way_min: float) -> AgentsSent:
    """Return what an agent brings to an outlet with these hours."""
    agents, days = scenario.agents, scenario.run.days
    shop = _open_steps(timetable(plain_open_times(agents.opening_hours, scenario)), days)
    counter = _open_steps(plan.announced, days)
    open_a_day = shop.sum() / days * STEP_MIN
    if not open_a_day:
        nobody = np.zeros(days)
        return AgentsSent(np.zeros((days, STEPS_A_DAY)), nobody, nobody)
    rates = np.array([agents.cash_ins_a_day, agents.cash_outs_a_day]) / open_a_day
    away_min = 2 * way_min + scenario.services.deposit_min.mean()
    walk = _Walk.of(agents, max(away_min, 1.0))
    refused_share = np.zeros((2, 2))
    for _ in range(PASSES):
        faster = rates * np.array([_tries(scenario, share) for share in refused_share])
        refused, trips, at_door = walk.follow(shop, counter, faster)
        for regime, is_open in enumerate((shop & ~counter, shop & counter)):
            if is_open.any():
                refused_share[regime] = refused[is_open].mean(axis=0)
    # Of those who come first, and not of those who were refused elsewhere: each goes once.
    people = agents.dry_post_share * STEP_MIN * (refused @ rates) * shop
    return _at_the_counter(people, trips, at_door, counter)


def _tries(scenario: Scenario, refused: Floats) -> Floats:
    """Return how many agents somebody goes to, if each refuses such a share of those who come."""
    agents, line = scenario.agents, scenario.line
    elsewhere = sum(refused**number for number in range(1, agents.tries_max))
    later = sum((line.return_share * refused) ** n for n in range(1, line.returns_max + 1))
    return 1 + agents.dry_next_share * elsewhere + agents.dry_back_share * np.asarray(later)


def _open_steps(hours: Timetable, days: int) -> Bools:
    """Return by day and half hour whether it is open in the middle of it."""
    middles = (np.arange(days * STEPS_A_DAY) + 0.5) * STEP_MIN * MINUTE_MS
    opens, closes = np.array(hours.opens_ms), np.append(hours.closes_ms, 0)
    place = np.searchsorted(opens, middles, side="right") - 1
    return np.asarray((place >= 0) & (middles < closes[place])).reshape(days, STEPS_A_DAY)


def _at_the_counter(people: Floats, trips: Floats, at_door: Floats, counter: Bools) -> AgentsSent:
    """Return who comes when, of those who are sent at all times."""
    to_opening = np.zeros(len(counter))
    waiting = 0.0
    for day, is_open in enumerate(counter):
        first = int(is_open.argmax()) if is_open.any() else STEPS_A_DAY
        if is_open.any():
            to_opening[day] = waiting + float(people[day, :first].sum())
            waiting = 0.0
        else:
            waiting += float(people[day].sum())
            continue
        waiting += float((people[day, first:] * ~is_open[first:]).sum())
    return AgentsSent(people * counter + trips, to_opening, at_door)


@dataclass(frozen=True)
class _Walk:
    """The float of agents of several targets: rows, by levels of float plus cash of each.

    `gives` and `takes` are how likely a customer takes so many levels of float, or of cash;
    `swapped` is the level after a trip, and `low` where one is due.
    """

    gives: Floats
    takes: Floats
    begins: Floats
    swapped: Ints
    low: Bools
    away_min: float

    @classmethod
    def of(cls, agents: Agents, away_min: float) -> "_Walk":
        floats, drawers = (law.quantile(TARGETS) for law in (agents.float_yuan, agents.cash_yuan))
        target, drawer = (one.ravel() for one in np.meshgrid(floats, drawers, indexing="ij"))
        level = np.maximum(target + drawer, 1.0) / LEVELS
        edges = (np.arange(SIZE) + 0.5) * level[:, np.newaxis]
        gives, takes = (
            np.diff(law.cumulative(edges), axis=1, prepend=0.0)
            for law in (agents.cash_in_yuan, agents.cash_out_yuan)
        )
        has = np.arange(SIZE) * level[:, np.newaxis]
        cash = (target + drawer)[:, np.newaxis] - has
        low_float, low_cash = (
            agents.rebalance_below_share * one[:, np.newaxis] for one in (target, drawer)
        )
        # As `Shop.swap_fen` has it: the side that is low is filled by what the other can spare.
        to_float = np.minimum(target[:, np.newaxis] - has, np.maximum(cash - low_cash, 0))
        to_cash = np.minimum(drawer[:, np.newaxis] - cash, np.maximum(has - low_float, 0))
        swap = np.where(has < low_float, to_float, np.where(cash < low_cash, -to_cash, 0.0))
        if not agents.rebalances:
            swap = np.zeros_like(swap)
        begins = np.round(target / level).astype(np.int64)
        return cls(
            gives,
            takes,
            np.eye(SIZE)[begins],
            np.clip(np.round((has + swap) / level[:, np.newaxis]), 0, LEVELS).astype(np.int64),
            np.abs(swap) > level[:, np.newaxis] / 2,
            away_min,
        )

    def follow(self, shop: Bools, counter: Bools, per_min: Floats) -> tuple[Floats, Floats, Floats]:
        """Return by day and half hour who is refused, and trips; and who is at the door, by day.

        `per_min` are who pays in and who takes out, while the counter is shut and while it is open.
        """
        steps = {
            (is_shop, is_counter): self._step(
                per_min[is_counter] * is_shop, leaves=bool(is_counter)
            )
            for is_shop in (0, 1)
            for is_counter in (0, 1)
        }
        kept = np.stack((self.gives, self.takes), axis=-1).cumsum(axis=1)
        kept[..., 1] = kept[:, ::-1, 1]
        now = np.concatenate((self.begins, np.zeros_like(self.begins)), axis=1)
        refused, trips = np.zeros((*shop.shape, 2)), np.zeros(shop.shape)
        at_door, was_open = np.zeros(len(shop)), 0
        pairs = np.stack((shop, counter), axis=-1).astype(np.int64).tolist()
        for day, of_day in enumerate(pairs):
            for step, (is_shop, is_open) in enumerate(of_day):
                if is_open > was_open:
                    at_door[day] = self._leave(now)
                was_open = is_open
                if not (is_shop or is_open):
                    continue
                after = (steps[is_shop, is_open] @ now[..., np.newaxis])[..., 0]
                mean, now = (now + after) / 2, after
                served = (mean[:, :SIZE, np.newaxis] * kept).sum(axis=1)
                refused[day, step] = (1 - served).mean(axis=0)
                trips[day, step] = is_open * self._left(mean)
        return refused, trips, at_door

    def _left(self, mean: Floats) -> float:
        """Return how many trips begin in half an hour."""
        low = (mean[:, :SIZE] * self.low).sum(axis=1).mean()
        return float(low) * LEAVES_PER_MIN * STEP_MIN

    def _leave(self, now: Floats) -> float:
        """Let all who are low be away; return which share that is."""
        low = now[:, :SIZE] * self.low
        now[:, :SIZE] -= low
        now[:, SIZE:] += low
        return float(low.sum(axis=1).mean())

    def _step(self, per_min: Floats, *, leaves: bool) -> Floats:
        """Return what half an hour does to levels in the shop, then to those of who is away."""
        rows = np.arange(len(self.begins))
        flow = np.zeros((rows.size, 2 * SIZE, 2 * SIZE))
        for level in range(SIZE):
            flow[:, :level, level] += per_min[0] * self.gives[:, level:0:-1]
            flow[:, level + 1 : SIZE, level] += per_min[1] * self.takes[:, 1 : SIZE - level]
            flow[:, SIZE + level, level] += LEAVES_PER_MIN * self.low[:, level] * leaves
            flow[rows, self.swapped[:, level], SIZE + level] += 1 / self.away_min
        flow -= np.eye(2 * SIZE) * flow.sum(axis=1)[:, np.newaxis, :]
        part = np.eye(2 * SIZE) + flow * (STEP_MIN / PARTS)
        return np.asarray(np.linalg.matrix_power(part, PARTS))
