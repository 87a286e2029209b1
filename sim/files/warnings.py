"""What is allowed and yet looks wrong: said before a run, so that nobody waits for nonsense."""

from collections.abc import Sequence

from sim.calendar import merged_intervals, nights_cut, nights_left, other_intensity, wish_intensity
from sim.files.agents import warnings_of_agents
from sim.files.outside import outside_the_run
from sim.files.size import MUCH_GB, extent_of_counties, gigabytes_of
from sim.files.unread import unread_keys
from sim.model.tries import tries_a_wish
from sim.network import County, offered_load
from sim.plan import OutletPlan, Timetable, make_plan, opening_expression, timetable
from sim.running.engines import AUTO, engine_by_visits, visits_expected
from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK, MINUTE_MS

VISITS_PER_SECOND = {"simpy": 40_000, "compiled": 900_000}
LONG_S = 120
NAMED_AT_MOST = 3
# Nobody tries so often; the default is a handful.
MANY_TRIES = 500
LOAD_SHOWN = 1_000
UNITS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))


def warnings_of(
    scenario: Scenario,
    counties: Sequence[County],
    workers: int | None = 1,
    engine: str = AUTO,
    in_all: int = 0,
) -> list[str]:
    """Return what a planner would want to know before the run; empty if nothing looks wrong.

    No workers are so many as a cluster turns out to have. The counties may be a sample of more:
    of so many `in_all`.
    """
    visits = visits_expected(scenario, counties) * max(1.0, in_all / len(counties))
    return [
        *_overloaded(scenario, counties),
        *_nobody_comes(scenario, counties),
        *outside_the_run(scenario),
        *unread_keys(scenario, counties, in_all),
        *_unknown_outlets(scenario, counties, in_all),
        *_nights(scenario, counties),
        *warnings_of_agents(scenario, counties),
        *_large(scenario, counties),
        *_tries(scenario),
        *_long(visits, workers, engine_by_visits(engine, visits)),
    ]


def _overloaded(scenario: Scenario, counties: Sequence[County]) -> list[str]:
    busy, closed, unstaffed = [], [], []
    for county in counties:
        plan = make_plan(scenario, county)
        staffed = [
            sum(_minutes_a_week(counter.staffed, scenario) for counter in outlet.counters)
            for outlet in plan.outlets
        ]
        loads = offered_load(county, scenario, staffed).tolist()
        for outlet, planned, load in zip(county.outlets, plan.outlets, loads, strict=True):
            if not planned.announced.opens_ms:
                closed.append(outlet.name)
            elif load >= 1:
                busy.append(f"load {_load(load)} at {outlet.name}")
            if _somebody_there(planned) != planned.actual:
                unstaffed.append(outlet.name)
    found = []
    if busy:
        leaves = scenario.line.reneging or scenario.line.balking
        so = "only who leaves the line keeps it short" if leaves else "the line grows without end"
        found.append(
            f"warning: {len(busy)} outlets are asked for more than their counters can give, and "
            f"{so} ({_some(busy)}): add counters, or lower others.visits_per_person_year"
        )
    if closed:
        found.append(f"warning: {len(closed)} outlets never open in this run ({_some(closed)})")
    if unstaffed:
        found.append(
            f"warning: {len(unstaffed)} outlets are open at times at which no counter is "
            f"staffed, and who comes then waits ({_some(unstaffed)}): name those hours "
            "in staffing, or shorten the opening hours"
        )
    return found


def _somebody_there(outlet: OutletPlan) -> Timetable:
    """Return when at least one counter is staffed."""
    times = [counter.staffed for counter in outlet.counters]
    opens_ms = [moment for one in times for moment in one.opens_ms]
    closes_ms = [moment for one in times for moment in one.closes_ms]
    return timetable(merged_intervals(opens_ms, closes_ms))


def _minutes_a_week(times: Timetable, scenario: Scenario) -> float:
    length_ms = sum(times.closes_ms) - sum(times.opens_ms)
    return length_ms / MINUTE_MS / scenario.run.days * DAYS_PER_WEEK


def _unknown_outlets(scenario: Scenario, counties: Sequence[County], in_all: int) -> list[str]:
    if len(counties) < in_all:
        warning = (
            f"warning: only {len(counties)} of {in_all:,} counties were looked at, evenly spread; "
            "the command run looks at all of them, and for the outlets that outages name"
        )
        return [warning]
    known = {outlet.name for county in counties for outlet in county.outlets}
    wanted = {
        "outage.outlets": {name for outage in scenario.outage for name in outage.outlets},
        "staffing.by_outlet": set(scenario.staffing.by_outlet),
    }
    return [line for key, names in wanted.items() for line in _unknown(key, names - known)]


def _unknown(key: str, names: set[str]) -> list[str]:
    unknown = sorted(names)
    found = [
        f"warning: {key} names {name}, and there is no such outlet"
        for name in unknown[:NAMED_AT_MOST]
    ]
    if len(unknown) > NAMED_AT_MOST:
        found[-1] += f", nor are there {len(unknown) - NAMED_AT_MOST} more that it names"
    return found


def _nobody_comes(scenario: Scenario, counties: Sequence[County]) -> list[str]:
    """Warn of rates that come to nothing: by the factors of those days and hours that there are."""
    classes = {outlet.outlet_class for county in counties for outlet in county.outlets}
    expressions = {opening_expression(scenario, name) for name in classes}
    others = [other_intensity(scenario, 1, expression).total for expression in expressions]
    found = []
    if scenario.others.visits_per_person_year and not any(others):
        found.append(
            "warning: no other customer ever comes: the factors of others, or of a surge, are 0 "
            "whenever outlets are open, or they never are"
        )
    if scenario.market.wishes_per_1000_people_day and not wish_intensity(scenario, 1).total:
        found.append(
            "warning: no wish ever arises: the factors of market, or of a surge, are 0 on every "
            "day of the run"
        )
    return found


def _large(scenario: Scenario, counties: Sequence[County]) -> list[str]:
    gigabytes = gigabytes_of(scenario, extent_of_counties(counties))
    if gigabytes < MUCH_GB:
        return []
    return [f"warning: one county takes about {gigabytes:,.0f} GB of memory in each worker"]


def _nights(scenario: Scenario, counties: Sequence[County]) -> list[str]:
    classes = {outlet.outlet_class for county in counties for outlet in county.outlets}
    expressions = {opening_expression(scenario, name) for name in classes}
    expressions.add(scenario.redeem.cafe_opening_hours)
    found = []
    for expression in sorted(expressions):
        if cut := nights_cut(expression, scenario.run.first_day, scenario.run.days):
            found.append(
                f"warning: opening hours {expression!r} cut {_dated(cut)} short, because a later "
                'rule speaks of that day or the next: write "," in place of ";" before that rule, '
                'or leave out a rule that is "off", to keep them whole'
            )
        if left := nights_left(expression, scenario.run.first_day, scenario.run.days):
            found.append(
                f"warning: opening hours {expression!r} keep {_dated(left)} open after midnight, "
                "though a later rule replaces the hours of the day before: leave that day out of "
                'the earlier rule, such as "Mo,Tu,Th,Fr 22:00-06:00" in place of '
                '"Mo-Fr 22:00-06:00; We off"'
            )
    return found


def _tries(scenario: Scenario) -> list[str]:
    """Warn of people who would try all day long, if somebody has a wish at all."""
    tries = tries_a_wish(scenario)
    if tries < MANY_TRIES or not scenario.market.wishes_per_1000_people_day:
        return []
    warning = (
        f"warning: a wish may take about {tries:,.0f} tries in vain, until the number works or the "
        "password is reset: raise redeem.retry_h, line.return_days or clearing.told_share, or "
        "lower redeem.mistype_share"
    )
    return [warning]


def seconds_expected(scenario: Scenario, counties: Sequence[County], engine: str) -> float:
    """Return about how many seconds of one processor a run takes."""
    return visits_expected(scenario, counties) / VISITS_PER_SECOND[engine]


def _long(visits: float, workers: int | None, engine: str) -> list[str]:
    if workers is None:
        return []
    seconds = visits / VISITS_PER_SECOND[engine] / workers
    if seconds < LONG_S:
        return []
    warning = (
        f"warning: as much work as {visits / 1e6:,.1f} million visits, some {_time(seconds)} on "
        f"{workers} workers: fewer --replications, or --set run.days=7 for a first look"
    )
    return [warning]


def _dated(nights: Sequence[object]) -> str:
    counted = "1 night" if len(nights) == 1 else f"{len(nights)} nights"
    return f"{counted} ({_some([str(night) for night in nights])})"


def _load(load: float) -> str:
    return f"{load:.2f}" if load < LOAD_SHOWN else f"of more than {LOAD_SHOWN:,}"


def _time(seconds: float) -> str:
    """Return a time in the largest unit of which there are at least two.

    >>> _time(120), _time(7_200), _time(172_800)
    ('2 minutes', '2 hours', '2 days')
    """
    unit_s, unit = next((one for one in UNITS if seconds >= 2 * one[0]), UNITS[-1])
    return f"{seconds / unit_s:,.0f} {unit}"


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED_AT_MOST])
    return shown if len(names) <= NAMED_AT_MOST else f"{shown} and others"
