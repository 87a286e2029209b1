"""What attackers try: each is refused, with a reason, and nothing of it is a fault of ours."""

import json
from typing import Any

import pytest

from service.web.app import ROUTES
from tests.service.api.stories import GOOD, Request
from tests.service.servers import (
    OTHER_OUTLET,
    OTHER_PROVIDER,
    PASSWORD,
    Service,
    deposit_body,
    money,
    refused,
)

HOSTILE: tuple[object, ...] = (
    "'; DROP TABLE draft; --",
    "' OR '1'='1",
    "\\'; SELECT pg_sleep(9); --",
    "%",
    "\x00",
    "a\x00b",
    "\ud800",
    "\r\nX-Admin: yes",
    "{0.__class__}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "\u202e\u200b\ufeff",
    "٠١٢٣٤٥",
    "０８１２０８",
    "x" * 10_000,
    "",
    " ",
    None,
    True,
    0,
    -1,
    1.5,
    10**400,
    [],
    {},
    [[]],
)
WITH_BODY = [f"{route.method} {route.path}" for route in ROUTES if route.body]
AMOUNTS = (
    "0", "-1", "-0", "1.0", "1e2", "1.5", "true", "false", "null", '"100"', '"١٠٠"', "[100]", "{}",
    "NaN", "Infinity", "-Infinity", "1e400", str(2**63), str(2**63 - 1), str(2**64), str(-(2**63)),
    "1" + "0" * 400, "0x10", "0100", "+1", "1_000",
)  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any JSON
    """Return where in a document something stands."""
    if isinstance(value, dict):
        return [at, *(one for key in value for one in places(value[key], (*at, key)))][
            bool(not at) :
        ]
    if isinstance(value, list):
        return [
            at,
            *(one for place, item in enumerate(value) for one in places(item, (*at, place))),
        ]
    return [at]


def planted(value: Any, at: tuple[Any, ...], what: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a document with something else at a place."""
    if not at:
        return what
    changed = list(value) if isinstance(value, list) else dict(value)
    changed[at[0]] = planted(value[at[0]], at[1:], what)
    return changed


def raw(service: Service, body: bytes, **headers: str) -> int:
    """Send bytes as a deposit; return the status."""
    response = service.ask(service.outlet, "POST", "/v1/deposits", body, headers)
    if response.status_code >= 400:
        refused(response)
    return response.status_code


# Whose it is.


def test_another_outlets_receipt_is_neither_shown_nor_cancelled(service: Service) -> None:
    draft, elsewhere = service.deposit(), service.key("outlet", OTHER_OUTLET)

    shown = service.get(elsewhere, f"/v1/drafts/{draft['draft_id']}")
    none = service.get(elsewhere, "/v1/drafts/nothing")
    cancelled = service.post(elsewhere, "/v1/cancellations", {"number": draft["number"]})

    assert (shown.status_code, shown.data) == (404, none.data)
    assert refused(cancelled) == (403, "not_the_issuing_outlet")


def test_another_providers_wallet_is_as_unknown_as_none(service: Service) -> None:
    wallet_id, stranger = service.full_wallet(), service.key("provider", OTHER_PROVIDER)
    number, own = service.deposit()["number"], service.wallet(key=stranger)

    def answers(of: str) -> list[tuple[int, bytes]]:
        secret = {"number": number, "password": PASSWORD, "wallet_id": of}
        payment = {"payer_wallet_id": of, "payee_wallet_id": own, "money": money(1)}
        tried = [
            service.get(stranger, f"/v1/wallets/{of}"),
            service.get(stranger, f"/v1/wallets/{of}/entries"),
            service.ask(stranger, "PATCH", f"/v1/wallets/{of}", {"is_frozen": True}),
            service.post(stranger, "/v1/redemptions", secret),
            service.post(stranger, "/v1/payments", payment),
            service.post(stranger, "/v1/withdrawals", {"wallet_id": of, "money": money(1)}),
        ]
        return [(one.status_code, one.data) for one in tried]

    assert answers(wallet_id) == answers("no-such-wallet")
    assert {status for status, _ in answers(wallet_id)} == {404}


def test_a_shop_sees_and_spends_its_own_wallet_alone(service: Service) -> None:
    own, other = service.full_wallet(), service.full_wallet()
    shop = service.key("shop", own)

    assert service.get(shop, f"/v1/wallets/{own}").status_code == 200
    assert service.get(shop, f"/v1/wallets/{other}").status_code == 404
    payment = {"payer_wallet_id": other, "payee_wallet_id": own, "money": money(1)}
    assert refused(service.post(shop, "/v1/payments", payment)) == (404, "wallet_unknown")


def test_nobody_but_an_operator_makes_a_key_and_a_role_cannot_be_sent_along(
    service: Service,
) -> None:
    wanted = {"role": "operator", "holder": "me"}

    for key in (service.outlet, service.provider, service.auditor):
        response = service.post(key, "/v1/keys", wanted)
        assert refused(response) == (403, "not_permitted")
    as_more = service.post(
        service.outlet,
        "/v1/deposits?role=operator",
        {**deposit_body(), "role": "operator", "outlet": OTHER_OUTLET},
    )
    assert refused(as_more) == (400, "request_malformed")


# What is sent.


def test_hostile_values_in_every_field_are_never_a_fault(service: Service) -> None:
    for name in WITH_BODY:
        request = GOOD[name](service)
        assert isinstance(request.body, dict)
        for at in places(request.body):
            for value in HOSTILE:
                body = planted(request.body, at, value)
                sent = Request(request.key, request.method, request.path, body)
                response = sent.send(service)
                assert response.status_code < 500, (name, at, value, response.text)
    assert service.books()["findings"] == []


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_is_a_whole_number_of_fen_within_the_limit(
    sqlite_service: Service, amount: str
) -> None:
    body = json.dumps(deposit_body(7)).replace('"amount": 7', f'"amount": {amount}')

    assert raw(sqlite_service, body.encode()) in {400, 422}
    assert sqlite_service.count("draft") == 0


def test_bodies_of_wrong_shapes_are_refused_and_change_nothing(service: Service) -> None:
    usual = json.dumps(deposit_body()).encode()
    deep = 100_000

    for body in (
        b"",
        b"null",
        b"[]",
        usual.replace(b"081208", b"08\xff\xfe08"),
        usual[:-1],
        usual + usual,
        b"[" * deep,
        b"[" * deep + b"]" * deep,
        b'{"money":' * deep + b"}" * deep,
        usual.replace(b'"money"', b'"mon\\u0000ey"'),
        b"money=1&password=081208",
    ):
        assert raw(service, body) == 400, body[:40]

    for other in (b"\x00", b"\xff\xfe" + usual, usual.decode().encode("utf-16")):
        assert raw(service, other) == 415, other[:40]
    assert raw(service, b" " * (1 << 21)) == 413
    assert service.count("draft") == 0


def test_digits_of_other_scripts_are_no_numbers_or_passwords(service: Service) -> None:
    number, wallet_id = service.deposit()["number"], service.wallet()
    other_script = "".join(chr(0x0660 + int(one)) if one.isdigit() else one for one in number)

    for body in (
        {"number": other_script, "password": PASSWORD, "wallet_id": wallet_id},
        {"number": number, "password": "٠٨١٢٠٨", "wallet_id": wallet_id},
        {
            "number": number,
            "password": PASSWORD[:5] + "\N{SUPERSCRIPT THREE}",
            "wallet_id": wallet_id,
        },
    ):
        response = service.post(service.provider, "/v1/redemptions", body)
        assert refused(response) == (400, "request_malformed")


@pytest.mark.parametrize(
    "key",
    [
        "a" * 7,
        "a" * 129,
        "with space",
        "café-café",
        "tab\tbed-key",
        "\x00\x01\x02\x03\x04\x05\x06\x07",
    ],
)
def test_an_idempotency_key_is_visible_ascii(sqlite_service: Service, key: str) -> None:
    response = sqlite_service.post(
        sqlite_service.outlet, "/v1/deposits", deposit_body(), {"Idempotency-Key": key}
    )

    assert refused(response) == (400, "idempotency_key_missing")


def test_request_ids_are_our_own_and_nothing_sent_comes_back_in_a_header(
    sqlite_service: Service,
) -> None:
    sent = {"X-Request-Id": "evil", "Idempotency-Key": "evil-evil-evil"}

    response = sqlite_service.post(sqlite_service.outlet, "/v1/deposits", deposit_body(), sent)

    assert response.status_code == 201
    assert "evil" not in str(response.headers)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/drafts/..%2f..%2fetc%2fpasswd",
        "/v1/drafts/%00",
        "/v1/drafts/%ff%fe",
        "/v1/drafts/" + "a" * 5_000,
        "/v1/drafts/a%27%20OR%201=1",
        "/v1/../v1/keys",
        "//v1//keys",
        "/v1/keys/",
        "/v1/wallets/%D9%A1",
        "/v1/settlements/2026-02-30",
        "/v1/settlements/0000-00-00",
        "/v1/settlements/9999-12-31",
        "/v1/settlements/٢٠٢٦-١١-٢٤",
        "/v1/reconciliations/0001-01-01",
        "/v1/reconciliations/9999-12-31",
        "/v1/settlements/9999-12-31/files/post",
        "/v1/settlements/0001-01-01/files/gateway",
        "/v1/settlements/2026-11-24/files/third",
        "/v1/settlements?limit=0",
        "/v1/settlements?limit=1001",
        "/v1/settlements?limit=٥",
        "/v1/settlements?limit=1&limit=2",
        "/v1/settlements?cursor=-1",
        "/v1/settlements?cursor=" + "9" * 18,
        "/v1/settlements?cursor=" + "9" * 19,
        "/v1/settlements?other=1",
        "/v1/settlements?%00=%ff",
    ],
)
def test_odd_addresses_are_never_a_fault(service: Service, path: str) -> None:
    assert service.get(service.operator, path).status_code < 500


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE", "HEAD", "BREW", "PATCH"])
def test_other_methods_are_refused_with_those_that_there_are(
    sqlite_service: Service, method: str
) -> None:
    response = sqlite_service.ask(sqlite_service.outlet, method, "/v1/deposits")

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "BREW" not in sqlite_service.get(None, "/metrics").text
