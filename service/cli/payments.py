"""Commands for payments between wallets and for withdrawals: listed, shown, given back."""

from typing import TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.annotations import noted
from service.cli.lists import listed, pages
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows
from service.cli.previews import previews

if TYPE_CHECKING:
    from service.client import Client

REASONS = (
    "returned", "not_delivered", "duplicate", "wrong_amount", "wrong_payee", "fraud", "ordered",
    "other",
)  # fmt: skip


@click.group()
def payment() -> None:
    """List and show payments between wallets, and give them back."""


@payment.command("list")
@click.option("--wallet", "wallet_id", metavar="WALLET_ID", help="Only of this wallet.")
@click.option("--direction", type=click.Choice(["in", "out"]), help="Only what came, or went.")
@pages
@shows
@with_client
def list_payments(
    client: "Client", since: str | None, until: str | None, **how: str | None
) -> Shown:
    """List payments from and to your wallets, in the order in which they were entered."""
    return listed("payments", client.payments(**how, between=(since, until)))


@payment.command("show")
@click.argument("payment_id")
@shows
@with_client
def show_payment(client: "Client", payment_id: str) -> Shown:
    """Show a payment, and how much of it was given back."""
    return answered(client.payment(payment_id))


@payment.command("reverse")
@click.argument("payment_id")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.argument("reason", type=click.Choice(REASONS))
@shows
@with_client
@previews
@noted
def reverse_payment(client: "Client", payment_id: str, amount_fen: int, reason: str) -> Shown:
    """Give YUAN of a payment back to its payer, and say why."""
    return answered(client.reverse_payment(payment_id, amount_fen, reason=reason))


@payment.command("reversals")
@click.argument("payment_id")
@shows
@with_client
def list_reversals(client: "Client", payment_id: str) -> Shown:
    """List what was given back of a payment, the oldest first."""
    found = [
        one.model_dump(mode="json")
        for page in client.reversals(payment_id)
        for one in page.reversals
    ]
    rows = [(one["reversed_at"], in_words(one["money"]), one["reason"], one["by"]) for one in found]
    return Shown(found, in_columns([("at", "money", "reason", "by"), *rows]))


@click.group()
def withdrawal() -> None:
    """List and show withdrawals from wallets to a bank."""


@withdrawal.command("list")
@click.option("--wallet", "wallet_id", metavar="WALLET_ID", help="Only of this wallet.")
@pages
@shows
@with_client
def list_withdrawals(
    client: "Client", since: str | None, until: str | None, **how: str | None
) -> Shown:
    """List withdrawals from your wallets, in the order in which they were entered."""
    return listed("withdrawals", client.withdrawals(**how, between=(since, until)))


@withdrawal.command("show")
@click.argument("withdrawal_id")
@shows
@with_client
def show_withdrawal(client: "Client", withdrawal_id: str) -> Shown:
    """Show a withdrawal."""
    return answered(client.withdrawal(withdrawal_id))
