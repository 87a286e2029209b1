"""The page of a scenario: levers, mistakes, what comes of it, and the same without the page."""

import json
import re
import shutil
import time
from collections.abc import Mapping
from html import unescape
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.explorer.app import create_app
from sim.explorer.asked import AskedRun, asked_of
from sim.explorer.jobs.inputs import code_now, inputs_asked
from sim.explorer.jobs.job import Job, write_job
from sim.explorer.levers.chosen import ten_of
from sim.explorer.levers.known import levers_of
from sim.explorer.prediction.kept import Foretold, Predictions
from sim.explorer.results import JOBS
from sim.files.scenario_file import questions, read_scenario
from sim.scenario import Scenario
from tests.sim.explorer.conftest import with_token

HERE = "http://127.0.0.1"


def get(explorer: FlaskClient, path: str, query: Mapping[str, str] | None = None) -> str:
    answer = explorer.get(path, query_string=query, base_url=HERE)
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def post(explorer: FlaskClient, path: str, form: Mapping[str, str]) -> str:
    answer = explorer.post(path, data=form, base_url=HERE)
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def shown(page: str, name: str) -> str:
    """Return the text of an element that is shown, by its id."""
    found = re.search(rf'id="{name}"[^>]*>(.*?)</', page, re.DOTALL)
    assert found, f"{name} is not on the page"
    return unescape(found[1]).strip()


@pytest.mark.parametrize("name", questions())
def test_the_page_of_each_scenario_has_its_ten_levers(explorer: FlaskClient, name: str) -> None:
    scenario = read_scenario(name)
    ten = ten_of(levers_of(scenario), scenario)

    page = get(explorer, f"/scenarios/{name}")

    # A switch has two fields of one name: a browser sends nothing for a box without its mark.
    fields = dict.fromkeys(re.findall(r'name="lever:([^"]+)"', page))
    assert list(fields) == [one.key for one in ten]
    assert unescape(page).count(scenario.question) == 1


def test_a_mistake_stands_at_its_field_and_what_was_typed_stays(explorer: FlaskClient) -> None:
    typed = {"lever:line.patience_min.median": "long", "lever:run.days": "0", "until": "wait=1%"}

    page = get(explorer, "/scenarios/county", typed)

    wrong = shown(page, "lever-line-patience_min-median-wrong")
    assert wrong == '"long", and must be a number, such as 2.5'
    assert shown(page, "lever-run-days-wrong") == "0, and must be at least 1"
    assert shown(page, "until-wrong").startswith("no metric is called wait")
    assert page.count('aria-invalid="true"') == 3
    assert 'value="long"' in page
    assert "Nothing is predicted while something is wrong" in page


def test_a_mistake_of_no_field_stands_above_all(explorer: FlaskClient) -> None:
    page = get(explorer, "/scenarios/county", {"lever:staffing.rural.break_min": "15"})

    assert "staffing.rural: break_min needs breaks_from" in shown(page, "wrong-elsewhere")


def test_pages_that_are_asked_for_at_once_do_not_take_predictions_from_each_other(
    explorer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    of = Predictions.of

    def noted(kept: Predictions, scenario: Scenario, page: str) -> Foretold | None:
        asked.append(page)
        return of(kept, scenario, page)

    monkeypatch.setattr(Predictions, "of", noted)

    for _ in range(2):
        get(explorer, "/scenarios/county", {"predict": "yes"})

    assert len({*asked, ""}) == 3


def test_without_scripts_a_form_that_is_sent_is_predicted(explorer: FlaskClient) -> None:
    page = get(explorer, "/scenarios/county", {"lever:network.rural.counters_min": "2"})

    assert "Mean wait in minutes, and load" in page
    assert "times what two counters can serve" in page
    assert 'hx-trigger="load"' not in page


def test_what_follows_typing_is_the_prediction_the_mistakes_and_the_command(
    explorer: FlaskClient,
) -> None:
    form = {"lever:line.balking": "false", "lever:line.return_share": "0.6", "page": "x"}

    part = post(explorer, "/scenarios/county/predicted", form)

    assert "<html" not in part
    assert "Mean wait in minutes, and load" in part
    assert shown(part, "lever-line-balking-wrong") == ""
    command = shown(part, "command")
    assert re.fullmatch(
        r"""wanghuiyi run county --set 'name="county-[0-9a-f]{6}"' --set line.balking=false """
        r"--set line.return_share=0.6 --out \S+",
        command,
    )
    assert shown(part, "toml").endswith("[line]\nbalking = false\nreturn_share = 0.6")


def test_explain_takes_under_a_second_of_a_processor(explorer: FlaskClient) -> None:
    post(explorer, "/scenarios/county/predicted", {"page": "x"})
    form = {"lever:line.patience_min.median": "20", "page": "x"}

    began = time.process_time()
    part = post(explorer, "/scenarios/county/predicted", form)

    assert time.process_time() - began < 1
    assert "Mean wait in minutes, and load" in part


def test_what_the_prediction_hangs_on_comes_after_it(explorer: FlaskClient) -> None:
    part = post(explorer, "/scenarios/county/carried", {"page": "x"})

    assert "10% more of services.other_min.mean (S): waits +" in part


def test_a_country_is_predicted_only_if_asked(explorer: FlaskClient) -> None:
    part = post(explorer, "/scenarios/china-week/predicted", {"page": "x"})

    assert "45,000 outlets, so it is not predicted while you type" in part
    assert "Predict it now" in part


def test_a_search_keeps_what_was_moved_beyond_the_ten(explorer: FlaskClient) -> None:
    form = {"q": "parcel.loss_share", "lever:run.days": "14", "lever:line.return_share": "0.7"}

    part = post(explorer, "/scenarios/county/further", form)

    fields = re.findall(r'name="lever:([^"]+)"', part)
    assert fields == ["run.days", "parcel.loss_share"]
    assert 'value="14"' in part


def test_exactly_these_inputs_show_their_result(explorer: FlaskClient) -> None:
    form = {"lever:run.days": "7", "replications": "2", "page": "x"}

    part = post(explorer, "/scenarios/county/predicted", form)

    assert "Simulated with exactly these levers" in part
    assert '<a href="/runs/reference">reference</a>, 2 replications' in part
    assert "2.53 min" in part


@pytest.mark.parametrize(
    ("command", "shown_as_whole"),
    [
        ("wanghuiyi run county", 1),
        ("wanghuiyi run county --only county=330110", 0),
        ("wanghuiyi run county --keep=summary", 0),
        (None, 0),
    ],
)
def test_a_run_of_parts_is_not_the_result_of_its_levers(
    tmp_path: Path, command: str | None, shown_as_whole: int
) -> None:
    shutil.copytree(Path("results/reference"), tmp_path / "mine")
    path = tmp_path / "mine" / "manifest.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts |= {"command": command, "versions": {"python": "of long ago"}}
    if command is None:
        del facts["command"], facts["versions"]
    path.write_text(json.dumps(facts), encoding="utf-8")
    form = {"lever:run.days": "7", "replications": "2", "page": "x"}

    part = post(with_token(tmp_path), "/scenarios/county/predicted", form)

    assert part.count("Simulated with exactly these levers") == shown_as_whole


def test_a_run_can_be_changed_and_is_stale_then(explorer: FlaskClient) -> None:
    page = get(explorer, "/scenarios/county", {"from": "reference"})
    moved = post(
        explorer,
        "/scenarios/county/predicted",
        {"from": "reference", "lever:run.days": "8", "replications": "2", "page": "x"},
    )

    assert 'name="lever:run.days" value="7"' in page
    assert 'name="replications" value="2"' in page
    assert 'name="name" value="reference"' in page
    assert "Simulated with exactly these levers" in page
    assert "Stale: a lever has moved since" in moved
    assert "2.53 min" in moved


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/scenarios/nowhere", "no scenario that ships is called nowhere"),
        ("/scenarios/county?from=nowhere", "there is no run called nowhere here"),
    ],
)
def test_what_there_is_not_is_said_on_a_page(explorer: FlaskClient, path: str, said: str) -> None:
    answer = explorer.get(path, base_url=HERE)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert said in answer.text


def test_a_run_of_another_version_is_named_and_its_levers_are_not_moved(tmp_path: Path) -> None:
    facts = {"effective_scenario": {"name": "old", "gone": 1}, "replications": 1}
    facts |= {"command": "wanghuiyi run old", "versions": {}}
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    explorer = create_app(tmp_path, (), "t").test_client()
    explorer.get("/?token=t", base_url=HERE)

    answer = explorer.get("/scenarios/county?from=old", base_url=HERE)
    page = get(explorer, "/scenarios/county", {"lever:run.days": "7"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "old was written by another version" in answer.text
    assert "Simulated with exactly" not in page


def test_what_was_typed_is_never_markup(explorer: FlaskClient) -> None:
    evil = '"><script>alert(1)</script>'
    form = {"q": evil, "name": evil, "lever:hours.opening_hours": evil, "page": evil}

    page = get(explorer, "/scenarios/county", form)
    part = post(explorer, "/scenarios/county/predicted", form)

    assert "<script>" not in page + part
    assert unescape(page).count(evil) >= 3


def test_what_has_been_asked_for_is_named_while_it_is_under_way(tmp_path: Path) -> None:
    asked = AskedRun("county", ('name="mine"', "run.days=3"))
    job = Job("mine", asked, inputs_asked(asked), code_now(), 1)
    explorer = create_app(tmp_path, (), "t").test_client()
    explorer.get("/?token=t", base_url=HERE)

    write_job(tmp_path / JOBS, job)

    part = post(
        explorer,
        "/scenarios/county/predicted",
        {"lever:run.days": "3", "name": "mine", "page": "x"},
    )
    page = get(explorer, "/scenarios/county", {"from": "mine"})
    assert '<a href="/runs/mine">mine</a> has been asked for' in part
    assert 'name="lever:run.days" value="3"' in page
    assert 'name="name" value="mine"' in page


def test_a_name_that_was_made_of_levers_goes_when_they_are_moved(tmp_path: Path) -> None:
    asked = asked_of({"scenario": "county", "lever:run.days": "3"})
    explorer = create_app(tmp_path, (), "t").test_client()
    explorer.get("/?token=t", base_url=HERE)
    name = read_scenario("county", asked.settings).name

    write_job(tmp_path / JOBS, Job(name, asked, inputs_asked(asked), code_now(), 1))

    page = get(explorer, "/scenarios/county", {"from": name})
    assert 'name="lever:run.days" value="3"' in page
    assert 'name="name" value=""' in page
