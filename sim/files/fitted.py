"""What was fitted, as files: a scenario with a comment at every parameter, its profile, a table.

Nothing here estimates anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl

from sim.diary import NONE
from sim.files.disk import write
from sim.files.profile import QUARTER_MIN, QUARTERS_AN_HOUR, WEEKDAYS
from sim.files.results import write_manifest
from sim.files.tried_laws import write_laws
from sim.scenario.limits import QUESTION_MAX
from sim.scenario.place import CLASSES
from sim.study.fit.likelihood import FittedLaw, FittedParameter
from sim.study.fit.tickets import SECOND_MS, TicketFate, TicketLog
from sim.study.fit.whole import SERVICE_KEYS, FittedLog, FitWishes

PROFILE = "profile.csv"
DIGITS = 4
DIGITS_KEPT = 6
SMALLEST_P = 0.001
SAME = "as the line before"


@dataclass(frozen=True)
class FittedFile:
    """What a fitted scenario is called, and extends; `tickets` is the name of the log's file.

    `has_own_outlets` says whether what it extends has the counters of each outlet in a file.
    """

    name: str
    base: str
    tickets: str
    base_hours: str
    has_own_outlets: bool = False


@dataclass(frozen=True)
class FittedRow:
    """A line of the table: a parameter, its estimate, 95% interval, from how many, and how.

    Where there is no interval, its ends are None.
    """

    parameter: str
    value: float
    low: float | None
    high: float | None
    count: int
    method: str

    @property
    def shown(self) -> str:
        """Return the estimate as people read it."""
        return f"{self.value:.{DIGITS}g}"

    @property
    def interval(self) -> str:
        """Return the interval as people read it; nothing where there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"{self.low:.{DIGITS}g} to {self.high:.{DIGITS}g}"


def write_fitted(
    fitted: FittedLog, wishes: FitWishes, file: FittedFile, folder: Path, facts: Mapping[str, Any]
) -> None:
    """Write the scenario, its profile, the tables and a manifest into an empty folder."""
    write(folder / f"{file.name}.toml", scenario_text(fitted, wishes, file).encode())
    write(folder / PROFILE, profile_text(fitted).encode())
    rows = fitted_rows(fitted, wishes)
    columns = {name: [getattr(row, name) for row in rows] for name in FittedRow.__annotations__}
    write(folder / "fitted.csv", pl.DataFrame(columns).write_csv().encode())
    write_laws(fitted, folder)
    write_manifest(folder, facts)


def fitted_rows(fitted: FittedLog, wishes: FitWishes) -> list[FittedRow]:
    """Return all that was fitted, line by line."""
    arrivals = fitted.arrivals
    share = f", less those who come back ({1 - fitted.first_visits_share:.1%})"
    how = f"tickets of {arrivals.outlet_days} outlet-days, {wishes.people:,.0f} people an outlet"
    how += share if fitted.first_visits_share < 1 else ""
    rows = [
        _row("others.visits_per_person_year", fitted.visits_per_person_year, arrivals.count, how)
    ]
    for day, factor in zip(WEEKDAYS, arrivals.day_factors, strict=True):
        rows.append(_row(_factor_of(day), factor, arrivals.count, "mean of its days"))
    by_day, by_quarter = arrivals.by_day, arrivals.by_quarter
    how = f"index of dispersion {by_day.index:.2f} of days, {shown_p(by_day.p_value)}"
    how += f"; {by_quarter.index:.2f} of quarters of an hour, {shown_p(by_quarter.p_value)}"
    rows.append(_row("others.day_cv", arrivals.day_cv, arrivals.outlet_days, how))
    for service in fitted.services:
        how = "times from call to end; " + _tried(service.tried)
        rows += _rows_of_law(f"services.{SERVICE_KEYS[service.purpose]}", service.law, how)
    if fitted.patience:
        how = "censored likelihood; " + _tried(fitted.patience.tried)
        rows += _rows_of_law("line.patience_min", fitted.patience.law, how)
    return rows


def scenario_text(fitted: FittedLog, wishes: FitWishes, file: FittedFile) -> str:
    """Return the scenario, each parameter under a line that says where it comes from."""
    rows = {row.parameter: row for row in fitted_rows(fitted, wishes)}
    question = f"What if outlets were as {Path(file.tickets).name} tells?"
    return "\n".join(
        (
            f"# Fitted to {_one_line(file.tickets)} by `wanghuiyi fit`.",
            "# Marks: D derived from own data, with a 95% interval; all else as in its base.",
            *(f"# Not told: {_one_line(remark)}" for remark in fitted.remarks),
            "",
            f"extends = {_quoted(file.base)}",
            f'name = "{file.name}"',
            f"question = {_quoted(question[:QUESTION_MAX])}",
            *_of_hours(wishes, file),
            *_of_counters(fitted, file),
            *_of_others(fitted, rows),
            *_of_services(fitted, rows),
            *_of_line(fitted, rows),
            "",
        )
    )


def profile_text(fitted: FittedLog) -> str:
    """Return the profile as CSV: tickets an hour of each quarter of an hour of each weekday."""
    lines = ["weekday,time,factor"]
    for day, factors in zip(WEEKDAYS, fitted.arrivals.profile, strict=True):
        quarters = [index for index, factor in enumerate(factors) if factor]
        for quarter in range(quarters[0], quarters[-1] + 1) if quarters else ():
            hour, part = divmod(quarter, QUARTERS_AN_HOUR)
            time = f"{hour:02d}:{part * QUARTER_MIN:02d}"
            lines.append(f"{day},{time},{factors[quarter]:.5g}")
    return "\n".join((*lines, ""))


def tickets_text(log: TicketLog) -> str:
    """Return a log as CSV, with stamps of local time as coarse as they are."""
    unit = "%Y-%m-%dT%H:%M:%S" + ("%.3f" if log.wait_unit_ms < SECOND_MS else "")
    issued, wait, service = (
        pl.Series(column) for column in (log.issued_ms, log.wait_ms, log.service_ms)
    )
    called = pl.select(pl.when(wait != NONE).then(issued + wait)).to_series()
    ended = pl.select(pl.when(service != NONE).then(called + service)).to_series()
    no_show = ["yes" if fate == TicketFate.NO_SHOW else "no" for fate in log.fate.tolist()]
    table = {
        "outlet": [log.outlets[number] for number in log.outlet.tolist()],
        "issued": issued.cast(pl.Datetime("ms")),
        "called": called.cast(pl.Datetime("ms")),
        "ended": ended.cast(pl.Datetime("ms")),
        "no_show": no_show,
    }
    if log.has_purposes:
        names = {purpose: key.removesuffix("_min") for purpose, key in SERVICE_KEYS.items()}
        table["purpose"] = [names[number] for number in log.purpose.tolist()]
    return pl.DataFrame(table).write_csv(datetime_format=unit)


def _factor_of(day: str) -> str:
    return f"others.day_factors {day}"


def shown_p(p_value: float) -> str:
    """Return a p-value as it is read: nothing smaller than a thousandth."""
    return "p < 0.001" if p_value < SMALLEST_P else f"p = {p_value:.3f}"


def _of_hours(wishes: FitWishes, file: FittedFile) -> Iterator[str]:
    if wishes.hours.opening_hours != file.base_hours:
        yield from ("", "[hours]", "# D: as given with --hours")
        yield f"opening_hours = {_quoted(wishes.hours.opening_hours)}"


def _of_counters(fitted: FittedLog, file: FittedFile) -> Iterator[str]:
    mean, fewest, most = fitted.counters
    if not mean or file.has_own_outlets:
        return
    for name in CLASSES:
        yield from ("", f"[network.{name}]")
        yield f"# D: {mean:.{DIGITS}g} open on the mean over tickets, {fewest} to {most}"
        yield f"counters_min = {max(round(mean), 1)}"
        yield f"counters_max = {max(round(mean), 1)}"


def _of_others(fitted: FittedLog, rows: Mapping[str, FittedRow]) -> Iterator[str]:
    arrivals = fitted.arrivals
    yield from ("", "[others]", _comment(rows["others.visits_per_person_year"]))
    yield f"visits_per_person_year = {fitted.visits_per_person_year.value:.{DIGITS}g}"
    yield "# D: Monday to Sunday, each with its interval"
    yield f"# {', '.join(f'{day} {rows[_factor_of(day)].interval}' for day in WEEKDAYS)}"
    factors = ", ".join(f"{one.value:.{DIGITS}g}" for one in arrivals.day_factors)
    yield f"day_factors = [{factors}]"
    alike = ", ".join("=".join(WEEKDAYS[day] for day in days) for days in arrivals.alike)
    yield f"# D: tickets an hour by quarters of an hour; weekdays with one profile: {alike}"
    yield f'profile_csv = "{PROFILE}"'
    yield _comment(rows["others.day_cv"])
    yield f"day_cv = {arrivals.day_cv.value:.{DIGITS}g}"


def _of_services(fitted: FittedLog, rows: Mapping[str, FittedRow]) -> Iterator[str]:
    if fitted.services:
        yield from ("", "[services]")
    for service in fitted.services:
        key = SERVICE_KEYS[service.purpose]
        yield from _law_lines(key, f"services.{key}", service.law, rows)


def _of_line(fitted: FittedLog, rows: Mapping[str, FittedRow]) -> Iterator[str]:
    yield from ("", "[line]", "# D: who saw the line and went took no ticket, and is in no count")
    yield "balking = false"
    if fitted.patience:
        yield from _law_lines("patience_min", "line.patience_min", fitted.patience.law, rows)


def _law_lines(
    key: str, whole: str, law: FittedLaw, rows: Mapping[str, FittedRow]
) -> Iterator[str]:
    for one in law.parameters:
        yield f"{_comment(rows[f'{whole}.{one.name}'])} ({one.name})"
    values = ", ".join(f"{one.name} = {one.value:.{DIGITS}g}" for one in law.parameters)
    yield f'{key} = {{ law = "{law.family}", {values} }}'


def _rows_of_law(key: str, law: FittedLaw, how: str) -> list[FittedRow]:
    return [
        _row(f"{key}.{one.name}", one, law.count, SAME if index else f"{law.family}: {how}")
        for index, one in enumerate(law.parameters)
    ]


def _row(name: str, found: FittedParameter, count: int, how: str) -> FittedRow:
    value, low, high = (_rounded(one) for one in (found.value, found.low, found.high))
    assert value is not None, "an estimate is a number"
    return FittedRow(name, value, low, high, count, how)


def _rounded(value: float) -> float | None:
    """Return a number with as many digits as every processor agrees on; None for none."""
    return None if isnan(value) else float(f"{value:.{DIGITS_KEPT}g}")


def _tried(tried: tuple[FittedLaw, ...]) -> str:
    others = ", ".join(f"{one.family} {one.aic - tried[0].aic:+,.0f}" for one in tried[1:])
    return f"best AIC, others {others}" if others else "the only law that was tried"


def _comment(row: FittedRow) -> str:
    interval = f", 95% interval {row.interval}" if row.interval else ""
    return f"# D: {row.shown}{interval}, n = {row.count:,}; {row.method}"


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _quoted(text: str) -> str:
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def as_document(log: TicketLog, fitted: FittedLog, wishes: FitWishes) -> dict[str, Any]:
    """Return what was fitted as plain values, for JSON."""
    arrivals = fitted.arrivals
    return {
        "rows": {
            "read": log.rows_read,
            "used": log.count,
            "left_out": dict(log.rows_left_out),
            "tickets": {fate.name.lower(): count for fate, count in log.fates().items()},
            "outside_hours": arrivals.outside_hours,
        },
        "parameters": [asdict(row) for row in fitted_rows(fitted, wishes)],
        "could_not_tell": list(fitted.remarks),
    }
