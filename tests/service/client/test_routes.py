"""Every route has a method of the client, and every method a route: found by calling them all."""

import inspect
import re
import types
from collections.abc import Iterator
from typing import Any, Literal, NoReturn, Union, get_args, get_origin, get_type_hints

import pytest

from service.api.route import Route
from service.client import Client, OfflineDeposit
from service.client.retrying import ApiRequest, RetryingClient
from service.schemas.counter import SignedReceipt
from service.web.app import ROUTES

# The names of routes that no method asks for, and why none should: there are none.
WITHOUT_METHOD: dict[str, str] = {}
OF_THE_LINE = {"close", "noting", "preview"}
METHODS = sorted(
    name
    for name, _ in inspect.getmembers(Client, inspect.isfunction)
    if not name.startswith("_") and name not in OF_THE_LINE
)
RECEIPT = SignedReceipt(receipt={"number": "1"}, key_id="k", signature="s")
DEPOSIT = OfflineDeposit("1", 1, "081208", "11010519491231002X", "2026-11-24T02:30:00Z")
# What is no plain value, by the name of its parameter.
GIVEN: dict[str, Any] = {
    "where": (1.0, 2.0),
    "key": "7d9a8f1c-5f1e",
    "signed": RECEIPT,
    "deposits": [DEPOSIT],
    "scans": [("1", "arrived", "2026-11-24T02:30:00Z")],
    "sender": {"name": "a"},
    "recipient": {"name": "b"},
    "evidence": {"text": "seen"},
    "kinds": ["*"],
    "form": {"delimiter": ";"},
    "columns": {"at": "Booked", "amount": "Amount"},
    "days": ("2026-11-24", "2026-11-24"),
    "aliases": ["a"],
    "price": (250, "kg"),
    "draft": ("1", "081208"),
    "metadata": {"till": "3"},
    "between": ("2026-11-24T02:30:00Z", "2026-11-24T02:31:00Z"),
}


class IdempotentRequest(Exception):  # noqa: N818 - named by what is so
    """Somebody asked, and the request is kept instead of sent."""

    def __init__(self, request: ApiRequest) -> None:
        """Keep it."""
        super().__init__(request)
        self.request = request


class Listening(RetryingClient):
    """A line that sends nothing."""

    def send(self, request: ApiRequest) -> NoReturn:
        """Raise what is asked."""
        raise IdempotentRequest(request)


def requests_of(name: str) -> Iterator[ApiRequest]:
    """Yield what a method asks: once, or once for each word that chooses its path."""
    method = getattr(Client, name)
    hints = get_type_hints(method)
    given = {
        parameter: _value(parameter, hints[parameter])
        for parameter in list(inspect.signature(method).parameters)[1:]
        if parameter != "idempotency_key"
    }
    words = next((p for p, hint in hints.items() if get_origin(hint) is Literal), None)
    for word in get_args(hints[words]) if words else (None,):
        client = Client(object(), "whk_key")
        client.connection = Listening(client.connection.transport, "whk_key")
        with pytest.raises(IdempotentRequest) as asked:
            _all(getattr(client, name)(**given | ({words: word} if words else {})))
        yield asked.value.request


def route_of(request: ApiRequest) -> Route | None:
    """Return the route that takes a request."""
    return next(
        (
            route
            for route in ROUTES
            if route.method == request.method
            and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route.path), request.path)
        ),
        None,
    )


def test_every_route_has_a_method_of_the_client() -> None:
    routes = [route_of(request) for name in METHODS for request in requests_of(name)]

    asked = {route.name for route in routes if route}

    assert {route.name for route in ROUTES} - asked == WITHOUT_METHOD.keys()


@pytest.mark.parametrize("name", METHODS)
def test_a_method_asks_as_its_route_takes_it(name: str) -> None:
    for request in requests_of(name):
        route = route_of(request)

        assert route, f"{name} asks {request.method} {request.path}, which is no route"
        assert bool(request.idempotency_key) == route.needs_key
        assert _names(request.body) <= _fields(route.body)
        assert _required(route.body) <= _names(request.body)
        assert _names(request.query) <= _fields(route.query)
        assert request.accept is None or request.accept in route.texts


def _all(answer: Iterator[Any]) -> list[Any]:
    # Pages are asked for when they are looked at; what is no page has asked before.
    return list(answer)


def _value(parameter: str, hint: Any) -> Any:  # noqa: ANN401 - any type hint
    if parameter in GIVEN:
        return GIVEN[parameter]
    if get_origin(hint) in {Union, types.UnionType}:
        hint = get_args(hint)[0]
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    return {str: "1", int: 1, bool: True}[hint]


def _names(part: Any) -> set[str]:  # noqa: ANN401 - a body or a query, or none
    return set(part or ())


def _fields(body: Any) -> set[str]:  # noqa: ANN401 - a class of a body, or none
    fields = body.model_fields if body else {}
    return {field.alias or name for name, field in fields.items()}


def _required(body: Any) -> set[str]:  # noqa: ANN401 - as above
    fields = body.model_fields if body else {}
    return {name for name, field in fields.items() if field.is_required()}
