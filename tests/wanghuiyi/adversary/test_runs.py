"""Runs of a suite: they end in time with all that they began, and what they noted is read."""

import os
import sys
import time
from pathlib import Path

import pytest

from tests.waiting import wait_for
from wanghuiyi.adversary.notes import HANGS
from wanghuiyi.adversary.plan import Plan
from wanghuiyi.adversary.runs import NotRun, Suite, found

HANGING = """
import json, os, subprocess, sys, time
plan = json.load(open(sys.argv[-1].partition("=")[2]))
with open(plan["notes"], "w") as notes:
    for test in ("a", "b"):
        notes.write(json.dumps({"test": test, "begun": True}) + "\\n")
    notes.write(json.dumps({"test": "a", "traffic": {"requests": [], "messages": [],
        "clock_settings": 0, "fault_settings": 0}, "mistakes": {}, "idle": ""}) + "\\n")
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child", child.pid, flush=True)
time.sleep(600)
"""


def test_a_run_that_hangs_is_ended_with_its_children_and_the_test_is_known(tmp_path: Path) -> None:
    script = tmp_path / "hanging.py"
    script.write_text(HANGING, encoding="utf-8")
    suite = Suite([sys.executable, str(script)], tmp_path, timeout_s=5.0)

    ran = suite.run(Plan())

    assert ran.is_hung
    assert ran.hanging() == ["b"]
    child = ran.said.split()[1]
    wait_for(lambda: _is_gone(child), "a child of the run goes on")
    assert ran.seen["b"].mistakes == {HANGS: "it did not end within 5 s"}
    assert ran.seen["a"].mistakes == {}


def _is_gone(pid: str) -> bool:
    stat = Path("/proc", pid, "stat")
    return not stat.exists() or ") Z " in stat.read_text(encoding="utf-8")


def test_a_run_says_how_it_ended_and_what_it_said(tmp_path: Path) -> None:
    code = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"
    suite = Suite([sys.executable, "-c", code], tmp_path, timeout_s=300.0)

    ran = suite.run(Plan())

    assert (ran.exit_code, sorted(ran.last_lines.split()), ran.seen) == (3, ["one", "two"], {})
    assert ran.hanging() == []


def test_the_program_beside_this_interpreter_goes_first(tmp_path: Path) -> None:
    beside = Path(sys.executable).with_name("pytest")
    here = tmp_path / "mine"
    here.write_text("#!/bin/sh\n", encoding="utf-8")
    here.chmod(0o755)

    assert found(["pytest", "tests"]) == [str(beside), "tests"]
    assert found([str(here), "x"]) == [str(here), "x"]
    with pytest.raises(NotRun, match="there is no command no-such-thing"):
        found(["no-such-thing"])


def test_an_interrupt_ends_the_run_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids: list[int] = []

    def interrupted(process: object, _timeout_s: float) -> int:
        if not pids:
            pids.append(process.pid)  # type: ignore[attr-defined]  # it is a process
            raise KeyboardInterrupt
        return waited(process, _timeout_s)  # type: ignore[arg-type]  # as above

    import subprocess  # noqa: PLC0415 - its wait is replaced

    waited = subprocess.Popen.wait
    monkeypatch.setattr(subprocess.Popen, "wait", interrupted)
    suite = Suite([sys.executable, "-c", "import time; time.sleep(600)"], tmp_path, 60.0)
    began_s = time.monotonic()

    with pytest.raises(KeyboardInterrupt):
        suite.run(Plan())

    assert time.monotonic() - began_s < 60
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
