"""What a report says of a sweep: what was varied, what came of it, and which lever does most."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from sim.files.changes import flat
from sim.measures import BY_NAME
from sim.plots.sweep_files import SweepFiles, read_sweep
from sim.report.facts import asked, levers_of_scenario, manifest_table, shown_command, times
from sim.report.parameters import parameters_table, shown_value
from sim.report.parts import Cells, Chapter, ReportTable, RowGroup, Verdicts, one_group
from sim.report.pictures import Pictures
from sim.report.stress import OF_MEANS, StudyMethod, stress_items
from sim.scenario.marks import described, mark_of
from sim.study.sweep.indices import INDEX_NAMES, LEADING
from sim.tables import figure, signed

DESIGNS = {
    "grid": "every value of each lever with every value of all others",
    "one-at-a-time": "each value of each lever alone, with all others as in the scenario",
    "lhs": "a Latin hypercube",
    "morris": "trajectories of Morris (1991)",
    "sobol": "samples of Saltelli and others (2010) for Sobol indices",
}
MEANT = {
    "grid": "At its first and its last value, less the mean of all points; paired, as all points "
    "meet the same people. Intervals by Student's t over replications.",
    "one-at-a-time": "At its first and its last value, less the base; paired, as all points meet "
    "the same people. Intervals by Student's t over replications.",
    "lhs": "Spearman's rank correlation over the points, from -1 to 1. Intervals are percentiles "
    "of a bootstrap over points.",
    "morris": "Of a lever's whole way: mu is the mean effect, mu* the mean of its size, sigma its "
    "deviation, which is large where the effect depends on the rest. Intervals are percentiles of "
    "a bootstrap over trajectories.",
    "sobol": "Shares of the variance of the metric: first order is the lever by itself, total with "
    "all that others do through it. Intervals are percentiles of a bootstrap over samples.",
}
POINTS_MOST = 250
POINTS_FIRST = 40
WITHOUT = {"1", "share"}
WITH_SIGN = {"first", "last", "mu", "rank_correlation"}
SAMPLED = {"morris", "sobol", "lhs"}


def chapter(folder: Path, prefix: str, pictures: Pictures) -> Chapter:
    """Return what there is to say of a sweep without faults."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    name, scenario = manifest["scenario"], manifest["effective_scenario"]
    files = read_sweep(folder)
    points = _points_table(files, f"{prefix}-points")
    is_small = manifest["sweep"]["points"] <= POINTS_FIRST and files.design not in SAMPLED
    does = "does" if len(files.keys) == 1 else "do"
    parameters = parameters_table(f"{prefix}-parameters", f"All parameters of {name}", scenario)
    return Chapter(
        name=prefix,
        heading=f"Sweep of {name}, over {_named(files.keys)}",
        questions=(*asked({name: scenario}), f"What {does} {_named(files.keys)} do?"),
        short=(_cost(manifest), f"All points meet the same people; seed {manifest['seed']}."),
        command=shown_command(manifest["command"]),
        verdicts=tuple(_verdicts(files)),
        tables=(*([points] if is_small else []), _indices_table(files, f"{prefix}-indices")),
        levers=(
            _varied_table(manifest, f"{prefix}-varied"),
            levers_of_scenario(manifest, f"{prefix}-levers"),
        ),
        pictures=pictures,
        warnings=tuple(_cautions(manifest, files)),
        stress=stress_items(manifest, {name: scenario}, prefix, _method(manifest)),
        manifest=manifest_table(manifest, f"{prefix}-facts"),
        appendix=(*([] if is_small else [points]), parameters),
        changes_heading="What was varied",
    )


def _named(keys: tuple[str, ...]) -> str:
    """Return the levers as a sentence names them.

    >>> _named(("a", "b", "c"))
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(keys[:-1]), keys[-1])))


def _cost(manifest: Mapping[str, Any]) -> str:
    about, run = manifest["sweep"], manifest["effective_scenario"]["run"]
    each, points = manifest["replications"], about["points"]
    of_rows = f" for {about['rows']:,} rows" if about["rows"] != points else ""
    design = DESIGNS.get(about["design"], about["design"])
    return (
        f"Design: {design}. {times(points, 'point')}{of_rows} of {times(each, 'replication')} "
        f"each: {times(points * each, 'replication')} in all, of {times(run['days'], 'day')}."
    )


def _method(manifest: Mapping[str, Any]) -> StudyMethod:
    about = manifest["sweep"]
    first = manifest.get("first_replication", 0)
    each = f"{times(manifest['replications'], 'replication')} at each, numbered from {first}"
    return StudyMethod(
        "to see what the levers do to the figures, by the same people at each point",
        f"{times(about['points'], 'point')}, {each}",
        f"{OF_MEANS} Of levers: {MEANT.get(about['design'], '')}",
    )


def _varied_table(manifest: Mapping[str, Any], name: str) -> ReportTable:
    """Return each lever with its values, its value in the scenario, its meaning and mark."""
    stands = flat(manifest["effective_scenario"])
    rows: list[Cells] = []
    for lever in manifest["sweep"]["levers"]:
        key = lever["key"]
        said = described(key)
        labels = dict(lever.get("labels", []))
        named = [labels.get(str(one)) or _shown(key, one) for one in lever["values"]]
        values = (
            ("; ".join(named) if labels else shown_value(key, named))
            if lever["values"]
            else f"from {lever['low']:.15g} to {lever['high']:.15g}"
        )
        rows.append((key, values, _shown(key, _standing(stands, key)), said, mark_of(said)))
    columns = ("lever", "values", "in the scenario", "what it is", "mark")
    return ReportTable(name, "Levers, and the values they took", columns, one_group(rows))


def _standing(values: Mapping[str, Any], key: str) -> object:
    """Return the value of a key; a part of a law, such as its mean, lies within the law."""
    if key in values:
        return values[key]
    table, _, part = key.rpartition(".")
    law = values.get(table)
    return law.get(part) if isinstance(law, dict) else None


def _points_table(files: SweepFiles, name: str) -> ReportTable:
    """Return a row a point, with the levers' values, mean and interval: a group a metric."""
    most = max(POINTS_MOST // len(files.metrics), 1)
    groups = []
    for metric in files.metrics:
        rows = files.of(metric).head(most).to_dicts()
        cells = tuple(
            (
                *(_labelled(files, key, row[key]) for key in files.keys),
                "not defined" if row["mean"] is None else figure(row["mean"]),
                _interval(row, figure) or "none",
                row["unit"],
            )
            for row in rows
        )
        said = BY_NAME[metric].said if metric in BY_NAME else ""
        groups.append(RowGroup(": ".join(filter(None, (metric, said))), cells))
    points, count = files.of(files.metrics[0]).height, len(files.keys)
    notes = (f"The first {most} of {points:,} points: points.csv has all.",)
    return ReportTable(
        name,
        "Points: means over replications, with 95% intervals",
        (*files.keys, "mean", "95% interval", "unit"),
        tuple(groups),
        frozenset({count, count + 1}),
        notes if points > most else (),
    )


def _labelled(files: SweepFiles, key: str, value: object) -> str:
    """Return a value of a lever by its label, if it is a law, a list or a table."""
    return files.labels[key].get(str(value)) or _shown(key, value)


def _shown(key: str, value: object) -> str:
    """Return a value of a lever as it is written; of a file only the name."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else shown_value(key, value)


def _with_interval(row: Mapping[str, Any], unit: str) -> str:
    if row["mean"] is None:
        return "not defined"
    interval = _interval(row, figure)
    return f"{figure(row['mean'])}{unit}" + (f" ({interval})" if interval else "")


def _interval(row: Mapping[str, Any], written: Any) -> str:  # noqa: ANN401 - figure or signed
    if row["ci_low"] is None or row["ci_high"] is None:
        return ""
    return f"{written(row['ci_low'])} to {written(row['ci_high'])}"


def _indices_table(files: SweepFiles, name: str) -> ReportTable:
    """Return what each lever does, a group a metric and the lever that does most on top."""
    groups = []
    for metric in files.metrics:
        rows: list[Cells] = []
        for row in _by_size(files, metric):
            written = signed if row["index"] in WITH_SIGN else figure
            unit = "" if row["unit"] == "1" else row["unit"]
            value = "not defined" if row["value"] is None else written(row["value"])
            what = INDEX_NAMES.get(row["index"], row["index"])
            rows.append((row["key"], what, value, _interval(row, written) or "none", unit))
        groups.append(RowGroup(metric, tuple(rows)))
    columns = ("lever", "index", "value", "95% interval", "unit")
    caption = "Levers: what each of them does"
    notes = (MEANT[files.design],) if files.design in MEANT else ()
    return ReportTable(name, caption, columns, tuple(groups), frozenset({2, 3}), notes)


def _by_size(files: SweepFiles, metric: str) -> list[dict[str, Any]]:
    """Return the indices of a metric; those of the lever that does most come first."""
    rows = files.indices.filter(pl.col("metric") == metric).to_dicts()
    largest: dict[str, float] = {}
    for row in rows:
        if row["index"] in LEADING:
            largest[row["key"]] = max(largest.get(row["key"], 0.0), abs(row["value"] or 0.0))
    return sorted(rows, key=lambda row: -largest.get(row["key"], 0.0))


def _verdicts(files: SweepFiles) -> Iterator[Verdicts]:
    if len(files.keys) == 1 and files.design != "sobol":
        said = tuple(_from_end_to_end(files, metric) for metric in files.metrics)
        yield Verdicts(f"What {files.keys[0]} does", said)
        return
    said = tuple(filter(None, (_does_most(files, metric) for metric in files.metrics)))
    if said:
        yield Verdicts("Which lever does most", said)


def _from_end_to_end(files: SweepFiles, metric: str) -> str:
    """Return a metric at the least and the largest value of the only lever."""
    (key,) = files.keys
    rows = files.of(metric)
    rows = rows if key in files.texts else rows.sort(key)
    first, last = rows.row(0, named=True), rows.row(-1, named=True)
    unit = "" if files.unit(metric) in WITHOUT else f" {files.unit(metric)}"
    before, after = (
        f"{_with_interval(row, unit)} at {_labelled(files, key, row[key])}" for row in (first, last)
    )
    return f"{metric} is {before}, and {after}."


def _does_most(files: SweepFiles, metric: str) -> str:
    """Return which lever does most to a metric, in a sentence; nothing where none is defined."""
    rows = [row for row in _by_size(files, metric) if row["value"] is not None]
    if not rows:
        return ""
    said = []
    for row in rows:
        written = signed if row["index"] in WITH_SIGN else figure
        if row["key"] == rows[0]["key"]:
            unit = "" if row["unit"] in WITHOUT else f" {row['unit']}"
            interval = _interval(row, written)
            within = f" ({interval})" if interval else ""
            what = INDEX_NAMES.get(row["index"], row["index"])
            said.append(f"{what} {written(row['value'])}{unit}{within}")
    return f"{metric}: {rows[0]['key']}; {', '.join(said)}."


def _cautions(manifest: Mapping[str, Any], files: SweepFiles) -> Iterator[str]:
    if manifest["replications"] == 1:
        yield "There is one replication at each point, so means have no intervals: run more."
    undefined = files.points.filter(pl.col("mean").is_null())
    if undefined.height:
        names = ", ".join(undefined["metric"].unique(maintain_order=True))
        yield f"Not defined at {undefined['point'].n_unique():,} points: {names}."
    if files.design in SAMPLED:
        yield (
            "Indices are of means over replications; what is left of chance in these makes those "
            "of levers that do nothing larger than 0, which more replications lower."
        )
