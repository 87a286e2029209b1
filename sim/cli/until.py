"""Running until named metrics are as precise as wanted: the option `--until` of run and compare.

What is wanted is read from the options, the rule of `sim.study.precision` is asked after each
replication, and what it came to is said in the terminal, in JSON and in the manifest.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import AT_MOST, REPLICATIONS, Options
from sim.cli.output import FAILURE, to_people, to_stdout
from sim.cli.progress import ProgressShown, showing_progress
from sim.cli.working import Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.files.checkpoint import Checkpoint
    from sim.network import County
    from sim.running.replication import Experiment
    from sim.running.sequential import Row
    from sim.running.shard import Shard, ShardResult
    from sim.scenario import Scenario
    from sim.study.precision import Precision, Stopped, StoppingRule, Wanted

    Read = tuple[Scenario, Sequence[County]]

UNTIL_OPTIONS = (
    click.option(
        "--until",
        multiple=True,
        metavar="METRIC=WIDTH",
        help="Run until the 95% interval ends so near to its mean: wait_mean_min=2% of the mean "
        "(compare: a difference, in % of the baseline), wait_mean_min=0.1min. May be repeated; "
        "of both for one metric, the wider counts.",
    ),
    click.option(
        "--at-most",
        type=REPLICATIONS,
        help=f"With --until: replications at most, {AT_MOST} if left out.",
    ),
)


def until_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose the number of replications by what they are to show."""
    for option in reversed(UNTIL_OPTIONS):
        command = option(command)
    return command


def wanted_of(chosen: Options, names: Sequence[str]) -> "tuple[Options, tuple[Wanted, ...]]":
    """Return what is wanted of which metrics, and options with the most replications to run.

    `names` are the metrics that may be named. Raise FileErrors for all that is wrong at once.
    """
    from sim.cli.wanted import contradictions
    from sim.files.findings import FileErrors
    from sim.files.wanted import read_wanted

    if not chosen.until and chosen.at_most is None:
        return chosen, ()
    most = chosen.at_most or AT_MOST
    wanted, findings = read_wanted(chosen.until, names)
    findings += contradictions(chosen, most)
    if findings:
        raise FileErrors(findings)
    return replace(chosen, replications=most), wanted


@contextmanager
def explaining_most(chosen: Options) -> "Iterator[None]":
    """If a scenario is refused for its replications, say that these are the most of `--until`."""
    from sim.files.findings import FileErrors

    try:
        yield
    except FileErrors as errors:
        if chosen.until and any("replications" in one.message for one in errors.findings):
            most = f"with --until {chosen.replications:,} replications may be run"
            to_people().print(f"{most}: lower that with --at-most")
        raise


def experiments_of(
    work: Work, read: "Sequence[Read]", files: Sequence[str], wanted: "tuple[Wanted, ...]"
) -> "tuple[list[Experiment], Stopped | None]":
    """Run all scenarios: their replications, or until what is wanted is reached, if anything is."""
    pairs = list(zip(read, files, strict=True))
    if not wanted:
        return [work.experiment(*of_one, file) for of_one, file in pairs], None
    from sim.running.experiment import RunOptions, whole_shard
    from sim.running.sequential import experiments_until
    from sim.study.precision import StoppingRule

    chosen = work.chosen
    first, kept = chosen.first_replication, Shards(work.kept) if work.kept else None
    options = RunOptions(
        backend=work.backend,
        first_replication=first,
        checkpoint=kept,
        keep=chosen.keep,
        replicated=chosen.progress.replicated,
    )
    wholes = [
        whole_shard(*of_one, replace(options, engine=work.engine_for(*of_one))) for of_one in read
    ]
    failing = {
        whole.scenario.name: (whole.scenario, whole.engine, file)
        for whole, file in zip(wholes, files, strict=True)
    }
    names, most, follow = list(failing), read[0][0].run.replications, chosen.progress
    follow.begin(names, most)
    with work.reporting_failures(failing), showing_progress(", ".join(names), follow.step) as shown:
        asking = Asking(wanted, names, StoppingRule(), shown, most, follow.precise)
        options = replace(options, progress=asking.step, remark=shown.remark)
        done, is_reached = experiments_until(wholes, most, options, asking.is_enough)
        used = len(done[0].replications)
        shown.step(used * asking.shards_each, used * asking.shards_each)
    work.goes_on = not is_reached
    return done, asking.stopped(used, is_reached=is_reached)


@dataclass
class Asking:
    """The rule, asked after each replication; what it knows meanwhile is shown."""

    wanted: "Sequence[Wanted]"
    names: Sequence[str]
    rule: "StoppingRule"
    shown: ProgressShown
    replications_most: int
    precise: "Callable[[Sequence[Precision], int], None]" = lambda _precisions, _planned: None
    precisions: "Sequence[Precision]" = ()
    planned: int = 0
    expected: int = 0
    shards_each: int = 1

    def step(self, done: int, total: int) -> None:
        """Show how many shards are done of those that are expected: more, until it is enough."""
        self.shards_each = total // self.replications_most
        expected = min(self.expected or self.rule.fewest, self.replications_most)
        self.shown.step(done, max(done + 1, expected * self.shards_each))

    def is_enough(self, rows: "Sequence[Row]") -> bool:
        """Return whether these replications are enough. Raise FileErrors if none ever will be."""
        from sim.comparison import Sample
        from sim.precision_tables import precision_so_far
        from sim.study.precision import planned, precisions_of

        columns = zip(self.names, zip(*rows, strict=True), strict=True)
        samples = [Sample(name, [one.metrics for one in column]) for name, column in columns]
        self.precisions = precisions_of(self.wanted, samples)
        self.shown.note(precision_so_far(self.precisions))
        count = len(rows)
        if count >= self.rule.fewest:
            self.expected = planned(self.precisions)
        if count == self.rule.fewest:
            refuse_undefined(self.precisions, count)
            self.planned = self.expected
            most = f", and at most {self.replications_most:,} may be run"
            is_over = self.planned > self.replications_most
            said = f"planned: {self.planned:,} replications, by the first {count}"
            self.shown.remark(said + (most if is_over else ""))
        self.precise(self.precisions, self.planned)
        return self.rule.is_enough(count, self.precisions)

    def stopped(self, used: int, *, is_reached: bool) -> "Stopped":
        """Return how it ended."""
        from sim.study.precision import Stopped

        needed = self.rule.needed if is_reached else 0
        return Stopped(tuple(self.precisions), self.planned, needed, used)


@dataclass(frozen=True)
class Shards:
    """The kept shards of several scenarios, each where that scenario keeps its own."""

    kept: "Mapping[str, Checkpoint]"

    def has(self, shard: "Shard") -> bool:
        """Return whether there is anything of a shard, whole or not."""
        return self.kept[shard.scenario.name].has(shard)

    def found(self, shard: "Shard") -> "ShardResult | None":
        """Return what an earlier run kept of a shard."""
        return self.kept[shard.scenario.name].found(shard)

    def keep(self, shard: "Shard", result: "ShardResult") -> None:
        """Keep what a shard brought back."""
        self.kept[shard.scenario.name].keep(shard, result)


def refuse_undefined(precisions: "Sequence[Precision]", count: int) -> None:
    """Raise FileErrors for each metric that none of so many replications has."""
    from sim.files.findings import FileErrors, Finding

    message = f"not defined in any of the first {count} replications, so no more are run"
    missing = dict.fromkeys(one.wanted.metric for one in precisions if not one.spread.count)
    if missing:
        raise FileErrors([Finding("--until", 0, 0, name, message) for name in missing])


def facts_of(stopped: "Stopped | None", chosen: Options) -> dict[str, Any]:
    """Return for the manifest and for programs how the number of replications was chosen, if so."""
    if stopped is None:
        return {}
    metrics = [
        {
            **asdict(one.wanted),
            "alternative": one.alternative or None,
            "mean": rounded(one.spread.mean),
            "half_width": rounded(one.half_width),
            "half_width_most": rounded(one.half_width_most),
            "reached": one.is_reached,
        }
        for one in stopped.precisions
    ]
    numbers = {name: getattr(stopped, name) for name in ("planned", "needed", "used")}
    reached = {"at_most": chosen.replications, **numbers, "reached": stopped.is_reached}
    return {"until": {**reached, "metrics": metrics}}


def rounded(value: float) -> float:
    """Return a figure with as many digits as every processor agrees on, as results have them."""
    from sim.files.results import DIGITS

    return float(f"{value:.{DIGITS}g}")


def show_precision(stopped: "Stopped | None") -> None:
    """Print how precise what was named became, if anything was."""
    if stopped is None:
        return
    from sim.precision_tables import precision_table, replications_said

    to_stdout().print(precision_table(stopped))
    to_stdout().print(replications_said(stopped), soft_wrap=True)


def exit_if_too_wide(stopped: "Stopped | None") -> None:
    """Exit 1 if what was wanted was not reached, and say how to go on."""
    if stopped is None or stopped.is_reached:
        return
    to_people().print(
        f"not as precise as wanted after {stopped.used:,} replications: the same command with a "
        "larger --at-most goes on from there, unless --no-resume kept nothing",
        style="red",
    )
    raise click.exceptions.Exit(FAILURE)
