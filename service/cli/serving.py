"""Commands that run the service: `serve` and `secret`."""

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.delivering import (
    exports_traces,
    outbox_config,
    with_outbox_options,
    with_traces_option,
)
from service.cli.output import USAGE, Yuan, fail
from service.cli.replaying import require_empty, story_content

if TYPE_CHECKING:
    from service.server.config import ServerConfig

WORKERS_MAX = 64
THREADS_MAX = 256
NO_COST = "none"


@click.command()
@click.option(
    "--database",
    "database_url",
    envvar="WANGHUIYI_DATABASE",
    default="sqlite:///wanghuiyi.db",
    show_default=True,
    metavar="URL",
    help="sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME; or set WANGHUIYI_DATABASE.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port; 0 chooses a free one.",
)
@click.option(
    "--workers", type=click.IntRange(1, WORKERS_MAX), help="Worker processes; default: one a core."
)
@click.option(
    "--threads",
    type=click.IntRange(1, THREADS_MAX),
    default=8,
    show_default=True,
    help="Requests that a worker handles at a time.",
)
@click.option(
    "--secrets",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="WANGHUIYI_SECRETS",
    help="File of the root secret; by default, beside the SQLite file.",
)
@click.option(
    "--tariff",
    envvar="WANGHUIYI_TARIFF",
    type=click.Choice(["waived", "listed"]),
    default="waived",
    show_default=True,
    help="Fees of deposits: none, or the listed tariff.",
)
@click.option(
    "--depositor-limit",
    "depositor_limit_fen",
    envvar="WANGHUIYI_DEPOSITOR_LIMIT",
    type=Yuan(),
    metavar="YUAN",
    help="Cash that one person pays in on a day, at outlets and agents together; default: any.",
)
@click.option(
    "--commission-basis-points",
    envvar="WANGHUIYI_COMMISSION_BASIS_POINTS",
    type=click.IntRange(0, 10_000),
    default=0,
    show_default=True,
    metavar="N",
    help="Commission on a sale, without postage, in basis points: 100 are 1%.",
)
@click.option(
    "--outlet-tariff",
    envvar="WANGHUIYI_OUTLET_TARIFF",
    type=click.Choice(["none", "standard"]),
    default="none",
    show_default=True,
    help="Commission of outlets for cash over their counters: none, or a quarter of a percent.",
)
@click.option(
    "--rate-per-key",
    type=click.IntRange(1),
    metavar="N",
    help="Requests a minute that each worker accepts from one key.",
)
@click.option(
    "--lookup-rate",
    type=click.IntRange(1),
    metavar="N",
    help="Look-ups of parcels a minute that each worker accepts from one address without a key.",
)
@click.option(
    "--password-cost",
    type=click.Choice([NO_COST, *(str(1 << power) for power in range(1, 18))]),
    default="1024",
    show_default=True,
    metavar="N",
    help=f"scrypt's N for new passwords, a power of two, or {NO_COST} for tests; see "
    "docs/operations.md.",
)
@click.option(
    "--stop-s",
    type=click.FloatRange(0.1, 3_600),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long requests in flight may take after a signal to stop; then they are cut off.",
)
@click.option(
    "--log-level",
    type=click.Choice(["info", "warning"]),
    default="info",
    show_default=True,
    help="Log each request, or only warnings and errors.",
)
@with_traces_option
@click.option(
    "--debug", "is_debug", is_flag=True, help="Use the development server, on this machine only."
)
@click.option(
    "--test-clock",
    is_flag=False,
    flag_value="now",
    metavar="[MOMENT]",
    help="Test mode: the clock stands still at MOMENT, or runs from now, until a test sets it.",
)
@click.option(
    "--seed", metavar="TEXT", help="Test mode: the same requests get the same random numbers."
)
@click.option(
    "--worlds",
    "worlds_max",
    type=click.IntRange(0, 100_000),
    metavar="N",
    help="Test mode: at most so many worlds at a time; default: 256.",
)
@click.option(
    "--world-idle-s",
    type=click.FloatRange(0.1),
    metavar="SECONDS",
    help="Test mode: a world is forgotten when nobody used it for so long; default: 3600.",
)
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Test mode: make all requests of FILE first, a story from /test/console/replay.",
)
@click.option(
    "--until-stdin-ends",
    "ends_with_stdin",
    is_flag=True,
    help="Stop when standard input ends, too: when whoever holds its other end is gone.",
)
@click.option(
    "--deliver/--no-deliver",
    "delivers",
    default=True,
    show_default=True,
    help="Send webhooks and texts, too; in test mode, a test says when.",
)
@with_outbox_options
def serve(**options: Any) -> None:  # noqa: ANN401 - click hands over options of many types
    """Serve the HTTP API: deposits, redemptions, wallets, orders, parcels, settlements."""
    gc.disable()  # what is imported is no garbage; it is enabled again before workers are forked
    try:
        _serve(options)
    finally:
        gc.enable()


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def secret(file: Path) -> None:
    """Write a new root secret to FILE, which must not exist; store it apart from the database."""
    from service.server.secret_file import write_new_secret

    try:
        write_new_secret(file)
    except FileExistsError:
        message = f"{file} exists, and a secret is never overwritten: choose another name"
        raise click.UsageError(message) from None
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror}): choose another path"
        raise click.UsageError(message) from None
    click.echo(
        f"{file}: written, readable by its owner only; back it up apart from the database", err=True
    )


def _serve(options: dict[str, Any]) -> None:
    from service.errors import ConfigError
    from service.server.preparation import prepare

    try:
        config = prepare(_config(**options))
        require_empty(config)
    except ConfigError as faults:
        fail(str(faults), USAGE)
    if options["password_cost"] == NO_COST:
        click.echo(
            f"--password-cost {NO_COST}: whoever steals database and secret knows every password "
            "at once; for tests and measurements only",
            err=True,
        )
    from service.server.workers import serve as serve_until_stopped

    serve_until_stopped(config)


def _config(
    test_clock: str | None,
    seed: str | None,
    replay: Path | None,
    **options: Any,  # noqa: ANN401 - as above
) -> "ServerConfig":
    from service.server.config import ServerConfig, TestMode
    from service.vault import NO_SLOW_HASH

    is_test = test_clock is not None or seed is not None
    story = None if replay is None else story_content(replay, test_clock, seed)
    worlds = {
        name: value
        for name in ("worlds_max", "world_idle_s")
        if (value := options.pop(name)) is not None
    }
    if worlds and not is_test:
        message = "--worlds and --world-idle-s are for test mode: add --test-clock or --seed"
        raise click.UsageError(message)
    options["exports_traces"] = exports_traces(options.pop("traces"))
    outbox = outbox_config(options.pop("sms_gateway"))
    options["outbox"] = outbox if options.pop("delivers") and not is_test else None
    is_single = is_test or options["is_debug"]
    cost = options["password_cost"]
    options["password_cost"] = NO_SLOW_HASH if cost == NO_COST else int(cost)
    options["workers"] = options["workers"] or (1 if is_single else os.cpu_count() or 1)
    start_ms = _start_ms(test_clock)
    test_mode = TestMode(start_ms, seed, **worlds, replay=story) if is_test else None
    return ServerConfig(**options, test_mode=test_mode)


def _start_ms(test_clock: str | None) -> int | None:
    from service.clock import from_rfc3339

    if test_clock in (None, "now"):
        return None
    try:
        return from_rfc3339(str(test_clock))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--test-clock") from None
