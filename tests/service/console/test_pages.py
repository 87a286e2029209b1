from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.call import Context
from service.console import with_console
from service.testing import create_test_app
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.testing.served import START_MS, books_in


@pytest.fixture
def console(tmp_path: Path) -> FlaskClient:
    context = Context(books_in(tmp_path), Vault(bytes(32), NO_SLOW_HASH))
    return with_console(create_test_app(context, Settings(), START_MS, "1")).test_client()


def test_the_console_shows_the_clock_of_its_world(console: FlaskClient) -> None:
    page = console.get("/test/").text

    assert "stands still" in page


def test_a_page_of_another_origin_changes_nothing(console: FlaskClient) -> None:
    answer = console.post("/test/", headers={"Origin": "http://elsewhere.example"})

    assert answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}


@pytest.mark.parametrize(
    ("host", "is_shown"),
    [
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("localhost", True),
        ("wanghuiyi:8000", True),
        ("mock.svc.cluster.local", True),
        ("rebound.example", False),
        ("127.0.0.1.rebound.example:8000", False),
    ],
)
def test_pages_are_not_shown_under_a_name_that_anybody_may_make_lead_here(
    console: FlaskClient, host: str, *, is_shown: bool
) -> None:
    answer = console.get("/test/", base_url=f"http://{host}")

    expected = HTTPStatus.OK if is_shown else HTTPStatus.MISDIRECTED_REQUEST
    assert answer.status_code == expected


def test_controls_obey_no_page_of_another_origin(console: FlaskClient) -> None:
    by_page = console.post("/test/reset", headers={"Origin": "http://elsewhere.example"})
    by_program = console.post("/test/reset")

    assert (by_page.status_code, by_program.status_code) == (HTTPStatus.FORBIDDEN, HTTPStatus.OK)


def test_a_number_that_no_database_holds_is_refused(console: FlaskClient) -> None:
    answer = console.get(f"/test/console/events/{'9' * 20}")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
