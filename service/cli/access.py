"""How a command reaches the service: over HTTP with --server, or in this process with --database.

Either way it is the same client with the same routes, so a command bypasses no check: each needs
an API key, except the one that makes the first key.
"""

import functools
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.output import Command, Yuan
from service.cli.printing import note_keys, require_stdout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.client import Client
    from service.server.config import ServerConfig

DEFAULT_SERVER = "http://127.0.0.1:8000"
KEY_VARIABLE = "WANGHUIYI_KEY"
DATABASE_VARIABLE = "WANGHUIYI_DATABASE"
TARIFF_VARIABLE = "WANGHUIYI_TARIFF"
TARIFFS = ("waived", "listed")
OUTLET_TARIFF_VARIABLE = "WANGHUIYI_OUTLET_TARIFF"
OUTLET_TARIFFS = ("none", "standard")
VISIBLE = re.compile(r"[\x21-\x7e]+")
IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{8,128}")
LIMIT_VARIABLE = "WANGHUIYI_DEPOSITOR_LIMIT"
COMMISSION_VARIABLE = "WANGHUIYI_COMMISSION_BASIS_POINTS"
BASIS_POINTS = 10_000
DIGITS = 10


_OPTIONS = (
    # The name of --idempotency-key in version 0.1, so that scripts go on working.
    click.option("--once", hidden=True),
    click.option(
        "--idempotency-key",
        metavar="KEY",
        help="Repeat a request that was not answered, with the idempotency key that was shown.",
    ),
    click.option(
        "--key",
        "api_key",
        envvar=KEY_VARIABLE,
        metavar="KEY",
        help="API key; better set in WANGHUIYI_KEY, where other users cannot see it.",
    ),
    click.option(
        "--secrets",
        envvar="WANGHUIYI_SECRETS",
        type=click.Path(dir_okay=False, path_type=Path),
        help="With --database: file of the root secret, if it is not beside the database.",
    ),
    click.option(
        "--database",
        "database_url",
        envvar=DATABASE_VARIABLE,
        metavar="URL",
        help="Work on this database directly, without a server; or set "
        "WANGHUIYI_DATABASE, which is used if no server is given.",
    ),
    click.option(
        "--server",
        envvar="WANGHUIYI_SERVER",
        metavar="URL",
        help=f"URL of the service; default: {DEFAULT_SERVER}; or set WANGHUIYI_SERVER.",
    ),
)


@dataclass(frozen=True)
class Access:
    """Where the service is, and with which credentials to call it, from a command's options."""

    server: str | None
    database_url: str | None
    secrets: Path | None
    api_key: str | None = field(repr=False)
    idempotency_key: str | None


def with_client(command: Command) -> Command:
    """Pass a client made from the options as first argument of a command."""

    @functools.wraps(command)
    def calling(*given: Any, access: Access, **options: Any) -> Any:  # noqa: ANN401 - click's many types
        with client_for(access) as client:
            return command(client, *given, **options)

    return with_access(calling)


def with_access(command: Command) -> Command:
    """Add the options for the address of the service and the API key; pass them as `access`."""

    @functools.wraps(command)
    def accessing(*given: Any, **options: Any) -> Any:  # noqa: ANN401 - as above
        before = options.pop("once")
        options["idempotency_key"] = options["idempotency_key"] or before
        access = Access(**{one.name: options.pop(one.name) for one in fields(Access)})
        _require_sendable(access)
        return command(*given, access=_one_service(access), **options)

    with_options: Command = accessing
    for option in _OPTIONS:
        with_options = option(with_options)
    return with_options


@contextmanager
def client_for(access: Access) -> "Iterator[Client]":
    """Yield a client. Raise ConfigError for a database that cannot be used so.

    Every request of a command is made through it: so stdout is checked first, and keys are noted.
    """
    from service.client import Client

    require_stdout()
    if access.database_url is None:
        try:
            client = Client(
                access.server or DEFAULT_SERVER,
                access.api_key,
                idempotency_key=access.idempotency_key,
            )
        except ValueError as error:
            message = f"--server: {error}"
            raise click.UsageError(message) from None
        with client:
            note_keys(client.keys_made)
            yield client
        return
    from service.server.config import context_of
    from service.server.preparation import require_database
    from service.web.app import create_app

    context = context_of(require_database(config_for(access.database_url, access.secrets)))
    try:
        with Client(
            create_app(context), access.api_key, idempotency_key=access.idempotency_key
        ) as client:
            note_keys(client.keys_made)
            yield client
    finally:
        context.database.close()


def config_for(database_url: str, secrets: Path | None) -> "ServerConfig":
    """Return the configuration for work in this process."""
    from service.server.config import ServerConfig

    return ServerConfig(
        database_url=database_url,
        secrets=secrets,
        tariff=_one_of(TARIFF_VARIABLE, TARIFFS),
        depositor_limit_fen=_depositor_limit_fen(),
        commission_basis_points=_commission_basis_points(),
        outlet_tariff=_one_of(OUTLET_TARIFF_VARIABLE, OUTLET_TARIFFS),
        threads=2,
    )


def _one_of(variable: str, names: tuple[str, ...]) -> str:
    """Return the name that a variable of the environment has; without it, the first."""
    name = os.environ.get(variable) or names[0]
    if name not in names:
        message = f"{variable} is {name!r}, and is one of {', '.join(names)}"
        raise click.UsageError(message)
    return name


def _depositor_limit_fen() -> int | None:
    text = os.environ.get(LIMIT_VARIABLE)
    if not text:
        return None
    try:
        return int(Yuan().convert(text, None, None))
    except click.BadParameter as error:
        message = f"{LIMIT_VARIABLE}: {error.message}"
        raise click.UsageError(message) from error


def _commission_basis_points() -> int:
    text = os.environ.get(COMMISSION_VARIABLE) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < DIGITS and int(text) <= BASIS_POINTS):
        message = f"{COMMISSION_VARIABLE} is {text!r}, and is a number from 0 to {BASIS_POINTS}"
        raise click.UsageError(message)
    return int(text)


def day_named(client: "Client", text: str) -> str:
    """Return a date; today and yesterday are taken in Beijing, by the clock of the service."""
    from service.clock import date_of, day_from_date

    if text in {"today", "yesterday"}:
        today = day_from_date(client.time().day)
        return date_of(today - (text == "yesterday"))
    try:
        return date_of(day_from_date(text))
    except ValueError as error:
        message = f"{error}, or today, or yesterday"
        raise click.UsageError(message) from None


def _one_service(access: Access) -> Access:
    """Return where one service is: an option overrides a variable of the environment."""
    if access.server is None or access.database_url is None:
        return access
    typed = {name for name in ("server", "database_url") if _is_typed(name)}
    if len(typed) > 1:
        message = "--server and --database are both given, and each names a service: leave one out"
        raise click.UsageError(message)
    if typed == {"database_url"}:
        return replace(access, server=None)
    return replace(access, database_url=None)


def _is_typed(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def _require_sendable(access: Access) -> None:
    """End with exit code 2 if a key cannot be sent as a header; warn of a key that others see."""
    if access.api_key is not None and not VISIBLE.fullmatch(access.api_key):
        message = (
            f"the API key of {KEY_VARIABLE} or --key has a character that no key has: copy it again"
        )
        raise click.UsageError(message)
    if access.idempotency_key is not None and not IDEMPOTENCY_KEY.fullmatch(access.idempotency_key):
        message = (
            f"--idempotency-key is {access.idempotency_key!r}, and a key is 8 to 128 visible ASCII "
            "characters: copy it from the message that showed it"
        )
        raise click.UsageError(message)
    if _is_typed("api_key"):
        click.echo(
            f"other users of this machine can see a key on the command line: set {KEY_VARIABLE}",
            err=True,
        )
