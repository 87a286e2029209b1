"""The charts of a person: the whole journey true to scale, and each visit in minutes."""

from collections.abc import Sequence
from typing import Any

from sim.diary import NONE
from sim.explorer.charts import Chart
from sim.explorer.person.found import PersonFound
from sim.explorer.person.phases import PHASES, STEP_NAMES, Phase, spans_of
from sim.explorer.person.stays import Stay
from sim.explorer.person.tables import journey_table, stays_table
from sim.explorer.person.words import door_said, rounded, stays_said
from sim.study.story import JourneyStory, moment
from sim.units import DAY_MS, MINUTE_MS

Option = dict[str, Any]
StaysOfRun = tuple[str, PersonFound, Sequence[Stay]]
ROW_NAME_MOST = 22
FEW_ROWS, MANY_ROWS = 2, 5
GRID = {"left": 16, "right": 24, "top": 48, "bottom": 52, "containLabel": True}
LEGEND = {"top": 0, "type": "scroll", "itemGap": 8, "itemWidth": 18}


def journey_chart(people: Sequence[tuple[str, PersonFound]]) -> Chart:
    """Return the journeys of one person in one or two runs, as bars of days since the wish."""
    stories = [found.told for _, found in people]
    by_phase = {phase: _parts(stories, phase) for phase in PHASES}
    series = [_bars(phase.name, phase.colour, data) for phase, data in by_phase.items() if data]
    option = {
        "grid": GRID | {"top": 72},
        "legend": LEGEND,
        "tooltip": {"trigger": "item", "formatter": "fn:said"},
        "xAxis": _axis("days since the wish"),
        "yAxis": _rows([name for name, _ in people]),
        "series": [*series, _doors(people)],
    }
    return Chart(
        "journey",
        "From the wish to the end of the journey (days)",
        door_said(people),
        option,
        journey_table(people),
        height="low" if len(people) == 1 else "",
    )


def stays_chart(stays: Sequence[StaysOfRun]) -> Chart:
    """Return every visit to a counter as minutes since arriving there, a row a visit."""
    rows = [(name, found, one) for name, found, of_run in stays for one in of_run]
    several = len(stays) > 1
    names = [_row_name(name if several else "", found, one) for name, found, one in rows]
    of_each = [one for _, _, one in rows]
    option = {
        "grid": GRID,
        "legend": LEGEND,
        "tooltip": {"trigger": "item", "formatter": "fn:said"},
        "xAxis": _axis("minutes since arriving"),
        "yAxis": _rows(names),
        "series": [
            _bars("in line", "--series-2", _waiting(of_each)),
            _bars("at the counter", "--series-1", _at_counter(of_each)),
        ],
    }
    return Chart(
        "stays",
        "Each visit, from arriving to leaving (minutes)",
        stays_said(stays),
        option,
        stays_table(stays),
        height="low" if len(rows) <= FEW_ROWS else "tall" if len(rows) > MANY_ROWS else "",
    )


def _parts(stories: Sequence[JourneyStory], phase: Phase) -> list[Option]:
    """Return the parts of journeys that belong to a phase, a row a journey."""
    return [
        {
            "value": [round(begins / DAY_MS, 6), round(ends / DAY_MS, 6), row],
            "said": f"{part.moment}: {part.words} (after {rounded(part.took_ms)})",
        }
        for row, told in enumerate(stories)
        for of_part, part, begins, ends in spans_of(told)
        if part.took_ms and of_part is phase
    ]


def _waiting(stays: Sequence[Stay]) -> list[Option]:
    return [
        {
            "value": [0, round(one.wait_ms / MINUTE_MS, 3), row],
            "said": f"{one.purpose}: in line for {rounded(one.wait_ms)}",
        }
        for row, one in enumerate(stays)
    ]


def _at_counter(stays: Sequence[Stay]) -> list[Option]:
    return [
        {
            "value": [
                round(one.wait_ms / MINUTE_MS, 3),
                round((one.left_ms - one.arrived_ms) / MINUTE_MS, 3),
                row,
            ],
            "said": f"{one.purpose}: at the counter for {rounded(one.left_ms - one.waited_to_ms)}, "
            f"{one.ending}",
        }
        for row, one in enumerate(stays)
    ]


def _axis(name: str) -> Option:
    return {
        "type": "value",
        "name": name,
        "nameLocation": "middle",
        "nameGap": 28,
        "min": 0,
        "axisLabel": {"hideOverlap": True},
    }


def _row_name(run: str, found: PersonFound, one: Stay) -> str:
    at = moment(one.arrived_ms, found.setting.first_day)
    day, clock = at.rsplit(" ", 2)[0], at.rsplit(" ", 1)[1][:5]
    where = f"{run}\n" if run else ""
    return f"{where}{one.purpose.partition(':')[0]}\n{day} {clock}"


def _rows(names: Sequence[str]) -> Option:
    return {
        "type": "category",
        "data": [name if "\n" in name else name[:ROW_NAME_MOST] for name in names],
        "inverse": True,
        "axisTick": {"show": False},
    }


def _bars(name: str, colour: str, data: Sequence[Option]) -> Option:
    return {
        "type": "custom",
        "name": name,
        "renderItem": "fn:gantt",
        "encode": {"x": [0, 1], "y": 2},
        "data": list(data),
        "itemStyle": {"color": colour},
        "clip": True,
    }


def _doors(people: Sequence[tuple[str, PersonFound]]) -> Option:
    """Return a mark at the moment at which the parcel was in hand."""
    data = [
        {
            "value": [round((found.row["delivered_ms"] - found.row["wish_ms"]) / DAY_MS, 6), row],
            "said": f"{STEP_NAMES['delivered_ms']}: "
            f"{rounded(found.row['delivered_ms'] - found.row['wish_ms'])} after the wish",
        }
        for row, (_, found) in enumerate(people)
        if found.row["delivered_ms"] != NONE
    ]
    return {
        "type": "scatter",
        "name": STEP_NAMES["delivered_ms"],
        "data": data,
        "symbol": "diamond",
        "symbolSize": 18,
        "itemStyle": {"color": "--ink", "borderColor": "--card", "borderWidth": 2},
        "z": 6,
    }
