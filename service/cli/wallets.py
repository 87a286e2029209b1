"""Commands for wallets: for their providers, and for shops that are paid."""

from typing import TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.annotations import noted
from service.cli.lists import list_wallets
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows
from service.cli.previews import previews
from service.cli.prompts import PROMPT, number_from_people, password_from_people

if TYPE_CHECKING:
    from service.client import Client

TIERS = ("plain", "sms_alert", "certificate")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[NUMBER] WALLET_ID")
@shows
@with_client
@previews
def redeem(client: "Client", words: tuple[str, ...]) -> Shown:
    """Redeem a draft: credit it to WALLET_ID.

    Prompts for the password, and for NUMBER if it is not given or is a dash, since other users can
    see the command line. Without a terminal both are read from stdin, a line each, the number
    first; the password may also be set in WANGHUIYI_PASSWORD.
    """
    given, wallet_id = _number_and_wallet(words)
    number = number_from_people(given)
    return answered(client.redeem(number, password_from_people(), wallet_id))


@click.group()
def wallet() -> None:
    """Open, list and show wallets, and move their money."""


wallet.add_command(list_wallets)


@wallet.command("open")
@click.option(
    "--tier",
    type=click.Choice(TIERS),
    default="plain",
    show_default=True,
    help="How the account is secured; it limits redemptions a day.",
)
@shows
@with_client
@noted
def open_wallet(client: "Client", tier: str) -> Shown:
    """Open a wallet, and print its id."""
    opened = client.open_wallet(tier)
    return Shown(opened.model_dump(mode="json"), opened.wallet_id)


@wallet.command()
@click.argument("wallet_id")
@shows
@with_client
def show(client: "Client", wallet_id: str) -> Shown:
    """Show a wallet."""
    return answered(client.wallet(wallet_id))


@wallet.command()
@click.argument("wallet_id")
@click.option("--cursor", help="Continue from here; the last cursor is printed on stderr.")
@shows
@with_client
def statement(client: "Client", wallet_id: str, cursor: str | None) -> Shown:
    """Print all entries of a wallet, the oldest first."""
    pages = list(client.statement(wallet_id, cursor))
    entries = [entry.model_dump(mode="json") for page in pages for entry in page.entries]
    click.echo(f"to continue from here later: --cursor {pages[-1].end_cursor}", err=True)
    rows = [
        (
            entry["at"],
            in_words(entry["change"]),
            in_words(entry["balance"]),
            entry["entry"],
            f"{entry['counterparty']['kind']} {entry['counterparty']['id'] or ''}",
        )
        for entry in entries
    ]
    head = ("at", "change", "balance", "entry", "counterparty")
    return Shown(entries, in_columns([head, *rows]))


@wallet.command()
@click.argument("payer_id")
@click.argument("payee_id")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@shows
@with_client
@previews
@noted
def pay(client: "Client", payer_id: str, payee_id: str, amount_fen: int) -> Shown:
    """Pay YUAN from your wallet PAYER_ID to any wallet PAYEE_ID."""
    return answered(client.pay(payer_id, payee_id, amount_fen))


@wallet.command()
@click.argument("wallet_id")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@shows
@with_client
@previews
@noted
def withdraw(client: "Client", wallet_id: str, amount_fen: int) -> Shown:
    """Withdraw YUAN from a wallet through the bank."""
    return answered(client.withdraw(wallet_id, amount_fen))


@wallet.command()
@click.argument("wallet_id")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@shows
@with_client
def code(client: "Client", wallet_id: str, amount_fen: int) -> Shown:
    """Make a one-time code for YUAN in cash from any agent, and print it."""
    made = client.cash_out_code(wallet_id, amount_fen)
    click.echo(f"whoever has this code gets the cash, until {made.expires_at}", err=True)
    return Shown(made.model_dump(mode="json"), made.code)


@wallet.command()
@click.argument("wallet_id")
@shows
@with_client
def freeze(client: "Client", wallet_id: str) -> Shown:
    """Freeze a wallet: no money moves into or out of it."""
    return answered(client.change_wallet(wallet_id, is_frozen=True))


@wallet.command()
@click.argument("wallet_id")
@shows
@with_client
def thaw(client: "Client", wallet_id: str) -> Shown:
    """Unfreeze a wallet."""
    return answered(client.change_wallet(wallet_id, is_frozen=False))


def _number_and_wallet(words: tuple[str, ...]) -> tuple[str, str]:
    *given, wallet_id = words
    if len(given) > 1:
        message = (
            f"these are {len(words)} words, and NUMBER and WALLET_ID are two: "
            "quote a number with spaces, or leave it out to be prompted for it"
        )
        raise click.UsageError(message)
    if not wallet_id.replace(" ", "").strip("0123456789-"):
        message = (
            "WALLET_ID is left out, or comes before NUMBER: "
            "write the number first, or leave it out to be prompted for it"
        )
        raise click.UsageError(message)
    return (given[0] if given else PROMPT), wallet_id
