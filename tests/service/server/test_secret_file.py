"""The file of the root secret is new, whole, and its owner's alone."""

import errno
import os
from pathlib import Path

import pytest

from service.errors import ConfigError
from service.server.secret_file import read_secret, write_new_secret
from service.vault import ROOT_BYTES


def test_a_secret_is_never_overwritten(tmp_path: Path) -> None:
    write_new_secret(tmp_path / "secret")

    with pytest.raises(FileExistsError):
        write_new_secret(tmp_path / "secret")


def test_a_secret_that_could_not_be_written_whole_leaves_no_file_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("os.fsync", failing)
    with pytest.raises(OSError, match="secret") as caught:
        write_new_secret(tmp_path / "secret")
    monkeypatch.undo()

    assert caught.value.filename == str(tmp_path / "secret")
    write_new_secret(tmp_path / "secret")
    assert len(read_secret(tmp_path / "secret")) == ROOT_BYTES


def test_two_secrets_differ(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_new_secret(tmp_path / name)

    assert read_secret(tmp_path / "one") != read_secret(tmp_path / "other")


def test_a_secret_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_secret(tmp_path / "none")
    (tmp_path / "empty").touch(mode=0o600)
    with pytest.raises(ConfigError, match="holds no secret"):
        read_secret(tmp_path / "empty")
