"""The pages of runs: how far one is, its results, and what leads on from there."""

import json
import re
from http import HTTPStatus
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sim.explorer.app import create_app
from sim.explorer.jobs.job import JobFiles
from sim.explorer.results import JOBS
from sim.tables import figure
from tests.sim.explorer.conftest import REFERENCE, TOKEN
from tests.sim.explorer.jobs.made import a_job, a_progress

HERE = "http://127.0.0.1"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return where the explorer's runs are."""
    return tmp_path / "results"


def opened(client: FlaskClient, path: str) -> TestResponse:
    return client.get(path, base_url=HERE)


def words(html: str) -> str:
    """Return the text of a page, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_cancelled_run_shows_the_figures_that_it_has_and_can_go_on(
    explorer: FlaskClient, out: Path
) -> None:
    a_job(out, stopping=True)
    a_progress(out, state="stopped", left_s=None)

    page = opened(explorer, "/runs/small").text

    assert "Stopped after 2 of 3 replications" in page
    assert "wait_mean_min 2.00 1.50 to 2.50 min" in words(page)
    assert "Of 100 people called, 10.0% waited 15 minutes or more." in page
    assert 'formaction="/runs/small/go-on"' in page
    assert 'formaction="/runs/small/stop"' not in page
    assert "hx-get" not in page


def test_the_first_replications_have_no_interval(explorer: FlaskClient, out: Path) -> None:
    a_job(out, stopping=True)
    a_progress(out, state="stopped")

    page = words(opened(explorer, "/runs/small").text)

    assert "1 2.00 none yet 2 2.00 1.50 to 2.50" in page


def test_a_run_whose_process_is_gone_says_so_with_its_last_words(
    explorer: FlaskClient, out: Path
) -> None:
    a_job(out)
    a_progress(out)
    JobFiles(out / JOBS, "small").errors.write_text("out of <memory>", encoding="utf-8")

    page = opened(explorer, "/runs/small").text

    assert "ended without a word" in page
    assert "out of &lt;memory&gt;" in page
    assert 'formaction="/runs/small/go-on"' in page


def test_a_run_that_was_refused_says_why_and_cannot_go_on(explorer: FlaskClient, out: Path) -> None:
    a_job(out, begun=False, refusal="results called small have come meanwhile")

    page = opened(explorer, "/runs/small").text

    assert "It was not started: results called small have come meanwhile" in page
    assert "/go-on" not in page


def test_what_was_asked_for_stands_there_with_the_equal_command_and_its_other_name(
    explorer: FlaskClient, out: Path
) -> None:
    a_job(out, stopping=True, instead_of="tiny")

    page = words(opened(explorer, "/runs/small?same=1").text)

    settings = "--set &#39;name=&#34;small&#34;&#39; --set run.days=1"
    assert f"wanghuiyi run county {settings} --replications 3 --out {out}" in page
    assert "Another run is called tiny and is not replaced, so this one is called small." in page
    assert "nothing is run again: this is that run" in page


def test_how_precise_it_is_what_was_wanted_stands_before_the_figures(
    explorer: FlaskClient, out: Path
) -> None:
    precision = {"metric": "wait_mean_min", "unit": "min", "alternative": "", "mean": 2.0}
    widths = {"half_width": 0.5, "half_width_most": 0.04, "reached": False}
    a_job(out, stopping=True)
    a_progress(out, state="stopped", replications=200, planned=90, precisions=[precision | widths])

    page = words(opened(explorer, "/runs/small").text)

    assert "wait_mean_min 2.00 ±0.500 (25.0%) ±0.0400 (2.00%) min too wide" in page
    assert "Stopped after 2 of 90 replications" in page


def test_what_has_not_changed_is_not_sent_again_and_an_end_loads_the_page_anew(
    explorer: FlaskClient, out: Path
) -> None:
    a_job(out, stopping=True)
    a_progress(out, state="stopped")

    first = opened(explorer, "/runs/small/progress?phase=stopped")
    again = opened(explorer, "/runs/small/progress?phase=running")

    assert first.status_code == HTTPStatus.OK
    assert "the mean wait is 2.00 min" in first.text
    assert (again.status_code, again.headers["HX-Refresh"]) == (HTTPStatus.NO_CONTENT, "true")


def test_results_have_the_figures_of_the_summary(explorer: FlaskClient) -> None:
    page = words(opened(explorer, "/runs/reference").text)

    assert "How long does cash take to become a purchase at the door" in page
    for row in pl.read_csv(REFERENCE / "summary.csv").iter_rows(named=True):
        if row["metric"] in {"wait_mean_min", "line_mean", "trips_per_wish", "fees_yuan"}:
            interval = f"{figure(row['ci_low'])} to {figure(row['ci_high'])}"
            assert f"{row['metric']} {figure(row['mean'])} {interval} {row['unit']}" in page
    assert (
        "wanghuiyi run county --set name=reference --set run.days=7 --replications 2 --no-plots"
        in page
    )


def test_an_outlet_leads_to_its_day_by_its_position_among_all(explorer: FlaskClient) -> None:
    page = opened(explorer, "/runs/reference").text

    links = dict(re.findall(r'<a href="/runs/reference/outlets/(\d+)">([^<]+)</a>', page))
    offices = pl.read_parquet(REFERENCE / "offices.parquet")
    first = offices.filter(pl.col("replication") == 0)["outlet"].to_list()
    assert links == {str(number): name for number, name in enumerate(first)}
    waits = offices.group_by("outlet").agg(
        (pl.col("wait_called_ms").sum() / pl.col("called").sum()).alias("wait")
    )
    longest = waits.sort("wait", descending=True)["outlet"].to_list()
    assert list(links.values()) == longest


def test_people_lead_to_their_journeys(explorer: FlaskClient) -> None:
    page = opened(explorer, "/runs/reference").text

    journeys = pl.read_parquet(REFERENCE / "journeys.parquet").drop_nulls("delivered_at")
    took = journeys.with_columns((pl.col("delivered_at") - pl.col("wish_at")).alias("took"))
    slowest = took.sort("took", descending=True).row(0, named=True)
    path = f"/runs/reference/people/{slowest['person']}?county={slowest['county']}"
    assert f"{path}&amp;replication={slowest['replication']}" in page


def test_every_chart_has_a_title_a_description_and_its_table(explorer: FlaskClient) -> None:
    page = opened(explorer, "/runs/reference").text

    charts = re.findall(r'<figure class="chart" id="([^"]+)"', page)
    assert charts == ["waits", "week", "line", "by-day", "waterfall"]
    for name in charts:
        assert re.search(rf'id="{name}-title">[^<]+<', page)
        assert re.search(rf'id="{name}-said">[^<]{{20,}}<', page)
        assert re.search(rf'<details class="twin" open>\s*<summary id="{name}-twin">', page)


def test_a_summary_is_the_part_that_other_pages_include(explorer: FlaskClient) -> None:
    part = opened(explorer, "/runs/reference/summary").text

    assert "<html" not in part
    assert "2 replications of 7 days, seed 20061122." in part
    assert "wait_mean_min" in part


@pytest.mark.parametrize("path", ["/runs/none", "/runs/none/progress", "/runs/none/summary"])
def test_there_is_no_run_of_another_name(explorer: FlaskClient, path: str) -> None:
    answer = opened(explorer, path)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "choose one of the list" in answer.text


@pytest.mark.parametrize("path", ["/runs/old", "/runs/old/summary"])
@pytest.mark.parametrize("damage", ["no tables", "another version"])
def test_results_that_cannot_be_read_are_a_page_that_says_so(
    explorer: FlaskClient, out: Path, path: str, damage: str
) -> None:
    copytree(REFERENCE, out / "old")
    manifest = out / "old" / "manifest.json"
    if damage == "no tables":
        (out / "old" / "offices.parquet").unlink()
    else:
        facts = json.loads(manifest.read_bytes())
        facts["effective_scenario"]["of_old"] = 1
        manifest.write_text(json.dumps(facts), encoding="utf-8")

    answer = opened(explorer, path)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "the files of old are damaged or of another version" in answer.text
    assert "run it anew" in answer.text


@pytest.mark.parametrize("path", ["/runs/none/stop", "/runs/none/go-on"])
def test_nothing_is_changed_of_a_run_that_nobody_asked_for(
    explorer: FlaskClient, path: str
) -> None:
    answer = explorer.post(path, base_url=HERE)

    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"scenario": "nowhere"}, "no scenario that ships is called nowhere"),
        ({"scenario": "county", "lever:run.days": "-3"}, "run.days"),
        ({"scenario": "county", "replications": "0"}, "replications"),
    ],
)
def test_what_cannot_be_run_is_refused_with_everything_that_is_wrong(
    explorer: FlaskClient, out: Path, form: dict[str, str], said: str
) -> None:
    answer = explorer.post("/runs", data=form, base_url=HERE)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert said in answer.text
    assert not (out / JOBS).exists()


def test_runs_without_results_are_on_the_first_page(explorer: FlaskClient, out: Path) -> None:
    a_job(out, stopping=True)
    a_progress(out, state="stopped")

    page = words(opened(explorer, "/").text)

    assert "small stopped, 2 of 3 shards: it can go on" in page


def test_a_folder_of_jobs_without_any_keeps_nobody_from_starting(tmp_path: Path) -> None:
    (tmp_path / JOBS).mkdir()

    app = create_app(tmp_path, (), TOKEN)

    assert app.url_map is not None
