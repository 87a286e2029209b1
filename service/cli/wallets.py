"""Commands of wallets: their providers, and the shops that are paid."""

from typing import TYPE_CHECKING

import click

from service.cli.access import asks
from service.cli.asking import ASKED_FOR, number_from_people, password_from_people
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows

if TYPE_CHECKING:
    from service.client import Client

TIERS = ("plain", "sms_alert", "certificate")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[NUMBER] WALLET_ID")
@shows
@asks
def redeem(client: "Client", words: tuple[str, ...]) -> Shown:
    """Credit the draft of NUMBER to WALLET_ID; its password is asked for.

    So is NUMBER, if it is left out or a dash: others can see it on the command line. Without a
    terminal, number and password are read from stdin, a line each; the password may stand in
    WANGHUIYI_PASSWORD.
    """
    given, wallet_id = _number_and_wallet(words)
    number = number_from_people(given)
    return answered(client.redeem(number, password_from_people(), wallet_id))


@click.group()
def wallet() -> None:
    """Open wallets, look at them, and move their money."""


@wallet.command("open")
@click.option("--tier", type=click.Choice(TIERS), default="plain", show_default=True)
@shows
@asks
def open_wallet(client: "Client", tier: str) -> Shown:
    """Open a wallet; only its id goes to stdout."""
    opened = client.open_wallet(tier)
    return Shown(opened.model_dump(mode="json"), opened.wallet_id)


@wallet.command()
@click.argument("wallet_id")
@shows
@asks
def show(client: "Client", wallet_id: str) -> Shown:
    """Look at a wallet."""
    return answered(client.wallet(wallet_id))


@wallet.command()
@click.argument("wallet_id")
@click.option("--cursor", help="Go on from where one stopped; stderr says where that is.")
@shows
@asks
def statement(client: "Client", wallet_id: str, cursor: str | None) -> Shown:
    """Print all that changed a wallet's balance, the oldest first."""
    pages = list(client.statement(wallet_id, cursor))
    entries = [entry.model_dump(mode="json") for page in pages for entry in page.entries]
    click.echo(f"to go on from here later: --cursor {pages[-1].end_cursor}", err=True)
    rows = [(entry["at"], in_words(entry["change"]), entry["entry"]) for entry in entries]
    return Shown(entries, in_columns([("at", "change", "entry"), *rows]))


@wallet.command()
@click.argument("payer_id")
@click.argument("payee_id")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@shows
@asks
def pay(client: "Client", payer_id: str, payee_id: str, amount_fen: int) -> Shown:
    """Pay YUAN from one's wallet to anybody's."""
    return answered(client.pay(payer_id, payee_id, amount_fen))


@wallet.command()
@click.argument("wallet_id")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@shows
@asks
def withdraw(client: "Client", wallet_id: str, amount_fen: int) -> Shown:
    """Pay YUAN of a wallet out through the bank."""
    return answered(client.withdraw(wallet_id, amount_fen))


@wallet.command()
@click.argument("wallet_id")
@shows
@asks
def freeze(client: "Client", wallet_id: str) -> Shown:
    """Let nothing into or out of a wallet."""
    return answered(client.change_wallet(wallet_id, is_frozen=True))


@wallet.command()
@click.argument("wallet_id")
@shows
@asks
def thaw(client: "Client", wallet_id: str) -> Shown:
    """Let a frozen wallet go on."""
    return answered(client.change_wallet(wallet_id, is_frozen=False))


def _number_and_wallet(words: tuple[str, ...]) -> tuple[str, str]:
    *given, wallet_id = words
    if len(given) > 1:
        message = (
            f"these are {len(words)} words, and NUMBER and WALLET_ID are two: "
            "quote a number with spaces, or leave it out, and it is asked for"
        )
        raise click.UsageError(message)
    if not wallet_id.replace(" ", "").strip("0123456789-"):
        message = (
            "WALLET_ID is left out, or comes before NUMBER: "
            "write the number first, or leave it out, and it is asked for"
        )
        raise click.UsageError(message)
    return (given[0] if given else ASKED_FOR), wallet_id
