"""Which runs can be compared, and what is said of those that cannot."""

from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.explorer.compare.chosen import runs_named
from sim.explorer.explorer import Explorer

HERE = "http://127.0.0.1"


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("run=small", HTTPStatus.BAD_REQUEST, "1 runs are named, and 2 to 4 can be compared"),
        (
            "run=small&run=short&run=strict&run=fewer&run=longer",
            HTTPStatus.BAD_REQUEST,
            "5 runs are named, and 2 to 4 can be compared",
        ),
        ("run=small&run=small", HTTPStatus.BAD_REQUEST, "a run is named twice"),
        ("run=small&run=..", HTTPStatus.NOT_FOUND, "there is no run called .. here"),
        ("run=small&run=short&class=village", HTTPStatus.BAD_REQUEST, "class is village, and may"),
        ("run=small&run=short&flow=water", HTTPStatus.BAD_REQUEST, "flow is water, and may be"),
        ("run=small&run=short&by=luck", HTTPStatus.BAD_REQUEST, "by is luck, and may be door"),
        (
            "run=small&run=lucky",
            HTTPStatus.BAD_REQUEST,
            "This meets the same people: wanghuiyi run lucky.toml --seed 1",
        ),
    ],
)
def test_a_wrong_choice_is_a_page_that_says_what_to_choose(
    comparing: FlaskClient, query: str, status: HTTPStatus, said: str
) -> None:
    answer = comparing.get(f"/compare?{query}", base_url=HERE)

    assert answer.status_code == status
    assert said in answer.text
    assert '<select name="run">' in answer.text


def test_without_a_choice_the_page_asks_for_one(comparing: FlaskClient) -> None:
    answer = comparing.get("/compare", base_url=HERE)

    assert answer.status_code == HTTPStatus.OK
    assert "alert" not in answer.text
    assert answer.text.count('<option value="strict">') == len(("first", "second", "3rd", "4th"))


def test_runs_are_compared_in_the_replications_that_all_have(shelved: Explorer) -> None:
    compared = runs_named(shelved, ["small", "fewer", "strict"])

    assert compared.numbers == (0, 1)
    (warning,) = compared.warnings
    assert warning.startswith("compared in the 2 replications that all runs have")
    assert warning.endswith("small, strict had more, which are left out")
    assert {one.replications for one in compared.differences} == {2}


def test_runs_of_other_days_are_said_not_to_meet_the_same_people(
    shelved: Explorer, comparing: FlaskClient
) -> None:
    compared = runs_named(shelved, ["small", "longer", "short"])

    page = comparing.get("/compare?run=small&run=longer", base_url=HERE).text

    assert compared.others == {"longer"}
    assert "longer minus small: not the same people" in page
    assert "longer has other counties or days than small" in page
    assert "all runs have the same days" not in page


def test_runs_of_the_same_days_and_places_are_said_to_be_that_and_no_more(
    comparing: FlaskClient,
) -> None:
    page = comparing.get("/compare?run=small&run=short", base_url=HERE).text

    assert "all runs have the same days, and the same counties with as many people" in page
    assert "Who wishes to buy, and what, is the same where no lever changes it." in page


def test_runs_without_a_common_day_have_no_days_to_compare(comparing: FlaskClient) -> None:
    answer = comparing.get("/compare?run=small&run=later", base_url=HERE)

    assert answer.status_code == HTTPStatus.OK
    assert "These runs have no day in common" in answer.text


def test_one_replication_settles_nothing_and_the_page_says_so(comparing: FlaskClient) -> None:
    answer = comparing.get("/compare?run=small&run=once&run=short", base_url=HERE)

    assert answer.status_code == HTTPStatus.OK
    assert "one replication has no interval, so nothing is settled" in answer.text
    assert "open: needs more than one replication" in answer.text
    assert "settled, and different" not in answer.text
    assert "NaN" not in answer.text


def test_damaged_files_are_a_page_that_says_so(results: Path, comparing: FlaskClient) -> None:
    path = results / "strict" / "waits.parquet"
    kept = path.read_bytes()
    path.write_bytes(kept[:100])

    answer = comparing.get("/compare?run=small&run=strict", base_url=HERE)
    path.write_bytes(kept)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "are damaged or of another version" in answer.text
