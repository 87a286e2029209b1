"""Commands of sellers and their offers, and of who certifies them."""

from typing import TYPE_CHECKING, Literal

import click

from service.cli.access import asks
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows

if TYPE_CHECKING:
    from service.client import Client

LATITUDE, LONGITUDE = click.FloatRange(-90, 90), click.FloatRange(-180, 180)


@click.group()
def seller() -> None:
    """Register sellers, certify them (Trustpass), read their statements, pay them out."""


@seller.command()
@click.argument("name")
@click.argument("latitude", type=LATITUDE)
@click.argument("longitude", type=LONGITUDE)
@shows
@asks
def register(client: "Client", name: str, latitude: float, longitude: float) -> Shown:
    """Let the shop of this key sell as NAME; only the seller's id goes to stdout."""
    made = client.register_seller(name, (latitude, longitude))
    return Shown(made.model_dump(mode="json"), made.seller_id)


@seller.command("show")
@click.argument("seller_id")
@shows
@asks
def show_seller(client: "Client", seller_id: str) -> Shown:
    """Look at a seller, and at who vouched for it and when."""
    found = client.seller(seller_id)
    document = found.model_dump(mode="json")
    head = ("certification", "certified_by", "from", "until", "standing")
    rows = [
        (one.certification_id, one.certified_by, one.certified_at, one.expires_at, one.standing)
        for one in found.certifications
    ]
    table = in_columns([head, *rows]) if rows else "nobody has vouched for it"
    return Shown(document, f"{found.name}\n{table}")


@seller.command()
@click.argument("seller_id")
@click.argument("certified_by")
@click.argument("expires_at")
@click.option("--evidence", required=True, help="What was seen.")
@shows
@asks
def certify(
    client: "Client", seller_id: str, certified_by: str, expires_at: str, evidence: str
) -> Shown:
    """Write down that CERTIFIED_BY vouches for a seller until EXPIRES_AT (RFC 3339)."""
    made = client.certify_seller(seller_id, certified_by, {"text": evidence}, expires_at)
    return Shown(made.model_dump(mode="json"), made.certification_id)


@seller.command()
@click.argument("certification_id")
@click.argument("because")
@shows
@asks
def revoke(client: "Client", certification_id: str, because: str) -> Shown:
    """Take a certification back; buyers of orders under way are told."""
    revoked = client.revoke_certification(certification_id, because)
    return answered(revoked, "certification_id", "standing", "revoked_at", "revoked_because")


@seller.command()
@click.argument("seller_id")
@shows
@asks
def statement(client: "Client", seller_id: str) -> Shown:
    """Print what a seller sold, what is in escrow, when it is due, and what came of it."""
    pages = [page.model_dump(mode="json") for page in client.seller_statement(seller_id)]
    orders, totals = [order for page in pages for order in page["orders"]], pages[0]["totals"]
    head = ("order_id", "state", "money", "in_escrow", "due_at", "released", "days_to_money")
    rows = [tuple(in_words(order[name]) for name in head) for order in orders]
    sums = in_columns((name, in_words(value)) for name, value in totals.items())
    return Shown({"totals": totals, "orders": orders}, f"{in_columns([head, *rows])}\n\n{sums}")


@seller.command("pay-out")
@click.argument("amount_fen", metavar="YUAN", type=Yuan())
@click.option("--to", type=click.Choice(["wallet", "bank"]), default="wallet", show_default=True)
@shows
@asks
def pay_out(client: "Client", amount_fen: int, to: Literal["wallet", "bank"]) -> Shown:
    """Pay YUAN of what was released to the shop of this key."""
    return answered(client.pay_seller_out(amount_fen, to))


@click.group()
def offer() -> None:
    """Offer something, look at offers, and change them."""


@offer.command()
@click.argument("title")
@click.argument("price_fen", metavar="YUAN", type=Yuan())
@click.argument("weight_g", type=click.IntRange(1))
@click.argument("stock", type=click.IntRange(0))
@shows
@asks
def make(client: "Client", title: str, price_fen: int, weight_g: int, stock: int) -> Shown:
    """Offer STOCK pieces at YUAN each; only the offer's id goes to stdout."""
    made = client.make_offer(title, price_fen, weight_g, stock)
    return Shown(made.model_dump(mode="json"), made.offer_id)


@offer.command("show")
@click.argument("offer_id")
@shows
@asks
def show_offer(client: "Client", offer_id: str) -> Shown:
    """Look at an offer, and at who vouches for its seller."""
    found = client.offer(offer_id)
    shown = answered(found, "offer_id", "title", "price", "weight_g", "stock", "is_open")
    trust = found.seller.trust
    words = f"certified by {trust.certified_by}" if trust else "nobody vouches for it"
    return Shown(shown.document, f"{shown.text}\nseller    {found.seller.name}: {words}")


@offer.command("list")
@click.argument("seller_id")
@shows
@asks
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
@asks
def restock(client: "Client", offer_id: str, change: int) -> Shown:
    """Add CHANGE pieces to an offer, or take some away: -- -3."""
    return answered(client.restock_offer(offer_id, change), "offer_id", "stock")


@offer.command("close")
@click.argument("offer_id")
@shows
@asks
def close_offer(client: "Client", offer_id: str) -> Shown:
    """Take no more orders for an offer."""
    return answered(client.change_offer(offer_id, is_open=False), "offer_id", "is_open")


@offer.command("open")
@click.argument("offer_id")
@shows
@asks
def open_offer(client: "Client", offer_id: str) -> Shown:
    """Take orders for an offer again."""
    return answered(client.change_offer(offer_id, is_open=True), "offer_id", "is_open")
