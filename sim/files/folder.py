"""A folder of results: complete or not there at all, and never instead of anything else.

Everything is written into a folder beside the old one, which it replaces at the end; a run that
is killed leaves the earlier results as they were. A symbolic link is followed: the folder that it
leads to is replaced, and the link stays.

Results replace only what a run wrote (`sim.files.written` says what that is). Whatever else is in
a folder of results, a link called `plots` too, is carried over into the new one, under the same
name, or as NAME.kept if the run wrote a file of that name. A folder that holds other things and no
results is refused before the run; if it came during the run, what is in it is carried over.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryFile

from sim.files.disk import to_disk
from sim.files.findings import FileErrors, Finding
from sim.files.fresh_folder import all_beside, alone_in, beside, fresh_folder, remove_dead
from sim.files.written import (
    DRAWING,
    MANIFEST,
    PICTURE_FILES,
    PLOTS,
    names_written,
    remove_file,
    remove_pictures,
)

# Filesystems take 255 bytes a name; `.NAME.new-TOKEN` and endings must fit beside this.
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


def sweep_name(scenario: str, keys: list[str]) -> str:
    """Return the name of a sweep's folder: the scenario's, and the levers'.

    >>> sweep_name("county", ["line.patience_min.median", "redeem.lock_h"])
    'sweep-county_line.patience_min.median_redeem.lock_h'
    """
    name = f"sweep-{scenario}_{'_'.join(keys)}"
    if len(name) <= NAME_BYTES_MAX:
        return name
    digest = sha256("_".join(keys).encode()).hexdigest()[:DIGEST_DIGITS]
    return f"sweep-{scenario}_{len(keys)}-levers_{digest}"


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder to write into; it replaces `folder` if all goes well.

    Raise OSError with the name of `folder` if it cannot be written.
    """
    target = Path(os.path.realpath(folder))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        with fresh_folder(target.parent, _fresh(target)) as fresh:
            yield fresh
            for path in (*fresh.rglob("*"), fresh):
                to_disk(path)
            with alone_in(target.parent):
                _replace(target, fresh)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error


@contextmanager
def new_pictures(folder: Path) -> Iterator[Path]:
    """Yield a folder to draw into; if all goes well, its files replace our pictures in `folder`.

    All else in it stays, and so does a link, which is followed. Raise OSError with the name of
    `folder` if it cannot be written.
    """
    target = Path(os.path.realpath(folder))
    try:
        target.mkdir(parents=True, exist_ok=True)
        with fresh_folder(target, DRAWING) as fresh:
            yield fresh
            drawn = sorted(fresh.iterdir())
            for path in drawn:
                to_disk(path)
            for path in drawn:
                path.replace(target / path.name)
            for name in PICTURE_FILES - {path.name for path in drawn}:
                remove_file(target / name)
            to_disk(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error
    finally:
        if not folder.is_symlink():
            with suppress(OSError):
                target.rmdir()  # if nothing is in it


def recover(folder: Path) -> None:
    """Put back results that a kill caught between two names, and remove what it left behind."""
    folder = Path(os.path.realpath(folder))  # "." has no name
    with alone_in(folder.parent):
        _recover(folder)


def _recover(target: Path) -> None:
    """Recover, alone in the folder above."""
    hidden = target.parent / f".{target.name}.old"  # as earlier versions named it
    if not target.exists() and not target.is_symlink() and names_written(hidden) is not None:
        hidden.rename(target)
    for old in all_beside(target.parent, _old(target)):
        if target.exists():
            _carry_over(old, target)
        else:
            old.rename(target)
    remove_dead(target.parent, _fresh(target))


def _replace(target: Path, fresh: Path) -> None:
    """Put fresh results where the old ones are; at each moment one of them is whole."""
    old = beside(target.parent, _old(target))
    try:
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    finally:
        _recover(target)
    to_disk(target.parent)


def _carry_over(old: Path, target: Path) -> None:
    """Carry what no run wrote from old results into the new ones, then remove the old ones.

    The manifest, which distinguishes them, goes last, so that a kill loses nothing and `recover`
    goes on from there. What cannot be moved stays where it is.
    """
    ours = names_written(old) or frozenset()
    with suppress(OSError):
        if not old.is_dir():  # a file that came during the run
            old.rename(_free(target / target.name))
            return
        if ours:
            remove_pictures(old / PLOTS)
        theirs = [entry for entry in old.iterdir() if not _is_file_of(ours, entry)]
        theirs.sort(key=lambda entry: os.path.lexists(target / entry.name))  # free names first
        for entry in theirs:
            with suppress(OSError):
                entry.rename(_free(target / entry.name))
        to_disk(target)
        for name in sorted(ours - {MANIFEST}):
            if Path(name).name == name:
                remove_file(old / name)
        remove_file(old / MANIFEST)
        old.rmdir()


def _is_file_of(names: frozenset[str], entry: Path) -> bool:
    return entry.name in names and (entry.is_symlink() or not entry.is_dir())


def _free(path: Path) -> Path:
    """Return the path, or NAME.kept, NAME.kept2 and so on if something is there."""
    numbered = (f"{path.name}.kept{number}" for number in count(2))
    names = chain((path.name, f"{path.name}.kept"), numbered)
    return next(one for one in map(path.with_name, names) if not os.path.lexists(one))


def ensure_writable(folder: Path) -> None:
    """Make sure, before any work is done, that results can be written into `folder` and replace it.

    Raise OSError if it cannot be written, FileErrors if something else is there.
    """
    target = Path(os.path.realpath(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(target)
    if message := _in_the_way(target):
        raise FileErrors([Finding(str(folder), 0, 0, "", message)])
    # As it will be: names that are too long are seen now.
    with fresh_folder(target.parent, _fresh(target)) as fresh, TemporaryFile(dir=fresh):
        pass


def _in_the_way(target: Path) -> str:
    """Say what stands where results are to be written and must not be replaced, if anything."""
    for is_there, what in (
        (target.is_symlink(), "this link leads in a circle: remove it"),
        (
            target.exists() and not target.is_dir(),
            "this is a file, and the results are to be a folder of this name: move it elsewhere",
        ),
        (target.is_mount(), "a file system is mounted here, and results replace their folder"),
        (
            target.is_dir() and any(target.iterdir()) and names_written(target) is None,
            "this folder holds files that no run wrote, and results replace the folder: move them",
        ),
    ):
        if is_there:
            return f"{what}; or choose another folder with --out, or another name with --set name="
    return ""


def _fresh(target: Path) -> str:
    return f".{target.name}.new-"


def _old(target: Path) -> str:
    return f".{target.name}.old-"
