"""Trials on workers: kept ones are not run, those that come back are kept, failures are tried."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.files.staffing_trials import KeptTrials, kept_trials
from sim.running.dispatch import TRIES, ShardsFailed
from sim.running.executors import SerialExecutor
from sim.study.optimise import running
from sim.study.optimise.running import TrialRunner
from sim.study.optimise.trial import Columns, Trial
from sim.units import Ints
from tests.sim.study.optimise.planted import county, problem

PLANNED = problem()
TRIALS = [Trial(PLANNED.scenario, (county(),), number, "simpy", 15) for number in range(4)]


class Runs:
    """Runs that only count: the trial of a number brings back its number, or fails for a while."""

    def __init__(self, failing: dict[int, int] | None = None) -> None:
        self.failing, self.ran = failing or {}, list[int]()

    def __call__(self, trial: Trial) -> dict[str, Ints]:
        self.ran.append(trial.replication)
        if self.ran.count(trial.replication) <= self.failing.get(trial.replication, 0):
            message = "out of luck"
            raise ValueError(message)
        return {"called": np.array([trial.replication, 7])}


def started(
    runs: Runs, monkeypatch: pytest.MonkeyPatch, store: KeptTrials | None = None
) -> TrialRunner:
    monkeypatch.setattr(running, "run_trial", runs)
    return TrialRunner(SerialExecutor(), lambda: 1, store)


def called(found: list[Columns]) -> list[int]:
    return [int(columns["called"][0]) for columns in found]


def kept_in(folder: Path, said: list[str]) -> KeptTrials:
    return kept_trials(folder, PLANNED.scenario, (county(),), "simpy", said.append)


def test_what_was_kept_is_not_run_again_and_what_is_torn_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    kept = kept_in(tmp_path, said)
    started(Runs(), monkeypatch, kept)(TRIALS[:3])
    torn = min(kept.place.folder.glob("*.run"))
    torn.write_bytes(torn.read_bytes()[:-1])
    runs = Runs()

    found = started(runs, monkeypatch, kept_in(tmp_path, said))(TRIALS)

    assert called(found) == [0, 1, 2, 3]
    assert len(runs.ran) == 2
    assert 3 in runs.ran
    assert said == [f"{torn} is not believed, and done again: its checksum does not hold"]


def test_a_trial_has_a_name_by_staffing_people_and_what_is_long(tmp_path: Path) -> None:
    kept = kept_in(tmp_path, [])
    kept.keep(TRIALS[0], {"called": np.array([1])})
    (own,) = TRIALS[0].counties
    first, *rest = own.outlets
    more = replace(own, outlets=(replace(first, counters=9), *rest))
    by_shift = replace(own, outlets=(replace(first, shifts={"Mo 09:00-12:00": 1}), *rest))

    others = [
        TRIALS[1],
        replace(TRIALS[0], over_min=5),
        replace(TRIALS[0], counties=(more,)),
        replace(TRIALS[0], counties=(by_shift,)),
    ]

    assert kept.found(TRIALS[0]) is not None
    assert [kept.found(one) for one in others] == [None] * 4


def test_a_trial_that_fails_is_tried_again_and_named_when_it_fails_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = Runs({1: TRIES - 1})

    assert called(started(runs, monkeypatch)(TRIALS)) == [0, 1, 2, 3]
    assert runs.ran.count(1) == TRIES

    with pytest.raises(
        ShardsFailed, match=r"replication 2 of your own outlets failed: .*out of luck"
    ):
        started(Runs({2: TRIES}), monkeypatch)(TRIALS)
