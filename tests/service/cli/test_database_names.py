"""The name of a database: refused where it can be none, and its file is the one that is written."""

from pathlib import Path

import pytest

from service.cli.output import USAGE
from tests.service.cli.test_hostile import ended


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


DATABASES = {
    "sqlite:////nonexistent/x.db": "there is no folder /nonexistent: make it first",
    "sqlite:///given/x.db": "there is no folder given",
    "sqlite:///folder": "is no file",
    "sqlite:///text.db": "is no SQLite database",
    "sqlite:///what?.db": "where a ? stands",
    "sqlite:///x.db?timeout=5": "where a ? stands",
    f"sqlite:///{'x' * 300}.db": "File name too long",
    "sqlite://": "in memory",
    "sqlite:///:memory:": "in memory",
    "sqlite://host/x.db": "names a host",
    "x.db": "is no URL",
    "": "is no URL",
    "mysql://host/x": "begins with mysql",
    "postgresql+psycopg://host:port/x": "is no URL",
    "postgresql+psycopg://host/x?no_such=1": "has an option that PostgreSQL does not",
}
NAMING = {
    "serve": ("serve", "--port", "0"),
    "deliver": ("deliver",),
    "keys create": ("keys", "create", "operator", "me"),
    "check-books": ("check-books",),
    "database current": ("database", "current"),
    "database upgrade": ("database", "upgrade"),
}


@pytest.mark.parametrize("url", DATABASES, ids=repr)
@pytest.mark.parametrize("name", NAMING)
def test_a_database_that_cannot_be_is_reported_and_nothing_is_made(
    name: str, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "given").write_text("", encoding="utf-8")
    (tmp_path / "text.db").write_text("no database, whatever its name", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))

    code = ended(*NAMING[name], f"--database={url}")

    assert code == USAGE
    assert DATABASES[url] in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


NAMES = ("a#b.db", "a%20b.db", "100%.db", "a b.db", "库.db", "a&b=c.db", "a:b@c.db", "a;b.db")


@pytest.mark.parametrize("name", NAMES)
def test_the_file_of_a_database_is_what_is_written(tmp_path: Path, name: str) -> None:
    code = ended("keys", "create", "operator", "me", "--database", f"sqlite:///{tmp_path}/{name}")

    files = {path.name for path in tmp_path.iterdir()}
    assert code == 0
    assert files - {f"{name}-wal", f"{name}-shm"} == {name, f"{name}.secret"}
