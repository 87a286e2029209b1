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
