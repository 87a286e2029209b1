"""How many come and when: totals, constant rates, and moments that never lie outside."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.calendar import Intensity, end_ms, inverse, other_intensity, wish_intensity
from sim.scenario import Hours, Market, Network, Others, Run, Scenario, Surge
from sim.units import DAY_MS, HOUR_MS

MONDAY = dt.date(2007, 11, 5)
PEOPLE = 26_000
EVEN_WEEK = (1.0,) * 7
EVEN_DAY = (1.0,) * 24
EXPRESSIONS = (
    "24/7",
    "off",
    "Mo-Fr 08:30-17:00",
    "Mo-Fr 08:30-12:00,14:00-17:20; Sa 09:00-12:00",
    "Tu,Th-Su 22:00-02:00",
    "Mo-Su 08:00-24:00",
    "Nov 08-Nov 14 Mo-Su 07:01-07:02",
)

factors = st.sampled_from((0.0, 0.1, 0.3, 1.0, 1.19, 7.0))
positive = st.sampled_from((0.1, 0.3, 1.0, 1.19, 7.0))
near = st.dates(dt.date(2007, 10, 29), dt.date(2007, 12, 2))


def scenario(**tables: object) -> Scenario:
    return Scenario.model_validate({"network": Network(counties=("411627",)), **tables})


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a run of a few weeks around the Monday, with any profile and any closed days."""
    return scenario(
        run=Run(first_day=draw(near), days=draw(st.integers(1, 30))),
        hours=Hours(closed=tuple(draw(st.lists(near, max_size=8)))),
        surge=tuple(
            Surge(first_day=day, last_day=day + dt.timedelta(2), others=draw(positive))
            for day in draw(st.lists(near, max_size=2))
        ),
        others=Others(
            visits_per_person_year=draw(st.floats(0, 100)),
            day_factors=draw(st.tuples(*[factors] * 7)),
            hour_factors=draw(st.tuples(*[factors] * 24)),
            closed_day_kept=draw(st.floats(0, 1)),
        ),
    )


def daily_totals(intensity: Intensity, days: int) -> list[float]:
    midnights = np.arange(days + 1) * DAY_MS
    so_far = np.interp(midnights, intensity.knots_ms, intensity.expected)
    return [float(total) for total in np.diff(so_far)]


@given(scenarios(), st.sampled_from(EXPRESSIONS))
def test_the_expected_number_grows_from_zero_over_the_whole_run(
    weeks: Scenario, expression: str
) -> None:
    intensity = other_intensity(weeks, PEOPLE, expression)

    assert (intensity.knots_ms[0], intensity.knots_ms[-1]) == (0, end_ms(weeks.run))
    assert (np.diff(intensity.knots_ms) > 0).all()
    assert intensity.expected[0] == 0
    assert (np.diff(intensity.expected) >= 0).all()


@given(
    near,
    st.integers(1, 60),
    st.integers(1, 10**6),
    st.floats(0.01, 100),
    st.sampled_from((0.1, 1.0, 3.3)),
)
def test_without_closing_and_with_even_factors_the_rate_is_constant_to_the_last_bit(
    first_day: dt.date, days: int, people: int, visits: float, factor: float
) -> None:
    even = scenario(
        run=Run(first_day=first_day, days=days),
        others=Others(
            visits_per_person_year=visits, day_factors=(factor,) * 7, hour_factors=(factor,) * 24
        ),
    )

    intensity = other_intensity(even, people, "24/7")

    assert intensity.knots_ms.tolist() == [0, days * DAY_MS]
    assert intensity.total == pytest.approx(people * visits / 365 * days, rel=1e-12)


@given(
    weeks=st.integers(1, 5),
    opened=st.sets(st.sampled_from(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")), min_size=1),
    day_factors=st.tuples(*[positive] * 7),
    hour_factors=st.tuples(*[positive] * 24),
)
def test_a_week_keeps_its_visits_whatever_days_are_open(
    weeks: int,
    opened: set[str],
    day_factors: tuple[float, ...],
    hour_factors: tuple[float, ...],
) -> None:
    keeping = scenario(
        run=Run(first_day=MONDAY, days=7 * weeks),
        others=Others(
            visits_per_person_year=365, day_factors=day_factors, hour_factors=hour_factors
        ),
    )

    intensity = other_intensity(keeping, 10, f"{','.join(opened)} 08:30-17:00")

    assert intensity.total == pytest.approx(70 * weeks)


def expected_by_day(weeks: Scenario, people: int, open_weekdays: set[int]) -> list[float]:
    """Return each day's expected visits, day by day and week by week, without arrays."""
    run, others = weeks.run, weeks.others
    own: dict[dt.date, float] = {}
    monday = run.first_day - dt.timedelta(run.first_day.weekday())
    for day in (monday + dt.timedelta(number) for number in range(run.days + 14)):
        mean = sum(others.day_factors) / 7
        own[day] = people * others.visits_per_person_year / 365
        own[day] *= others.day_factors[day.weekday()] / mean
        for surge in weeks.surge:
            own[day] *= surge.others if surge.first_day <= day <= surge.last_day else 1

    def is_open_on(day: dt.date) -> bool:
        return day.weekday() in open_weekdays and day not in weeks.hours.closed

    def visits(day: dt.date) -> float:
        first = day - dt.timedelta(day.weekday())
        week = [first + dt.timedelta(number) for number in range(7)]
        staying = sum(own[other] for other in week if is_open_on(other))
        moving = sum(own[other] for other in week if not is_open_on(other))
        if not is_open_on(day) or not staying:
            return 0.0
        return own[day] + others.closed_day_kept * moving * own[day] / staying

    return [visits(run.first_day + dt.timedelta(number)) for number in range(run.days)]


@given(scenarios(), st.sets(st.sampled_from(range(7)), min_size=1))
def test_each_day_has_its_own_visits_and_its_part_of_those_of_closed_days(
    weeks: Scenario, open_weekdays: set[int]
) -> None:
    assume(sum(weeks.others.day_factors) > 0)
    assume(sum(weeks.others.hour_factors[8:17]) > 0)
    names = ",".join(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[day] for day in open_weekdays)

    intensity = other_intensity(weeks, PEOPLE, f"{names} 08:00-17:00")

    by_day = expected_by_day(weeks, PEOPLE, open_weekdays)
    assert daily_totals(intensity, weeks.run.days) == pytest.approx(by_day, abs=1e-6)


def test_half_of_a_closed_days_visits_are_lost_when_half_are_kept() -> None:
    week = scenario(
        run=Run(first_day=MONDAY, days=7),
        hours=Hours(closed=(MONDAY,)),
        others=Others(visits_per_person_year=365, day_factors=EVEN_WEEK, closed_day_kept=0.5),
    )

    intensity = other_intensity(week, 100, "Mo-Th 08:30-17:00")

    moved = 100 * 0.5 * 4 / 3
    expected = [0, 100 + moved, 100 + moved, 100 + moved, 0, 0, 0]
    assert daily_totals(intensity, 7) == pytest.approx(expected)


def test_a_run_that_starts_midweek_sees_the_visits_of_the_days_before_it() -> None:
    thursday = scenario(
        run=Run(first_day=MONDAY + dt.timedelta(3), days=1),
        hours=Hours(closed=(MONDAY,)),
        others=Others(visits_per_person_year=365, day_factors=EVEN_WEEK),
    )

    intensity = other_intensity(thursday, 100, "Mo-Th 08:30-17:00")

    assert intensity.total == pytest.approx(700 / 3)


def test_visits_of_a_day_follow_the_hours_of_day_within_opening_hours() -> None:
    morning = (*EVEN_DAY[:8], 3.0, 3.0, *EVEN_DAY[10:])
    monday = scenario(
        run=Run(first_day=MONDAY, days=1),
        others=Others(visits_per_person_year=365, day_factors=EVEN_WEEK, hour_factors=morning),
    )

    intensity = other_intensity(monday, 60, "Mo-Su 08:30-12:00,14:00-15:30")

    clocks_ms = [HOUR_MS * hours for hours in (0, 8.5, 10, 12, 14, 15.5, 24)]
    assert intensity.knots_ms.tolist() == clocks_ms
    assert intensity.expected.tolist() == pytest.approx([0, 0, 33.75, 48.75, 48.75, 60, 60])


@pytest.mark.parametrize(
    ("expression", "others"),
    [
        ("off", Others()),
        ("Mo-Fr 08:30-17:00", Others(day_factors=(0.0,) * 7)),
        ("Mo-Fr 08:30-17:00", Others(hour_factors=(1.0,) * 8 + (0.0,) * 16)),
        ("Mo-Fr 08:30-17:00", Others(visits_per_person_year=0)),
    ],
)
def test_nobody_comes_to_an_outlet_that_is_never_open_or_wanted(
    expression: str, others: Others
) -> None:
    intensity = other_intensity(scenario(others=others), PEOPLE, expression)

    assert intensity.knots_ms.tolist() == [0, 28 * DAY_MS]
    assert intensity.expected.tolist() == [0, 0]
    assert inverse(intensity, np.empty(0)).tolist() == []


def test_wishes_follow_weekday_surge_and_hour() -> None:
    market = Market(
        wishes_per_1000_people_day=2,
        day_factors=(1.0, 0.5, 0.0, 1.0, 1.0, 1.0, 1.0),
        hour_factors=(0.0,) * 12 + (5.0,) * 12,
    )
    surges = (
        Surge(first_day=dt.date(2007, 10, 1), last_day=dt.date(2007, 11, 5), wishes=3),
        Surge(first_day=dt.date(2007, 11, 5), last_day=dt.date(2007, 11, 6), wishes=2, others=9),
        Surge(first_day=dt.date(2007, 10, 1), last_day=dt.date(2007, 11, 4), wishes=100),
        Surge(first_day=dt.date(2007, 11, 9), last_day=dt.date(2007, 12, 1), wishes=100),
    )
    four_days = scenario(run=Run(first_day=MONDAY, days=4), market=market, surge=surges)

    intensity = wish_intensity(four_days, 5_000)

    assert (intensity.knots_ms // HOUR_MS).tolist() == [0, 12, 24, 36, 48, 84, 96]
    assert intensity.expected.tolist() == pytest.approx([0, 0, 60, 60, 70, 70, 80])


def test_even_wishes_have_a_constant_rate() -> None:
    even = scenario(market=Market(wishes_per_1000_people_day=1, hour_factors=EVEN_DAY))

    intensity = wish_intensity(even, 2_000)

    assert intensity.knots_ms.tolist() == [0, 28 * DAY_MS]
    assert intensity.expected.tolist() == [0, pytest.approx(56)]
