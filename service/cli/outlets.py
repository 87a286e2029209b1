"""Commands for outlets: how one's till stands, what it is notified of, what it has earned."""

from typing import TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.output import Shown, Yuan, answered, shows
from service.cli.previews import previews

if TYPE_CHECKING:
    from service.client import Client


@click.group()
def outlet() -> None:
    """Show your outlet, set what it is notified of, and pay what outlets have earned."""


@outlet.command()
@shows
@with_client
def show(client: "Client") -> Shown:
    """Show your outlet: the cash in its till, and what it asked to be notified of."""
    return answered(client.outlet())


@outlet.command()
@click.option(
    "--threshold",
    "threshold_fen",
    metavar="YUAN",
    type=Yuan(),
    help="The cash below which the till is low.",
)
@click.option("--never-low", is_flag=True, help="Set no threshold.")
@click.option(
    "--draft-events/--no-draft-events",
    "has_draft_events",
    default=None,
    help="Make each deposit an event, draft.issued.",
)
@shows
@with_client
def change(
    client: "Client", threshold_fen: int | None, *, never_low: bool, has_draft_events: bool | None
) -> Shown:
    """Set when the till of your outlet is low, and whether its deposits are events."""
    if never_low and threshold_fen is not None:
        message = "--threshold and --never-low exclude each other: give one of them"
        raise click.UsageError(message)
    changed = client.change_outlet(
        threshold_fen=threshold_fen, is_never_low=never_low, has_draft_events=has_draft_events
    )
    return answered(changed)


@outlet.command()
@click.argument("outlet", metavar="OUTLET")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.option(
    "--source",
    type=click.Choice(["till", "bank"]),
    default="till",
    show_default=True,
    help="Where the money comes from: the cash of the outlet, or the Post's bank.",
)
@shows
@with_client
@previews
def payout(client: "Client", outlet: str, amount_fen: int, source: str) -> Shown:
    """Pay YUAN of the commission of OUTLET: an outlet its own, an operator any."""
    return answered(client.pay_outlet_commission(outlet, amount_fen, source=source))
