"""Patience without a law agrees with the estimates that are known for each kind of log."""

import numpy as np
import pytest
from scipy import optimize, stats

from sim.people.streams import Dice
from sim.study.fit.likelihood import durations
from sim.study.fit.patience import fit_patience, patience_known, turnbull
from sim.study.fit.tickets import TicketFate, TicketLog
from sim.units import Ints

NONE = np.empty(0)
DICE = Dice(seed=1, replication=0, county="fit")
MINUTE = 60_000


def log_of(wait_ms: Ints, fate: Ints) -> TicketLog:
    """Return a log of one outlet with these waits."""
    none = np.full(wait_ms.size, -1)
    zero = np.zeros(wait_ms.size, np.int64)
    return TicketLog(("",), zero, zero, wait_ms, none, fate, zero, none)


def test_of_calls_in_vain_the_curve_is_isotonic_regression() -> None:
    chance = np.random.default_rng(3)
    wait = np.repeat(np.arange(1.0, 21.0), 100)
    gone = chance.exponential(15, wait.size) < wait
    judged = optimize.isotonic_regression(
        [gone[wait == one].mean() for one in np.arange(1.0, 21.0)]
    ).x

    ends, shares = turnbull(durations(NONE, wait[gone], wait[~gone]), 2_000)

    at = np.searchsorted(ends, np.arange(1.0, 20.0), side="right") - 1
    assert shares[at[at >= 0]] == pytest.approx(judged[:19][at >= 0], abs=0.002)


def test_where_leaving_is_seen_the_curve_is_that_of_kaplan_and_meier() -> None:
    chance = np.random.default_rng(4)
    patience, wait = chance.exponential(10, 300), chance.exponential(8, 300)
    gone = patience < wait
    known = stats.CensoredData(uncensored=patience[gone], right=wait[~gone])
    judged = stats.ecdf(known).cdf

    ends, shares = turnbull(durations(patience[gone], NONE, wait[~gone]), 10_000)

    assert shares == pytest.approx(judged.evaluate(ends), abs=1e-3)


def test_what_is_known_of_each_ticket() -> None:
    fates = (TicketFate.SERVED, TicketFate.SERVED, TicketFate.NO_SHOW, TicketFate.LEFT)
    more = (TicketFate.NOT_CALLED, TicketFate.END_UNKNOWN)
    waits = np.array([0, 2, 3, 4, -1, 5]) * MINUTE

    known = patience_known(log_of(waits, np.array([*fates, *more])))

    assert known.longer_than.tolist() == [2.0]
    assert known.shorter_than.tolist() == [3.0]
    assert known.seen.tolist() == [4.0]


@pytest.mark.parametrize(("left", "is_fitted"), [(19, False), (20, True)])
def test_twenty_who_left_are_enough(left: int, *, is_fitted: bool) -> None:
    wait_ms = np.arange(1, 201) * 6_000
    fate = np.where(np.arange(200) >= 200 - left, TicketFate.NO_SHOW, TicketFate.SERVED)

    fitted = fit_patience(log_of(wait_ms, fate.astype(np.int64)), DICE, 0)

    assert (fitted is not None) is is_fitted
