"""Every route: what it takes, and all that it refuses, as the contract says."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.api.contract_responses import refusals_of
from service.call import Caller
from service.database import transactions as databases_of_service
from service.database.transactions import Busy, Database, LockTimeout, Unavailable
from service.store.answers import ANSWER, forget_answers
from service.web import rates
from service.web.app import ROUTES
from service.web.request import BODY_MAX_BYTES
from tests.service.api.contract_check import contract_of_all, require_contract
from tests.service.api.stories import GOOD, STORIES, Request
from tests.service.api.stories.orders import DECISION
from tests.service.api.stories.wallets import PHONE
from tests.service.servers import AGENT, OUTLET, ROLES, Service, deposit_body, money, refused, taken

EVERY = {f"{route.method} {route.path}": route for route in ROUTES}
PRIMING: dict[str, tuple[str, dict[str, Any]]] = {
    "outlet": ("/v1/number-blocks", {"count": 1}),
    "provider": ("/v1/wallets", {"tier": "plain"}),
    "operator": ("/v1/keys", {"role": "auditor", "holder": "another"}),
    "carrier": ("/v1/texts", {"phone": PHONE, "text": "?"}),
    # Refusals are answers too, and take their key.
    "shop": ("/v1/payouts", {"money": money(1), "to": "wallet"}),
    "agent": ("/v1/commission-payouts", {"agent": AGENT, "money": money(9_999)}),
    "arbiter": ("/v1/orders/nothing/decisions", DECISION),
}


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Iterator[None]:
    """Let every transaction end in an error."""

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        for name in ("transaction", "optimistically", "snapshot"):
            patched.setattr(Database, name, fail)
        yield


# What is taken.


def test_the_contract_is_a_document_of_openapi_3_1(sqlite_service: Service) -> None:
    document = taken(sqlite_service.get(None, "/openapi.json"))

    OpenAPIV31SpecValidator(document).validate()
    assert document == contract_of_all()


def test_every_route_has_a_request_that_it_takes() -> None:
    assert GOOD.keys() == EVERY.keys()


@pytest.mark.parametrize("name", EVERY)
def test_a_route_takes_a_good_request_and_answers_as_the_contract_says(
    service: Service, name: str
) -> None:
    response = GOOD[name](service).send(service)

    assert response.status_code == EVERY[name].status, response.text
    require_contract(EVERY[name], response)
    assert service.books()["findings"] == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/docs/", "/openapi.json"])
def test_pages_need_no_key(service: Service, path: str) -> None:
    assert service.get(None, path).status_code == 200


# What is refused.


GENERAL = (
    "unauthenticated",
    "not_permitted",
    "request_malformed",
    "body_too_large",
    "content_unsupported",
    "content_digest_wrong",
    "idempotency_key_missing",
    "idempotency_key_reused",
    "idempotency_key_expired",
    "request_in_progress",
    "too_many_requests",
    "busy",
    "unavailable",
    "internal_error",
)
LISTED = [(name, one.code) for name, route in EVERY.items() for one in refusals_of(route)]


def test_every_listed_refusal_has_a_story_that_ends_in_it_and_no_story_is_left_over() -> None:
    own = {(name, code) for name, code in LISTED if code not in GENERAL}

    assert STORIES.keys() == own


@pytest.mark.parametrize(("name", "code"), STORIES)
def test_a_route_refuses_what_it_lists(service: Service, name: str, code: str) -> None:
    response = STORIES[name, code](service)

    assert refused(response)[1] == code
    require_contract(EVERY[name], response)


def _without_key(_: Service, request: Request) -> Request:
    return replace(request, key=None)


def _of_another_role(service: Service, request: Request) -> Request:
    name = next(one for one in GOOD if one.split()[0] == request.method and _is_at(one, request))
    role = next(role for role in ROLES if role not in EVERY[name].roles)
    return replace(request, key=service.key(role, "somebody else"))


def _is_at(name: str, request: Request) -> bool:
    here = request.path.split("?")[0].split("/")
    there = EVERY[name].path.split("/")
    return len(here) == len(there) and all(
        mine == theirs or theirs.startswith("{") for mine, theirs in zip(here, there, strict=True)
    )


def _malformed(_: Service, request: Request) -> Request:
    if request.body is not None:
        return replace(request, body=b'{"money": ')
    route = EVERY[
        next(one for one in GOOD if one.startswith(request.method) and _is_at(one, request))
    ]
    if route.query:
        return replace(request, path=request.path.split("?")[0] + "?limit=0")
    if "{" not in route.path:
        return replace(request, headers={"Authorization": f"Bearer {request.key}, again"})
    parts, named = request.path.split("/"), route.path.split("/")
    place = next(place for place, name in enumerate(named) if name.startswith("{"))
    return replace(request, path="/".join([*parts[:place], "%00", *parts[place + 1 :]]))


def _too_large(_: Service, request: Request) -> Request:
    return replace(request, body=b" " * (BODY_MAX_BYTES + 1))


def _packed(_: Service, request: Request) -> Request:
    return replace(request, headers={"Content-Encoding": "gzip"})


def _damaged(_: Service, request: Request) -> Request:
    digest = base64.b64encode(hashlib.sha256(b"what was meant").digest()).decode()
    return replace(request, headers={"Content-Digest": f"sha-256=:{digest}:"})


def _unnamed(_: Service, request: Request) -> Request:
    return replace(request, headers={"Idempotency-Key": "short"})


def _named_as_another(service: Service, request: Request) -> Request:
    route = EVERY[next(one for one in GOOD if one.startswith("POST") and _is_at(one, request))]
    path, body = PRIMING[service.role_of(str(request.key))]
    before = replace(request, path=path, body=body)
    if route.each_of:
        before = GOOD[f"POST {route.path}"](service)  # another batch
    named = {"Idempotency-Key": "used-before"}
    assert replace(before, headers=named).send(service).status_code in {200, 201, 404, 409}
    return replace(request, headers=named)


def _named_long_ago(service: Service, request: Request) -> Request:
    named = replace(request, headers={"Idempotency-Key": "used-long-ago"})
    assert named.send(service).status_code < 500
    service.database.transaction(lambda connection: forget_answers(connection, service.clock() + 1))
    return named


CHANGED: dict[str, Callable[[Service, Request], Request]] = {
    "unauthenticated": _without_key,
    "not_permitted": _of_another_role,
    "request_malformed": _malformed,
    "body_too_large": _too_large,
    "content_unsupported": _packed,
    "content_digest_wrong": _damaged,
    "idempotency_key_missing": _unnamed,
    "idempotency_key_reused": _named_as_another,
    "idempotency_key_expired": _named_long_ago,
}
FAILURES: dict[str, Exception] = {
    "request_in_progress": LockTimeout(),
    "busy": Busy(),
    "unavailable": Unavailable(),
    "internal_error": ZeroDivisionError(),
}


@pytest.mark.parametrize("name", EVERY)
def test_a_route_refuses_what_all_refuse(sqlite_service: Service, name: str) -> None:
    request = GOOD[name](sqlite_service)

    for code in (one for route, one in LISTED if route == name and one in CHANGED):
        response = CHANGED[code](sqlite_service, request).send(sqlite_service)

        assert refused(response)[1] == code, response.text
        require_contract(EVERY[name], response)


@pytest.mark.parametrize("name", EVERY)
def test_a_route_says_when_the_database_fails_it(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    request = GOOD[name](sqlite_service)

    for code in (one for route, one in LISTED if route == name and one in FAILURES):
        with failing(monkeypatch, FAILURES[code]):
            response = request.send(sqlite_service)

        assert refused(response)[1] == code
        require_contract(EVERY[name], response)


@pytest.mark.parametrize("name", EVERY)
def test_a_route_refuses_who_asks_too_often_and_says_when_to_come_again(
    sqlite_service: Service, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    request = GOOD[name](sqlite_service)
    sqlite_service.per_key_a_minute = sqlite_service.lookups_a_minute = 1
    sqlite_service.renew()
    monkeypatch.setattr(rates, "time", SimpleNamespace(monotonic=lambda: 30.0))

    last = request.send(sqlite_service)
    response = request.send(sqlite_service)

    assert last.headers["RateLimit-Remaining"] == "0"
    assert refused(response) == (429, "too_many_requests")
    assert response.headers["Retry-After"] == "31"
    require_contract(EVERY[name], response)


def test_no_refusal_is_listed_twice_or_without_a_test() -> None:
    general = {*CHANGED, *FAILURES, "too_many_requests"}

    assert set(GENERAL) == general
    assert len(LISTED) == len(set(LISTED))


# What the database itself does, for real.


def test_who_repeats_a_request_that_is_being_worked_on_is_asked_to_wait(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases_of_service, "LOCK_WAIT_MS", 20)
    monkeypatch.setattr(databases_of_service, "SHORTEST_WAIT_S", 0)
    outlet, scope = service.outlet, Caller("", "outlet", OUTLET).scope
    key_hash = service.context.vault.key_hash(scope, "worked-on")
    service.restart()
    answer = {"key_hash": key_hash, "sealed": b"", "fingerprint": b""}

    with service.database.engine.connect() as connection:
        connection.execute(ANSWER.insert().values(status=201, at_ms=0, **answer))
        response = service.post(
            outlet, "/v1/deposits", deposit_body(), {"Idempotency-Key": "worked-on"}
        )
        connection.rollback()

    # SQLite has one writer, so there it is the database that is busy.
    code = (503, "busy") if service.database.is_sqlite else (409, "request_in_progress")
    assert refused(response) == code
    assert response.headers["Retry-After"] == "1"


def test_a_database_that_is_not_there_is_reported_and_the_service_is_not_ready(
    service: Service, tmp_path: Path
) -> None:
    gone = "sqlite:///" + str(tmp_path / "no" / "such.db")
    if not service.database.is_sqlite:
        gone = "postgresql+psycopg://postgres@/nowhere?host=" + str(tmp_path)
    absent = Service(Database(gone))

    assert refused(absent.get(None, "/readyz")) == (503, "unavailable")
    assert refused(absent.get(f"whk_{'0' * 16}_{'0' * 64}", "/v1/keys")) == (503, "unavailable")
    assert absent.get(None, "/healthz").status_code == 200
