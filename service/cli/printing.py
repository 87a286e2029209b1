"""Stdout of a command: checked before any request, and what to do if writing fails afterwards.

Some answers are given only once: a receipt, a number, a secret. So no request is sent while stdout
is closed, full, or a pipe without a reader; a full pipe is waited for. If stdout fails after that,
the idempotency key that gets the same answer again is printed on stderr.
"""

import errno
import json
import os
import select
import stat
import sys
from contextlib import suppress
from typing import Any

import click

from service.domain.typed import printable

STDOUT = "stdout"
_KEYS = "wanghuiyi.keys"
_FAILURE = 1


def require_stdout() -> None:
    """End with exit code 1, before any request, if output to stdout would be lost."""
    try:
        _check()
    except OSError as error:
        click.echo(
            f"stdout: {error.strerror}: nothing was done, because the answer cannot be written "
            "there: send it elsewhere",
            err=True,
        )
        raise click.exceptions.Exit(_FAILURE) from None


def write_text(text: str) -> None:
    """Write text for people, and end the line. Raise OSError of stdout.

    Control characters are replaced: names come from anywhere, and a terminal would obey them.
    """
    sys.stdout.write(printable(text.rstrip("\n")) + "\n")
    sys.stdout.flush()


def write_json(document: Any, *, indent: int | None = 2) -> None:  # noqa: ANN401 - whatever JSON can have
    """Write a document as JSON, with escapes for unprintable characters. Raise OSError."""
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    if printable(text) != text or not _can_be_encoded(text):
        text = json.dumps(document, indent=indent)
    write_text(text)


def _can_be_encoded(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def write_file(content: str) -> None:
    """Write a file for other programs unchanged, in UTF-8. Raise OSError of stdout."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode())
    sys.stdout.flush()


def note_keys(keys: list[str]) -> None:
    """Remember the idempotency keys of this command's requests; the list may grow."""
    click.get_current_context().meta[_KEYS] = keys


def print_keys() -> None:
    """Print on stderr how to get the answers of requests that may have been carried out."""
    for key in click.get_current_context().meta.get(_KEYS, ()):
        click.echo(
            "it may have been done: to get its answer, and not do it twice, "
            f"repeat the same command with --idempotency-key {key}",
            err=True,
        )


def is_stdout(error: OSError) -> bool:
    """Return whether stdout failed, and not a file."""
    name: object = error.filename
    return name == STDOUT


def print_lost_answer(error: OSError) -> None:
    """Print on stderr that an answer could not be written, and how to get it."""
    has_keys = bool(click.get_current_context().meta.get(_KEYS))
    if has_keys or not isinstance(
        error, BrokenPipeError
    ):  # a reader that closed the pipe has read enough
        words = f"stdout: {error.strerror}: the answer cannot be written there: send it elsewhere"
        click.echo(words, err=True)
    print_keys()


def _check() -> None:
    raw = getattr(sys.stdout.buffer, "raw", None)
    if raw is None:
        return  # in memory, as in a test
    sys.stdout.flush()
    raw.write(b"")  # a closed file or a full device refuses even this
    number = raw.fileno()
    _wait_until_writable(number)
    if stat.S_ISREG(os.fstat(number).st_mode):
        disk = os.fstatvfs(number)
        if disk.f_blocks and not disk.f_bavail:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), STDOUT)
    if _is_read_by_nobody(number):
        raise OSError(errno.EIO, "nobody reads it", STDOUT)


def _wait_until_writable(number: int) -> None:
    """Wait while a pipe is full, so that no answer is stuck behind it."""
    with suppress(OSError, ValueError):  # not every system asks every kind of file
        select.select([], [number], [])


def _is_read_by_nobody(number: int) -> bool:
    found: list[tuple[int, int]] = []
    with suppress(OSError, AttributeError):  # not every system asks every kind of file
        asked = select.poll()
        asked.register(number, 0)
        found = asked.poll(0)
    return bool(found)
