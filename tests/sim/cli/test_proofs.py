"""`wanghuiyi verify` shows what agrees, and ends with 1 where something does not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim import kernel
from sim.cli import commands
from sim.diary import Diary
from sim.lives import hand_worked_lives
from sim.lives.buying import USUAL
from sim.people import People
from sim.plan import Plan
from tests.sim.runs import small_file

simulate_people = kernel.simulate_people


@pytest.fixture(autouse=True)
def _few_days_of_theory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.cli.proofs.THEORY_DAYS", 3)


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["verify", *arguments])


def forgets_a_fee(plan: Plan, people: People, replication: int) -> Diary:
    """Give another diary than the model does."""
    diary = simulate_people(plan, people, replication)
    fees = diary.journeys["fee_fen"].copy()
    fees[3:4] += 1
    return replace(diary, journeys={**diary.journeys, "fee_fen": fees})


def test_equal_engines_and_theory_are_shown_as_tables(tmp_path: Path) -> None:
    done = verify(str(small_file(tmp_path)), "--days", "3")

    assert done.exit_code == 0, done.output
    small = next(line for line in done.stdout.splitlines() if line.startswith("small"))
    assert small.split()[-1] == "identical"
    lives = len(hand_worked_lives())
    assert lives >= 80
    assert sum(line.endswith("agrees") for line in done.stdout.splitlines()) == lives + 17


def test_a_difference_ends_with_1_and_tells_both_stories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "simulate_people", forgets_a_fee)

    done = verify(str(small_file(tmp_path)), "--days", "3")

    assert done.exit_code == 1
    assert "differs: person 3" in done.stdout
    assert "* fee_fen" in done.stderr


def test_a_life_that_goes_otherwise_than_by_hand_ends_with_1_and_tells_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = USUAL[0]
    wrong = replace(
        usual, story=usual.story.replace("day 0 10:34 deposited", "day 0 10:35 deposited")
    )
    monkeypatch.setattr("sim.lives.buying.LIVES", (*USUAL[1:], wrong))

    done = verify(str(small_file(tmp_path)), "--days", "2")

    assert done.exit_code == 1
    rows = [line.rsplit(maxsplit=1) for line in done.stdout.splitlines()]
    assert [usual.name, "differs"] in rows
    assert f"not as worked out by hand: {usual.name}" in done.stderr
    assert "  deposited  day 0 10:35  day 0 10:34" in done.stderr


def test_json_has_each_comparison(tmp_path: Path) -> None:
    done = verify(str(small_file(tmp_path)), "--days", "2", "--json")

    document = json.loads(done.stdout)
    assert [one["difference"] for one in document["engines"]] == [None]
    assert [one["name"] for one in document["lives"]] == [one.name for one in hand_worked_lives()]
    assert [one["differences"] for one in document["lives"] if one["differences"]] == []
    names = {one["name"] for one in document["theory"]}
    assert {"M/M/3, load 0.6", "M/M/1, load 0.5, failing", "Erlang B, 3"} <= names
