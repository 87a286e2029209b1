"""One POST over a real line: within its time, to the address that was looked at, no further."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from service.transport import Post, PostAnswered, PostUnanswered, post
from tests.service.receivers import Receiver, receiving
from tests.waiting import PATIENCE_S

Action = Callable[[socket.socket], None]


@contextmanager
def served(action: Action) -> Iterator[int]:
    """Answer one connection by a deed; lend the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            try:
                line, _ = server.accept()
                with line:
                    action(line)
            except OSError:
                pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
    thread.join(PATIENCE_S)


def to(port: int) -> Callable[[object], tuple[str, int]]:
    return lambda _parts: ("127.0.0.1", port)


def asked(port: int, timeout_s: float = PATIENCE_S, url: str = "http://shop.example/x") -> object:
    return post(Post(url, {}, b"{}"), to(port), timeout_s)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def test_the_host_is_named_and_the_pinned_address_is_asked(receiver: Receiver) -> None:
    port = int(receiver.url.split(":")[2].split("/")[0])

    answered = post(Post("http://shop.example:81/a?b=c", {"X-A": "b"}, b"{}"), to(port))

    assert answered == PostAnswered(200)
    (received,) = receiver.received
    assert (received.path, received.content, received.headers["host"], received.headers["x-a"]) == (
        "/a?b=c",
        b"{}",
        "shop.example:81",
        "b",
    )


def test_nobody_is_reported_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert asked(port) == PostUnanswered("no connection: Connection refused")


def test_who_says_nothing_is_waited_for_no_longer_than_allowed() -> None:
    is_over = threading.Event()

    with served(lambda line: (line.recv(9_999), is_over.wait(PATIENCE_S), None)[-1]) as port:
        began_s = time.monotonic()
        answered = asked(port, timeout_s=0.3)
        took_s = time.monotonic() - began_s
        is_over.set()

    assert answered == PostUnanswered("no answer in time")
    assert 0.3 <= took_s < PATIENCE_S / 2


def test_who_drips_is_waited_for_no_longer_either() -> None:
    is_over = threading.Event()

    def drip(line: socket.socket) -> None:
        line.recv(9_999)
        line.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
        while not is_over.wait(0.02):
            line.sendall(b"a")

    with served(drip) as port:
        began_s = time.monotonic()
        answered = asked(port, timeout_s=0.5)
        took_s = time.monotonic() - began_s
        is_over.set()

    assert answered == PostUnanswered("no answer in time")
    assert 0.5 <= took_s < PATIENCE_S / 2


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"", "no connection: it was cut"),
        (b"hello\r\n\r\n", "the answer is no HTTP"),
        (b"HTTP/1.1 abc\r\n\r\n", "the answer is no HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: " + b"a" * 70_000, "the answer is no HTTP"),
    ],
)
def test_what_is_no_answer_is_a_failure(said: bytes, problem: str) -> None:
    def answer(line: socket.socket) -> None:
        line.recv(9_999)
        line.sendall(said)
        line.shutdown(socket.SHUT_WR)
        while line.recv(9_999):  # what is left unread when a line is closed resets it
            pass

    with served(answer) as port:
        assert asked(port) == PostUnanswered(problem)


@pytest.mark.parametrize(
    ("wish", "wish_ms"),
    [("7", 7_000), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("-1", 0), ("9" * 50, 0), ("٧", 0)],
)
def test_a_request_to_wait_is_followed_if_it_is_seconds(
    receiver: Receiver, wish: str, wish_ms: int
) -> None:
    receiver.answers.append((503, {"Retry-After": wish.encode().decode("latin-1")}))
    port = int(receiver.url.split(":")[2].split("/")[0])

    assert asked(port) == PostAnswered(503, wish_ms)


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    def hang_up(line: socket.socket) -> None:
        line.recv(9_999)

    with served(hang_up) as port:
        answered = asked(port, url="https://shop.example/")

    assert isinstance(answered, PostUnanswered)
    assert answered.problem.startswith(("no TLS", "no connection"))
    assert ssl.create_default_context().check_hostname
