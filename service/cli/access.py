"""How a command reaches the service: over HTTP with --server, or in this process with --database.

Either way it is the same client with the same routes, so a command is no back door: but for the
first key, each needs one.
"""

import functools
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.output import Command
from service.cli.printing import note_keys, prove_output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.client import Client
    from service.plan import Plan

DEFAULT_SERVER = "http://127.0.0.1:8000"
KEY_VARIABLE = "WANGHUIYI_KEY"
COMMISSION_VARIABLE = "WANGHUIYI_COMMISSION_BASIS_POINTS"
BASIS_POINTS = 10_000


def asks(command: Command) -> Command:
    """Give a command the client of its options as its first argument."""

    @functools.wraps(command)
    def asking(*given: Any, **options: Any) -> Any:  # noqa: ANN401 - click's many types
        access = {
            name: options.pop(name)
            for name in ("server", "database_url", "secrets", "api_key", "once")
        }
        _warn_of_key()
        with client_for(**access) as client:
            return command(client, *given, **options)

    return with_access(asking)


def with_access(command: Command) -> Command:
    """Add the options that say where the service is, and who asks."""
    for option in (
        click.option(
            "--once",
            metavar="KEY",
            help="Go on with a request that was not answered, by the key that was told then.",
        ),
        click.option(
            "--key",
            "api_key",
            envvar=KEY_VARIABLE,
            metavar="KEY",
            help="API key; better in WANGHUIYI_KEY, where others on this machine do not see it.",
        ),
        click.option(
            "--secrets",
            envvar="WANGHUIYI_SECRETS",
            type=click.Path(dir_okay=False, path_type=Path),
            help="With --database: file of the root secret, if it is not beside it.",
        ),
        click.option(
            "--database",
            "database_url",
            metavar="URL",
            help="Work on a database in this process, without a server.",
        ),
        click.option(
            "--server",
            envvar="WANGHUIYI_SERVER",
            metavar="URL",
            help=f"Service to ask, {DEFAULT_SERVER} if left out; or set WANGHUIYI_SERVER.",
        ),
    ):
        command = option(command)
    return command


@contextmanager
def client_for(
    *,
    server: str | None,
    database_url: str | None,
    secrets: Path | None,
    api_key: str | None,
    once: str | None,
) -> "Iterator[Client]":
    """Lend a client. Raise UnsafeError for a database that cannot be used so.

    All that a command has done passes here: so stdout is proven first, and keys are noted.
    """
    from service.client import Client

    prove_output()
    if database_url is None:
        _require_url(server or DEFAULT_SERVER)
        with Client(server or DEFAULT_SERVER, api_key, once=once) as client:
            note_keys(client.keys_made)
            yield client
        return
    from service.app import create_app
    from service.plan import means_of
    from service.safety import found_current

    means = means_of(found_current(plan_for(database_url, secrets)))
    try:
        with Client(create_app(means), api_key, once=once) as client:
            note_keys(client.keys_made)
            yield client
    finally:
        means.database.close()


def plan_for(database_url: str, secrets: Path | None) -> "Plan":
    """Return the plan for work in this process."""
    from service.plan import Plan

    tariff = os.environ.get("WANGHUIYI_TARIFF", "waived")
    return Plan(
        database_url=database_url,
        secrets=secrets,
        tariff=tariff,
        commission_basis_points=_commission_basis_points(),
        threads=2,
    )


def _commission_basis_points() -> int:
    text = os.environ.get(COMMISSION_VARIABLE, "0")
    if not (text.isascii() and text.isdigit() and int(text) <= BASIS_POINTS):
        message = f"{COMMISSION_VARIABLE} is {text!r}, and is a number from 0 to {BASIS_POINTS}"
        raise click.UsageError(message)
    return int(text)


def day_named(text: str) -> str:
    """Return a date: today and yesterday are those of Beijing."""
    from service.clock import date_of, day_from_date, now_ms
    from service.domain.day import day_of

    if text in {"today", "yesterday"}:
        return date_of(day_of(now_ms()) - (text == "yesterday"))
    try:
        return date_of(day_from_date(text))
    except ValueError as error:
        message = f"{error}, or today, or yesterday"
        raise click.UsageError(message) from None


def _require_url(server: str) -> None:
    if not server.startswith(("http://", "https://")):
        message = f"--server is {server!r}, and is a URL: write it like {DEFAULT_SERVER}"
        raise click.UsageError(message)


def _warn_of_key() -> None:
    source = click.get_current_context().get_parameter_source("api_key")
    if source is click.core.ParameterSource.COMMANDLINE:
        click.echo(
            f"others on this machine can see a key on the command line: set {KEY_VARIABLE}",
            err=True,
        )
