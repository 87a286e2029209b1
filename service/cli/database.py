"""Commands about the schema of a database."""

from typing import TYPE_CHECKING

import click

from service.cli.output import FINDING, USAGE, tell, tells_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.database import Database

URL = click.option(
    "--database",
    "url",
    envvar="WANGHUIYI_DATABASE",
    default="sqlite:///wanghuiyi.db",
    show_default=True,
    metavar="URL",
)


@click.group()
def database() -> None:
    """Bring a database to the schema of this version, or back; stop the service before."""


@database.command()
@URL
@tells_errors
def upgrade(url: str) -> None:
    """Bring the database to the newest schema; back it up before."""
    from service import schema

    _run(url, schema.upgrade)
    click.echo("the database is current", err=True)


@database.command()
@click.argument("revision")
@URL
@click.confirmation_option(prompt="What later versions added is lost. Go on?")
@tells_errors
def downgrade(revision: str, url: str) -> None:
    """Take the database back to REVISION; base takes all tables away."""
    from service import schema

    _run(url, lambda found: schema.downgrade(found, revision))
    click.echo(f"the database is at {revision}", err=True)


@database.command()
@URL
@tells_errors
def current(url: str) -> None:
    """Tell whether the database has the schema of this version; exit 1 if not."""
    from service import schema

    found: list[bool] = []
    _run(url, lambda database: found.append(schema.is_current(database)))
    click.echo("current" if found[0] else "not current: wanghuiyi database upgrade")
    if not found[0]:
        raise click.exceptions.Exit(FINDING)


def _run(url: str, step: "Callable[[Database], None]") -> None:
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    from service.database import Busy, Database, Unavailable
    from service.plan import Plan
    from service.safety import url_faults

    if faults := list(url_faults(url)):
        tell("\n".join(faults), USAGE)
    if Plan(url).is_new:
        tell(f"there is no database {url}: wanghuiyi serve makes a new one", USAGE)
    opened = Database(url, connections=1)
    try:
        step(opened)
    except (CommandError, DBAPIError, Busy, Unavailable) as error:
        tell(f"nothing was changed: {error}", FINDING)
    finally:
        opened.close()
