"""Shifts as they are written: read from a cell, held against opening hours, warned of."""

import re
from pathlib import Path

import pytest

from sim.files.findings import FileErrors
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.files.shifts import parse_shifts
from sim.files.warnings import warnings_of
from sim.plan import make_plan
from sim.units import HOUR_MS, MINUTE_MS

HEADING = "name,lat,lon,class,counters,people,staffing"
ALL_DAY = (8 * HOUR_MS + 30 * MINUTE_MS, 17 * HOUR_MS)
MORNING = (ALL_DAY[0], 12 * HOUR_MS)


def scenario_with(folder: Path, *rows: str, staffing: str = "") -> Path:
    """Write a scenario of one's own outlets, open from 8:30 to 17:00, and return its file."""
    (folder / "own.csv").write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    path = folder / "own.toml"
    tables = '[network]\noutlets_csv = "own.csv"\n[run]\ndays = 1\n'
    path.write_text(tables + staffing, encoding="utf-8")
    return path


def refused(path: Path) -> list[str]:
    """Return what is said of shifts that are refused, without where."""
    with pytest.raises(FileErrors) as refusal:
        read_network(read_scenario(str(path)))
    return [str(finding).split(": ", 1)[1] for finding in refusal.value.findings]


def staffed(path: Path) -> list[list[tuple[tuple[int, int], ...]]]:
    """Return when each counter of each outlet is staffed on the first day."""
    scenario = read_scenario(str(path))
    plan = make_plan(scenario, read_network(scenario)[0])
    return [
        [
            tuple(zip(one.staffed.opens_ms, one.staffed.closes_ms, strict=True))
            for one in outlet.counters
        ]
        for outlet in plan.outlets
    ]


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("", {}),
        ("Mo-Fr 08:30-12:00=2", {"Mo-Fr 08:30-12:00": 2}),
        (
            "Mo-Fr 08:30-12:00; Sa off = 0 | Sa 09:00-10:00 = 100%",
            {"Mo-Fr 08:30-12:00; Sa off": 0, "Sa 09:00-10:00": "100%"},
        ),
    ],
)
def test_shifts_of_a_cell_are_read(text: str, shifts: dict[str, int | str]) -> None:
    assert parse_shifts(text) == shifts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mo-Fr 08:30-12:00", '"Mo-Fr 08:30-12:00" is no shift: write them as "Mo-Fr'),
        ("= 2", '"= 2" is no shift'),
        ("Mo 08:30-12:00 = 2 | ", '"" is no shift'),
        ("Mo 08:30-12:00 = 1 | Mo 08:30-12:00 = 2", '"Mo 08:30-12:00" stands twice'),
        ("Mo 08:30-12:00 = -1", '"-1" is no share of the counters: write a number, or a share'),
        ("Mo 08:30-12:00 = 1.5%", '"1.5%" is no share'),
        ("Mo 08:30-12:00 = 101%", '"101%" is more than all counters'),
        ("Mo 08:30-12:00 = 1001", '"Mo 08:30-12:00": 1001, and must be at most 1000'),
        ("Mo 25:30-26:00 = 1", "opening hours 'Mo 25:30-26:00' cannot be read"),
    ],
)
def test_shifts_that_cannot_be_read_are_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        parse_shifts(text)


def test_an_outlet_has_its_own_shifts_or_those_of_its_class(tmp_path: Path) -> None:
    staffing = '[staffing.town.counters]\n"Mo-Fr 08:30-12:00" = "50%"\n'
    own = "Own,1,1,town,3,100,Mo-Fr 08:30-12:00 = 1 | Mo-Fr 12:00-17:00 = 2"
    path = scenario_with(tmp_path, own, "Class,1,2,town,3,100,", "Rural,1,3,rural,1,100,")

    path.write_text(path.read_text(encoding="utf-8") + staffing, encoding="utf-8")

    afternoon = (12 * HOUR_MS, ALL_DAY[1])
    assert staffed(path) == [
        [(ALL_DAY,), (afternoon,), ()],
        [(MORNING,), (MORNING,), ()],
        [(ALL_DAY,)],
    ]


def test_shifts_that_overlap_or_lie_outside_the_opening_hours_are_refused(tmp_path: Path) -> None:
    shifts = '[staffing.town.counters]\n"Mo 08:00-12:00" = 1\n"Mo 11:00-17:00" = 2\n'
    own = "Own,1,1,town,3,100,Mo 16:00-17:01 = 1 | Mo 08:30-16:30 = 1"

    of_class = refused(scenario_with(tmp_path, "A,1,1,town,3,100,", staffing=shifts))
    of_outlet = refused(scenario_with(tmp_path, own))

    assert of_class == [
        (
            'staffing.town.counters: "Mo 08:00-12:00" and "Mo 11:00-17:00" overlap on Mo 11:00 '
            "(2007-11-05): name each hour once, with all counters that are staffed then"
        ),
        (
            'staffing.town.counters: "Mo 08:00-12:00" staffs counters on Mo 08:00 (2007-11-05), '
            'and the doors are closed then: keep within the opening hours, "Mo-Fr 08:30-17:00"'
        ),
    ]
    assert [one.split(" ")[:5] for one in of_outlet] == [
        ["staffing:", "of", '"Own":', '"Mo', '16:00-17:01"'],
        ["staffing:", "of", '"Own":', '"Mo', '16:00-17:01"'],
    ]


def test_nobody_staffed_outside_the_opening_hours_is_no_contradiction(tmp_path: Path) -> None:
    shifts = '[staffing.town.counters]\n"Mo 08:30-17:00" = 1\n"Mo 17:00-18:00" = 0\n'

    path = scenario_with(tmp_path, "A,1,1,town,1,100,", staffing=shifts)

    assert staffed(path) == [[(ALL_DAY,)]]


def test_the_shifts_of_a_base_are_replaced_and_not_mixed(tmp_path: Path) -> None:
    shifts = '[staffing.town.counters]\n"Mo-Fr 08:30-17:00" = 1\n'
    scenario_with(tmp_path, "A,1,1,town,2,100,", staffing=shifts)
    path = tmp_path / "other.toml"
    extending = 'extends = "own.toml"\n[staffing.town.counters]\n"Mo-Fr 08:30-12:00" = 2\n'
    path.write_text(extending, encoding="utf-8")

    assert staffed(path) == [[(MORNING,), (MORNING,)]]


def test_open_doors_without_a_counter_are_warned_of(tmp_path: Path) -> None:
    shifts = "Mo-Fr 08:30-12:00 = 1 | Mo-Fr 12:30-17:00 = 2"
    path = scenario_with(tmp_path, f"A,1,1,town,2,100,{shifts}", "B,1,2,town,2,100,")
    scenario = read_scenario(str(path))

    said = [one for one in warnings_of(scenario, read_network(scenario)) if "staffed" in one]

    assert said == [
        (
            "warning: 1 outlets are open at times at which no counter is staffed, and who comes "
            "then waits (A): name those hours in staffing, or shorten the opening hours"
        )
    ]


def test_what_a_counter_can_give_is_what_is_staffed(tmp_path: Path) -> None:
    path = scenario_with(tmp_path, "A,1,1,town,3,40000,Mo-Fr 08:30-17:00 = 1")
    scenario = read_scenario(str(path))

    said = warnings_of(scenario, read_network(scenario))

    assert [one for one in said if one.startswith("warning: 1 outlets are asked for more")]


def test_keys_of_counters_that_never_fail_and_of_breaks_of_no_length_are_unread(
    tmp_path: Path,
) -> None:
    named = (
        '[counters]\nfailure_clock = "busy"\n'
        '[staffing.town]\nbreaks_from = "11:00"\n[staffing.city]\nbreak_min = 0\n'
    )
    path = scenario_with(tmp_path, "A,1,1,town,1,100,", staffing=named)
    scenario = read_scenario(str(path), ["staffing.at_shift_end=stay"])

    said = warnings_of(scenario, read_network(scenario))

    assert [one.removeprefix("warning: ") for one in said if "nothing reads" in one] == [
        "nothing reads staffing.city.break_min, because none of the outlets is of the class city",
        (
            "nothing reads staffing.at_shift_end, because line.discipline is one_line, so the line "
            "waits for whoever calls next"
        ),
        "nothing reads staffing.town.breaks_from, because staffing.town.break_min is 0",
        "nothing reads counters.failure_clock, because counters.fail is false",
    ]
