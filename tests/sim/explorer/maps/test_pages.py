"""The pages of maps: what they show, where dots lead, and what is said of a wrong address."""

import json
from gzip import compress
from html import unescape
from http import HTTPStatus
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from flask.testing import FlaskClient

from sim.explorer.app import create_app
from sim.explorer.maps.drawn import RING, hatched
from tests.sim.explorer.conftest import TOKEN
from tests.sim.explorer.maps.conftest import CODES, PLANTED, write_outlets

HERE = "http://127.0.0.1"
COUNTIES = 2_848


def drawn(client: FlaskClient, path: str) -> dict[str, list[dict[str, Any]]]:
    """Return the dots on the map of a page, by the name of their series."""
    page = client.get(path, base_url=HERE).text
    option = json.loads(unescape(page.partition("data-option='")[2].partition("'")[0]))
    return {one["name"]: one["data"] for one in option["series"] if "name" in one}


def test_a_country_leads_into_its_counties_and_a_county_to_its_outlets(
    looking: FlaskClient,
) -> None:
    counties = drawn(looking, "/runs/usual/map")["value"]
    outlets = drawn(looking, counties[1]["href"])

    assert [one["href"] for one in counties] == [
        f"/runs/usual/map?metric=wait&county={code}" for code in CODES
    ]
    assert [one["href"] for one in outlets["value"]] == [
        f"/runs/usual/outlets/{position}?replication=0" for position in range(4, 8)
    ]
    assert outlets["settlement"][0]["said"] == "Village: 900 people"


def test_the_table_leads_where_the_dots_do(looking: FlaskClient) -> None:
    page = looking.get("/runs/usual/map?metric=left", base_url=HERE).text

    for code in CODES:
        link = f'href="/runs/usual/map?metric=left&amp;county={code}">Shan&lt;b&gt; ({code})</a>'
        assert link in page


def test_a_difference_is_hatched_where_it_is_not_settled(looking: FlaskClient) -> None:
    path = f"/compare/map?run=usual&run=planted&county={CODES[PLANTED[0]]}"

    dots = drawn(looking, path)

    assert [one["name"] for one in dots["settled"]] == [f"Outlet {PLANTED[1]}"]
    assert [one["name"] for one in dots["not settled"]] == ["Outlet 0", "Outlet 1", "Outlet 3"]
    assert dots["settled"][0]["said"].endswith(": higher")
    assert all(one["said"].endswith(": not settled") for one in dots["not settled"])


def test_a_country_of_all_counties_is_a_light_page_in_two_seconds(tmp_path: Path) -> None:
    codes = [f"{100_000 + number}" for number in range(COUNTIES)]
    for name in ("one", "other"):
        write_outlets(tmp_path / name, 0.0, 7, codes)
    client = create_app(tmp_path, (), TOKEN).test_client()
    client.get("/", query_string={"token": TOKEN}, base_url=HERE)
    client.get("/compare/map?run=one&run=other&county=100000", base_url=HERE)
    began_s = process_time()

    answer = client.get("/compare/map?run=one&run=other", base_url=HERE)

    took_s = process_time() - began_s
    assert answer.text.count("/compare/map?run=one&amp;run=other&amp;metric=wait&amp;county=1") == (
        COUNTIES
    )
    assert took_s < 2
    assert len(compress(answer.data)) < 400_000


def test_a_hatched_disc_has_a_ring_and_three_stripes() -> None:
    path = hatched()

    assert path.startswith(RING)
    assert path.removeprefix(RING).count("M") == path.removeprefix(RING).count("Z") == 3


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/runs/none/map", HTTPStatus.NOT_FOUND, "there is no run called none here"),
        ("/runs/usual/map?metric=gold", HTTPStatus.BAD_REQUEST, "metric is gold, and may be wait"),
        ("/runs/usual/map?county=1", HTTPStatus.NOT_FOUND, "county 1 is not in usual: choose"),
        ("/compare/map?run=usual", HTTPStatus.BAD_REQUEST, "of 2 runs, and 1 are named"),
        ("/compare/map?run=usual&run=no", HTTPStatus.NOT_FOUND, "there is no run called no here"),
        ("/compare?run=usual&run=planted", HTTPStatus.NOT_FOUND, "are damaged or of another"),
    ],
)
def test_a_wrong_address_is_a_page_that_says_what_to_do(
    looking: FlaskClient, path: str, status: HTTPStatus, said: str
) -> None:
    answer = looking.get(path, base_url=HERE)

    assert (answer.status_code, said in answer.text) == (status, True)
