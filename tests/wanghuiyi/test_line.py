"""The line to a server: one connection that is kept, nothing sent twice, and what is raised."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wanghuiyi import AnswerLost, Client, Refused
from wanghuiyi.line import Line

PROBLEM = b'{"code": "amount_low", "detail": "send more", "errors": [{"at": "/a", "message": "b"}]}'


class Answers(BaseHTTPRequestHandler):
    """Answers by the path: cut off, refused, or with the port that asks."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, content = 200, b'{"port": %d}' % self.client_address[1]
        match self.path:
            case "/cut":
                self.send_response(200)
                self.send_header("Content-Length", "100")
                self.end_headers()
                self.close_connection = True
                return
            case "/refused":
                status, content = 422, PROBLEM
            case "/proxy":
                status, content = 502, b"<html>"
            case "/key":
                content = b'{"key": "%s"}' % self.headers["Idempotency-Key"].encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def client() -> Iterator[Client]:
    """Return a client of a server that answers by the path."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        line = Line(f"http://127.0.0.1:{server.server_port}")
        keys = iter(("key-1", "key-2"))
        yield Client(line, "", "provider", "whk_1", lambda: next(keys))
        line.close()
        server.shutdown()


def test_a_connection_is_kept_and_one_that_idled_is_opened_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = client.get("/"), client.get("/")
    monkeypatch.setattr("wanghuiyi.line.IDLE_S", 0.0)

    assert first == second
    assert client.get("/") != first


def test_each_post_has_a_new_key_unless_one_is_given(client: Client) -> None:
    keys = [client.post("/key")["key"] for _ in range(2)]

    assert [*keys, client.post("/key", idempotency_key="mine")["key"]] == ["key-1", "key-2", "mine"]


def test_an_answer_that_is_cut_off_is_raised_with_the_key_and_not_asked_for_again(
    client: Client,
) -> None:
    with pytest.raises(AnswerLost, match="send it again with the key key-1") as lost:
        client.post("/cut")

    assert lost.value.idempotency_key == "key-1"
    assert client.post("/key")["key"] == "key-2"


def test_a_refusal_is_raised_with_its_problem(client: Client) -> None:
    with pytest.raises(Refused, match="amount_low: send more\n/a: b") as refused:
        client.get("/refused")

    assert (refused.value.status, refused.value.code) == (422, "amount_low")
    with pytest.raises(Refused, match="unknown: the answer has status 502"):
        client.get("/proxy")
    assert client.send("GET", "/proxy").status == 502


def test_the_key_is_not_shown(client: Client) -> None:
    assert client.headers == {"Authorization": "Bearer whk_1"}
    assert "whk_1" not in repr(client)
