"""What explain says of a scenario, beyond the equation: who comes, what is too full, and why."""

from pathlib import Path

import pytest

from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.scenario.distributions import Deterministic, Exponential
from sim.study.explain.behaviour import moments_of
from sim.study.explain.by_class import by_class, of_group
from sim.study.explain.left_out import left_out
from sim.study.explain.precision import replications_for
from sim.study.explain.prediction import Prediction, predict
from sim.study.explain.sensitivity import Sensitivity, sensitivities
from sim.study.explain.too_full import too_full
from sim.units import DAYS_PER_YEAR
from tests.sim.runs import small_file

PLAIN = ("market.wishes_per_1000_people_day=0.0", "line.return_share=0.0")


def predicted(folder: Path, *settings: str) -> Prediction:
    scenario = read_scenario(str(small_file(folder)), settings)
    return predict(scenario, read_network(scenario))


def test_as_many_come_as_live_there(tmp_path: Path) -> None:
    prediction = predicted(tmp_path, *PLAIN, "run.days=14")

    each = prediction.hours.arrivals.sum(axis=1)
    expected = [people * 1.7 / DAYS_PER_YEAR * 14 for people in (12_000, 6_000)]
    assert each.tolist() == pytest.approx(expected, rel=1e-6)


def test_who_leaves_comes_back_and_makes_the_line_longer(tmp_path: Path) -> None:
    crowd = "others.visits_per_person_year=8.0"
    once = predicted(tmp_path, *PLAIN, crowd)

    again = predicted(tmp_path, PLAIN[0], crowd, "line.return_share=0.7")

    assert once.left_share() > 0.05
    assert again.hours.arrivals.sum() > once.hours.arrivals.sum() * 1.02
    assert again.left_share() > once.left_share()


def test_warm_up_days_are_left_out(tmp_path: Path) -> None:
    prediction = predicted(tmp_path, *PLAIN, "run.days=14", "run.warm_up_days=7")

    assert prediction.weekdays.tolist() == [1] * 7


def test_nobody_waits_where_nobody_comes(tmp_path: Path) -> None:
    prediction = predicted(tmp_path, *PLAIN, "others.visits_per_person_year=0.0")

    assert (prediction.mean_wait_min(), prediction.left_share()) == (0.0, 0.0)
    assert too_full(prediction) == ([], 0)
    scenario = read_scenario(str(tmp_path / "small.toml"), [])
    assert sensitivities(prediction, scenario, read_network(scenario)) == []
    assert replications_for(prediction, 0.02).replications == 2


def test_what_is_too_full_is_said_by_name_and_hour(tmp_path: Path) -> None:
    # A Friday at Hill: a morning at which one counter gets more than it can serve.
    prediction = predicted(tmp_path, *PLAIN, "others.visits_per_person_year=5.0")

    named, count = too_full(prediction)

    assert len(named) == count
    friday = next(one for one in named if one.name == "Hill" and one.day == 4)
    assert (friday.counters, friday.from_min, friday.outlets) == (1, 510.0, 1)
    assert 1.0 < friday.times < 2.0
    assert friday.gone_min is not None
    assert friday.gone_min > friday.to_min


def test_shifts_are_read_as_the_simulation_does(tmp_path: Path) -> None:
    prediction = predicted(tmp_path, *PLAIN, 'staffing.town.counters={"Mo-Fr 08:30-17:00"=1}')

    market, _ = of_group(prediction)
    assert market.counters == 2
    usual, _ = of_group(predicted(tmp_path, *PLAIN))
    assert market.week.load == pytest.approx(2 * usual.week.load)
    assert market.week.wait_mean_min > 3 * usual.week.wait_mean_min


def test_who_is_in_line_at_closing_is_served_in_overtime_or_goes_home(tmp_path: Path) -> None:
    crowd = (*PLAIN, "others.visits_per_person_year=8.0")
    served = predicted(tmp_path, *crowd)

    home = predicted(tmp_path, *crowd, 'line.at_closing="turn_away"')

    assert home.hours.turned_away.sum() > 0
    assert served.hours.turned_away.sum() == 0
    assert home.overtime_min.sum() < served.overtime_min.sum()


def test_hours_add_up_to_their_class(tmp_path: Path) -> None:
    prediction = predicted(tmp_path, "run.days=7")

    for week in by_class(prediction):
        arrivals = sum(hour.arrivals for hour in week.hours)
        waits = sum(
            hour.wait_mean_min * hour.arrivals * (1 - hour.left_share) for hour in week.hours
        )
        called = sum(hour.arrivals * (1 - hour.left_share) for hour in week.hours)
        assert week.arrivals == pytest.approx(arrivals)
        assert week.wait_mean_min == pytest.approx(waits / called)


def moved(folder: Path, *settings: str) -> dict[str, Sensitivity]:
    scenario = read_scenario(str(small_file(folder)), settings)
    counties = read_network(scenario)
    found = sensitivities(predict(scenario, counties), scenario, counties)
    return {one.parameter: one for one in found}


def test_a_tenth_more_moves_waits_as_another_prediction_does(tmp_path: Path) -> None:
    crowd = ("others.visits_per_person_year=5.0", "line.return_share=0.0")
    usual = predicted(tmp_path, *crowd).mean_wait_min()

    found = moved(tmp_path, *crowd)

    for parameter, setting in (
        ("others.visits_per_person_year", "others.visits_per_person_year=5.5"),
        ("services.other_min.mean", 'services.other_min={law="lognormal",mean=3.19,cv=0.8}'),
        (
            "line.patience_min.median",
            'line.patience_min={law="lognormal_median",median=39.6,sigma=0.7}',
        ),
        ("line.balk_length", 'line.balk_length={law="uniform",low=11,high=33}'),
    ):
        again = predicted(tmp_path, *crowd, setting).mean_wait_min() / usual - 1
        assert found[parameter].wait_change == pytest.approx(again, rel=0.2, abs=0.002), parameter


def test_every_number_that_is_assumed_is_there_also_without_effect(tmp_path: Path) -> None:
    found = moved(tmp_path)

    assert found["services.other_min.mean"].mark == "S"
    assert found["services.other_min.cv"].mark == "A"
    assert not found["services.paper_min.mean"].has_effect
    assert not found["market.postage_yuan"].has_effect
    # No more than all of a closed day's visits can move to other days.
    assert found["others.closed_day_kept"].change == -0.1
    # What is off stays off, and there are no agents here.
    assert "others.day_cv" not in found
    assert not any(parameter.startswith("agents.") for parameter in found)


def test_what_the_equation_does_not_know_is_named(tmp_path: Path) -> None:
    settings = [
        'line.discipline="line_per_window"',
        "counters.fail=true",
        "line.priority_share=0.1",
    ]

    assert left_out(read_scenario(str(small_file(tmp_path)), [])) == []
    named = left_out(read_scenario(str(tmp_path / "small.toml"), settings))
    assert [what.split(":")[0].split(",")[0] for what in named] == [
        "one line for each window",
        "priority",
    ]


def test_who_is_in_line_when_the_run_begins_waits_on_the_first_day_alone(tmp_path: Path) -> None:
    usual = predicted(tmp_path, *PLAIN, "run.days=14")

    with_line = predicted(tmp_path, *PLAIN, "run.days=14", "backlog.customers_in_line=20")

    more = with_line.hours.arrivals.sum(axis=1) - usual.hours.arrivals.sum(axis=1)
    assert more.tolist() == pytest.approx([20, 20])
    assert with_line.mean_wait_min() > usual.mean_wait_min()


DRY = (
    "agents.per_outlet=1.0",
    'agents.float_yuan={law="deterministic",value=1}',
    'agents.cash_yuan={law="deterministic",value=1}',
    'agents.cash_in_yuan={law="deterministic",value=100}',
    "agents.cash_outs_a_day=0.0",
    "agents.rebalances=false",
)


def test_whom_agents_without_float_refuse_goes_to_the_counter_on_the_next_day(
    tmp_path: Path,
) -> None:
    usual = predicted(tmp_path, *PLAIN, "run.days=14")

    dry = predicted(tmp_path, *PLAIN, *DRY, "run.days=14")

    # Two agents refuse ten a day, of whom 3/10 go on; those of the last weekend are still to come.
    more = (dry.hours.arrivals - usual.hours.arrivals).sum()
    assert more == pytest.approx(2 * 10 * 0.3 * 12, rel=0.03)
    by_day = (dry.hours.arrivals - usual.hours.arrivals).sum(axis=0).reshape(7, 24).sum(axis=1)
    # On one of both Mondays those of a weekend come too.
    assert by_day[0] / by_day[2] == pytest.approx((1 + 3) / 2, rel=0.25)


def test_agents_with_much_float_and_cash_bring_nobody(tmp_path: Path) -> None:
    rich = [
        f'agents.{side}_yuan={{law="deterministic",value=1000000}}' for side in ("float", "cash")
    ]

    usual = predicted(tmp_path, *PLAIN)
    prediction = predicted(tmp_path, *PLAIN, "agents.per_outlet=1.0", *rich)

    more = prediction.hours.arrivals.sum() - usual.hours.arrivals.sum()
    assert more == pytest.approx(0, abs=0.05)


def test_a_mixture_varies_within_and_between_its_laws() -> None:
    mean, cv = moments_of([(3.0, Exponential(mean=2)), (1.0, Deterministic(value=6))])

    # 3/4 of 2 and 1/4 of 6; squares 3/4 of 8 and 1/4 of 36.
    assert mean == pytest.approx(3.0, rel=0.001)
    assert cv == pytest.approx((15 - 9) ** 0.5 / 3, rel=0.005)
