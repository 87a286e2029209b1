"""The command `deliver`, and the options that `serve` shares with it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.output import USAGE, Command, fail, reports_errors

if TYPE_CHECKING:
    from service.server.config import DeliveryPlan

SMS_SECRET_VARIABLE = "WANGHUIYI_SMS_SECRET"  # noqa: S105 - the name of a variable


def with_delivery(command: Command) -> Command:
    """Add the options for the delivery of messages."""
    for option in (
        click.option(
            "--local-webhooks",
            "has_local_webhooks",
            is_flag=True,
            help="Allow webhooks to this machine, also over http: for development.",
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


def delivery_plan(sms_gateway: str | None, **options: Any) -> "DeliveryPlan":  # noqa: ANN401 - of several types
    """Return how messages go out."""
    from service.server.config import DeliveryPlan
    from service.transport import secret_from

    secret = os.environ.get(SMS_SECRET_VARIABLE)
    try:
        sms_secret = secret_from(secret) if secret else None
    except ValueError as error:
        fail(f"{SMS_SECRET_VARIABLE}: {error}", USAGE)
    return DeliveryPlan(sms_gateway=sms_gateway, sms_secret=sms_secret, **options)


@click.command()
@click.option(
    "--database",
    "database_url",
    envvar="WANGHUIYI_DATABASE",
    default="sqlite:///wanghuiyi.db",
    show_default=True,
    metavar="URL",
    help="The service's database; or set WANGHUIYI_DATABASE.",
)
@click.option(
    "--secrets",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="WANGHUIYI_SECRETS",
    help="File of the root secret; default: beside the SQLite file.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    default=16,
    show_default=True,
    help="Messages sent at the same time.",
)
@click.option(
    "--timeout-s",
    type=click.FloatRange(0.1, 60),
    default=15.0,
    show_default=True,
    help="Time limit for a receiver's answer.",
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
@with_delivery
@reports_errors
def deliver(log_level: str, **options: Any) -> None:  # noqa: ANN401 - click hands over many types
    """Send the waiting webhooks and texts until stopped; several processes may run at once.

    `wanghuiyi serve` runs one too, unless started with --no-deliver.
    """
    from service.server.checks import found_current
    from service.server.config import ServerConfig
    from service.server.outbox_process import deliver as deliver_by

    of_service = ("database_url", "secrets", "has_local_webhooks")
    service = {name: options.pop(name) for name in of_service}
    config = ServerConfig(**service, log_level=log_level, delivery=delivery_plan(**options))
    config = found_current(config)
    deliver_by(config)
