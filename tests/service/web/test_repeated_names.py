"""An object that has a name twice has two meanings, and is refused at any depth of any body."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from service.api.route import Route
from service.refusals.request import RequestMalformed
from service.web.app import ROUTES
from service.web.parsing import body_of
from service.web.request import Request
from tests.service.servers import Service, deposit_body, refused, taken
from tests.service.testing.served import books_in, served

WITH_BODY = [route for route in ROUTES if route.body]
MESSAGE = "it is there twice, and only one can be meant: send it once"


def doubled(document: Any, at: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Yield the text of a document with one name twice, and its place, for each name in it."""
    if isinstance(document, dict):
        for name, value in document.items():
            pair = f"{json.dumps(name)}: {json.dumps(value)}"
            others = [
                pair,
                *(f"{json.dumps(key)}: {json.dumps(document[key])}" for key in document),
            ]
            yield "{" + ", ".join(others) + "}", f"{at}/{name}"
    inner = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in inner:
        if isinstance(value, dict | list):
            for text, place in doubled(value, f"{at}/{key}"):
                hole = "a hole in the document"
                copy = dict(document) if isinstance(document, dict) else list(document)
                copy[key] = hole
                yield json.dumps(copy).replace(json.dumps(hole), text), place


def request_of(content: bytes) -> Request:
    """Return a request with a body."""
    return Request({"CONTENT_LENGTH": str(len(content)), "wsgi.input": BytesIO(content)})


def test_every_name_of_a_deposit_is_sent_once(service: Service) -> None:
    found = {}
    for text, place in doubled(deposit_body()):
        response = service.ask(service.outlet, "POST", "/v1/deposits", text.encode())
        assert refused(response) == (400, "request_malformed")
        found[place] = taken(response)["errors"]

    assert found == {
        place: [{"at": place, "message": MESSAGE}]
        for place in (
            *("/money", "/password", "/depositor"),
            *("/money/amount", "/money/currency", "/depositor/identity"),
        )
    }
    assert service.count("draft") == 0


@pytest.mark.parametrize(
    "text",
    [
        '{"amount": 100, "currency": "CNY", "amount": 999}',
        '{"amount": 999, "currency": "CNY", "amount": 100}',
        '{"amount": 100, "currency": "CNY", "\\u0061mount": 100}',
        '{"amount": 100, "amount": "wrong", "currency": "CNY"}',
        '{"amount": NaN, "amount": 500, "currency": "CNY"}',
        '{"amount": -Infinity, "amount": 500, "currency": "CNY"}',
        '{"amount": 1e400, "amount": 500, "currency": "CNY"}',
        '{"amount": 500, "amount": NaN, "currency": "CNY"}',
    ],
)
def test_of_two_amounts_neither_counts(sqlite_service: Service, text: str) -> None:
    body = json.dumps(deposit_body()).replace(json.dumps(deposit_body()["money"]), text)

    response = sqlite_service.ask(sqlite_service.outlet, "POST", "/v1/deposits", body.encode())

    assert refused(response) == (400, "request_malformed")
    assert {"at": "/money/amount", "message": MESSAGE} in taken(response)["errors"]
    assert sqlite_service.count("draft") == 0


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_no_body_of_any_route_has_a_name_twice(route: Route) -> None:
    assert route.body
    (example, *_) = route.body.model_json_schema().get("examples", [{"key_id": "a key"}])

    for text, place in doubled(example):
        with pytest.raises(RequestMalformed) as refusal:
            body_of(route.body, request_of(text.encode()))
        assert {"at": place, "message": MESSAGE} in refusal.value.errors


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_what_is_no_finite_number_is_refused_once_wherever_it_stands(
    sqlite_service: Service, number: str
) -> None:
    body = json.dumps(deposit_body() | {"money": {"amount": "here", "currency": "CNY"}})

    response = sqlite_service.ask(
        sqlite_service.outlet,
        "POST",
        "/v1/deposits",
        body.replace('"here"', number).encode(),
    )

    assert refused(response) == (400, "request_malformed")
    assert [error["at"] for error in taken(response)["errors"]] == ["/money/amount"]


def test_a_body_that_is_cut_after_a_repeated_name_is_refused(sqlite_service: Service) -> None:
    body = b'{"money": {"amount": 1, "amount": 2}'

    response = sqlite_service.ask(sqlite_service.outlet, "POST", "/v1/deposits", body)

    assert refused(response) == (400, "request_malformed")
    assert [error["at"] for error in taken(response)["errors"]] == ["/"]


def test_a_test_server_takes_no_name_twice_either(tmp_path: Path) -> None:
    server = served(books_in(tmp_path))
    clock = server.client.put("/test/clock", data=b'{"advance_ms": NaN, "advance_ms": 1}')
    body = b'{"rules": [{"method": "GET", "path": "/v1/keys", "nth": 1, "nth": 2}]}'

    response = server.client.put("/test/faults", data=body)

    assert refused(clock) == (400, "request_malformed")
    assert refused(response) == (400, "request_malformed")
    assert {"at": "/rules/0/nth", "message": MESSAGE} in taken(response)["errors"]
