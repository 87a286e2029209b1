"""The command line: the only room that prints.

Stdout is data and tables, stderr is progress and people. Exit 0 is fine, 1 means findings or a
failure, 2 a usage that cannot be, 130 an interrupt. Heavy imports wait until a command needs them.
"""

import sys
from importlib import import_module

import click

from sim.cli.files import plot, scenarios, schema, validate
from sim.cli.interrupts import is_interrupted, listen
from sim.cli.output import FAILURE, tell_lost
from sim.cli.proofs import verify
from sim.cli.runs import compare, run
from sim.cli.streams import STDOUT, is_lost, prepare

# By name only: the simulation does not import the service, and its commands wait until one is
# called.
SERVICE = {
    "serve": "service.cli.serving:serve",
    "deliver": "service.cli.delivering:deliver",
    "secret": "service.cli.serving:secret",
    "keys": "service.cli.keys:keys",
    "deposit": "service.cli.counter:deposit",
    "redeem": "service.cli.wallets:redeem",
    "cash-out": "service.cli.counter:cash_out",
    "wallet": "service.cli.wallets:wallet",
    "draft": "service.cli.counter:draft",
    "cash": "service.cli.counter:cash",
    "offline": "service.cli.offline:offline",
    "seller": "service.cli.sellers:seller",
    "offer": "service.cli.sellers:offer",
    "order": "service.cli.orders:order",
    "reference": "service.cli.orders:references",
    "parcel": "service.cli.parcels:parcel",
    "settle": "service.cli.books:settle",
    "reconcile": "service.cli.books:reconcile",
    "check-books": "service.cli.books:check_books",
    "receipt": "service.cli.receipts:receipt",
    "export": "service.cli.books:export",
    "webhook": "service.cli.messages:webhook",
    "listen": "service.cli.listening:listen",
    "message": "service.cli.messages:message",
    "events": "service.cli.messages:events",
    "contact": "service.cli.messages:contact",
    "text": "service.cli.messages:text",
    "database": "service.cli.database:database",
}

INTERRUPTED = 130
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class BothHouses(click.Group):
    """The commands of the simulation, which are added, and those of the service, by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return [*super().list_commands(ctx), *SERVICE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; one of the service is imported now."""
        if cmd_name not in SERVICE:
            return super().get_command(ctx, cmd_name)
        module, _, name = SERVICE[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the commands, those of the service apart."""
        for title, names in (("Simulation", super().list_commands(ctx)), ("Service", [*SERVICE])):
            commands = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, one.get_short_help_str(100)) for name, one in commands if one]
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(cls=BothHouses, context_settings=CONTEXT)
@click.version_option(package_name="wanghuiyi", message="wanghuiyi %(version)s")
def commands() -> None:
    """Simulate how cash over a post-office counter becomes money online, or serve it over HTTP.

    Begin with `wanghuiyi scenarios`, then `wanghuiyi run county`; or with `wanghuiyi serve`.
    """


for _command in (scenarios, validate, schema, run, compare, plot, verify):
    commands.add_command(_command)


def main() -> None:
    """Run the command line; Ctrl-C ends it with exit code 130 and nothing half-written.

    No command ends well whose answer could not be written.
    """
    listen()
    prepare()
    exit_code = _exit_code()
    if exit_code and is_interrupted():
        exit_code = INTERRUPTED  # wherever it fell, and whatever came out there
        click.echo("interrupted: a result that was not finished was not written", err=True)
    if is_lost():
        exit_code = exit_code or FAILURE
    sys.exit(exit_code or 0)


def _exit_code() -> int:
    exit_code = FAILURE
    try:
        exit_code = commands.main(standalone_mode=False) or 0
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        exit_code = error.exit_code
    except KeyboardInterrupt:
        exit_code = INTERRUPTED
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
            tell_lost(error)
    return exit_code
