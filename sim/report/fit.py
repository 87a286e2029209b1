"""What a report says of a fit: the log in counts, parameters with intervals, laws, what is open.

A log is of persons, and nothing of a single ticket is told: counts, estimates and shares alone.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from sim.files.profile import WEEKDAYS
from sim.plots.results import read_figures
from sim.report.facts import manifest_table, shown_command, shown_path, times
from sim.report.parts import Cells, Chapter, ReportTable, RowGroup, StressItem, one_group
from sim.report.pictures import Pictures, with_tables
from sim.report.stress import code_access, versions_table
from sim.scenario.marks import described
from sim.tables import figure, signed

DIGITS = 4
COUNTED = {
    "served": "served",
    "no_show": "did not come when called",
    "left": "left the line",
    "not_called": "never called",
}
AIC_SAID = (
    "AIC is Akaike's criterion, the smaller the better; a difference below 2 says little. The "
    "distance is the largest between the shares up to a time in the log and by the law; none where "
    "times are known by bounds."
)

PURPOSE = (
    "The purpose is a scenario with the demand, the services and the patience of a log of tickets. "
    "Outputs are the parameters above."
)
LOGIC = "The logic is that of the scenario it extends, without balking: docs/model.md."
PREPARED = (
    "Pre-processing: bad rows are left out only on request, and counted above; whole-minute stamps "
    "are taken as intervals."
)
ESTIMATION = (
    "Estimation: services by maximum likelihood, the law by Akaike's criterion; patience by "
    "censored likelihood, in which who was served was patient for longer than the wait, and who "
    "did not come for less. Intervals are percentiles of a bootstrap."
)


def chapter(folder: Path, prefix: str, pictures: Pictures) -> Chapter:
    """Return what there is to say of a fit without faults."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    name, tickets = manifest["fit"], shown_path(manifest["tickets"])
    fitted = read_figures(folder / "fitted.csv")
    profile = _profile_table(read_figures(folder / "profile.csv"), f"{prefix}-profile")
    shown, alone = with_tables(pictures, {"fit-arrivals": profile})
    undrawn = (
        () if pictures else ("No pictures were drawn: repeat the command without --no-plots.",)
    )
    return Chapter(
        name=prefix,
        heading=f"Fit of {name}",
        questions=(
            f"What do the tickets of {tickets} tell about the outlets and their customers?",
        ),
        short=(_counted(manifest["rows"]), _made(manifest)),
        command=shown_command(manifest["command"]),
        tables=(
            _parameters_table(fitted, f"{prefix}-fitted"),
            _laws_table(read_figures(folder / "laws.csv"), f"{prefix}-laws"),
        ),
        levers=(_rows_table(manifest["rows"], f"{prefix}-rows"),),
        pictures=shown,
        warnings=(*map(_sentence, manifest["could_not_tell"]), *undrawn),
        stress=_stress(manifest, prefix),
        manifest=manifest_table(manifest, f"{prefix}-facts"),
        appendix=alone,
        changes_heading="What was read",
        care_heading="What the log could not tell",
    )


def _counted(rows: Mapping[str, Any]) -> str:
    left_out = sum(rows["left_out"].values())
    bad = f", and {times(left_out, 'row')} left out" if left_out else ", and none left out"
    return f"{times(rows['read'], 'row')} read, {times(rows['used'], 'ticket')} used{bad}."


def _made(manifest: Mapping[str, Any]) -> str:
    return (
        f"The scenario {manifest['fit']} extends {shown_path(manifest['extends'])}: it has the "
        "parameters below, and all others as they are there."
    )


def _parameters_table(fitted: pl.DataFrame, name: str) -> ReportTable:
    rows: list[Cells] = [
        (
            row["parameter"],
            _shown(row["value"]),
            "none" if row["low"] is None else f"{_shown(row['low'])} to {_shown(row['high'])}",
            f"{row['count']:,.0f}",
            row["method"],
            described(row["parameter"].partition(" ")[0]),
        )
        for row in fitted.iter_rows(named=True)
    ]
    columns = ("parameter", "estimate", "95% interval", "tickets or days", "how", "what it is")
    note = (
        "Units are the last word of a parameter's name; day_factors, cv and sigma have none. "
        "Intervals are percentiles of a bootstrap."
    )
    caption = "Fitted parameters, with 95% intervals"
    return ReportTable(name, caption, columns, one_group(rows), frozenset({1, 2, 3}), (note,))


def _shown(value: float) -> str:
    return f"{value:.{DIGITS}g}"


def _laws_table(laws: pl.DataFrame, name: str) -> ReportTable:
    """Return the laws that were tried, a group a parameter and the best first."""
    groups = []
    for key, rows in groupby(laws.iter_rows(named=True), key=lambda row: row["parameter"]):
        cells = tuple(
            (
                row["law"] + (", chosen" if row["is_chosen"] else ""),
                row["values"],
                "not defined" if row["aic"] is None else f"{row['aic']:,.1f}",
                "none" if row["above_best"] is None else signed(row["above_best"]),
                "none" if row["distance"] is None else figure(row["distance"]),
                f"{row['count']:,.0f}",
            )
            for row in rows
        )
        groups.append(RowGroup(str(key), cells))
    columns = ("law", "parameters", "AIC", "above the best", "distance", "times")
    caption = "Laws that were tried, by Akaike's criterion; times are in minutes"
    figures = frozenset({2, 3, 4, 5})
    return ReportTable(name, caption, columns, tuple(groups), figures, (AIC_SAID,))


def _rows_table(rows: Mapping[str, Any], name: str) -> ReportTable:
    """Return the rows of the log in counts, with no row itself."""
    cells: list[Cells] = [("read", f"{rows['read']:,}"), ("used", f"{rows['used']:,}")]
    cells += [
        (f"used: {COUNTED.get(fate, fate.replace('_', ' '))}", f"{count:,}")
        for fate, count in rows["tickets"].items()
        if count
    ]
    cells += [(f"left out: {reason}", f"{count:,}") for reason, count in rows["left_out"].items()]
    cells.append(("used, and not for arrivals: outside of opening hours", _outside(rows)))
    caption = "Rows of the log"
    return ReportTable(name, caption, ("rows", "count"), one_group(cells), frozenset({1}))


def _outside(rows: Mapping[str, Any]) -> str:
    return f"{rows.get('outside_hours', 0):,}"


def _profile_table(profile: pl.DataFrame, name: str) -> ReportTable:
    """Return the mean tickets an hour of each hour, a column a weekday."""
    by_hour: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in profile.iter_rows(named=True):
        by_hour[row["time"][:2]][row["weekday"]] += row["factor"] / 4
    rows: list[Cells] = [
        (f"{hour}:00", *(figure(by_hour[hour][day]) for day in WEEKDAYS))
        for hour in sorted(by_hour)
    ]
    columns = ("hour from", *WEEKDAYS)
    caption = "Tickets an hour at an outlet, by weekday"
    return ReportTable(name, caption, columns, one_group(rows), frozenset(range(1, 8)))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


def _stress(manifest: Mapping[str, Any], prefix: str) -> tuple[StressItem, ...]:
    """Return the headings that a fit fills; logic and experimentation are those of later runs."""
    tickets, base = shown_path(manifest["tickets"]), shown_path(manifest["extends"])
    source = f"Source: {tickets}, {times(manifest['rows']['used'], 'ticket')}."
    others = f"Parameters that the log does not tell are those of {base}; assumptions stand above."
    samples = f"Intervals: {manifest['bootstrap']:,} samples, seed {manifest['seed']}."
    return (
        StressItem("1. Objectives", (PURPOSE,)),
        StressItem("2. Logic", (LOGIC,)),
        StressItem("3. Data", (source, PREPARED, others)),
        StressItem("4. Experimentation", (f"{ESTIMATION} {samples}",)),
        StressItem("5. Implementation", (), (versions_table(manifest, f"{prefix}-versions"),)),
        code_access(manifest, f"{prefix}-files"),
    )
