"""A run that can be followed: with `--progress FILE` it writes there how far it is.

The file is JSON and replaced as a whole, some times a second at most, by a thread of its own: so
what it says is never older than that, and whoever reads it never waits. It has the shards, and for
each scenario the estimates of the main metrics, the waits and the course of the mean wait, of the
replications that are finished, in their order. So its last estimates are those of the results.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import wraps
from math import isfinite
from pathlib import Path
from threading import Event, RLock, Thread
from typing import TYPE_CHECKING, Any, Literal

import click

from sim.cli.interrupts import is_interrupted
from sim.cli.progress import Pace

if TYPE_CHECKING:
    from sim.measures import Estimate
    from sim.running.replication import Replication
    from sim.study.precision import Precision

WRITES_APART_S = 0.25
COURSE_METRIC = "wait_mean_min"
COURSE_MOST = 64
SECONDS_PER_MINUTE = 60
State = Literal["running", "finished", "stopped", "failed"]


@dataclass
class ScenarioFollowed:
    """What is known of a scenario by its finished replications.

    `waits` counts those called by begun minute; `course` has estimates of the mean wait by the
    number of replications, of many only every second, fourth and so on.
    """

    metrics: list[dict[str, float]] = field(default_factory=list)
    waits: Counter[int] = field(default_factory=Counter)
    course: dict[int, "Estimate"] = field(default_factory=dict)
    every: int = 1

    def add(self, replication: "Replication") -> None:
        """Add what a replication brought."""
        self.metrics.append(replication.metrics)
        seconds, counts = replication.merged.waits_of("called", ())
        for second, count in zip(seconds.tolist(), counts.tolist(), strict=True):
            self.waits[second // SECONDS_PER_MINUTE] += count
        if len(self.course) > COURSE_MOST:
            self.every *= 2
        self.course = {n: one for n, one in self.course.items() if n % self.every == 0}
        self.course[len(self.metrics)] = self._mean_wait()

    def document(self, name: str) -> dict[str, Any]:
        """Return all of it for JSON."""
        from sim.comparison import compared
        from sim.measures import estimates

        shown = compared()
        found = [one for one in estimates(self.metrics) if one.metric in shown]
        return {
            "name": name,
            "replications": len(self.metrics),
            "estimates": [finite(asdict(one)) for one in found],
            "waits": sorted(self.waits.items()),
            "course": [finite(asdict(one)) | {"after": n} for n, one in self.course.items()],
        }

    def _mean_wait(self) -> "Estimate":
        from sim.measures import BY_NAME, estimate

        values = [one[COURSE_METRIC] for one in self.metrics]
        return estimate(COURSE_METRIC, BY_NAME[COURSE_METRIC].unit, values)


@dataclass
class Followed:
    """How far a command is, in the file `path`; without one nothing is written."""

    path: Path | None = None
    state: State = "running"
    done: int = 0
    total: int = 0
    replications: int = 0
    pace: Pace = field(default_factory=Pace)
    scenarios: dict[str, ScenarioFollowed] = field(default_factory=dict)
    precisions: "Sequence[Precision]" = ()
    planned: int = 0
    _lock: RLock = field(default_factory=RLock)
    _changed: Event = field(default_factory=Event)

    def begin(self, names: Sequence[str], replications: int) -> None:
        """Say which scenarios are run now, and with how many replications at most."""
        with self._changing():
            self.scenarios |= {name: ScenarioFollowed() for name in names}
            self.replications = replications
            self.pace = Pace()

    def step(self, done: int, total: int) -> None:
        """Say how many shards are done, of how many that are expected."""
        with self._changing():
            self.done, self.total = done, total
            self.pace.note(time.monotonic(), done)

    def replicated(self, name: str, replication: "Replication") -> None:
        """Say that all counties of a replication are done."""
        if self.path:
            with self._changing():
                self.scenarios[name].add(replication)

    def precise(self, precisions: "Sequence[Precision]", planned: int) -> None:
        """Say how precise it is what `--until` names, and how many replications are planned."""
        with self._changing():
            self.precisions, self.planned = precisions, planned

    def finish(self) -> None:
        """Say that the results are written; what comes afterwards changes nothing of that."""
        with self._changing():
            self.state = "finished"

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Write the file until the end in here, and how that came. Raise OSError if none can be."""
        if self.path is None:
            yield
            return
        self._write(self.path)
        ended = Event()
        writer = Thread(target=self._write_changes, args=(self.path, ended), daemon=True)
        writer.start()
        try:
            yield
            self.finish()
        finally:
            if self.state != "finished":
                self.state = "stopped" if is_interrupted() else "failed"
            ended.set()
            self._changed.set()
            writer.join()

    def document(self) -> dict[str, Any]:
        """Return all of it for JSON."""
        with self._lock:
            left_s = self.pace.left_s(self.total) if self.state == "running" else None
            return {
                "pid": os.getpid(),
                "state": self.state,
                "shards": {"done": self.done, "total": self.total},
                "left_s": left_s,
                "replications": self.replications,
                "planned": self.planned,
                "precisions": [_precision(one) for one in self.precisions],
                "scenarios": [one.document(name) for name, one in self.scenarios.items()],
            }

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock:
            yield
        self._changed.set()

    def _write_changes(self, path: Path, ended: Event) -> None:
        """Write whenever something has changed. A full disk must not end the run."""
        is_last = False
        while not is_last:
            self._changed.wait()
            self._changed.clear()
            is_last = ended.is_set()
            with suppress(OSError):
                self._write(path)
            ended.wait(WRITES_APART_S)

    def _write(self, path: Path) -> None:
        """Replace the file. It need not outlast a power cut, so nobody waits for the disk."""
        fresh = path.with_name(f".{path.name}.new-{os.getpid()}")
        fresh.write_text(json.dumps(self.document()), encoding="utf-8")
        fresh.replace(path)


def followed(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option by which a command can be followed while it is under way."""

    @click.option(
        "--progress",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Keep in this file, as JSON, how far the run is and its figures so far.",
    )
    @wraps(command)
    def following(*args: object, progress: Path | None, **options: object) -> None:
        shown = Followed(progress)
        with shown.under_way():
            command(*args, progress=shown, **options)

    return following


def finite(values: dict[str, Any]) -> dict[str, Any]:
    """Return values for JSON, which has no number that is none."""
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in values.items()
    }


def _precision(one: "Precision") -> dict[str, Any]:
    from sim.measures import BY_NAME

    return finite(
        {
            "metric": one.wanted.metric,
            "unit": BY_NAME[one.wanted.metric].unit,
            "alternative": one.alternative,
            "mean": one.spread.mean,
            "half_width": one.half_width,
            "half_width_most": one.half_width_most,
            "reached": bool(one.is_reached),
        }
    )
