"""The runs that there are: folders of results, each found by its name and read when it is needed.

A request names a run by its folder's name, which is looked up among those found here: it is never
made into a path.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from sim.network import County
    from sim.scenario import Scenario

MANIFEST = "manifest.json"
EFFECTIVE = "effective_scenario"
RUNS_KEPT = 64
JOBS = ".explorer"  # a folder beside the runs, of those that are asked for


@dataclass(frozen=True)
class RunResults:
    """What a run wrote. `name` is what pages call it by: its folder's name.

    `written_at` is when its manifest was written, in seconds since 1970.
    """

    name: str
    folder: Path
    written_at: float = 0.0

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Return the facts of the run."""
        from sim.files.results import read_manifest

        return read_manifest(self.folder)

    @cached_property
    def scenario(self) -> "Scenario":
        """Return the scenario as it was run."""
        import json

        from sim.scenario import Scenario

        # A strict model reads dates and lists as JSON has them out of text alone.
        return Scenario.model_validate_json(json.dumps(self.manifest["effective_scenario"]))

    @cached_property
    def counties(self) -> "tuple[County, ...]":
        """Return the counties of the run, with all outlets and settlements."""
        from sim.files.geography import read_network

        codes = {one["code"] for one in self.manifest["counties"]}
        return tuple(one for one in read_network(self.scenario) if one.code in codes)

    @property
    def keeps_all(self) -> bool:
        """Return whether the run kept the journeys of all people, and not those of a sample."""
        kept = self.manifest.get("kept", {})
        return bool(kept.get("journeys_share", 0) >= 1)

    @property
    def question(self) -> str:
        """Return the question that the scenario answers."""
        return str(self.manifest.get("question") or "")

    def table(self, name: str) -> "pl.DataFrame":
        """Return a table of the run by its file's name: `offices.parquet`, `summary.csv`."""
        import polars as pl

        path = self.folder / name
        return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)

    def has(self, name: str) -> bool:
        """Return whether the run kept this table."""
        return (self.folder / name).is_file()


@dataclass(frozen=True)
class OtherResults:
    """A folder that holds no run: of what `kind` it is, and the command that wrote it."""

    name: str
    kind: str
    command: str = ""


@dataclass(frozen=True)
class Shelf:
    """The folders in which results are looked for: `out`, where runs write, and `folders`."""

    out: Path
    folders: Sequence[Path] = ()

    def runs(self) -> Mapping[str, RunResults]:
        """Return all runs by name, the newest first; folders of one name are told apart."""
        runs = [_run(one.name, one, _written_at(one)) for one in self._newest_first()]
        folders = {one.folder: one.written_at for one in runs if EFFECTIVE in _facts(one)}
        names = self._names(list(folders))
        return {names[one]: _run(names[one], one, at) for one, at in folders.items()}

    def _names(self, folders: Sequence[Path]) -> Mapping[Path, str]:
        """Return what each folder's run is called; those of `out` are called as jobs call them."""
        out = self.out.resolve()
        taken: dict[str, Path] = {}
        for folder in sorted(folders, key=lambda one: one.parent != out):
            name, number = folder.name, 2
            while name in taken:
                name, number = f"{folder.name}-{number}", number + 1
            taken[name] = folder
        return {folder: name for name, folder in taken.items()}

    def others(self) -> list[OtherResults]:
        """Return what else there is: results of other commands, and what cannot be read."""
        from sim.files.manifest import SAID
        from sim.report.facts import shown_command

        found = []
        for folder in self._newest_first():
            facts = _facts(_run(folder.name, folder, _written_at(folder)))
            if EFFECTIVE not in facts:
                kind = next((said for key, said in SAID.items() if key in facts), "")
                command = shown_command(str(facts.get("command", "")))
                damaged = "a manifest that cannot be read: write the results anew"
                found.append(OtherResults(folder.name, kind or damaged, command))
        return found

    def _newest_first(self) -> list[Path]:
        return sorted(self._with_manifest(), key=_written_at, reverse=True)

    def _with_manifest(self) -> Iterator[Path]:
        inside = self.out.iterdir() if self.out.is_dir() else ()
        seen: set[Path] = set()
        for folder in (*self.folders, *inside):
            resolved = folder.resolve()
            if resolved not in seen and (folder / MANIFEST).is_file():
                seen.add(resolved)
                yield resolved


def _written_at(folder: Path) -> float:
    return (folder / MANIFEST).stat().st_mtime


@lru_cache(RUNS_KEPT)
def _run(name: str, folder: Path, written_at: float) -> RunResults:
    """Return a run, with all that was read of it until it is written anew."""
    return RunResults(name, folder, written_at)


def _facts(run: RunResults) -> Mapping[str, Any]:
    """Return the facts of a manifest; none of one that is damaged."""
    try:
        facts: Any = run.manifest
    except (OSError, ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}
