"""Commands of parcels: numbers and labels, scans, and where a parcel is."""

from typing import IO, TYPE_CHECKING

import click

from service.cli.access import asks
from service.cli.output import USAGE, Shown, answered, in_columns, shows, tell, writes

if TYPE_CHECKING:
    from service.client import Client
    from service.schemas.parcels import ScanAnswer

STATES = (
    "accepted", "sorted", "departed", "arrived", "out_for_delivery", "awaiting_pick_up",
    "refused", "delivered", "returned", "lost", "damaged",
)  # fmt: skip


@click.group()
def parcel() -> None:
    """Send parcels, scan them, and see where they are."""


@parcel.command()
@click.option("--new", "count", type=click.IntRange(1, 1_000), help="Get so many numbers more.")
@shows
@asks
def blocks(client: "Client", count: int | None) -> Shown:
    """List the blocks of item numbers that have some left; with --new, print new numbers."""
    if count is not None:
        made = client.new_item_numbers(count)
        return Shown(made.model_dump(mode="json"), "\n".join(made.numbers))
    found = [block.model_dump(mode="json") for block in client.item_blocks()]
    rows = [(one["first"], one["last"], f"{one['left']} of {one['count']}") for one in found]
    return Shown(found, in_columns([("first", "last", "left"), *rows]))


@parcel.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--order", "order_id", help="The order that it is for.")
@click.option("--number", "item_number", help="An item number that was printed already.")
@shows
@asks
def make(client: "Client", file: IO[str], order_id: str | None, item_number: str | None) -> Shown:
    """Make a parcel of the label in FILE, or on stdin; only its item number goes to stdout.

    It is JSON with sender and recipient, each with name, address and postcode.
    """
    from service.json_reader import JsonError, read_json

    try:
        label = read_json(file.read())
        sender, recipient = dict(label["sender"]), dict(label["recipient"])
    except JsonError as error:
        tell(f"{file.name}: {error}", USAGE)
    except (ValueError, KeyError, TypeError):
        message = f"{file.name}: no label, which is JSON with sender and recipient: see --help"
        tell(message, USAGE)
    made = client.make_parcel(sender, recipient, order_id=order_id, item_number=item_number)
    return Shown(made.model_dump(mode="json"), made.item_number)


@parcel.command()
@click.argument("item_number")
@writes
@asks
def label(client: "Client", item_number: str) -> str:
    """Print the label as a page of HTML, for A6."""
    return client.label_page(item_number)


@parcel.command()
@click.argument("item_number")
@shows
@asks
def accept(client: "Client", item_number: str) -> Shown:
    """Take a parcel over the counter now."""
    return _scanned(client, item_number, "accepted", None)


@parcel.command()
@click.argument("item_number")
@click.argument("state", type=click.Choice(STATES))
@click.option("--at", metavar="MOMENT", help="When it was seen, as RFC 3339; now if left out.")
@shows
@asks
def scan(client: "Client", item_number: str, state: str, at: str | None) -> Shown:
    """Note that a parcel was seen here in STATE; a scan that is sent twice is noted once."""
    return _scanned(client, item_number, state, at)


@parcel.command()
@click.argument("item_number")
@shows
@asks
def track(client: "Client", item_number: str) -> Shown:
    """Say where a parcel is, and where it was; no key is needed."""
    answer = client.tracking(item_number)
    rows = [(one.at, one.state, one.place) for one in answer.scans]
    lines = [f"{answer.item_number}: {answer.words}", *([in_columns(rows)] if rows else [])]
    return Shown(answer.model_dump(mode="json"), "\n".join(lines))


@parcel.command()
@shows
@asks
def sweep(client: "Client") -> Shown:
    """Send back what nobody collected in time, and print its item numbers."""
    returned: list[str] = []
    is_done = False
    while not is_done:
        answer = client.sweep_parcels()
        returned += answer.returned
        is_done = answer.is_done
    return Shown({"returned": returned}, "\n".join(returned))


def _scanned(client: "Client", item_number: str, state: str, at: str | None) -> Shown:
    answer: ScanAnswer = client.scan(item_number, state, at)
    return answered(answer, "item_number", "state", "at", "place", "is_new")
