"""Stdout of a command: proven before anything is done, and what to do if it fails afterwards.

The answer to what happens once is worth what it is about: a receipt, a number, a secret. So nothing
is asked for while stdout is closed, full, or read by nobody; a pipe that its reader will empty is
waited for. If stdout fails after that, the key that gets the same answer again is said on stderr.
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


def prove_output() -> None:
    """End with exit code 1, before anything is done, if what goes to stdout would be lost."""
    try:
        _prove()
    except OSError as error:
        click.echo(
            f"stdout: {error.strerror}: nothing was done, because the answer cannot be written "
            "there: send it elsewhere",
            err=True,
        )
        raise click.exceptions.Exit(_FAILURE) from None


def write_text(text: str) -> None:
    """Write text for people and a line's end, whole. Raise OSError of stdout.

    Names come from anywhere, and a terminal would obey control characters in them.
    """
    sys.stdout.write(printable(text.rstrip("\n")) + "\n")
    sys.stdout.flush()


def write_json(document: Any, *, indent: int | None = 2) -> None:  # noqa: ANN401 - whatever JSON can have
    """Write a document, by escapes where a character cannot be printed. Raise OSError."""
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
    """Write what is a file for other programs, as it is, in UTF-8. Raise OSError of stdout."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode())
    sys.stdout.flush()


def note_keys(keys: list[str]) -> None:
    """Remember the keys of what this command does once; the list may grow."""
    click.get_current_context().meta[_KEYS] = keys


def say_keys() -> None:
    """Say on stderr how to get the answer to what may have been done, if something was."""
    for key in click.get_current_context().meta.get(_KEYS, ()):
        click.echo(
            "it may have been done: to get its answer, and not do it twice, "
            f"repeat the same command with --once {key}",
            err=True,
        )


def is_stdout(error: OSError) -> bool:
    """Tell whether it is stdout that failed, and not a file."""
    name: object = error.filename
    return name == STDOUT


def say_lost(error: OSError) -> None:
    """Say on stderr that an answer is not where it was sent, and how to get it."""
    has_keys = bool(click.get_current_context().meta.get(_KEYS))
    if has_keys or not isinstance(error, BrokenPipeError):  # who has read enough, knows it
        words = f"stdout: {error.strerror}: the answer cannot be written there: send it elsewhere"
        click.echo(words, err=True)
    say_keys()


def _prove() -> None:
    raw = getattr(sys.stdout.buffer, "raw", None)
    if raw is None:
        return  # in memory, as in a test
    sys.stdout.flush()
    raw.write(b"")  # what is closed, or a device that is full, refuses nothing too
    number = raw.fileno()
    _wait_for_room(number)
    if stat.S_ISREG(os.fstat(number).st_mode):
        disk = os.fstatvfs(number)
        if disk.f_blocks and not disk.f_bavail:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), STDOUT)
    if _is_read_by_nobody(number):
        raise OSError(errno.EIO, "nobody reads it", STDOUT)


def _wait_for_room(number: int) -> None:
    """Wait while what was written before us fills a pipe: the answer would wait there, done."""
    with suppress(OSError, ValueError):  # not every system asks every kind of file
        select.select([], [number], [])


def _is_read_by_nobody(number: int) -> bool:
    found: list[tuple[int, int]] = []
    with suppress(OSError, AttributeError):  # not every system asks every kind of file
        asked = select.poll()
        asked.register(number, 0)
        found = asked.poll(0)
    return bool(found)
