"""Commands of orders in escrow, of their disputes, and of references paid at a counter."""

from typing import TYPE_CHECKING

import click

from service.cli.access import asks
from service.cli.asking import number_from_people, password_from_people
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows
from service.cli.sellers import LATITUDE, LONGITUDE

if TYPE_CHECKING:
    from service.client import Client

REASONS = ("out_of_stock", "never_shipped", "certificate_revoked", "sent_back", "other")


@click.group()
def order() -> None:
    """Order something, pay it into escrow, and say how it ends."""


@order.command()
@click.argument("offer_id")
@click.argument("wallet_id")
@click.argument("latitude", type=LATITUDE)
@click.argument("longitude", type=LONGITUDE)
@click.option("--quantity", type=click.IntRange(1), default=1, show_default=True)
@shows
@asks
def place(client: "Client", offer_id: str, wallet_id: str, **where: float) -> Shown:
    """Order an offer for WALLET_ID, to be sent there; only the order's id goes to stdout."""
    destination = (where["latitude"], where["longitude"])
    placed = client.place_order(offer_id, wallet_id, destination, int(where["quantity"]))
    return Shown(placed.model_dump(mode="json"), placed.order_id)


@order.command()
@click.argument("order_id")
@shows
@asks
def show(client: "Client", order_id: str) -> Shown:
    """Look at an order."""
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
    help="Redeem this draft first, in one step; - asks for its number.",
)
@shows
@asks
def pay(client: "Client", order_id: str, number: str | None) -> Shown:
    """Pay an order from its wallet; a draft's password is asked for as in `redeem`."""
    draft = None if number is None else (number_from_people(number), password_from_people())
    return answered(client.pay_order(order_id, draft))


@order.command()
@click.argument("order_id")
@click.option("--days", type=click.IntRange(1, 30), default=3, show_default=True)
@shows
@asks
def reference(client: "Client", order_id: str, days: int) -> Shown:
    """Let an order be paid at a counter; the reference is for its buyer."""
    return answered(client.issue_reference(order_id, days))


@order.command()
@click.argument("order_id")
@shows
@asks
def cancel(client: "Client", order_id: str) -> Shown:
    """Give up an order that is not paid."""
    return answered(client.take_step(order_id, "cancellations"))


@order.command()
@click.argument("order_id")
@shows
@asks
def ship(client: "Client", order_id: str) -> Shown:
    """Say that the goods are on their way."""
    return answered(client.take_step(order_id, "shipments"))


@order.command()
@click.argument("order_id")
@shows
@asks
def deliver(client: "Client", order_id: str) -> Shown:
    """Say that the goods have arrived, where no scan of a parcel does."""
    return answered(client.take_step(order_id, "deliveries"))


@order.command()
@click.argument("order_id")
@shows
@asks
def confirm(client: "Client", order_id: str) -> Shown:
    """Say that all is well, and let the seller be paid."""
    return answered(client.take_step(order_id, "confirmations"))


@order.command()
@click.argument("order_id")
@click.option("--reason", type=click.Choice(REASONS), default="other", show_default=True)
@shows
@asks
def refund(client: "Client", order_id: str, reason: str) -> Shown:
    """Pay the buyer back in full."""
    return answered(client.refund_order(order_id, reason))


@order.command()
@click.argument("order_id")
@click.argument("text")
@shows
@asks
def dispute(client: "Client", order_id: str, text: str) -> Shown:
    """Stop the money of an order; TEXT is for the arbiter alone."""
    return answered(client.dispute_order(order_id, {"text": text}), "order_id", "state")


@order.command()
@click.argument("order_id")
@click.argument("refund_fen", metavar="YUAN", type=Yuan(least_fen=0))
@click.argument("because")
@shows
@asks
def decide(client: "Client", order_id: str, refund_fen: int, because: str) -> Shown:
    """Decide a dispute: YUAN back to the buyer, the rest to the seller."""
    return answered(client.decide_dispute(order_id, refund_fen, because))


@order.command("confirm-due")
@click.option("--limit", type=click.IntRange(1, 500), default=100, show_default=True)
@shows
@asks
def confirm_due(client: "Client", limit: int) -> Shown:
    """Confirm what buyers forgot to and cancel what nobody paid: LIMIT at a time, until all is."""
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
    """Take cash at a counter for an order that was placed before."""


@references.command()
@click.argument("number")
@shows
@asks
def due(client: "Client", number: str) -> Shown:
    """Ask what is due for the payment reference NUMBER."""
    return answered(client.reference_due(number))


@references.command("pay")
@click.argument("number")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.option("--taken-at", metavar="MOMENT", help="Cash that was taken before, without a line.")
@shows
@asks
def pay_reference(client: "Client", number: str, amount_fen: int, taken_at: str | None) -> Shown:
    """Take YUAN for the payment reference NUMBER."""
    return answered(client.pay_reference(number, amount_fen, taken_at=taken_at))
