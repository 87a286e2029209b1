"""What all commands share: consoles, and errors of users reported without a traceback."""

import functools
import json
import shlex
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from sim.cli.streams import STDOUT
from sim.files.disk import DISK_FULL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

USAGE = 2
FAILURE = 1
PLAIN_WIDTH = 120


def reports_errors(command: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Report what a user can correct on stderr with exit code 2, and a failed run with 1."""

    @functools.wraps(command)
    def reporting(*args: Given.args, **options: Given.kwargs) -> Answer:
        from sim.files.findings import FileErrors, shown

        try:
            return command(*args, **options)
        except FileErrors as errors:
            for line in shown(errors.findings):
                click.echo(line, err=True)
            raise click.exceptions.Exit(USAGE) from None
        except OSError as error:
            if error.filename == STDOUT:
                report_lost_output(error)
                raise click.exceptions.Exit(FAILURE) from None
            where = f"{error.filename}: " if error.filename else ""
            advice = ": make room, and start it again" if error.errno in DISK_FULL else ""
            click.echo(
                f"{where}{error.strerror or error}: nothing was written there{advice}", err=True
            )
            raise click.exceptions.Exit(FAILURE) from None

    return reporting


def noting(wrong: list[str], read: Callable[[], Answer]) -> Answer | None:
    """Return what was read, or note why it cannot be, so that all of it can be said at once."""
    try:
        return read()
    except click.UsageError as error:
        wrong.append(error.message)
        return None


def report_lost_output(error: OSError) -> None:
    """Say that stdout failed; but whoever ends a pipe because it has enough, knows it."""
    if not isinstance(error, BrokenPipeError):
        click.echo(
            f"stdout: {error.strerror}: the answer was not written there: send it elsewhere; "
            "files that were written are kept",
            err=True,
        )


def own_command() -> str:
    """Return this command as it was typed, for a shell.

    Without `--progress`: the file is for whoever follows this run, and not for who repeats it.
    """
    words = iter(sys.argv[1:])
    kept = ["wanghuiyi"]
    for word in words:
        if word == "--progress":
            next(words, None)
        elif not word.startswith("--progress="):
            kept.append(word)
    return shlex.join(kept)


def to_people() -> "Console":
    """Return the console for progress and remarks: stderr, where a remark is one line.

    What users wrote, such as a path with brackets, is printed as it is.
    """
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def to_stdout() -> "Console":
    """Return the console for tables: as wide as the terminal, or plain and wide in a pipe.

    What users wrote is printed as it is, here too.
    """
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console


@contextmanager
def status(what: str) -> "Iterator[None]":
    """Say on a terminal's stderr what takes a moment, and nothing elsewhere."""
    console = to_people()
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


def echo_json(document: Mapping[str, Any] | list[Any]) -> None:
    """Print a document on stdout; what is no finite number is null."""
    shown = _finite(document)
    text = json.dumps(shown, indent=2, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(shown, indent=2)
    click.echo(text)


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value
