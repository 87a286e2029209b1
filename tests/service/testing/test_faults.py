"""What goes wrong on purpose, and what a test can look at afterwards."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from service.client import Client
from service.schemas.faults import FaultRule
from service.testing.faults import FaultRules
from service.testing.recorder import KEPT_MAX, Records
from service.web.request import BODY_MAX_BYTES
from tests.service.testing.seen import seen
from tests.service.testing.served import DEPOSIT, START, Served, books_in, served
from tests.waiting import PATIENCE_S

RULE = {"method": "POST", "path": "/v1/deposits"}


@pytest.fixture
def server(tmp_path: Path) -> Served:
    return served(books_in(tmp_path))


def outstanding_fen(server: Served) -> int:
    """Return what the books say of drafts that nobody has used."""
    books = server.ask("auditor", "GET /v1/books/check").get_json()
    return int(books["balances"].get("post:drafts_outstanding", 0))


def test_a_rule_lets_every_request_to_its_address_fail_and_nothing_is_done(server: Served) -> None:
    server.answer_to("PUT /test/faults", {"rules": [{**RULE, "error_status": 503}]})

    answers = [server.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-deposit") for _ in range(2)]
    spared = server.ask("outlet", "POST /v1/number-blocks", {"count": 1})

    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[0].get_json()["code"] == "unavailable"
    assert answers[0].headers["Retry-After"] == "5"
    assert spared.status_code == 201
    assert outstanding_fen(server) == 0


def test_a_rule_for_the_second_request_spares_the_first_and_the_third(server: Served) -> None:
    server.answer_to("PUT /test/faults", {"rules": [{**RULE, "nth": 2, "error_status": 500}]})

    statuses = [server.ask("outlet", "POST /v1/deposits", DEPOSIT).status_code for _ in range(3)]

    assert statuses == [201, 500, 201]
    rule = server.answer_to("GET /test/faults")["rules"][0]
    assert (rule["seen"], rule["struck"]) == (3, 1)


def test_rules_that_are_taken_away_let_nothing_fail(server: Served) -> None:
    server.answer_to("PUT /test/faults", {"rules": [{**RULE, "error_status": 500}]})

    server.answer_to("DELETE /test/faults")

    assert server.ask("outlet", "POST /v1/deposits", DEPOSIT).status_code == 201


def test_a_rule_meets_every_address_of_its_route(server: Served) -> None:
    draft_id = server.deposited()["draft_id"]
    rule = {"method": "GET", "path": "/v1/drafts/{draft_id}", "error_status": 504}
    server.answer_to("PUT /test/faults", {"rules": [rule]})

    answer = server.ask("outlet", f"GET /v1/drafts/{draft_id}")

    assert (answer.status_code, answer.data) == (504, b"")


def test_an_answer_that_is_dropped_was_given_and_is_found_by_repeating(server: Served) -> None:
    server.answer_to("PUT /test/faults", {"rules": [{**RULE, "nth": 1, "drop_answer": True}]})

    dropped = server.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-deposit")
    once_fen = outstanding_fen(server)
    found = server.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-deposit")

    assert (dropped.status_code, dropped.data) == (502, b"")
    assert dropped.headers["Content-Length"] == "1"
    assert once_fen == 17_500
    assert found.status_code == 201
    assert found.headers["Idempotency-Replayed"] == "true"
    assert outstanding_fen(server) == 17_500


@pytest.fixture
def port(server: Served) -> Iterator[int]:
    """Serve over a wire, where an answer can be cut off."""
    wire = make_server("127.0.0.1", 0, server.client.application, threaded=True)
    Thread(target=wire.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield wire.server_port
    wire.shutdown()
    wire.server_close()


def test_over_a_wire_a_dropped_answer_ends_before_its_end(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    connection.request("GET", "/v1/receipt-keys", headers={"Wanghuiyi-Fault": "drop-answer"})
    answer = connection.getresponse()

    with pytest.raises(IncompleteRead):
        answer.read()
    assert answer.status == 502
    connection.close()


def test_our_own_client_finds_what_was_done_when_the_answer_was_lost(
    server: Served, port: int
) -> None:
    server.answer_to("PUT /test/faults", {"rules": [{**RULE, "nth": 1, "drop_answer": True}]})

    with Client(f"http://127.0.0.1:{port}", server.keys["outlet"]) as client:
        draft = client.deposit(17_500, password=DEPOSIT["password"], identity="11010519491231002X")

    requests = server.answer_to("GET /test/requests")["requests"]
    assert draft.money.amount == 17_500
    assert [one["is_answer_dropped"] for one in requests] == [True, False]
    assert len({one["idempotency_key"] for one in requests}) == 1
    assert outstanding_fen(server) == 17_500


@pytest.mark.parametrize(
    ("header", "status"), [("error=429", 429), ("drop-answer", 502), ("latency=1", 201)]
)
def test_a_request_asks_for_its_own_fault(server: Served, header: str, status: int) -> None:
    answer = server.ask("outlet", "POST /v1/deposits", DEPOSIT, Wanghuiyi_Fault=header)

    assert answer.status_code == status


def test_latency_comes_before_the_answer_and_adds_up(server: Served) -> None:
    server.answer_to("PUT /test/faults", {"rules": [{**RULE, "latency_ms": 40}]})

    began_s = time.perf_counter()
    server.ask("outlet", "POST /v1/deposits", DEPOSIT, Wanghuiyi_Fault="latency=30, error=503")

    assert time.perf_counter() - began_s >= 0.07


@pytest.mark.parametrize(
    "header",
    [
        *("", "latency", "error=404", "latency=1;drop", "latency=100000"),
        *("latency=1, latency=2", "error=500,error=503", "drop-answer,latency=1,drop-answer"),
        *("reset", "reset=now", "truncate", "probability=0.5", "drop-answer, probability=2"),
    ],
)
def test_a_header_that_asks_for_no_known_fault_is_refused(server: Served, header: str) -> None:
    answer = server.ask("outlet", "POST /v1/deposits", DEPOSIT, Wanghuiyi_Fault=header)

    assert answer.get_json()["errors"][0]["at"] == "/Wanghuiyi-Fault"


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        ({**RULE, "path": "/v1/deposit", "error_status": 500}, "/rules/0/path"),
        ({**RULE, "method": "GET", "error_status": 500}, "/rules/0/path"),
        ({**RULE, "method": "GET", "path": "/test/clock", "error_status": 500}, "/rules/0/path"),
        (RULE, "/rules/0"),
        ({**RULE, "error_status": 500, "drop_answer": True}, "/rules/0"),
        ({**RULE, "error_status": 404}, "/rules/0/error_status"),
        ({**RULE, "nth": 0, "error_status": 500}, "/rules/0/nth"),
        ({**RULE, "truncate_answer": True, "reset_connection": "after"}, "/rules/0"),
        ({**RULE, "reset_connection": "midway"}, "/rules/0/reset_connection"),
        ({**RULE, "nth": 1, "probability": 0.5, "drop_answer": True}, "/rules/0"),
        ({**RULE, "probability": 1.5, "drop_answer": True}, "/rules/0/probability"),
    ],
)
def test_a_rule_that_would_never_be_met_is_refused(
    server: Served, rule: dict[str, object], at: str
) -> None:
    answer = server.client.put("/test/faults", json={"rules": [rule]})

    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["at"] == at


def test_requests_are_kept_as_they_came_without_their_secrets(server: Served) -> None:
    server.answer_to("DELETE /test/requests")
    server.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-deposit")

    kept = server.answer_to("GET /test/requests")

    assert kept == {
        "requests": [
            {
                "seq": 1,
                "at": START,
                "method": "POST",
                "path": "/v1/deposits",
                "query": "",
                "status": 201,
                "idempotency_key": "the-deposit",
                "key_id": server.keys["outlet"].split("_")[1],
                "body": {
                    "money": {"amount": 17_500, "currency": "CNY"},
                    "password": "***",
                    "depositor": {"identity": "***"},
                },
                "is_answer_dropped": False,
            }
        ]
    }


def test_what_failed_was_dropped_or_led_nowhere_is_kept_too(server: Served) -> None:
    server.answer_to("DELETE /test/requests")
    for header in ("error=503", "drop-answer"):
        server.ask("outlet", "POST /v1/deposits", DEPOSIT, Wanghuiyi_Fault=header)
    server.client.post("/v1/nowhere?limit=1", data=b"{")

    requests = server.answer_to("GET /test/requests")["requests"]

    assert [(one["status"], one["is_answer_dropped"]) for one in requests] == [
        (503, False),
        (201, True),
        (404, False),
    ]
    assert requests[0]["body"]["depositor"] == {"identity": "***"}
    assert (requests[2]["query"], requests[2]["body"]) == ("limit=1", None)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b'{"pasword": "081208", "numer": "2007 0101 0000 5726"}', ["***", "***"]),
        (b'{"numbers": ["2007010100005726"], "amount": 17500}', ["***", 17500]),
        (b'{"deposits": [{"number": 2007010100005726}]}', [[{"number": "***"}]]),
    ],
)
def test_a_secret_under_a_wrong_name_is_masked_as_well(
    server: Served, content: bytes, kept: list[object]
) -> None:
    server.client.post("/v1/deposits", data=content)

    assert list(server.answer_to("GET /test/requests")["requests"][-1]["body"].values()) == kept


@pytest.mark.parametrize("content", [b"[" * 100_000, b"\xff", b" " * (BODY_MAX_BYTES + 1)])
def test_a_body_that_nobody_can_read_is_refused_as_always(server: Served, content: bytes) -> None:
    headers = {"Authorization": f"Bearer {server.keys['outlet']}"}

    answer = server.client.post("/v1/deposits", data=content, headers=headers)

    assert answer.status_code in {400, 413}
    assert server.answer_to("GET /test/requests")["requests"][-1]["body"] is None


def test_of_many_requests_at_once_the_fifth_alone_goes_wrong() -> None:
    rules = FaultRules({("POST", "/v1/deposits")})
    rules.replace([FaultRule(method="POST", path="/v1/deposits", nth=5, error_status=503)])

    with ThreadPoolExecutor(8) as threads:
        faults = list(threads.map(lambda _: rules.meet("POST", "/v1/deposits"), range(400)))

    assert sum(fault.error_status == 503 for fault in faults) == 1


def test_the_last_thousand_requests_are_kept() -> None:
    records = Records()

    for place in range(KEPT_MAX + 1):
        records.note({"place": place}, lambda seq: seen(seq=seq))

    kept = [one["place"] for one in records.shown()["requests"]]
    assert kept == list(range(1, KEPT_MAX + 1))
