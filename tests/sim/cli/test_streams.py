"""What cannot be printed ends a command with exit code 1, in words, and leaves its files."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from sim.cli.streams import Output, Remarks
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
