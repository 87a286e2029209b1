"""Commands for market prices: name goods, post prices, list both."""

from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from service.cli.access import day_named, with_client
from service.cli.output import Shown, Yuan, answered, in_columns, in_words, shows

if TYPE_CHECKING:
    from service.client import Client

UNITS = ("kg", "jin", "piece", "litre")


@click.group()
def price() -> None:
    """Post and list prices of goods at markets, which people ask for by text."""


@price.command("name")
@click.argument("good")
@click.option("--zh", required=True, help="Its name in Chinese.")
@click.option("--en", required=True, help="Its name in English.")
@click.option("--es", required=True, help="Its name in Spanish.")
@click.option("--alias", "aliases", multiple=True, help="A further name; may be repeated.")
@shows
@with_client
def name_good(client: "Client", good: str, aliases: tuple[str, ...], **names: str) -> Shown:
    """Name GOOD, an id such as rice, in the three languages of texts."""
    return answered(client.name_good(good, aliases=aliases, **names))


@price.command("goods")
@shows
@with_client
def list_goods(client: "Client") -> Shown:
    """List all goods with their names."""
    found = [one.model_dump(mode="json") for one in client.goods()]
    head = ("good", "zh", "en", "es", "aliases")
    rows = [tuple(in_words(one[name]) for name in head) for one in found]
    return Shown(found, in_columns([head, *rows]))


@price.command("post")
@click.argument("market")
@click.argument("good")
@click.argument("day")
@click.argument("amount", type=Yuan(), metavar="YUAN")
@click.option("--unit", type=click.Choice(UNITS), default="kg", show_default=True, help="For what.")
@shows
@with_client
def post_price(client: "Client", market: str, good: str, day: str, **price: Any) -> Shown:  # noqa: ANN401 - fen and unit
    """Post what a unit of GOOD costs at MARKET on DAY (2007-01-31, today or yesterday).

    Repeat it to correct the price.
    """
    of_day = day_named(client, day)
    return answered(client.post_price(market, good, of_day, (price["amount"], price["unit"])))


@price.command("list")
@click.option("--market", help="Only of this market.")
@click.option("--good", help="Only of this good.")
@click.option("--day", help="Only of this day (2007-01-31, today or yesterday).")
@click.option("--history", is_flag=True, help="Show prices that were corrected too.")
@click.option(
    "--count", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="At most N."
)
@shows
@with_client
def list_prices(client: "Client", count: int, **wanted: Any) -> Shown:  # noqa: ANN401 - click hands over many types
    """List prices, the one posted last first."""
    if wanted["day"]:
        wanted["day"] = day_named(client, wanted["day"])
    asked = client.prices(**wanted)
    found = [one.model_dump(mode="json") for one in islice(asked, count)]
    head = ("day", "market", "good", "price", "unit", "is_in_force", "posted_at")
    rows = [tuple(in_words(one[name]) for name in head) for one in found]
    return Shown(found, in_columns([head, *rows]))
