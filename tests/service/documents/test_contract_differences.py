"""What two contracts differ in: a planted break is told by its operation, and nothing else is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.api.contract import contract
from service.documents.contract_differences import Difference, differences
from service.web.app import ROUTES
from sim.cli import commands

TEXT = json.dumps(contract(ROUTES, "0.1.0"))
DOCUMENT: dict[str, Any] = json.loads(TEXT)
Plant = Callable[[dict[str, Any]], object]
DEPOSIT, ORDER = "POST /v1/deposits", "GET /v1/orders/{order_id}"


def planted(plant: Plant) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(TEXT)
    plant(changed)
    return changed


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def operation(document: dict[str, Any], name: str) -> dict[str, Any]:
    method, path = name.split()
    found: dict[str, Any] = document["paths"][path][method.lower()]
    return found


def parameter(document: dict[str, Any], operation_name: str, name: str) -> dict[str, Any]:
    found = operation(document, operation_name)["parameters"]
    return next(one for one in found if one["name"] == name)


BREAKS: dict[str, tuple[Plant, str, str]] = {
    "an operation goes": (
        lambda new: new["paths"].pop("/v1/cancellations"),
        "POST /v1/cancellations",
        "",
    ),
    "an operation is renamed": (
        lambda new: operation(new, DEPOSIT).update(operationId="deposit_cash"),
        DEPOSIT,
        "/operationId",
    ),
    "a role may no longer ask": (
        lambda new: operation(new, ORDER)["x-roles"].remove("shop"),
        ORDER,
        "/x-roles",
    ),
    "a field of a body is required": (
        lambda new: schema(new, "ParcelBody")["required"].append("order_id"),
        "POST /v1/parcels",
        "/body/order_id",
    ),
    "a field of a body goes": (
        lambda new: schema(new, "DepositBody")["properties"].pop("password"),
        DEPOSIT,
        "/body/password",
    ),
    "less may be sent": (
        lambda new: schema(new, "Money")["properties"]["amount"].update(maximum=100),
        DEPOSIT,
        "/body/money/amount",
    ),
    "another form must be sent": (
        lambda new: schema(new, "DepositBody")["properties"]["password"].update(pattern="^x$"),
        DEPOSIT,
        "/body/password",
    ),
    "a field of an answer goes": (
        lambda new: schema(new, "OrderAnswer")["properties"].pop("state"),
        ORDER,
        "/answers/200/state",
    ),
    "a field of an answer may be left out": (
        lambda new: schema(new, "OrderAnswer")["required"].remove("state"),
        ORDER,
        "/answers/200/state",
    ),
    "a field of an answer has another type": (
        lambda new: schema(new, "OrderAnswer")["properties"]["quantity"].update(type="string"),
        ORDER,
        "/answers/200/quantity",
    ),
    "an answer has another status": (
        lambda new: operation(new, DEPOSIT)["responses"].update(
            {"202": operation(new, DEPOSIT)["responses"].pop("201")}
        ),
        DEPOSIT,
        "/answers/201",
    ),
    "a parameter goes": (
        lambda new: operation(new, "GET /v1/prices")["parameters"].pop(0),
        "GET /v1/prices",
        "/query/market",
    ),
    "a parameter is required": (
        lambda new: parameter(new, "GET /v1/prices", "day").update(required=True),
        "GET /v1/prices",
        "/query/day",
    ),
    "a parameter takes less": (
        lambda new: parameter(new, "GET /v1/goods", "limit")["schema"].update(maximum=10),
        "GET /v1/goods",
        "/query/limit",
    ),
    "a header of an answer goes": (
        lambda new: operation(new, DEPOSIT)["responses"]["201"]["headers"].pop("RateLimit"),
        DEPOSIT,
        "/answers/201/headers/RateLimit",
    ),
    "a kind of event goes": (
        lambda new: new["webhooks"].pop("order.paid"),
        "event order.paid",
        "",
    ),
    "a field of an event goes": (
        lambda new: schema(new, "WalletCreditedData")["properties"].pop("source"),
        "event wallet.credited",
        "/body/data/source",
    ),
    "answers are kept for less long": (
        lambda new: new["x-idempotency"].update(kept_days=30),
        "all",
        "/x-idempotency/kept_days",
    ),
}
FINE: dict[str, Plant] = {
    "an operation comes": lambda new: new["paths"].update(
        {"/v1/news": {"get": operation(new, "GET /v1/goods")}}
    ),
    "a field of an answer comes": lambda new: schema(new, "OrderAnswer")["properties"].update(
        more={"type": "string"}
    ),
    "a body takes more": lambda new: schema(new, "DepositBody")["properties"].update(
        more={"type": "string"}
    ),
    "a parameter takes more": lambda new: parameter(new, "GET /v1/goods", "limit")["schema"].update(
        maximum=10_000
    ),
    "a refusal comes": lambda new: new["components"]["responses"].update(
        {
            name: {**one, "description": one["description"] + " or more"}
            for name, one in new["components"]["responses"].items()
        }
    ),
    "words change": lambda new: operation(new, DEPOSIT).update(summary="Other words"),
}


def test_a_contract_does_not_differ_from_itself() -> None:
    assert differences(DOCUMENT, json.loads(TEXT)) == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_planted_break_is_told_at_its_operation(name: str) -> None:
    plant, told_at, at = BREAKS[name]

    changed = planted(plant)
    found = [one for one in differences(DOCUMENT, changed) if one.breaks]

    assert differences(changed, DOCUMENT), "a change is a change from either side"
    assert (told_at, at) in [(one.operation, one.at) for one in found]
    places = {one.at.split("/")[-1] for one in found} - {"202"}
    assert places == {at.split("/")[-1]}, "nothing else is told to break"


@pytest.mark.parametrize("name", FINE)
def test_what_lets_more_in_or_tells_more_breaks_nobody(name: str) -> None:
    assert not [one for one in differences(DOCUMENT, planted(FINE[name])) if one.breaks]


def without_previews(new: dict[str, Any]) -> None:
    """Write the contract as it was before there were previews."""
    for name in ("POST /v1/payments", "POST /v1/settlements"):
        described = operation(new, name)
        described["parameters"].remove(parameter(new, name, "dry_run"))
    del operation(new, "POST /v1/payments")["responses"]["200"]
    content = operation(new, "POST /v1/settlements")["responses"]["200"]["content"]
    content["application/json"]["schema"] = content["application/json"]["schema"]["oneOf"][0]


def test_an_answer_that_only_a_new_parameter_asks_for_breaks_nobody() -> None:
    found = differences(planted(without_previews), DOCUMENT)

    assert found == [
        Difference("POST /v1/payments", "/query/dry_run", "is new", breaks=False),
        Difference("POST /v1/settlements", "/query/dry_run", "is new", breaks=False),
    ]


def test_a_preview_that_goes_breaks_who_asks_for_it() -> None:
    found = differences(DOCUMENT, planted(without_previews))

    assert {
        ("POST /v1/payments", "/query/dry_run"),
        ("POST /v1/payments", "/answers/200"),
        ("POST /v1/settlements", "/query/dry_run"),
    } <= {(one.operation, one.at) for one in found if one.breaks}


def test_a_value_that_an_answer_never_had_may_break_and_one_that_may_be_sent_too_does_not() -> None:
    def plant(new: dict[str, Any]) -> None:
        schema(new, "SeenAnswer")["properties"]["state"]["enum"].append("weighed")
        schema(new, "ScanBody")["properties"]["state"]["enum"].append("weighed")

    found = differences(DOCUMENT, planted(plant))

    scans = [one for one in found if one.operation == "POST /v1/scans" and one.at == "/body/state"]
    assert scans == [
        Difference("POST /v1/scans", "/body/state", "may be 'weighed' now", breaks=False)
    ]
    assert all(one.breaks for one in found if one.at.startswith("/answers"))


# The command.


def asked(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(commands, ["contract", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def test_the_contract_that_is_shown_does_not_differ_from_this_version(tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    code, text, _ = asked("show")
    old.write_text(text, encoding="utf-8")

    assert code == 0
    assert asked("diff", old) == (0, "no change\n", "")


def test_what_breaks_ends_the_command_with_1_and_is_told_by_operation(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(TEXT, encoding="utf-8")
    new.write_text(json.dumps(planted(BREAKS["a parameter goes"][0])), encoding="utf-8")

    code, text, _ = asked("diff", old, new)
    _, listed, _ = asked("diff", old, new, "--json")

    assert code == 1
    assert text == (
        "GET /v1/prices\n"
        "  BREAKS  /query/market is no longer taken\n"
        "1 changes, of which 1 break a client\n"
    )
    assert json.loads(listed) == [
        {
            "operation": "GET /v1/prices",
            "at": "/query/market",
            "says": "is no longer taken",
            "breaks": True,
        }
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "has no paths"),
        (
            '{"paths": {"/v1": {"get": {"responses": {"200": {"$ref": "#/a"}}}}}}',
            "no whole OpenAPI",
        ),
    ],
)
def test_what_is_no_contract_is_refused(tmp_path: Path, content: str, says: str) -> None:
    old = tmp_path / "old.json"
    old.write_text(content, encoding="utf-8")
    same = tmp_path / "same.json"
    same.write_text(content, encoding="utf-8")

    code, _, words = asked("diff", old, same)

    assert code == 2
    assert str(old) in words
    assert says in words
