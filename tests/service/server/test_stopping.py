"""A stop by signals: what is under way is answered, and what had to be cut off is said."""

import http.client
import json
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from service.client.webhook_listener import Listener
from service.server.secret_file import write_new_secret
from service.transport import Post, PostAnswered, post
from tests.service.databases import Databases
from tests.service.processes import COMMAND, Server, key_of, messages_in, serving
from tests.service.receivers import receiving
from tests.service.server.test_outbox_process import LOCAL, credit, keys_in
from tests.waiting import PATIENCE_S, wait_for

DEPOSIT = {
    "money": {"amount": 100, "currency": "CNY"},
    "password": "081208",
    "depositor": {"identity": "11010519491231002X"},
}
SIGNALS = [signal.SIGTERM, signal.SIGINT]
Reply = tuple[int, str | None]


def asked(server: Server, method: str, path: str, body: object, key: str = "") -> Reply:
    """Return the status of an answer, and what it says of its connection."""
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection("127.0.0.1", address.port or 0, timeout=PATIENCE_S)
    headers = {"Content-Type": "application/json", "Idempotency-Key": f"a-key-{time.time_ns()}"}
    headers |= {"Authorization": f"Bearer {key}"} if key else {}
    try:
        connection.request(method, path, json.dumps(body), headers)
        response = connection.getresponse()
        response.read()
        return response.status, response.headers.get("Connection")
    finally:
        connection.close()


def read(server: Server, path: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port or 0)
    try:
        connection.request("GET", path)
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()


def signalled_until_it_ends(process: subprocess.Popen[Any], with_signal: int) -> int:
    """Send a signal again and again, as an impatient supervisor does; return the exit code."""
    until_s = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until_s:
        process.send_signal(with_signal)
        time.sleep(0.1)
    return process.wait(PATIENCE_S)


@contextmanager
def with_slow_deposits(
    server: Server, count: int, latency_ms: int
) -> Iterator[list[Future[Reply]]]:
    """Lend so many deposits, which are under way, and take longer."""
    rule = {"method": "POST", "path": "/v1/deposits", "latency_ms": latency_ms}
    assert asked(server, "PUT", "/test/faults", {"rules": [rule]})[0] == 200
    with ThreadPoolExecutor(count) as pool:
        deposits = [
            pool.submit(asked, server, "POST", "/v1/deposits", DEPOSIT, "wrong")
            for _ in range(count)
        ]
        wait_for(lambda: read(server, "/test/faults")["rules"][0]["seen"] == count)
        yield deposits


def is_refused(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0), 5).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        pass  # it is just closing
    return False


@pytest.mark.proof
@pytest.mark.parametrize("with_signal", SIGNALS)
def test_what_takes_seconds_is_answered_whoever_else_comes_or_repeats_the_signal(
    tmp_path: Path, with_signal: int
) -> None:
    with (
        serving(tmp_path, "--test-clock", "--log-level", "warning") as server,
        with_slow_deposits(server, 2, latency_ms=3_000) as deposits,
        socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0)) as idle,
    ):
        idle.settimeout(PATIENCE_S)
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        while not idle.recv(1 << 16).endswith(b"}"):
            pass
        server.process.send_signal(with_signal)
        wait_for(lambda: is_refused(server))
        assert idle.recv(1) == b""
        code = signalled_until_it_ends(server.process, with_signal)

        assert [one.result() for one in deposits] == [(401, "close")] * 2
        assert code == 0
        assert server.logged().count("\n") == 1


def test_who_had_to_be_cut_off_is_said_with_exit_code_1(tmp_path: Path) -> None:
    options = ("--test-clock", "--log-level", "warning", "--stop-s", "0.5")
    with (
        serving(tmp_path, *options) as server,
        with_slow_deposits(server, 1, latency_ms=40_000) as (deposit,),
    ):
        code = signalled_until_it_ends(server.process, signal.SIGTERM)

        with pytest.raises((http.client.HTTPException, ConnectionError)):
            deposit.result()
        assert code == 1
        _, said = server.logged().splitlines()
        assert said == (
            "1 of 1 workers: killed before it had finished, at the latest 0.5 s after the signal "
            "to stop; requests that it had begun got no answer, so send them again with the same "
            "Idempotency-Key (--stop-s gives more time)"
        )


def test_several_workers_answer_who_waits_for_a_lock(tmp_path: Path, databases: Databases) -> None:
    database = databases.new("postgresql")
    database.close()
    write_new_secret(tmp_path / "root.secret")
    secrets = ("--secrets", str(tmp_path / "root.secret"))
    key = key_of("outlet", "Gushi 1", database.url, *secrets)
    options = ("--database", database.url, "--workers", "2", "--log-level", "warning")
    waiting = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with (
        serving(tmp_path, *secrets, *options) as server,
        psycopg.connect(database.url.replace("+psycopg", "", 1)) as other,
        psycopg.connect(database.url.replace("+psycopg", "", 1), autocommit=True) as looking,
        ThreadPoolExecutor(4) as pool,
    ):
        other.execute("SELECT cash_fen FROM outlet FOR UPDATE")
        deposits = [
            pool.submit(asked, server, "POST", "/v1/deposits", DEPOSIT, key) for _ in range(4)
        ]
        wait_for(lambda: looking.execute(waiting).fetchone() == (4,))
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: is_refused(server))
        other.rollback()

        # On a busy machine they may have waited for three seconds, which is told, too.
        assert {one.result()[0] for one in deposits} <= {201, 409}
        assert server.process.wait(PATIENCE_S) == 0
        assert server.logged().count("\n") == 1


@pytest.mark.parametrize("with_signal", SIGNALS)
def test_a_webhook_under_way_is_sent_once_by_a_worker_of_its_own(
    tmp_path: Path, with_signal: int
) -> None:
    keys = keys_in(tmp_path)
    with receiving() as receiver, serving(tmp_path, *LOCAL, "--no-deliver") as server:
        receiver.is_held.set()
        credit(server.url, keys, receiver)
        worker = subprocess.Popen(
            [*COMMAND, "deliver", "--local-webhooks"], cwd=tmp_path, stderr=subprocess.PIPE
        )
        wait_for(lambda: len(receiver.received) == 1)
        for _ in range(3):
            worker.send_signal(with_signal)
        receiver.go_on.set()
        code = signalled_until_it_ends(worker, with_signal)
        _, logged = worker.communicate(timeout=PATIENCE_S)

    assert code == 0
    assert messages_in(logged.decode()) == ["message delivered"]


def test_a_webhook_under_way_is_sent_once_beside_a_server(tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    with receiving() as receiver, serving(tmp_path, *LOCAL) as server:
        receiver.is_held.set()
        credit(server.url, keys, receiver)
        wait_for(lambda: len(receiver.received) == 1)
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: is_refused(server))
        receiver.go_on.set()

        assert signalled_until_it_ends(server.process, signal.SIGTERM) == 0
        assert messages_in(server.logged()) == []
    with sqlite3.connect(tmp_path / "wanghuiyi.db") as books:
        found = books.execute("SELECT standing FROM message WHERE channel = 'webhook'").fetchall()
    books.close()
    assert found == [("delivered",)]


def test_a_listener_that_ends_answers_what_it_received() -> None:
    is_closed = threading.Event()
    seen: list[bool] = []

    def end() -> None:
        listener.server.shutdown()
        listener.server.server_close()
        is_closed.set()

    def on_message(_: object) -> None:
        threading.Thread(target=end).start()
        seen.append(is_closed.wait(0.3))

    listener = Listener([b"secret"], on_message)
    threading.Thread(target=listener.server.serve_forever, args=(0.02,)).start()
    answered = post(Post(listener.url, {}, b"{}"), lambda _: ("127.0.0.1", listener.port))

    assert answered == PostAnswered(401)
    assert is_closed.wait(PATIENCE_S)
    assert seen == [False]
