"""How far a run is, as its process writes it with `--progress` (`sim.cli.followed`)."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PIDS_BELOW = 2**31


class _Written(BaseModel):
    """A part of the file; nothing else may be in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ShardsSoFar(_Written):
    """How many shards are done of those that are expected."""

    done: int = 0
    total: int = 0


class EstimateSoFar(_Written):
    """A mean with its 95% interval, where it has one; `after` so many replications of a course."""

    metric: str
    unit: str
    mean: float | None
    ci_low: float | None
    ci_high: float | None
    replications: int
    after: int = 0


class PrecisionSoFar(_Written):
    """How wide the interval is of what `--until` names, and how wide it may be."""

    metric: str
    unit: str
    alternative: str
    mean: float | None
    half_width: float | None
    half_width_most: float | None
    reached: bool


class ScenarioSoFar(_Written):
    """The figures of the replications that are finished; waits by begun minute."""

    name: str
    replications: int
    estimates: tuple[EstimateSoFar, ...]
    waits: tuple[tuple[int, int], ...]
    course: tuple[EstimateSoFar, ...]


class RunProgress(_Written):
    """How far a run is; of several scenarios, those that were begun.

    `replications` are those to run, with `--until` at most; `planned` those that it expects.
    """

    pid: Annotated[int, Field(gt=0, lt=PIDS_BELOW)]  # below 1 are groups of processes
    state: Literal["running", "finished", "stopped", "failed"]
    shards: ShardsSoFar
    left_s: float | None
    replications: int
    planned: int
    precisions: tuple[PrecisionSoFar, ...]
    scenarios: tuple[ScenarioSoFar, ...]

    @property
    def scenario(self) -> ScenarioSoFar | None:
        """Return what is known of the scenario that is run; None before it has begun."""
        return self.scenarios[-1] if self.scenarios else None

    @property
    def finished(self) -> int:
        """Return how many replications are finished."""
        return self.scenario.replications if self.scenario else 0

    @property
    def expected(self) -> int:
        """Return how many replications there will be, as far as that is known."""
        if not self.precisions and not self.planned:
            return self.replications
        return min(self.planned or self.replications, self.replications)


def read_progress(path: Path) -> RunProgress | None:
    """Return how far a run is; None before it says so, and for what no run of ours has written."""
    try:
        return RunProgress.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
