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
REASONS = ("agent_closed", "agent_died", "key_lost", "ordered")

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
@_YUAN
@shows
@with_client
def code(client: "Client", amount_fen: int) -> Shown:
    """Make a one-time code for YUAN of your float in cash from any outlet, and print it."""
    made = client.float_withdrawal_code(amount_fen)
    click.echo(f"whoever has this code gets the cash, until {made.expires_at}", err=True)
    return Shown(made.model_dump(mode="json"), made.code)


@agent.command()
@CODE
@shows
@with_client
@previews
def withdraw(client: "Client", code: str) -> Shown:
    """Pay float out in cash at your outlet to the agent that shows its one-time CODE.

    Prompts for CODE if it is not given, since other users can see the command line; without a
    terminal it is read from a line of stdin.
    """
    return answered(client.withdraw_float(code_from_people(code)))


@agent.command()
@_AGENT
@_YUAN
@click.option("--outlet", required=True, metavar="NAME", help="The outlet that pays the cash.")
@click.option("--reason", required=True, type=click.Choice(REASONS), help="Why without the agent.")
@shows
@with_client
@previews
def recall(client: "Client", agent: str, amount_fen: int, outlet: str, reason: str) -> Shown:
    """Pay YUAN of the float of AGENT, who cannot ask for it, out in cash at an outlet.

    For operators; the agent is notified.
    """
    return answered(client.recall_float(agent, amount_fen, outlet=outlet, reason=reason))


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
