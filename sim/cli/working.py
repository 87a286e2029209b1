"""Running experiments for a command: backend, progress, checkpoints, and reports of failure."""

import shlex
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.interrupts import stop_if_interrupted
from sim.cli.options import AT_MOST, Options
from sim.cli.output import FAILURE, to_people
from sim.cli.progress import how_to_go_on, showing_progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.files.checkpoint import Checkpoint
    from sim.network import County
    from sim.running.dispatch import ShardFailure
    from sim.running.executors import Backend
    from sim.running.replication import Experiment
    from sim.scenario import Scenario

# Seconds of one processor that nobody wants to spend twice.
KEPT_FROM_S = 60


@dataclass
class Work:
    """The experiments of one command, on one backend.

    What they kept is removed at its end, unless there is more to do (`goes_on`).
    """

    chosen: Options
    backend: "Backend"
    kept: "dict[str, Checkpoint]" = field(default_factory=dict)
    goes_on: bool = False

    def experiment(
        self, scenario: "Scenario", counties: "Sequence[County]", file: str
    ) -> "Experiment":
        """Run all replications; report what failed, with the commands that repeat it alone."""
        from sim.running.experiment import RunOptions, experiment

        stop_if_interrupted()
        engine = self.engine_for(scenario, counties)
        kept = self.kept.get(scenario.name)
        failing = {scenario.name: (scenario, engine, file)}
        follow = self.chosen.progress
        follow.begin([scenario.name], scenario.run.replications)
        with (
            self.reporting_failures(failing),
            showing_progress(scenario.name, follow.step) as shown,
        ):
            first, keep = self.chosen.first_replication, self.chosen.keep
            told = shown.step, shown.remark
            options = RunOptions(engine, self.backend, *told, first, kept, keep, follow.replicated)
            return experiment(scenario, counties, options)

    def engine_for(self, scenario: "Scenario", counties: "Sequence[County]") -> str:
        """Return the engine; with --until the same whatever --at-most, so that a run goes on."""
        from sim.running.engines import engine_for

        if self.chosen.until:
            run = scenario.run.model_copy(update={"replications": AT_MOST})
            scenario = scenario.model_copy(update={"run": run})
        return engine_for(self.chosen.engine, scenario, counties)

    @contextmanager
    def reporting_failures(
        self, of_scenarios: "Mapping[str, tuple[Scenario, str, str]]"
    ) -> "Iterator[None]":
        """Report what failed in here, and exit; by name each scenario, its engine and its file."""
        from sim.running.dispatch import ShardsFailed

        try:
            yield
        except ShardsFailed as failed:
            for failure in failed.failures:
                scenario, engine, file = of_scenarios[failure.scenario]
                report_failure(replace(self.chosen, engine=engine), scenario, file, failure)
            raise click.exceptions.Exit(FAILURE) from None

    def prepare(self, scenario: "Scenario", counties: "Sequence[County]") -> None:
        """Have finished shards kept, if the run is long or of unknown length, or the user wants to.

        Raise CannotKeep if that cannot be, FileErrors if something is in the way.
        """
        from sim.files.checkpoint import checkpoint_of
        from sim.files.warnings import seconds_expected
        from sim.running.keeping import MANY_COUNTIES

        engine = self.engine_for(scenario, counties)
        is_wanted = self.chosen.resume
        if is_wanted is None:
            is_long = seconds_expected(scenario, counties, engine) >= KEPT_FROM_S
            is_wanted = is_long or len(counties) > MANY_COUNTIES or bool(self.chosen.until)
        if is_wanted:
            kept = checkpoint_of(self.chosen.out, scenario, engine, to_people().print)
            kept.ensure_writable()
            self.kept[scenario.name] = kept

    def report_checkpoints(self) -> None:
        """Say what a command that could not end has left."""
        counts = {kept.folder: kept.count() for kept in self.kept.values()}
        what = next((kept.what for kept in self.kept.values()), "shard")
        if message := how_to_go_on(counts, what):
            to_people().print(message)


@contextmanager
def working(
    chosen: Options, folder: Path, read: "Sequence[tuple[Scenario, Sequence[County]]]"
) -> "Iterator[Work]":
    """Yield the work until the results are in `folder`; if they are not, what was kept stays.

    `read` is all that will be run. Raise OSError or FileErrors, before any work, if results or
    finished shards could not be written.
    """
    from sim.files.checkpoint import CheckpointFailed
    from sim.files.folder import ensure_writable
    from sim.running.executors import WorkerLost, WorkersDiffer

    ensure_writable(folder)
    with ExitStack() as stack:
        work = Work(chosen, _backend(chosen, stack))
        try:
            for scenario, counties in read:
                work.prepare(scenario, counties)
            yield work
        except (WorkerLost, WorkersDiffer, CheckpointFailed) as error:
            to_people().print(str(error), style="red")
            work.report_checkpoints()
            raise click.exceptions.Exit(FAILURE) from None
        except OSError:
            work.report_checkpoints()
            if not work.kept:
                to_people().print(
                    "no finished shards were kept: the same command works everything out anew; "
                    "with --resume it would keep them"
                )
            raise
        except BaseException:
            work.report_checkpoints()
            raise
    for kept in () if work.goes_on else work.kept.values():
        kept.remove()


def _backend(chosen: Options, stack: ExitStack) -> "Backend":
    """Return this machine, or the cluster that was chosen, for as long as the stack lasts."""
    from sim.running.executors import WorkersDiffer, backend

    if not chosen.scheduler:
        return backend(chosen.processes)
    from sim.running.cluster import ClusterUnavailable, cluster

    if chosen.workers:
        message = (
            "--workers counts processes of this machine: a cluster has as many as were started"
        )
        raise click.UsageError(message)
    try:
        return stack.enter_context(cluster(chosen.scheduler))
    except (ClusterUnavailable, WorkersDiffer) as error:
        to_people().print(str(error), style="red")
        raise click.exceptions.Exit(FAILURE) from None


def report_failure(
    chosen: Options, scenario: "Scenario", file: str, failure: "ShardFailure"
) -> None:
    """Say what failed, and how to repeat it alone."""
    from sim.running.dispatch import TRIES

    again = _repeat(chosen, scenario, file, failure)
    to_people().print(f"{failure}\ntried {TRIES} times; to repeat it alone:\n{again}", style="red")


def _repeat(chosen: Options, scenario: "Scenario", file: str, failure: "ShardFailure") -> str:
    """Return the command that runs just what failed."""
    words = ["wanghuiyi", "run", file, *(f"--set={setting}" for setting in chosen.settings)]
    if scenario.network.counties:
        words += [f"--only=county={code}" for code in failure.counties]
    words += [f"--seed={scenario.run.seed}", f"--first-replication={failure.replication}"]
    words += ["--replications=1", f"--engine={chosen.engine}", "--workers=1"]
    return shlex.join(words)
