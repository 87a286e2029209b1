"""How long people stood in lines: over all visits, to the millisecond."""

import numpy as np
from hypothesis import given, settings

from sim.diary import AGENT_VISIT_COLUMNS, NONE, VISIT_COLUMNS, Diary, Ending, columns
from sim.measures.stood import stood_in_line_ms
from sim.model.journey import simulate
from sim.network import County
from sim.plan import make_plan
from sim.scenario import Scenario
from tests.proofs.lengths import examples
from tests.property.small import counties, scenarios

END = 100_000


def visit(person: int, arrived: int, called: int, left: int) -> tuple[int, ...]:
    """Return a visit as a row."""
    return (0, person, 1, arrived, called, left, Ending.SERVED, 0, 0)


def at_agent(person: int, arrived: int, called: int, left: int) -> tuple[int, ...]:
    """Return a visit to an agent as a row."""
    return (0, person, 0, 0, 0, 0, arrived, called, left, Ending.SERVED)


def diary(*visits: tuple[int, ...], agents: tuple[tuple[int, ...], ...] = ()) -> Diary:
    """Return a diary of three wishes with these visits."""
    return Diary(
        county="1",
        replication=0,
        end_ms=END,
        journeys={"person": np.arange(3)},
        visits=columns(VISIT_COLUMNS, list(visits)),
        agent_visits=columns(AGENT_VISIT_COLUMNS, list(agents)),
    )


def test_all_lines_of_a_person_count_and_nobody_elses_do() -> None:
    found = stood_in_line_ms(
        diary(
            visit(0, 1_000, 4_500, 9_000),
            visit(7, 1_000, 9_000, 9_500),
            visit(0, 20_000, 20_000, 21_000),
            visit(2, 5_000, NONE, 5_000),
            agents=(at_agent(0, 30_000, 30_250, 40_000), at_agent(8, 1, 2, 3)),
        )
    )

    assert found.tolist() == [3_750, 0, 0]


def test_who_left_the_line_stood_until_then_and_who_is_still_in_it_until_the_end() -> None:
    found = stood_in_line_ms(diary(visit(1, 1_000, NONE, 61_000), visit(2, 90_000, NONE, NONE)))

    assert found.tolist() == [0, 60_000, END - 90_000]


@settings(max_examples=examples(25))
@given(scenarios(), counties())
def test_it_is_what_adding_up_visit_by_visit_gives(scenario: Scenario, county: County) -> None:
    lived = simulate(make_plan(scenario, county), 0)

    found = stood_in_line_ms(lived)

    expected = [0] * lived.journeys["person"].size
    for visits in (lived.visits, lived.agent_visits):
        names = ("person", "arrived_ms", "called_ms", "left_ms")
        for person, arrived, called, left in zip(*(visits[one] for one in names), strict=True):
            if person < len(expected):
                gone = lived.end_ms if left == NONE else left
                expected[person] += int((gone if called == NONE else called) - arrived)
    assert found.tolist() == expected
