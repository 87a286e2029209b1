"""What agents hold: their float and their drawer, stretch by stretch, as the diary says.

A cash-in gives float away and brings cash; a cash-out, and float handed in at an outlet, bring the
reverse. So what an agent holds in all never changes: only its parts do.
"""

import numpy as np

from sim.diary import NONE, AgentEnding, AgentPurpose, Diary
from sim.units import Ints


def holdings(diary: Diary) -> dict[str, Ints]:
    """Return what each agent held, as stretches of time, by agent and in order of time.

    Columns `agent`, `from_ms`, `to_ms`, `float_fen`, `cash_fen`; the stretches of an agent follow
    upon each other, from 0 to the end of the run, and may be empty.
    """
    agents = diary.agents
    agent, moment_ms, gain_fen = _changes(diary)
    count = agents["agent"].size
    owner = np.append(np.arange(count), agent)
    at_ms = np.append(np.zeros(count, dtype=np.int64), moment_ms)
    order = np.lexsort((np.arange(owner.size), at_ms, owner))
    owner, at_ms = owner[order], at_ms[order]
    gained_fen = np.cumsum(np.append(np.zeros(count, dtype=np.int64), gain_fen)[order])
    firsts = np.searchsorted(owner, np.arange(count))
    gained_fen -= np.append(0, gained_fen)[firsts][owner]
    is_last = np.append(owner[1:] != owner[:-1], np.ones(min(count, 1), dtype=bool))
    return {
        "agent": owner,
        "from_ms": at_ms,
        "to_ms": np.where(is_last, diary.end_ms, np.append(at_ms[1:], np.zeros_like(at_ms[:1]))),
        "float_fen": agents["float_fen"][owner] + gained_fen,
        "cash_fen": agents["cash_fen"][owner] - gained_fen,
    }


def at_the_end(diary: Diary) -> tuple[Ints, Ints]:
    """Return the float and the drawer of each agent at the end of the run, in fen."""
    held = holdings(diary)
    lasts = np.searchsorted(held["agent"], diary.agents["agent"], side="right") - 1
    return held["float_fen"][lasts], held["cash_fen"][lasts]


def _changes(diary: Diary) -> tuple[Ints, Ints, Ints]:
    """Return of each change of a float: whose, when, and how much it gains, in order of the diary.

    Of the same agent at the same moment, visits come first, in order of arrival, then swaps.
    """
    visits, trips = diary.agent_visits, diary.rebalances
    served = visits["ending"] == AgentEnding.SERVED
    swapped = trips["swapped_ms"] != NONE
    is_in = visits["purpose"][served] == AgentPurpose.CASH_IN
    amount_fen = visits["amount_fen"][served]
    return (
        np.append(visits["agent"][served], trips["agent"][swapped]),
        np.append(visits["left_ms"][served], trips["swapped_ms"][swapped]),
        np.append(np.where(is_in, -amount_fen, amount_fen), trips["float_fen"][swapped]),
    )
