"""What the pictures need of the files: the columns that they read, and of which kind each is."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from sim.files.manifest import Kind
from sim.plots.agents import ENDINGS
from sim.plots.results import NOT_IN_LINE, read_figures
from sim.plots.trade import FLOWS, FUNNEL

Columns = dict[str, tuple[str, ...]]

TEXT, MOMENT, NUMBER = "text", "moment", "number"

RUN_TABLES: dict[str, Columns] = {
    "offices": {
        TEXT: ("county", "outlet", "class"),
        NUMBER: (
            *("lat", "lon", "counters", "visits", *NOT_IN_LINE),
            *("wait_called_ms", "busy_open_ms", "open_ms", "open_counter_ms"),
        ),
    },
    "series": {
        TEXT: ("class",),
        MOMENT: ("at",),
        NUMBER: (
            *("outlets", "open_ms", "open_counter_ms", "waiting_ms", "called", "wait_called_ms"),
        ),
    },
    "flows": {
        MOMENT: ("at",),
        NUMBER: ("replication", *FLOWS, "post_float_fen", "escrow_float_fen"),
    },
    "waits": {TEXT: ("class",), NUMBER: ("called", "wait_s", "count")},
    "settlements": {NUMBER: ("lat", "lon")},
    "agents": {
        TEXT: ("county", "settlement"),
        NUMBER: (
            *("replication", "agent", "open_ms", "no_float_ms", "no_cash_ms", "visits", *ENDINGS),
        ),
    },
    "floats": {
        TEXT: ("county",),
        MOMENT: ("at",),
        NUMBER: (
            *("replication", "agent", "float_fen", "cash_fen"),
            *("open_ms", "no_float_ms", "no_cash_ms"),
        ),
    },
}
COMPARISON_TABLES: dict[str, Columns] = {
    "winners": {
        TEXT: ("alternative", "class", "line_fate", "door_fate"),
        NUMBER: (
            *("baseline_in_line_ms", "baseline_to_door_ms"),
            *("alternative_in_line_ms", "alternative_to_door_ms"),
        ),
    },
}
NEVER_EMPTY = {"offices", "series", "flows"}
RUN_FIGURES: dict[str, Columns] = {
    "summary": {TEXT: ("metric",), NUMBER: ("mean",)},
    "waterfall": {TEXT: ("metric",), NUMBER: ("mean",)},
}
COMPARISON_FIGURES: dict[str, Columns] = {
    "comparison": {
        TEXT: ("metric", "unit", "baseline", "alternative", "verdict"),
        NUMBER: ("baseline_mean", "mean", "ci_low", "ci_high", "enough_replications"),
    }
}
OPTIONAL_FIGURES: dict[Kind, dict[str, Columns]] = {
    "comparison": {
        "costs_of_effect": {
            TEXT: ("metric", "unit", "baseline", "alternative", "verdict"),
            NUMBER: ("cost_mean", "effect_mean", "mean", "ci_low", "ci_high", "replications"),
        },
        "winners": {
            TEXT: ("alternative", "measure", "group", "value", "unit"),
            NUMBER: (
                *("people", "threshold", "mean_difference", "gained_share", "gained_ci_low"),
                *("gained_ci_high", "lost_share", "lost_ci_low", "lost_ci_high"),
                *("only_baseline", "only_alternative"),
            ),
        },
    },
}
SWEEP_FIGURES: dict[str, Columns] = {
    "points": {TEXT: ("metric", "unit"), NUMBER: ("mean", "ci_low", "ci_high")},
    "indices": {
        TEXT: ("metric", "key", "index", "unit"),
        NUMBER: ("value", "ci_low", "ci_high"),
    },
}
STAFFING_FIGURES: dict[str, Columns] = {
    "frontier": {NUMBER: ("at_most", "cost_yuan_week", "counters", "is_simulated")},
    "units": {
        TEXT: ("unit", "outlet_class", "staffing", "said", "cheaper", "cheaper_said"),
        NUMBER: (
            *("outlets", "counters", "cost_yuan_week", "value", "replications"),
            *("cheaper_value", "check_mean", "check_low", "check_high"),
        ),
    },
    "candidates": {
        TEXT: ("unit", "staffing", "said"),
        NUMBER: ("counters", "cost_yuan_week", "predicted", "value", "replications"),
    },
}
FIT_FIGURES: dict[str, Columns] = {
    "fitted": {TEXT: ("parameter", "method"), NUMBER: ("value", "low", "high", "count")},
    "laws": {
        TEXT: ("parameter", "law", "values"),
        NUMBER: ("aic", "above_best", "distance", "count", "is_chosen"),
    },
    "profile": {TEXT: ("weekday", "time"), NUMBER: ("factor",)},
}
NEEDED: dict[Kind, dict[str, Columns]] = {
    "run": RUN_FIGURES,
    "comparison": COMPARISON_FIGURES,
    "sweep": SWEEP_FIGURES,
    "staffing": STAFFING_FIGURES,
    "fit": FIT_FIGURES,
}
TABLES: dict[Kind, dict[str, Columns]] = {"run": RUN_TABLES, "comparison": COMPARISON_TABLES}
METRICS = {"wishes_per_day", *(metric for metric in FUNNEL.values() if metric)}


def faults_of_tables(folder: Path, kind: Kind) -> list[str]:
    """Return what the files of results lack that this version's pictures need."""
    figures = NEEDED[kind]
    tables = TABLES.get(kind, {})
    return [
        f"{path} {fault}: another version wrote it, or it is damaged; run the same command again"
        for path, columns in _files(folder, figures, tables, OPTIONAL_FIGURES.get(kind, {}))
        for fault in _faults(path, columns)
    ]


def _files(
    folder: Path,
    figures: dict[str, Columns],
    tables: dict[str, Columns],
    optional: dict[str, Columns],
) -> Iterator[tuple[Path, Columns]]:
    for name, columns in figures.items():
        yield folder / f"{name}.csv", columns
    for name, columns in optional.items():
        if (path := folder / f"{name}.csv").exists():
            yield path, columns
    for name, columns in tables.items():
        if (path := folder / f"{name}.parquet").exists():
            yield path, columns


def _faults(path: Path, columns: Columns) -> Iterator[str]:
    try:
        table = read_figures(path) if path.suffix == ".csv" else pl.read_parquet(path)
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        yield "cannot be read"
        return
    for kind, names in columns.items():
        for name in names:
            if name not in table.columns:
                yield f"has no column {name}"
            elif _kind(table.schema[name]) != kind:
                yield f"has a column {name} that is no {kind}"
    if table.is_empty() and path.stem in {*NEVER_EMPTY, "comparison", "points", "indices"}:
        yield "has no rows"
    if path.stem == "summary" and "metric" in table.columns:
        for metric in sorted(METRICS - set(table["metric"])):
            yield f"has no metric {metric}"


def _kind(kind: pl.DataType) -> str:
    if isinstance(kind, pl.Datetime):
        return MOMENT
    return NUMBER if kind.is_numeric() else TEXT if kind == pl.String else "other"
