"""Of predictions that wait only the latest is made, and what was made is kept."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest

from sim.explorer.prediction.kept import KEPT_MOST, LatestOnly, Predictions, is_quick, outlets_of
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.study.explain.prediction import predict
from sim.study.explain.sensitivity import sensitivities

COUNTY = read_scenario("county")
PATIENCE_S = 30


def test_a_wish_that_a_later_one_of_its_page_overtakes_is_not_worked_on() -> None:
    work = LatestOnly[str]()
    is_at_work, may_go_on, done = Event(), Event(), list[str]()

    def slowly() -> str:
        is_at_work.set()
        may_go_on.wait(PATIENCE_S)
        return "first"

    def noted(name: str) -> str:
        done.append(name)
        return name

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(work.answer, "page", "a", slowly)
        is_at_work.wait(PATIENCE_S)
        second = pool.submit(work.answer, "page", "b", lambda: noted("second"))
        while work._wishes["page"] < 2:  # noqa: SLF001 - until it waits
            pass
        third = pool.submit(work.answer, "page", "c", lambda: noted("third"))
        while work._wishes["page"] < 3:  # noqa: SLF001 - until it waits
            pass
        may_go_on.set()

        answers = [one.result(PATIENCE_S) for one in (first, second, third)]

    assert (answers, done) == (["first", None, "third"], ["third"])


def test_another_page_does_not_overtake() -> None:
    work = LatestOnly[int]()

    answers = [work.answer(page, page, lambda: 1) for page in ("one", "other", "one")]

    assert answers == [1, 1, 1]


def test_the_last_few_are_kept() -> None:
    work = LatestOnly[int]()
    calls = list[int]()

    def noted(number: int) -> int:
        calls.append(number)
        return number

    for number in (*range(KEPT_MOST + 1), KEPT_MOST, 0):
        work.answer("page", str(number), partial(noted, number))

    assert calls == [*range(KEPT_MOST + 1), 0]


def test_name_question_seed_and_replications_ask_for_no_other_prediction() -> None:
    predictions = Predictions()
    run = COUNTY.run.model_copy(update={"replications": 3, "seed": 4})
    renamed = COUNTY.model_copy(update={"name": "other", "question": "?", "run": run})

    first, second = predictions.of(COUNTY, "page"), predictions.of(renamed, "page")

    assert first is not None
    assert second is first


def test_what_it_says_is_what_explain_says() -> None:
    counties = read_network(COUNTY)
    by_explain = predict(COUNTY, counties)
    predictions = Predictions()

    found, carried = predictions.of(COUNTY, "page"), predictions.carried(COUNTY, "page")

    assert found is not None
    assert found.prediction.mean_wait_min() == by_explain.mean_wait_min()
    assert carried == sensitivities(by_explain, COUNTY, counties)


@pytest.mark.parametrize(
    ("name", "outlets", "quick"), [("county", 20, True), ("china-week", 45_000, False)]
)
def test_a_country_is_not_predicted_while_somebody_types(
    name: str,
    outlets: int,
    quick: bool,  # noqa: FBT001 - a case
) -> None:
    scenario = read_scenario(name)

    assert (outlets_of(scenario), is_quick(scenario)) == (outlets, quick)
