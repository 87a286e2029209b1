"""One name, one list of people: mean, quantiles and shares against the list itself."""

import math
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import sim
from sim import kernel
from sim.diary import (
    JOURNEY_COLUMNS,
    NONE,
    USUAL_OUTCOMES,
    VISIT_COLUMNS,
    Diary,
    Ending,
    Purpose,
    columns,
)
from sim.measures import METRICS, measure, merge, metrics_of
from sim.measures.metric import BASES
from sim.plan import Plan, make_plan
from sim.running.replication import Replication
from sim.tables import still_in_line
from sim.theory.bare import bare_county, bare_scenario
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS
from tests.proofs.lengths import examples
from tests.sim.measures.by_hand import (
    after_warm_up,
    journeys_of,
    mean,
    over,
    quantile,
    visits_of,
)
from tests.sim.measures.diaries import DAYS, PLANS, diaries, plan_of

NOBODY = Diary("1", 0, DAYS * DAY_MS, columns(JOURNEY_COLUMNS, []), columns(VISIT_COLUMNS, []))
DURATIONS = {
    "cash_to_credit": ("deposited_ms", "credited_ms", "h", HOUR_MS),
    "order_to_door": ("ordered_ms", "delivered_ms", "days", DAY_MS),
    "wish_to_door": ("wish_ms", "delivered_ms", "days", DAY_MS),
    "seller_to_money": ("ordered_ms", "seller_paid_ms", "days", DAY_MS),
}
REACHED = {
    "decided": "decided_ms",
    "deposits": "deposited_ms",
    "credited": "credited_ms",
    "orders": "ordered_ms",
    "shipped": "shipped_ms",
    "delivered": "delivered_ms",
    "sellers_paid": "seller_paid_ms",
}
# Those of agents have tests of their own.
OF_COUNTERS = [metric for metric in METRICS if metric.group != "agents"]
ENDINGS = ("balked", "reneged", "turned_away", "found_closed", "no_link", "not_there")


def of_visits(diary: Diary, plan: Plan) -> dict[str, float]:
    """Return every figure that is taken over visits, each family over one list of people."""
    came = [one for one in visits_of(diary) if after_warm_up(plan).holds(one["arrived_ms"])]
    called = [one for one in came if one["called_ms"] != NONE]
    never_joined = (Ending.BALKED, Ending.FOUND_CLOSED)
    families = {
        "wait": called,
        "wait_everyone": [one for one in came if one["ending"] not in never_joined],
        "wait_depositors": [one for one in called if one["purpose"] == Purpose.DEPOSIT],
    }
    found = {
        f"{ending}_share": mean([Ending(one["ending"]).name.lower() == ending for one in came])
        for ending in ENDINGS
    }
    for name, people in families.items():
        waits_ms = [one["waited_to_ms"] - one["arrived_ms"] for one in people]
        seconds = [wait_ms // 1_000 for wait_ms in waits_ms]
        by_seconds = mean(seconds) / 60
        exact = mean(waits_ms) / MINUTE_MS
        found[f"{name}_mean_min"] = by_seconds if name == "wait_depositors" else exact
        for percent in (50, 90, 95):
            found[f"{name}_p{percent}_min"] = quantile(percent / 100, seconds) / 60
        for minutes in (5, 15, 30):
            share = mean([wait_ms >= minutes * MINUTE_MS for wait_ms in waits_ms])
            found[f"{name}_over_{minutes}_min_share"] = share
    for name, priority in (("wait_priority", 1), ("wait_usual", 0)):
        whom = [one for one in called if one["priority"] == priority and plan.has_priority]
        seconds = [(one["called_ms"] - one["arrived_ms"]) // 1_000 for one in whom]
        found[f"{name}_mean_min"] = mean(seconds) / 60
        found[f"{name}_p90_min"] = quantile(0.9, seconds) / 60
    return found


def of_wishes(diary: Diary, plan: Plan) -> dict[str, float]:
    """Return every figure that is taken over wishes, all of one list, or of who got there."""
    wishes = [one for one in journeys_of(diary) if after_warm_up(plan).holds(one["wish_ms"])]
    found = {
        f"reached_{name}_share": mean([one[step] != NONE for one in wishes])
        for name, step in REACHED.items()
    }
    for outcome in USUAL_OUTCOMES:
        name = f"ended_{outcome.name.lower()}_share"
        found[name] = mean([one["outcome"] == outcome for one in wishes])
    for name, column in (
        ("trips", "trips"),
        ("trips_in_vain", "trips_in_vain"),
        ("sms", "sms_sent"),
        ("wrong_tries", "wrong_tries"),
    ):
        found[f"{name}_per_wish"] = mean([one[column] for one in wishes])
    for name, (first, last, unit, unit_ms) in DURATIONS.items():
        got_there = [one for one in wishes if NONE not in (one[first], one[last])]
        lengths_ms = [one[last] - one[first] for one in got_there]
        minutes = [length_ms // MINUTE_MS for length_ms in lengths_ms]
        found[f"{name}_mean_{unit}"] = mean(lengths_ms) / unit_ms
        for percent in (50, 90):
            figure = quantile(percent / 100, minutes) * MINUTE_MS / unit_ms
            found[f"{name}_p{percent}_{unit}"] = figure
    for who in ("buyer", "seller"):
        rows = zip(journeys_of(diary), diary.trained[f"{who}_trained"].tolist(), strict=True)
        trained = [is_so for one, is_so in rows if after_warm_up(plan).holds(one["wish_ms"])]
        is_on = plan.scenario.training.seats_a_week
        found[f"trained_{who}s_share"] = mean(trained) if is_on else math.nan
    return found


@settings(max_examples=examples(60))
@given(diaries(), PLANS)
@example(NOBODY, plan_of("draft", 0))
def test_mean_quantiles_and_shares_of_waits_are_of_the_same_visits(
    diary: Diary, plan: Plan
) -> None:
    metrics = metrics_of(measure(diary, plan))

    expected = of_visits(diary, plan)
    assert set(expected) == {one.name for one in OF_COUNTERS if one.basis == "visits"}
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, nan_ok=True)


@settings(max_examples=examples(60))
@given(diaries(), PLANS)
@example(NOBODY, plan_of("draft", 0))
def test_the_funnel_and_all_durations_are_of_the_same_wishes(diary: Diary, plan: Plan) -> None:
    metrics = metrics_of(measure(diary, plan))

    expected = of_wishes(diary, plan)
    assert set(expected) == {one.name for one in OF_COUNTERS if one.basis == "wishes"}
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, nan_ok=True)


@settings(max_examples=examples(60))
@given(diaries(), st.integers(0, DAYS - 1))
def test_the_parts_from_wish_to_door_are_of_those_delivered(
    diary: Diary, warm_up_days: int
) -> None:
    plan = plan_of("draft", warm_up_days)

    merged = measure(diary, plan)

    whole_days = sum(merged.waterfall_ms.values()) / DAY_MS
    mean_days = over(whole_days, merged.counts["delivered"])
    figure = metrics_of(merged)["wish_to_door_mean_days"]
    assert figure == pytest.approx(mean_days, nan_ok=True)


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"balking": True, "balk_length": 30},
        {"reneging": True, "patience_min": {"law": "exponential", "mean": 200.0}},
        {"at_closing": "turn_away", "return_share": 0.5},
    ],
    ids=["nobody leaves", "balking", "reneging", "turned away"],
)
@pytest.mark.parametrize("hours", ["24/7", "Mo-Su 08:00-24:00"])
def test_an_overloaded_counter_has_one_list_of_people(line: dict[str, object], hours: str) -> None:
    service = {"law": "exponential", "mean": 3.0}
    opened = {"opening_hours": hours}
    scenario = bare_scenario(service, 3, line=line, hours=opened, run={"warm_up_days": 1})
    plan = make_plan(scenario, bare_county(2, 1, 720))
    diary = kernel.simulate(plan, 0)

    merged = measure(diary, plan)

    metrics, expected = metrics_of(merged), of_visits(diary, plan)
    assert {name: metrics[name] for name in expected} == pytest.approx(expected, nan_ok=True)
    came = [one for one in visits_of(diary) if one["arrived_ms"] >= DAY_MS]
    waiting = [one for one in came if one["ending"] == Ending.PRESENT and one["called_ms"] == NONE]
    assert merged.in_line == len(waiting)
    assert merged.in_line > 0 or hours != "24/7"


def test_who_is_still_in_line_counts_with_the_wait_so_far() -> None:
    end_ms = DAYS * DAY_MS
    there = (NONE, Ending.PRESENT, 0)
    called = (0, 0, 0, end_ms - 9 * MINUTE_MS, end_ms - 8 * MINUTE_MS, *there, 0)
    in_line = [(0, 0, 0, end_ms - wait * MINUTE_MS, NONE, *there, NONE) for wait in (6, 4)]
    visits = columns(VISIT_COLUMNS, [called, *in_line])

    merged = measure(Diary("1", 0, end_ms, NOBODY.journeys, visits), plan_of("draft", 0))

    metrics = metrics_of(merged)
    assert merged.in_line == 2
    assert metrics["wait_everyone_mean_min"] == pytest.approx(11 / 3)
    assert metrics["wait_everyone_p50_min"] == 4.0
    assert metrics["wait_everyone_p95_min"] == 6.0
    assert metrics["wait_everyone_over_5_min_share"] == pytest.approx(1 / 3)
    assert metrics["wait_mean_min"] == metrics["wait_p95_min"] == 1.0
    assert still_in_line([Replication(0, merged, metrics, ())]).startswith("on average 2.00 people")


def test_nothing_is_said_of_a_line_that_is_empty_at_the_end() -> None:
    merged = measure(NOBODY, plan_of("draft", 0))

    assert still_in_line([Replication(0, merged, {}, ())]) == ""


def test_what_is_over_nobody_is_not_defined_and_never_nought() -> None:
    merged = merge([measure(NOBODY, plan_of("draft", 0, all_on=True))])

    metrics = metrics_of(merged)

    over_people = {one.name for one in OF_COUNTERS if one.basis in ("visits", "wishes", "lots")}
    undefined = {one.name for one in OF_COUNTERS if math.isnan(metrics[one.name])}
    assert undefined == over_people


def test_what_is_switched_off_is_not_defined_whoever_came() -> None:
    end_ms = DAYS * DAY_MS
    came = (0, 0, 0, end_ms // 2, end_ms // 2, end_ms // 2 + MINUTE_MS, Ending.SERVED, 0, 0)
    visits = columns(VISIT_COLUMNS, [came])

    metrics = metrics_of(
        measure(Diary("1", 0, end_ms, NOBODY.journeys, visits), plan_of("draft", 0))
    )

    optional = {one.name for one in OF_COUNTERS if one.optional}
    of_priority = {
        f"wait_{who}_{what}_min" for who in ("priority", "usual") for what in ("mean", "p90")
    }
    of_courses = {"training_seats", "training_cost_yuan"}
    of_trained = {"trained_buyers_share", "trained_sellers_share"}
    of_producers = {one.name for one in METRICS if one.group == "produce"}
    assert optional == {"down_share", *of_priority, *of_courses, *of_trained, *of_producers}
    assert all(math.isnan(metrics[name]) for name in optional)
    assert not math.isnan(metrics["wait_mean_min"])


def test_every_metric_says_over_what_it_is_taken_and_the_model_page_says_the_same() -> None:
    page = Path(sim.__file__).parent.parent / "docs" / "model.md"
    rows = re.findall(r"^\| (`.+`) \| (\w+) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    patterns = [(name, basis) for names, basis in rows for name in re.findall(r"`(.+?)`", names)]

    said = {
        metric.name: [basis for name, basis in patterns if fnmatch(metric.name, name)]
        for metric in METRICS
    }

    assert said == {metric.name: [metric.basis] for metric in METRICS}
    assert all(BASES[metric.basis] in metric.description for metric in METRICS)
