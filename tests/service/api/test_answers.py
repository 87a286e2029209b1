"""Answers looked up by the idempotency key alone, also while what they answer is going on."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from service.call import Caller
from service.database import transactions
from service.store.answers import ANSWER, forget_answers
from service.telemetry.logs import JsonLine
from tests.service.api.stories.deposits import batch
from tests.service.servers import OTHER_OUTLET, OUTLET, Service, deposit_body, refused, taken
from tests.waiting import PATIENCE_S

KEY = "lost-answer-1"
EVERY_CHARACTER = "".join(map(chr, range(0x21, 0x7F))).replace(",", "")
NOTHING = {"status": None, "answered_at": None, "items": None, "answer": None}


def looked_up(service: Service, key: str = KEY, caller: str | None = None) -> dict[str, Any]:
    """Return what a caller, the outlet if no other is named, finds under a key."""
    response = service.get(caller or service.outlet, f"/v1/answers/{quote(key, safe='')}")
    assert response.status_code == 200, response.text
    return taken(response)


def deposited(service: Service, key: str = KEY) -> dict[str, Any]:
    """Pay a draft in under a key."""
    response = service.post(
        service.outlet, "/v1/deposits", deposit_body(), {"Idempotency-Key": key}
    )
    assert response.status_code == 201, response.text
    return taken(response)


def test_an_answer_is_found_whole_by_its_key(service: Service) -> None:
    answer = deposited(service)
    service.clock.advance(days=2)

    found = looked_up(service)

    assert found == {
        "state": "done",
        "status": 201,
        "answered_at": answer["issued_at"],
        "items": None,
        "answer": answer,
    }


def test_a_refusal_is_found_as_the_problem_that_it_was(service: Service) -> None:
    body = {"wallet_id": "nobody", "money": {"amount": 1, "currency": "CNY"}}
    problem = service.post(service.provider, "/v1/withdrawals", body, {"Idempotency-Key": KEY})

    found = looked_up(service, caller=service.provider)

    assert (found["state"], found["status"]) == ("done", 404)
    assert found["answer"] == taken(problem)


def test_a_key_that_nothing_was_done_under_is_unknown_and_stays_free(service: Service) -> None:
    assert looked_up(service) == {"state": "unknown", **NOTHING}

    assert service.count("answer") == 0
    deposited(service)


@pytest.mark.parametrize(("role", "holder"), [("outlet", OTHER_OUTLET), ("provider", OUTLET)])
def test_anothers_key_is_unknown_whoever_names_it(service: Service, role: str, holder: str) -> None:
    deposited(service)

    found = looked_up(service, caller=service.key(role, holder))

    assert found["state"] == "unknown"


def test_an_answer_that_is_forgotten_is_expired(service: Service) -> None:
    answer = deposited(service)
    service.database.transaction(lambda connection: forget_answers(connection, service.clock() + 1))

    found = looked_up(service)

    told = {"state": "expired", "status": 201, "answered_at": answer["issued_at"]}
    assert found == {**NOTHING, **told}


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_of_a_batch_its_key_finds_how_many_items_have_answers_and_each_is_found_by_its_place(
    service: Service, count: int
) -> None:
    request = batch(service, count)
    assert isinstance(request.body, dict)
    response = service.post(service.outlet, request.path, request.body, {"Idempotency-Key": KEY})
    results = taken(response)["results"]

    whole = looked_up(service)

    assert whole == {**NOTHING, "state": "batch", "items": count}
    for place in range(count):
        assert looked_up(service, f"{KEY}/{place}")["answer"] == results[place]["answer"]
    assert looked_up(service, f"{KEY}/{count}")["state"] == "unknown"


@pytest.mark.parametrize("key", [EVERY_CHARACTER, "//two//slashes", "../../answers", "a" * 128])
def test_every_key_that_a_request_may_have_can_be_looked_up(
    sqlite_service: Service, key: str
) -> None:
    answer = deposited(sqlite_service, key)

    assert looked_up(sqlite_service, key)["answer"] == answer


@pytest.mark.parametrize("key", ["short", "with,comma", "键键键键键键键键", "a" * 133])
def test_what_no_request_can_have_as_its_key_is_malformed(
    sqlite_service: Service, key: str
) -> None:
    response = sqlite_service.get(sqlite_service.outlet, f"/v1/answers/{quote(key, safe='')}")

    assert refused(response) == (400, "request_malformed")


def test_what_another_transaction_is_saving_is_in_progress_and_unknown_if_it_was_given_up(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "LOCK_WAIT_MS", 20)
    monkeypatch.setattr(transactions, "SHORTEST_WAIT_S", 0)
    key_hash = service.context.vault.key_hash(Caller("", "outlet", OUTLET).scope, KEY)
    row = {"key_hash": key_hash, "fingerprint": b"", "status": 201, "sealed": b"", "at_ms": 1}
    assert looked_up(service)["state"] == "unknown"
    service.restart()

    with service.database.engine.connect() as connection:
        connection.execute(ANSWER.insert().values(row))
        response = service.get(service.outlet, f"/v1/answers/{KEY}")
        connection.rollback()

    # SQLite has one writer, so there it is the database that is busy.
    if service.database.is_sqlite:
        assert refused(response) == (503, "busy")
    else:
        assert taken(response) == {"state": "in_progress", **NOTHING}
    assert looked_up(service)["state"] == "unknown"


def payment(service: Service) -> dict[str, Any]:
    """Return a payment that can be made."""
    money = {"amount": 100, "currency": "CNY"}
    payer, payee = service.full_wallet(), service.wallet()
    return {"payer_wallet_id": payer, "payee_wallet_id": payee, "money": money}


@contextmanager
def held_before_its_commit(service: Service) -> Iterator["HeldThread"]:
    """Hold the transaction of one thread when it has written everything and would commit."""
    held = HeldThread()
    engine = service.database.engine
    event.listen(engine, "commit", held.commit)
    try:
        yield held
    finally:
        held.may_go.set()
        event.remove(engine, "commit", held.commit)


@dataclass
class HeldThread:
    """The first commit of the thread that is named stands until it may go."""

    thread: int = 0
    is_held: threading.Event = field(default_factory=threading.Event)
    may_go: threading.Event = field(default_factory=threading.Event)

    def commit(self, _connection: object) -> None:
        """Stand still, if this is the thread."""
        if threading.get_ident() == self.thread and not self.is_held.is_set():
            self.is_held.set()
            assert self.may_go.wait(PATIENCE_S)


def test_who_looks_while_a_payment_is_being_committed_is_never_told_that_there_is_nothing(
    service: Service,
) -> None:
    body, key = payment(service), service.provider
    with held_before_its_commit(service) as held, ThreadPoolExecutor(2) as pool:

        def pay() -> int:
            held.thread = threading.get_ident()
            named = {"Idempotency-Key": KEY}
            return service.post(key, "/v1/payments", body, named).status_code

        paying = pool.submit(pay)
        assert held.is_held.wait(PATIENCE_S)
        looking = pool.submit(looked_up, service, KEY, key)
        if not service.database.is_sqlite:  # SQLite's one writer is waited for
            assert looking.result(PATIENCE_S) == {"state": "in_progress", **NOTHING}
        held.may_go.set()

        assert paying.result(PATIENCE_S) == 201
        if service.database.is_sqlite:
            assert looking.result(PATIENCE_S)["state"] == "done"
    assert looked_up(service, KEY, key)["state"] == "done"


def test_who_looks_all_the_time_sees_a_request_done_and_nothing_but_unknown_before(
    service: Service,
) -> None:
    key, clients = service.outlet, [service.client for _ in range(3)]
    headers = {"Authorization": f"Bearer {key}"}
    is_done = threading.Event()

    def deposit(place: int) -> None:
        named = {**headers, "Idempotency-Key": f"{KEY}-{place}"}
        assert (
            clients[0].post("/v1/deposits", json=deposit_body(), headers=named).status_code == 201
        )

    def look(client: FlaskClient) -> list[str]:
        states: list[str] = []
        for place in range(10):
            while not states or states[-1] != f"{place} done":
                answer = client.get(f"/v1/answers/{KEY}-{place}", headers=headers)
                assert answer.status_code == 200, answer.text
                states.append(f"{place} {taken(answer)['state']}")
                assert not is_done.is_set() or states[-1].endswith("done")
        return states

    with ThreadPoolExecutor(2) as pool:
        looking = [pool.submit(look, one) for one in clients[1:]]
        for place in range(10):
            deposit(place)
        is_done.set()
        seen = {state.split()[1] for one in looking for state in one.result(PATIENCE_S)}

    assert seen <= {"unknown", "in_progress", "done"}
    assert service.count("draft") == 10


def test_the_access_log_has_the_route_and_not_the_key(
    sqlite_service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    deposited(sqlite_service)
    with caplog.at_level(logging.DEBUG):
        looked_up(sqlite_service)
        sqlite_service.get(sqlite_service.outlet, f"/v1/answers/{KEY},")

    lines = [JsonLine().format(record) for record in caplog.records]
    assert KEY not in "".join(lines)
