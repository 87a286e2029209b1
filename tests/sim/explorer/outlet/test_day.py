"""Every day of every outlet of a run, held against what the run wrote and against plain counts."""

from collections.abc import Iterator
from itertools import pairwise

import polars as pl
import pytest

from sim.diary import NONE, Ending
from sim.explorer.again import Again, CountyAgain
from sim.explorer.again.lines import PER_DAY
from sim.explorer.outlet.charts import flow_chart, line_chart
from sim.explorer.outlet.day import OutletDay, day_of, length_ms
from sim.explorer.outlet.figures import figures_of
from sim.explorer.outlet.flow import flow_of, waits_ms
from sim.explorer.outlet.gantt import gantt_chart
from sim.explorer.outlet.line import band_of, days_alike
from sim.explorer.results import RunResults
from sim.units import DAY_MS
from tests.sim.explorer.run_folders import COUNTY

DAYS = range(9)
MEASURED = range(1, 9)


def days(county: CountyAgain, numbers: range = DAYS) -> Iterator[tuple[int, OutletDay]]:
    for position in range(len(county.plan.outlets)):
        for number in numbers:
            yield position, day_of(county, position, number)


def written(eventful: RunResults, position: int) -> dict[str, int]:
    """Return what the run wrote of an outlet."""
    table = eventful.table("offices.parquet").filter(pl.col("replication") == 1)
    row: dict[str, int] = table.row(position, named=True)
    return row


@pytest.mark.parametrize("position", [0, 1])
def test_the_days_of_an_outlet_add_up_to_what_the_run_wrote(
    county: CountyAgain, eventful: RunResults, position: int
) -> None:
    wrote = written(eventful, position)

    each = [day_of(county, position, number) for number in MEASURED]
    figures = [figures_of(day) for day in each]

    came = [one for day in each for one in day.came]
    assert {way.name: sum(one.ending is way for one in came) for way in Ending} == {
        way.name: wrote[way.name.lower()] for way in Ending
    }
    summed = {
        "visits": sum(one.visits for one in figures),
        "called": sum(one.called for one in figures),
        "wait_called_ms": sum(one.wait_called_ms for one in figures),
        "waiting_ms": sum(one.waiting_ms for one in figures),
        "busy_open_ms": sum(one.busy_staffed_ms for one in figures),
        "busy_ms": sum(one.busy_staffed_ms + one.overtime_ms for one in figures),
        "open_counter_ms": sum(one.staffed_ms for one in figures),
        "open_ms": sum(length_ms(day.open_times) for day in each),
    }
    assert summed == {name: wrote[name] for name in summed}


def test_the_area_between_the_curves_is_the_sum_of_the_waits(county: CountyAgain) -> None:
    areas = []
    for _, day in days(county):
        areas.append(flow_of(day).waiting_ms)
        waits = [
            min(one.waited_to_ms, day.ends_ms) - max(one.arrived_ms, day.begins_ms)
            for one in day.visits
        ]
        assert areas[-1] == waits_ms(day) == sum(max(wait, 0) for wait in waits)

    assert sum(area > 0 for area in areas) > 5


def test_bars_of_one_counter_never_overlap_and_begin_while_it_is_on_duty(
    county: CountyAgain,
) -> None:
    seen = 0
    for position, day in days(county):
        for one in day.counters:
            bars = sorted((bar.from_ms, bar.to_ms) for _, bar in one.bars)
            seen += len(bars)
            assert all(ends <= begins for (_, ends), (begins, _) in pairwise(bars))
            duty = county.plan.outlets[position].counters[one.number].on_duty
            called = [visit.called_ms for visit, bar in one.bars if bar.from_ms == visit.called_ms]
            assert all(duty.is_open(at_ms) for at_ms in called)
            down = list(zip(one.down.opens_ms, one.down.closes_ms, strict=True))
            assert not [
                bar
                for bar in bars
                for begins, ends in down
                if max(bar[0], begins) < min(bar[1], ends)
            ]

    assert seen > 1_000


def test_interrupted_services_have_several_bars_that_are_as_long_as_the_counter_was_busy(
    county: CountyAgain,
) -> None:
    interrupted = [visit for _, day in days(county) for visit in day.visits if len(visit.bars) > 1]

    cut = county.diary.failures["visit"]
    assert len(interrupted) == len(set(cut[cut != NONE].tolist())) > 3
    for visit in interrupted:
        assert visit.bars[0].from_ms == visit.called_ms
        assert visit.bars[-1].to_ms == visit.served_to_ms
        assert all(one.to_ms <= other.from_ms for one, other in pairwise(visit.bars))


def test_the_longest_line_is_that_of_a_plain_count(county: CountyAgain) -> None:
    for _, day in days(county):
        longest, at_ms = flow_of(day).longest
        starts = [one.arrived_ms for one in day.visits if one.arrived_ms >= day.begins_ms]
        lines = {
            moment: sum(one.arrived_ms <= moment < one.waited_to_ms for one in day.visits)
            for moment in [day.begins_ms, *starts]
        }
        most = max(lines.values())
        first = min(moment for moment, line in lines.items() if line == most)

        assert (longest, at_ms if most else first) == (most, first)


def test_outages_breaks_and_breakdowns_are_told_of_a_day(county: CountyAgain) -> None:
    tuesday = day_of(county, 0, 1)
    names = {str(one.get("name")) for one in gantt_chart(tuesday).option["series"]}

    assert length_ms(tuesday.shut) == 90 * 60_000
    assert {"doors shut without notice", "counter closed: a break, or no shift"} <= names
    assert "Doors were shut without notice for 90.0 min." in gantt_chart(tuesday).said


def test_days_alike_have_the_same_weekday_and_hours_and_lie_after_the_warm_up(
    county: CountyAgain,
) -> None:
    # The first Monday is the warm-up, so each Monday stands alone.
    assert [days_alike(county, 0, day) for day in (0, 1, 7, 8)] == [(0,), (1, 8), (7,), (1, 8)]


def test_the_band_of_a_chart_is_of_all_replications_of_the_days(
    county: CountyAgain, again: Again, eventful: RunResults
) -> None:
    lines = again.lines(eventful, COUNTY)
    day = day_of(county, 0, 1)

    band = band_of(lines, 0, (1, 8))
    chart = line_chart(day, flow_of(day), band)

    assert (band.cases, band.replications) == (4, 2)
    for sample in range(0, PER_DAY, 7):
        seen = sorted(int(lines.people[row, 0, day, sample]) for row in (0, 1) for day in (1, 8))
        found = (band.low[sample], band.middle[sample], band.high[sample])
        assert found == (seen[0], seen[1], seen[3])
    assert "Over 4 days (2 such days in 2 replications)" in chart.said
    assert chart.table.columns[1:] == (
        "in line (persons)",
        "5% (persons)",
        "median (persons)",
        "95% (persons)",
    )


def test_a_day_on_which_nobody_comes_is_told_too(county: CountyAgain) -> None:
    sunday = day_of(county, 0, 6)
    flow = flow_of(sunday)

    assert flow_chart(sunday, flow).said == "Nobody stood in line on this day."
    assert line_chart(sunday, flow, None).said == (
        "Nobody had to wait on this day. The doors did not open on this day."
    )
    assert figures_of(sunday).utilisation is None


def test_who_is_there_at_midnight_is_of_both_days(county: CountyAgain) -> None:
    ends_ms = county.diary.end_ms
    for position in range(len(county.plan.outlets)):
        there = [one for number in DAYS for one in day_of(county, position, number).came]
        own = county.diary.visits["outlet"] == position

        assert len(there) == int(own.sum())
        assert all(one.served_to_ms <= ends_ms for one in there)
        assert [one.arrived_ms // DAY_MS for one in there] == sorted(
            one.arrived_ms // DAY_MS for one in there
        )
