"""No command does what happens once for an answer that is lost: stdout is proven, keys are said."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path

import click
import pytest

from service.cli.printing import write_file, write_json, write_text
from service.client.retrying import ApiRequest, RetryingClient
from sim.cli import commands
from sim.cli.streams import Output
from tests.service.cli.desk import IDENTITY, PASSWORD, ROLES, Desk, new_desk
from tests.service.cli.every_command import Words, commands_that_ask, fitting_arguments
from tests.service.processes import COMMAND

OUTLET = "固始一"
ENDS = ("closed", "full", "unread")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return new_desk(tmp_path_factory.mktemp("printing"), {**ROLES, "outlet": OUTLET})


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGHUIYI_PASSWORD", PASSWORD)
    monkeypatch.setenv("WANGHUIYI_IDENTITY", IDENTITY)


@contextmanager
def dead_stdout(end: str) -> Iterator[None]:
    """Have a stdout that cannot be written, for as long as this lasts."""
    if end == "unread":
        reader, number = os.pipe()
        os.close(reader)
    else:
        number = os.open("/dev/full", os.O_WRONLY)
    with redirect_stdout(stdout(number, is_open=end != "closed")):
        yield
    os.close(number)


def stdout(number: int, *, is_open: bool = True) -> io.TextIOWrapper:
    """Return stdout as the command line has it, upon an open file."""
    return io.TextIOWrapper(io.BufferedWriter(Output(number, is_open=is_open)), encoding="utf-8")


def exit_code(*words: str) -> int:
    """Call a command as the command line does, in this process."""
    try:
        return int(commands.main(words, standalone_mode=False) or 0)
    except click.exceptions.Exit as ended:
        return ended.exit_code


@pytest.mark.parametrize("path", commands_that_ask(), ids=" ".join)
def test_no_command_asks_for_anything_while_stdout_is_dead(
    path: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[ApiRequest] = []
    monkeypatch.setattr(RetryingClient, "send", lambda _, request: asked.append(request))

    codes = []
    for end in ENDS:
        with dead_stdout(end):
            codes.append(exit_code(*fitting_arguments(path, tmp_path)))

    assert (codes, asked) == ([1, 1, 1], [])
    assert capsys.readouterr().err.count("nothing was done") == len(ENDS)


def test_no_cash_is_taken_before_there_is_room_for_the_receipt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writer, bytes(65_536))
    done: list[str] = []

    def asked(_line: RetryingClient, request: ApiRequest) -> None:
        done.append(request.path)
        raise KeyboardInterrupt

    monkeypatch.setattr("select.select", lambda *_: done.append("waited for room"))
    monkeypatch.setattr(RetryingClient, "send", asked)
    with redirect_stdout(stdout(writer)), pytest.raises(click.Abort):
        exit_code("deposit", "10")
    os.close(reader)
    os.close(writer)

    assert done[0] == "waited for room"
    assert done[-1] == "/v1/deposits"


@pytest.mark.parametrize("end", ENDS)
def test_the_first_key_is_not_made_while_stdout_is_dead(tmp_path: Path, end: str) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"

    with dead_stdout(end):
        code = exit_code("keys", "create", "operator", "me", "--database", url)

    assert code == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", commands_that_ask(), ids=" ".join)
def test_whoever_interrupts_a_command_is_shown_the_key_of_what_may_have_been_done(
    path: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[ApiRequest] = []

    def interrupted(_line: RetryingClient, request: ApiRequest) -> None:
        sent.append(request)
        raise KeyboardInterrupt

    monkeypatch.setattr(RetryingClient, "send", interrupted)
    with pytest.raises(click.Abort):
        exit_code(*fitting_arguments(path, tmp_path), "--server", "http://127.0.0.1:9")

    (request,) = sent
    said = capsys.readouterr().err
    if request.method != "POST":
        assert "--idempotency-key" not in said
    elif path != ("offline", "upload"):  # its key is made of its file, so it is the same again
        assert f"with --idempotency-key {request.idempotency_key}" in said


SIGNALLED = """
import os, signal
from service.client.retrying import RetryingClient
from sim.cli import main

def signalled(*_):
    ends = {getattr(signal, name) for name in os.environ["SIGNALS"].split()}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    for end in ends:
        os.kill(os.getpid(), end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)

RetryingClient.send = signalled
main()
"""


@pytest.mark.parametrize(
    ("signals", "code"),
    [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130), ("SIGQUIT", 131), ("SIGHUP SIGTERM", 129)],
)
def test_whatever_signal_ends_a_deposit_the_key_of_what_may_have_been_done_is_shown(
    tmp_path: Path, signals: str, code: int
) -> None:
    kept = tmp_path / "receipt.json"
    words = ("deposit", "10", "--receipt", str(kept), "--server", "http://127.0.0.1:9")

    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED, *words],
        env=os.environ | {"SIGNALS": signals},
        capture_output=True,
        text=True,
        check=False,
    )

    lines = done.stderr.strip().splitlines()
    assert (done.returncode, done.stdout, kept.exists()) == (code, "", False), done.stderr
    assert lines[0].split()[-2] == "--idempotency-key"
    assert lines[-1] == "interrupted: a result that was not finished was not written"
    assert "Traceback" not in done.stderr


ONCE = {
    "deposit": ("outlet", "deposit", "10"),
    "a block of numbers": ("outlet", "offline", "numbers", "2"),
    "a wallet": ("provider", "wallet", "open"),
    "a first key": ("operator", "keys", "create", "auditor", "ann"),
    "a webhook": ("provider", "webhook", "create", "https://example.org/hook"),
}


@pytest.mark.parametrize("what", ONCE)
def test_an_answer_that_is_lost_is_had_again_by_the_key_that_is_said(
    desk: Desk, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    role, *words = ONCE[what]
    monkeypatch.setenv("WANGHUIYI_KEY", desk.keys[role])
    number = os.open(os.devnull, os.O_WRONLY)
    full = os.open("/dev/full", os.O_WRONLY)
    answers: list[str] = []

    def written(document: dict[str, str]) -> None:
        answers.append(json.dumps(document))
        os.dup2(full, number)
        write_json(document)

    with monkeypatch.context() as patch, redirect_stdout(stdout(number)):
        patch.setattr("service.cli.output.write_json", written)
        code = exit_code(*words, "--json", "--database", desk.url)
    os.close(number)
    os.close(full)

    lines = capsys.readouterr().err.splitlines()
    assert code == 1
    assert "stdout: No space left on device" in lines[-2]
    once = lines[-1].split()[-2:]
    assert once[0] == "--idempotency-key"
    again = desk.call(role, *words, "--json", *once)
    assert again.exit_code == 0, again.stderr
    assert json.loads(again.stdout) == json.loads(answers[0])


def test_a_receipt_is_printed_whatever_the_encoding_of_stdout_lacks(desk: Desk) -> None:
    encoded = {"PYTHONIOENCODING": "latin-1"}
    environment = os.environ | {"WANGHUIYI_KEY": desk.keys["outlet"]} | encoded
    words = [*COMMAND, "deposit", "10", "--database", desk.url]

    done = subprocess.run(words, env=environment, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    assert rb"Outlet       \u56fa\u59cb\u4e00" in done.stdout


def test_a_command_whose_stdout_is_closed_takes_no_cash(desk: Desk) -> None:
    environment = os.environ | {"WANGHUIYI_KEY": desk.keys["outlet"]}
    words = [*COMMAND, "deposit", "10", "--database", desk.url]
    before = desk.printed("operator", "check-books")

    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *words],
        env=environment,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.decode().startswith("stdout: it is closed: nothing was done")
    assert desk.printed("operator", "check-books") == before


def test_json_is_json_in_any_encoding_and_a_file_is_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    page = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(page, encoding="latin-1"))

    write_json({"outlet": OUTLET + "🏤"}, indent=None)
    write_file(OUTLET)

    first, rest = page.getvalue().split(b"\n")
    assert json.loads(first.decode("ascii")) == {"outlet": OUTLET + "🏤"}
    assert rest.decode() == OUTLET
    assert sys.stdout.encoding == "latin-1"


def test_what_a_terminal_would_obey_is_written_as_marks_and_escapes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = "Gushi\x9b31m \u202e1"

    write_text(f"holder  {name}")
    write_json({"holder": name})

    text, document = capsys.readouterr().out.split("\n", 1)
    assert text == "holder  Gushi\ufffd31m \ufffd1"
    assert json.loads(document) == {"holder": name}
    assert document.isascii()
