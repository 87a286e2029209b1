"""What a metric is: a figure with a name, a unit, a meaning, and over whom or what it is taken."""

from dataclasses import dataclass
from typing import Literal

from sim.measures.figures import Figure

Better = Literal["lower", "higher", "neither"]
Basis = Literal["events", "time", "end", "visits", "wishes", "lots"]
Row = tuple[str, str, Better, Basis, Figure]

BASES: dict[Basis, str] = {
    "events": "what happened after the warm-up, whoever it happened to",
    "time": "over the time after the warm-up, whoever was there",
    "end": "as it stood at the end of the run, whosever",
    "visits": "of visits that began after the warm-up",
    "wishes": "of wishes that arose after the warm-up",
    "lots": "of lots harvested after the warm-up",
}


@dataclass(frozen=True)
class Metric:
    """A figure of a run; `group` is its heading in tables, `basis` over what it is taken.

    One that is `optional` belongs to something that can be switched off, and is left out where no
    replication has it.
    """

    name: str
    unit: str
    group: str
    said: str
    better: Better
    basis: Basis
    value: Figure
    optional: bool = False

    @property
    def description(self) -> str:
        """What the metric is, and over whom or what."""
        return f"{self.said}; {BASES[self.basis]}"
