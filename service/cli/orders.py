"""Commands for orders in escrow, disputes, and payment references."""

from typing import TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.annotations import noted
from service.cli.lists import list_orders
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows, writes
from service.cli.previews import previews
from service.cli.prompts import number_from_people, password_from_people
from service.cli.sellers import LATITUDE, LONGITUDE

if TYPE_CHECKING:
    from service.client import Client

REASONS = ("out_of_stock", "never_shipped", "certificate_revoked", "sent_back", "other")


@click.group()
def order() -> None:
    """Place and list orders, pay them into escrow, and record what becomes of them."""


order.add_command(list_orders)


@order.command()
@click.argument("offer_id")
@click.argument("wallet_id")
@click.argument("latitude", type=LATITUDE)
@click.argument("longitude", type=LONGITUDE)
@click.option(
    "--quantity", type=click.IntRange(1), default=1, show_default=True, help="Number of pieces."
)
@shows
@with_client
@noted
def place(client: "Client", offer_id: str, wallet_id: str, **where: float) -> Shown:
    """Place an order for WALLET_ID, to be sent to LATITUDE, LONGITUDE; print its id."""
    destination = (where["latitude"], where["longitude"])
    placed = client.place_order(offer_id, wallet_id, destination, int(where["quantity"]))
    return Shown(placed.model_dump(mode="json"), placed.order_id)


@order.command()
@click.argument("order_id")
@shows
@with_client
def show(client: "Client", order_id: str) -> Shown:
    """Show an order."""
    found = client.order(order_id)
    document = found.model_dump(mode="json")
    trust = found.seller.trust
    document["seller"] = f"{found.seller.name} ({'certified' if trust else 'not certified'})"
    rows = [(name, in_words(value)) for name, value in document.items() if value is not None]
    return Shown(found.model_dump(mode="json"), in_columns(rows))


@order.command()
@click.argument("order_id")
@click.option(
    "--draft",
    "number",
    metavar="NUMBER",
    help="Redeem this draft first, in one step; - prompts for its number.",
)
@shows
@with_client
@previews
def pay(client: "Client", order_id: str, number: str | None) -> Shown:
    """Pay an order from its wallet, or with --draft; prompts for its password as `redeem` does."""
    draft = None if number is None else (number_from_people(number), password_from_people())
    return answered(client.pay_order(order_id, draft))


@order.command()
@click.argument("order_id")
@click.option(
    "--days", type=click.IntRange(1, 30), default=3, show_default=True, help="Days of validity."
)
@click.option(
    "--midnight-in", metavar="ZONE", help="End the last day at midnight there, as in Asia/Urumqi."
)
@shows
@with_client
def reference(client: "Client", order_id: str, days: int, midnight_in: str | None) -> Shown:
    """Create a payment reference, with which the buyer can pay in cash at a counter."""
    return answered(client.issue_reference(order_id, days, ends_at_midnight=midnight_in))


@order.command()
@click.argument("order_id")
@shows
@with_client
def cancel(client: "Client", order_id: str) -> Shown:
    """Cancel an order that is not paid."""
    return answered(client.take_step(order_id, "cancellations"))


@order.command()
@click.argument("order_id")
@shows
@with_client
def ship(client: "Client", order_id: str) -> Shown:
    """Record that the goods were shipped."""
    return answered(client.take_step(order_id, "shipments"))


@order.command()
@click.argument("order_id")
@shows
@with_client
def deliver(client: "Client", order_id: str) -> Shown:
    """Record that the goods were delivered, if no parcel's scan does."""
    return answered(client.take_step(order_id, "deliveries"))


@order.command()
@click.argument("order_id")
@shows
@with_client
@previews
def confirm(client: "Client", order_id: str) -> Shown:
    """Accept the goods, and release the money to the seller."""
    return answered(client.take_step(order_id, "confirmations"))


@order.command()
@click.argument("order_id")
@click.option(
    "--reason",
    type=click.Choice(REASONS),
    default="other",
    show_default=True,
    help="Why it is refunded.",
)
@shows
@with_client
@previews
def refund(client: "Client", order_id: str, reason: str) -> Shown:
    """Refund an order in full to the buyer."""
    return answered(client.refund_order(order_id, reason))


@order.command()
@click.argument("order_id")
@click.argument("text")
@shows
@with_client
def dispute(client: "Client", order_id: str, text: str) -> Shown:
    """Open a dispute: the money stays in escrow; TEXT is shown to the arbiter only."""
    return answered(client.dispute_order(order_id, {"text": text}), "order_id", "state")


@order.command()
@click.argument("order_id")
@click.argument("refund_fen", metavar="YUAN", type=Yuan(least_fen=0))
@click.argument("because")
@shows
@with_client
@previews
def decide(client: "Client", order_id: str, refund_fen: int, because: str) -> Shown:
    """Decide a dispute: refund YUAN to the buyer, release the rest to the seller."""
    return answered(client.decide_dispute(order_id, refund_fen, because))


@order.command("confirm-due")
@click.option(
    "--limit", type=click.IntRange(1, 500), default=100, show_default=True, help="Orders a request."
)
@shows
@with_client
@previews
def confirm_due(client: "Client", limit: int) -> Shown:
    """Confirm orders whose time to object is over, and cancel unpaid ones whose time is over."""
    confirmed: list[str] = []
    cancelled: list[str] = []
    is_done = False
    while not is_done:
        swept = client.sweep_orders(limit)
        confirmed += swept.confirmed
        cancelled += swept.cancelled
        is_done = swept.is_done
    words = f"{len(confirmed)} confirmed, {len(cancelled)} cancelled"
    return Shown({"confirmed": confirmed, "cancelled": cancelled}, words)


@click.group("reference")
def references() -> None:
    """Take cash at a counter for an order with a payment reference; print its voucher."""


@references.command()
@click.argument("number")
@shows
@with_client
def due(client: "Client", number: str) -> Shown:
    """Show the amount due for the payment reference NUMBER."""
    return answered(client.reference_due(number))


@references.command()
@click.argument("order_id")
@click.option("--text", is_flag=True, help="Print text, not an HTML page.")
@click.option("--zone", help="Write moments in this time zone.  [default: Asia/Shanghai]")
@writes
@with_client
def voucher(client: "Client", order_id: str, *, text: bool, zone: str | None) -> str:
    """Print what the buyer of ORDER_ID takes to a counter, as an HTML page for A6 paper."""
    return client.voucher(order_id, "plain" if text else "html", zone=zone)


@references.command("pay")
@click.argument("number")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.option(
    "--taken-at", metavar="MOMENT", help="Moment (RFC 3339) at which it was taken, if offline."
)
@shows
@with_client
@previews
@noted
def pay_reference(client: "Client", number: str, amount_fen: int, taken_at: str | None) -> Shown:
    """Record YUAN in cash for the payment reference NUMBER."""
    return answered(client.pay_reference(number, amount_fen, taken_at=taken_at))
