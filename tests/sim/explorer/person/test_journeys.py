"""Everybody's journey: its parts sum to the whole, and so do the differences to the twin's."""

import shutil
from pathlib import Path

import pytest
from werkzeug.exceptions import NotFound

from sim.explorer.again import Again, CountyWanted
from sim.explorer.person.charts import journey_chart, stays_chart
from sim.explorer.person.found import PersonFound, person_of
from sim.explorer.person.phases import PHASES, STEP_NAMES, lengths_of, phases_of, spans_of
from sim.explorer.person.stays import stays_of
from sim.explorer.person.twin import differences, twin_of
from sim.explorer.results import RunResults
from sim.study.story import RUN_END
from sim.study.story.parts import MOMENTS
from tests.sim.explorer.run_folders import COUNTY


def everybody(again: Again, run: RunResults, replication: int = 1) -> list[PersonFound]:
    wanted = CountyWanted(run, COUNTY, replication)
    return [person_of(again, wanted, one) for one in range(again.county(wanted).wishes)]


@pytest.fixture(scope="module")
def people(again: Again, eventful: RunResults) -> list[PersonFound]:
    return everybody(again, eventful)


def test_every_step_belongs_to_one_phase() -> None:
    steps = [step for phase in PHASES for step in phase.steps]

    assert sorted(steps) == sorted({*MOMENTS, RUN_END})
    assert set(STEP_NAMES) == set(steps)


def test_the_parts_of_every_journey_sum_to_the_whole(people: list[PersonFound]) -> None:
    for one in people:
        told = one.told
        row = one.row
        ends_ms = one.setting.end_ms if row["ended_ms"] < 0 else row["ended_ms"]

        assert sum(lengths_of(told).values()) == ends_ms - row["wish_ms"]
        spans = spans_of(told)
        assert spans[0][2] == 0
        assert [span[2] for span in spans[1:]] == [span[3] for span in spans[:-1]]
        assert spans[-1][3] == ends_ms - row["wish_ms"]


def test_the_last_part_belongs_to_what_was_waited_for(people: list[PersonFound]) -> None:
    last = {
        (one.told.parts[-2].step, phases_of(one.told)[-1].name)
        for one in people
        if one.told.parts[-1].step in {RUN_END, "ended_ms"} and one.told.parts[-1].took_ms
    }

    assert last >= {
        ("wish_ms", "finding an offer"),
        ("first_arrived_ms", "line and counter"),
        ("shipped_ms", "parcel on its way"),
        ("delivered_ms", "until the end"),
    }


def test_bars_of_the_chart_are_the_parts_one_behind_the_other(people: list[PersonFound]) -> None:
    for one in people[:20]:
        bars = sorted(
            tuple(datum["value"][:2])
            for series in journey_chart([("here", one)]).option["series"]
            if series["type"] == "custom"
            for datum in series["data"]
        )

        assert bars[0][0] == 0
        assert [begins for begins, _ in bars[1:]] == [ends for _, ends in bars[:-1]]
        assert bars[-1][1] == pytest.approx(one.told.whole_ms / 86_400_000, abs=1e-6)


def test_waits_at_visits_sum_to_how_long_everybody_stood(people: list[PersonFound]) -> None:
    stood = [sum(stay.wait_ms for stay in stays_of(one.again, one.person)) for one in people]

    assert stood == [one.row["stood_ms"] for one in people]
    assert sum(wait > 0 for wait in stood) > 10


def test_the_deposit_that_was_served_is_that_of_the_journey(people: list[PersonFound]) -> None:
    served = 0
    for one in people:
        deposits = [
            stay
            for stay in stays_of(one.again, one.person)
            if (stay.purpose, stay.ending) == ("deposit", "served")
        ]
        served += len(deposits)
        assert [(stay.waited_to_ms, stay.left_ms) for stay in deposits] == [
            (one.row["called_ms"], one.row["deposited_ms"]) for _ in deposits
        ]

    assert served > 20


def test_differences_to_the_twin_sum_to_that_of_the_whole(
    people: list[PersonFound], again: Again, calmer: RunResults
) -> None:
    differ = 0
    for one in people:
        twin = twin_of(again, one, calmer)
        assert twin.found is not None, twin.why_not
        both = (one.told, twin.found.told)
        found = differences(*both)
        differ += any(step.longer_ms for step in found)

        assert sum(step.here_ms for step in found) == both[0].whole_ms
        assert sum(step.there_ms for step in found) == both[1].whole_ms
        assert sum(step.longer_ms for step in found) == both[1].whole_ms - both[0].whole_ms

    assert differ > 5


def test_a_twin_stands_below_on_the_same_axis(
    people: list[PersonFound], again: Again, calmer: RunResults
) -> None:
    one = people[3]
    twin = twin_of(again, one, calmer).found
    assert twin

    chart = journey_chart([("eventful", one), ("calmer", twin)])
    stays = [("eventful", one, stays_of(one.again, 3)), ("calmer", twin, stays_of(twin.again, 3))]

    assert chart.option["yAxis"]["data"] == ["eventful", "calmer"]
    assert chart.table.columns == ("until", "it took in eventful", "in calmer", "difference")
    assert chart.table.groups[0].rows[-1][0] == "the sum of all parts"
    rows = stays_chart(stays).table.groups[0].rows
    assert [row[1] for row in rows].count("eventful") == len(stays[0][2])


def test_other_people_are_no_twins_and_the_page_says_why(
    people: list[PersonFound], again: Again, reference: RunResults
) -> None:
    twin = twin_of(again, people[3], reference)

    assert twin.found is None
    assert twin.why_not == ("its days or its people are others, so these are not the same persons")


def test_a_person_of_whom_no_file_knows_is_told_from_the_county_simulated_again(
    people: list[PersonFound], eventful: RunResults, tmp_path: Path
) -> None:
    shutil.copytree(eventful.folder, tmp_path / "few")
    (tmp_path / "few" / "journeys.parquet").unlink()
    few = RunResults("few", tmp_path / "few")

    again = person_of(Again(), CountyWanted(few, COUNTY, 1), 3)

    assert (again.is_kept, people[3].is_kept) == (False, True)
    assert again.told == people[3].told
    assert again.where == people[3].where


def test_nobody_else_has_a_journey(again: Again, eventful: RunResults) -> None:
    wanted = CountyWanted(eventful, COUNTY, 1)
    wishes = again.county(wanted).wishes

    with pytest.raises(NotFound) as refused:
        person_of(again, wanted, wishes)

    assert refused.value.description == (
        f"person {wishes} has no wish in replication 1 of county 500242 in eventful: choose 0 to "
        f"{wishes - 1}; customers with larger numbers have no journey to tell"
    )
