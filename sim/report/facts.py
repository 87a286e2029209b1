"""What all pages of a report share: the question, the command, what was changed, the manifest.

A report is passed on, so files and folders are named without the way to them on the machine.
"""

import re
import shlex
from collections.abc import Mapping
from typing import Any

from sim.files.changes import ChangedLever, levers
from sim.files.schema import effective
from sim.report.parameters import levers_table, shown_value
from sim.report.parts import Cells, ReportTable, one_group
from sim.scenario import Scenario

# What has headings of its own in the report, or is a whole scenario.
TOLD_ELSEWHERE = {
    *("effective_scenario", "effective_scenarios", "base", "question", "outputs_sha256"),
    *("versions", "command", "sweep", "staffing"),
    *("parameters", "could_not_tell", "rows"),
}
FILES = {"extends", "tickets"}
DEFAULTS = effective(Scenario.model_validate({"network": {"counties": ["none"]}}))
ONE_COUNTY = {"network.counties"}
ABSOLUTE = re.compile(
    r"""(^|[=,"'])           # where a value begins
    (?:/|~/|[A-Za-z]:[\\/])  # the root of a file system, or somebody's home
    (?:[^=,"']*[\\/])?       # folders
    ([^=,"'\\/]+)            # the name
    """,
    re.VERBOSE,
)


def shown_command(command: str) -> str:
    """Return a command with what lies elsewhere on the machine by its name alone.

    >>> shown_command("wanghuiyi run /srv/me/mine.toml --out=/srv/results/ --set a.file=~/t.csv")
    'wanghuiyi run mine.toml --out=results --set a.file=t.csv'
    """
    try:
        words = shlex.split(command)
    except ValueError:  # no command of ours
        return command
    return shlex.join(shown_path(word) for word in words)


def shown_path(text: str) -> str:
    r"""Return text with absolute paths cut to their names.

    >>> shown_path('{ law = "empirical", file = "C:\\mine\\t.csv" }'), shown_path("dask://a:1")
    ('{ law = "empirical", file = "t.csv" }', 'dask://a:1')
    """
    return ABSOLUTE.sub(r"\1\2", text.rstrip("/")) if len(text) > 1 else text


def asked(scenarios: Mapping[str, Mapping[str, Any]]) -> Cells:
    """Return each question once, in the order of the scenarios."""
    found = [one["question"] for one in scenarios.values() if one.get("question")]
    return tuple(dict.fromkeys(found))


def levers_of_scenario(manifest: Mapping[str, Any], name: str) -> ReportTable:
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


def manifest_table(manifest: Mapping[str, Any], name: str) -> ReportTable:
    """Return the facts of a manifest that have no place of their own in the report."""
    rows: list[Cells] = [
        (key.replace("_", " "), shown_path(value) if key in FILES else shown_value(key, value))
        for key, value in manifest.items()
        if key not in TOLD_ELSEWHERE
    ]
    return ReportTable(name, "Manifest: what was run", ("fact", "value"), one_group(rows))


def times(count: int, noun: str) -> str:
    """Return how many there are of a thing.

    >>> times(1, "replication"), times(1_200, "replication")
    ('1 replication', '1,200 replications')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
