"""The command line: the only package that prints.

Stdout is data and tables, stderr is progress and people. Exit 0 is fine, 1 means findings or a
failure, 2 a usage that cannot be, 130 Ctrl-C, and 128 more than its number any other signal that
ends a process. Heavy imports wait until a command needs them.
"""

import atexit
import gc
import os
import sys
from importlib import import_module

import click

from sim.cli import interrupts
from sim.cli.interrupts import is_interrupted, listen, stop_listening, what_is_left
from sim.cli.libraries import require_libraries
from sim.cli.output import FAILURE, report_lost_output
from sim.cli.streams import STDOUT, is_lost, prepare

# A command is imported when it is called. Those of the service are listed in its own package,
# which is imported by name: in code, the simulation imports nothing of the service but its rules.
SERVICE_PACKAGE = "service.cli"
SIMULATION = {
    "compare": "sim.cli.runs:compare",
    "explain": "sim.cli.explaining:explain",
    "explore": "sim.cli.exploring:explore",
    "journey": "sim.cli.journeys:journey",
    "fit": "sim.cli.fitting:fit",
    "plot": "sim.cli.files:plot",
    "optimise": "sim.cli.optimise:optimise",
    "report": "sim.cli.reporting:report",
    "run": "sim.cli.runs:run",
    "scenarios": "sim.cli.files:scenarios",
    "schema": "sim.cli.files:schema",
    "sweep": "sim.cli.sweeps:sweep",
    "tickets": "sim.cli.ticket_log:tickets",
    "validate": "sim.cli.files:validate",
    "verify": "sim.cli.proofs:verify",
}

COLLECT_AFTER = 50_000
"""How many new objects have the collector look for garbage: what is imported is not any."""
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class LazyGroup(click.Group):
    """The commands of the simulation and of the service, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Return the names of all commands."""
        return [*SIMULATION, *commands_of_the_service()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return a command, which is imported now."""
        where = SIMULATION.get(cmd_name) or commands_of_the_service().get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called. Exit if it needs libraries that are not installed."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in SIMULATION and not set(ctx.help_option_names) & set(rest):
            require_libraries(name)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the commands, those of the service apart."""
        sections = {"Simulation": SIMULATION, "Service": commands_of_the_service()}
        for title, names in sections.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, one.get_short_help_str(100)) for name, one in commands if one]
            with formatter.section(title):
                formatter.write_dl(rows)


def commands_of_the_service() -> dict[str, str]:
    """Return where each command of the service is: a module, and its name there."""
    commands: dict[str, str] = import_module(SERVICE_PACKAGE).COMMANDS
    return commands


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.version_option(package_name="wanghuiyi", message="wanghuiyi %(version)s")
def commands() -> None:
    """Simulate how cash over a post-office counter becomes money online, or serve it over HTTP.

    Begin with `wanghuiyi scenarios`, then `wanghuiyi run county`; or with `wanghuiyi serve`.
    """


def main() -> None:
    """Run the command line; Ctrl-C ends it with exit code 130 and nothing half-written.

    So do SIGTERM (143), a terminal that is closed (129) and SIGQUIT (131).

    No command ends well whose answer could not be written.
    """
    use_one_thread()
    gc.set_threshold(COLLECT_AFTER)
    atexit.register(gc.freeze)  # a process that ends need not look for garbage once more
    listen()
    prepare()
    exit_code = _exit_code()
    if exit_code and is_interrupted():
        stop_listening()
        exit_code = interrupts.exit_code()  # wherever it fell, and whatever came out there
        click.echo(f"interrupted: {what_is_left()}", err=True)
    if is_lost():
        exit_code = exit_code or FAILURE
    sys.exit(exit_code or 0)


def use_one_thread() -> None:
    """Let linear algebra work in one thread, unless the user has said how many.

    Our matrices are small: of several threads, all but one only wait, and hold a processor.
    Workers are processes, which inherit it. It must be said before NumPy is imported.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _exit_code() -> int:
    exit_code = FAILURE
    try:
        exit_code = commands.main(standalone_mode=False) or 0
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        exit_code = error.exit_code
    except KeyboardInterrupt:
        exit_code = interrupts.exit_code()
    except click.Abort:
        if not is_interrupted():
            click.echo("stdin ended where something was to be typed: nothing was done", err=True)
    except click.ClickException as error:
        error.show()
        exit_code = error.exit_code
    except Exception as error:
        is_lost_output = isinstance(error, OSError) and error.filename == STDOUT
        if not is_interrupted() and not is_lost_output:
            raise
        if isinstance(error, OSError) and is_lost_output:
            report_lost_output(error)
    return exit_code
