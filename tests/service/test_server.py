"""The server as operators meet it: real processes, real signals, real logs."""

import http.client
import json
import os
import re
import signal
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest


from service.client import Client, Unreachable
from tests.service.servers import refused, serving, wanghuiyi

IDENTITY = "11010519491231002X"
PASSWORD = "081208"


def key_of(role: str, holder: str, folder: Path, *options: str) -> str:
    """Make a key in the database of a folder."""
    options = options or ("--database", "sqlite:///wanghuiyi.db")
    return wanghuiyi("keys", "create", role, holder, *options, folder=folder).stdout.strip()


def test_the_ready_line_tells_address_workers_and_database(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        assert server.kind == "2 workers, sqlite"
        with Client(server.url) as client:
            assert client.receipt_keys()["keys"]
        assert server.stop() == 0
    assert {path.name for path in tmp_path.iterdir()} >= {"wanghuiyi.db", "wanghuiyi.db.secret"}


def test_the_log_is_json_with_request_ids_and_without_secrets(tmp_path: Path) -> None:
    keys = {role: key_of(role, role, tmp_path) for role in ("outlet", "provider")}
    with serving(tmp_path) as server:
        with Client(server.url, keys["outlet"]) as counter:
            number = counter.deposit(17_500, password=PASSWORD, identity=IDENTITY).number
        with Client(server.url, keys["provider"]) as provider:
            wallet = provider.open_wallet().wallet_id
            provider.redeem(number, PASSWORD, wallet)
        server.stop()
        text = server.logged()

    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    redeemed = next(line for line in lines if line.get("route") == "/v1/redemptions")
    assert redeemed["level"] == "INFO"
    assert redeemed["status"] == 201
    assert re.fullmatch(r"[0-9a-f]{16}", redeemed["request_id"])
    assert re.match(r"\d{4}-\d\d-\d\dT", redeemed["at"])
    secrets = (PASSWORD, IDENTITY, number, number.replace(" ", ""))
    hidden = [*secrets, *(key.split("_")[-1] for key in keys.values())]
    assert [secret for secret in hidden if secret in text] == []


def test_counts_are_those_of_all_workers(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2", "--log-level", "warning") as server:
        address = urlsplit(server.url)
        for _ in range(40):  # a connection each, so that both workers get some
            _asked(address.port or 0, "/healthz")
        counts = _asked(address.port or 0, "/metrics").decode()
        assert '"service.access"' not in server.logged()

    (line,) = re.findall(r'^wanghuiyi_requests_total{.*route="/healthz".*', counts, re.MULTILINE)
    assert float(line.split()[-1]) == 40


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_it_finish_what_it_began(tmp_path: Path, with_signal: int) -> None:
    key = key_of("outlet", "Gushi 1", tmp_path)
    issued: list[str] = []

    with serving(tmp_path, "--workers", "1", "--log-level", "warning") as server:

        def pay_in() -> None:
            with Client(server.url, key) as counter, pytest.raises(Unreachable):
                object.__setattr__(counter.line, "sleep", lambda _: None)
                while True:
                    answer = counter.deposit(100, password=PASSWORD, identity=IDENTITY)
                    issued.append(answer.draft_id)

        counters = [threading.Thread(target=pay_in) for _ in range(4)]
        for counter in counters:
            counter.start()
        while len(issued) < 20:
            time.sleep(0.01)
        assert server.stop(with_signal) == 0
        for counter in counters:
            counter.join()
        assert server.logged().count("\n") == 1

    auditor = key_of("auditor", "eve", tmp_path)
    database = ("--database", "sqlite:///wanghuiyi.db")
    last = wanghuiyi("draft", "show", issued[-1], *database, folder=tmp_path, WANGHUIYI_KEY=auditor)
    assert last.returncode == 0, last.stderr
    books = wanghuiyi("check-books", *database, folder=tmp_path, WANGHUIYI_KEY=auditor)
    assert "sound" in books.stdout


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "1", "--log-level", "warning") as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        if not children.exists():
            pytest.skip("only Linux tells who the workers are")
        (worker,) = children.read_text(encoding="ascii").split()
        os.kill(int(worker), signal.SIGKILL)

        with Client(server.url) as client:
            assert client.receipt_keys()["keys"]
        assert server.stop() == 0


def test_the_development_server_serves_too(tmp_path: Path) -> None:
    with serving(tmp_path, "--debug") as server, Client(server.url) as client:
        assert client.receipt_keys()["keys"]


def test_a_second_server_at_the_same_address_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        port = str(urlsplit(server.url).port)

        code, (told,) = refused(tmp_path, "--port", port)

    assert code == 2
    assert "choose another --host or --port" in told


def test_every_unsafe_setting_is_told_with_exit_code_2(tmp_path: Path) -> None:
    code, told = refused(tmp_path, "--debug", "--workers", "2", "--secrets", "none", "--seed", "a")

    assert code == 2
    assert len(told) == 4, told
    assert [path.name for path in tmp_path.iterdir()] == []


def _asked(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()
