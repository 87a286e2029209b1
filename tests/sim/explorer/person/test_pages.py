from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from sim.explorer.again import CountyAgain
from sim.explorer.outlet.words import clock
from sim.explorer.person.stays import stays_of
from sim.units import DAY_MS

HERE = "http://127.0.0.1"
WHERE = "county=500242&replication=1"


def test_a_person_has_a_story_visits_and_the_way_to_the_outlets_day(
    visitor: FlaskClient, county: CountyAgain
) -> None:
    page = visitor.get(f"/runs/eventful/people/3?{WHERE}", base_url=HERE).text

    assert '<div data-person="3 500242 1">' in page
    assert "lives in" in page
    for one in stays_of(county, 3):
        date = f"2007-11-{5 + one.arrived_ms // DAY_MS:02}"
        assert f"/runs/eventful/outlets/{one.outlet}?replication=1&amp;day={date}" in page
        assert f"#visit-3-{one.arrived_ms}" in page
        assert clock(one.arrived_ms % DAY_MS, seconds=True) in page
    assert "people/2?county=500242&amp;replication=1" in page
    assert "people/4?county=500242&amp;replication=1" in page


def test_the_twin_stands_beside_and_stays_with_the_next_person(visitor: FlaskClient) -> None:
    page = visitor.get(f"/runs/eventful/people/3?{WHERE}&twin=calmer", base_url=HERE).text

    assert "The story in eventful" in page
    assert "The story in calmer" in page
    assert "people/4?county=500242&amp;replication=1&amp;twin=calmer" in page


def test_who_is_no_twin_is_not_shown(visitor: FlaskClient) -> None:
    page = visitor.get(f"/runs/eventful/people/3?{WHERE}&twin=reference", base_url=HERE).text

    assert "There is no such person in reference: its days or its people are others" in page
    assert "The story in reference" not in page


def test_a_committed_run_of_an_earlier_version_is_told(visitor: FlaskClient) -> None:
    answer = visitor.get("/runs/reference/people/7", base_url=HERE)

    assert answer.status_code == HTTPStatus.OK
    assert "Person 7 of county 500242 in replication 0 lives in" in answer.text
    assert "The run did not keep this journey" not in answer.text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("people/999", HTTPStatus.NOT_FOUND, "person 999 has no wish in replication 0 of county"),
        ("people/x", HTTPStatus.BAD_REQUEST, "person x is no number from 0 on"),
        ("people/1?county=1", HTTPStatus.NOT_FOUND, "county 1 is not in eventful: choose 500242"),
        (
            "people/1?replication=2",
            HTTPStatus.BAD_REQUEST,
            "replication 2 is not in eventful: choose 0 to 1",
        ),
        ("people/1?twin=other", HTTPStatus.NOT_FOUND, "there is no run called other here"),
        ("people?twin=other", HTTPStatus.NOT_FOUND, "there is no run called other here"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    visitor: FlaskClient, address: str, status: int, said: str
) -> None:
    answer = visitor.get(f"/runs/eventful/{address}", base_url=HERE)

    assert answer.status_code == status
    assert said in answer.text


def test_a_person_is_found_by_number_and_by_what_happened(visitor: FlaskClient) -> None:
    lists = visitor.get(f"/runs/eventful/people?{WHERE}&twin=calmer", base_url=HERE).text
    found = visitor.get(f"/runs/eventful/people?person=3&{WHERE}", base_url=HERE)

    for title in (
        "Had the parcel later in calmer",
        "Stood in line longest",
        "Had the parcel in hand latest",
        "Gave up at the counter",
    ):
        assert title in lists
    assert (found.status_code, found.location) == (
        HTTPStatus.FOUND,
        f"/runs/eventful/people/3?{WHERE}",
    )


def test_lists_with_a_run_of_other_people_say_why_there_are_none(visitor: FlaskClient) -> None:
    page = visitor.get(f"/runs/eventful/people?{WHERE}&twin=reference", base_url=HERE).text

    assert "reference cannot be held against this run: its days or its people are others" in page
    assert "Had the parcel later" not in page


def test_a_page_that_is_shared_has_nobody_beyond_the_sample(visitor: FlaskClient) -> None:
    page = visitor.get(f"/runs/eventful/people?{WHERE}", base_url=HERE).text

    rows = page.count("<tr data-person=")
    assert rows == page.count('<th scope="row"><a href="/runs/eventful/people/') > 10
