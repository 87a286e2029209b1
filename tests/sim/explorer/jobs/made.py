"""Jobs for tests: small ones, and what their processes would have written."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.explorer.asked import AskedRun
from sim.explorer.jobs.job import Job, JobFiles, write_job
from sim.explorer.jobs.line import JobLine
from sim.explorer.jobs.state import JobSeen
from sim.explorer.results import JOBS

WITHIN_S = 120.0
SMALL = AskedRun("county", ('name="small"', "run.days=1"), 3)
LONG = AskedRun("county", ('name="long"', "run.days=4"), 200)


def a_job(out: Path, **changed: object) -> Job:
    """Write a job that was begun, or what is changed of that, and return it."""
    values: dict[str, Any] = {"name": "small", "asked": SMALL, "inputs_sha256": "0", "code": "0"}
    job = Job(**{**values, "number": 1, "begun": True, **changed})
    write_job(out / JOBS, job)
    return job


def estimate(metric: str = "wait_mean_min", **changed: object) -> dict[str, object]:
    """Return an estimate as a run writes it."""
    values = {"metric": metric, "unit": "min", "mean": 2.0, "ci_low": 1.5, "ci_high": 2.5}
    return {**values, "replications": 2, **changed}


def a_progress(out: Path, name: str = "small", **changed: object) -> None:
    """Write how far a run of this name is: two of three replications, or what is changed."""
    scenario = {
        "name": name,
        "replications": 2,
        "estimates": [estimate()],
        "waits": [[0, 60], [4, 30], [15, 10]],
        "course": [
            estimate(after=1, ci_low=None, ci_high=None, replications=1),
            estimate(after=2),
        ],
    }
    values = {
        "pid": 1,
        "state": "running",
        "shards": {"done": 2, "total": 3},
        "left_s": 8.2,
        "replications": 3,
        "planned": 0,
        "precisions": [],
        "scenarios": [scenario],
    }
    text = json.dumps({**values, **changed})
    JobFiles(out / JOBS, name).progress.write_text(text, encoding="utf-8")


def until(line: JobLine, name: str, is_so: Callable[[JobSeen], bool]) -> JobSeen:
    """Wait until it is so with a job, and return how it is. Fail if it takes too long."""
    end_s = time.monotonic() + WITHIN_S
    while time.monotonic() < end_s:
        seen = line.seen(name)
        if seen and is_so(seen):
            return seen
        time.sleep(0.05)
    raise AssertionError(line.seen(name))


def is_counting(seen: JobSeen) -> bool:
    """Return whether some replications are finished, and not all."""
    progress = seen.progress
    return seen.state == "running" and bool(progress and progress.finished)
