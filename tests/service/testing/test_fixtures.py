"""How a test begins: empty, seeded, and the same as yesterday."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from service.database.transactions import Database
from service.schemas import faults as fault_schemas
from service.schemas import testing as schemas
from service.schemas.worlds import WorldAnswer, WorldsAnswer
from service.web.app import Settings, create_app
from tests.service.testing.served import DEPOSIT, START, Served, books_in, served

FAILING = {"method": "POST", "path": "/v1/deposits", "error_status": 503}


@pytest.fixture
def server(tmp_path: Path) -> Served:
    return served(books_in(tmp_path))


def other(folder: Path, seed: str | None = "a seed") -> Served:
    """Start another server, on a database of its own."""
    folder = folder / "other"
    folder.mkdir()
    return served(books_in(folder), seed=seed)


def test_one_call_opens_outlets_and_wallets_and_makes_a_key_of_each_role(server: Served) -> None:
    body = {"outlets": ["固始 1", "固始 2"], "provider": "another", "wallets": ["certificate"]}

    begun = server.answer_to("POST /test/seed", body)

    paths = {
        "outlet": None,
        "hub": None,
        "arbiter": None,
        "carrier": None,
        "provider": f"/v1/wallets/{begun['wallets'][0]['wallet_id']}",
        "shop": f"/v1/wallets/{begun['shop_wallet']['wallet_id']}",
        "agent": "/v1/agents/an%20agent",
        "auditor": "/v1/books/check",
        "operator": "/v1/keys",
    }
    statuses = {
        role: server.client.get(path, headers={"Authorization": f"Bearer {begun['keys'][role]}"})
        for role, path in paths.items()
        if path
    }
    assert begun["keys"].keys() == paths.keys()
    assert {role: answer.status_code for role, answer in statuses.items()} == dict.fromkeys(
        statuses, 200
    )
    assert list(begun["outlets"]) == ["固始 1", "固始 2"]
    assert begun["outlets"]["固始 1"] == begun["keys"]["outlet"]
    assert begun["wallets"][0]["tier"] == "certificate"


def test_who_seeds_the_same_again_gets_the_same_again(server: Served) -> None:
    first = server.answer_to("POST /test/seed", {})

    assert server.answer_to("POST /test/seed", {}) == first


def test_the_same_seed_and_the_same_keys_draw_the_same(server: Served, tmp_path: Path) -> None:
    again = other(tmp_path)

    def drawn(one: Served) -> tuple[object, ...]:
        block = one.ask("outlet", "POST /v1/number-blocks", {"count": 3}, "the-block").get_json()
        return one.keys, one.wallets, one.deposited("the-deposit"), block

    assert drawn(again) == drawn(server)


def test_another_seed_draws_otherwise_and_so_does_another_key(
    server: Served, tmp_path: Path
) -> None:
    another = other(tmp_path, seed="another seed")

    numbers = {
        server.deposited("the-deposit")["number"],
        server.deposited("another-deposit")["number"],
        another.deposited("the-deposit")["number"],
    }
    assert len(numbers) == 3


def test_without_a_seed_nothing_comes_again(server: Served, tmp_path: Path) -> None:
    unseeded = other(tmp_path, seed=None)

    assert unseeded.keys["outlet"] != server.keys["outlet"]
    numbers = {one.deposited("the-deposit")["number"] for one in (unseeded, server)}
    assert len(numbers) == 2


def test_a_key_that_was_rotated_gets_the_same_number_for_the_same_request(server: Served) -> None:
    number = server.deposited("the-deposit")["number"]
    path = f"POST /v1/keys/{server.keys['outlet'].split('_')[1]}/rotations"
    rotated = server.ask("operator", path, {"overlap_h": 1}).get_json()["key"]

    answer = server.client.post(
        "/v1/deposits",
        json=DEPOSIT,
        headers={"Authorization": f"Bearer {rotated}", "Idempotency-Key": "the-deposit"},
    )

    assert answer.status_code == 201
    assert answer.get_json()["number"] == number


def test_a_reset_leaves_nothing_and_goes_back_to_the_start(database: Database) -> None:
    server = served(database)
    first = server.deposited("the-deposit")
    server.answer_to("PUT /test/clock", {"advance_days": 3, "is_frozen": False})
    rule = {"method": "GET", "path": "/v1/keys", "latency_ms": 1}
    server.answer_to("PUT /test/faults", {"rules": [rule]})

    reset = server.answer_to("POST /test/reset")

    refused = server.ask("outlet", "POST /v1/deposits", DEPOSIT)
    assert reset == {"now": START, "day": "2026-11-24", "is_frozen": True}
    assert refused.status_code == 401
    assert server.answer_to("GET /test/faults") == {"rules": [], "webhook_rules": []}
    assert len(server.answer_to("GET /test/requests")["requests"]) == 1
    server.answer_to("POST /test/seed", {"outlets": ["Gushi 1", "Gushi 2"]})
    assert server.deposited("the-deposit") == first


def test_a_reset_waits_for_what_is_under_way_and_nothing_sees_half_of_it(
    database: Database,
) -> None:
    server = served(database)

    def ask(place: int) -> int:
        headers = {
            "Authorization": f"Bearer {server.keys['outlet']}",
            "Idempotency-Key": f"deposit-{place}",
        }
        client = server.client.application.test_client()
        return client.post("/v1/deposits", json=DEPOSIT, headers=headers).status_code

    with ThreadPoolExecutor(3) as threads:
        statuses = [threads.submit(ask, place) for place in range(30)]
        for _ in range(2):
            server.answer_to("POST /test/reset")
            server.answer_to("POST /test/seed", {"outlets": ["Gushi 1"]})

    assert {status.result() for status in statuses} <= {201, 401}


def test_a_server_that_is_not_for_tests_knows_nothing_of_it(server: Served) -> None:
    usual = create_app(
        server.client.application.extensions["wanghuiyi"].context, Settings()
    ).test_client()

    contract = usual.get("/openapi.json")

    assert usual.get("/test/clock").status_code == 404
    assert usual.post("/test/reset").status_code == 404
    assert "/test/" not in contract.text
    assert "Wanghuiyi-Fault" not in contract.text
    unfailed = usual.get("/v1/receipt-keys", headers={"Wanghuiyi-Fault": "error=503"})
    assert unfailed.status_code == 200


def test_the_contract_of_a_test_server_has_all_of_it(server: Served) -> None:
    contract = server.client.get("/openapi.json").get_json()

    methods = {
        path: sorted(operations)
        for path, operations in contract["paths"].items()
        if path.startswith("/test/")
    }
    parameters = contract["paths"]["/v1/deposits"]["post"]["parameters"]
    assert methods == {
        "/test/boundaries": ["get"],
        "/test/clock": ["get", "put"],
        "/test/deliveries": ["post"],
        "/test/reset": ["post"],
        "/test/seed": ["post"],
        "/test/faults": ["delete", "get", "put"],
        "/test/held": ["get"],
        "/test/releases": ["post"],
        "/test/requests": ["delete", "get"],
        "/test/simulations/outages": ["post"],
        "/test/simulations/parcels": ["post"],
        "/test/simulations/reconnections": ["post"],
        "/test/simulations/reference-payments": ["post"],
        "/test/simulations/settlements": ["post"],
        "/test/simulations/strangers": ["post"],
        "/test/texts": ["delete", "get"],
        "/test/traffic": ["get"],
        "/test/verdict": ["get"],
        "/test/worlds": ["get", "post"],
        "/test/worlds/{world_id}": ["delete", "get"],
    }
    assert "Wanghuiyi-Fault" in [parameter["name"] for parameter in parameters]
    assert contract["paths"]["/test/clock"]["put"]["operationId"] == "put_test_clock"


@pytest.mark.parametrize(
    ("what", "body", "answer"),
    [
        ("GET /test/clock", None, schemas.ClockAnswer),
        ("PUT /test/clock", {"advance_s": 1}, schemas.ClockSetAnswer),
        ("GET /test/boundaries", None, schemas.BoundariesAnswer),
        ("POST /test/worlds", {"seed": "1"}, WorldAnswer),
        ("GET /test/worlds", None, WorldsAnswer),
        ("POST /test/reset", None, schemas.ClockAnswer),
        ("POST /test/seed", {"outlets": ["Gushi 3"]}, schemas.SeedAnswer),
        ("PUT /test/faults", {"rules": [FAILING]}, fault_schemas.FaultsAnswer),
        ("GET /test/faults", None, fault_schemas.FaultsAnswer),
        ("DELETE /test/faults", None, fault_schemas.FaultsAnswer),
        ("GET /test/held", None, fault_schemas.HeldAnswer),
        ("POST /test/releases", {}, fault_schemas.HeldAnswer),
        ("GET /test/requests", None, schemas.RequestsAnswer),
        ("DELETE /test/requests", None, schemas.RequestsAnswer),
    ],
)
def test_every_answer_has_the_form_that_the_contract_says(
    server: Served, what: str, body: dict[str, object] | None, answer: type[BaseModel]
) -> None:
    server.deposited()

    reported = server.answer_to(what, body)

    assert (
        json.loads(answer.model_validate_json(json.dumps(reported)).model_dump_json()) == reported
    )


def test_everything_that_the_contract_refers_to_is_in_it(server: Served) -> None:
    content = server.client.get("/openapi.json").text

    schemas = json.loads(content)["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/(\w+)"', content))
    assert named - schemas.keys() == set()
    assert {"ClockBody", "DepositBatchAnswer", "RefusedDeposit", "FaultRule"} <= named


def test_every_example_in_the_contract_has_the_form_that_it_shows(server: Served) -> None:
    contract = server.client.get("/openapi.json").get_json()
    schemas = contract["components"]["schemas"]

    wrong = {
        name: error.message
        for name, schema in schemas.items()
        for example in schema.get("examples", ())
        for error in Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
        ).iter_errors(example)
    }
    assert wrong == {}
    assert schemas["DepositBatchBody"]["examples"] != []
