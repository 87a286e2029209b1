"""The server as operators meet it: real processes, real signals, real logs."""

import gc
import http.client
import json
import os
import re
import signal
import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from service.client import Client, Refused, Unreachable
from service.server.config import ServerConfig, TestMode, context_of
from service.server.preparation import prepare, require_database
from service.server.secret_file import write_new_secret
from service.server.workers import Server, application, serve
from service.testing import WorldLimits
from service.web import rates
from service.web.app import create_app
from tests.service.databases import Databases
from tests.service.processes import key_of, refused, serving, sqlite_in
from tests.waiting import PATIENCE_S, wait_for

IDENTITY = "11010519491231002X"
PASSWORD = "081208"  # noqa: S105 - of a test


def test_the_ready_line_shows_address_workers_and_database(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        assert server.kind == "2 workers, sqlite"
        with Client(server.url) as client:
            assert client.receipt_keys()["keys"]
        assert server.stop() == 0
    assert {path.name for path in tmp_path.iterdir()} >= {"wanghuiyi.db", "wanghuiyi.db.secret"}


def test_the_log_is_json_with_request_ids_and_without_secrets(tmp_path: Path) -> None:
    url = sqlite_in(tmp_path)
    keys = {role: key_of(role, role, url) for role in ("outlet", "provider")}
    with serving(tmp_path, "--password-cost", "none") as server:
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
    assert text.startswith("--password-cost none: whoever steals database and secret knows")


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
    key = key_of("outlet", "Gushi 1", sqlite_in(tmp_path))
    issued: list[str] = []

    with serving(tmp_path, "--workers", "1", "--log-level", "warning") as server:

        def pay_in() -> None:
            with Client(server.url, key) as counter, suppress(Unreachable):
                object.__setattr__(counter.connection, "sleep", lambda _: None)
                while True:
                    answer = counter.deposit(100, password=PASSWORD, identity=IDENTITY)
                    issued.append(answer.draft_id)

        counters = [threading.Thread(target=pay_in) for _ in range(4)]
        for counter in counters:
            counter.start()
        wait_for(lambda: len(issued) >= 20)
        assert server.stop(with_signal) == 0
        for counter in counters:
            counter.join()
        assert server.logged().count("\n") == 1

    context = context_of(require_database(ServerConfig(sqlite_in(tmp_path))))
    with Client(create_app(context), key) as outlet:
        assert {outlet.draft(draft_id).state for draft_id in issued} == {"issued"}
    context.database.close()


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "1", "--log-level", "warning") as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        if not children.exists():
            pytest.skip("only Linux tells who the workers are")
        (worker,) = [
            one
            for one in children.read_text(encoding="ascii").split()
            if Path(f"/proc/{one}/comm").read_text(encoding="utf-8") != "delivering\n"
        ]
        os.kill(int(worker), signal.SIGKILL)

        found: dict[str, object] = {}
        until_s = time.monotonic() + PATIENCE_S
        while not found and time.monotonic() < until_s:  # another needs its time to begin
            with Client(server.url) as client, suppress(Unreachable):
                found = client.receipt_keys()
        assert found["keys"]
        assert server.stop() == 0


def test_workers_do_not_outlive_the_process_that_started_them(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2", "--log-level", "warning") as server:
        server.stop(signal.SIGKILL)

        port = urlsplit(server.url).port or 0
        wait_for(lambda: not _is_listened_at(port))


def test_the_development_server_serves_too(tmp_path: Path) -> None:
    with serving(tmp_path, "--debug") as server, Client(server.url) as client:
        assert client.receipt_keys()["keys"]


def test_a_server_for_tests_says_so_and_has_a_clock_that_they_set(tmp_path: Path) -> None:
    moment, worlds = "2007-01-01T08:30:00+08:00", ("--worlds", "5", "--world-idle-s", "0.5")
    with serving(tmp_path, "--test-clock", moment, "--seed", "a", *worlds) as server:
        assert server.kind == "1 worker, sqlite, test mode"
        clock, limits = (
            _asked(urlsplit(server.url).port or 0, f"/test/{noun}") for noun in ("clock", "worlds")
        )

    assert b"2007-01-01T00:30:00.000Z" in clock
    assert b'"worlds_max":5,"idle_s":0.5' in limits


def test_a_worker_has_the_application_of_its_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "time", SimpleNamespace(monotonic=lambda: 30.0))
    config = ServerConfig(sqlite_in(tmp_path), port=0, rate_per_key=1)
    prepare(config)

    plain = application(config)
    test_mode = TestMode(start_ms=0, worlds_max=7, world_idle_s=60)
    tested = application(replace(config, test_mode=test_mode))

    assert plain.test_client().get("/test/clock").status_code == 404
    assert tested.test_client().get("/test/clock").status_code == 200
    assert tested.extensions["wanghuiyi.worlds"].limits == WorldLimits(7, 60)
    key = key_of("operator", "me", config.database_url)
    with Client(plain, key) as client:
        assert len(client.api_keys()) == 1
        with pytest.raises(Refused, match="too many requests"):
            client.api_keys()
    for app in (plain, tested):
        app.extensions["wanghuiyi"].context.database.close()


def test_a_second_server_at_the_same_address_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        port = str(urlsplit(server.url).port)

        code, (reported,) = refused(tmp_path, "--port", port)

    assert code == 2
    assert "choose another --host or --port" in reported


def test_every_unsafe_setting_is_reported_with_exit_code_2(tmp_path: Path) -> None:
    code, reported = refused(
        tmp_path, "--debug", "--workers", "2", "--secrets", "none", "--seed", "a"
    )

    assert code == 2
    assert len(reported) == 4, reported
    assert [path.name for path in tmp_path.iterdir()] == []


def test_postgresql_is_served_by_several_workers(tmp_path: Path, databases: Databases) -> None:
    database = databases.new("postgresql")
    database.close()
    write_new_secret(tmp_path / "root.secret")
    secrets = ("--secrets", str(tmp_path / "root.secret"))
    key = key_of("outlet", "Gushi 1", database.url, *secrets)
    options = ("--database", database.url, "--workers", "2", "--threads", "3")

    with serving(tmp_path, *secrets, *options) as server:
        assert server.kind == "2 workers, postgresql"
        with Client(server.url, key) as counter:
            draft = counter.deposit(100, password=PASSWORD, identity=IDENTITY).draft_id
            assert counter.draft(draft).state == "issued"
        assert server.stop() == 0


def _asked(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def _is_listened_at(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        pass  # it is about to end
    return True


def test_garbage_is_collected_again_before_workers_are_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collects: list[bool] = []
    monkeypatch.setattr(Server, "serve", lambda *_, **__: collects.append(gc.isenabled()))
    monkeypatch.setattr("service.server.workers.ignore_signals", lambda: None)
    gc.disable()  # as the command does, which imports everything first

    try:
        serve(prepare(ServerConfig(sqlite_in(tmp_path), port=0)))
    finally:
        gc.unfreeze()
        gc.enable()

    assert collects == [True]
