"""What all commands share: how answers and errors are printed."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import click

from service.cli.printing import (
    is_stdout,
    print_keys,
    print_lost_answer,
    require_stdout,
    write_file,
    write_json,
    write_text,
)
from service.domain.typed import printable

if TYPE_CHECKING:
    from pydantic import BaseModel

FINDING = 1
USAGE = 2

Command = Callable[..., Any]


@dataclass(frozen=True)
class Shown:
    """An answer: a document for programs, a text for people; exit code 1 unless `is_fine`."""

    document: Any
    text: str
    is_fine: bool = True


def shows(command: Command) -> Command:
    """Print the answer of a command, as text or with --json, or its error."""

    @reports_errors
    @functools.wraps(command)
    def shown(*given: Any, as_json: bool, **options: Any) -> None:  # noqa: ANN401 - click's many types
        require_stdout()
        answer: Shown = command(*given, **options)
        if as_json:
            write_json(answer.document)
        elif answer.text:
            write_text(answer.text)
        if not answer.is_fine:
            raise click.exceptions.Exit(FINDING)

    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(shown)


def writes(command: Command) -> Command:
    """Print the file that a command returns, for other programs, in UTF-8."""

    @reports_errors
    @functools.wraps(command)
    def written(*given: Any, **options: Any) -> None:  # noqa: ANN401 - click's many types
        require_stdout()
        write_file(command(*given, **options))

    return written


def reports_errors(command: Command) -> Command:
    """Print errors on stderr: a refusal ends with exit code 1, wrong usage with 2."""

    @functools.wraps(command)
    def reporting(*given: Any, **options: Any) -> Any:  # noqa: ANN401 - click's many types
        from service.client.retrying import AddressError, Refused, Unreachable
        from service.errors import ConfigError

        try:
            return command(*given, **options)
        except (Refused, Unreachable) as error:
            code, words = FINDING, str(error)
        except (AddressError, ConfigError) as error:
            code, words = USAGE, str(error)
        except KeyboardInterrupt:
            print_keys()
            raise
        except UnicodeEncodeError:
            code, words = USAGE, "an argument is not valid UTF-8: type it again"
        except OSError as error:
            if is_stdout(error):
                print_lost_answer(error)
                raise click.exceptions.Exit(FINDING) from None
            where = f"{error.filename}: " if error.filename else ""
            code, words = USAGE, f"{where}{error.strerror}: name another file"
            print_keys()  # it may have come after a request was sent
        fail(words, code)

    return reporting


def fail(words: str, exit_code: int) -> NoReturn:
    """End the command with a message on stderr."""
    click.echo(printable(words), err=True)
    raise click.exceptions.Exit(exit_code)


def answered(answer: "BaseModel", *names: str) -> Shown:
    """Show an answer: the named fields, or all."""
    document = answer.model_dump(mode="json")
    wanted = names or tuple(document)
    rows = [(name, in_words(document[name])) for name in wanted]
    return Shown(document, in_columns(rows))


def in_columns(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows as aligned columns."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def in_words(value: object) -> str:
    """Return a value for people: money in yuan, several with commas, what is missing as a dash.

    >>> in_words({"amount": 1250, "currency": "CNY"}), in_words(["rice", "maize"]), in_words(True)
    ('12.50 CNY', 'rice, maize', 'yes')
    >>> in_words(None), in_words([]), in_words({"till": "3", "amount": "two"})
    ('-', '-', 'till=3, amount=two')
    """
    from service.money import yuan

    if isinstance(value, Mapping):
        if isinstance(value.get("amount"), int):
            return f"{yuan(value['amount'])} {value['currency']}"
        return ", ".join(f"{name}={in_words(one)}" for name, one in value.items()) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(in_words, value)) or "-"
    return "-" if value is None else str(value)


class Yuan(click.ParamType[int]):
    """An amount that people write in yuan; commands get fen."""

    name = "yuan"

    def __init__(self, *, least_fen: int = 1) -> None:
        """Accept amounts from `least_fen` on."""
        self.least_fen = least_fen

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """Return fen."""
        if isinstance(value, int):
            return value
        from service.money import fen_from

        try:
            return fen_from(str(value), self.least_fen)
        except ValueError as error:
            self.fail(str(error), param, ctx)
