"""Commands for the books: settlement, reconciliation, checks, exports."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from service.cli.access import day_named, with_client
from service.cli.output import (
    FINDING,
    Shown,
    answered,
    fail,
    in_columns,
    in_words,
    shows,
    writes,
)
from service.cli.previews import previews

if TYPE_CHECKING:
    from service.client import Client
    from service.domain.settlement import StatementLine
    from service.schemas.books import DifferenceAnswer, LineAnswer

FILES_MIN = 2


@click.command()
@click.argument("day", metavar="DAY")
@shows
@with_client
@previews
def settle(client: "Client", day: str) -> Shown:
    """Close DAY (2007-01-31, today or yesterday): settle what Post and gateway owe each other."""
    return answered(client.close_day(day_named(client, day)))


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="DAY | FILE FILE...")
@shows
@with_client
def reconcile(client: "Client", what: tuple[str, ...]) -> Shown:
    """Compare the Post's book with the gateway's, line by line; exit 1 if they differ.

    Give a DAY to compare the books of a service, or settlement FILEs, at least one of each book.
    """
    if len(what) >= FILES_MIN:
        return _of_files([Path(name) for name in what])
    answer = client.reconcile(day_named(client, what[0]))
    sentences = [_sentence(one) for one in answer.differences]
    more = answer.difference_count - len(sentences)
    post, gateway = answer.due.post.amount, answer.due.gateway.amount
    lines = [
        f"{answer.day} at the Post: {_yuan(post)} (lines: {answer.lines.post})",
        f"{answer.day} at the gateway: {_yuan(gateway)} (lines: {answer.lines.gateway})",
        *(sentences or ["the books agree"]),
        *([f"and {more} more differences"] if more else []),
    ]
    return Shown(answer.model_dump(mode="json"), "\n".join(lines), is_fine=not sentences)


@click.command("check-books")
@shows
@with_client
def check_books(client: "Client") -> Shown:
    """Check that every balance is the sum of its transfers; exit 1 if any is not."""
    answer = client.check_books()
    rows = [(name, f"{_yuan(fen):>15}") for name, fen in answer.balances.items()]
    verdict = f"{answer.accounts} accounts: sound"
    if not answer.is_sound:
        verdict = "\n".join([*answer.findings, f"{answer.finding_count} findings"])
    text = "\n".join(part for part in (in_columns(rows) if rows else "", verdict) if part)
    return Shown(answer.model_dump(mode="json"), text, is_fine=answer.is_sound)


@click.group()
def export() -> None:
    """Export the books for other programs."""


@export.command("beancount")
@writes
@with_client
def beancount(client: "Client") -> str:
    """Print both books in Beancount format, with assertions of the balances."""
    return client.beancount()


@export.command("settlement-file")
@click.argument("day", metavar="DAY")
@click.argument("book", type=click.Choice(["post", "gateway"]))
@writes
@with_client
def settlement_file(client: "Client", day: str, book: Literal["post", "gateway"]) -> str:
    """Print the settlement file of DAY for one book: CSV with CRLF line ends (RFC 4180)."""
    return client.settlement_file(day_named(client, day), book)


def _of_files(paths: list[Path]) -> Shown:
    from service.documents.settlement_file import SettlementFileError, compare, read_settlement_file
    from service.domain.chart import Book

    try:
        files = [read_settlement_file(path.read_bytes().decode()) for path in paths]
        of_post = [file for file in files if file.book is Book.POST]
        of_gateway = [file for file in files if file.book is Book.GATEWAY]
        if not of_post or not of_gateway:
            message = "all FILEs are of one book: give at least one of each book"
            raise click.UsageError(message)
        found = compare(of_post, of_gateway)
    except (SettlementFileError, UnicodeDecodeError) as error:
        fail(str(error), FINDING)
    document = [
        {"kind": str(one.difference.kind), "key": one.difference.key, "sentence": one.sentence}
        for one in found
    ]
    sentences = [one.sentence for one in found] or ["the books agree"]
    return Shown(document, "\n".join(sentences), is_fine=not found)


def _sentence(one: "DifferenceAnswer") -> str:
    from service.documents.settlement_file import in_words as difference_in_words
    from service.domain.settlement import DifferenceKind, SettlementDifference

    post, gateway = (_line(one.key, line) for line in (one.post, one.gateway))
    return difference_in_words(
        SettlementDifference(DifferenceKind(one.kind), one.key, post, gateway)
    )


def _line(key: str, answer: "LineAnswer | None") -> "StatementLine | None":
    from service.clock import from_rfc3339
    from service.domain.settlement import StatementLine

    return StatementLine(key, answer.due.amount, from_rfc3339(answer.at)) if answer else None


def _yuan(amount_fen: int) -> str:
    return in_words({"amount": amount_fen, "currency": "CNY"})
