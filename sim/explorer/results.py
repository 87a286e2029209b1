"""The runs that there are: folders of results, each found by its name and read when it is needed.

A request names a run by its folder's name, which is looked up among those found here: it is never
made into a path.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from sim.network import County
    from sim.scenario import Scenario

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class RunResults:
    """What a run wrote. `name` is what pages call it by: its folder's name."""

    name: str
    folder: Path

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
class Shelf:
    """The folders in which results are looked for: `out`, where runs write, and `folders`."""

    out: Path
    folders: Sequence[Path] = ()

    def runs(self) -> Mapping[str, RunResults]:
        """Return all runs by name, the newest first; folders of one name are told apart."""
        found: dict[str, RunResults] = {}
        for folder in sorted(self._with_manifest(), key=_written_at, reverse=True):
            name, number = folder.name, 2
            while name in found:
                name, number = f"{folder.name}-{number}", number + 1
            run = RunResults(name, folder)
            if "effective_scenario" in run.manifest:
                found[name] = run
        return found

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
