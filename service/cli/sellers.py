"""Commands for sellers, their offers and their certifications."""

from typing import TYPE_CHECKING, Literal

import click

from service.cli.access import with_client
from service.cli.annotations import noted
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows
from service.cli.previews import previews

if TYPE_CHECKING:
    from service.client import Client

LATITUDE, LONGITUDE = click.FloatRange(-90, 90), click.FloatRange(-180, 180)


@click.group()
def seller() -> None:
    """Register and certify sellers (Trustpass), show their statements, pay them out."""


@seller.command()
@click.argument("name")
@click.argument("latitude", type=LATITUDE)
@click.argument("longitude", type=LONGITUDE)
@shows
@with_client
def register(client: "Client", name: str, latitude: float, longitude: float) -> Shown:
    """Register the shop of your API key as seller NAME, and print the seller's id."""
    made = client.register_seller(name, (latitude, longitude))
    return Shown(made.model_dump(mode="json"), made.seller_id)


@seller.command("show")
@click.argument("seller_id")
@shows
@with_client
def show_seller(client: "Client", seller_id: str) -> Shown:
    """Show a seller and its certifications."""
    found = client.seller(seller_id)
    document = found.model_dump(mode="json")
    head = ("certification", "certified_by", "from", "until", "standing")
    rows = [
        (one.certification_id, one.certified_by, one.certified_at, one.expires_at, one.standing)
        for one in found.certifications
    ]
    table = in_columns([head, *rows]) if rows else "never certified"
    return Shown(document, f"{found.name}\n{table}")


@seller.command()
@click.argument("seller_id")
@click.argument("certified_by")
@click.argument("expires_at")
@click.option("--evidence", required=True, help="What the certification is based on.")
@shows
@with_client
def certify(
    client: "Client", seller_id: str, certified_by: str, expires_at: str, evidence: str
) -> Shown:
    """Certify a seller: CERTIFIED_BY vouches for it until EXPIRES_AT (RFC 3339)."""
    made = client.certify_seller(seller_id, certified_by, {"text": evidence}, expires_at)
    return Shown(made.model_dump(mode="json"), made.certification_id)


@seller.command()
@click.argument("certification_id")
@click.argument("because")
@shows
@with_client
def revoke(client: "Client", certification_id: str, because: str) -> Shown:
    """Revoke a certification; buyers with orders under way are notified."""
    revoked = client.revoke_certification(certification_id, because)
    return answered(revoked, "certification_id", "standing", "revoked_at", "revoked_because")


@seller.command()
@click.argument("seller_id")
@shows
@with_client
def statement(client: "Client", seller_id: str) -> Shown:
    """Print a seller's orders with what is in escrow, when it is due, and what was released."""
    pages = [page.model_dump(mode="json") for page in client.seller_statement(seller_id)]
    orders, totals = [order for page in pages for order in page["orders"]], pages[0]["totals"]
    head = ("order_id", "state", "money", "in_escrow", "due_at", "released", "days_to_money")
    rows = [tuple(in_words(order[name]) for name in head) for order in orders]
    sums = in_columns((name, in_words(value)) for name, value in totals.items())
    return Shown({"totals": totals, "orders": orders}, f"{in_columns([head, *rows])}\n\n{sums}")


@seller.command("pay-out")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.option(
    "--to",
    type=click.Choice(["wallet", "bank"]),
    default="wallet",
    show_default=True,
    help="Destination of the money.",
)
@shows
@with_client
@previews
@noted
def pay_out(client: "Client", amount_fen: int, to: Literal["wallet", "bank"]) -> Shown:
    """Pay out YUAN of what was released to the shop of your API key."""
    return answered(client.pay_seller_out(amount_fen, to))


@click.group()
def offer() -> None:
    """Make, show and change offers."""


@offer.command()
@click.argument("title")
@click.argument("price_fen", metavar="YUAN", type=Yuan())
@click.argument("weight_g", type=click.IntRange(1))
@click.argument("stock", type=click.IntRange(0))
@shows
@with_client
@noted
def make(client: "Client", title: str, price_fen: int, weight_g: int, stock: int) -> Shown:
    """Offer STOCK pieces at YUAN each, and print the offer's id."""
    made = client.make_offer(title, price_fen, weight_g, stock)
    return Shown(made.model_dump(mode="json"), made.offer_id)


@offer.command("show")
@click.argument("offer_id")
@shows
@with_client
def show_offer(client: "Client", offer_id: str) -> Shown:
    """Show an offer, and who vouches for its seller."""
    found = client.offer(offer_id)
    shown = answered(found, "offer_id", "title", "price", "weight_g", "stock", "is_open")
    trust = found.seller.trust
    words = f"certified by {trust.certified_by}" if trust else "not certified"
    return Shown(shown.document, f"{shown.text}\nseller    {found.seller.name}: {words}")


@offer.command("list")
@click.argument("seller_id")
@shows
@with_client
def list_offers(client: "Client", seller_id: str) -> Shown:
    """List a seller's offers, the oldest first."""
    found = [one.model_dump(mode="json") for one in client.offers(seller_id)]
    head = ("offer_id", "title", "price", "stock", "is_open")
    rows = [tuple(in_words(one[name]) for name in head) for one in found]
    return Shown(found, in_columns([head, *rows]))


@offer.command()
@click.argument("offer_id")
@click.argument("change", type=int)
@shows
@with_client
def restock(client: "Client", offer_id: str, change: int) -> Shown:
    """Add CHANGE pieces to the stock of an offer; to remove 3, write: -- -3."""
    return answered(client.restock_offer(offer_id, change), "offer_id", "stock")


@offer.command("close")
@click.argument("offer_id")
@shows
@with_client
def close_offer(client: "Client", offer_id: str) -> Shown:
    """Close an offer to new orders."""
    return answered(client.change_offer(offer_id, is_open=False), "offer_id", "is_open")


@offer.command("open")
@click.argument("offer_id")
@shows
@with_client
def open_offer(client: "Client", offer_id: str) -> Shown:
    """Reopen an offer to new orders."""
    return answered(client.change_offer(offer_id, is_open=True), "offer_id", "is_open")
