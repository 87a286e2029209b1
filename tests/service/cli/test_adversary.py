"""The command that disturbs other people's tests: what it refuses, prints, and ends with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.service.cli.desk import call
from wanghuiyi import server
from wanghuiyi.adversary.disturbance import named
from wanghuiyi.adversary.notes import Seen
from wanghuiyi.adversary.plan import Plan
from wanghuiyi.adversary.runs import Ran, Suite
from wanghuiyi.adversary.traffic import Traffic

TEST = "test_a.py::test_a"
BUSY = Traffic({"POST /v1/payments": 1})
COMMAND = ("adversary", "--seed", "1", "--runs", "20", "--kinds", "lose_answer, delay")


@contextmanager
def no_server(folder: Path) -> Iterator[Path]:
    yield folder


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """Have a test fail when an answer is lost, without running any; return what was run."""
    ran: list[Plan] = []

    def run(_suite: Suite, plan: Plan) -> Ran:
        ran.append(plan)
        faults = named(plan.of(TEST))
        failed = ["assert 1 == 2"] if "lose_answer" in faults else []
        return Ran(0, {TEST: Seen(BUSY, failed=failed)}, f"pytest on {faults}\n", 1.0)

    monkeypatch.setattr(Suite, "run", run)
    monkeypatch.setattr(server, "running", no_server)
    return ran


@pytest.mark.usefixtures("plans")
def test_what_is_found_is_printed_with_the_command_that_repeats_it() -> None:
    done = call(*COMMAND, "--", "pytest", "-q", "my tests")

    assert done.exit_code == 1
    assert f"{TEST}: it fails\n  - the answer to the client's 1st POST /v1/payments is lost" in (
        done.stdout
    )
    assert (
        f'repeat it: wanghuiyi adversary --replay \'{{"{TEST}": '
        "\"lose_answer POST /v1/payments 1\"}' -- pytest -q 'my tests'"
    ) in done.stdout
    assert "1 found in 20 runs of seed 1" in done.stdout
    assert f"{TEST}: 1 POST /v1/payments" in done.stderr
    assert "run 20 of 20: nothing new" in done.stderr


@pytest.mark.usefixtures("plans")
def test_json_says_the_same() -> None:
    done = call(*COMMAND, "--json", "--", "pytest")

    document = json.loads(done.stdout)
    (finding,) = document["findings"]
    assert (document["seed"], document["runs"], document["is_complete"]) == (1, 20, True)
    assert finding["faults"] == {TEST: "lose_answer POST /v1/payments 1"}
    assert (finding["test"], finding["symptom"]) == (TEST, "fails")
    assert finding["what"] == "assert 1 == 2"


@pytest.mark.usefixtures("plans")
def test_nothing_found_ends_well() -> None:
    done = call("adversary", "--kinds", "delay", "--runs", "3", "--", "pytest")

    assert (done.exit_code, done.stdout) == (0, "nothing found in 3 runs of seed 1\n")


def test_what_was_found_until_an_interrupt_is_printed(
    plans: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Suite.run

    def interrupted(suite: Suite, plan: Plan) -> Ran:
        if len(plans) > 12:
            raise KeyboardInterrupt
        return run(suite, plan)

    monkeypatch.setattr(Suite, "run", interrupted)

    done = call(*COMMAND, "--", "pytest")

    assert done.exit_code != 0
    assert "the answer to the client's 1st POST /v1/payments is lost" in done.stdout
    assert "stopped before its end" in done.stdout


def test_a_replay_runs_the_test_alone_and_says_what_is_wrong(plans: list[Plan]) -> None:
    lost = json.dumps({TEST: "lose_answer POST /v1/payments 1"})

    failing = call("adversary", "--replay", lost, "--", "pytest")
    fine = call("adversary", "--replay", json.dumps({TEST: "delay POST /v1/payments 1"}), "pytest")

    assert failing.exit_code == 1
    assert "pytest on lose_answer POST /v1/payments 1" in failing.stdout
    assert f"{TEST}: fails: assert 1 == 2" in failing.stdout
    assert (fine.exit_code, plans[0].only) == (0, frozenset({TEST}))
    assert "nothing is wrong under these faults" in fine.stdout


@pytest.mark.usefixtures("plans")
def test_a_replay_of_a_test_that_does_not_run_is_refused() -> None:
    done = call("adversary", "--replay", '{"other.py::test": "swap order.paid 1"}', "--", "pytest")

    assert done.exit_code == 2
    assert "other.py::test did not run, or has no world" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Missing argument 'COMMAND...'"),
        (("--seed", "-1", "--", "pytest"), "-1 is not in the range"),
        (("--runs", "0", "--", "pytest"), "0 is not in the range"),
        (("--faults-max", "0", "--", "pytest"), "0 is not in the range"),
        (("--time-limit-s", "0", "--", "pytest"), "0.0 is not in the range"),
        (("--kinds", "swap,burn", "--", "pytest"), "'burn' is no fault: name some of lose_answer"),
        (("--replay", "swap", "--", "pytest"), "--replay: 'swap' names no faults: pass what was"),
    ],
)
def test_a_usage_that_cannot_be_is_refused(words: tuple[str, ...], says: str) -> None:
    done = call("adversary", *words)

    assert done.exit_code == 2
    assert says in done.stderr


def test_a_program_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "running", no_server)

    done = call("adversary", "--", "no-such-pytest")

    assert done.exit_code == 2
    assert "there is no command no-such-pytest: write after -- what runs your tests" in done.stderr
