"""Commands for a database: its schema, and deleting what is old."""

from functools import partial
from typing import TYPE_CHECKING

import click

from service.cli.output import FINDING, USAGE, fail, reports_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.database.transactions import Database

FORGET_DAYS = 90
DAYS_MAX = 36_500
HOUR_MS = 3_600_000

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
    """Upgrade or downgrade the schema of a database, and delete what is old."""


@database.command()
@URL
@reports_errors
def upgrade(url: str) -> None:
    """Upgrade the database to the newest schema; back it up first."""
    from service.database import schema

    _run(url, schema.upgrade)
    click.echo("the database is current", err=True)


@database.command()
@click.argument("revision")
@URL
@click.confirmation_option(prompt="Data of later versions will be lost. Continue?")
@reports_errors
def downgrade(revision: str, url: str) -> None:
    """Downgrade the database to REVISION; base removes all tables."""
    from service.database import schema

    _run(url, lambda found: schema.downgrade(found, revision))
    click.echo(f"the database is at {revision}", err=True)


@database.command()
@URL
@reports_errors
def current(url: str) -> None:
    """Show whether the database has the schema of this version; exit 1 if not."""
    from service.database import schema

    found: list[bool] = []
    _run(url, lambda database: found.append(schema.is_current(database)))
    click.echo("current" if found[0] else "not current: wanghuiyi database upgrade")
    if not found[0]:
        raise click.exceptions.Exit(FINDING)


@database.command()
@click.option(
    "--days",
    type=click.IntRange(1, DAYS_MAX),
    default=FORGET_DAYS,
    show_default=True,
    help="Keep what is younger than this.",
)
@URL
@reports_errors
def forget(days: int, url: str) -> None:
    """Delete old answers to idempotent requests, tries of unknown numbers, labels, and messages.

    Answers are kept for 90 days whatever is asked for, as the contract says; then a request with
    their key is refused, and after 400 days it would be processed again. A label, with names and
    addresses, is deleted so long after its parcel has reached an end. The service may run
    meanwhile. Drafts, transfers, settlements, scans, events and messages that wait are never
    deleted. Codes for cash and what people brought to agents on a day go as old answers do.
    """
    from service.clock import now_ms
    from service.domain.day import DAY_MS, day_of
    from service.store.agents import forget_codes
    from service.store.answers import KEPT_DAYS, forget_answers
    from service.store.contacts import forget_texts
    from service.store.depositors import forget_days
    from service.store.drafts import forget_unknown
    from service.store.float_codes import forget_codes as forget_float_codes
    from service.store.parcels import forget_labels
    from service.store.waiting import forget_messages

    before_ms = now_ms() - days * DAY_MS
    answered_ms = now_ms() - max(days, KEPT_DAYS) * DAY_MS
    counts: list[str] = []

    def forget_old(found: "Database") -> None:
        answers = found.transaction(lambda connection: forget_answers(connection, answered_ms))
        unknown = found.transaction(lambda connection: forget_unknown(connection, before_ms))
        labels = found.transaction(lambda connection: forget_labels(connection, before_ms))
        messages = found.transaction(lambda connection: forget_messages(connection, before_ms))
        found.transaction(lambda connection: forget_texts(connection, before_ms // HOUR_MS))
        for forget in (forget_codes, forget_float_codes):
            found.transaction(partial(forget, before_ms=before_ms))
        found.transaction(lambda connection: forget_days(connection, day_of(before_ms)))
        counts.append(
            f"{answers} answers, {unknown} unknown numbers, {labels} labels "
            f"and {messages} messages forgotten"
        )

    _run(url, forget_old)
    click.echo(counts[0], err=True)


def _run(url: str, step: "Callable[[Database], None]") -> None:
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    from service.database.name import url_faults
    from service.database.transactions import Busy, Database, Unavailable
    from service.server.config import ServerConfig

    if faults := list(url_faults(url)):
        fail("\n".join(faults), USAGE)
    if ServerConfig(url).is_new:
        fail(f"there is no database {url}: wanghuiyi serve makes a new one", USAGE)
    opened = Database(url, connections=1)
    try:
        step(opened)
    except (CommandError, DBAPIError, Busy, Unavailable) as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        fail(f"nothing was changed: {why}: check the database, and try again", FINDING)
    finally:
        opened.close()
