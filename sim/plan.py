"""The plan of a county: all that is known before chance, as sorted lists of moments.

People go by the *announced* opening hours; an outage shuts an outlet without notice, so the
*actual* hours are fewer. Lists, not arrays: the journeys look moments up one at a time.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from sim.calendar import (
    OpenTimes,
    daily_moments,
    end_ms,
    moments,
    open_times,
    outage_times,
    plain_open_times,
    without,
)
from sim.network import County
from sim.scenario import Scenario
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


def timetable(times: OpenTimes) -> Timetable:
    """Return the arrays of a calendar as a timetable."""
    return Timetable(tuple(times.opens_ms.tolist()), tuple(times.closes_ms.tolist()))


def next_moment(moments_ms: tuple[int, ...], now_ms: int) -> int:
    """Return the first of the sorted moments that is not before now, or NEVER_MS."""
    index = bisect_left(moments_ms, now_ms)
    return moments_ms[index] if index < len(moments_ms) else NEVER_MS


@dataclass(frozen=True)
class OutletPlan:
    """The hours and rounds of one outlet; `link_down` holds the known outages of its link."""

    announced: Timetable
    actual: Timetable
    link_down: OpenTimes
    rounds_ms: tuple[int, ...]


@dataclass(frozen=True)
class Rules:
    """The durations in the scenario's rules, in whole milliseconds: rounded here, for both engines.

    `cut_off_ms` is the time of day by which a seller hands over, since midnight.
    """

    valid_ms: int
    lock_ms: int
    reset_ms: int
    cut_off_ms: int
    claim_ms: int
    kept_ms: int
    expected_ms: int
    ask_again_ms: int
    limit_ms: int


@dataclass(frozen=True)
class Plan:
    """One county under one scenario."""

    scenario: Scenario
    county: County
    end_ms: int
    outlets: tuple[OutletPlan, ...]
    cafe: Timetable
    batches_ms: tuple[int, ...]
    hub_ms: tuple[int, ...]
    rules: Rules


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
    return Plan(
        scenario=scenario,
        county=county,
        end_ms=end_ms(scenario.run),
        outlets=_outlet_plans(scenario, county),
        cafe=timetable(plain_open_times(scenario.redeem.cafe_opening_hours, scenario)),
        batches_ms=tuple(daily_moments(scenario.clearing.batch_times, scenario).tolist()),
        hub_ms=tuple(daily_moments((scenario.parcel.hub_time,), scenario).tolist()),
        rules=_rules(scenario),
    )


def _rules(scenario: Scenario) -> Rules:
    redeem, parcel, sms = scenario.redeem, scenario.parcel, scenario.sms
    return Rules(
        valid_ms=scenario.payment.valid_days * DAY_MS,
        lock_ms=round(redeem.lock_h * HOUR_MS),
        reset_ms=round(redeem.reset_days * DAY_MS),
        cut_off_ms=time_of_day_ms(scenario.seller.cut_off),
        claim_ms=round(parcel.claim_days * DAY_MS),
        kept_ms=round(parcel.kept_days * DAY_MS),
        expected_ms=round(sms.expected_days * DAY_MS),
        ask_again_ms=round(sms.ask_again_days * DAY_MS),
        limit_ms=round(scenario.confirm.limit_days * DAY_MS),
    )


def _outlet_plans(scenario: Scenario, county: County) -> tuple[OutletPlan, ...]:
    """Return the plan of each outlet; those of a class without an outage of their own share one."""
    named = {name for outage in scenario.outage for name in outage.outlets}
    shared: dict[tuple[str, str], OutletPlan] = {}
    plans = []
    for outlet in county.outlets:
        key = (outlet.outlet_class, outlet.name if outlet.name in named else "")
        if key not in shared:
            shared[key] = _outlet_plan(scenario, outlet.name, outlet.outlet_class)
        plans.append(shared[key])
    return tuple(plans)


def _outlet_plan(scenario: Scenario, name: str, outlet_class: str) -> OutletPlan:
    rules = scenario.network.class_named(outlet_class)
    announced = open_times(opening_expression(scenario, outlet_class), scenario)
    rounds_ms = moments(rules.delivery_days, rules.delivery_times, scenario)
    return OutletPlan(
        announced=timetable(announced),
        actual=timetable(without(announced, outage_times(scenario, "office", name))),
        link_down=outage_times(scenario, "link", name),
        rounds_ms=tuple(rounds_ms.tolist()),
    )
