"""Shifts as they are written: in a cell of the outlets' CSV, and checked against opening hours."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import ValidationError

from sim.calendar import outside, overlaps
from sim.files.findings import Finding
from sim.files.wording import shortened, wording
from sim.network import County, OwnOutlet
from sim.plan import opening_expression
from sim.scenario import CLASSES, ClassName, ClassStaffing, Scenario
from sim.units import DAY_MS, MINUTE_MS

BETWEEN_SHIFTS = "|"
EXAMPLE = "Mo-Fr 08:30-11:00 = 2 | Mo-Fr 11:00-17:00 = 50%"
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

Shifts = Mapping[str, int | str]


def parse_shifts(text: str) -> dict[str, int | str]:
    """Return the shifts of a cell; an empty one has none. Raise ValueError if it cannot be read.

    >>> parse_shifts("Mo-Fr 08:30-11:00 = 2 | Sa 09:00-12:00 = 50%")
    {'Mo-Fr 08:30-11:00': 2, 'Sa 09:00-12:00': '50%'}
    """
    found: dict[str, int | str] = {}
    for shift in text.split(BETWEEN_SHIFTS) if text else ():
        hours, equals, counters = (part.strip() for part in shift.rpartition("="))
        if not (equals and hours and counters):
            message = f'"{shortened(shift.strip())}" is no shift: write them as "{EXAMPLE}"'
            raise ValueError(message)
        if hours in found:
            message = f'"{shortened(hours)}" stands twice: name it once'
            raise ValueError(message)
        is_whole = counters.isascii() and counters.isdigit()
        found[hours] = int(counters) if is_whole else counters
    try:
        return ClassStaffing(counters=found).counters
    except ValidationError as errors:
        first = errors.errors(include_url=False)[0]
        named = next((str(part) for part in first["loc"] if part in found), "")
        message = f'"{shortened(named)}": {wording(first)}'
        raise ValueError(message) from None


def wrong_shifts(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with the shifts of classes: hours that overlap, or when it is closed."""
    for name in CLASSES:
        shifts = scenario.staffing.of_class(name).counters
        for message in _messages(scenario, shifts, name):
            yield Finding(scenario.name, 0, 0, f"staffing.{name}.counters", message)


def wrong_shifts_of(rows: tuple[OwnOutlet, ...], scenario: Scenario) -> list[Finding]:
    """Return what is wrong with the shifts of outlets of one's own, if they are in force."""
    named = scenario.staffing.by_outlet
    source = scenario.network.outlets_csv
    return [
        Finding(source, 0, 0, "staffing", f'of "{row.name}": {message}')
        for row in rows
        if not (row.name in named and named[row.name].shifts)
        for message in _messages(scenario, row.shifts, row.outlet_class)
    ]


def wrong_shifts_by_name(counties: Sequence[County], scenario: Scenario) -> list[Finding]:
    """Return what is wrong with the shifts of outlets that the scenario names."""
    named = scenario.staffing.by_outlet
    return [
        Finding(scenario.name, 0, 0, f"staffing.by_outlet.{outlet.name}.shifts", message)
        for county in counties
        for outlet in county.outlets
        if outlet.name in named
        for message in _messages(scenario, named[outlet.name].shifts, outlet.outlet_class)
    ]


def _messages(scenario: Scenario, shifts: Shifts, outlet_class: ClassName) -> Iterator[str]:
    try:
        expression = opening_expression(scenario, outlet_class)
        for one, other, moment_ms in overlaps(shifts, scenario):
            yield (
                f'"{one}" and "{other}" overlap on {_clock(scenario, moment_ms)}: '
                "name each hour once, with all counters that are staffed then"
            )
        for hours, moment_ms in outside(shifts, expression, scenario):
            yield (
                f'"{hours}" staffs counters on {_clock(scenario, moment_ms)}, and the doors are '
                f'closed then: keep within the opening hours, "{expression}"'
            )
    except ValueError as error:
        yield str(error)


def _clock(scenario: Scenario, moment_ms: int) -> str:
    """Return a moment of the run as a weekday, a time and a day."""
    days, of_day_ms = divmod(moment_ms, DAY_MS)
    day = scenario.run.first_day.toordinal() + days
    minutes = of_day_ms // MINUTE_MS
    date = scenario.run.first_day.fromordinal(day)
    return f"{DAYS[date.weekday()]} {minutes // 60:02}:{minutes % 60:02} ({date})"
