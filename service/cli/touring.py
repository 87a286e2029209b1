"""The command that shows the whole story in a browser: `tour`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from service.cli.output import USAGE, fail

if TYPE_CHECKING:
    from service.server.config import ServerConfig

START = "2026-11-24T02:30:00Z"  # a Tuesday morning at the counter: half past ten in Beijing
SEED = "tour"
PAGE = "/test/tour"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    help="Port on 127.0.0.1; by default a free one.",
)
@click.option(
    "--browser/--no-browser", default=True, help="Open it in the browser of this machine."
)
def tour(*, port: int, browser: bool) -> None:
    """Walk the story in a browser: from cash on a counter to a parcel and a paid seller.

    It starts a test server with a small town in it, whose clock stands still, until Ctrl-C.
    Nothing is kept: the database is in a folder for the time being.
    """
    from service.errors import ConfigError
    from service.server.preparation import prepare

    with TemporaryDirectory(prefix="wanghuiyi-tour-") as folder:
        try:
            config = prepare(_config(Path(folder), port))
        except ConfigError as faults:
            fail(str(faults), USAGE)
        from service.server.workers import serve

        serve(config, lambda: _show(config, opens=browser))


def _config(folder: Path, port: int) -> "ServerConfig":
    from service.clock import from_rfc3339
    from service.server.config import ServerConfig, TestMode

    return ServerConfig(
        database_url=f"sqlite:///{folder / 'town.db'}",
        port=port,
        log_level="warning",
        test_mode=TestMode(from_rfc3339(START), SEED),
    )


def _show(config: "ServerConfig", *, opens: bool) -> None:
    """Print the address of the tour, and open it."""
    url = f"http://{config.host}:{config.port}{PAGE}"
    click.echo(url)
    sys.stdout.flush()
    if opens:
        click.launch(url)
