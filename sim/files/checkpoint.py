"""The checkpoint of an unfinished run: finished shards, from which the same command goes on.

A folder beside the results, visible while the run lasts; a file a shard, named after a hash of all
that its bytes hang on, written whole or not at all, and believed only if its checksum holds.
"""

import json
import os
import pickle
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np

from sim.files.disk import DISK_FULL, write_whole
from sim.files.findings import FileErrors, Finding
from sim.files.schema import effective
from sim.files.written import remove_file
from sim.network import County
from sim.running.fingerprint import fingerprint
from sim.running.shard import Shard, ShardResult
from sim.scenario import Scenario

MARK = b"wanghuiyi shard 1\n"
DIGEST_BYTES = sha256().digest_size
SHARD, POINT, RUN = "shard", "point", "run"
# Any of these, and one that was being written by this version or an earlier one.
ENDINGS = rf"\.(?:{SHARD}|{POINT}|{RUN})"
OF_STUDY = {POINT: "sweep", RUN: "optimise"}
OURS = re.compile(rf"[0-9a-f]{{64}}{ENDINGS}|\.[0-9a-f]{{64}}{ENDINGS}\.new-[0-9a-f]+")
PLAIN = frozenset({bool, float, int, str})
# What arrays and numbers are made of again; all else must be a class of the simulation.
OF_NUMPY = frozenset(
    {
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
    }
)

# What distinguishes the shards of a run, beside their counties; the scenario is the run's.
OTHERS = [field.name for field in fields(Shard) if field.name not in ("scenario", "counties")]


class CheckpointFailed(Exception):  # noqa: N818 - named by what cannot be done
    """A finished shard could not be kept: the disk is full, or cannot be written."""


@dataclass(frozen=True)
class Checkpoint:
    """The shards of one run: of one scenario, engine and version of everything.

    A sweep keeps points, and a search for staffing runs, in the same way.
    """

    folder: Path
    run_sha256: str
    remark: Callable[[str], None]
    what: str = SHARD

    def count(self) -> int:
        """Return how many are kept."""
        return sum(1 for _ in self.folder.glob(f"*.{self.what}"))

    def has(self, shard: Shard) -> bool:
        """Return whether there is anything of a shard, whole or not."""
        return self.folder.is_dir() and self._path(shard).is_file()

    def found(self, shard: Shard) -> ShardResult | None:
        """Return what was kept of a shard; what is torn or of another is not believed."""
        path = self._path(shard)
        if not path.is_file():  # a pipe of this name would be waited for
            return None
        try:
            return _opened(path.read_bytes(), path.stem)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is not believed
            self.remark(f"{path} is not believed, and done again: {error}")
            return None

    def keep(self, shard: Shard, result: ShardResult) -> None:
        """Keep what a shard brought back, on the disk. Raise CheckpointFailed if that cannot be."""
        path = self._path(shard)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, _sealed(result, path.stem))
        except OSError as error:
            raise self.failed(error) from error

    def ensure_writable(self) -> None:
        """Make sure, before any work is done, that shards can be kept.

        Raise FileErrors if something is in the way, CheckpointFailed if nothing can be written.
        """
        for folder in (self.folder.parent, self.folder):
            if os.path.lexists(folder) and not folder.is_dir():
                message = (
                    f"finished {self.what}s are to be kept in a folder of this name, and this is "
                    "none: move it elsewhere, or run with --no-resume"
                )
                raise FileErrors([Finding(str(folder), 0, 0, "", message)])
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise self.failed(error) from error
        finally:
            self._remove_if_empty()

    def remove(self) -> None:
        """Remove them, and what a kill left half-written, and folders with nothing else in them."""
        for path in [*self.folder.glob("*")] if self.folder.is_dir() else []:
            if OURS.fullmatch(path.name):
                remove_file(path)
        self._remove_if_empty()

    def _remove_if_empty(self) -> None:
        for folder in (self.folder, self.folder.parent):
            with suppress(OSError):  # something is in it, or it is not there
                folder.rmdir()

    def failed(self, error: OSError) -> CheckpointFailed:
        """Return what to raise where one cannot be kept."""
        first = (
            "Make room and start the same command again"
            if error.errno in DISK_FULL
            else "Make it a folder that can be written and start the same command again"
        )
        return CheckpointFailed(
            f"{self.folder}: {error.strerror}: a finished {self.what} cannot be kept. "
            f"{first}, or run with --no-resume"
        )

    def _path(self, shard: Shard) -> Path:
        digest = sha256(self.run_sha256.encode())
        digest.update(repr((shard.replication, shard.keep)).encode())
        for county in shard.counties:
            digest.update(county_sha256(county))
        return self.folder / f"{digest.hexdigest()}.{SHARD}"


def checkpoint_of(
    out: Path, scenario: Scenario, engine: str, remark: Callable[[str], None]
) -> Checkpoint:
    """Return the checkpoint of a run, beside its results.

    A replication is the same whatever their number, so a longer or a shorter run finds it too.
    """
    values = effective(scenario)
    del values["run"]["replications"]
    inputs = {"scenario": values, "engine": engine, "made by": fingerprint()}
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False)
    run_sha256 = sha256(text.encode()).hexdigest()
    folder = out / f"{scenario.name}.unfinished" / run_sha256[:16]
    return Checkpoint(folder, run_sha256, remark)


def checkpoint_beside(
    out: Path, scenario: Scenario, engine: str, remark: Callable[[str], None], what: str
) -> Checkpoint:
    """Return the checkpoint of a study of a scenario, beside that of its runs."""
    place = checkpoint_of(out, scenario, engine, remark)
    folder = place.folder.with_name(f"{place.folder.name}-{OF_STUDY[what]}")
    return replace(place, folder=folder, what=what)


@cache
def county_sha256(county: County) -> bytes:
    """Return a hash of all that a county is."""
    return sha256(repr(_plain(county)).encode()).digest()


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever a dataclass has in it
    """Return the same in plain tuples, every field and every number of an array in it."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, Mapping):
        return tuple((name, _plain(value[name])) for name in value)
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, sha256(value.tobytes()).hexdigest()
    return tuple([_plain(getattr(value, field.name)) for field in fields(value)])


def _sealed(result: ShardResult, name: str) -> bytes:
    content = pickle.dumps(result, protocol=5)
    return MARK + sha256(name.encode() + content).digest() + content


def _opened(sealed: bytes, name: str) -> ShardResult:
    """Return the result. Raise ValueError if its checksum does not hold under this name."""
    start = len(MARK) + DIGEST_BYTES
    content = sealed[start:]
    if sealed[:start] != MARK + sha256(name.encode() + content).digest():
        message = "its checksum does not hold"
        raise ValueError(message)
    result = _Reader(BytesIO(content)).load()
    if not isinstance(result, ShardResult):
        message = "it holds something else"
        raise ValueError(message)  # noqa: TRY004 - the value of a file is wrong
    return result


class _Reader(pickle.Unpickler):
    """Makes values of the simulation and arrays, and runs nothing that a file names."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as in the library
        """Return a class of the simulation, or what arrays are made of."""
        if (module, name) in OF_NUMPY:
            return super().find_class(module, name)
        if module.startswith("sim.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        message = f"it asks for {module}.{name}"
        raise pickle.UnpicklingError(message)
