"""A reset of TCP, by a server as it is started outside."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from service.client import TestServer
from service.testing.resetting import AGAIN_S, reset_when_closed
from tests.service.processes import serving
from tests.waiting import PATIENCE_S


def asked(url: str, fault: str) -> tuple[bytes, bool]:
    """Return what comes back on a connection of one's own, and whether it was reset then."""
    parts, came = urlsplit(url), b""
    assert parts.hostname
    assert parts.port
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE_S) as line:
        header = f"Wanghuiyi-Fault: {fault}" if fault else "Connection: close"
        line.sendall(f"GET /v1/time HTTP/1.1\r\nHost: {parts.netloc}\r\n{header}\r\n\r\n".encode())
        try:
            while some := line.recv(65_536):
                came += some
        except ConnectionResetError:
            return came, True
    return came, False


def test_connections_that_are_open_at_a_port_end_by_a_reset_and_later_ones_do_not() -> None:
    ends = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        for is_before in (True, False):
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as line:
                accepted, _ = listening.accept()
                if is_before:
                    reset_when_closed(port)
                accepted.close()
                try:
                    ends.append(line.recv(1))
                except ConnectionResetError:
                    ends.append(b"reset")

    assert ends == [b"reset", b""]


def test_after_a_moment_connections_end_as_usual_again() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname(), timeout=PATIENCE_S) as line,
    ):
        accepted, _ = listening.accept()
        reset_when_closed(listening.getsockname()[1])
        time.sleep(2 * AGAIN_S)
        assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER) == 0
        accepted.close()

        assert line.recv(1) == b""


@pytest.mark.proof
def test_connections_are_reset_and_others_get_their_answers(tmp_path: Path) -> None:
    faults = ["reset=after", "", "reset=before", ""] * 8
    with serving(tmp_path, "--test-clock", "2026-11-24T02:30:00Z") as server:
        dropped, truncated = asked(server.url, "drop-answer"), asked(server.url, "truncate-answer")
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda fault: asked(server.url, fault), faults))
        with TestServer(server.url) as test:
            kept = [one.is_answer_dropped for one in test.requests()]

    for fault, (came, is_reset) in zip(faults, answers, strict=True):
        head, _, body = came.partition(b"\r\n\r\n")
        if fault:
            assert is_reset, came
            assert body == b""
        else:
            assert head.startswith(b"HTTP/1.1 200")
            assert len(body) == promised(head)
    assert not dropped[1]
    assert dropped[0].startswith(b"HTTP/1.1 502")
    assert dropped[0].endswith(b"\r\n\r\n")
    head, _, body = truncated[0].partition(b"\r\n\r\n")
    assert not truncated[1]
    assert len(body) == promised(head) // 2
    assert sum(kept) == 18


def promised(head: bytes) -> int:
    """Return how long the body is to be."""
    return int(head.lower().partition(b"content-length: ")[2].split()[0])
