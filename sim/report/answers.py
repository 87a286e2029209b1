"""One folder of results becomes one answer: of a run, a comparison, or another study."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.files.changes import levers
from sim.files.manifest import Kind, kind_of
from sim.plots.results import read_figures, read_results
from sim.report import comparison, fit, run, staffing, sweep
from sim.report.courses import costs_tables
from sim.report.facts import asked, levers_of_scenario, manifest_table, shown_command, times
from sim.report.parameters import levers_table, parameters_table
from sim.report.parts import Chapter
from sim.report.people import winners_table
from sim.report.pictures import Pictures, all_pictures, with_tables
from sim.report.stress import stress_items


class _Stated(BaseModel):
    """What a report reads of an effective scenario beyond its parameters."""

    question: str = ""
    run: dict[str, Any]
    backlog: dict[str, float] = {}


class _Base(BaseModel):
    name: str
    values: dict[str, Any]


class _Manifest(BaseModel):
    """What a report reads of a manifest, and `plot` does not."""

    base: _Base | None = None
    effective_scenario: _Stated | None = None
    effective_scenarios: dict[str, _Stated] = {}
    comparison: list[str] = []


def faults_of_manifest(folder: Path) -> list[str]:
    """Return what a manifest lacks that a report says, of results without other faults."""
    path = folder / "manifest.json"
    again = "another version wrote it, or it is damaged; run the same command again"
    try:
        found = _Manifest.model_validate_json(path.read_bytes())
    except ValidationError as errors:
        return [f"{path} has no {'.'.join(map(str, errors.errors()[0]['loc']))}: {again}"]
    kind = kind_of(folder)
    if kind in {"sweep", "staffing"} and found.effective_scenario is None:
        return [f"{path} has no effective_scenario: {again}"]
    if list(found.effective_scenarios) != found.comparison:
        return [f"{path} has no effective_scenarios of what it compares: {again}"]
    return []


def answer_of(folder: Path, prefix: str, *, with_pictures: bool) -> Chapter:
    """Return what there is to say of a folder without faults; `prefix` begins its identifiers."""
    kind = kind_of(folder)
    pictures = all_pictures(folder) if with_pictures else ()
    return CHAPTERS[kind](folder, prefix, pictures)


def _of_run(folder: Path, prefix: str, pictures: Pictures) -> Chapter:
    results = read_results(folder)
    manifest = results.manifest
    name, scenario = manifest["scenario"], manifest["effective_scenario"]
    shown, alone = with_tables(pictures, run.tables_of_pictures(results, prefix))
    return Chapter(
        name=prefix,
        heading=f"Run of {name}",
        questions=asked({name: scenario}),
        short=(_short(manifest, scenario),),
        command=shown_command(manifest["command"]),
        tables=(run.headline_table(results, f"{prefix}-main-figures"), *alone),
        levers=(levers_of_scenario(manifest, f"{prefix}-levers"),),
        pictures=shown,
        warnings=run.cautions_of_run(results),
        stress=stress_items(manifest, {name: scenario}, prefix),
        manifest=manifest_table(manifest, f"{prefix}-facts"),
        appendix=(
            run.figures_table(results, f"{prefix}-all-figures"),
            parameters_table(f"{prefix}-parameters", f"All parameters of {name}", scenario),
        ),
    )


def _of_comparison(folder: Path, prefix: str, pictures: Pictures) -> Chapter:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    scenarios: dict[str, Any] = manifest["effective_scenarios"]
    (baseline, before), *others = scenarios.items()
    differences = comparison.differences_of(read_figures(folder / "comparison.csv"))
    by_name = comparison.by_alternative(differences)
    tables = tuple(
        comparison.differences_table(rows, f"{prefix}-differences-{number}")
        for number, rows in enumerate(by_name.values(), 1)
    )
    changed = tuple(
        levers_table(
            f"{prefix}-levers-{number}", f"What {name} changes of {baseline}", levers(before, after)
        )
        for number, (name, after) in enumerate(others, 1)
    )
    people = winners_table(folder, f"{prefix}-winners")
    shown, alone = with_tables(pictures, {"winners-ecdf": people} if people else {})
    return Chapter(
        name=prefix,
        heading=f"Comparison of {', '.join(name for name, _ in others)} with {baseline}",
        questions=asked(dict(others)) or asked(scenarios),
        short=tuple(comparison.short_of(rows) for rows in by_name.values()),
        command=shown_command(manifest["command"]),
        verdicts=tuple(
            verdicts for rows in by_name.values() for verdicts in comparison.verdicts_of(rows)
        ),
        tables=(*tables, *costs_tables(folder, f"{prefix}-costs"), *alone),
        levers=changed,
        pictures=shown,
        warnings=comparison.cautions_of_comparison(differences),
        stress=stress_items(manifest, scenarios, prefix),
        manifest=manifest_table(manifest, f"{prefix}-facts"),
        appendix=(
            parameters_table(
                f"{prefix}-parameters", f"All parameters of the baseline, {baseline}", before
            ),
        ),
    )


def _short(manifest: Mapping[str, Any], scenario: Mapping[str, Any]) -> str:
    days, warm_up = scenario["run"]["days"], scenario["run"]["warm_up_days"]
    after = f", after a warm-up of {warm_up}" if warm_up else ""
    runs = times(manifest["replications"], "replication")
    return f"{runs} of {days - warm_up:,} days{after}, seed {manifest['seed']}."


CHAPTERS: dict[Kind, Callable[[Path, str, Pictures], Chapter]] = {
    "run": _of_run,
    "comparison": _of_comparison,
    "sweep": sweep.chapter,
    "staffing": staffing.chapter,
    "fit": fit.chapter,
}
