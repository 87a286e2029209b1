"""Commands for proofs of closed days; verifying them needs only the published keys."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from service.cli.access import day_named, with_client
from service.cli.output import Shown, reports_errors, shows, writes
from service.cli.printing import require_stdout, write_file
from service.cli.receipts import keys_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from service.client import Client
    from service.receipts.day_files import CheckedFile
    from service.schemas.day_proofs import BookLineAnswer

LINES_AT_ONCE = 1_000


class _DayFirst(click.Group):
    """A group that takes a day in place of a command, and shows its proof."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Show the proof of what is no command."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["show", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=_DayFirst, subcommand_metavar="DAY | COMMAND [ARGS]...")
def proof() -> None:
    """Fetch and verify the signed proofs of closed days: `proof DAY` prints one."""


@proof.command()
@click.argument("day", metavar="DAY")
@click.option("--lines", "has_lines", is_flag=True, help="With the lines that it is about.")
@reports_errors
@with_client
def show(client: "Client", day: str, *, has_lines: bool) -> None:
    """Print the signed proof of DAY on a line, and with --lines the lines of both books after it.

    Redirect the output to a file for `proof verify`, and keep it where the service cannot write.
    """
    require_stdout()
    name = day_named(client, day)
    write_file(_on_a_line(client.day_proof(name)))
    if not has_lines:
        return
    texts: list[bytes] = []
    for line in client.proven_lines(name):
        texts.append(_text(line))
        if len(texts) == LINES_AT_ONCE:
            write_file(_joined(texts))
            texts.clear()
    write_file(_joined(texts))


@proof.command("line")
@click.argument("day", metavar="DAY")
@click.argument("book", type=click.Choice(["post", "gateway"]))
@click.argument("entry_key", metavar="ENTRY")
@writes
@with_client
def one_line(client: "Client", day: str, book: Literal["post", "gateway"], entry_key: str) -> str:
    """Print the proof that ENTRY stands in a book among the lines of DAY, without the others."""
    return _on_a_line(client.line_proof(day_named(client, day), book, entry_key))


@proof.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--keys",
    "where",
    required=True,
    multiple=True,
    metavar="FILE|URL",
    help="Public keys, as for `receipt verify`; several, if proofs are older than the last key.",
)
@shows
def verify(files: tuple[Path, ...], where: tuple[str, ...]) -> Shown:
    """Verify FILEs of `proof DAY` and `proof line`, offline; exit 1 if anything is wrong.

    Whether days are missing is seen only between two FILEs, so give all that you have.
    """
    from service.receipts.day_files import check_chain, check_file

    keys = {key_id: key for one in where for key_id, key in keys_of(one).items()}
    checked = []
    for path in files:
        with path.open("rb") as file:
            checked.append(check_file(str(path), file, keys))
    findings = [words for one in checked for words in one.findings]
    findings += check_chain(checked)
    sentences = [_sentence(one) for one in checked if not one.findings]
    document = {
        "is_sound": not findings,
        "findings": findings,
        "files": [
            {
                "file": one.name,
                "day": one.proof.day if one.proof else None,
                "number": one.proof.number if one.proof else None,
                "lines": one.line_count,
                "is_of_line": one.is_of_line,
            }
            for one in checked
        ],
    }
    return Shown(document, "\n".join([*sentences, *findings]), is_fine=not findings)


def _sentence(file: "CheckedFile") -> str:
    assert file.proof, "a file without findings has a proof"
    day, number = file.proof.day, file.proof.number
    if file.is_of_line:
        return f"{file.name}: the line belongs to {day}, closing {number}"
    if file.line_count == file.proof.line_count:
        return f"{file.name}: {day}, closing {number}, with all its {file.line_count} lines"
    lines = file.proof.line_count
    return f"{file.name}: {day}, closing {number}; its {lines} lines are not in the file"


def _on_a_line(answer: "BaseModel") -> str:
    return json.dumps(answer.model_dump(mode="json"), ensure_ascii=False) + "\n"


def _text(line: "BookLineAnswer") -> bytes:
    from service.receipts.day_proof import BookLine, line_text

    return line_text(BookLine(**line.model_dump()))


def _joined(texts: list[bytes]) -> str:
    return b"".join(text + b"\n" for text in texts).decode()
