"""Lists page by page: of drafts, orders and wallets; and balances at a moment."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

import click

from service.cli.access import with_client
from service.cli.output import Command, Shown, answered, in_columns, in_words, shows

if TYPE_CHECKING:
    from pydantic import BaseModel

    from service.client import Client

DRAFT_STATES = ("issued", "redeemed", "cashed", "expired", "refunded", "cancelled")
ORDER_STATES = (
    "placed", "paid", "shipped", "delivered", "disputed", "released", "cancelled", "refunded",
)  # fmt: skip


class ListPage(Protocol):
    """A page of any list."""

    end_cursor: str

    def model_dump(self, *, mode: str) -> dict[str, Any]:
        """Return it as JSON has it."""


def pages(command: Command) -> Command:
    """Add the options of every list."""
    for option in (
        click.option("--cursor", help="Continue from here; the last cursor is printed on stderr."),
        click.option("--until", metavar="MOMENT", help="Only what was before, in RFC 3339."),
        click.option(
            "--from", "since", metavar="MOMENT", help="Only what was then or later, in RFC 3339."
        ),
    ):
        command = option(command)
    return command


@click.command("list")
@click.option("--outlet", help="Only of this outlet, for those who see all.")
@click.option("--state", type=click.Choice(DRAFT_STATES), help="Only in this state.")
@pages
@shows
@with_client
def list_drafts(client: "Client", since: str | None, until: str | None, **how: str | None) -> Shown:
    """List drafts by when they were paid in; an outlet sees its own."""
    return listed("drafts", client.drafts(**how, between=(since, until)))


@click.command("list")
@click.option("--wallet", "wallet_id", metavar="WALLET_ID", help="Only of this buyer's wallet.")
@click.option("--seller", "seller_id", metavar="SELLER_ID", help="Only of this seller.")
@click.option("--state", type=click.Choice(ORDER_STATES), help="Only in this state.")
@pages
@shows
@with_client
def list_orders(client: "Client", since: str | None, until: str | None, **how: str | None) -> Shown:
    """List orders by when they were placed."""
    return listed("orders", client.orders(**how, between=(since, until)))


@click.command("list")
@click.option("--provider", help="Only at this provider, for auditors.")
@click.option("--frozen/--not-frozen", "is_frozen", default=None, help="Only such wallets.")
@pages
@shows
@with_client
def list_wallets(
    client: "Client",
    since: str | None,
    until: str | None,
    *,
    is_frozen: bool | None,
    **how: str | None,
) -> Shown:
    """List your wallets by when they were opened."""
    return listed("wallets", client.wallets(**how, is_frozen=is_frozen, between=(since, until)))


@click.command()
@click.argument("account")
@click.option("--at", metavar="MOMENT", help="At this moment, in RFC 3339; now if left out.")
@shows
@with_client
def balance(client: "Client", account: str, at: str | None) -> Shown:
    """Show what ACCOUNT held at a moment: a wallet's id, or a name such as post:cash:Gushi."""
    from service.client.calls import part

    part(account=account)
    ask: Callable[..., BaseModel] = (
        client.account_balance if ":" in account else client.wallet_balance
    )
    return answered(ask(account, at))


def listed(noun: str, found: Iterator[Any]) -> Shown:
    """Show all rows of all pages, and say on stderr where to go on."""
    every: list[ListPage] = list(found)
    rows = [row for page in every for row in page.model_dump(mode="json")[noun]]
    click.echo(f"to continue from here later: --cursor {every[-1].end_cursor}", err=True)
    if not rows:
        return Shown(rows, "")
    head = tuple(rows[0])
    return Shown(rows, in_columns([head, *(tuple(map(in_words, row.values())) for row in rows)]))
