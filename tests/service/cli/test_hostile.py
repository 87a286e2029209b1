"""Every command, called in ways that cannot be: it says so, with exit code 1 or 2, and what to do.

Each is called in this process, so that an exception that nobody expects is raised here.
"""

import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path

import click
import pytest

from service.cli.output import FINDING, USAGE
from sim.cli import commands
from tests.service.cli.every_command import Words, commands_that_ask, fitting_arguments, leaves

PAGE = b"<!doctype html><title>Sign in to this network</title>"


def ended(*words: str) -> int:
    """Call a command as `main` does, and return its exit code."""
    try:
        return int(commands.main(words, standalone_mode=False) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("stdin has ended", err=True)
        return FINDING


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr("service.client.retrying.TRIES_MAX", 1)
    monkeypatch.setenv("WANGHUIYI_PASSWORD", "081208")
    monkeypatch.setenv("WANGHUIYI_KEY", "whk_x")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def sign_in() -> Iterator[str]:
    """Serve one page to whoever asks anything, as what stands before a network does."""

    class Page(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - as its base says

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", commands_that_ask(), ids=" ".join)
def test_what_answers_and_is_no_service_is_reported(
    path: Words, tmp_path: Path, sign_in: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if path in {("parcel", "label"), ("reference", "voucher")}:
        return  # a page for people, as any other

    code = ended(*fitting_arguments(path, tmp_path), "--server", sign_in)

    written = capsys.readouterr()
    assert code == FINDING
    assert f"{sign_in} does not answer (its answer does not match /openapi.json)" in written.err
    assert "<title>" not in written.out


SERVERS = ("localhost:8000", "http://", "http://[", "http://a:b:c", "http://。", "ftp://x/",
    "http://127.0.0.1:99999", "http://a b", "http://a\x00b", "http://\udcff")  # fmt: skip


@pytest.mark.parametrize("server", SERVERS, ids=repr)
def test_what_is_no_address_of_a_server_is_reported(
    server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ended("keys", "list", "--server", server)

    assert code == USAGE
    assert "is not a URL: write it like http://127.0.0.1:8000" in capsys.readouterr().err


@pytest.mark.parametrize("path", commands_that_ask(), ids=" ".join)
def test_nobody_there_is_reported(
    path: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ended(*fitting_arguments(path, tmp_path), "--server", "http://127.0.0.1:1")

    assert code == FINDING
    assert "is the service running?" in capsys.readouterr().err


BYTES = "\udcff\udcfe"
"""What Python makes of an argument that is not UTF-8."""


@pytest.mark.parametrize("path", [path for path, _ in leaves()], ids=" ".join)
def test_words_that_are_no_text_are_reported(path: Words, tmp_path: Path) -> None:
    words = [
        BYTES if word in {"x1", "w1"} else word
        for word in fitting_arguments(path, tmp_path)[len(path) :]
    ]
    if BYTES not in words:
        return

    where = ("--server", "http://127.0.0.1:1") if path in commands_that_ask() else ()
    with redirect_stderr(io.StringIO()) as said:
        code = ended(*path, *words, *where)

    assert code in {FINDING, USAGE}
    assert said.getvalue()


def test_a_host_that_is_no_text_is_reported() -> None:
    with redirect_stderr(io.StringIO()) as said:
        code = ended("serve", "--host", BYTES, "--port", "0")

    assert code == USAGE
    assert "choose another --host" in said.getvalue()


VARIABLES = {
    "WANGHUIYI_TARIFF": ("none", "is one of waived, listed"),
    "WANGHUIYI_OUTLET_TARIFF": ("golden", "is one of none, standard"),
    "WANGHUIYI_COMMISSION_BASIS_POINTS": ("9" * 5_000, "is a number from 0 to 10000"),
    "WANGHUIYI_KEY": ("whk_é", "has a character that no key has"),
    "WANGHUIYI_DATABASE": ("x", "--database is no URL"),
    "WANGHUIYI_SECRETS": ("no_such_file", "there is no no_such_file"),
}


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_that_cannot_be_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    value, words = VARIABLES[name]
    monkeypatch.setenv("WANGHUIYI_DATABASE", "sqlite:///new.db")
    monkeypatch.setenv(name, value)

    code = ended("check-books")

    assert code == USAGE
    assert words in capsys.readouterr().err


def test_a_variable_that_is_empty_is_as_one_that_is_not_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TARIFF", "OUTLET_TARIFF", "COMMISSION_BASIS_POINTS", "SECRETS", "SERVER", "KEY"):
        monkeypatch.setenv(f"WANGHUIYI_{name}", "")
    monkeypatch.setenv("WANGHUIYI_DATABASE", "sqlite:///named.db")

    made = ended("keys", "create", "operator", "me")
    key = capsys.readouterr().out.strip()
    monkeypatch.setenv("WANGHUIYI_KEY", key)

    assert (made, ended("check-books")) == (0, 0)
    assert (tmp_path / "named.db").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("--server", "http://127.0.0.1:1"), "http://127.0.0.1:1 does not answer"),
        (("--database", "sqlite:///other.db"), "sqlite:///other.db has no tables"),
        ((), "http://127.0.0.1:2 does not answer"),
        (("--server", "http://x", "--database", "sqlite:///x"), "leave one out"),
    ],
)
def test_what_is_typed_counts_before_variables_and_a_server_before_a_database(
    typed: tuple[str, ...],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WANGHUIYI_SERVER", "http://127.0.0.1:2")
    monkeypatch.setenv("WANGHUIYI_DATABASE", "sqlite:///named.db")

    code = ended("check-books", *typed)

    assert code in {FINDING, USAGE}
    assert words in capsys.readouterr().err


OTHERS = (
    ("serve", "--host", "x" * 100, "--port", "0"),
    ("serve", "--port", "0", "--secrets", "folder"),
    ("serve", "--port", "0", "--sms-gateway", "ftp://x"),
    ("serve", "--port", "0", "--test-clock", "yesterday"),
    ("serve", "--port", "0", "--worlds", "3"),
    ("serve", "--port", "0", "--world-idle-s", "60"),
    ("secret", "folder"),
    ("secret", "no/such/folder"),
    ("secret", ""),
    ("database", "forget", "--days", "99999999999999"),
    ("receipt", "print", "folder"),
    ("receipt", "print", "text"),
    ("receipt", "verify", "text", "--keys", "folder"),
    ("receipt", "verify", "text", "--keys", "http://["),
    ("receipt", "verify", "text", "--keys", "text"),
    ("reconcile", "folder", "text"),
    ("reconcile", "text", "text"),
    ("offline", "upload", "folder"),
    ("offline", "upload", "text"),
    ("parcel", "make", "folder"),
    ("parcel", "make", "text"),
    ("deposit", "1", "--identity", "1101", "--receipt", "folder"),
    ("deposit", "1", "--identity", "1101", "--receipt", "no/such/folder"),
    ("listen", "--forward", "http://["),
    ("listen", "--secret", "x"),
    ("check-books", "--once", "short"),
    ("redeem", "w1"),
    ("plot", "folder"),
    ("plot", "no_such_folder"),
    ("run", "folder"),
    ("validate", "text"),
)


@pytest.mark.parametrize("words", OTHERS, ids=" ".join)
def test_what_is_wrong_with_files_and_options_is_reported(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_bytes(b"\xff\xfe not what is wanted \x00\n")
    where = () if words[0] in {"serve", "database"} else ("--server", "http://127.0.0.1:1")
    given = (*words, *where) if words[:1] in {path[:1] for path in commands_that_ask()} else words
    if words[0] in {"receipt", "reconcile"}:
        given = words

    code = ended(*given)

    assert code in {FINDING, USAGE}
    assert capsys.readouterr().err


AMOUNTS = (".50", "1.", "1e3", "1,000", "\uff11\uff17\uff15", "+5", "-0", "NaN", "inf", "1.005",
    "1.5", "0x10", "1_000", " 5", "5 ", "", ".", "9" * 5_000, "0.00", "10000000000000.01",
    "\u0663", "\u00b2")  # fmt: skip


@pytest.mark.parametrize("amount", AMOUNTS, ids=lambda amount: repr(amount[:20]))
@pytest.mark.parametrize(
    "words", [("deposit",), ("wallet", "pay", "a", "b"), ("reference", "pay", "1")], ids=" ".join
)
def test_an_amount_with_two_readings_is_none(
    words: Words, amount: str, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = ("--identity", "1101") if words == ("deposit",) else ()

    code = ended(*words, *identity, "--", amount)

    assert code == USAGE
    assert "yuan" in capsys.readouterr().err
