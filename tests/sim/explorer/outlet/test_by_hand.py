"""A day by hand: its figures, its curves, its sentences and its tables."""

from sim.explorer.outlet.charts import flow_chart, line_chart
from sim.explorer.outlet.figures import DayFigures, figures_of
from sim.explorer.outlet.flow import flow_of, waits_ms
from sim.explorer.outlet.gantt import gantt_chart
from sim.units import MINUTE_MS
from tests.sim.explorer.outlet.days import DAY, at


def test_figures_are_those_worked_out_by_hand() -> None:
    figures = figures_of(DAY)

    assert figures == DayFigures(
        visits=6,
        called=4,
        served=4,
        still_there=0,
        left={"lost patience in the line": 1, "found the door closed": 1},
        in_vain={},
        wait_called_ms=24 * MINUTE_MS,
        wait_longest_ms=20 * MINUTE_MS,
        waiting_ms=44 * MINUTE_MS,
        busy_staffed_ms=(10 + 30 + 15 + 5 + 10) * MINUTE_MS,
        staffed_ms=90 * MINUTE_MS,
        overtime_ms=5 * MINUTE_MS,
    )
    assert figures.wait_mean_min == 6.0
    assert figures.utilisation == 70 / 90
    assert figures.left_unserved == 2


def test_curves_rise_as_people_come_are_called_and_leave() -> None:
    flow = flow_of(DAY)
    moments = [
        (at_ms, *counts)
        for at_ms, *counts in zip(
            *(one.tolist() for one in (flow.at_ms, flow.joined, flow.called, flow.left)),
            strict=True,
        )
    ]

    assert moments == [
        (0, 0, 0, 0),
        (at("08:30"), 1, 1, 0),
        (at("08:35"), 2, 2, 0),
        (at("08:36"), 3, 2, 0),
        (at("08:38"), 4, 2, 0),
        (at("08:40"), 4, 3, 1),
        (at("08:45"), 5, 3, 1),
        (at("08:58"), 5, 4, 2),
        (at("09:05"), 5, 5, 3),
        (at("09:10"), 5, 5, 4),
        (at("09:20"), 5, 5, 5),
        (at("24:00"), 5, 5, 5),
    ]
    assert flow.waiting_ms == waits_ms(DAY) == 44 * MINUTE_MS
    assert flow.serving_ms == (10 + 30 + 30 + 15) * MINUTE_MS
    assert flow.longest == (2, at("08:38"))


def test_charts_say_what_is_to_be_seen() -> None:
    flow = flow_of(DAY)
    doors = "The doors opened at 08:30 and closed at 09:15, and the last person left at 09:20."

    assert line_chart(DAY, flow, None).said == (
        f"The line was longest at 08:38 with 2 persons. {doors}"
    )
    assert gantt_chart(DAY).said == (
        "2 counters served 5 times: other business 4, deposit 1. Counter 2 did so most often, 3 "
        f"times. {doors} Overtime was 5.0 counter-minutes. Counter 2 was out of order for 10.0 min."
    )
    assert flow_chart(DAY, flow).said == (
        "5 persons joined the line or were called at once: 2 at once. The area between those who "
        "joined and those who were called is 44.0 person-minutes, which is the sum of their 5 "
        "waits (44.0 min); that between called and left is 85.0 person-minutes at counters."
    )


def test_each_chart_has_its_table() -> None:
    flow = flow_of(DAY)
    tables = [one.table for one in (line_chart(DAY, flow, None), gantt_chart(DAY))]
    tables.append(flow_chart(DAY, flow).table)

    assert [table.groups[0].rows for table in tables] == [
        (("08:30", "0"), ("09:00", "1")),
        (
            ("counter 1", "45.0", "2", "40.0", "88.9", "0.0", "0.0"),
            ("counter 2", "45.0", "3", "30.0", "66.7", "5.0", "10.0"),
        ),
        (
            ("08:00", "5", "4", "2", "1", "39.0"),
            ("09:00", "0", "1", "3", "0", "5.0"),
            ("whole day", "5", "5", "5", "", "44.0"),
        ),
    ]


def test_a_counter_is_hatched_where_it_did_not_work() -> None:
    series = {one.get("name", ""): one for one in gantt_chart(DAY).option["series"]}

    broken = series["counter out of order"]

    assert (broken["renderItem"], broken["data"]) == (
        "fn:hatched",
        [{"value": [530.0, 540.0, 1], "said": "counter out of order: 08:50 to 09:00"}],
    )
    assert [bar["value"] for bar in series["deposit"]["data"]] == [[545.0, 560.0, 1]]
    assert "link down" not in series
