"""Opening hours against a second reading: the library's own state, minute by minute."""

import datetime as dt
from typing import Any

import numpy as np
import opening_hours
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sim.calendar import OpenTimes, is_open, nights_cut, nights_left, open_times, union
from sim.calendar.written import evening_of, nights_of, written_times
from sim.scenario import Hours, Network, Run, Scenario
from sim.scenario.hours_syntax import check_expression
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS
from tests.proofs.lengths import examples

MONDAY = dt.date(2007, 11, 5)
TUESDAY, WEDNESDAY = (MONDAY + dt.timedelta(day) for day in (1, 2))
FRIDAY, SATURDAY, SUNDAY = (MONDAY + dt.timedelta(day) for day in (4, 5, 6))
NIGHTS = "Mo-Fr 22:00-06:00"


def by_the_minute(expression: str, first_day: dt.date, days: int) -> list[bool]:
    """Return whether the library says that it is open, at each minute."""
    hours = opening_hours.OpeningHours(expression, auto_country=False, auto_timezone=False)
    midnight = dt.datetime.combine(first_day, dt.time())
    return [hours.is_open(midnight + dt.timedelta(minutes=one)) for one in range(days * 1440)]


def as_minutes(times: OpenTimes, days: int) -> list[bool]:
    """Return whether it is open, at each minute."""
    asked: list[bool] = is_open(times, np.arange(days * 1440, dtype=np.int64) * MINUTE_MS).tolist()
    return asked


def shifted(times: OpenTimes, shift_ms: int) -> OpenTimes:
    """Return the times moved by a shift."""
    return OpenTimes(times.opens_ms + shift_ms, times.closes_ms + shift_ms)


def from_monday(expression: str, days: int = 7, **ruled: tuple[dt.date, ...]) -> OpenTimes:
    """Return when a run from a Monday on is open, with days closed and opened by rule."""
    run = Run(first_day=MONDAY, days=days)
    scenario = Scenario(
        network=Network(counties=("411627",)), run=run, hours=Hours.model_validate(ruled)
    )
    return open_times(expression, scenario)


def hours(
    expression: str, days: int = 7, **ruled: tuple[dt.date, ...]
) -> list[tuple[float, float]]:
    """Return the intervals of a run from a Monday on, in hours."""
    times = from_monday(expression, days, **ruled)
    pairs = zip(times.opens_ms.tolist(), times.closes_ms.tolist(), strict=True)
    return [(opens / HOUR_MS, closes / HOUR_MS) for opens, closes in pairs]


def is_accepted(expression: str) -> bool:
    """Return whether a scenario may have these hours."""
    try:
        check_expression(expression)
    except ValueError:
        return False
    return True


WEEKDAYS = ("", "Mo ", "Mo-Fr ", "Sa,Su ", "Fr-Mo ", "Th[1] ", "Fr[-1] ", "Tu[2] +1 day ")
DATES = ("week 45-47 ", "Nov 20-Dec 03 ", "2007 Nov 14 ", "Nov Mo-We ", "week 01-53/2 Mo ")
DAYS = st.sampled_from((*WEEKDAYS, *DATES))
CLOCK = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
LATE = st.integers(1, 192).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")
TIMES = st.lists(st.tuples(CLOCK, LATE).map("-".join), min_size=1, max_size=2).map(",".join)
SAME_DAY = st.lists(st.integers(0, 96), min_size=2, max_size=2, unique=True).map(
    lambda quarters: "-".join(f"{one // 4:02}:{one % 4 * 15:02}" for one in sorted(quarters))
)
STATE = st.sampled_from(["", " open", " off", ' closed "?"', ' open "x; y, 10:00 || PH"'])
RULE = st.one_of(st.tuples(DAYS, TIMES, STATE).map("".join), st.sampled_from(["24/7", "Sa off"]))
RULES = st.lists(st.tuples(RULE, st.sampled_from(["; ", ", "])), min_size=1, max_size=3)
EXPRESSION = RULES.map(lambda rules: "".join(part for rule in rules for part in rule)[:-2]).filter(
    is_accepted
)


@settings(max_examples=examples(40))
@given(EXPRESSION, st.integers(0, 40))
def test_hours_are_open_at_the_minutes_at_which_the_library_says_so(
    expression: str, later: int
) -> None:
    first_day, days = MONDAY + dt.timedelta(later), 5

    times = written_times(expression, first_day, days)

    assert as_minutes(times, days) == by_the_minute(expression, first_day, days)


@settings(max_examples=examples(60))
@example("18:00-29:30", "07:00-24:00")  # of Monday's hours only the night after it is left
@given(st.one_of(TIMES, SAME_DAY), st.one_of(SAME_DAY, TIMES))
def test_days_opened_and_closed_have_the_hours_that_rules_for_them_would_give(
    open_at: str, off: str
) -> None:
    rules = "{days} " + open_at + "; {days} " + off + " off"
    assume(is_accepted(rules.format(days="Mo-Sa")))

    ruled = from_monday(rules.format(days="Mo-Fr"), opened=(SATURDAY,), closed=(WEDNESDAY,))

    written = rules.format(days="Mo,Tu,Th-Sa")
    assert as_minutes(ruled, 7) == by_the_minute(written, MONDAY, 7)


@settings(max_examples=examples(40))
@given(st.tuples(DAYS, TIMES).map("".join), st.integers(0, 40))
def test_a_rule_is_the_evenings_of_its_days_and_the_nights_after_them(
    rule: str, later: int
) -> None:
    first_day, days = MONDAY + dt.timedelta(later), 3

    evenings = [evening_of(rule, first_day + dt.timedelta(day)) for day in range(days)]
    nights = nights_of(rule, first_day - dt.timedelta(1), days + 1)

    moved = [shifted(times, day * DAY_MS) for day, times in enumerate(evenings)]
    both = union(*moved, shifted(nights, -DAY_MS))
    assert as_minutes(both, days) == as_minutes(written_times(rule, first_day, days), days)


def test_a_last_rule_may_end_in_a_semicolon() -> None:
    weekdays = [(day * 24 + 8.0, day * 24 + 12.0) for day in range(5)]

    assert hours("Mo-Fr 08:00-12:00; ") == weekdays


class TwoMinds:
    """A reading whose intervals and states differ in the middle of the day."""

    def __init__(self, *_: object, **__: object) -> None:
        """Take whatever the library takes."""

    def intervals(self, start: dt.datetime, end: dt.datetime) -> list[tuple[Any, ...]]:
        """Say that it is open all day."""
        return [(start, end, opening_hours.State.OPEN, "")]

    def state(self, moment: dt.datetime) -> tuple[opening_hours.State, str]:
        """Say that it is closed at noon."""
        is_noon = moment.hour == 12
        return opening_hours.State.CLOSED if is_noon else opening_hours.State.OPEN, ""

    def __str__(self) -> str:
        """Return what was written."""
        return "Mo 00:00-23:58"


def test_intervals_and_states_that_disagree_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening_hours, "OpeningHours", TwoMinds)

    with pytest.raises(ValueError, match="'Mo 00:00-23:58' are both open and closed at 2007-11-05"):
        written_times("Mo 00:00-23:58", MONDAY, 1)


def test_an_opened_day_has_the_whole_of_mondays_night() -> None:
    usual = [(day * 24 + 22.0, day * 24 + 30.0) for day in range(5)]

    assert hours(NIGHTS) == usual
    assert hours(NIGHTS, opened=(SATURDAY,)) == [*usual, (142.0, 150.0)]
    assert hours(NIGHTS, opened=(SUNDAY,)) == [*usual, (166.0, 168.0)]


def test_a_closed_day_has_no_night_and_leaves_the_night_before_it_whole() -> None:
    closed = hours(NIGHTS, closed=(MONDAY + dt.timedelta(1),))

    assert closed == [(22, 30), (70, 78), (94, 102), (118, 126)]
    assert hours(NIGHTS, closed=(SATURDAY,)) == hours(NIGHTS)
    assert hours(NIGHTS, closed=(FRIDAY,), opened=(SATURDAY,)) == [
        *((day * 24 + 22.0, day * 24 + 30.0) for day in range(4)),
        (142.0, 150.0),
    ]


def test_the_day_before_the_run_leaves_its_night_by_its_own_rule() -> None:
    eve = MONDAY - dt.timedelta(1)

    assert hours("Mo-Su 22:00-06:00", days=1) == [(0, 6), (22, 24)]
    assert hours("Mo-Su 22:00-06:00", days=1, closed=(eve,)) == [(22, 24)]
    assert hours(NIGHTS, days=1) == [(22, 24)]
    assert hours(NIGHTS, days=1, opened=(eve,)) == [(0, 6), (22, 24)]


def test_the_night_of_a_sunday_is_none_of_mondays_hours() -> None:
    assert hours("Su 22:00-06:00; Sa 10:00-12:00", opened=(FRIDAY,)) == [
        (0, 6),
        (130, 132),
        (166, 168),
    ]


def test_a_closed_day_between_nights_that_overlap_other_hours_takes_only_its_own() -> None:
    expression = "Mo-Fr 20:00-04:00, Sa 00:00-12:00"

    assert hours(expression)[-1] == (116, 132)
    assert hours(expression, closed=(SATURDAY,))[-1] == (116, 124)
    assert hours(expression, closed=(FRIDAY,))[-1] == (120, 132)


def test_whole_days_and_days_of_24_hours_have_no_nights() -> None:
    tuesday = (MONDAY + dt.timedelta(1),)

    for expression in ("24/7", "Mo-Su 00:00-24:00", "Mo-Su", "Mo-Su 00:00-00:00"):
        assert hours(expression, days=3, closed=tuesday) == [(0, 24), (48, 72)]
    assert hours("Mo-Su 08:00-08:00", days=3, closed=tuesday) == [(0, 32), (56, 72)]
    assert hours("Mo 22:00-48:00", days=3) == [(22, 48)]
    assert hours("Mo 22:00-48:00", days=3, closed=tuesday) == [(22, 48)]
    assert hours("Mo 22:00-48:00", days=3, closed=(MONDAY,)) == []


@pytest.mark.parametrize(
    ("expression", "cut"),
    [
        (NIGHTS, []),
        (f"{NIGHTS}; Sa 10:00-12:00", [FRIDAY]),
        (f"{NIGHTS}; Sa off", [FRIDAY]),
        (f"{NIGHTS}; Sa 00:00-02:00", [FRIDAY]),
        (f"{NIGHTS}, Sa 10:00-12:00", []),
        ("Mo-Fr 20:00-24:00; Sa 10:00-12:00", []),
        ("Mo-Fr 20:00-00:00; Sa 10:00-12:00", []),
        ("Mo-Fr 23:59-00:30; Sa 10:00-12:00", [FRIDAY]),
        ("Su 22:00-06:00; Mo-Fr 08:00-12:00", [MONDAY - dt.timedelta(1), SUNDAY]),
        ("Mo-Sa 08:00-12:00; Su off", []),
    ],
)
def test_nights_that_a_later_rule_cuts_are_found(expression: str, cut: list[dt.date]) -> None:
    assert nights_cut(expression, MONDAY - dt.timedelta(1), 9) == cut


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        (NIGHTS, []),
        (f"{NIGHTS}; Fr off", [FRIDAY]),
        (f"{NIGHTS}; Fr 22:00-23:00", [FRIDAY]),
        (f"{NIGHTS}; Fr 22:00-05:00", [FRIDAY]),
        (f"{NIGHTS}; Fr 22:00-07:00", []),
        (f"{NIGHTS}; Fr off; Sa 00:00-06:00", []),
        (f"{NIGHTS}, Sa 00:00-06:00; Fr off", []),
        (f"{NIGHTS}; Sa 10:00-12:00", []),
        (f"{NIGHTS}, Fr 10:00-12:00", []),
        (f"{NIGHTS}; Fr 12:00-13:00 off", []),
        ("Mo-Su 08:00-08:00; Su 10:00-12:00", [MONDAY - dt.timedelta(1), SUNDAY]),
        ("24/7; Fr off", []),
    ],
)
def test_nights_of_days_that_a_later_rule_replaces_are_found(
    expression: str, left: list[dt.date]
) -> None:
    assert nights_left(expression, MONDAY, 8) == left


def test_a_closed_day_takes_the_night_that_a_later_rule_has_left() -> None:
    expression = f"{NIGHTS}; Tu off"

    assert hours(expression)[:3] == [(22, 24), (48, 54), (70, 78)]
    assert hours(expression, closed=(TUESDAY,))[:2] == [(22, 24), (70, 78)]
    assert hours(expression, closed=(WEDNESDAY,))[:2] == [(22, 24), (94, 102)]
