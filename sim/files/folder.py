"""A folder of results: complete or not there at all, and never in the place of anything else.

Everything is written into a folder beside the old one, which it replaces at the end; a run that
is killed leaves the earlier results as they were. A symbolic link is followed: the folder that it
leads to is replaced, and the link stays.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile

from sim.files.disk import to_disk
from sim.files.findings import FileErrors, Finding

MANIFEST = "manifest.json"
PLOTS = "plots"
# Filesystems take 255 bytes a name; `.NAME.new-PROCESS` and endings must fit beside this.
NAME_BYTES_MAX = 200
DIGEST_DIGITS = 12


def comparison_name(scenarios: list[str]) -> str:
    """Return the name of a comparison's folder, another one for each other list of scenarios.

    No scenario's name has an underscore. A list that is too long for a name is shortened to its
    first, its length and a hash.

    >>> comparison_name(["a-b", "c"]), comparison_name(["a", "b-c"])
    ('compare-a-b_c', 'compare-a_b-c')
    """
    name = f"compare-{'_'.join(scenarios)}"
    if len(name) <= NAME_BYTES_MAX:
        return name
    digest = sha256("_".join(scenarios).encode()).hexdigest()[:DIGEST_DIGITS]
    return f"compare-{scenarios[0]}_and-{len(scenarios) - 1}-others_{digest}"


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder to write into; it takes the place of `folder` if all goes well.

    Raise OSError with the name of `folder` if it cannot be written.
    """
    target = Path(os.path.realpath(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(target)
    fresh = _fresh(target)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        for path in (*fresh.rglob("*"), fresh):
            to_disk(path)
        if target.exists():
            target.rename(_old(target))
        fresh.rename(target)
        to_disk(target.parent)
        shutil.rmtree(_old(target), ignore_errors=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def recover(folder: Path) -> None:
    """Put back results that a kill caught between two names, and remove what it left behind."""
    folder = Path(os.path.realpath(folder))  # "." has no name
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    for left in folder.parent.glob(f".{escape(folder.name)}.new-*"):
        process_id = left.name.rpartition("-")[2]
        if process_id.isdecimal() and not _is_running(int(process_id)):
            shutil.rmtree(left, ignore_errors=True)


def ensure_writable(folder: Path) -> None:
    """Make sure, before any work is done, that results can be written into `folder` and replace it.

    Raise OSError if the place cannot be written, FileErrors if something else is there.
    """
    target = Path(os.path.realpath(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(target)
    if message := _in_the_way(target):
        raise FileErrors([Finding(str(folder), 0, 0, "", message)])
    fresh = _fresh(target)
    try:
        fresh.mkdir(exist_ok=True)  # as it will be: names that are too long are seen now
        with TemporaryFile(dir=fresh):
            pass
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _in_the_way(target: Path) -> str:
    """Say what stands where results are to be written and must not be replaced, if anything."""
    old = _old(target)
    if old.is_symlink() or (old.exists() and not old.is_dir()):
        return f"{old} is in the way, and is no folder: move it elsewhere"
    for is_there, what in (
        (target.is_symlink(), "this link leads in a circle: remove it"),
        (
            target.exists() and not target.is_dir(),
            "this is a file, and the results are to be a folder of this name: move it elsewhere",
        ),
        (target.is_mount(), "a file system is mounted here, and results replace their folder"),
        (
            target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file(),
            "this folder holds files that no run wrote, and results replace the folder: move them",
        ),
    ):
        if is_there:
            return f"{what}; or choose another folder with --out, or another name with --set name="
    return ""


def _fresh(target: Path) -> Path:
    return target.with_name(f".{target.name}.new-{os.getpid()}")


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
