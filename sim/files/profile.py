"""A profile of arrivals by quarters of an hour: a CSV of time, factor and perhaps weekday.

Each row is a quarter of an hour, from its time on, of every day or of its weekdays. The factors of
a day count relative to each other. Before the first and after the last row of a day nobody comes;
in between, no quarter may be missing. A weekday without rows is left to `others.hour_factors`.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from sim.files.csv_source import NUMBER, Cell, Row, read_rows
from sim.files.findings import FileErrors, Finding
from sim.files.wording import shortened
from sim.scenario.limits import FACTOR_MAX, FACTOR_MIN, QUARTERS_A_DAY

NEEDED = ("time", "factor")
COLUMNS = (*NEEDED, "weekday")
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
QUARTERS_AN_HOUR = 4
QUARTER_MIN = 15
# A spreadsheet writes 8:30, or seconds too.
QUARTER = re.compile(r"([01]?[0-9]|2[0-3]):(00|15|30|45)(?::00)?")
DAYS = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")

# The times that a file has of one weekday, by quarters since midnight, with their factors.
Listed = dict[int, tuple[Cell, float]]


def read_profile(path: Path) -> list[list[float]]:
    """Return the factors of Monday to Sunday: 96 each, or none.

    Raise FileErrors with every row that is wrong, stands twice or is missing.
    """
    heading, *rows = read_rows(path) or [()]
    source = str(path)
    if findings := [*_wrong_columns(heading, source)]:
        raise FileErrors(findings)
    if not rows:
        message = "has no rows: write one for each quarter of an hour"
        raise FileErrors([Finding(source, 1, 1, "", message)])
    names = [cell.text for cell in heading]
    cells = [dict(zip(names, row, strict=True)) for row in rows]
    if findings := [wrong for row in cells for wrong in _wrong_cells(row, source)]:
        raise FileErrors(findings)
    week: list[Listed] = [{} for _ in WEEKDAYS]
    findings = [wrong for row in cells for wrong in _listed_twice(row, week, source)]
    findings += [wrong for day in range(len(week)) for wrong in _missing(week[day], day, source)]
    if findings:
        raise FileErrors(list(dict.fromkeys(findings)))
    return [_factors(listed) for listed in week]


def _factors(listed: Listed) -> list[float]:
    if not listed:
        return []
    return [listed[quarter][1] if quarter in listed else 0.0 for quarter in range(QUARTERS_A_DAY)]


def _wrong_columns(heading: Row, source: str) -> Iterator[Finding]:
    names = [cell.text for cell in heading]
    if missing := [name for name in NEEDED if name not in names]:
        message = "missing; the first row must be time,factor or weekday,time,factor"
        yield Finding(source, 1, 1, ", ".join(missing), message)
    for index, cell in enumerate(heading):
        if cell.text in names[:index]:
            wrong = "a second column of this name: leave one out"
        elif cell.text not in COLUMNS:
            close = get_close_matches(cell.text.lower(), COLUMNS, n=1)
            hint = f"did you mean {close[0]}?" if close else "leave it out, for nothing reads it"
            wrong = f"no column of a profile; {hint}"
        else:
            continue
        yield Finding(source, cell.line, cell.column, shortened(cell.text) or '""', wrong)


def _wrong_cells(row: dict[str, Cell], source: str) -> Iterator[Finding]:
    wrong = {"time": _wrong_time(row["time"].text), "factor": _wrong_factor(row["factor"].text)}
    if "weekday" in row:
        wrong["weekday"] = _wrong_days(row["weekday"].text)
    for name, message in wrong.items():
        if message:
            yield Finding(source, row[name].line, row[name].column, name, message)


def _wrong_time(text: str) -> str:
    if QUARTER.fullmatch(text):
        return ""
    return f'"{shortened(text)}", and must be a quarter of an hour from 00:00 to 23:45'


def _wrong_factor(text: str) -> str:
    if not NUMBER.fullmatch(text):
        hint = ": write 2.5 for 2,5, and 8000 for 8,000" if "," in text else ""
        return f'"{shortened(text)}" is not a number{hint}'
    factor = float(text)
    if factor and not FACTOR_MIN <= factor <= FACTOR_MAX:
        limits = f"0 or from {FACTOR_MIN:f} to {FACTOR_MAX:,}"
        return f"{text}, and must be {limits}: only relations count, so divide all by one number"
    return ""


def _wrong_days(text: str) -> str:
    if DAYS.fullmatch(text):
        return ""
    close = get_close_matches(text[:2].capitalize(), WEEKDAYS, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    days = ", ".join(WEEKDAYS)
    return f'"{shortened(text)}", and must be one of {days}, or some in a row, Mo-Fr{hint}'


def _listed_twice(row: dict[str, Cell], week: list[Listed], source: str) -> Iterator[Finding]:
    """List a row at its quarter of its weekdays, and yield those at which one stands already."""
    cell, factor = row["time"], float(row["factor"].text)
    hours, minutes = cell.text.split(":")[:2]
    quarter = int(hours) * QUARTERS_AN_HOUR + int(minutes) // QUARTER_MIN
    for day in _days(row["weekday"].text if "weekday" in row else "Mo-Su"):
        if quarter in week[day]:
            before = week[day][quarter][0].line
            message = f"{_time(quarter)} of {WEEKDAYS[day]} stands in line {before} already"
            yield Finding(source, cell.line, cell.column, "time", message)
        week[day].setdefault(quarter, (cell, factor))


def _days(text: str) -> list[int]:
    """Return the numbers of the weekdays, from Monday 0 on.

    >>> _days("Sa-Mo")
    [5, 6, 0]
    """
    first, _, last = text.partition("-")
    begins = WEEKDAYS.index(first)
    more = (WEEKDAYS.index(last or first) - begins) % len(WEEKDAYS)
    return [(begins + after) % len(WEEKDAYS) for after in range(more + 1)]


def _missing(listed: Listed, day: int, source: str) -> Iterator[Finding]:
    """Yield the gaps of a day, at the row after each; and the day itself if nobody comes."""
    quarters = sorted(listed)
    for before, after in pairwise(quarters):
        if after > before + 1:
            cell = listed[after][0]
            message = (
                f"{_time(before + 1)} is missing before {_time(after)}: write a row for each "
                "quarter of an hour, with the factor 0 if nobody comes"
            )
            yield Finding(source, cell.line, cell.column, "time", message)
    if listed and not any(factor for _, factor in listed.values()):
        cell = next(iter(listed.values()))[0]
        message = f"all factors of {WEEKDAYS[day]} are 0, so nobody would ever come on that day"
        yield Finding(source, cell.line, cell.column, "factor", message)


def _time(quarter: int) -> str:
    hours, quarters = divmod(quarter, QUARTERS_AN_HOUR)
    return f"{hours:02d}:{quarters * QUARTER_MIN:02d}"
