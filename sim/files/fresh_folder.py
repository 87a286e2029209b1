"""Folders that are written beside what they will replace, locked while their process lives.

The lock is the kernel's, on the folder itself, and ends with the process: so it tells the living
from the dead in all containers of one machine, as no process number does. Where a file system has
no such locks, as over NFS, a folder that a kill left behind stays.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

if sys.platform != "win32":
    import fcntl

TOKEN_BYTES = 8
TOKEN = re.compile(f"[0-9a-f]{{{2 * TOKEN_BYTES}}}")


def beside(folder: Path, prefix: str) -> Path:
    """Return a path in `folder` that nobody else has: the prefix and a random token."""
    return folder / f"{prefix}{os.urandom(TOKEN_BYTES).hex()}"


def all_beside(folder: Path, prefix: str) -> list[Path]:
    """Return the folders in `folder` that are named as `beside` names them."""
    found = folder.glob(f"{escape(prefix)}*")
    return [path for path in found if TOKEN.fullmatch(path.name.removeprefix(prefix))]


@contextmanager
def fresh_folder(folder: Path, prefix: str) -> Iterator[Path]:
    """Yield an empty folder in `folder`, which is removed in the end if it is still there."""
    with alone_in(folder):  # so that nobody finds it unlocked
        remove_dead(folder, prefix)
        fresh = beside(folder, prefix)
        fresh.mkdir()
        lock = _locked(fresh)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        _unlock(lock)


def remove_dead(folder: Path, prefix: str) -> None:
    """Remove fresh folders whose process was killed; call it alone in `folder`."""
    for left in all_beside(folder, prefix):
        lock = _locked(left, waits=False)
        if lock is not None:
            shutil.rmtree(left, ignore_errors=True)
            _unlock(lock)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep out all others that ask for the same, for a moment; where locks are, that is."""
    lock = _locked(folder)
    try:
        yield
    finally:
        _unlock(lock)


def _locked(folder: Path, *, waits: bool = True) -> int | None:
    """Return the handle of a lock on a folder, or None if it cannot be had."""
    if sys.platform == "win32":
        return None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)
