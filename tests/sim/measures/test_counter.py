"""Tables of the counter, reckoned by hand from eleven visits: by outlet, by hour, by wait."""

import numpy as np

from sim.diary import Purpose
from sim.measures.counter import CounterMeasures, measure_counter
from tests.sim.lives import HOUR, MINUTE
from tests.sim.measures.tiny_diaries import VISITS, A, B, diary_of_visits, plan_by_hand

RURAL, TOWN, CITY = range(3)


def tables() -> CounterMeasures:
    """Return the tables of one day."""
    plan = plan_by_hand(1)
    return measure_counter(diary_of_visits(plan, VISITS), plan)


def row(measures: CounterMeasures, its_class: int, hour: int) -> dict[str, int]:
    """Return an hour of a class."""
    series = measures.series
    (place,) = np.flatnonzero((series["class"] == its_class) & (series["hour"] == hour))
    return {name: int(column[place]) for name, column in series.items()}


def test_an_outlets_row_says_its_class_and_adds_up_its_visits() -> None:
    outlets = tables().outlets

    assert outlets["class"].tolist() == [RURAL, TOWN, RURAL, CITY]
    assert outlets["visits"].tolist() == [5, 6, 0, 0]
    assert outlets["called"].tolist() == [2, 5, 0, 0]
    assert outlets["served"].tolist() == [2, 3, 0, 0]
    assert outlets["served_deposit"].tolist() == [1, 0, 0, 0]
    assert outlets["served_pick_up"].tolist() == [0, 1, 0, 0]
    assert outlets["served_other"].tolist() == [1, 2, 0, 0]
    assert outlets["open_ms"].tolist() == [2 * HOUR] * 4
    assert outlets["open_counter_ms"].tolist() == [2 * HOUR, 4 * HOUR, 2 * HOUR, 8 * HOUR]
    assert outlets["wait_called_ms"][[A, B]].tolist() == [20 * MINUTE, 22.5 * MINUTE]
    assert outlets["waiting_ms"][[A, B]].tolist() == [35 * MINUTE, 23.5 * MINUTE]
    assert outlets["busy_ms"][[A, B]].tolist() == [50 * MINUTE, 34 * MINUTE]
    assert outlets["busy_open_ms"][[A, B]].tolist() == [50 * MINUTE, 8 * MINUTE]
    assert outlets["waiting_open_ms"][[A, B]].tolist() == [35 * MINUTE, 13.5 * MINUTE]


def test_an_hour_of_a_class_counts_who_came_and_who_left_in_it() -> None:
    measures = tables()

    assert row(measures, TOWN, 10) == {
        "hour": 10,
        "class": TOWN,
        "outlets": 1,
        "arrived": 6,
        "called": 5,
        "served": 1,
        "wait_called_ms": 22.5 * MINUTE,
        "waiting_ms": 13.5 * MINUTE,
        "busy_ms": 8 * MINUTE,
        "open_ms": HOUR,
        "open_counter_ms": 2 * HOUR,
    }
    later = row(measures, TOWN, 11)
    assert (later["arrived"], later["served"], later["open_ms"]) == (0, 2, 0)
    assert (later["waiting_ms"], later["busy_ms"]) == (10 * MINUTE, 26 * MINUTE)
    rural = row(measures, RURAL, 9)
    assert (rural["outlets"], rural["open_ms"], rural["open_counter_ms"]) == (2, 2 * HOUR, 2 * HOUR)
    assert (rural["arrived"], rural["called"], rural["served"]) == (4, 2, 2)
    city = row(measures, CITY, 9)
    assert (city["outlets"], city["open_ms"], city["open_counter_ms"]) == (1, HOUR, 4 * HOUR)


def test_waits_are_counted_by_class_purpose_call_and_whole_second() -> None:
    waits = tables().waits

    rows = zip(*(waits[name].tolist() for name in waits), strict=True)
    other, deposit, pick_up, paper = (
        int(purpose) for purpose in (Purpose.OTHER, Purpose.DEPOSIT, Purpose.PICK_UP, Purpose.PAPER)
    )
    assert list(waits) == ["class", "purpose", "called", "wait_s", "count"]
    assert sorted(rows) == [
        (RURAL, other, 0, 15 * 60, 1),
        (RURAL, other, 1, 0, 1),
        (RURAL, deposit, 1, 20 * 60, 1),
        (TOWN, other, 1, 5 * 60, 1),
        (TOWN, other, 1, 12 * 60, 1),
        (TOWN, deposit, 1, 5 * 60, 1),
        (TOWN, pick_up, 1, 0, 1),
        (TOWN, pick_up, 1, 30, 1),
        (TOWN, paper, 0, 60, 1),
    ]
