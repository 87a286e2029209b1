"""What the contract says beside the form of requests: its hash, webhooks, headers, problems."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic_core import to_json

from service.api.contract import contract, hash_of
from service.api.contract_hash import CONTRACT_HASH
from service.domain.event import Event
from service.domain.wording import WORDED_KINDS
from service.outbox.attempt import payload
from service.refusals.problems import STATUSES
from service.schemas.events import EVENTS, EVENTS_FOR_PHONES
from service.store.events import StoredEvent
from service.web.app import ROUTES
from tests.service.servers import Service, deposit_body, refused, taken

DOCUMENT = contract(ROUTES, "0")


def test_answers_carry_the_hash_of_the_contract(sqlite_service: Service) -> None:
    assert hash_of(DOCUMENT) == CONTRACT_HASH, "run make schema"
    assert hash_of(contract(ROUTES, "another version")) == CONTRACT_HASH
    for path in ("/openapi.json", "/v1/time", "/v1/nothing", "/healthz"):
        assert sqlite_service.get(None, path).headers["Wanghuiyi-Contract"] == CONTRACT_HASH


def test_a_changed_contract_has_another_hash() -> None:
    changed = json.loads(json.dumps(DOCUMENT))
    changed["paths"]["/v1/deposits"]["post"]["responses"].pop("201")

    assert hash_of(changed) != CONTRACT_HASH


@pytest.mark.parametrize("kind", EVENTS)
def test_every_kind_of_event_is_described_as_it_is_sent(kind: str) -> None:
    stored = StoredEvent(1, "e1", Event(kind, "s1", {}), at_ms=0)
    form = DOCUMENT["webhooks"][kind]["post"]["requestBody"]["content"]["application/json"]

    sent = payload("provider", stored)

    assert sorted(sent) == sorted(form["schema"]["required"])
    assert form["schema"]["properties"]["type"] == {"const": kind}


def test_whatever_is_texted_is_an_event_of_the_contract() -> None:
    assert WORDED_KINDS
    assert (EVENTS | EVENTS_FOR_PHONES).keys() >= WORDED_KINDS


@pytest.mark.parametrize("code", [refusal.code for refusal in STATUSES])
def test_the_type_of_every_problem_leads_to_its_explanation(
    shared_service: Service, code: str
) -> None:
    page = shared_service.client.get(f"/problems/{code}", headers={"Accept": "text/html"})
    told = shared_service.client.get(f"/problems/{code}", headers={"Accept": "application/json"})

    assert page.status_code == 200
    assert f"<code>{code}</code>" in page.text
    assert "http" not in page.text.replace("http-equiv", "")
    assert taken(told)["code"] == code
    assert taken(told)["retry"]


@pytest.fixture(scope="module")
def shared_service(databases: Any) -> Iterator[Service]:  # noqa: ANN401 - of tests.service.databases
    made = Service(databases.new("sqlite"))
    yield made
    databases.drop(made.database)


def test_a_problem_names_the_page_and_an_unknown_one_has_none(sqlite_service: Service) -> None:
    response = sqlite_service.get(None, "/v1/wallets/w1")

    assert taken_problem(response)["type"] == "/problems/unauthenticated"
    assert refused(sqlite_service.get(None, "/problems/nothing")) == (404, "path_unknown")


def taken_problem(response: Any) -> dict[str, Any]:  # noqa: ANN401 - of werkzeug
    found: dict[str, Any] = json.loads(response.data)
    return found


def test_what_is_left_is_said_in_the_fields_of_the_draft_and_those_before(
    sqlite_service: Service,
) -> None:
    sqlite_service.per_key_a_minute = 5
    response = sqlite_service.post(sqlite_service.outlet, "/v1/deposits", deposit_body())

    left = re.fullmatch(r'"key";r=(\d+);t=(\d+)', response.headers["RateLimit"])
    assert response.headers["RateLimit-Policy"] == '"key";q=5;w=60'
    assert left
    assert left.groups() == (
        response.headers["RateLimit-Remaining"],
        response.headers["RateLimit-Reset"],
    )
    assert left.group(1) == "4"


def test_the_contract_promises_what_the_database_keeps() -> None:
    policy = DOCUMENT["x-idempotency"]

    assert policy == {
        "header": "Idempotency-Key",
        "kept_days": 90,
        "expired_known_days": 400,
        "problem_when_expired": "idempotency_key_expired",
    }
    assert to_json(policy)
