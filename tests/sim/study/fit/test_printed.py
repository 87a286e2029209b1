"""The log that ticket machines would leave: worked out by hand, and whole for a simulated week."""

import numpy as np

from sim.diary import NONE, VISIT_COLUMNS, Diary, Ending, Purpose, columns
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.model.journey import simulate
from sim.plan import make_plan
from sim.study.fit.printed import printed_tickets
from sim.study.fit.tickets import TicketFate, unit_of

MINUTE = 60_000
SERVED, RENEGED = Ending.SERVED, Ending.RENEGED


def visit(arrived: int, called: int, left: int, ending: Ending, outlet: int = 0) -> tuple[int, ...]:
    """Return a visit of other business, with its moments in minutes."""
    moments = [one * MINUTE if one != NONE else NONE for one in (arrived, called, left)]
    return (outlet, 10**6, Purpose.OTHER, *moments, ending, 0, 0)


def diary_of(*visits: tuple[int, ...]) -> Diary:
    """Return a diary of these visits."""
    return Diary("411525", 0, 10**9, {}, columns(VISIT_COLUMNS, list(visits)))


def test_who_left_is_called_when_the_counter_is_free_for_the_number() -> None:
    diary = diary_of(
        visit(0, 0, 10, SERVED),
        visit(1, NONE, 5, RENEGED),  # called at 10, when the first is done
        visit(2, 10, 20, SERVED),
        visit(3, NONE, 4, RENEGED),  # called at 20, and nobody comes after
        visit(1, 1, 2, SERVED, outlet=1),  # another outlet has no part in it
    )

    log = printed_tickets(diary, ("a", "b"), midnight_ms=0)

    assert (log.wait_ms // MINUTE).tolist() == [0, 9, 8, 17, 0]
    assert [TicketFate(one).name for one in log.fate] == [
        *("SERVED", "NO_SHOW", "SERVED", "NO_SHOW", "SERVED")
    ]
    assert (log.service_ms[[0, 2]] // MINUTE).tolist() == [10, 10]
    assert log.service_ms[1] == NONE


def test_with_two_counters_the_number_is_called_by_the_first_that_is_free() -> None:
    diary = diary_of(
        visit(0, 0, 30, SERVED),
        visit(1, 1, 12, SERVED),
        visit(2, NONE, 6, RENEGED),
        visit(20, 20, 25, SERVED),  # a counter had been free since 12
    )

    log = printed_tickets(diary, ("a",), midnight_ms=0)

    assert log.wait_ms[2] == 10 * MINUTE


def test_who_takes_no_number_is_in_no_log() -> None:
    diary = diary_of(
        visit(0, NONE, 0, Ending.BALKED),
        visit(1, NONE, 1, Ending.FOUND_CLOSED),
        visit(2, NONE, 9, Ending.TURNED_AWAY),
        visit(3, 5, NONE, Ending.PRESENT),
    )

    log = printed_tickets(diary, ("a",), midnight_ms=1_000)

    assert log.issued_ms.tolist() == [2 * MINUTE + 1_000, 3 * MINUTE + 1_000]
    assert log.fate.tolist() == [TicketFate.NOT_CALLED, TicketFate.END_UNKNOWN]


def test_leaving_that_is_seen_is_the_end_of_the_wait() -> None:
    diary = diary_of(visit(0, 0, 10, SERVED), visit(1, NONE, 5, RENEGED))

    log = printed_tickets(diary, ("a",), midnight_ms=0, leaving_is_seen=True)

    assert log.fate.tolist() == [TicketFate.SERVED, TicketFate.LEFT]
    assert log.wait_ms.tolist() == [0, 4 * MINUTE]


def test_whole_minutes_are_seen_from_twenty_stamps_on() -> None:
    whole = np.arange(20) * MINUTE

    assert unit_of(whole) == MINUTE
    assert unit_of(whole[:19]) == 1
    assert unit_of(np.append(whole, 1_500)) == 1
    assert unit_of(np.append(whole, 2_000)) == 1_000


def test_calls_of_a_simulated_week_keep_the_order_of_numbers() -> None:
    crowded = ["run.days=4", "others.visits_per_person_year=3", "line.balking=false"]
    scenario = read_scenario("county", crowded)
    (county,) = read_network(scenario)
    names = tuple(outlet.name for outlet in county.outlets)

    log = printed_tickets(simulate(make_plan(scenario, county), 0), names, 0)

    called_ms = log.issued_ms + log.wait_ms
    assert log.fates()[TicketFate.NO_SHOW] > 100
    for outlet in range(len(names)):
        own = called_ms[(log.outlet == outlet) & (log.wait_ms >= 0)]
        assert np.all(np.diff(own) >= 0)
