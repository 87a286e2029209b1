"""The plugin of pytest in a project elsewhere: how tests end, and the examples of the guide."""

import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.adoption import ends, plugged
from tests.conventions.files import ROOT
from tests.waiting import PATIENCE_S, wait_for

GUIDE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
EXAMPLES = [
    block
    for block in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    if re.search(r"^def test_", block, re.MULTILINE)
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run tests that end in every way, and the guide's, in one session; return what is said."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n", encoding="utf-8")
    shutil.copy(ends.__file__, folder / "test_ends.py")
    for number, block in enumerate(EXAMPLES):
        (folder / f"test_guide_{number}.py").write_text(block, encoding="utf-8")
    return plugged.run(folder, "-rA", "-n0")


def outcomes(said: str) -> dict[str, set[str]]:
    """Return the tests by how they ended."""
    ended: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) (test_\S+)", said, re.MULTILINE):
        ended.setdefault(outcome, set()).add(name)
    return ended


def shown_of(said: str, test: str) -> str:
    """Return what the report shows of a test that failed."""
    return re.split(r"^_{3,} ", said.partition(f" {test} _")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_each_test_ends_as_it_should_and_the_examples_of_the_guide_pass(said: str) -> None:
    failed = {f"test_ends.py::{name}" for name in ends.FAIL}
    ended = outcomes(said)

    assert ended["FAILED"] == failed, said
    assert ended["ERROR"] == {"test_ends.py::test_leaves_unsound_books"}
    assert len(EXAMPLES) >= 4
    guides = {name.partition("::")[0] for name in ended["PASSED"]} - {"test_ends.py"}
    assert guides == {f"test_guide_{number}.py" for number in range(len(EXAMPLES))}


def test_a_failure_shows_the_requests_masked_the_clock_the_seed_and_how_to_repeat_it(
    said: str,
) -> None:
    shown = shown_of(said, "test_fails")

    assert "seed '1', begun at 2026-11-24T02:30:00Z" in shown
    assert "the clock stands still at 2026-11-25T02:30:00.000Z" in shown
    assert "201, answer lost  POST /v1/redemptions  wanghuiyi-3" in shown
    assert "409  POST /v1/redemptions  wanghuiyi-4" in shown
    assert "'password': '***'" in shown
    assert "'number': '***'" in shown
    assert "repeat it: pytest test_ends.py::test_fails" in shown


def test_a_marker_says_how_a_world_begins(said: str) -> None:
    shown = shown_of(said, "test_begins_elsewhere")

    assert "begun at 2027-02-01" in shown
    assert "seed '7', begun at 2027-02-01T00:00:00Z" in shown


def test_what_did_not_happen_is_said(said: str) -> None:
    never = shown_of(said, "test_has_a_fault_that_never_struck")
    instead = shown_of(said, "test_expects_what_does_not_come")

    assert "a fault never struck: POST /v1/redemptions, number 2; such seen meanwhile: 1" in never
    assert "no order.paid came in 0.01 seconds; what came instead:" in instead
    assert "planted" in said


@pytest.mark.proof
def test_no_server_is_left_behind_when_the_tests_are_killed(tmp_path: Path) -> None:
    (tmp_path / "test_long.py").write_text(
        "import pathlib, time\n"
        "def test_long(wanghuiyi, wanghuiyi_server):\n"
        "    pathlib.Path('pid').write_text(str(wanghuiyi_server.pid))\n"
        "    time.sleep(600)\n",
        encoding="utf-8",
    )
    pid = tmp_path / "pid"
    with subprocess.Popen(plugged.command("-n0"), cwd=tmp_path, env=plugged.environment()) as tests:
        wait_for(lambda: pid.exists() and pid.read_text(encoding="utf-8"))
        server = Path("/proc") / pid.read_text(encoding="utf-8")
        assert server.exists()
        tests.send_signal(signal.SIGKILL)
        tests.wait(PATIENCE_S)

    wait_for(lambda: not server.exists(), "the server goes on")
