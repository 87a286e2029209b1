import json
import shutil
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.explorer.again import CountyAgain
from sim.explorer.outlet.day import day_of
from tests.sim.explorer.conftest import with_token
from tests.sim.explorer.run_folders import EVENTFUL

HERE = "http://127.0.0.1"


def test_a_day_has_its_visits_and_leads_to_persons_days_outlets_and_replications(
    visitor: FlaskClient, county: CountyAgain
) -> None:
    page = visitor.get("/runs/eventful/outlets/1?replication=1&day=2007-11-07", base_url=HERE).text

    day = day_of(county, 1, 2)
    assert f"All {len(day.visits)} visits" in page
    persons = {one.person for one in day.visits if one.person < county.wishes}
    assert persons
    for one in day.visits:
        has_wish = one.person < county.wishes
        assert (f'id="visit-{one.person}-{one.arrived_ms}"' in page) == has_wish
    for person in persons:
        assert f'href="/runs/eventful/people/{person}?county=500242&amp;replication=1"' in page
    for beside in (
        "outlets/1?replication=1&amp;day=2007-11-06",
        "outlets/1?replication=1&amp;day=2007-11-08",
        "outlets/0?replication=1&amp;day=2007-11-07",
        "outlets/1?replication=0&amp;day=2007-11-07",
    ):
        assert f'href="/runs/eventful/{beside}"' in page
    assert "The counts and times of all its outlets are those that the run wrote." in page


@pytest.mark.parametrize("share", [0.5, 1])
def test_a_shared_day_tells_of_each_visit_only_where_all_journeys_were_kept(
    runs: Path, tmp_path: Path, county: CountyAgain, share: float
) -> None:
    shutil.copytree(runs / EVENTFUL, tmp_path / "sampled")
    path = tmp_path / "sampled" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["kept"]["journeys_share"] = share
    path.write_text(json.dumps(manifest), encoding="utf-8")
    visitor = with_token(tmp_path)
    page = "/runs/sampled/outlets/1?replication=1&day=2007-11-07"

    shown = visitor.get(page, base_url=HERE).text
    file = visitor.get("/share", query_string={"page": page}, base_url=HERE).text

    customer = next(one for one in day_of(county, 1, 2).visits if one.person >= county.wishes)
    of_each = (f"customer {customer.person}", "at the counter from", 'id="gantt"', "data-option")
    assert all(one in shown for one in of_each)
    assert [one in file for one in of_each] == [share == 1] * 4
    assert ("did not keep the journeys of all people" in file) == (share < 1)
    assert 'id="flow-table"' in file


def test_without_a_day_the_first_open_one_after_the_warm_up_is_shown(visitor: FlaskClient) -> None:
    page = visitor.get("/runs/eventful/outlets/0", base_url=HERE).text

    assert "on Tue 6 Nov 2007" in page


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("outlets/2", HTTPStatus.NOT_FOUND, "there is no outlet 2 in eventful: choose 0 to 1"),
        ("outlets/x", HTTPStatus.NOT_FOUND, "there is no outlet x in eventful: choose 0 to 1"),
        (
            "outlets/0?day=2008-01-01",
            HTTPStatus.BAD_REQUEST,
            "day 2008-01-01 is not in eventful: choose 2007-11-05 to 2007-11-13",
        ),
        (
            "outlets/0?replication=7",
            HTTPStatus.BAD_REQUEST,
            "replication 7 is not in eventful: choose 0 to 1",
        ),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    visitor: FlaskClient, address: str, status: int, said: str
) -> None:
    answer = visitor.get(f"/runs/eventful/{address}", base_url=HERE)

    assert answer.status_code == status
    assert said in answer.text


def test_a_form_chooses_outlet_day_and_replication(visitor: FlaskClient) -> None:
    answer = visitor.get(
        "/runs/eventful/outlets?outlet=1&day=2007-11-07&replication=1", base_url=HERE
    )

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.location == "/runs/eventful/outlets/1?day=2007-11-07&replication=1"


def test_a_line_is_held_against_days_like_it_or_this_day_alone(visitor: FlaskClient) -> None:
    of_week, of_day = (
        visitor.get(f"/runs/eventful/outlets/0?band={band}", base_url=HERE).text
        for band in ("weekday", "day")
    )

    assert "Over 4 days (2 such days in 2 replications)" in of_week
    assert "Over 2 days (1 such day in 2 replications)" in of_day


def test_where_all_replications_would_take_long_the_band_is_asked_for(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.kernel.is_on_disk", lambda: False)
    visitor = with_token(runs)

    before = visitor.get("/runs/eventful/outlets/0", base_url=HERE).text
    after = visitor.get("/runs/eventful/outlets/0?band=day", base_url=HERE).text

    assert "5% to 95% of days" not in before
    assert "band=day" in before
    assert "5% to 95% of days" in after


def test_results_that_are_not_whole_are_named(runs: Path, tmp_path: Path) -> None:
    shutil.copytree(runs / EVENTFUL, tmp_path / "half")
    (tmp_path / "half" / "offices.parquet").unlink()

    answer = with_token(tmp_path).get("/runs/half/outlets/0", base_url=HERE)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "the results of half are of another version, or not whole" in answer.text
    assert "(FileNotFoundError): run it anew with " in answer.text


def test_outlets_of_ones_own_that_were_moved_are_named(runs: Path, tmp_path: Path) -> None:
    shutil.copytree(runs / EVENTFUL, tmp_path / "moved")
    path = tmp_path / "moved" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    own = {"outlets_csv": str(tmp_path / "mine.csv"), "counties": []}
    manifest["effective_scenario"]["network"] |= own
    path.write_text(json.dumps(manifest), encoding="utf-8")

    answer = with_token(tmp_path).get("/runs/moved/outlets/0", base_url=HERE)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "moved cannot be simulated again" in answer.text
    assert "mine.csv" in answer.text
