"""Each control of a test server has a method, and a world is asked as any service is."""

from pathlib import Path
from threading import Thread
from typing import get_args

import pytest
from flask import Flask
from werkzeug.serving import make_server

from service.call import Context
from service.client import Client, Refused, TestServer
from service.client.controls import SimulationName
from service.client.retrying import ApiRequest
from service.testing import WorldLimits, create_test_app
from service.vault import NO_SLOW_HASH, Vault
from service.web.app import Settings
from tests.service.api.stories.references import NOBODYS
from tests.service.servers import IDENTITY, PASSWORD
from tests.service.testing.served import START_MS, books_in

# What a simulation cannot do without.
SIMULATED: dict[str, dict[str, str]] = {
    "reference-payments": {"reference": NOBODYS},
    "parcels": {"item_number": "BA000000005CN"},
    "strangers": {"number": "2007 0101 0000 5726"},
}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    context = Context(books_in(tmp_path), Vault(bytes(32), NO_SLOW_HASH))
    return create_test_app(context, Settings(), START_MS, None, WorldLimits(worlds_max=1))


def test_every_control_has_a_method(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    server = TestServer(app)
    send = type(server.connection).send

    def noting(connection: object, request: ApiRequest) -> object:
        asked.append((request.method, request.path))
        return send(connection, request)  # type: ignore[arg-type]  # it is the client's own

    monkeypatch.setattr(type(server.connection), "send", noting)

    keys = server.seed(outlets=["Gushi 1"], provider="p", wallets=["plain"]).keys
    assert keys.outlet.startswith("whk_")
    assert server.clock().day == "2026-11-24"
    assert server.set_clock(advance_days=1).day == "2026-11-25"
    assert server.boundaries()[0].what == "day.begins"
    assert server.to_next_boundary(-1).boundaries[0].of == "2026-11-26"
    rule = {"method": "POST", "path": "/v1/deposits", "error_status": 503}
    assert server.set_faults([rule]).rules == server.faults().rules
    (held,) = server.set_faults(webhook_rules=[{"fault": "hold", "until_later": 2}]).webhook_rules
    assert (held.kind, held.until_later, held.seen) == ("*", 2, 0)
    assert server.faults().rules == []
    assert server.traffic().requests == []
    assert (server.traffic().clock_settings, server.traffic().fault_settings) == (2, 2)
    assert server.remove_faults().webhook_rules == []
    assert server.requests() == []
    server.forget_requests()
    assert server.verdict().findings == []
    assert server.deliver().delivered == 0
    assert server.held() == server.release() == []
    with pytest.raises(Refused, match="no such message is held"):
        server.release(["msg_" + 32 * "0"])
    assert server.texts() == []
    server.forget_texts()
    for what in get_args(SimulationName):
        server.simulate(what, **SIMULATED.get(what, {}))
    server.reset()
    world = server.make_world(origin="default", seed="1", now="2027-01-01T00:00:00Z")
    assert server.world(world.world_id).clock.now == "2027-01-01T00:00:00.000Z"
    assert [one.world_id for one in server.worlds().worlds] == [world.world_id]
    with pytest.raises(Refused, match="at most 1 at a time"):
        server.make_world()
    server.delete_world(world.world_id)
    server.reset()

    document = app.test_client().get("/openapi.json").get_json()
    controls = {
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
        if path.startswith("/test/")
    }
    said = {(method, path.replace(world.world_id, "{world_id}")) for method, path in asked}
    assert said == controls
    server.close()


def test_a_client_of_a_world_asks_in_that_world_over_http(app: Flask) -> None:
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=listening.serve_forever, daemon=True).start()
    try:
        with TestServer(f"http://127.0.0.1:{listening.port}/") as server:
            url = server.url_of(server.make_world())
        with TestServer(url) as world:
            opened = world.seed()
            with Client(url, opened.keys.outlet) as outlet:
                deposit = outlet.deposit(17_500, password=PASSWORD, identity=IDENTITY)
            assert world.requests()[-1].path == "/v1/deposits"
    finally:
        listening.shutdown()
        listening.server_close()

    assert deposit.money.amount == 17_500
    assert app.test_client().get("/test/requests").get_json() == {"requests": []}
