"""The file of a job: what we write is read again, and nothing else is believed."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from sim.explorer.asked import AskedRun
from sim.explorer.jobs.job import Job, read_job, write_job
from sim.explorer.jobs.state import State, state_of

ASKED = AskedRun("county", ('name="mine"', "run.days=1"), 3)
JOB = Job("mine", ASKED, "a" * 64, "b" * 16, 7, instead_of="county")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_job(tmp_path, JOB)

    assert read_job(tmp_path / "mine.json") == JOB


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "other"},
        {"name": "../mine"},
        {"number": "7"},
        {"begun": 1},
        {"more": ""},
        {"asked": {"scenario": "/etc/passwd", "settings": [], "replications": 3, "until": ""}},
        {"asked": {"scenario": "county", "settings": ["a\nb"], "replications": 3, "until": ""}},
        {"asked": {"scenario": "county", "settings": [7], "replications": 3, "until": ""}},
        {"asked": {"scenario": "county", "settings": [], "replications": "3", "until": ""}},
        {"asked": {"scenario": "county", "settings": [], "words": ["rm"]}},
        {"asked": "county"},
    ],
)
def test_a_file_that_we_would_not_have_written_is_no_job(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    written = {**json.loads(json.dumps(asdict(JOB))), **changed}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(written), encoding="utf-8")

    assert read_job(path) is None


@pytest.mark.parametrize(
    "settings",
    [
        (),
        ('name="other"',),
        ('name="mine"', '"name"="other"'),
        ('name="mine"', 'network.outlets_csv="/etc/passwd"'),
        ('name="mine"', 'network={outlets_csv="/etc/passwd"}'),
        ('name="mine"', 'network."outlets_csv"=/etc/passwd'),
        ('name="mine"', 'line.patience_min={law="empirical", file="/etc/passwd"}'),
        ('name="mine"', "run.days"),
    ],
)
def test_a_run_of_another_name_or_of_somebodys_files_is_no_job(
    tmp_path: Path, settings: tuple[str, ...]
) -> None:
    write_job(tmp_path, replace(JOB, asked=AskedRun("county", settings)))

    assert read_job(tmp_path / "mine.json") is None


def test_what_is_no_scenario_any_more_is_still_shown(tmp_path: Path) -> None:
    job = replace(JOB, asked=AskedRun("county", ('name="mine"', "run.of_old=1")))
    write_job(tmp_path, job)

    assert read_job(tmp_path / "mine.json") == job


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"mine"', "[" * 100_000])
def test_a_damaged_file_is_no_job(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text, encoding="utf-8")

    assert read_job(path) is None
    assert read_job(tmp_path / "there-is-none.json") is None


@pytest.mark.parametrize(
    ("changed", "written", "lives", "state"),
    [
        ({"begun": False}, None, False, "waiting"),
        ({"begun": False}, "stopped", False, "waiting"),
        ({"begun": False, "stopping": True}, None, False, "stopped"),
        ({}, None, True, "starting"),
        ({}, "running", True, "running"),
        ({"stopping": True}, "running", True, "stopping"),
        ({"stopping": True}, None, True, "stopping"),
        ({}, "finished", True, "finished"),
        ({}, "finished", False, "finished"),
        ({"stopping": True}, "finished", False, "finished"),
        ({}, "stopped", False, "stopped"),
        ({"stopping": True}, "failed", False, "stopped"),
        ({"stopping": True}, None, False, "stopped"),
        ({}, "failed", False, "failed"),
        ({"refusal": "taken"}, None, False, "failed"),
        ({}, "running", False, "lost"),
        ({}, None, False, "lost"),
    ],
)
def test_its_state_is_what_its_files_and_its_process_say(
    changed: dict[str, Any], written: str | None, *, lives: bool, state: State
) -> None:
    job = Job("mine", JOB.asked, "", "", 1, **{"begun": True, **changed})

    assert state_of(job, written, lives=lives) == state
