from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.explorer.app import create_app

TOKEN = "the token"  # noqa: S105 - of a test
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def stranger(tmp_path: Path) -> FlaskClient:
    return create_app(tmp_path, (), TOKEN).test_client()


def test_the_printed_address_lets_in_and_its_token_leaves_the_address(
    stranger: FlaskClient,
) -> None:
    arrived = stranger.get(f"/?token={TOKEN.replace(' ', '%20')}", base_url=HERE)

    assert (arrived.status_code, arrived.location) == (HTTPStatus.FOUND, "/")
    assert stranger.get("/", base_url=HERE).status_code == HTTPStatus.OK


@pytest.mark.parametrize("query", ["", "?token=", "?token=another"])
def test_without_the_token_nothing_is_shown(stranger: FlaskClient, query: str) -> None:
    answer = stranger.get(f"/{query}", base_url=HERE)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "wanghuiyi explore" in answer.text


def test_a_name_that_somebody_made_lead_here_is_refused(stranger: FlaskClient) -> None:
    stranger.get(f"/?token={TOKEN}", base_url=HERE)

    answer = stranger.get(f"/?token={TOKEN}", base_url="http://elsewhere.example:8000")

    assert answer.status_code == HTTPStatus.MISDIRECTED_REQUEST


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_page_of_another_origin_changes_nothing(
    explorer: FlaskClient, headers: dict[str, str]
) -> None:
    answer = explorer.post("/", headers=headers, base_url="http://127.0.0.1")

    assert answer.status_code == HTTPStatus.FORBIDDEN
