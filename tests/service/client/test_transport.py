"""How requests go out: plainly where that is enough, and again where a connection had ended."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from service.client.transport import (
    ConnectionLost,
    HttpRequest,
    HttpxTransport,
    PlainTransport,
    transport_to,
)

GET = HttpRequest("GET", "/v1/wallets/w1", {"limit": "5"}, {"X-Asked": "yes"}, None)


@pytest.fixture
def recording_server() -> Iterator[tuple[str, list[str]]]:
    """Serve one answer a connection, though it promises to keep it; note what is asked for."""
    asked: list[str] = []

    class Forgetful(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers['X-Asked']}")
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forgetful)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_kept_connection_that_has_ended_is_opened_again(
    recording_server: tuple[str, list[str]],
) -> None:
    url, asked = recording_server
    transport = transport_to(f"{url}/below/")

    replies = [transport.send(GET) for _ in range(3)]
    transport.close()

    assert isinstance(transport, PlainTransport)
    assert [(reply.status, reply.content) for reply in replies] == [(200, b"{}")] * 3
    assert replies[0].headers["content-length"] == "2"
    assert asked == ["/below/v1/wallets/w1?limit=5 yes"] * 3


def test_nobody_there_is_a_broken_line() -> None:
    with pytest.raises(ConnectionLost, match="refused"):
        transport_to("http://127.0.0.1:1").send(GET)


@pytest.mark.parametrize(
    "url", ["https://pay.example", "http://a:b@127.0.0.1", "http://例.example"]
)
def test_what_is_more_than_plain_goes_by_the_library(url: str) -> None:
    transport = transport_to(url)
    transport.close()

    assert isinstance(transport, HttpxTransport)


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    transport = transport_to("http://pay.example")
    transport.close()

    assert isinstance(transport, HttpxTransport)
