"""Whether the process of a job lives: by its lock alone, whoever looks, and however often."""

import fcntl
import os
from pathlib import Path

import pytest

from sim.explorer.jobs.job import JobFiles
from sim.explorer.jobs.process import is_alive, locked, start
from sim.explorer.jobs.progress import read_progress
from tests.sim.explorer.jobs.made import a_job, a_progress


@pytest.fixture
def files(tmp_path: Path) -> JobFiles:
    """Return the files of a job that has none yet."""
    return JobFiles(tmp_path, "small")


def test_a_job_lives_while_its_lock_is_held(files: JobFiles) -> None:
    before = is_alive(files)
    with locked(files):
        meanwhile = is_alive(files)

    assert (before, meanwhile, is_alive(files)) == (False, True, False)


def test_another_who_looks_is_not_taken_for_the_job(
    files: JobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    with locked(files):
        pass
    looked, flock = [], fcntl.flock

    def and_another_looks(handle: int, kind: int) -> None:
        flock(handle, kind)
        monkeypatch.setattr(fcntl, "flock", flock)
        looked.append(is_alive(files))

    monkeypatch.setattr(fcntl, "flock", and_another_looks)

    assert is_alive(files) is False
    assert looked == [False]


def test_the_lock_of_somebody_else_is_none_of_a_job(
    files: JobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_words: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refused)

    assert is_alive(files) is False


def test_nothing_is_written_where_a_link_leads(tmp_path: Path, files: JobFiles) -> None:
    mine = tmp_path / "thesis.txt"
    mine.write_text("mine", encoding="utf-8")
    files.lock.symlink_to(mine)
    files.errors.symlink_to(mine)

    with pytest.raises(OSError, match="symbolic links"), locked(files):
        pass
    with pytest.raises(OSError, match="symbolic links"):
        start(a_job(tmp_path), files, tmp_path, 0)

    assert not is_alive(files)
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("pid", [-1, 0, 2**31])
def test_what_is_no_number_of_a_process_is_not_believed(tmp_path: Path, pid: int) -> None:
    a_job(tmp_path)
    a_progress(tmp_path, pid=pid)

    assert read_progress(tmp_path / ".explorer" / "small.progress") is None
