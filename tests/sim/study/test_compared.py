"""Winners and losers of whole runs: turned about they turn, and nobody wins against the same."""

import numpy as np
import pytest

from sim.diary import NONE, JourneyOutcome
from sim.running.replication import Experiment
from sim.study.winners import (
    DOOR,
    EVERYBODY,
    MEASURES,
    Fate,
    Thresholds,
    WinnersAndLosers,
    winners_of,
)
from tests.sim.runs import small_experiment
from tests.sim.study.test_winners import TURNED

HOURS = 'hours.opening_hours="Mo-Fr 09:00-12:00"'


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Experiment, Experiment]:
    """Return two runs of the same people."""
    folder = tmp_path_factory.mktemp("runs")
    return small_experiment(folder), small_experiment(folder, HOURS)


def found(both: tuple[Experiment, Experiment]) -> WinnersAndLosers:
    """Return winners and losers of the shorter hours."""
    return winners_of(*both, Thresholds())


def test_two_runs_turned_about_turn_each_persons_fate(both: tuple[Experiment, Experiment]) -> None:
    there, back = found(both), winners_of(both[1], both[0], Thresholds())

    turned = np.array([TURNED[fate] for fate in Fate])
    for measure in MEASURES:
        assert (turned[there.fates(measure)] == back.fates(measure)).all()
        assert set(there.fates(measure).tolist()) >= {*Fate} - {Fate.GAINED}
    for row, again in zip(there.rows, back.rows, strict=True):
        assert (row.group, row.value, row.people) == (again.group, again.value, again.people)
        assert {TURNED[fate]: count for fate, count in row.counts.items()} == again.counts


def test_nobody_wins_or_loses_against_the_same_run(both: tuple[Experiment, Experiment]) -> None:
    same = winners_of(both[0], both[0], Thresholds(0, 0))

    for measure in MEASURES:
        assert set(same.fates(measure).tolist()) == {Fate.WITHIN, Fate.NEITHER}
    assert same.ends_of(Fate.ONLY_BASELINE) == same.ends_of(Fate.ONLY_ALTERNATIVE) == {}


def test_what_became_of_who_finished_in_one_only_adds_up(
    both: tuple[Experiment, Experiment],
) -> None:
    winners = found(both)

    (everybody,) = (one for one in winners.rows if (one.measure, one.group) == (DOOR, EVERYBODY))
    for fate in (Fate.ONLY_BASELINE, Fate.ONLY_ALTERNATIVE):
        ends = winners.ends_of(fate)
        assert sum(ends.values()) == everybody.counts[fate] > 0
        assert JourneyOutcome.COMPLETED not in ends
    of_both = (winners.pairs.baseline, winners.pairs.alternative)
    columns = [one[name].tolist() for name in ("delivered_ms", "ended_ms") for one in of_both]
    ended = [
        got
        for *got, before, after in zip(*columns, strict=True)
        if got == [NONE, NONE] and NONE not in {before, after}
    ]
    assert winners.ended_in_both() == len(ended)


def test_a_person_is_found_at_home_by_row(both: tuple[Experiment, Experiment]) -> None:
    winners = found(both)
    (county,) = both[0].counties

    for row in range(0, winners.pairs.count, 29):
        where = winners.where(row)
        person = {name: int(column[row]) for name, column in winners.pairs.baseline.items()}
        assert (where.person, where.replication) == (person["person"], person["replication"])
        assert where.settlement == county.settlements[person["settlement"]].name
        assert where.outlet == county.outlets[person["outlet"]].name
        assert where.has_phone == winners.traits.has_phone[row]
