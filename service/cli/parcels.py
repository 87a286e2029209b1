"""Commands for parcels: item numbers, labels, scans, tracking."""

from typing import IO, TYPE_CHECKING

import click

from service.cli.access import with_client
from service.cli.output import USAGE, Shown, answered, fail, in_columns, shows, writes
from service.cli.previews import previews

if TYPE_CHECKING:
    from service.client import Client
    from service.schemas.parcels import ScanAnswer

STATES = (
    "accepted", "sorted", "departed", "arrived", "out_for_delivery", "awaiting_pick_up",
    "refused", "delivered", "returned", "lost", "damaged",
)  # fmt: skip


@click.group()
def parcel() -> None:
    """Make parcels' labels, scan parcels, and track them."""


@parcel.command()
@click.option("--new", "count", type=click.IntRange(1, 1_000), help="Reserve so many new numbers.")
@shows
@with_client
def blocks(client: "Client", count: int | None) -> Shown:
    """List your blocks of item numbers that have numbers left; with --new, reserve more."""
    if count is not None:
        made = client.new_item_numbers(count)
        return Shown(made.model_dump(mode="json"), "\n".join(made.numbers))
    found = [block.model_dump(mode="json") for block in client.item_blocks()]
    rows = [(one["first"], one["last"], f"{one['left']} of {one['count']}") for one in found]
    return Shown(found, in_columns([("first", "last", "left"), *rows]))


@parcel.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--order", "order_id", help="The order that it fulfils.")
@click.option(
    "--number",
    "item_number",
    help="Use this reserved item number, such as one on a preprinted label.",
)
@shows
@with_client
def make(client: "Client", file: IO[str], order_id: str | None, item_number: str | None) -> Shown:
    """Make a parcel from the label data in FILE, or on stdin, and print its item number.

    FILE is JSON with sender and recipient, each with name, address and postcode.
    """
    from service.json_reader import JsonError, read_json

    try:
        label = read_json(file.read())
        sender, recipient = dict(label["sender"]), dict(label["recipient"])
    except JsonError as error:
        fail(f"{file.name}: {error}", USAGE)
    except (ValueError, KeyError, TypeError):
        message = f"{file.name}: not a label, which is JSON with sender and recipient: see --help"
        fail(message, USAGE)
    made = client.make_parcel(sender, recipient, order_id=order_id, item_number=item_number)
    return Shown(made.model_dump(mode="json"), made.item_number)


@parcel.command()
@click.argument("item_number")
@writes
@with_client
def label(client: "Client", item_number: str) -> str:
    """Print a parcel's label as an HTML page for A6 paper."""
    return client.label_page(item_number)


@parcel.command()
@click.argument("item_number")
@shows
@with_client
def accept(client: "Client", item_number: str) -> Shown:
    """Accept a parcel at the counter, now."""
    return _scanned(client, item_number, "accepted", None)


@parcel.command()
@click.argument("item_number")
@click.argument("state", type=click.Choice(STATES))
@click.option("--at", metavar="MOMENT", help="Moment of the scan (RFC 3339); default: now.")
@shows
@with_client
def scan(client: "Client", item_number: str, state: str, at: str | None) -> Shown:
    """Record a scan of a parcel here in STATE; the same scan sent twice counts once."""
    return _scanned(client, item_number, state, at)


@parcel.command()
@click.argument("item_number")
@shows
@with_client
def track(client: "Client", item_number: str) -> Shown:
    """Show where a parcel is and was; no API key is needed."""
    answer = client.tracking(item_number)
    rows = [(one.at, one.state, one.place) for one in answer.scans]
    lines = [f"{answer.item_number}: {answer.words}", *([in_columns(rows)] if rows else [])]
    return Shown(answer.model_dump(mode="json"), "\n".join(lines))


@parcel.command()
@shows
@with_client
@previews
def sweep(client: "Client") -> Shown:
    """Return parcels not collected in time to their senders, and print their item numbers."""
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
