"""Commands for holds on wallets."""

from typing import TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.annotations import noted
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows
from service.cli.previews import previews

if TYPE_CHECKING:
    from service.client import Client


@click.group()
def hold() -> None:
    """Keep money of a wallet for a payment to come, and pay it or give it back."""


@hold.command()
@click.argument("wallet_id")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.option("--payee", "payee_id", metavar="WALLET_ID", help="Promise it to this wallet alone.")
@click.option("--expires-at", metavar="MOMENT", help="When it ends (RFC 3339), within 30 days.")
@click.option(
    "--minutes", type=click.IntRange(1, 43_200), help="How long it lasts.  [default: 7 days]"
)
@shows
@with_client
@previews
@noted
def place(  # noqa: PLR0913 - one parameter an option
    client: "Client",
    wallet_id: str,
    amount_fen: int,
    *,
    payee_id: str | None,
    expires_at: str | None,
    minutes: int | None,
) -> Shown:
    """Hold YUAN of a wallet, and print the id of the hold."""
    if expires_at is not None and minutes is not None:
        message = "--expires-at and --minutes both say when it ends: give one of them"
        raise click.UsageError(message)
    placed = client.place_hold(
        wallet_id, amount_fen, payee_id=payee_id, expires_at=expires_at, valid_minutes=minutes
    )
    return Shown(placed.model_dump(mode="json"), placed.hold_id)


@hold.command()
@click.argument("hold_id")
@shows
@with_client
def show(client: "Client", hold_id: str) -> Shown:
    """Show a hold."""
    return answered(client.hold(hold_id))


@hold.command("list")
@click.argument("wallet_id")
@shows
@with_client
def list_holds(client: "Client", wallet_id: str) -> Shown:
    """List a wallet's holds, in the order in which they were placed."""
    found = [one.model_dump(mode="json") for page in client.holds(wallet_id) for one in page.holds]
    rows = [
        (one["hold_id"], one["state"], in_words(one["held"]), one["expires_at"]) for one in found
    ]
    return Shown(found, in_columns([("hold", "state", "held", "expires"), *rows]))


@hold.command()
@click.argument("hold_id")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.option("--payee", "payee_id", metavar="WALLET_ID", help="Whom to pay, if nobody was named.")
@click.option("--final", "is_final", is_flag=True, help="Give the rest back to the wallet.")
@shows
@with_client
@previews
@noted
def capture(
    client: "Client", hold_id: str, amount_fen: int, *, payee_id: str | None, is_final: bool
) -> Shown:
    """Pay YUAN of a hold to its payee."""
    return answered(client.capture_hold(hold_id, amount_fen, payee_id=payee_id, is_final=is_final))


@hold.command()
@click.argument("hold_id")
@shows
@with_client
@previews
def release(client: "Client", hold_id: str) -> Shown:
    """Give what is left of a hold back to its wallet."""
    return answered(client.release_hold(hold_id))


@hold.command("expire-due")
@click.option(
    "--limit", type=click.IntRange(1, 500), default=100, show_default=True, help="Holds a request."
)
@shows
@with_client
@previews
def expire_due(client: "Client", limit: int) -> Shown:
    """Give back what holds keep whose time is over."""
    expired: list[str] = []
    is_done = False
    while not is_done:
        swept = client.sweep_holds(limit)
        expired += swept.expired
        is_done = swept.is_done
    return Shown({"expired": expired}, f"{len(expired)} expired")
