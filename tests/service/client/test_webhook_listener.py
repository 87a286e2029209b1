"""What `listen` hears: proven, and of one meaning."""

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from service.client.webhook_listener import Listener, ReceivedWebhook
from service.transport import signed_headers
from tests.waiting import PATIENCE_S

SECRET = bytes(32)


@contextmanager
def listening(received: list[ReceivedWebhook]) -> Iterator[Listener]:
    """Listen at a free port."""
    listener = Listener([SECRET], received.append)
    serving = Thread(target=listener.server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    yield listener
    listener.server.shutdown()
    listener.server.server_close()
    serving.join(10)


def delivered(content: bytes, twice: str = "") -> tuple[int, list[ReceivedWebhook]]:
    """Send a signed message, one of its headers twice; return the status and what was passed on."""
    received: list[ReceivedWebhook] = []
    headers = signed_headers("msg_1", int(time.time()), content, [SECRET])
    with listening(received) as listener:
        connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=PATIENCE_S)
        connection.putrequest("POST", "/")
        named = {"Content-Length": str(len(content)), **headers}
        for name, value in [*named.items(), *((n, v) for n, v in named.items() if n == twice)]:
            connection.putheader(name, value)
        connection.endheaders(content)
        status = connection.getresponse().status
        connection.close()
    return status, received


def test_a_proven_message_is_reported_once() -> None:
    status, (received,) = delivered(b'{"data": {"amount": 5}}')

    assert (status, received) == (204, ReceivedWebhook("msg_1", {"data": {"amount": 5}}))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'{"data": {"amount": 5, "amount": 9}}', "has /data/amount twice"),
        (b'{"data": NaN}', "no JSON text"),
        (b"[" * 5_000, "no JSON text"),
        (b"[]", "not an object"),
    ],
)
def test_a_signed_message_of_two_meanings_or_none_is_refused(content: bytes, fault: str) -> None:
    status, (received,) = delivered(content)

    assert status == 400
    assert fault in received.fault


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_that_is_signed_comes_once(name: str) -> None:
    assert delivered(b"{}", twice=name) == (400, [])
