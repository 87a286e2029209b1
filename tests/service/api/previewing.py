"""What the tests of previews share: to ask for one, and to see that a database is as it was."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import inspect, text
from werkzeug.test import TestResponse

from service.operations.throttling import COUNTED
from service.web.app import ROUTES
from tests.service.api.contract_check import require_contract
from tests.service.api.stories import Request
from tests.service.servers import Service, refused, taken

MONEY = {f"{route.method} {route.path}": route for route in ROUTES if route.moves_money}
WITHOUT_PREVIEW = {
    "POST /v1/deposit-batches": "the cash is in the till already, and each item is a request",
    "POST /v1/scans": "what an outlet saw moves others' money, whose amounts are not for it to see",
    "POST /v1/scan-batches": "as a scan",
    "POST /v1/texts": "a phone is answered in words, and the network that asks may see no more",
}
"""What may move money and has no preview, and why."""
_GUESSES = {one.code for one in COUNTED}
Whole = Mapping[str, list[str]]


def previewed(request: Request) -> Request:
    """Return a request as it is previewed."""
    return replace(request, path=f"{request.path}?dry_run=true")


def preview(service: Service, request: Request, name: str) -> dict[str, Any]:
    """Preview a request of a route; the answer must be as the contract says."""
    response = previewed(request).send(service)
    assert response.status_code == 200, response.text
    require_contract(MONEY[name], response)
    return taken(response)


def codes(answer: Mapping[str, Any]) -> list[str]:
    """Return the codes of all refusals that a preview tells, in its order."""
    return [refusal["code"] for refusal in answer["refusals"]]


def require_all_refusals(
    service: Service, name: str, request: Request, all_of_them: list[str]
) -> None:
    """Require a preview to tell these refusals, in the order of the route; the verb, the first."""
    before = whole(service)

    foretold = preview(service, request, name)

    assert codes(foretold) == all_of_them
    order = [refusal.code for refusal in MONEY[name].refusals]
    assert all_of_them == sorted(all_of_them, key=order.index)
    assert (changed(before, whole(service)) == set()) is (all_of_them[-1] not in _GUESSES)
    assert refused(request.send(service))[1] == all_of_them[0]


def whole(service: Service) -> Whole:
    """Return all that a database holds, table by table, with what its sequences give next."""
    with service.database.reading() as connection:
        held = {
            table: sorted(repr(row) for row in connection.execute(text(f'SELECT * FROM "{table}"')))  # noqa: S608 - a table of ours
            for table in inspect(connection).get_table_names()
        }
        if not service.database.is_sqlite:
            query = "SELECT sequencename, last_value FROM pg_sequences"
            held["sequences"] = sorted(repr(row) for row in connection.execute(text(query)))
    return held


def changed(before: Whole, after: Whole) -> set[str]:
    """Return the tables in which something differs."""
    return {table for table in before if before[table] != after[table]}


@contextmanager
def last_request(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Request]]:
    """Lend a list that has at its end the last request that was sent."""
    sent: list[Request] = []
    ask = Service.ask

    def asking(self: Service, *asked: Any) -> TestResponse:  # noqa: ANN401 - as it is asked
        sent.append(Request(*asked))
        return ask(self, *asked)

    with monkeypatch.context() as patched:
        patched.setattr(Service, "ask", asking)
        yield sent
