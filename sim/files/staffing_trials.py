"""The finished runs of a search for staffing that has not ended: the search goes on from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from sim.files.checkpoint import RUN, Checkpoint, checkpoint_beside, county_sha256
from sim.files.kept_figures import keep_figures, kept_figures
from sim.files.schema import scenario_hash
from sim.network import County
from sim.scenario import Scenario
from sim.study.optimise.trial import Columns, Trial


@dataclass(frozen=True)
class KeptTrials:
    """What was kept of the trials of some counties, as they are before anybody staffs them.

    A trial has its name by the people whom it meets and by how each outlet is staffed, whatever is
    promised: another promise finds it too.
    """

    place: Checkpoint
    counties_sha256: bytes

    def found(self, trial: Trial) -> Columns | None:
        """Return what was kept of a trial."""
        figures = kept_figures(self.place, self._name(trial))
        if figures is None:
            return None
        return {name: np.array(column, dtype=np.int64) for name, column in figures.items()}

    def keep(self, trial: Trial, columns: Columns) -> None:
        """Keep what a trial brought back. Raise CheckpointFailed if that cannot be."""
        figures = {name: column.tolist() for name, column in columns.items()}
        keep_figures(self.place, self._name(trial), figures)

    def _name(self, trial: Trial) -> str:
        digest = sha256(self.place.run_sha256.encode() + self.counties_sha256)
        digest.update(f"{scenario_hash(trial.scenario)} {trial.replication}".encode())
        digest.update(f" {trial.engine} {trial.over_min}".encode())
        staffing = [
            (outlet.counters, tuple(outlet.shifts.items()))
            for county in trial.counties
            for outlet in county.outlets
        ]
        digest.update(repr(staffing).encode())
        return digest.hexdigest()


def kept_trials(
    out: Path,
    scenario: Scenario,
    counties: Sequence[County],
    engine: str,
    remark: Callable[[str], None],
) -> KeptTrials:
    """Return where the runs of all searches of a scenario are kept until they end."""
    digest = sha256()
    for county in counties:
        digest.update(county_sha256(county))
    place = checkpoint_beside(out, scenario, engine, remark, RUN)
    return KeptTrials(place, digest.digest())
