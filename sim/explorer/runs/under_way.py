"""What the page of a run shows before there are results: state, shards, time left, figures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.explorer.charts import Chart
from sim.explorer.jobs.state import JobSeen, State
from sim.report.parts import ReportTable

if TYPE_CHECKING:
    from sim.explorer.jobs.progress import RunProgress

RUNNING = "Running. It goes on if this page is closed."
SAID: dict[State, str] = {
    "waiting": "Waits for its turn: a run uses all cores, so there is one at a time.",
    "starting": RUNNING,
    "running": RUNNING,
    "stopping": "Stopping: finished shards are kept.",
    "stopped": "Stopped: finished shards are kept, and Go on takes it up from there.",
    "failed": "Failed: what it said is below. Finished shards are kept.",
    "lost": "Its process ended without a word: it was killed, or the machine was. Finished shards "
    "are kept, and Go on takes it up from there.",
}


@dataclass(frozen=True)
class RunUnderWay:
    """A run without results; the tables and charts are of the replications that are finished."""

    seen: JobSeen
    before: tuple[str, ...]
    tables: tuple[ReportTable, ...] = ()
    charts: tuple[Chart, ...] = ()

    @property
    def phase(self) -> State:
        """Return the state as far as the page differs by it."""
        return "running" if self.seen.state == "starting" else self.seen.state

    @property
    def said(self) -> str:
        """Return its state in a sentence."""
        if self.seen.job.refusal:
            return f"It was not started: {self.seen.job.refusal}. Ask for it anew."
        return SAID[self.seen.state]

    @property
    def stopped_after(self) -> str:
        """Return after how many replications it stopped, in words; nothing while it runs."""
        progress = self.seen.progress
        if self.seen.is_open or not progress:
            return ""
        return f"Stopped after {progress.finished:,} of {progress.expected:,} replications"

    @property
    def shards(self) -> str:
        """Return how far it is, in words."""
        from sim.tables import time_in_words

        progress = self.seen.progress
        if not progress or not progress.shards.total:
            return ""
        parts = [f"{progress.shards.done:,} of {progress.shards.total:,} shards"]
        if progress.left_s is not None:
            parts.append(f"about {time_in_words(progress.left_s)} left")
        return ", ".join(parts)


def under_way(seen: JobSeen, before: list[str]) -> RunUnderWay:
    """Return what there is to show of a run that has no results yet."""
    progress = seen.progress
    if not progress or not progress.finished:
        return RunUnderWay(seen, tuple(before))
    return RunUnderWay(seen, tuple(before), _tables(progress), _charts(progress))


def _tables(progress: "RunProgress") -> tuple[ReportTable, ...]:
    from sim.explorer.runs.so_far import estimates_table, precisions_table

    scenario = progress.scenario
    assert scenario, "a replication of it is finished"
    wanted = precisions_table(progress)
    return (*([wanted] if wanted else []), estimates_table(scenario))


def _charts(progress: "RunProgress") -> tuple[Chart, ...]:
    from sim.explorer.runs.so_far import course_chart, waits_chart

    scenario = progress.scenario
    assert scenario, "a replication of it is finished"
    return tuple(filter(None, (course_chart(scenario), waits_chart(scenario))))
