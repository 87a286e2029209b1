"""The standard streams of a command, so that output that cannot be written is always noticed.

`prepare` replaces them before a command runs. Stdout names itself in its first error, and takes
what follows it without another; `is_lost` is asked at the end, so no command can end well with an
answer that nobody got. What its encoding lacks is written as an escape. Stderr never fails: remarks
that nobody can read do not stop the work. A stream that is not ready now, as a pipe that does not
block, is waited for: whoever started us may have made it so, and it is nobody's fault.
"""

import errno
import io
import os
import select
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer, WriteableBuffer

STDOUT = "stdout"
_NUMBERS = (0, 1, 2)


class Output(io.FileIO):
    """Stdout: its first error has the file name `stdout`, and there is no second one."""

    def __init__(self, number: int, *, is_open: bool = True) -> None:
        """Write to an open file, which is not closed at the end; or fail if it was never open."""
        super().__init__(number, "w", closefd=False)
        self.is_open = is_open
        self.is_lost = False

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write, if need be later. Raise OSError, once."""
        if self.is_lost:
            return memoryview(data).nbytes
        fault = OSError(errno.EBADF, "it is closed")
        if self.is_open:
            try:
                return _written(super().write, self.fileno(), data)
            except OSError as error:
                fault = error
            except KeyboardInterrupt:
                self.is_lost = True  # nobody waits for it any more
                raise
        self.is_lost = True
        raise OSError(fault.errno, fault.strerror, STDOUT)


class Remarks(io.FileIO):
    """Stderr: what cannot be written there is left out."""

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write, if need be later, or do not."""
        try:
            return _written(super().write, self.fileno(), data)
        except OSError:
            return memoryview(data).nbytes


class Input(io.RawIOBase):
    """Stdin: what has not come yet is not its end."""

    name = "<stdin>"

    def __init__(self, number: int) -> None:
        """Read from an open file, which is not closed at the end."""
        self._number = number

    def fileno(self) -> int:
        """Return the number of the file."""
        return self._number

    def isatty(self) -> bool:
        """Return whether somebody types."""
        return os.isatty(self._number)

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read what there is, if need be later. Raise OSError."""
        while True:
            try:
                content = os.read(self._number, memoryview(buffer).nbytes)
            except BlockingIOError:
                select.select([self._number], [], [])
            else:
                memoryview(buffer)[: len(content)] = content
                return len(content)


def prepare() -> None:
    """Replace the standard streams; those that are closed get a file, so that no other does."""
    is_open = cast("object", sys.stdout) is not None
    for number in _NUMBERS:
        try:
            os.fstat(number)
        except OSError:  # the lowest free number is the next one that is opened
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - os's own
    if cast("object", sys.stdin) is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - for as long as we run
    elif not os.get_blocking(sys.stdin.fileno()):
        sys.stdin = _typed(Input(sys.stdin.fileno()), sys.stdin)
    sys.stdout = _text(Output(1, is_open=is_open), sys.stdout)
    sys.stderr = _text(Remarks(2, "w", closefd=False), sys.stderr)


def is_lost() -> bool:
    """Write what is left for stdout, and return whether anything for it was lost."""
    with suppress(OSError):
        sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(raw, Output) and raw.is_lost


def _written(
    write: "Callable[[ReadableBuffer], int | None]", number: int, data: "ReadableBuffer"
) -> int:
    """Write as much as goes, and wait while nothing does. Raise OSError."""
    while (count := write(data)) is None:
        select.select([], [number], [])
    return count


def _typed(raw: Input, before: "io.TextIOWrapper | object") -> io.TextIOWrapper:
    encoding, errors = (getattr(before, name, None) for name in ("encoding", "errors"))
    return io.TextIOWrapper(io.BufferedReader(raw), encoding or "utf-8", errors)


def _text(raw: io.FileIO, before: "io.TextIOWrapper | object") -> io.TextIOWrapper:
    is_to_people = raw.isatty() or isinstance(raw, Remarks)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=getattr(before, "encoding", None) or "utf-8",
        errors="backslashreplace",
        line_buffering=is_to_people,
    )
