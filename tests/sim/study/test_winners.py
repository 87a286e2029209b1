"""Winners and losers: each person has one fate, and two scenarios turned about turn it too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.diary import NONE, JourneyOutcome
from sim.measures.tallies import stacked
from sim.study.winners import (
    DOOR,
    EVERYBODY,
    GROUPS,
    LINE,
    MEASURES,
    Fate,
    Thresholds,
    WinnersRow,
    decile_points,
    ecdf,
    fates,
    finishes_no_more,
    losers,
    pair,
    split,
)
from sim.units import DAY_MS, MINUTE_MS
from tests.sim.study.people import Lived, alike, journeys

LIVED = st.tuples(st.one_of(st.none(), st.floats(0, 30)), st.floats(0, 60))
PEOPLE = st.lists(st.tuples(LIVED, LIVED), min_size=1, max_size=30)
BEFORE = ((5.0, 10.0), (5.0, 10.0), (5.0, 10.0), (5.0, 10.0), (None, 1.0), (None, 1.0))
AFTER = ((3.9, 20.0), (6.1, 15.0), (6.0, 4.9), (None, 9.0), (7.0, 0.0), (None, 2.0))
TURNED = {
    Fate.GAINED: Fate.LOST,
    Fate.WITHIN: Fate.WITHIN,
    Fate.LOST: Fate.GAINED,
    Fate.ONLY_BASELINE: Fate.ONLY_ALTERNATIVE,
    Fate.ONLY_ALTERNATIVE: Fate.ONLY_BASELINE,
    Fate.NEITHER: Fate.NEITHER,
}


def rows(
    before: tuple[Lived, ...], after: tuple[Lived, ...], thresholds: Thresholds | None = None
) -> dict[tuple[str, str], WinnersRow]:
    """Return all rows by measure and value."""
    found = split(
        pair(journeys(*before), journeys(*after)), alike(len(before)), thresholds or Thresholds()
    )
    return {(one.measure, one.value): one for one in found}


def test_six_persons_have_the_six_fates_of_the_door() -> None:
    door = rows(BEFORE, AFTER)[DOOR, EVERYBODY]

    # 1.1 days sooner, 1.1 later, exactly one later; in the baseline only, the other, in neither.
    assert door.people == 6
    assert door.counts == dict.fromkeys(Fate, 1)
    assert door.share(Fate.LOST) == 1 / 6
    assert door.mean_ms == pytest.approx((-1.1 + 1.1 + 1.0) / 3 * DAY_MS)


def test_minutes_in_line_are_compared_of_who_finished_in_both() -> None:
    line = rows(BEFORE, AFTER)[LINE, EVERYBODY]

    # Ten minutes more, five more, which is not more than the threshold, and 5.1 fewer.
    assert [line.counts[fate] for fate in Fate] == [1, 1, 1, 1, 1, 1]
    assert (line.deciles_ms[0], line.deciles_ms[-1]) == (-5.1 * MINUTE_MS, 10 * MINUTE_MS)


@pytest.mark.parametrize(
    ("threshold_ms", "later", "sooner"),
    [(9, Fate.LOST, Fate.GAINED), (10, Fate.WITHIN, Fate.WITHIN), (11, Fate.WITHIN, Fate.WITHIN)],
)
def test_a_gain_or_loss_is_more_than_the_threshold(
    threshold_ms: int, later: Fate, sooner: Fate
) -> None:
    before, after = np.array([20, 20, 20]), np.array([30, 10, 20])

    assert fates(before, after, threshold_ms).tolist() == [later, sooner, Fate.WITHIN]


def test_groups_have_their_own_people_and_no_others() -> None:
    found = rows(BEFORE, AFTER)

    # Persons 0, 2 and 4 live 12.5 km from a rural outlet and have no phone.
    for value in ("10 to 20 km", "rural", "no phone"):
        assert found[DOOR, value].people == 3
        assert {fate for fate, count in found[DOOR, value].counts.items() if count} == {
            *(Fate.GAINED, Fate.WITHIN, Fate.ONLY_ALTERNATIVE)
        }
    for value in ("0 km", "town", "phone"):
        assert {fate for fate, count in found[DOOR, value].counts.items() if count} == {
            *(Fate.LOST, Fate.ONLY_BASELINE, Fate.NEITHER)
        }
    assert (DOOR, "over 20 km") not in found


@given(PEOPLE)
def test_everybody_has_one_fate_and_each_way_of_grouping_has_everybody(
    people: list[tuple[Lived, Lived]],
) -> None:
    before, after = zip(*people, strict=True)

    found = rows(before, after)

    for measure in MEASURES:
        for group in GROUPS:
            of_group = [
                row for row in found.values() if (row.measure, row.group) == (measure, group)
            ]
            assert sum(row.people for row in of_group) == len(people)
            assert all(sum(row.counts.values()) == row.people for row in of_group)
            for fate in Fate:
                in_all = sum(row.counts[fate] for row in of_group)
                assert in_all == found[measure, EVERYBODY].counts[fate]


@given(PEOPLE)
def test_the_scenarios_turned_about_turn_winners_into_losers(
    people: list[tuple[Lived, Lived]],
) -> None:
    before, after = zip(*people, strict=True)

    there, back = rows(before, after), rows(after, before)

    for key, row in there.items():
        turned = back[key]
        assert {TURNED[fate]: count for fate, count in row.counts.items()} == turned.counts
        np.testing.assert_allclose(row.deciles_ms, -turned.deciles_ms[::-1], atol=1e-3)
        np.testing.assert_allclose(row.mean_ms, -turned.mean_ms)
        assert (row.gained.mean, row.lost.mean) == (turned.lost.mean, turned.gained.mean)


@given(PEOPLE, st.integers(0, 3))
def test_nobody_gains_or_loses_by_the_same_scenario(
    people: list[tuple[Lived, Lived]], threshold_ms: int
) -> None:
    before, _ = zip(*people, strict=True)

    for row in rows(before, before, Thresholds(threshold_ms, threshold_ms)).values():
        assert row.counts[Fate.WITHIN] + row.counts[Fate.NEITHER] == row.people
        assert row.mean_ms == 0 or row.counts[Fate.NEITHER] == row.people


@given(st.lists(st.integers(-50, 50), min_size=1))
def test_deciles_lie_where_the_ecdf_says(values: list[int]) -> None:
    differences = np.array(values)

    points = decile_points(differences)
    found, shares = ecdf(differences)

    assert (points[0], points[-1]) == (min(values), max(values))
    assert (np.diff(points) >= 0).all()
    assert shares[-1] == 1
    for value, share in zip(found.tolist(), shares.tolist(), strict=True):
        assert share == sum(one <= value for one in values) / len(values)
    for number, point in enumerate(points[:-1]):
        assert shares[np.searchsorted(found, point, side="right") - 1] >= number / 10 - 1 / len(
            values
        )


def test_of_nobody_there_are_no_deciles() -> None:
    empty = rows(((None, 0.0),), ((None, 0.0),))[DOOR, EVERYBODY]

    assert np.isnan(empty.deciles_ms).all()
    assert np.isnan(empty.mean_ms)
    assert ecdf(np.array([], dtype=np.int64))[0].size == 0


def test_shares_have_intervals_over_replications() -> None:
    before = stacked([journeys(*BEFORE[:2]), journeys(*BEFORE[:2], replication=1)])
    after = stacked([journeys(*AFTER[:2]), journeys(*BEFORE[:2], replication=1)])

    found = split(pair(before, after), alike(4), Thresholds())

    (everybody,) = (one for one in found if (one.measure, one.group) == (DOOR, EVERYBODY))
    # In one replication one of two persons loses, in the other nobody: 0.25 on the mean.
    assert everybody.lost.mean == 0.25
    t_of_two = 12.7062
    assert everybody.lost.ci_high == pytest.approx(0.25 + t_of_two * 0.25, rel=1e-4)


def test_the_largest_losers_come_first_and_who_does_not_lose_never() -> None:
    after = ((6.0, 30.0), (9.0, 10.0), (4.0, 10.1), (None, 99.0), (7.0, 0.0), (None, 2.0))
    pairs = pair(journeys(*BEFORE), journeys(*after))

    assert losers(pairs, DOOR, 9).tolist() == [1, 0]
    assert losers(pairs, DOOR, 1).tolist() == [1]
    assert losers(pairs, LINE, 9).tolist() == [0, 2]


def test_who_finishes_no_more_and_gave_up_stands_before_who_is_still_under_way() -> None:
    before = ((5.0, 0.0), (4.0, 0.0), (6.0, 0.0), (None, 0.0))
    pairs = pair(journeys(*before), journeys(*((None, 0.0),) * 4))
    pairs.alternative["outcome"][2] = JourneyOutcome.GAVE_UP_RENEGED
    assert (pairs.alternative["delivered_ms"] == NONE).all()

    assert finishes_no_more(pairs, 9).tolist() == [2, 1, 0]
    assert finishes_no_more(pairs, 2).tolist() == [2, 1]
