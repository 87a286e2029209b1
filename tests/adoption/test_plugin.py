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
    assert ended["ERROR"] == {f"test_ends.py::{name}" for name in ends.ERR}
    assert len(EXAMPLES) >= 4
    guides = {name.partition("::")[0] for name in ended["PASSED"]} - {"test_ends.py"}
    assert guides == {f"test_guide_{number}.py" for number in range(len(EXAMPLES))}


def test_a_failure_shows_the_requests_masked_the_clock_the_seed_and_how_to_repeat_it(
    said: str,
) -> None:
    shown = shown_of(said, "test_fails")

    assert "seed '1', begun at 2026-11-24T02:30:00.000Z" in shown
    assert "the clock stands still at 2026-11-25T02:30:00.000Z" in shown
    assert "201, answer lost  POST /v1/redemptions  wanghuiyi-3" in shown
    assert "409  POST /v1/redemptions  wanghuiyi-4" in shown
    assert "'password': '***'" in shown
    assert "'number': '***'" in shown
    assert "repeat it: pytest test_ends.py::test_fails" in shown


def test_a_marker_says_how_a_world_begins(said: str) -> None:
    shown = shown_of(said, "test_begins_elsewhere")

    assert "begun at 2027-02-01" in shown
    assert "seed '7', begun at 2027-02-01T00:00:00.000Z" in shown


def test_what_did_not_happen_is_said(said: str) -> None:
    never = shown_of(said, "test_has_a_fault_that_never_struck")
    instead = shown_of(said, "test_expects_what_does_not_come")

    assert "a fault never struck: POST /v1/redemptions, number 2; such seen meanwhile: 1" in never
    assert "no order.paid came in 0.01 seconds; what came instead:" in instead
    assert "planted" in said


def test_what_the_client_did_wrong_comes_as_a_warning_at_its_test(said: str) -> None:
    warned = said.partition("warnings summary")[2]

    assert "test_ends.py::test_is_warned" in warned
    assert re.search(r"test_ends.py:\d+: ClientMistake: password_used_twice: POST /v1/re", warned)
    assert "def test_is_warned(wanghuiyi: World)" in warned
    on_purpose = ("makes_a_mistake_on_purpose", "makes_a_mistake_in_a_block", "is_an_error")
    assert [name for name in on_purpose if name in warned.partition("short test summary")[0]] == []


def test_a_mistake_that_is_expected_must_be_made(said: str) -> None:
    by_marker = shown_of(said, "test_does_not_make_its_mistake")
    in_block = shown_of(said, "test_makes_another_mistake_in_a_block")

    assert "expected, and not made: new_key_on_retry; mistakes that were: none" in by_marker
    assert "not made: new_key_on_retry; mistakes that were: password_used_twice" in in_block
    assert ">       with wanghuiyi.expects_mistake(" in in_block


def test_where_warnings_are_errors_all_mistakes_are_shown(said: str) -> None:
    shown = shown_of(said, "test_makes_two_mistakes_that_are_errors")

    assert shown.count("password_used_twice: POST /v1/redemptions") == 2


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("test_misspells_a_mistake", "new_key_on_retyr (did you mean new_key_on_retry?)"),
        ("test_misspells_what_a_marker_takes", 'takes seed="...", at="..." and expected=["..."]'),
        ("test_begins_at_no_moment", "'yesterday' is no moment: write it like 2026-11-24T02:30"),
        ("test_begins_without_a_zone", "2027-02-01T00:00:00 has no zone: add Z at the end"),
    ],
)
def test_what_is_wrong_with_a_marker_is_said_in_a_line(said: str, test: str, expected: str) -> None:
    _, line, *rest = shown_of(said, test).strip().splitlines()

    assert expected in line
    assert [one for one in rest if not one.startswith("===")] == []  # no source of ours


def test_a_fault_that_is_misspelt_is_shown_where_it_stands(said: str) -> None:
    shown = shown_of(said, "test_names_no_fault")

    assert "loose_answer is no fault (did you mean lose_answer?); these are: lose_answer," in shown
    assert '>       with wanghuiyi.faults(loose_answer=("POST"' in shown
    assert "rule_of" not in shown


def test_an_old_pytest_runs_all_but_tests_with_a_world_and_those_say_why(tmp_path: Path) -> None:
    # Really tried with 7.0.1; here only the number is old.
    (tmp_path / "old.py").write_text(
        "import pytest\npytest.__version__ = '7.0.1'\n", encoding="utf-8"
    )
    (tmp_path / "test_old.py").write_text(
        "def test_plain():\n    pass\n\ndef test_with_a_world(wanghuiyi):\n    pass\n",
        encoding="utf-8",
    )

    said = plugged.run(tmp_path, "-p", "old", "-rA", "-n0")

    assert outcomes(said) == {
        "PASSED": {"test_old.py::test_plain"},
        "ERROR": {"test_old.py::test_with_a_world"},
    }
    assert "need pytest 7.4 or later, and this is 7.0.1: pip install 'pytest>=7.4'" in said


def test_a_server_that_dies_is_named_in_each_later_test(tmp_path: Path) -> None:
    (tmp_path / "test_dies.py").write_text(
        "import os, signal\n"
        "def test_kills(wanghuiyi, wanghuiyi_server):\n"
        "    os.killpg(wanghuiyi_server.pid, signal.SIGKILL)\n"
        "def test_later(wanghuiyi):\n"
        "    pass\n",
        encoding="utf-8",
    )

    said = plugged.run(tmp_path, "-rA", "-n0")

    assert outcomes(said)["ERROR"] == {"test_dies.py::test_kills", "test_dies.py::test_later"}
    for test in ("test_kills", "test_later"):
        shown = shown_of(said, test)
        assert "ServerDied: the server of this session, process" in shown
        assert "run the tests again; its log," in shown


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
