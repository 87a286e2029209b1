"""Half a request, whose other half never comes, holds no stop; a complete one is answered."""

import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from service.server.stopping import InFlight, Stop, StreamedAnswer
from service.web.request import Request
from tests.service.processes import Server, serving
from tests.service.server.test_stopping import with_slow_deposits
from tests.waiting import PATIENCE_S

SOON_S = 25
"""Far more than a stop takes on a busy machine, and less than granian waits for half a head."""

HALVES = (
    b"GET / HTTP/1.1\r\nHo",
    b"",
    b"POST /v1/deposits HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{",
    b"POST /v1/deposits HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
)


def halves_sent(server: Server, stack: ExitStack) -> None:
    for half in HALVES:
        address = ("127.0.0.1", urlsplit(server.url).port or 0)
        stack.enter_context(socket.create_connection(address)).sendall(half)


@pytest.mark.proof
def test_a_stop_waits_for_a_complete_request_and_not_for_halves(tmp_path: Path) -> None:
    options = ("--test-clock", "--log-level", "warning", "--stop-s", "60")
    with serving(tmp_path, *options) as server, ExitStack() as stack:
        halves_sent(server, stack)
        with with_slow_deposits(server, 1, latency_ms=3_000) as (deposit,):
            server.process.send_signal(signal.SIGTERM)

            assert server.process.wait(SOON_S) == 0
            assert deposit.result() == (401, "close")
        assert server.logged().count("\n") == 1


def test_half_a_body_keeps_nobody_elses_from_being_read() -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            begun.set()
            go_on.wait(2 * PATIENCE_S)
            return super().read(size)

    slow = Request({"CONTENT_LENGTH": "2", "wsgi.input": Slow(b"ab")})
    quick = Request({"CONTENT_LENGTH": "2", "wsgi.input": BytesIO(b"cd")})

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lambda: slow.content)
        begun.wait(PATIENCE_S)
        second = pool.submit(lambda: quick.content)
        finished, _ = wait([second], timeout=PATIENCE_S)
        go_on.set()

        assert finished == {second}
        assert (second.result(), first.result()) == (b"cd", b"ab")
    assert quick.content == b"cd"


class Watching(BytesIO):
    """A body that notes, while it is read, whether its request counts as complete."""

    def __init__(self, content: bytes, in_flight: InFlight) -> None:
        super().__init__(content)
        self.in_flight, self.seen = in_flight, list[bool]()

    def read(self, size: int | None = -1) -> bytes:
        self.seen.append(self.in_flight.has_any)
        return super().read(size)

    def readline(self, size: int | None = -1) -> bytes:
        self.seen.append(self.in_flight.has_any)
        return super().readline(size)


@pytest.mark.parametrize(("threads", "is_complete"), [(2, False), (1, True)])
def test_who_waits_for_a_body_is_not_complete_unless_others_may_wait_for_that_thread(
    threads: int, *, is_complete: bool
) -> None:
    in_flight = InFlight(threads)
    body = Watching(b"ab\ncd", in_flight)
    environ = {"wsgi.input": body}

    in_flight.begin(environ)
    content = (environ["wsgi.input"].read(1), *environ["wsgi.input"])
    has_any = in_flight.has_any
    in_flight.end()

    assert content == (b"a", b"b\n", b"cd")
    assert set(body.seen) == {is_complete}
    assert (has_any, in_flight.has_any) == (True, False)


def test_an_answer_is_under_way_until_it_is_closed_or_given_up() -> None:
    in_flight = InFlight(8)
    closed = []

    def parts() -> Iterator[bytes]:
        try:
            yield b"a"
            yield b"b"
        finally:
            closed.append("closed")

    seen = []
    for _ in range(2):
        in_flight.begin({"wsgi.input": BytesIO()})
        answer = StreamedAnswer(parts(), in_flight)
        assert next(iter(answer)) == b"a"
        seen.append(in_flight.has_any)
        if not closed:
            answer.close()
            answer.close()
        del answer
        seen.append(in_flight.has_any)

    assert seen == [True, False, True, False]
    assert closed == ["closed", "closed"]


def test_an_answer_that_its_client_does_not_read_is_under_way() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            sending, _ = listening.accept()
            with sending:
                stop = Stop.__new__(Stop)
                stop.limit_s, stop.port, stop.in_flight = 0.2, port, InFlight(8)
                was_quiet = stop.is_quiet_in_time()
                sending.settimeout(0)
                with suppress(BlockingIOError):
                    while True:
                        sending.send(bytes(1 << 20))

                assert (was_quiet, stop.is_quiet_in_time()) == (True, False)
