"""The README's commands work as printed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import sim

REPORT_BYTES_MOST = 2_000_000
README = Path(sim.__file__).parent.parent / "README.md"

FOUR_LEVERS = (
    *("line.patience_min.median", "services.other_min.mean"),
    *("others.visits_per_person_year", "line.return_share"),
)


def printed(title: str) -> str:
    """Return the commands that a section prints."""
    text = README.read_text(encoding="utf-8")
    section = text.split(f"## {title}\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


def run(script: str, folder: Path) -> tuple[int, str, str]:
    """Run commands in a folder; what they left running is ended."""
    command = folder / "bin" / "wanghuiyi"
    command.parent.mkdir()
    start = f'#!/bin/sh\nexec "{sys.executable}" -c "from sim.cli import main; main()" "$@"\n'
    command.write_text(start, encoding="utf-8")
    command.chmod(0o755)
    streams = {name: folder / "bin" / name for name in ("stdout", "stderr")}
    with streams["stdout"].open("wb") as stdout, streams["stderr"].open("wb") as stderr:
        shell = subprocess.Popen(
            ["sh", "-euc", script],
            cwd=folder,
            env=os.environ | {"PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            code = shell.wait()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGTERM)
    reported, errors = (stream.read_text(encoding="utf-8") for stream in streams.values())
    return code, reported, errors


@pytest.mark.proof
def test_the_ten_minutes_work_as_printed(tmp_path: Path) -> None:
    script = printed("Ten minutes")
    assert script.count("wanghuiyi ") >= 6

    code, _, errors = run(script, tmp_path)

    assert code == 0, errors
    assert {path.name for path in (tmp_path / "results").iterdir()} == {
        *("county", "no-overtime", "slow-town", "compare-county_second-counter_no-sms"),
    }
    slow = json.loads((tmp_path / "slow-town.json").read_text(encoding="utf-8"))
    assert slow["scenario"] == "slow-town"


@pytest.mark.proof
def test_the_questions_of_your_own_work_as_printed(tmp_path: Path) -> None:
    guide = (README.parent / "docs" / "study.md").read_text(encoding="utf-8")
    script = "\n".join(re.findall(r"```sh\n(.*?)```", guide, re.DOTALL))
    assert script.count("wanghuiyi ") >= 4

    code, _, errors = run(script, tmp_path)

    assert code == 0, errors
    assert {path.name for path in (tmp_path / "results").iterdir()} == {
        *("mine", "compare-county_staffed", "timed", "noon", "china-week"),
        *("compare-no-computer_by-text", "compare-county_training"),
        *("compare-county_without-market", "compare-long-search_long-search-with-market"),
        "compare-prices-unknown_prices-by-text",
        "sweep-county_line.patience_min.median",
        f"sweep-county_{'_'.join(FOUR_LEVERS)}",
        *("county", "compare-county_second-counter", "compare-county_saturday-opening"),
        *("fit-our-offices", "compare-our-offices_two-counters"),
        *("optimise-county", "county-staffed"),
        *("compare-county_agents_agents-dry", "agents-stay", "festival-staff"),
    }
    assert (tmp_path / "second-counter.html").stat().st_size < REPORT_BYTES_MOST


@pytest.mark.proof
def test_the_service_in_five_minutes_works_as_printed(tmp_path: Path) -> None:
    script = printed("The service in five minutes")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    code, reported, errors = run(script.replace("8000", str(port)), tmp_path)

    assert code == 0, errors
    assert "receipt.json: genuine" in reported
    assert re.search(r"balance +175\.00 CNY", reported)
    assert "the books agree" in reported
    assert reported.endswith("sound\n")
    assert f"ready on http://127.0.0.1:{port} " in errors


def test_every_file_that_it_names_is_there() -> None:
    text = README.read_text(encoding="utf-8")

    named = re.findall(r"\]\(([^)#]+)\)", text)

    assert len(named) >= 4
    assert [name for name in named if not (README.parent / name).exists()] == []
