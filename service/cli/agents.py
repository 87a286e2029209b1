"""Commands for agents: cash in and out, float at outlets, commission, terms, statements."""

from typing import TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.annotations import noted
from service.cli.counter import IDENTITY
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows
from service.cli.previews import previews
from service.cli.prompts import CODE, code_from_people

if TYPE_CHECKING:
    from service.client import Client

TARIFFS = ("standard", "free")

_AGENT = click.argument("agent", metavar="AGENT")
_YUAN = click.argument("amount_fen", metavar="YUAN", type=Yuan())


@click.group()
def agent() -> None:
    """Take cash for wallets and pay it out as an agent, and swap its float."""


@agent.command("cash-in")
@click.argument("wallet_id")
@_YUAN
@IDENTITY
@shows
@with_client
@previews
@noted
def cash_in(client: "Client", wallet_id: str, amount_fen: int, identity: str) -> Shown:
    """Credit YUAN in cash to any wallet WALLET_ID, out of your float."""
    return answered(client.cash_in(wallet_id, amount_fen, identity=identity))


@agent.command("cash-out")
@CODE
@shows
@with_client
@previews
def cash_out(client: "Client", code: str) -> Shown:
    """Pay cash out of a wallet to whoever shows its one-time CODE.

    Prompts for CODE if it is not given, since other users can see the command line; without a
    terminal it is read from a line of stdin.
    """
    return answered(client.agent_cash_out(code_from_people(code)))


@agent.command("top-up")
@_AGENT
@_YUAN
@shows
@with_client
@previews
def top_up(client: "Client", agent: str, amount_fen: int) -> Shown:
    """Take YUAN in cash from AGENT at your outlet, for float."""
    return answered(client.top_up_float(agent, amount_fen))


@agent.command()
@_AGENT
@_YUAN
@shows
@with_client
@previews
def withdraw(client: "Client", agent: str, amount_fen: int) -> Shown:
    """Pay YUAN of the float of AGENT out in cash at your outlet."""
    return answered(client.withdraw_float(agent, amount_fen))


@agent.command()
@_AGENT
@_YUAN
@shows
@with_client
@previews
def payout(client: "Client", agent: str, amount_fen: int) -> Shown:
    """Pay YUAN of the commission of AGENT into its float."""
    return answered(client.pay_commission(agent, amount_fen))


@agent.command()
@_AGENT
@shows
@with_client
def show(client: "Client", agent: str) -> Shown:
    """Show AGENT: its float, its commission and its terms."""
    return answered(client.agent(agent))


@agent.command()
@_AGENT
@click.option("--tariff", type=click.Choice(TARIFFS), help="What customers pay, the agent earns.")
@click.option(
    "--threshold",
    "threshold_fen",
    metavar="YUAN",
    type=Yuan(),
    help="The float below which AGENT is warned.",
)
@shows
@with_client
def change(client: "Client", agent: str, tariff: str | None, threshold_fen: int | None) -> Shown:
    """Change the terms of AGENT."""
    return answered(client.change_agent(agent, tariff=tariff, threshold_fen=threshold_fen))


@agent.command()
@_AGENT
@click.option("--cursor", help="Continue from here; the last cursor is printed on stderr.")
@shows
@with_client
def statement(client: "Client", agent: str, cursor: str | None) -> Shown:
    """Print all entries of the float of AGENT, the oldest first."""
    pages = list(client.agent_statement(agent, cursor))
    entries = [entry.model_dump(mode="json") for page in pages for entry in page.entries]
    click.echo(f"to continue from here later: --cursor {pages[-1].end_cursor}", err=True)
    rows = [
        (
            one["at"],
            one["kind"],
            in_words(one["change"]),
            in_words(one["balance"]),
            one["entry"],
        )
        for one in entries
    ]
    return Shown(entries, in_columns([("at", "kind", "change", "balance", "entry"), *rows]))
