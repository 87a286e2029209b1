"""What only bytes on a socket can say: two lines of a header, no Host, odd documents."""

import http.client
import io
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.service.processes import key_of, serving, sqlite_in
from tests.service.servers import OUTLET, deposit_body
from tests.waiting import PATIENCE_S

BODY = json.dumps(deposit_body()).encode()


class Received(socket.socket):
    """Bytes that were received, as `http.client` reads them."""

    def __init__(self, content: bytes) -> None:
        """Keep them."""
        self._content = content

    def makefile(self, *_: object, **__: object) -> io.BytesIO:  # type: ignore[override]  # reading only
        """Return them."""
        return io.BytesIO(self._content)


@dataclass(frozen=True)
class Raw:
    """A server that can be asked anything, and the key of an outlet."""

    port: int
    outlet: str

    def ask(self, line: str, *headers: str, body: bytes = b"") -> http.client.HTTPResponse:
        """Send exactly these lines."""
        lines = "".join(f"{one}\r\n" for one in (line, *headers, "Connection: close", ""))
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as wire:
            wire.sendall(lines.encode("latin-1") + body)
            content = b"".join(iter(lambda: wire.recv(1 << 16), b""))
        response = http.client.HTTPResponse(Received(content))
        response.begin()
        return response

    def deposit(self, *headers: str, body: bytes = BODY) -> tuple[int, dict[str, object]]:
        """Send a deposit, and return the status and the answer."""
        response = self.ask(
            "POST /v1/deposits HTTP/1.1",
            *(f"Authorization: Bearer {self.outlet}", "Host: here"),
            *("Content-Type: application/json", f"Content-Length: {len(body)}"),
            *headers,
            body=body,
        )
        content: dict[str, object] = json.loads(response.read())
        return response.status, content


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    """Serve in a process of its own."""
    folder = tmp_path_factory.mktemp("raw")
    outlet = key_of("outlet", OUTLET, sqlite_in(folder))
    with serving(folder, "--password-cost", "none") as server:
        yield Raw(urlsplit(server.url).port or 0, outlet)


# Headers.


def test_an_idempotency_key_in_two_lines_is_no_other_key_but_refused(raw: Raw) -> None:
    line = "Idempotency-Key: paid-in-once"
    first, again = raw.deposit(line), raw.deposit(line)

    status, content = raw.deposit(line, line)

    assert (first[0], first) == (201, again)
    assert (status, content["code"]) == (400, "request_malformed")


@pytest.mark.parametrize("line", ["Authorization: Bearer another", "Host: there"])
def test_other_headers_of_one_value_in_two_lines_are_refused_too(raw: Raw, line: str) -> None:
    status, content = raw.deposit("Idempotency-Key: a-key-for-this", line)

    assert (status, content["code"]) == (400, "request_malformed")
    assert content["errors"][0]["at"] == "/" + line.partition(":")[0]  # type: ignore[index]  # a list


# Bodies.


@pytest.mark.parametrize("first", ["1", "17500", '"1"'])
def test_of_two_amounts_neither_is_paid_in(raw: Raw, first: str) -> None:
    body = BODY.replace(b'"amount": ', f'"amount": {first}, "amount": '.encode())

    status, content = raw.deposit("Idempotency-Key: two-amounts", body=body)

    assert (status, content["code"]) == (400, "request_malformed")
    assert content["errors"][-1]["at"] == "/money/amount"  # type: ignore[index]  # a list


# Redirects.

HOSTS = (
    (),
    ("Host: evil.example",),
    ("Host: a", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https"),
    ("Host: a", "Forwarded: host=evil.example", "X-Forwarded-Prefix: /evil.example"),
)


@pytest.mark.parametrize("headers", HOSTS)
@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/docs", "/docs/"),
        ("/docs?deep=1", "/docs/?deep=1"),
        ("//docs", "/docs/"),
        ("//evil.example//..//docs", None),
        ("//v1//keys", "/v1/keys"),
        ("/v1/keys/", None),
        ("/track/", None),
    ],
)
def test_a_redirect_names_a_path_and_never_a_host(
    raw: Raw, path: str, to: str | None, headers: tuple[str, ...]
) -> None:
    response = raw.ask(f"GET {path} HTTP/1.1", *headers)

    assert response.getheader("Location") == to
    assert response.status == (308 if to else 404)


@pytest.mark.parametrize("headers", HOSTS)
@pytest.mark.parametrize("path", ["/docs/", "/openapi.json", "/track", "/docs/index.html"])
def test_no_page_repeats_the_host_that_was_asked_for(
    raw: Raw, path: str, headers: tuple[str, ...]
) -> None:
    response = raw.ask(f"GET {path} HTTP/1.1", *headers)

    assert response.status == 200
    assert b"evil.example" not in response.read()
