"""The command `deliver`, which runs an outbox worker, and the options that `serve` shares."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.output import USAGE, Command, fail, reports_errors

if TYPE_CHECKING:
    from service.server.config import OutboxConfig

SMS_SECRET_VARIABLE = "WANGHUIYI_SMS_SECRET"  # noqa: S105 - the name of a variable


def with_outbox_options(command: Command) -> Command:
    """Add the options that say how messages are sent."""
    for option in (
        click.option(
            "--local-webhooks",
            "has_local_webhooks",
            is_flag=True,
            help="Allow webhooks to this machine, also over plain HTTP: for development.",
        ),
        click.option(
            "--sms-gateway",
            envvar="WANGHUIYI_SMS_GATEWAY",
            metavar="GATEWAY",
            help="Where texts go: file:PATH or https://HOST/..., signed with WANGHUIYI_SMS_SECRET.",
        ),
    ):
        command = option(command)
    return command


def with_traces_option(command: Command) -> Command:
    """Add the option that turns traces on and off."""
    return click.option(
        "--traces/--no-traces",
        "traces",
        default=None,
        help="Export spans by OTLP, as OTEL_ variables say; default: if they set an endpoint.",
    )(command)


def exports_traces(is_asked: bool | None) -> bool:  # noqa: FBT001 - as click has it
    """Return whether to export traces. What the environment asks for in vain stops nothing."""
    from service.errors import ConfigError
    from service.server import trace_options

    try:
        return trace_options.exports_traces(is_asked=is_asked)
    except ConfigError as faults:
        if is_asked:
            raise
        click.echo(f"no traces are exported: {faults}", err=True)
        return False


def outbox_config(sms_gateway: str | None, **options: Any) -> "OutboxConfig":  # noqa: ANN401 - of several types
    """Return how messages are sent."""
    from service.server.config import OutboxConfig
    from service.transport import secret_from

    secret = os.environ.get(SMS_SECRET_VARIABLE)
    try:
        sms_secret = secret_from(secret) if secret else None
    except ValueError as error:
        fail(f"{SMS_SECRET_VARIABLE}: {error}", USAGE)
    return OutboxConfig(sms_gateway=sms_gateway, sms_secret=sms_secret, **options)


@click.command()
@click.option(
    "--database",
    "database_url",
    envvar="WANGHUIYI_DATABASE",
    default="sqlite:///wanghuiyi.db",
    show_default=True,
    metavar="URL",
    help="The database of the service; or set WANGHUIYI_DATABASE.",
)
@click.option(
    "--secrets",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="WANGHUIYI_SECRETS",
    help="File of the root secret; by default, beside the SQLite file.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    default=16,
    show_default=True,
    help="How many messages to send at a time.",
)
@click.option(
    "--timeout-s",
    type=click.FloatRange(0.1, 60),
    default=15.0,
    show_default=True,
    help="How long to wait for a receiver's answer.",
)
@click.option(
    "--first-retry-s",
    "first_delay_s",
    type=click.FloatRange(0.1, 3_600),
    default=5.0,
    show_default=True,
    help="Delay before the first retry; each further one is four times as long, up to 12 hours.",
)
@click.option(
    "--log-level", type=click.Choice(["info", "warning"]), default="info", show_default=True
)
@with_traces_option
@with_outbox_options
@reports_errors
def deliver(log_level: str, **options: Any) -> None:  # noqa: ANN401 - click hands over many types
    """Send the outbox: the webhooks and text messages that the service has written.

    It runs until stopped, and any number may run at once. `wanghuiyi serve` runs one itself,
    unless it is started with --no-deliver.
    """
    from service.server.config import ServerConfig
    from service.server.outbox_process import deliver as deliver_until_stopped
    from service.server.preparation import require_database

    of_service = ("database_url", "secrets", "has_local_webhooks")
    service = {name: options.pop(name) for name in of_service}
    service["exports_traces"] = exports_traces(options.pop("traces"))
    config = ServerConfig(**service, log_level=log_level, outbox=outbox_config(**options))
    deliver_until_stopped(require_database(config))
