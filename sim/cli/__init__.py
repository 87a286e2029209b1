"""The command line: the only room that prints.

Stdout is data and tables, stderr is progress and people. Exit 0 is fine, 1 means findings or a
failure, 2 a usage that cannot be, 130 an interrupt. Heavy imports wait until a command needs them.
"""

import sys

import click

from sim.cli.files import plot, scenarios, schema, validate
from sim.cli.proofs import verify
from sim.cli.runs import compare, run

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="wanghuiyi", message="wanghuiyi %(version)s")
def commands() -> None:
    """Simulate how cash over a post-office counter becomes money online.

    Begin with `wanghuiyi scenarios`, then `wanghuiyi run county`.
    """


for _command in (scenarios, validate, schema, run, compare, plot, verify):
    commands.add_command(_command)


def main() -> None:
    """Run the command line; Ctrl-C ends it with exit code 130 and nothing half-written."""
    try:
        exit_code = commands.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        exit_code = error.exit_code
    except click.Abort:
        exit_code = _interrupted()
    except KeyboardInterrupt:
        exit_code = _interrupted()
    except click.ClickException as error:
        error.show()
        exit_code = error.exit_code
    sys.exit(exit_code or 0)


def _interrupted() -> int:
    click.echo("interrupted: nothing was written, and earlier results are as they were", err=True)
    return 130
