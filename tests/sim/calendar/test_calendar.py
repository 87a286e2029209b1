"""When outlets are open, links down and rounds due."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import (
    OpenTimes,
    daily_moments,
    end_ms,
    moments,
    open_times,
    outage_times,
    plain_open_times,
)
from sim.scenario import Hours, Network, Outage, Run, Scenario
from sim.units import DAY_MS, MINUTE_MS

MONDAY = dt.date(2007, 11, 5)


def scenario(
    first_day: dt.date = MONDAY,
    days: int = 7,
    hours: Hours | None = None,
    outage: tuple[Outage, ...] = (),
) -> Scenario:
    return Scenario(
        network=Network(counties=("411627",)),
        run=Run(first_day=first_day, days=days),
        hours=hours or Hours(),
        outage=outage,
    )


def at(day: int, clock: str) -> int:
    hour, minute = clock.split(":")
    return day * DAY_MS + (int(hour) * 60 + int(minute)) * MINUTE_MS


def pairs(times: OpenTimes) -> list[tuple[int, int]]:
    return list(zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True))


def test_nobody_can_write_into_shared_times() -> None:
    times = open_times("Mo-Fr 08:30-17:00", scenario())

    with pytest.raises(ValueError, match="read-only"):
        times.opens_ms[0] = 0


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("24/7", [(0, 2 * DAY_MS)]),
        ("off", []),
        ("Sa-Su 08:30-17:00", []),
        ("Mo-Fr 08:30-17:00 closed", []),
        ("Mo 08:30-17:00", [(at(0, "08:30"), at(0, "17:00"))]),
        (
            "Mo 08:30-12:00,14:00-17:00",
            [(at(0, "08:30"), at(0, "12:00")), (at(0, "14:00"), at(0, "17:00"))],
        ),
        (
            "Mo-Su 08:00-24:00",
            [(at(0, "08:00"), at(1, "00:00")), (at(1, "08:00"), at(2, "00:00"))],
        ),
        (
            "22:00-02:00",
            [(0, at(0, "02:00")), (at(0, "22:00"), at(1, "02:00")), (at(1, "22:00"), 2 * DAY_MS)],
        ),
        ("Mo-Sa 22:00-26:00", [(at(0, "22:00"), at(1, "02:00")), (at(1, "22:00"), 2 * DAY_MS)]),
        ("Nov 06-Dec 02 Mo-Fr 09:00-17:00", [(at(1, "09:00"), at(1, "17:00"))]),
        ("2007 Nov 06", [(DAY_MS, 2 * DAY_MS)]),
    ],
)
def test_an_expression_opens_these_times_of_a_monday_and_a_tuesday(
    expression: str, expected: list[tuple[int, int]]
) -> None:
    two_days = scenario(days=2)

    assert pairs(open_times(expression, two_days)) == expected
    assert pairs(plain_open_times(expression, two_days)) == expected


def test_a_run_may_start_midweek_and_last_one_day() -> None:
    thursday = scenario(first_day=dt.date(2007, 11, 8), days=1)

    times = open_times("Mo-Fr 08:30-17:00", thursday)

    assert pairs(times) == [(at(0, "08:30"), at(0, "17:00"))]
    assert end_ms(thursday.run) == DAY_MS


def test_an_expression_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be read from 'i' on"):
        open_times("Mo-Fri", scenario())


def opened_days(times: OpenTimes, first_day: dt.date) -> list[dt.date]:
    return sorted({first_day + dt.timedelta(int(day)) for day in times.opens_ms // DAY_MS})


def test_a_chinese_golden_week_closes_days_and_opens_the_weekend_that_makes_up_for_them() -> None:
    first_day = dt.date(2007, 9, 27)
    golden = scenario(first_day=first_day, days=12, hours=Hours(holidays="CN"))

    times = open_times("Mo-Fr 08:30-17:00", golden)

    september = [dt.date(2007, 9, day) for day in (27, 28, 29, 30)]
    assert opened_days(times, first_day) == [*september, dt.date(2007, 10, 8)]
    assert pairs(times)[2] == (at(2, "08:30"), at(2, "17:00"))


def test_days_at_both_edges_of_the_run_are_closed_when_they_are_holidays() -> None:
    first_day = dt.date(2007, 12, 31)
    new_year = scenario(first_day=first_day, days=2, hours=Hours(holidays="CN"))

    times = open_times("Mo-Fr 08:30-17:00", new_year)

    assert pairs(times) == []


def test_a_december_weekend_makes_up_for_days_off_in_january() -> None:
    first_day = dt.date(2006, 12, 30)
    weekend = scenario(first_day=first_day, days=2, hours=Hours(holidays="CN"))

    times = open_times("Mo-Fr 08:30-17:00", weekend)

    assert opened_days(times, first_day) == [first_day, dt.date(2006, 12, 31)]


def test_mexico_closes_on_its_own_holidays() -> None:
    first_day = dt.date(2006, 11, 20)
    revolution_day = scenario(first_day=first_day, days=2, hours=Hours(holidays="MX"))

    times = open_times("Mo-Fr 08:30-17:00", revolution_day)

    assert opened_days(times, first_day) == [dt.date(2006, 11, 21)]


def test_holidays_do_not_concern_a_cafe() -> None:
    new_year = scenario(first_day=dt.date(2008, 1, 1), days=1, hours=Hours(holidays="CN"))

    times = plain_open_times("Mo-Su 08:00-24:00", new_year)

    assert pairs(times) == [(at(0, "08:00"), DAY_MS)]


def test_what_the_scenario_says_of_a_day_goes_before_the_calendar() -> None:
    first_day = dt.date(2007, 9, 29)
    hours = Hours(
        holidays="CN",
        closed=(dt.date(2007, 9, 29),),
        opened=(dt.date(2007, 10, 1), dt.date(2007, 10, 6)),
    )

    times = open_times("Mo-Fr 08:30-17:00", scenario(first_day=first_day, days=9, hours=hours))

    opened = [dt.date(2007, 9, 30), dt.date(2007, 10, 1), dt.date(2007, 10, 6)]
    assert opened_days(times, first_day) == opened


def test_an_opened_day_has_mondays_hours_of_its_week() -> None:
    saturday = dt.date(2007, 11, 10)
    expression = "Nov 01-Nov 05 Mo 10:00-11:00; Nov 06-Nov 30 Mo-Sa 08:30-12:00"

    times = open_times(
        expression, scenario(first_day=saturday, days=1, hours=Hours(opened=(saturday,)))
    )

    assert pairs(times) == [(at(0, "10:00"), at(0, "11:00"))]


def test_an_opened_day_keeps_its_own_hours_if_its_monday_has_none() -> None:
    saturday = dt.date(2007, 11, 10)

    times = open_times(
        "Tu-Sa 08:30-12:00", scenario(first_day=saturday, days=1, hours=Hours(opened=(saturday,)))
    )

    assert pairs(times) == [(at(0, "08:30"), at(0, "12:00"))]


def test_an_outage_concerns_its_kind_and_its_outlets_and_is_cut_to_the_run() -> None:
    before = dt.datetime.fromisoformat("2007-11-04T22:00:00")
    noon = dt.datetime.fromisoformat("2007-11-06T12:00:00")
    late = dt.datetime.fromisoformat("2007-11-11T23:30:00")
    after = dt.datetime.fromisoformat("2007-11-12T00:00:00")
    troubled = scenario(
        outage=(
            Outage(kind="link", start=noon, hours=1.5, outlets=("a", "b")),
            Outage(kind="link", start=before, hours=3),
            Outage(kind="office", start=late, hours=1, outlets=("a",)),
            Outage(kind="office", start=after, hours=1),
        )
    )

    county_wide = (0, at(0, "01:00"))
    assert pairs(outage_times(troubled, "link", "a")) == [
        county_wide,
        (at(1, "12:00"), at(1, "13:30")),
    ]
    assert pairs(outage_times(troubled, "link", "c")) == [county_wide]
    assert pairs(outage_times(troubled, "office", "a")) == [(at(6, "23:30"), 7 * DAY_MS)]
    assert pairs(outage_times(troubled, "office", "c")) == []


def test_rounds_leave_on_the_days_of_the_expression_but_not_on_holidays() -> None:
    hours = Hours(closed=(MONDAY + dt.timedelta(2),))

    due_ms = moments("Mo-We,Sa", ("14:30", "08:30"), scenario(hours=hours))

    clocks = [(0, "08:30"), (0, "14:30"), (1, "08:30"), (1, "14:30"), (5, "08:30"), (5, "14:30")]
    assert due_ms.tolist() == [at(day, clock) for day, clock in clocks]


def test_a_batch_leaves_every_day_even_on_a_closed_one() -> None:
    hours = Hours(closed=(MONDAY,))

    due_ms = daily_moments(("23:59", "00:00", "00:00"), scenario(days=2, hours=hours))

    assert due_ms.tolist() == [0, at(0, "23:59"), DAY_MS, at(1, "23:59")]


@given(
    st.sets(st.sampled_from(range(7)), min_size=1),
    st.sets(st.times().map(lambda time: f"{time:%H:%M}"), min_size=1, max_size=3),
    st.integers(0, 6),
    st.integers(1, 20),
)
def test_a_round_leaves_at_each_time_of_each_selected_day(
    weekdays: set[int], clocks: set[str], first: int, days: int
) -> None:
    expression = ",".join(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[day] for day in weekdays)
    weeks = scenario(first_day=MONDAY + dt.timedelta(first), days=days)

    due_ms = moments(expression, tuple(clocks), weeks)

    selected = [day for day in range(days) if (first + day) % 7 in weekdays]
    assert due_ms.tolist() == [at(day, clock) for day in selected for clock in sorted(clocks)]
