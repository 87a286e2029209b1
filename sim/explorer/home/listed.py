"""What the first page lists: scenarios with what they vary, runs with their figures."""

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.explorer.home.headline import Headline, headlines_of
from sim.explorer.results import RunResults, Shelf

UNSAID = {"name", "question", "extends", "run.replications", "run.seed"}
SAID_MOST = 4


@dataclass(frozen=True)
class ListedScenario:
    """A scenario that ships: its question, the scenario that it changes, and of that which keys."""

    name: str
    question: str
    changes: str
    keys: Sequence[str]
    more: int


@dataclass(frozen=True)
class ListedRun:
    """A run with its figures; `when` is when it was written, by the clock of this machine."""

    run: RunResults
    when: str
    replications: int
    headlines: Sequence[Headline]


def listed_scenarios() -> list[ListedScenario]:
    """Return the scenarios that ship, those that change no other first."""
    from sim.files.scenario_file import shipped_scenarios

    found = []
    for name, path in shipped_scenarios().items():
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        found.append(_listed(name, written))
    return sorted(found, key=lambda one: (bool(one.changes), one.name))


def _listed(name: str, written: dict[str, Any]) -> ListedScenario:
    from sim.files.changes import flat

    keys = [key for key in flat(written) if key not in UNSAID]
    parent = str(written.get("extends", "")).removesuffix(".toml")
    return ListedScenario(
        name,
        str(written.get("question", "")) or name,
        parent,
        keys[:SAID_MOST] if parent else (),
        max(len(keys) - SAID_MOST, 0),
    )


def listed_runs(shelf: Shelf) -> list[ListedRun]:
    """Return all runs, the newest first."""
    return [
        ListedRun(run, when(run), int(run.manifest["replications"]), headlines_of(run))
        for run in shelf.runs().values()
    ]


def when(run: RunResults) -> str:
    """Return when a run was written."""
    written = dt.datetime.fromtimestamp(run.written_at, tz=dt.UTC).astimezone()
    return f"{written:%Y-%m-%d %H:%M}"
