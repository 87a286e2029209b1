"""What a report says of a search for staffing: the promise, the plan, how sure it is, the rest."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from math import isnan
from pathlib import Path
from typing import Any

import polars as pl

from sim.files.scenario_file import FILE_KEYS
from sim.files.staffing_results import PLAN_FILE
from sim.plots.results import read_figures
from sim.report.facts import asked, levers_of_scenario, manifest_table, shown_command, times
from sim.report.parameters import parameters_table
from sim.report.parts import Cells, Chapter, FileShown, ReportTable, RowGroup, Verdicts, one_group
from sim.report.pictures import Pictures, with_tables
from sim.report.stress import StudyMethod, stress_items
from sim.study.optimise.answer import FrontierPoint, promises_around
from sim.tables import figure

UNSEEN = {"ruled out", "not needed"}
PATH = re.compile(rf'^(extends|{"|".join(sorted(FILE_KEYS))}) = ".*[\\/]([^\\/"]+)"$', re.MULTILINE)
ESTIMATION = (
    "Estimation: a candidate keeps the promise by a one-sided sequential test (Andradottir and Kim "
    "2010), and the cheapest is chosen by the procedure of Kim and Nelson (2001), with the same "
    "people for all candidates; half of the error goes to each, shared by all units and "
    "candidates. With a budget, replications are shared out by OCBA, and nothing is guaranteed."
)
CANDIDATES_SAID = (
    "keeps: the promise is kept, at a higher cost. breaks: it is not. in the zone: kept on the "
    "mean, and not by enough to be told from a broken one. ruled out: another staffing with more "
    "counters broke the promise. not needed: it costs more than the chosen one. seen: simulated, "
    "and not decided."
)


def chapter(folder: Path, prefix: str, pictures: Pictures) -> Chapter:
    """Return what there is to say of a search for staffing without faults."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    name, scenario = manifest["scenario"], manifest["effective_scenario"]
    promise = manifest["staffing"]
    units = read_figures(folder / "units.csv")
    candidates = read_figures(folder / "candidates.csv")
    frontier = _frontier_table(read_figures(folder / "frontier.csv"), promise, prefix)
    shown, alone = with_tables(pictures, {"frontier": frontier})
    return Chapter(
        name=prefix,
        heading=f"Staffing of {name}",
        questions=(*asked({name: scenario}), _question(promise)),
        short=(*_short(promise, units), _cost(manifest, candidates)),
        command=shown_command(manifest["command"]),
        verdicts=tuple(_verdicts(promise, units)),
        tables=(_plan_table(units, promise, f"{prefix}-plan"), *alone),
        levers=(_promise_table(promise, f"{prefix}-promise"), _levers(manifest, prefix)),
        pictures=shown,
        warnings=tuple(_cautions(promise, units)),
        stress=stress_items(manifest, {name: scenario}, prefix, _method(manifest)),
        manifest=manifest_table(manifest, f"{prefix}-facts"),
        listings=(_plan_file(folder),),
        appendix=(
            _candidates_table(candidates, promise, f"{prefix}-candidates"),
            parameters_table(f"{prefix}-parameters", f"All parameters of {name}", scenario),
        ),
        changes_heading="What was promised, and from where it started",
    )


def _levers(manifest: Mapping[str, Any], prefix: str) -> ReportTable:
    return levers_of_scenario(manifest, f"{prefix}-levers")


def _question(promise: Mapping[str, Any]) -> str:
    limit = _value(promise["at_most"], promise["unit"])
    return (
        f"Which staffing is cheapest such that {promise['metric']} is at most {limit} in each "
        f"{promise['by']}?"
    )


def _short(promise: Mapping[str, Any], units: pl.DataFrame) -> Iterator[str]:
    """Say what the plan costs, and how sure that is."""
    counters = int((units["counters"] * units["outlets"]).sum())
    yield (
        f"The plan has {times(counters, 'counter')} and costs {figure(promise['cost_yuan_week'])} "
        "yuan a week."
    )
    unit, by = promise["unit"], promise["by"]
    if promise["opening_hours"]:
        settled = "" if promise["hours_settled"] else ", which are not settled"
        yield f"Opening hours: {promise['opening_hours']}{settled}."
    if promise["confidence"] is not None:
        yield (
            f"With a probability of {promise['confidence']:.0%} the promise is kept in every {by}, "
            f"and no other candidate costs over {promise['cost_zone']:.0%} less and stays "
            f"{_value(promise['zone'], unit)} or more below the limit."
        )
    elif promise["chance_at_least"] is not None:
        yield (
            "Nothing is guaranteed with a budget: estimated afterwards, all is right with a "
            f"probability of at least {promise['chance_at_least']:.1%}."
        )
    else:
        yield f"Nothing is guaranteed, since not every {by} is settled."
    check = promise["check"]
    yield (
        f"The whole plan in {times(int(check['replications']), 'further replication')}, which had "
        f"no part in choosing it: {_value(check['mean'], unit)} "
        f"(95% interval {_ends(check['ci_low'], check['ci_high'], unit)}), of all together."
    )


def _cost(manifest: Mapping[str, Any], candidates: pl.DataFrame) -> str:
    """Say how many replications it took, and of how many candidates."""
    runs, checks = manifest["staffing"]["runs"], manifest["staffing"]["check"]["replications"]
    said = candidates["said"]
    parts = (
        f"{candidates.filter(pl.col('replications') > 0).height:,} were simulated",
        f"{(said == 'ruled out').sum():,} ruled out unseen",
        f"{(said == 'not needed').sum():,} not needed",
    )
    return (
        f"It took {times(runs, 'replication')}, {checks:.0f} of them the check: of "
        f"{times(candidates.height, 'candidate')} {', '.join(parts)}. Seed {manifest['seed']}."
    )


def _verdicts(promise: Mapping[str, Any], units: pl.DataFrame) -> Iterator[Verdicts]:
    """Name the units of which no candidate keeps the promise, and those that are open."""
    for said, heading in (
        ("none keeps it", "No candidate keeps the promise"),
        ("not settled", f"Not settled after {promise['most']:,} replications"),
    ):
        if names := units.filter(pl.col("said") == said)["unit"].to_list():
            yield Verdicts(heading, tuple(map(str, names)))


def _plan_table(units: pl.DataFrame, promise: Mapping[str, Any], name: str) -> ReportTable:
    unit = promise["unit"]
    rows: list[Cells] = [
        (
            _who(row),
            row["staffing"],
            figure(row["cost_yuan_week"]),
            _value(row["value"], unit) or "not seen",
            f"{row['replications']:,.0f}",
            _ends(row["check_low"], row["check_high"], unit) or "none",
            _cheaper(row, promise),
            row["said"],
        )
        for row in units.iter_rows(named=True)
    ]
    columns = (
        *(promise["by"], "staffing", "yuan a week"),
        *(f"{promise['metric']} seen", "replications", "95% interval of the check"),
        *("next cheaper", "verdict"),
    )
    caption = f"The plan: {promise['metric']} at most {_value(promise['at_most'], unit)} in each "
    return ReportTable(
        name, caption + promise["by"], columns, one_group(rows), frozenset({2, 3, 4, 5})
    )


def _who(row: Mapping[str, Any]) -> str:
    """Return a unit with its class, or with how many outlets it has."""
    if row["outlets"] > 1:
        return f"{row['unit']} ({row['outlets']:,.0f} outlets)"
    is_class = row["unit"] == row["outlet_class"]
    return row["unit"] if is_class else f"{row['unit']}, {row['outlet_class']}"


def _cheaper(row: Mapping[str, Any], promise: Mapping[str, Any]) -> str:
    """Return the next cheaper staffing, and what came of it."""
    if not row["cheaper"]:
        return "none"
    said, value = row["cheaper_said"] or "", row["cheaper_value"]
    if said == "breaks" and value is not None and value <= promise["at_most"]:
        said = "in the zone"
    return ", ".join(filter(None, (row["cheaper"], _value(value, promise["unit"]), said)))


def _frontier_table(points: pl.DataFrame, promise: Mapping[str, Any], prefix: str) -> ReportTable:
    found = [
        FrontierPoint(
            row["at_most"], row["cost_yuan_week"], round(row["counters"]), bool(row["is_simulated"])
        )
        for row in points.iter_rows(named=True)
    ]
    unit = promise["unit"]
    around = promises_around(found, promise["at_most"], is_share=unit == "share")
    rows: list[Cells] = [
        (
            _value(limit, unit),
            figure(point.cost_yuan_week),
            f"{point.counters:,}",
            "simulated" if point.is_simulated else "predicted in part",
        )
        for limit, point in around
    ]
    caption = "What other promises would cost, by means and without a guarantee"
    columns = (f"{promise['metric']} at most", "yuan a week", "counters", "known by")
    return ReportTable(f"{prefix}-promises", caption, columns, one_group(rows), frozenset({1, 2}))


def _promise_table(promise: Mapping[str, Any], name: str) -> ReportTable:
    unit = promise["unit"]
    rows: list[Cells] = [
        ("promised", f"{promise['metric']} at most {_value(promise['at_most'], unit)}"),
        ("decided by", promise["by"]),
        ("zone below the limit that makes no difference", _value(promise["zone"], unit)),
        ("cost that makes no difference", f"{promise['cost_zone']:.0%}"),
        ("an hour of a staffed counter (A)", f"{promise['yuan_per_hour']:g} yuan"),
        ("an hour after closing (A)", f"{promise['overtime_factor']:g} times that"),
        ("replications of a staffing, at most", f"{promise['most']:,}"),
        ("opening hours", promise["opening_hours"] or "those of the scenario"),
    ]
    caption = "The promise, and what it was searched with"
    return ReportTable(name, caption, ("what", "value"), one_group(rows))


def _candidates_table(
    candidates: pl.DataFrame, promise: Mapping[str, Any], name: str
) -> ReportTable:
    """Return every candidate, a group a unit: seen, pruned, or not needed."""
    unit = promise["unit"]
    groups = []
    for of_unit, rows in groupby(candidates.iter_rows(named=True), key=lambda row: row["unit"]):
        cells = tuple(
            (
                row["staffing"],
                figure(row["cost_yuan_week"]),
                _value(row["predicted"], unit),
                _value(row["value"], unit) or "not seen",
                f"{row['replications']:,.0f}",
                row["said"],
            )
            for row in rows
        )
        groups.append(RowGroup(str(of_unit), cells))
    columns = ("staffing", "yuan a week", "predicted", "seen", "replications", "what came of it")
    caption = f"All candidates by {promise['by']}: {promise['metric']}"
    return ReportTable(
        name, caption, columns, tuple(groups), frozenset({1, 2, 3, 4}), (CANDIDATES_SAID,)
    )


def _cautions(promise: Mapping[str, Any], units: pl.DataFrame) -> Iterator[str]:
    yield (
        "What a counter costs is an assumption; that fewer counters never wait less is assumed "
        "too, where a staffing was ruled out unseen."
    )
    if promise["confidence"] is None:
        yield "The plan is not guaranteed: see which units are open above, or run it with more."
    above = units.filter(pl.col("check_low") > promise["at_most"])["unit"].to_list()
    if above:
        yield f"In the check the promise is broken in {', '.join(map(str, above))}."


def _method(manifest: Mapping[str, Any]) -> StudyMethod:
    promise = manifest["staffing"]
    return StudyMethod(
        "to find the cheapest staffing that keeps the promise, with a guarantee",
        f"{times(promise['runs'], 'replication')} in all, in each of which every {promise['by']} "
        "has one of its candidates",
        ESTIMATION,
    )


def _plan_file(folder: Path) -> FileShown:
    """Return the scenario of the plan; files that it names are without their folders."""
    text = (folder / PLAN_FILE).read_text(encoding="utf-8")
    return FileShown(f"The plan as a scenario: {PLAN_FILE}", PATH.sub(r'\1 = "\2"', text).strip())


def _ends(low: float | None, high: float | None, unit: str) -> str:
    if low is None or high is None or isnan(low) or isnan(high):
        return ""
    return f"{_value(max(low, 0.0), unit)} to {_value(high, unit)}"


def _value(value: float | None, unit: str) -> str:
    """Return a value of the promised metric; nothing of what was not simulated."""
    if value is None or isnan(value):
        return ""
    return f"{value:.1%}" if unit == "share" else f"{value:.2f} {unit}"
