"""Answers that come half, connections that are reset, and chance in a header."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from service.testing.faults import Fault, FaultRules
from tests.service.testing.served import DEPOSIT, Served, books_in, served
from tests.waiting import PATIENCE_S

RULE = {"method": "POST", "path": "/v1/deposits"}


@pytest.fixture
def server(tmp_path: Path) -> Served:
    return served(books_in(tmp_path))


def outstanding_fen(server: Served) -> int:
    """Return what the books say of drafts that nobody has used."""
    books = server.ask("auditor", "GET /v1/books/check").get_json()
    return int(books["balances"].get("post:drafts_outstanding", 0))


@pytest.fixture
def port(server: Served) -> Iterator[int]:
    """Serve over a wire, where an answer can be cut off."""
    wire = make_server("127.0.0.1", 0, server.client.application, threaded=True)
    Thread(target=wire.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield wire.server_port
    wire.shutdown()
    wire.server_close()


def test_an_answer_that_is_truncated_was_given_and_half_of_it_comes(
    server: Served, port: int
) -> None:
    rule = {**RULE, "nth": 1, "truncate_answer": True}
    server.answer_to("PUT /test/faults", {"rules": [rule]})
    headers = {
        "Authorization": f"Bearer {server.keys['outlet']}",
        "Idempotency-Key": "the-deposit",
        "Content-Type": "application/json",
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    connection.request("POST", "/v1/deposits", json.dumps(DEPOSIT), headers)
    answer = connection.getresponse()
    with pytest.raises(IncompleteRead) as half:
        answer.read()
    connection.close()
    again = server.ask("outlet", "POST /v1/deposits", DEPOSIT, "the-deposit")

    assert answer.status == 201
    assert half.value.partial == again.data[: len(again.data) // 2]
    assert int(answer.headers["Content-Length"]) == len(again.data)
    assert outstanding_fen(server) == 17_500
    assert server.answer_to("GET /test/requests")["requests"][0]["is_answer_dropped"]


@pytest.mark.parametrize(("moment", "done_fen"), [("before", 0), ("after", 17_500)])
def test_a_reset_comes_before_or_after_what_is_done(
    server: Served, moment: str, done_fen: int
) -> None:
    rule = {**RULE, "reset_connection": moment}
    server.answer_to("PUT /test/faults", {"rules": [rule]})

    answer = server.ask("outlet", "POST /v1/deposits", DEPOSIT)

    assert (answer.status_code, answer.data) == (502, b"")
    assert outstanding_fen(server) == done_fen


def test_a_header_that_is_always_sent_strikes_by_chance_and_a_seed_repeats_it() -> None:
    header, seen = "error=503, probability=0.5", []
    for seed in (b"one", b"one", b"another"):
        rules = FaultRules({}, seed)
        seen.append([rules.of_header(header).error_status for _ in range(40)])
        rules.replace([])
        seen.append([rules.of_header(header).error_status for _ in range(40)])

    assert seen[0] == seen[1] == seen[2] == seen[3] != seen[4]
    assert set(seen[0]) == {None, 503}
    assert FaultRules({}).of_header("error=503, probability=1") == Fault(error_status=503)
