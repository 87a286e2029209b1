"""Commands that compare the books with files from outside, and try matchers on planted ones."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.access import day_named, with_client
from service.cli.output import FINDING, Shown, fail, in_columns, in_words, reports_errors, shows
from service.cli.printing import write_text

if TYPE_CHECKING:
    from service.client import Client
    from service.documents.outside_file import OutsideForm
    from service.domain.reconciliation import (
        Expected,
        OutsideComparison,
        OutsideDifference,
        OwnLine,
    )

ACCOUNTS = ("gateway:bank", "gateway:due_from_post", "post:bank", "post:due_to_gateway")
PLANTED, BOOK, OUTSIDE = "planted.csv", "book.csv", "outside.csv"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FORM = (
    click.option("--at", required=True, metavar="COLUMN", help="Column of the day or moment."),
    click.option("--amount", default="", metavar="COLUMN", help="Column of the signed amount."),
    click.option("--credit", default="", metavar="COLUMN", help="Column of money that came."),
    click.option("--debit", default="", metavar="COLUMN", help="Column of money that went."),
    click.option("--reference", default="", metavar="COLUMN", help="Column of our number."),
    click.option(
        "--delimiter",
        type=click.Choice([",", ";", "|", "tab"]),
        default=",",
        show_default=True,
        help="What stands between columns.",
    ),
    click.option("--decimal", type=click.Choice([".", ","]), default=".", show_default=True),
    click.option("--unit", type=click.Choice(["yuan", "fen"]), default="yuan", show_default=True),
    click.option(
        "--date-form",
        default="",
        metavar="FORM",
        help="How days are written, such as %d.%m.%Y; without it like 2026-11-24.",
    ),
    click.option("--zone", default="Asia/Shanghai", show_default=True, help="Of moments."),
    click.option("--mirrored", "is_mirrored", is_flag=True, help="The file is the other side's."),
    click.option("--skip", "skipped", default=0, metavar="ROWS", help="Rows before the header."),
    click.option("--skip-last", "skipped_last", default=0, metavar="ROWS", help="Rows of sums."),
)


def _in_form(command: Any) -> Any:  # noqa: ANN401 - click's many types
    for option in reversed(_FORM):
        command = option(command)
    return command


@click.command("reconcile-file")
@click.argument("file", type=_FILE)
@_in_form
@click.option(
    "--account",
    type=click.Choice(ACCOUNTS),
    default=ACCOUNTS[0],
    show_default=True,
    help="Which of our accounts the file is about.",
)
@click.option("--from", "first", required=True, metavar="DAY", help="The first of our days.")
@click.option("--until", "last", required=True, metavar="DAY", help="The last of them.")
@click.option(
    "--days-apart",
    default=1,
    show_default=True,
    type=click.IntRange(0, 31),
    help="By how many days a line may be off and still agree.",
)
@click.option("--encoding", default="utf-8", show_default=True, help="Of the file: gb18030, say.")
@click.option("--book", type=_FILE, help="Compare with this file of lines instead of a service.")
@click.option("--found", type=click.Path(dir_okay=False, path_type=Path), help="Write them here.")
@shows
@with_client
def reconcile_file(client: "Client", **given: Any) -> Shown:  # noqa: ANN401 - click's many types
    """Compare FILE, CSV of a bank or a network, with our book; exit 1 if they differ.

    The file stays here: our lines are fetched, and compared on this machine.
    """
    from service.clock import date_of, day_from_date
    from service.documents.book_file import found_csv
    from service.documents.outside_file import OutsideFileError, read_outside_file
    from service.domain.reconciliation import Expected, compare_with_outside

    form = _form(given)
    try:
        outside = read_outside_file(given["file"].read_bytes().decode(given["encoding"]), form)
    except OutsideFileError as error:
        fail(f"{given['file']}: {error}", FINDING)
    except (UnicodeDecodeError, LookupError):
        message = f"{given['file']} is not written in {given['encoding']}: name its --encoding"
        raise click.UsageError(message) from None
    book = given["book"]
    first, last = (
        _date(given[name]) if book else day_from_date(day_named(client, given[name]))
        for name in ("first", "last")
    )
    if last < first:
        message = f"--until is {date_of(last)}, which is before --from, {date_of(first)}"
        raise click.UsageError(message)
    expected = Expected(first, last, given["days_apart"])
    own = _book(book) if book else _fetched(client, given["account"], expected)
    compared = compare_with_outside(own, outside, expected)
    if given["found"]:
        given["found"].write_text(found_csv(compared), encoding="utf-8", newline="")
    return _shown(compared, own, expected)


@click.group()
def gym() -> None:
    """Try a matcher on a bank's file with planted differences."""


@gym.command("write")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", default="1", show_default=True, help="Another seed, another file.")
@click.option("--lines", default=5_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--differences", default=200, show_default=True, type=click.IntRange(0, 1_000_000))
@reports_errors
def write(folder: Path, seed: str, lines: int, differences: int) -> None:
    """Write into FOLDER a book, a bank's file of it, and what was planted in that."""
    from service.clock import date_of, day_from_date
    from service.documents.book_file import book_csv
    from service.testing import gym as made

    try:
        one = made.exercise(seed, lines, differences, day_from_date("2026-11-23"))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        (BOOK, book_csv(one.own)),
        (OUTSIDE, made.outside_csv(one)),
        (PLANTED, made.planted_csv(one.planted)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="")
    days = f"--from {date_of(one.expected.first_day)} --until {date_of(one.expected.last_day)}"
    write_text(
        f"{folder / BOOK}: our lines, {len(one.own)}\n"
        f"{folder / OUTSIDE}: the bank's rows, {len(one.outside)}\n"
        f"{folder / PLANTED}: what is to be found, {len(one.planted)}\n\n"
        "Our own matcher:\n"
        f"  wanghuiyi reconcile-file {folder / OUTSIDE} --book {folder / BOOK} {days} \\\n"
        "    --at Booked --amount Amount --reference Reference --delimiter ';' --decimal , \\\n"
        f"    --date-form %d.%m.%Y --found {folder / 'found.csv'}\n"
        f"  wanghuiyi gym score {folder / PLANTED} {folder / 'found.csv'}"
    )


@gym.command("score")
@click.argument("planted", type=_FILE)
@click.argument("found", type=_FILE)
@shows
def score(planted: Path, found: Path) -> Shown:
    """Compare FOUND, CSV with kind and reference, with PLANTED; exit 1 if they differ."""
    from service.documents.book_file import BookFileError, read_found
    from service.testing.gym import score as scored

    read = []
    for path in (planted, found):
        try:
            read.append(read_found(path.read_text(encoding="utf-8")))
        except (BookFileError, UnicodeDecodeError) as error:
            fail(f"{path}: {error}", FINDING)
    scores = scored(*read)
    rows = [("kind", "planted", "found", "wrong")] + [
        (one.kind, str(one.planted), str(one.found), str(one.wrong)) for one in scores
    ]
    is_perfect = all(one.found == one.planted and not one.wrong for one in scores)
    return Shown([vars(one) for one in scores], in_columns(rows), is_fine=is_perfect)


def _form(given: dict[str, Any]) -> "OutsideForm":
    from service.clock import zone_of
    from service.documents.outside_file import OutsideForm

    names = ("at", "amount", "credit", "debit", "reference", "decimal", "unit", "date_form", "zone")
    if bool(given["amount"]) == bool(given["credit"] or given["debit"]) or (
        bool(given["credit"]) != bool(given["debit"])
    ):
        message = "name the column of amounts: --amount, or both --credit and --debit"
        raise click.UsageError(message)
    try:
        zone_of(given["zone"])
    except ValueError as error:
        message = f"--zone: {error}"
        raise click.UsageError(message) from None
    return OutsideForm(
        **{name: given[name] for name in (*names, "is_mirrored", "skipped", "skipped_last")},
        delimiter="\t" if given["delimiter"] == "tab" else given["delimiter"],
    )


def _fetched(client: "Client", account: Any, expected: "Expected") -> "list[OwnLine]":  # noqa: ANN401 - one of a choice
    from service.clock import date_of, day_from_date
    from service.domain.reconciliation import OwnLine

    first, last = map(date_of, expected.around)
    return [
        OwnLine(line.key, line.money.amount, day_from_date(line.day))
        for line in client.account_lines(account, first, last)
    ]


def _book(path: Path) -> "list[OwnLine]":
    from service.documents.book_file import BookFileError, read_book

    try:
        return list(read_book(path.read_text(encoding="utf-8")))
    except (BookFileError, UnicodeDecodeError) as error:
        fail(f"{path}: {error}", FINDING)


def _date(text: str) -> int:
    from service.clock import day_from_date

    try:
        return day_from_date(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _shown(compared: "OutsideComparison", own: "list[OwnLine]", expected: "Expected") -> Shown:
    lines = sum(expected.has(line.day) for line in own)
    sums = [
        ("our lines", str(lines), _yuan(compared.own_fen)),
        ("of other days", "", _yuan(compared.other_days_fen)),
        ("differences", str(len(compared.differences)), _yuan(_effect_fen(compared))),
        ("the file", "", _yuan(compared.outside_fen)),
    ]
    sentences = [_sentence(one) for one in compared.differences] or ["they agree"]
    document = {
        "matched": len(compared.matched),
        "matched_by_amount": compared.by_amount,
        "own_fen": compared.own_fen,
        "other_days_fen": compared.other_days_fen,
        "outside_fen": compared.outside_fen,
        "differences": [
            {
                "kind": str(one.kind),
                "own": vars(one.own) if one.own else None,
                "outside": vars(one.outside) if one.outside else None,
                "effect_fen": one.effect_fen,
            }
            for one in compared.differences
        ],
    }
    text = "\n".join([in_columns(sums), "", *sentences])
    return Shown(document, text, is_fine=not compared.differences)


def _effect_fen(compared: "OutsideComparison") -> int:
    return sum(one.effect_fen for one in compared.differences)


def _sentence(one: "OutsideDifference") -> str:
    from service.documents.outside_words import in_words as difference_in_words

    return difference_in_words(one)


def _yuan(amount_fen: int) -> str:
    return in_words({"amount": amount_fen, "currency": "CNY"})
