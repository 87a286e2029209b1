"""Pictures of a fit: each is drawn, also where there was too little to fit."""

from pathlib import Path

import numpy as np
import pytest

from sim.plots.fits import draw_fit
from sim.plots.style import Caption
from sim.scenario import Hours
from sim.study.fit.tickets import TicketFate, TicketLog
from sim.study.fit.whole import FittedLog, FitWishes, fit_log

CAPTION = Caption("", 0, 0, "0", source="own.csv, 400 tickets of 1 outlets")
MONDAY_MS = 4 * 86_400_000


def fitted(tickets: int) -> FittedLog:
    """Return the fit of so many tickets of one Monday, every third of whom did not come."""
    chance = np.random.default_rng(1)
    zero = np.zeros(tickets, np.int64)
    fate = np.where(np.arange(tickets) % 3 == 0, TicketFate.NO_SHOW, TicketFate.SERVED)
    issued = MONDAY_MS + np.sort(chance.integers(9 * 3_600_000, 16 * 3_600_000, tickets))
    took = chance.integers(0, 600_000, tickets)
    log = TicketLog(("",), zero, issued, took, took[::-1], fate.astype(np.int64), zero, zero - 1)
    return fit_log(log, FitWishes(Hours(), 1_000, 0.0, bootstrap=0))


@pytest.mark.usefixtures("pencil")
@pytest.mark.parametrize("tickets", [300, 5])
def test_all_pictures_of_a_fit_are_drawn(tmp_path: Path, tickets: int) -> None:
    paths = draw_fit(fitted(tickets), CAPTION, tmp_path)

    assert {path.name for path in paths} == {
        f"fit-{name}.{ending}"
        for name in ("arrivals", "patience", "services")
        for ending in ("png", "svg")
    }
    assert all(path.is_file() for path in paths)


def test_a_picture_of_a_log_says_which() -> None:
    assert CAPTION.footer == "own.csv, 400 tickets of 1 outlets, wanghuiyi 0"
