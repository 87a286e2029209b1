"""One folder of results becomes one answer: of a run or of a comparison."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.files.changes import ChangedLever, levers
from sim.files.manifest import kind_of
from sim.files.schema import effective
from sim.plots.results import read_figures, read_results
from sim.report import comparison, run
from sim.report.parameters import levers_table, parameters_table, shown_value
from sim.report.parts import Cells, Chapter, ReportTable, one_group
from sim.report.pictures import pictures_of
from sim.report.stress import stress_items
from sim.scenario import Scenario

# What has headings of its own in the report, or is a whole scenario.
TOLD_ELSEWHERE = {
    *("effective_scenario", "effective_scenarios", "base", "question", "outputs_sha256"),
    *("versions", "command"),
}
DEFAULTS = effective(Scenario.model_validate({"network": {"counties": ["none"]}}))
ONE_COUNTY = {"network.counties"}


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
    if list(found.effective_scenarios) != found.comparison:
        return [f"{path} has no effective_scenarios of what it compares: {again}"]
    return []


def answer_of(folder: Path, prefix: str, *, with_pictures: bool) -> Chapter:
    """Return what there is to say of a folder without faults; `prefix` begins its identifiers."""
    if kind_of(folder) == "comparison":
        return _of_comparison(folder, prefix, with_pictures=with_pictures)
    return _of_run(folder, prefix, with_pictures=with_pictures)


def _of_run(folder: Path, prefix: str, *, with_pictures: bool) -> Chapter:
    results = read_results(folder)
    manifest = results.manifest
    name, scenario = manifest["scenario"], manifest["effective_scenario"]
    tables = run.tables_of_pictures(results, prefix)
    pictures = pictures_of(folder, tables) if with_pictures else ()
    drawn = {picture.name for picture in pictures}
    alone = tuple(table for of, table in tables.items() if of not in drawn)
    return Chapter(
        name=prefix,
        heading=f"Run of {name}",
        questions=_asked({name: scenario}),
        short=(_short(manifest, scenario),),
        command=manifest["command"],
        tables=(run.headline_table(results, f"{prefix}-main-figures"), *alone),
        levers=(_levers_of_run(manifest, f"{prefix}-levers"),),
        pictures=pictures,
        warnings=run.cautions_of_run(results),
        stress=stress_items(manifest, {name: scenario}, prefix),
        manifest=_manifest_table(manifest, f"{prefix}-facts"),
        appendix=(
            run.figures_table(results, f"{prefix}-all-figures"),
            parameters_table(f"{prefix}-parameters", f"All parameters of {name}", scenario),
        ),
    )


def _of_comparison(folder: Path, prefix: str, *, with_pictures: bool) -> Chapter:
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
    return Chapter(
        name=prefix,
        heading=f"Comparison of {', '.join(name for name, _ in others)} with {baseline}",
        questions=_asked(dict(others)) or _asked(scenarios),
        short=tuple(comparison.short_of(rows) for rows in by_name.values()),
        command=manifest["command"],
        verdicts=tuple(
            verdicts for rows in by_name.values() for verdicts in comparison.verdicts_of(rows)
        ),
        tables=tables,
        levers=changed,
        pictures=pictures_of(folder, {}) if with_pictures else (),
        warnings=comparison.cautions_of_comparison(differences),
        stress=stress_items(manifest, scenarios, prefix),
        manifest=_manifest_table(manifest, f"{prefix}-facts"),
        appendix=(
            parameters_table(
                f"{prefix}-parameters", f"All parameters of the baseline, {baseline}", before
            ),
        ),
    )


def _asked(scenarios: Mapping[str, Mapping[str, Any]]) -> Cells:
    """Return each question once, in the order of the scenarios."""
    asked = [one["question"] for one in scenarios.values() if one.get("question")]
    return tuple(dict.fromkeys(asked))


def _short(manifest: Mapping[str, Any], scenario: Mapping[str, Any]) -> str:
    days, warm_up = scenario["run"]["days"], scenario["run"]["warm_up_days"]
    after = f", after a warm-up of {warm_up}" if warm_up else ""
    count = manifest["replications"]
    runs = "replication" if count == 1 else "replications"
    return f"{count:,} {runs} of {days - warm_up:,} days{after}, seed {manifest['seed']}."


def _levers_of_run(manifest: Mapping[str, Any], name: str) -> ReportTable:
    """Return what the scenario changes of the one that it extends, or else of the defaults."""
    scenario, base = manifest["effective_scenario"], manifest.get("base")
    if base:
        found = [
            ChangedLever(one.key, base["values"][one.key], one.after)
            for one in levers({}, scenario)
            if one.key in base["values"]
        ]
        return levers_table(name, f"What {manifest['scenario']} changes of {base['name']}", found)
    found = [one for one in levers(DEFAULTS, scenario) if one.key not in ONE_COUNTY]
    caption = f"Where {manifest['scenario']} differs from the defaults of the parameters"
    return levers_table(name, caption, found)


def _manifest_table(manifest: Mapping[str, Any], name: str) -> ReportTable:
    rows: list[Cells] = [
        (key.replace("_", " "), shown_value(key, value))
        for key, value in manifest.items()
        if key not in TOLD_ELSEWHERE
    ]
    return ReportTable(name, "Manifest: what was run", ("fact", "value"), one_group(rows))
