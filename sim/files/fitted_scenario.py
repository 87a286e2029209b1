"""What was fitted, as files: a scenario with a comment at every parameter, its profile, a table.

Nothing here estimates anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from sim.files.disk import write
from sim.files.fitted import DIGITS, FittedRow, factor_of, fitted_rows
from sim.files.profile import QUARTER_MIN, QUARTERS_AN_HOUR, WEEKDAYS
from sim.files.results import write_manifest
from sim.files.tried_laws import write_laws
from sim.scenario.limits import QUESTION_MAX
from sim.scenario.place import CLASSES
from sim.study.fit.likelihood import FittedLaw
from sim.study.fit.whole import SERVICE_KEYS, FittedLog, FitWishes

PROFILE = "profile.csv"


@dataclass(frozen=True)
class FittedFile:
    """What a fitted scenario is called, and extends; `tickets` is the name of the log's file.

    `has_own_outlets` says whether what it extends has the counters of each outlet in a file, and
    `has_own_shifts` whether it has shifts already; `outlets` are its outlets with their counters.
    """

    name: str
    base: str
    tickets: str
    base_hours: str
    has_own_outlets: bool = False
    has_own_shifts: bool = False
    outlets: Mapping[str, int] = field(default_factory=dict)

    def has_all(self, names: Iterable[str]) -> bool:
        """Return whether the base has outlets of all these names."""
        return set(names) <= self.outlets.keys()


def write_fitted(
    fitted: FittedLog, wishes: FitWishes, file: FittedFile, folder: Path, facts: Mapping[str, Any]
) -> None:
    """Write the scenario, its profile, the tables and a manifest into an empty folder."""
    remarks = facts["could_not_tell"]
    text = scenario_text(fitted, wishes, file, remarks)
    write(folder / f"{file.name}.toml", text.encode())
    write(folder / PROFILE, profile_text(fitted).encode())
    rows = fitted_rows(fitted, wishes)
    columns = {name: [getattr(row, name) for row in rows] for name in FittedRow.__annotations__}
    write(folder / "fitted.csv", pl.DataFrame(columns).write_csv().encode())
    write_laws(fitted, folder)
    write_manifest(folder, facts)


def scenario_text(
    fitted: FittedLog, wishes: FitWishes, file: FittedFile, remarks: Iterable[str] = ()
) -> str:
    """Return the scenario, each parameter under a line that says where it comes from."""
    rows = {row.parameter: row for row in fitted_rows(fitted, wishes)}
    question = f"What if outlets were as {Path(file.tickets).name} tells?"
    return "\n".join(
        (
            f"# Fitted to {_one_line(file.tickets)} by `wanghuiyi fit`.",
            "# Marks: D derived from own data, with its 95% interval, and a wider one: those hold",
            "# all at once with 95%. All else as in its base.",
            *(f"# Not told: {_one_line(remark)}" for remark in remarks),
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


def base_kept(fitted: FittedLog, file: FittedFile) -> Iterator[str]:
    """Say what the log tells of counters and the scenario leaves as its base has it."""
    if fitted.counters and file.has_own_outlets:
        yield "counters of each outlet: the base has them in a file, and there they stay"
        return
    if fitted.counters and fitted.counters.shifts and file.has_own_shifts:
        yield "shifts: the base has its own, and they stay; those of the log are in no file"
    found = fitted.counters
    if found and found.least < found.most and (file.has_own_shifts or not file.has_all(found.own)):
        yield (
            f"which outlets have more counters: they have {found.least} to {found.most}, and the "
            "base has no outlets of their names; there, those that serve more people have more"
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


def _of_hours(wishes: FitWishes, file: FittedFile) -> Iterator[str]:
    if wishes.hours.opening_hours != file.base_hours:
        yield from ("", "[hours]", "# D: as given with --hours")
        yield f"opening_hours = {_quoted(wishes.hours.opening_hours)}"


def _of_counters(fitted: FittedLog, file: FittedFile) -> Iterator[str]:
    found = fitted.counters
    if found is None or file.has_own_outlets:
        return
    if found.own.items() <= file.outlets.items() and not found.shifts:
        yield from ("", "# D: each outlet of the log has as many counters as in the base")
        return
    said = f"# D: {found.mean:.{DIGITS}g} open on the mean over {found.count:,} tickets"
    if found.least < found.most and file.has_all(found.own) and not file.has_own_shifts:
        yield from ("", "[staffing.by_outlet]", said)
        for name, counters in found.own.items():
            yield f"{_quoted(name)} = {{ counters = {counters} }}"
    else:
        for name in CLASSES:
            yield from ("", f"[network.{name}]", said)
            yield f"counters_min = {found.least}"
            yield f"counters_max = {found.most}"
    if not found.shifts or file.has_own_shifts:
        return
    for name in CLASSES:
        yield from ("", f"[staffing.{name}.counters]")
        yield f"# D: by half hours; {found.elsewise:.1%} of tickets saw another number"
        for hours, staffed in found.shifts.items():
            shown = f'"{staffed}"' if isinstance(staffed, str) else staffed
            yield f'"{hours}" = {shown}'


def _of_others(fitted: FittedLog, rows: Mapping[str, FittedRow]) -> Iterator[str]:
    arrivals = fitted.arrivals
    yield from ("", "[others]", _comment(rows["others.visits_per_person_year"]))
    yield f"visits_per_person_year = {fitted.visits_per_person_year.value:.{DIGITS}g}"
    yield "# D: Monday to Sunday, each with its interval"
    yield f"# {', '.join(f'{day} {rows[factor_of(day)].interval}' for day in WEEKDAYS)}"
    factors = ", ".join(f"{one.value:.{DIGITS}g}" for one in arrivals.day_factors)
    yield f"day_factors = [{factors}]"
    alike = ", ".join("=".join(WEEKDAYS[day] for day in days) for days in arrivals.alike)
    yield f"# D: tickets an hour by quarters of an hour; weekdays with one profile: {alike}"
    yield f'profile_csv = "{PROFILE}"'
    yield _comment(rows["others.day_cv"])
    yield f"day_cv = {arrivals.day_cv.value:.{DIGITS}g}"
    if fitted.groups.count:
        yield _comment(rows["others.group_size mean"])
        sizes = ", ".join(map(str, fitted.groups.values))
        yield f'group_size = {{ law = "empirical", values = [{sizes}] }}'
    elif fitted.groups.is_told:
        yield from ("# D: no more tickets are of one moment than chance has", "group_size = 1")
    share = fitted.pick_up_share.value
    yield _comment(rows["others.pick_up_share"]) if share else "# D: no ticket is a pick-up"
    yield f"pick_up_share = {share:.{DIGITS}g}"


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


def _comment(row: FittedRow) -> str:
    interval = f", 95% interval {row.interval}" if row.interval else ""
    interval += f", with all others {row.together}" if row.together else ""
    return f"# D: {row.shown}{interval}, n = {row.count:,}; {row.method}"


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _quoted(text: str) -> str:
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
