"""`wanghuiyi verify` notices faults of the rules that are planted in both engines alike.

The engines agree with each other then, and the bare queue with theory: only lives that were worked
out by hand know what would be right.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants.catalogue import Mutant, mutants, plant
from tests.mutants.planting import copy_code
from tests.proofs.lengths import IS_LONG
from tests.sim.runs import small_file

# A rule each, from the search to the seller's money; they fit the code together.
FAULTS = (
    "search-takes-no-time",
    "goes-by-the-actual-hours",
    "deterred-by-one-more",
    "patience-is-halved",
    "turned-away-though-served",
    "deposit-takes-the-time-of-one-draft",
    "fee-of-the-first-draft-only",
    "batch-before-the-link-is-up",
    "alerts-redeem-without-limit",
    "a-lock-forgives-all-slips",
    "reset-takes-a-pick-up",
    "redeems-at-its-last-moment",
    "returns-all-after-the-first-delay",
    "hub-has-a-rounds-capacity",
    "rural-leg-dropped",
    "news-by-the-later-of-text-and-notice",
    "goes-back-before-its-time",
    "word-after-the-limit",
    "disputes-begin-at-the-door",
    "refund-without-a-trip",
    "old-news-replaces-new",
    "reservation-of-what-is-offered",
)
# Its place is beside that of the search, so it is only planted alone.
ALONE = ("everyone-trusts", *FAULTS)
BY_NAME = {one.name: one for one in mutants()}
DIFFERING = """
from sim.lives import hand_worked_lives
from sim.lives.life import ENGINES, live
simpy = {"simpy": ENGINES["simpy"]}
print(*(life.name for life in hand_worked_lives() if not live(life, simpy).agrees), sep="\\n")
"""
VERIFY = "import sys; from sim.cli import main; sys.argv[0] = 'wanghuiyi'; main()"


def python(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the code in a tree."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={
            **os.environ,
            "PYTHONPATH": str(tree),
            "NUMBA_CACHE_DIR": str(tree.parent / "machine"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def verify(tree: Path, scenario: Path) -> subprocess.CompletedProcess[str]:
    """Run `wanghuiyi verify` of the code in a tree."""
    return python(tree, "-c", VERIFY, "verify", str(scenario), "--days", "2", "--json")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the code."""
    folder = tmp_path_factory.mktemp("copy") / "code"
    copy_code(folder)
    return folder


@pytest.fixture
def planted(tree: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Plant a fault in the copy, for a while."""
    mutant: Mutant = BY_NAME[request.param]
    assert plant(mutant, tree) == ""
    yield tree
    subprocess.run(["git", "apply", "--reverse", str(mutant.path)], cwd=tree, check=True)


@pytest.fixture
def all_planted(tree: Path) -> Iterator[Path]:
    """Plant all faults in the copy, for a while."""
    for name in FAULTS:
        assert plant(BY_NAME[name], tree) == "", name
    yield tree
    for name in reversed(FAULTS):
        undo = ["git", "apply", "--reverse", str(BY_NAME[name].path)]
        subprocess.run(undo, cwd=tree, check=True)


def test_there_are_sixteen_faults_of_the_rules_and_more_each_in_both_engines() -> None:
    shared = ("sim/model/purchase.py", "sim/plan.py")
    for name in ALONE:
        changed = BY_NAME[name].changed
        in_model = any(path.startswith("sim/model") for path in changed)
        in_kernel = any(path.startswith("sim/kernel") for path in changed)
        assert (in_model and in_kernel) or set(changed) <= set(shared), name

    assert len(set(FAULTS)) >= 16


def test_no_life_differs_where_nothing_is_planted(tree: Path) -> None:
    assert python(tree, "-c", DIFFERING).stdout.split("\n") == ["", ""]


def test_all_faults_at_once_make_as_many_lives_differ(all_planted: Path) -> None:
    done = python(all_planted, "-c", DIFFERING)

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= len(FAULTS)


@pytest.mark.proof
@pytest.mark.parametrize("planted", ALONE, indirect=True)
def test_each_fault_alone_makes_a_life_differ(planted: Path) -> None:
    done = python(planted, "-c", DIFFERING)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.proof
def test_all_faults_at_once_in_both_engines_do_not_pass_as_agreeing(
    all_planted: Path, tmp_path: Path
) -> None:
    done = verify(all_planted, small_file(tmp_path))

    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert {one["difference"] for one in found["engines"]} == {None}
    differing = [one for one in found["lives"] if one["differences"]]
    assert len(differing) >= len(FAULTS)
    assert all(one["name"] in done.stderr for one in differing)
    for one in differing:
        engines = {of["engine"] for of in one["differences"]}
        assert engines == {"simpy", "compiled"}


@pytest.mark.proof
@pytest.mark.skipif(
    not IS_LONG, reason="it compiles the engine for each fault: LONG=1 has the time"
)
@pytest.mark.parametrize("planted", ALONE, indirect=True)
def test_each_fault_alone_in_both_engines_makes_verify_fail(planted: Path, tmp_path: Path) -> None:
    done = verify(planted, small_file(tmp_path))

    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert any(one["differences"] for one in found["lives"])
