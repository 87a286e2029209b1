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
from sim.study.explain.sensitivity import sensitivities
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
    assert sensitivities(prediction, scenario) == []
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


def test_more_visits_and_longer_services_carry_the_answer(tmp_path: Path) -> None:
    scenario = read_scenario(str(small_file(tmp_path)), ["others.visits_per_person_year=5.0"])

    found = {
        one.parameter: one
        for one in sensitivities(predict(scenario, read_network(scenario)), scenario)
    }

    assert found["others.visits_per_person_year"].wait_change > 0.1
    assert found["services.other_min, its mean"].wait_change > 0.1
    assert found["line.patience_min"].left_change < 0 < found["line.patience_min"].wait_change


def test_what_the_equation_does_not_know_is_named(tmp_path: Path) -> None:
    settings = [
        'line.discipline="line_per_window"',
        "counters.fail=true",
        "line.priority_share=0.1",
    ]

    assert left_out(read_scenario(str(small_file(tmp_path)), [])) == []
    assert len(left_out(read_scenario(str(tmp_path / "small.toml"), settings))) == 3


def test_a_mixture_varies_within_and_between_its_laws() -> None:
    mean, cv = moments_of([(3.0, Exponential(mean=2)), (1.0, Deterministic(value=6))])

    # 3/4 of 2 and 1/4 of 6; squares 3/4 of 8 and 1/4 of 36.
    assert mean == pytest.approx(3.0, rel=0.001)
    assert cv == pytest.approx((15 - 9) ** 0.5 / 3, rel=0.005)
