"""The plan of a county: all that is known before chance, as sorted lists of moments.

People go by the *announced* opening hours; an outage shuts an outlet without notice, so the
*actual* hours are fewer. Lists, not arrays: the journeys look moments up one at a time.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import IntEnum

from sim.calendar import (
    OpenTimes,
    daily_moments,
    duty_times,
    end_ms,
    moments,
    open_times,
    outage_times,
    plain_open_times,
    staffed_times,
    without,
)
from sim.network import County, Outlet
from sim.network.agents import AgentRoute, agent_routes, agent_settlements
from sim.scenario import LineRules, Scenario
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS, NEVER_MS, PPM


@dataclass(frozen=True)
class Timetable:
    """When something is open: half-open intervals [opens_ms, closes_ms), sorted, disjoint."""

    opens_ms: tuple[int, ...]
    closes_ms: tuple[int, ...]

    def is_open(self, now_ms: int) -> bool:
        """Return whether it is open: at the opening yes, at the closing no."""
        index = bisect_right(self.opens_ms, now_ms) - 1
        return index >= 0 and now_ms < self.closes_ms[index]

    def open_from(self, now_ms: int, into_ppm: int = 0) -> int:
        """Return the first moment from now when it is open, or NEVER_MS.

        If it is closed now, the moment lies `into_ppm` millionths into the next opening.

        >>> Timetable((1000,), (2000,)).open_from(0, into_ppm=500_000)
        1500
        """
        index = bisect_right(self.closes_ms, now_ms)
        if index == len(self.opens_ms):
            return NEVER_MS
        opens_ms, closes_ms = self.opens_ms[index], self.closes_ms[index]
        if opens_ms <= now_ms:
            return now_ms
        return opens_ms + (closes_ms - opens_ms) * into_ppm // PPM

    def closed_from(self, now_ms: int) -> int:
        """Return the first moment from now when it is closed."""
        index = bisect_right(self.opens_ms, now_ms) - 1
        if index < 0 or self.closes_ms[index] <= now_ms:
            return now_ms
        return self.closes_ms[index]


ALWAYS = Timetable((0,), (NEVER_MS,))


def timetable(times: OpenTimes) -> Timetable:
    """Return the arrays of a calendar as a timetable."""
    return Timetable(tuple(times.opens_ms.tolist()), tuple(times.closes_ms.tolist()))


def next_moment(moments_ms: tuple[int, ...], now_ms: int) -> int:
    """Return the first of the sorted moments that is not before now, or NEVER_MS."""
    index = bisect_left(moments_ms, now_ms)
    return moments_ms[index] if index < len(moments_ms) else NEVER_MS


class Kind(IntEnum):
    """By what windows part those who come: money, parcels, all else, priority of its own line."""

    MONEY = 0
    PARCELS = 1
    OTHER = 2
    PRIORITY = 3


ALL_KINDS = frozenset(Kind)


@dataclass(frozen=True)
class CounterPlan:
    """One counter: whom it serves, when it is staffed, and when it is on duty.

    On duty it calls people: while it is staffed, and after closing time whoever is in line still.
    """

    serves: frozenset[Kind]
    staffed: Timetable
    on_duty: Timetable


@dataclass(frozen=True)
class OutletPlan:
    """The hours, counters and rounds of one outlet; `link_down` has its link's known outages."""

    announced: Timetable
    actual: Timetable
    link_down: OpenTimes
    rounds_ms: tuple[int, ...]
    counters: tuple[CounterPlan, ...]


@dataclass(frozen=True)
class AgentPlan:
    """An agent: its settlement and the outlet nearest to that, its hours, its customers' way."""

    settlement: int
    outlet: int
    hours: Timetable
    distance_km: float
    route: AgentRoute


@dataclass(frozen=True)
class Rules:
    """The durations in the scenario's rules, in whole milliseconds: rounded here, for both engines.

    `cut_off_ms` is the time of day by which a seller hands over, since midnight.
    """

    valid_ms: int
    lock_ms: int
    reset_ms: int
    text_again_ms: int
    cut_off_ms: int
    claim_ms: int
    kept_ms: int
    expected_ms: int
    ask_again_ms: int
    limit_ms: int


@dataclass(frozen=True)
class Plan:
    """One county under one scenario; `agent_routes` leads from each settlement to agents."""

    scenario: Scenario
    county: County
    end_ms: int
    outlets: tuple[OutletPlan, ...]
    cafe: Timetable
    batches_ms: tuple[int, ...]
    hub_ms: tuple[int, ...]
    rules: Rules
    agents: tuple[AgentPlan, ...] = ()
    agent_routes: tuple[AgentRoute, ...] = ()

    @property
    def turns_away(self) -> bool:
        """Whether closing doors send home who is in line."""
        return self.scenario.line.at_closing == "turn_away"

    @property
    def has_priority(self) -> bool:
        """Whether anybody has priority."""
        line = self.scenario.line
        return bool(line.priority_share or line.priority_purposes)

    @property
    def has_shifts(self) -> bool:
        """Whether any counter is closed while the doors are open."""
        return any(one.on_duty != ALWAYS for outlet in self.outlets for one in outlet.counters)


def time_of_day_ms(text: str) -> int:
    """Return the milliseconds from midnight to a time of day.

    >>> time_of_day_ms("00:01")
    60000
    """
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE_MS


def opening_expression(scenario: Scenario, outlet_class: str) -> str:
    """Return the opening hours of a class of outlets, in OpenStreetMap syntax."""
    return scenario.network.class_named(outlet_class).opening_hours or scenario.hours.opening_hours


def make_plan(scenario: Scenario, county: County) -> Plan:
    """Return the plan of a county."""
    agents, routes = _agent_plans(scenario, county)
    return Plan(
        scenario=scenario,
        county=county,
        end_ms=end_ms(scenario.run),
        outlets=outlet_plans(scenario, county),
        cafe=timetable(plain_open_times(scenario.redeem.cafe_opening_hours, scenario)),
        batches_ms=tuple(daily_moments(scenario.clearing.batch_times, scenario).tolist()),
        hub_ms=tuple(daily_moments((scenario.parcel.hub_time,), scenario).tolist()),
        rules=_rules(scenario),
        agents=agents,
        agent_routes=routes,
    )


def _agent_plans(
    scenario: Scenario, county: County
) -> tuple[tuple[AgentPlan, ...], tuple[AgentRoute, ...]]:
    settlements = agent_settlements(scenario, county)
    routes, own_routes = agent_routes(scenario, county, settlements)
    hours = timetable(plain_open_times(scenario.agents.opening_hours, scenario))
    homes = [county.settlements[place] for place in settlements.tolist()]
    plans = [
        AgentPlan(place, home.outlet, hours, home.distance_km, route)
        for place, home, route in zip(settlements.tolist(), homes, own_routes, strict=True)
    ]
    return tuple(plans), routes


def _rules(scenario: Scenario) -> Rules:
    redeem, parcel, sms = scenario.redeem, scenario.parcel, scenario.sms
    return Rules(
        valid_ms=scenario.payment.valid_days * DAY_MS,
        lock_ms=round(redeem.lock_h * HOUR_MS),
        reset_ms=round(redeem.reset_days * DAY_MS),
        text_again_ms=round(redeem.text_again_h * HOUR_MS),
        cut_off_ms=time_of_day_ms(scenario.seller.cut_off),
        claim_ms=round(parcel.claim_days * DAY_MS),
        kept_ms=round(parcel.kept_days * DAY_MS),
        expected_ms=round(sms.expected_days * DAY_MS),
        ask_again_ms=round(sms.ask_again_days * DAY_MS),
        limit_ms=round(scenario.confirm.limit_days * DAY_MS),
    )


def outlet_plans(scenario: Scenario, county: County) -> tuple[OutletPlan, ...]:
    """Return the plan of each outlet; those that are alike share one."""
    named = {name for outage in scenario.outage for name in outage.outlets}
    shared: dict[tuple[object, ...], OutletPlan] = {}
    plans = []
    for outlet in county.outlets:
        own = outlet.name if outlet.name in named else ""
        key = (outlet.outlet_class, own, outlet.counters, *outlet.shifts.items())
        if key not in shared:
            shared[key] = _outlet_plan(scenario, outlet)
        plans.append(shared[key])
    return tuple(plans)


def _outlet_plan(scenario: Scenario, outlet: Outlet) -> OutletPlan:
    rules = scenario.network.class_named(outlet.outlet_class)
    announced = open_times(opening_expression(scenario, outlet.outlet_class), scenario)
    rounds_ms = moments(rules.delivery_days, rules.delivery_times, scenario)
    actual = without(announced, outage_times(scenario, "office", outlet.name))
    return OutletPlan(
        announced=timetable(announced),
        actual=timetable(actual),
        link_down=outage_times(scenario, "link", outlet.name),
        rounds_ms=tuple(rounds_ms.tolist()),
        counters=_counter_plans(scenario, outlet, actual),
    )


def _counter_plans(
    scenario: Scenario, outlet: Outlet, actual: OpenTimes
) -> tuple[CounterPlan, ...]:
    serves = kinds_served(scenario.line, outlet.counters)
    staffing = scenario.staffing.of_class(outlet.outlet_class)
    shifts = outlet.shifts or staffing.counters
    if not (shifts or staffing.break_min):
        staffed = timetable(actual)
        return tuple(CounterPlan(kinds, staffed, ALWAYS) for kinds in serves)
    times = staffed_times(staffing, shifts, outlet.counters, actual, scenario)
    return tuple(
        CounterPlan(kinds, timetable(staffed), timetable(duty_times(staffed, actual)))
        for kinds, staffed in zip(serves, times, strict=True)
    )


def kinds_served(line: LineRules, counters: int) -> tuple[frozenset[Kind], ...]:
    """Return whom each counter of an outlet serves, by the windows of the scenario.

    >>> from sim.scenario import Window
    >>> parcels_first = LineRules(windows=(Window(serves=("parcels",)),))
    >>> [sorted(kind.name for kind in kinds) for kinds in kinds_served(parcels_first, 1)]
    [['MONEY', 'OTHER', 'PARCELS']]
    """
    everybody = ALL_KINDS - ({Kind.PRIORITY} if line.priority == "own_line" else set())
    by_window = [
        frozenset(Kind[kind.upper()] for kind in window.serves)
        for window in line.windows
        for _ in range(window.counters)
    ]
    serves = [*by_window, *[everybody] * counters][:counters]
    wanted = ALL_KINDS if line.priority == "own_line" else ALL_KINDS - {Kind.PRIORITY}
    serves[0] |= wanted.difference(*serves)
    return tuple(serves)
