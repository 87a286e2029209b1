"""How long people would wait: from those who left, and from those who did not.

A number that is called in vain says that its owner's patience was shorter than the wait: it is
known from above only. Who was served was ready to wait longer than that. Where leaving was seen,
it is known to the moment. Whoever takes the waits of calls in vain for patience, or leaves out
those who were served, finds half of the patience that people have.
"""

from dataclasses import dataclass

import numpy as np

from sim.people.streams import Dice
from sim.study.fit.laws import PATIENCE_LAWS
from sim.study.fit.likelihood import Durations, FittedLaw, best_of, durations, with_intervals
from sim.study.fit.tickets import TicketFate, TicketLog, minutes
from sim.units import Floats

LEFT_ENOUGH = 20
CELLS = 60
ROUNDS_MOST = 5_000
SETTLED = 1e-7


@dataclass(frozen=True, eq=False)
class FittedPatience:
    """The law of patience, those that were tried, the best first, and the share that left by wait.

    `curve` is the share whose patience is at most so many minutes, whatever the law: the estimate
    of Turnbull. `share_reached` is that share by the law at the longest wait.
    """

    law: FittedLaw
    tried: tuple[FittedLaw, ...]
    curve: tuple[Floats, Floats]
    share_reached: float


def patience_known(log: TicketLog) -> Durations:
    """Return what a log knows of patience; who was called at once says nothing."""
    wait_min = minutes(log.wait_ms, log.wait_unit_ms)
    waited = log.wait_ms > 0
    return durations(
        wait_min[log.fate == TicketFate.LEFT],
        wait_min[log.fate == TicketFate.NO_SHOW],
        wait_min[(log.fate == TicketFate.SERVED) & waited],
    )


def fit_patience(log: TicketLog, dice: Dice, times: int, wanted: str = "") -> FittedPatience | None:
    """Return the law of patience, by Akaike's criterion or as wanted; None if too few left."""
    known = patience_known(log)
    if known.seen_times.sum() + known.shorter_times.sum() < LEFT_ENOUGH:
        return None
    families = [one for one in PATIENCE_LAWS if wanted in {"", one.name}]
    tried = best_of(families, known)
    family = next(one for one in PATIENCE_LAWS if one.name == tried[0].family)
    law = with_intervals(family, tried[0], known, dice, times) if times else tried[0]
    longest = max(float(one.max()) for one in _columns(known) if one.size)
    reached = float(family.make(law.values).whole_cumulative(np.array(longest)))
    return FittedPatience(law, tuple(tried), turnbull(known, CELLS), reached)


def turnbull(known: Durations, cells: int) -> tuple[Floats, Floats]:
    """Return the ends of cells of patience, in minutes, and the share up to each, without a law.

    Of all shares those that make the log likeliest, by self-consistency: what is known of each
    person is divided over the cells by their shares, again and again. Cells end where equally many
    were called in vain, or seen to leave; the last is beyond all of these ends. Source: Turnbull
    (1976), "The empirical distribution function with arbitrarily grouped, censored and truncated
    data".
    """
    told = np.concatenate((known.seen, known.shorter_than))
    told_times = np.concatenate((known.seen_times, known.shorter_times))
    order = np.argsort(told, kind="stable")
    reached = np.cumsum(told_times[order]) / told_times.sum()
    at = np.searchsorted(reached, np.arange(1, cells) / cells - SETTLED)
    ends = np.unique(told[order][np.minimum(at, told.size - 1)])
    cells_of = (
        np.searchsorted(ends, known.seen, side="left"),
        np.searchsorted(ends, known.shorter_than, side="left"),
        np.searchsorted(ends, known.longer_than, side="right"),
    )
    times_of = (known.seen_times, known.shorter_times, known.longer_times)
    of = [
        np.bincount(cell, times, minlength=ends.size + 1).astype(np.float64)
        for cell, times in zip(cells_of, times_of, strict=True)
    ]
    return ends, _self_consistent(*of)[:-1]


def _self_consistent(seen: Floats, shorter: Floats, longer: Floats) -> Floats:
    """Return the cumulative shares of cells, given how many are known to be in, up to or beyond."""
    everyone = seen.sum() + shorter.sum() + longer.sum()
    shares = np.full(seen.size, 1 / seen.size)
    for _ in range(ROUNDS_MOST):
        up_to = np.cumsum(shares)
        beyond = 1 - up_to + shares
        from_above = np.cumsum((shorter / np.maximum(up_to, SETTLED))[::-1])[::-1]
        from_below = np.cumsum(longer / np.maximum(beyond, SETTLED))
        better = (seen + shares * (from_above + from_below)) / everyone
        change = float(np.abs(better - shares).max())
        shares = better
        if change < SETTLED:
            break
    return np.asarray(np.cumsum(shares))


def _columns(known: Durations) -> tuple[Floats, ...]:
    return known.seen, known.shorter_than, known.longer_than
