"""Which counters of an outlet are staffed and on duty when, worked out by hand and in general."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import OpenTimes, duty_times, open_times, staffed_times
from sim.calendar.intervals import is_open, merged_intervals, within, without
from sim.calendar.shifts import counters_staffed, overlaps
from sim.scenario import ClassStaffing, Scenario
from sim.units import NEVER_MS
from tests.sim.lives import DAY, HOUR, MINUTE

OPENING = "Mo-Su 08:00-17:00"
BREAKS: dict[str, Any] = {"breaks_from": "12:00", "breaks_until": "13:00"}

# When one counter is staffed, in hours since the first midnight, which is a Monday's.
Hours = list[tuple[float, float]]


def scenario(days: int = 1, **hours: Any) -> Scenario:  # noqa: ANN401 - a rule of opening hours
    """Return a scenario of some days from a Monday on."""
    tables = {
        "network": {"outlets_csv": "by hand"},
        "run": {"days": days},
        "hours": {"opening_hours": OPENING, **hours},
    }
    return Scenario.model_validate(tables)


def staffed(
    shifts: Mapping[str, int | str],
    counters: int,
    world: Scenario | None = None,
    break_min: float = 0,
    outage: tuple[int, int] = (0, 0),
) -> list[Hours]:
    """Return when each of some counters is staffed, with breaks from noon to one, or an outage."""
    world = world or scenario()
    shut = merged_intervals([outage[0] * HOUR], [outage[1] * HOUR])
    doors = without(open_times(OPENING, world), shut)
    staffing = ClassStaffing(**BREAKS, break_min=break_min)
    times = staffed_times(staffing, shifts, counters, doors, world)
    return [in_hours(one) for one in times]


def in_hours(times: OpenTimes) -> Hours:
    """Return intervals in hours."""
    pairs = zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True)
    return [(opens / HOUR, closes / HOUR) for opens, closes in pairs]


def test_without_shifts_all_counters_are_staffed_while_the_doors_are_open() -> None:
    assert staffed({}, 2) == [[(8, 17)], [(8, 17)]]


def test_the_first_counters_are_staffed_and_never_more_than_the_outlet_has() -> None:
    shifts = {"Mo-Su 08:00-11:00": 1, "Mo-Su 11:00-14:00": 9, "Mo-Su 16:00-17:00": 2}

    assert staffed(shifts, 3) == [[(8, 14), (16, 17)], [(11, 14), (16, 17)], [(11, 14)]]


@pytest.mark.parametrize(
    ("wanted", "counters", "expected"),
    [
        *((0, 3, 0), (3, 3, 3), (4, 3, 3)),
        *(("0%", 3, 0), ("1%", 3, 1), ("33%", 3, 1), ("34%", 3, 2), ("100%", 3, 3)),
        # A half of one counter is one, of three are two.
        *(("50%", 1, 1), ("50%", 2, 1), ("50%", 3, 2)),
    ],
)
def test_a_share_is_rounded_up_and_a_number_is_at_most_the_outlets(
    wanted: int | str, counters: int, expected: int
) -> None:
    assert counters_staffed(wanted, counters) == expected


def test_nobody_is_at_a_counter_behind_closed_doors() -> None:
    assert staffed({"Mo-Su 06:00-20:00": 1}, 1) == [[(8, 17)]]
    assert staffed({"Mo-Su 06:00-20:00": 1}, 1, outage=(10, 12)) == [[(8, 10), (12, 17)]]
    assert staffed({"Mo-Su 18:00-20:00": 1}, 1) == [[]]


def test_holidays_have_no_shifts_and_days_opened_by_rule_those_of_monday() -> None:
    shifts = {"Mo-Fr 08:00-12:00": 1, "Sa-Su 08:00-10:00": 2}

    closed = staffed(shifts, 2, scenario(3, closed=(date(2007, 11, 6),)))
    opened = staffed(shifts, 2, scenario(7, opened=(date(2007, 11, 11),)))

    assert closed == [[(8, 12), (56, 60)], []]
    # On Saturday both counters from eight to ten; on Sunday one until noon, as on a Monday.
    assert opened[0][-2:] == [(128, 130), (152, 156)]
    assert opened[1] == [(128, 130)]


def test_a_day_opened_by_rule_makes_no_two_shifts_overlap() -> None:
    week = {"Mo-Fr 08:00-12:00": 1, "Sa-Su 08:00-10:00": 2}
    twice = {"Mo-Fr 08:00-12:00": 1, "Mo,Sa 11:00-13:00": 2}
    world = scenario(7, opened=(date(2007, 11, 11),))

    assert overlaps(week, world) == []
    # On Monday itself from eleven on.
    assert overlaps(twice, world) == [(*twice, 11 * HOUR)]


def test_a_rota_without_a_monday_has_its_own_hours_on_a_day_opened_by_rule() -> None:
    shifts = {"Tu-Sa 08:00-12:00": 1, "Su 08:00-10:00": 1}

    assert staffed(shifts, 1, scenario(7, opened=(date(2007, 11, 11),)))[0][-1] == (152, 154)


def test_breaks_follow_each_other_and_several_are_at_once_where_there_is_less_time() -> None:
    third = staffed({}, 3, break_min=20)
    half = staffed({}, 3, break_min=30)
    all_at_once = staffed({}, 2, break_min=31)

    assert third == [
        [(8, 12), (12 + 1 / 3, 17)],
        [(8, 12 + 1 / 3), (12 + 2 / 3, 17)],
        [(8, 12 + 2 / 3), (13, 17)],
    ]
    # There is time for two: the third has its break with the first.
    assert half == [[(8, 12), (12.5, 17)], [(8, 12.5), (13, 17)], [(8, 12), (12.5, 17)]]
    assert all_at_once == [[(8, 12), (12 + 31 / 60, 17)]] * 2


def test_breaks_are_every_day_and_cut_the_shift_that_they_fall_into() -> None:
    every_day = staffed({}, 1, scenario(2), break_min=60)
    at_the_end = staffed({"Mo-Su 08:00-12:30": 1}, 1, break_min=60)

    assert every_day == [[(8, 12), (13, 17), (32, 36), (37, 41)]]
    assert at_the_end == [[(8, 12)]]


def test_a_counter_staffed_until_closing_is_on_duty_until_the_doors_open_again() -> None:
    doors = merged_intervals([8 * HOUR, 32 * HOUR], [17 * HOUR, 41 * HOUR])
    at_staff = merged_intervals([9 * HOUR, 33 * HOUR], [17 * HOUR, 40 * HOUR])

    duty = duty_times(at_staff, doors)

    # On the second day it closes an hour before the doors do.
    assert in_hours(duty) == [(9, 32), (33, 40)]


def test_a_counter_staffed_at_closing_and_at_opening_is_on_duty_all_night() -> None:
    doors = merged_intervals([8 * HOUR, 32 * HOUR], [17 * HOUR, 41 * HOUR])

    duty = duty_times(doors, doors)

    assert (duty.opens_ms.tolist(), duty.closes_ms.tolist()) == ([8 * HOUR], [NEVER_MS])


def test_a_counter_that_is_never_staffed_is_never_on_duty() -> None:
    doors = merged_intervals([8 * HOUR], [17 * HOUR])

    assert in_hours(duty_times(merged_intervals([], []), doors)) == []


CLOCKS = st.integers(0, 8).map(lambda number: 7 + number * 1.5)
EVERY_DAY = ("Mo-Su", "Mo-We", "Tu,Th", "Sa-Su")


def written(clock: float) -> str:
    """Return a clock as opening hours write it."""
    return f"{int(clock):02}:{round(clock % 1 * 60):02}"


@st.composite
def rotas(draw: st.DrawFn) -> dict[str, int | str]:
    """Draw shifts, one behind the other on days of their own."""
    found: dict[str, int | str] = {}
    clocks = sorted(draw(st.sets(CLOCKS, max_size=6)))
    for begins, ends in pairwise(clocks):
        wanted = st.one_of(st.integers(0, 6), st.integers(0, 100).map("{}%".format))
        days = draw(st.sampled_from(EVERY_DAY))
        found[f"{days} {written(begins)}-{written(ends)}"] = draw(wanted)
    return found


@st.composite
def breaks_drawn(draw: st.DrawFn) -> dict[str, Any]:
    """Draw breaks, or none."""
    begins, lasts = draw(CLOCKS), draw(st.integers(1, 90))
    window = draw(st.integers(lasts, 180))
    until = begins + window / 60
    if draw(st.booleans()):
        return {}
    return {"breaks_from": written(begins), "breaks_until": written(until), "break_min": lasts}


MOMENTS = np.arange(0, 7 * DAY, 10 * MINUTE)


@given(
    rotas(),
    breaks_drawn(),
    st.integers(1, 5),
    st.sampled_from([OPENING, "24/7", "Mo-Fr 09:00-12:00,13:00-18:00"]),
)
def test_whatever_the_rota_counters_keep_to_it_and_duty_covers_it(
    shifts: Mapping[str, int | str], breaks: dict[str, Any], counters: int, opening: str
) -> None:
    world = scenario(7)
    doors = open_times(opening, world)

    times = staffed_times(ClassStaffing(**breaks), shifts, counters, doors, world)

    assert len(times) == counters
    without_breaks = staffed_times(ClassStaffing(), shifts, counters, doors, world)
    staffed_at = np.sum([is_open(one, MOMENTS) for one in without_breaks], axis=0)
    for hours, wanted in shifts.items():
        here = is_open(open_times(hours, world), MOMENTS) & is_open(doors, MOMENTS)
        assert (staffed_at[here] == counters_staffed(wanted, counters)).all()
    assert staffed_at.max() <= counters
    assert not staffed_at[~is_open(doors, MOMENTS)].any()
    for counter, one in enumerate(times):
        assert not without(one, without_breaks[counter]).opens_ms.size
        duty = duty_times(one, doors)
        assert not without(one, duty).opens_ms.size
        # Beyond its hours it is on duty only behind closed doors.
        assert not within(without(duty, one), doors).opens_ms.size
    for first, second in pairwise(without_breaks):
        assert not without(second, first).opens_ms.size


@given(breaks_drawn(), st.integers(1, 5))
def test_every_counter_has_one_whole_break_a_day_within_its_time(
    breaks: dict[str, Any], counters: int
) -> None:
    world = scenario(3)
    always = open_times("24/7", world)

    times = staffed_times(ClassStaffing(**breaks), {}, counters, always, world)

    for one in times:
        closed = without(always, one)
        if not breaks:
            assert not closed.opens_ms.size
            continue
        begins_ms = closed.opens_ms % DAY
        first, until = (moment(breaks[name]) for name in ("breaks_from", "breaks_until"))
        assert closed.opens_ms.size == 3
        assert set((closed.closes_ms - closed.opens_ms).tolist()) == {breaks["break_min"] * MINUTE}
        assert (begins_ms >= first).all()
        assert (begins_ms + breaks["break_min"] * MINUTE <= until).all()


def moment(clock: str) -> int:
    """Return the milliseconds since midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * HOUR + int(minutes) * MINUTE
