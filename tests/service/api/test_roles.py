"""Who may ask for what: every role at every address of the contract."""

from typing import Any

from tests.service.servers import ROLES, Service, refused, taken


def addresses(service: Service) -> list[tuple[str, str, dict[str, Any]]]:
    """Return method, path and description of everything that the contract has."""
    paths = taken(service.get(None, "/openapi.json"))["paths"]
    return [
        (method.upper(), path, described)
        for path, methods in paths.items()
        for method, described in methods.items()
    ]


def test_every_address_says_who_may_ask_and_asks_for_a_key_unless_all_may(
    service: Service,
) -> None:
    found = addresses(service)

    assert len(found) > 20
    for _, path, described in found:
        assert set(described["x-roles"]) <= set(ROLES), path
        assert described["security"] == ([{"key": []}] if described["x-roles"] else []), path
    assert [path for _, path, described in found if not described["x-roles"]] == [
        "/v1/tracking/{item_number}",
        "/v1/time",
        "/v1/receipt-keys",
    ]


def test_every_other_role_is_forbidden_and_who_has_no_key_is_not_known(service: Service) -> None:
    for method, path, described in addresses(service):
        if not described["x-roles"]:
            continue
        body: dict[str, Any] | None = None if method == "GET" else {}

        nobody = service.ask(None, method, path, body)
        assert refused(nobody) == (401, "unauthenticated"), (method, path)
        assert nobody.headers["WWW-Authenticate"].startswith("Bearer")
        for role in ROLES:
            response = service.ask(service.key(role, "somebody"), method, path, body)
            is_forbidden = response.status_code == 403
            assert is_forbidden == (role not in described["x-roles"]), (role, method, path)


def test_keys_that_are_wrong_in_any_way_are_refused_alike(service: Service) -> None:
    key = service.auditor
    wrong = [
        "",
        "Bearer",
        f"Basic {key}",
        f"bearer{key}",
        f"Bearer\t{key}",
        f"Bearer {key} {key}",
        f"Bearer {key[:-1]}",
        f"Bearer {key[:-1]}{'0' if key[-1] != '0' else '1'}",
        f"Bearer {key.upper()}",
        f"Bearer whk_{'0' * 16}_{key[-64:]}",
        "Bearer whk_" + "\u0660" * 16 + "_" + "0" * 64,
        "Bearer " + "x" * 9_000,
    ]

    answers = set()
    for shown in wrong:
        sent = {"Authorization": shown.encode().decode("latin-1")}
        response = service.ask(None, "GET", "/v1/books/check", headers=sent)
        answers.add((response.status_code, response.data))

    assert [status for status, _ in answers] == [401]


def test_a_key_ends_when_it_is_revoked_and_after_the_overlap_when_it_is_rotated(
    service: Service,
) -> None:
    old = service.provider
    path = f"/v1/keys/{old.split('_')[1]}"
    new = service.done(service.operator, f"{path}/rotations", {"overlap_h": 2})["key"]
    wallet_id = service.wallet(key=new)

    service.clock.advance(ms=2 * 3_600_000 - 1)
    assert service.get(old, f"/v1/wallets/{wallet_id}").status_code == 200
    service.clock.advance(ms=1)
    assert service.get(old, f"/v1/wallets/{wallet_id}").status_code == 401

    revoked = service.ask(service.operator, "DELETE", f"/v1/keys/{new.split('_')[1]}")
    assert revoked.status_code == 200
    assert service.get(new, f"/v1/wallets/{wallet_id}").status_code == 401
