"""Every figure of agents against the diary of agents, read one row at a time."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.diary import Diary
from sim.measures import METRICS, measure, merge, metrics_of
from sim.plan import Plan
from tests.proofs.lengths import examples
from tests.sim.agent_diaries import agents_diary, agents_plan
from tests.sim.measures.agents_by_hand import of_events, of_visits, of_wishes, over_time
from tests.sim.measures.agents_made_up import agents_diaries
from tests.sim.measures.by_hand import after_warm_up
from tests.sim.measures.diaries import DAYS, WARM_UPS, plan_of

OF_AGENTS = [metric for metric in METRICS if metric.group == "agents"]


def reckoned(diary: Diary, plan: Plan) -> dict[str, float]:
    """Return every figure of agents from plain records, each by its basis."""
    span = after_warm_up(plan)
    by_basis = {
        ("time",): over_time(diary, plan, span),
        ("events", "end"): of_events(diary, plan, span),
        ("visits",): of_visits(diary, plan),
        ("wishes",): of_wishes(diary, plan),
    }
    for bases, found in by_basis.items():
        assert set(found) == {one.name for one in OF_AGENTS if one.basis in bases}
    return {name: value for found in by_basis.values() for name, value in found.items()}


@settings(max_examples=examples(60))
@given(agents_diaries(), WARM_UPS)
def test_every_figure_of_agents_is_that_of_the_diary(diary: Diary, warm_up_days: int) -> None:
    plan = agents_plan(days=DAYS, warm_up_days=warm_up_days)

    metrics = metrics_of(measure(diary, plan))

    expected = reckoned(diary, plan)
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, nan_ok=True)


@settings(max_examples=examples(20))
@given(agents_diaries())
def test_without_agents_no_figure_of_theirs_is_defined(diary: Diary) -> None:
    plan = plan_of("draft", 0)

    metrics = metrics_of(measure(diary, plan))

    expected = reckoned(diary, plan)
    assert all(math.isnan(value) for value in expected.values())
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, nan_ok=True)


@settings(max_examples=examples(20))
@given(st.lists(agents_diaries(), min_size=2, max_size=3), WARM_UPS)
def test_agents_of_counties_add_up_in_whatever_parts(
    simulated: list[Diary], warm_up_days: int
) -> None:
    plan = agents_plan(days=DAYS, warm_up_days=warm_up_days)
    parts = [measure(diary, plan) for diary in simulated]

    whole, in_parts = merge(parts), merge([merge(parts[:1]), merge(parts[1:])])

    for table in ("agents", "agent_waits"):
        found, other = getattr(whole, table), getattr(in_parts, table)
        assert {name: column.tolist() for name, column in found.items()} == {
            name: column.tolist() for name, column in other.items()
        }
    assert whole.counts == in_parts.counts
    assert whole.agents["visits"].tolist() == [
        count for part in parts for count in part.agents["visits"].tolist()
    ]
    one_by_one = [metrics_of(part) for part in parts]
    for name in ("cash_ins_per_day", "deposits_at_agents_per_day", "float_visits_per_day"):
        expected = sum(one[name] for one in one_by_one)
        assert metrics_of(whole)[name] == pytest.approx(expected), name


@settings(max_examples=examples(30))
@given(agents_diaries(), WARM_UPS)
def test_waiting_at_agents_is_the_area_of_their_lines(diary: Diary, warm_up_days: int) -> None:
    plan = agents_plan(days=DAYS, warm_up_days=warm_up_days)
    from_ms = after_warm_up(plan).from_ms

    agents = measure(diary, plan).agents

    for agent in range(2):
        waits = [
            (arrived, called if called >= 0 else left if left >= 0 else diary.end_ms)
            for whose, arrived, called, left in zip(
                *(
                    diary.agent_visits[name].tolist()
                    for name in ("agent", "arrived_ms", "called_ms", "left_ms")
                ),
                strict=True,
            )
            if whose == agent
        ]
        moments = sorted({from_ms, *(one for wait in waits for one in wait if one > from_ms)})
        area = sum(
            (later - moment) * sum(came <= moment < called for came, called in waits)
            for moment, later in pairwise(moments)
        )
        assert agents["waiting_ms"][agent] == area


def test_of_a_day_with_nobody_shares_of_people_are_not_defined_and_times_are() -> None:
    plan = agents_plan()
    diary = agents_diary(plan)
    nobody = Diary(
        diary.county,
        0,
        diary.end_ms,
        {name: column[:0] for name, column in diary.journeys.items()},
        {name: column[:0] for name, column in diary.visits.items()},
        agents=diary.agents,
    )

    metrics = metrics_of(measure(nobody, plan))

    undefined = {one.name for one in OF_AGENTS if math.isnan(metrics[one.name])}
    assert undefined == {one.name for one in OF_AGENTS if one.basis in ("visits", "wishes")}
