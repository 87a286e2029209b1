"""Times at the counter: the quantiles that are drawn are those of the law that was found."""

import numpy as np
import pytest
from scipy import stats

from sim.diary import Purpose
from sim.people.streams import Dice
from sim.study.fit.services import FittedService, fit_service
from sim.study.fit.tickets import TicketFate, TicketLog

COUNT = 101


def fitted(took_ms: list[int], law: str) -> FittedService:
    """Return the law of services that took so long, all for other business."""
    zero = np.zeros(len(took_ms), np.int64)
    other, served = zero + Purpose.OTHER, zero + TicketFate.SERVED
    log = TicketLog(("",), zero, zero, zero, np.array(took_ms), served, other, zero - 1)
    found = fit_service(log, Purpose.OTHER, Dice(1, 0, "fit"), 0, law)
    assert found
    return found


def test_each_duration_stands_beside_the_one_below_which_as_many_lie_by_the_law() -> None:
    middles = (np.arange(COUNT) + 0.5) / COUNT
    took_ms = np.rint(60_000 * stats.lognorm.ppf(middles, s=0.8, scale=3)).astype(int).tolist()

    found = fitted(took_ms, "lognormal")

    in_log, by_law = found.points
    mean, cv = found.law.values
    sigma = np.sqrt(np.log1p(cv**2))
    below = middles[np.searchsorted(took_ms, np.rint(in_log * 60_000))]
    assert by_law == pytest.approx(
        stats.lognorm.ppf(below, s=sigma, scale=mean / np.sqrt(1 + cv**2)), rel=1e-6
    )
    assert by_law == pytest.approx(in_log, rel=0.05)
