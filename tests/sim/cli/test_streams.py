"""What cannot be printed ends a command with exit code 1, in words, and leaves its files."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.streams import Input, Output, Remarks, prepare
from tests.service.processes import COMMAND

SENDING = {"full": ">/dev/full", "closed": ">&-"}
SHORT = ("--set", "run.days=1", "--replications", "1", "--workers", "1", "--no-plots")


def shell(line: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with its output sent somewhere by a shell, whose exit code is the command's."""
    return subprocess.run(
        ["bash", "-c", f'set -o pipefail; "$@" {line}', "bash", *COMMAND, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("line", SENDING.values(), ids=SENDING)
def test_a_run_keeps_its_files_and_says_where_they_are(tmp_path: Path, line: str) -> None:
    done = shell(line, "run", "county", "--engine", "simpy", "--json", *SHORT, folder=tmp_path)

    assert done.returncode == 1
    assert "files in results/county/" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert json.loads((tmp_path / "results/county/manifest.json").read_text("utf-8"))


@pytest.mark.parametrize("words", [("--help",), ("schema",)])
def test_an_answer_that_is_not_printed_is_said_with_exit_code_1(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    full, closed = (shell(SENDING[name], *words, folder=tmp_path) for name in ("full", "closed"))

    assert (full.returncode, closed.returncode) == (1, 1)
    assert full.stderr.startswith("stdout: No space left on device: the answer was not written")
    assert closed.stderr.startswith("stdout: it is closed: the answer was not written there")


@pytest.mark.parametrize("line", ["2>&-", "2>/dev/full"])
def test_remarks_that_nobody_can_read_stop_nothing(tmp_path: Path, line: str) -> None:
    fine = shell(line, "validate", "county", folder=tmp_path)
    wrong = shell(line, "validate", "no_such_file", folder=tmp_path)

    assert (fine.returncode, fine.stdout) == (0, "county: fine\n")
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_only_the_first_loss_is_raised_and_all_are_remembered() -> None:
    number = os.open("/dev/full", os.O_WRONLY)
    output, remarks = Output(number), Remarks(number, "w", closefd=False)

    with pytest.raises(OSError, match="No space left") as caught:
        output.write(b"first")
    second = output.write(b"second"), remarks.write(b"remark")
    os.close(number)

    assert caught.value.filename == "stdout"
    assert output.is_lost
    assert second == (6, 6)


@pytest.mark.parametrize(
    "stream", [Output, lambda number: Remarks(number, "w", closefd=False)], ids=["stdout", "stderr"]
)
def test_a_pipe_that_does_not_block_gets_all_of_it_when_its_reader_makes_room(
    stream: type[io.FileIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    content, taken = os.urandom(200_000), bytearray()

    def emptied(*_: object) -> None:
        taken.extend(os.read(reader, len(content)))

    monkeypatch.setattr("select.select", emptied)
    with io.BufferedWriter(stream(writer)) as buffered:
        buffered.write(content)
    emptied()
    os.close(reader)
    os.close(writer)

    assert bytes(taken) == content


def test_a_wait_for_stdout_that_is_interrupted_is_not_begun_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("select.select", interrupted)
    output = Output(writer)
    output.write(bytes(1_000_000))
    with pytest.raises(KeyboardInterrupt):
        output.write(b"more")
    again = output.write(b"more")
    os.close(reader)
    os.close(writer)

    assert (again, output.is_lost) == (4, True)


@pytest.mark.parametrize("reads", ["readline", "read"])
def test_stdin_that_does_not_block_ends_where_its_writer_ends_it(
    reads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)

    def typed(*_: object) -> None:
        os.write(writer, b"081208\n")
        os.close(writer)

    monkeypatch.setattr("select.select", typed)
    with io.TextIOWrapper(io.BufferedReader(Input(reader)), "utf-8") as stdin:
        text = getattr(stdin, reads)()
    os.close(reader)

    assert text == "081208\n"


def test_a_command_has_such_a_stdin_where_it_does_not_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.write(writer, b"081208\n")
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))  # to have it back

    with os.fdopen(reader, encoding="latin-1") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        prepare()
        kind, text = type(getattr(sys.stdin.buffer, "raw", None)), sys.stdin.readline()
    os.close(writer)

    assert (kind, text, sys.stdin.encoding) == (Input, "081208\n", "latin-1")
