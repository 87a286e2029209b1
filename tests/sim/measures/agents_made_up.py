"""Made-up diaries of three days at two agents: anything that could happen, and edges more often."""

from dataclasses import replace

from hypothesis import strategies as st

from sim.diary import (
    AGENT_COLUMNS,
    AGENT_VISIT_COLUMNS,
    NONE,
    REBALANCE_COLUMNS,
    AgentEnding,
    AgentPurpose,
    Diary,
    Purpose,
    columns,
)
from tests.sim.measures.diaries import LENGTHS, MOMENTS, by_end, diaries

ENDED = tuple(one for one in AgentEnding if one != AgentEnding.PRESENT)
NOT_CALLED = (AgentEnding.BALKED, AgentEnding.RENEGED, AgentEnding.CLOSED)
AMOUNTS = st.one_of(st.sampled_from([1, 15_000, 2**30]), st.integers(1, 200_000))


@st.composite
def visits(draw: st.DrawFn, persons: list[int]) -> tuple[int, ...]:
    """Draw a visit of one of these persons to either agent, which may last when the run ends."""
    ending: AgentEnding = draw(st.sampled_from(ENDED))
    arrived_ms = draw(MOMENTS)
    called_ms = arrived_ms + draw(LENGTHS)
    is_called = ending not in NOT_CALLED
    left_ms = called_ms + (draw(LENGTHS) if is_called else 0)
    ending = ending if by_end(left_ms) != NONE else AgentEnding.PRESENT
    is_served = ending == AgentEnding.SERVED
    return (
        *(draw(st.integers(0, 1)), draw(st.sampled_from(persons))),
        *(int(draw(st.sampled_from(AgentPurpose))), draw(AMOUNTS)),
        *(draw(st.integers(0, 500)) * is_served, draw(st.integers(0, 500)) * is_served),
        *(arrived_ms, by_end(called_ms) if is_called else NONE, by_end(left_ms), int(ending)),
    )


@st.composite
def trips(draw: st.DrawFn) -> tuple[int, ...]:
    """Draw a trip of either agent to a counter, in vain or not, which may last until the end."""
    left_ms = draw(MOMENTS)
    swapped_ms = by_end(left_ms + draw(LENGTHS)) if draw(st.booleans()) else NONE
    back_ms = by_end(max(left_ms, swapped_ms) + draw(LENGTHS))
    gain_fen = draw(st.integers(-100_000, 100_000)) if swapped_ms != NONE else 0
    return (draw(st.integers(0, 1)), left_ms, NONE, swapped_ms, gain_fen, back_ms)


@st.composite
def agents_diaries(draw: st.DrawFn) -> Diary:
    """Draw a diary of outlets, purchases and agents; each wish is paid in at an agent once."""
    diary = draw(diaries(tuple(Purpose)))
    wishes, others = diary.journeys["person"].size, range(100, 110)
    rows = draw(st.lists(visits([*range(wishes), *others]), max_size=20))
    seen: set[int] = set()
    kept: list[tuple[int, ...]] = []
    for row in rows:
        if row[1] not in seen or row[1] >= wishes:
            kept.append(row)
        seen.add(row[1])
    opening: list[tuple[int, ...]] = [
        (agent, agent, draw(AMOUNTS), draw(AMOUNTS)) for agent in range(2)
    ]
    return replace(
        diary,
        agents=columns(AGENT_COLUMNS, opening),
        agent_visits=columns(AGENT_VISIT_COLUMNS, sorted(kept, key=lambda row: row[6])),
        rebalances=columns(REBALANCE_COLUMNS, draw(st.lists(trips(), max_size=4))),
    )
