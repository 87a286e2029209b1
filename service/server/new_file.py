"""New files for their owner alone, which are whole and on the disk, or not there at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_MODE = 0o600


@dataclass(frozen=True)
class NewFile:
    """A file that is made before its content is known, so that a wrong path is found in time."""

    path: Path
    number: int

    def write(self, content: bytes) -> None:
        """Write all of it, and wait until it is on the disk. Raise OSError, and leave no file."""
        rest = memoryview(content)
        try:
            while rest:  # a disk that fills takes a part, and fails only at the next write
                rest = rest[os.write(self.number, rest) :]
            os.fsync(self.number)
        except OSError as error:
            self.path.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror, str(self.path)) from error
        _sync_name(self.path)


@contextmanager
def new_file(path: Path) -> Iterator[NewFile]:
    """Lend a new file. Raise FileExistsError: no other is written over; an error leaves none."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        yield NewFile(path, number)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(number)


def _sync_name(path: Path) -> None:
    """Wait until the name of a file is on the disk too, if its folder can be opened."""
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
