"""Each time a person was at a counter or at an agent: waiting, served, or in vain."""

from dataclasses import dataclass

import numpy as np

from sim.diary import NONE, AgentEnding, AgentPurpose, Ending, Purpose
from sim.explorer.again import CountyAgain
from sim.explorer.outlet.words import ENDING_WORDS, PURPOSE_WORDS
from sim.units import Ints

AGENT_WORDS = {
    AgentPurpose.CASH_IN: "cash in at an agent",
    AgentPurpose.CASH_OUT: "cash out at an agent",
}
AGENT_ENDING_WORDS = {
    AgentEnding.PRESENT: "still there at the end of the run",
    AgentEnding.SERVED: "served",
    AgentEnding.BALKED: "found the line too long, and left",
    AgentEnding.RENEGED: "lost patience, and left",
    AgentEnding.CLOSED: "found the door closed, or the agent away",
    AgentEnding.NO_FLOAT: "in vain: too little float",
    AgentEnding.NO_CASH: "in vain: too little cash",
}


@dataclass(frozen=True)
class Stay:
    """One visit: when, what for, how it ended; `outlet` is NONE at an agent's."""

    outlet: int
    purpose: str
    ending: str
    arrived_ms: int
    waited_to_ms: int
    left_ms: int

    @property
    def wait_ms(self) -> int:
        """Return how long the person stood in line."""
        return self.waited_to_ms - self.arrived_ms


def stays_of(again: CountyAgain, person: int) -> list[Stay]:
    """Return the stays of a person in order of time; the waits sum to `stood_ms`."""
    diary = again.diary
    found = []
    for row in _rows(diary.visits["person"], person):
        one = {name: int(column[row]) for name, column in diary.visits.items()}
        purpose, ending = PURPOSE_WORDS[Purpose(one["purpose"])], Ending(one["ending"])
        found.append(_stay(one, one["outlet"], (purpose, ENDING_WORDS[ending]), diary.end_ms))
    for row in _rows(diary.agent_visits["person"], person):
        one = {name: int(column[row]) for name, column in diary.agent_visits.items()}
        words = AGENT_WORDS[AgentPurpose(one["purpose"])]
        ended = AGENT_ENDING_WORDS[AgentEnding(one["ending"])]
        found.append(_stay(one, NONE, (words, ended), diary.end_ms))
    return sorted(found, key=lambda one: one.arrived_ms)


def _rows(persons: Ints, person: int) -> list[int]:
    rows: list[int] = np.flatnonzero(persons == person).tolist()
    return rows


def _stay(one: dict[str, int], outlet: int, words: tuple[str, str], end_ms: int) -> Stay:
    left_ms = end_ms if one["left_ms"] == NONE else one["left_ms"]
    waited_to_ms = left_ms if one["called_ms"] == NONE else one["called_ms"]
    return Stay(outlet, *words, one["arrived_ms"], waited_to_ms, left_ms)
