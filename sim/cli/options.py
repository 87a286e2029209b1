"""The options that commands which run scenarios share, and how their help shows them."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import Any

import click

from sim.cli.followed import Followed

Command = Callable[..., None]
# As in sim.running.engines and sim.running.shard; tests hold them together.
ENGINE_NAMES = ("auto", "simpy", "compiled")
KEEP_NAMES = ("auto", "journeys", "sample", "summary")
ONLY = "county="
# As the scenario's own limits, run.replications and run.seed; tests hold them together too.
REPLICATIONS, SEED = click.IntRange(1, 100_000), click.IntRange(0, 2**63 - 1)
# A number that fits into every table; a process for each core of a large machine.
FIRST_REPLICATION, WORKERS = click.IntRange(0, 10**9), click.IntRange(1, 1_024)
PROCESS, DASK = "process", "dask://"
HOST_AND_PORT = re.compile(r"([\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
PORT_MOST = 65_535
# Replications of a run with --until, if nobody says how many it may take.
AT_MOST = 200


# What the options that runs share are for; a command's own stand first in its help.
SECTIONS = {
    "What is run": ("settings", "only", "replications", "seed", "first_replication"),
    "How it is run": ("engine", "workers", "executor", "resume"),
    "What is written": ("keep", "out", "plots", "as_json", "progress"),
}
OWN = "Options"


class RunCommand(click.Command):
    """A command whose help has the options that all runs share apart, by what they are for."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the options, section by section."""
        section_of = {name: title for title, names in SECTIONS.items() for name in names}
        rows: dict[str, list[tuple[str, str]]] = {title: [] for title in (OWN, *SECTIONS)}
        for one in self.get_params(ctx):
            if isinstance(one, click.Option) and (row := one.get_help_record(ctx)):
                rows[section_of.get(one.name or "", OWN)].append(row)
        for title, own in rows.items():
            with formatter.section(title):
                formatter.write_dl(own)


class NumberRange(click.FloatRange):
    """A number in a range: click takes `nan` for one, as it is neither below nor above."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return the number. Fail for what is none."""
        found = float(super().convert(value, param, ctx))
        if isnan(found):
            self.fail(f"{value} is no number in the range {self._describe_range()}.", param, ctx)
        return found


@dataclass(frozen=True)
class Options:
    """The options that all runs share."""

    replications: int | None
    seed: int | None
    first_replication: int
    settings: tuple[str, ...]
    only: tuple[str, ...]
    engine: str
    executor: str
    workers: int | None
    resume: bool | None
    keep: str
    out: Path
    plots: bool
    as_json: bool
    until: tuple[str, ...] = ()
    at_most: int | None = None
    progress: Followed = field(default_factory=Followed)

    @property
    def processes(self) -> int:
        """Return how many processes to work with: as many as cores, if nobody chose."""
        return self.workers or os.cpu_count() or 1

    @property
    def scenario_settings(self) -> tuple[str, ...]:
        """Return all that changes the scenario's file: settings, replications, seed."""
        chosen = {"replications": self.replications, "seed": self.seed}
        named = (f"run.{name}={value}" for name, value in chosen.items() if value is not None)
        return (*self.settings, *named)

    @property
    def scheduler(self) -> str | None:
        """Return HOST:PORT of the scheduler of a cluster, or None: then it is this machine."""
        return self.executor.removeprefix(DASK) if self.executor != PROCESS else None


def _executor(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return where to work. Raise BadParameter if it is neither."""
    found = HOST_AND_PORT.fullmatch(value.removeprefix(DASK)) if value.startswith(DASK) else None
    if found and not 1 <= int(found["port"]) <= PORT_MOST:
        message = f"{value}: port {found['port']} must be from 1 to {PORT_MOST}"
        raise click.BadParameter(message)
    if value == PROCESS or found:
        return value
    message = f"{value} is neither {PROCESS} nor {DASK}HOST:PORT, such as {DASK}10.0.0.1:8786"
    raise click.BadParameter(message)


def named_in_utf_8(_context: click.Context, _parameter: click.Parameter, value: Path) -> Path:
    """Return a folder. Raise BadParameter for one whose name no file can have in its text."""
    if any("\ud800" <= sign <= "\udfff" for sign in str(value)):
        message = "its name is not UTF-8: name another folder"
        raise click.BadParameter(message)
    return value


def _only(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return codes or names of counties. Raise BadParameter for anything else."""
    for value in values:
        if not value.removeprefix(ONLY) or not value.startswith(ONLY):
            message = f"{value} is not {ONLY}CODE, such as {ONLY}500242"
            raise click.BadParameter(message)
    return tuple(value.removeprefix(ONLY) for value in values)


engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINE_NAMES),
    default="auto",
    show_default=True,
    help="Both give the same results: auto is simpy for small runs, else compiled.",
)

settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a parameter, such as line.return_share=0.5.",
)
only_option = click.option(
    "--only",
    multiple=True,
    callback=_only,
    metavar="county=CODE",
    help="Run this county alone, as it is among all; may be repeated.",
)


keep_option = click.option(
    "--keep",
    type=click.Choice(KEEP_NAMES),
    default="auto",
    show_default=True,
    help="All journeys, with tables by county; a sample; or the summary alone. "
    "auto is journeys, and of a whole country a sample.",
)
resume_option = click.option(
    "--resume/--no-resume",
    default=None,
    help="Keep finished shards, and go on from them; the default for long runs.",
)
RUN_OPTIONS = (
    click.option("--replications", type=REPLICATIONS, help="Overrides the file's."),
    click.option("--seed", type=SEED, help="Overrides the file's."),
    click.option(
        "--first-replication",
        type=FIRST_REPLICATION,
        default=0,
        help="Number of the first, to repeat a single one.",
    ),
    settings_option,
    only_option,
    engine_option,
    click.option("--workers", type=WORKERS, help="Processes; all cores if left out."),
    click.option(
        "--executor",
        callback=_executor,
        default=PROCESS,
        show_default=True,
        metavar="process|dask://HOST:PORT",
        help="This machine, or the dask cluster of a scheduler.",
    ),
    resume_option,
    keep_option,
    click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("results"),
        callback=named_in_utf_8,
        show_default=True,
        help="Folder for results.",
    ),
    click.option("--plots/--no-plots", default=True, help="Draw the plots, or not."),
    click.option("--json", "as_json", is_flag=True, help="Print the results as JSON."),
)


def run_options(command: Command) -> Command:
    """Add the options that all runs share."""
    for option in reversed(RUN_OPTIONS):
        command = option(command)
    return command


def sweep_options(command: Command) -> Command:
    """Add the options of runs that keep figures alone, and finished points, not shards."""
    for option in reversed(RUN_OPTIONS):
        command = command if option in {keep_option, resume_option} else option(command)
    return command
