"""The command that follows money, as trees in the terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import click

from service.cli.access import with_client
from service.cli.output import Shown, in_words, shows

if TYPE_CHECKING:
    from service.client import Client
    from service.schemas.trails import TrailAnswer, TrailEntry, TrailNode

KINDS = (
    "draft", "receipt", "order", "parcel", "reference", "payment", "reversal", "hold", "withdrawal",
    "entry", "wallet", "account",
)  # fmt: skip
_WORDS = {
    "held": "still there",
    "cut": "cut here: ask with more --depth or --nodes",
    "hidden": "not yours to see",
    "unexplained": "not explained by the books: run check-books",
}


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("trail_id", metavar="ID")
@click.option("--depth", default=8, show_default=True, type=click.IntRange(1, 32))
@click.option("--nodes", default=200, show_default=True, type=click.IntRange(1, 1_000))
@click.option("--balance", is_flag=True, help="Of a wallet or account: only what is left there.")
@shows
@with_client
def trail(  # noqa: PLR0913 - an option each
    client: "Client", kind: str, trail_id: str, *, depth: int, nodes: int, balance: bool
) -> Shown:
    """Follow the money of ID: where it came from and where it went, as trees that add up.

    Of each wallet and account, the first fen in is the first out. ID is a draft_id for draft and
    receipt, an order_id or payment_id for reference, an item number for parcel, the key in a
    statement for entry, and a name like gateway:seller:ID for account.
    """
    of: Literal["all", "balance"] = "balance" if balance else "all"
    answer = client.trail(kind, trail_id, depth=depth, nodes=nodes, of=of)
    return Shown(answer.model_dump(mode="json"), "\n".join(_lines(answer)))


def _lines(answer: "TrailAnswer") -> Iterator[str]:
    yield f"{answer.kind} {answer.id}: {_money(answer)}"
    for title, nodes in (("came from", answer.came_from), ("went to", answer.went_to)):
        yield title
        yield from _branches(nodes, "")


def _branches(nodes: "list[TrailNode]", indent: str) -> Iterator[str]:
    for place, node in enumerate(nodes, start=1):
        is_last = place == len(nodes)
        yield f"{indent}{'└─' if is_last else '├─'} {_money(node)}  {_words(node)}"
        yield from _branches(node.nodes, indent + ("   " if is_last else "│  "))


def _words(node: "TrailNode") -> str:
    where = node.account or ""
    if node.draft_id:
        where = f"draft {node.draft_id}"
    said = [where, _WORDS.get(node.what, ""), _entry(node.entry) if node.entry else ""]
    return "  ".join(part for part in said if part)


def _entry(entry: "TrailEntry") -> str:
    closed = f"closed with {entry.closed_with}" if entry.closed_with else "not yet closed"
    return f"[{entry.key}, {entry.at}, {closed}]"


def _money(one: "TrailAnswer | TrailNode") -> str:
    return in_words({"amount": one.money.amount, "currency": one.money.currency})
