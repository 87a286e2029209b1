"""A request under one Idempotency-Key is done once, and answered alike however often it is sent."""

import pytest

from service.domain.remittance import formatted, remittance_number
from service.operations import deposits
from tests.service.servers import OUTLET, Service, deposit_body, refused

NAMED = {"Idempotency-Key": "the-same-one"}


def test_the_same_request_gets_the_same_answer_and_is_done_once(service: Service) -> None:
    first = service.post(service.outlet, "/v1/deposits", deposit_body(), NAMED)

    second = service.post(service.outlet, "/v1/deposits", deposit_body(), NAMED)

    assert (second.status_code, second.data) == (201, first.data)
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert service.count("draft") == 1


def test_the_same_body_written_otherwise_is_the_same_request(service: Service) -> None:
    first = service.ask(service.provider, "POST", "/v1/wallets", b'{"tier":"plain"}', NAMED)
    second = service.ask(
        service.provider, "POST", "/v1/wallets", b'  {"tier" :\n "pl\\u0061in"}', NAMED
    )

    assert second.data == first.data
    assert service.count("wallet") == 1


def test_another_body_or_another_address_under_the_same_key_is_refused(service: Service) -> None:
    service.post(service.outlet, "/v1/deposits", deposit_body(100), NAMED)

    other_body = service.post(service.outlet, "/v1/deposits", deposit_body(101), NAMED)
    other_address = service.post(service.outlet, "/v1/number-blocks", {"count": 1}, NAMED)

    assert refused(other_body) == (422, "idempotency_key_reused")
    assert refused(other_address) == (422, "idempotency_key_reused")
    assert service.count("draft") == 1
    assert service.count("reserved_number") == 0


def test_a_refusal_is_an_answer_too_and_stays_when_it_would_no_longer_be_given(
    service: Service,
) -> None:
    wallet_id = service.wallet()
    body = {"wallet_id": wallet_id, "money": {"amount": 100, "currency": "CNY"}}
    first = service.post(service.provider, "/v1/withdrawals", body, NAMED)
    assert refused(first) == (409, "balance_too_low")
    assert service.redeem(service.deposit()["number"], wallet_id).status_code == 201

    again = service.post(service.provider, "/v1/withdrawals", body, NAMED)
    anew = service.post(service.provider, "/v1/withdrawals", body)

    assert (again.status_code, again.data) == (409, first.data)
    assert anew.status_code == 201


def test_a_request_of_a_wrong_form_leaves_its_key_free(service: Service) -> None:
    service.ask(service.provider, "POST", "/v1/wallets", b"{", NAMED)

    assert (
        service.post(service.provider, "/v1/wallets", {"tier": "plain"}, NAMED).status_code == 201
    )


def test_the_same_key_of_another_caller_is_another_request(service: Service) -> None:
    elsewhere = service.key("outlet", "Xinyang 2")

    first = service.post(service.outlet, "/v1/deposits", deposit_body(100), NAMED)
    second = service.post(elsewhere, "/v1/deposits", deposit_body(101), NAMED)

    assert (first.status_code, second.status_code) == (201, 201)
    assert service.count("draft") == 2


def test_who_asks_again_after_a_rotation_of_the_api_key_gets_the_first_answer(
    service: Service,
) -> None:
    operator = service.key("operator", "the operator")
    old = service.done(operator, "/v1/keys", {"role": "outlet", "holder": OUTLET})
    first = service.post(old["key"], "/v1/deposits", deposit_body(), NAMED)

    path = f"/v1/keys/{old['key_id']}/rotations"
    new = service.done(operator, path, {"overlap_h": 0})
    again = service.post(new["key"], "/v1/deposits", deposit_body(), NAMED)

    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert service.count("draft") == 1


def test_a_number_that_was_drawn_before_is_drawn_anew(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = remittance_number("2" * 15), remittance_number("9" * 15)
    drawn = iter([one, one, other])
    monkeypatch.setattr(deposits, "draw_number", lambda _chance: next(drawn))

    first, second = service.deposit(), service.deposit()

    assert (first["number"], second["number"]) == (formatted(one), formatted(other))
    assert service.count("draft") == 2


def test_the_same_answer_is_given_after_a_restart_and_days_later(service: Service) -> None:
    first = service.post(service.outlet, "/v1/deposits", deposit_body(), NAMED)

    service.restart()
    service.clock.advance(days=3)
    second = service.post(service.outlet, "/v1/deposits", deposit_body(), NAMED)

    assert (second.status_code, second.data) == (201, first.data)
    assert service.count("draft") == 1


def test_a_redemption_repeated_after_the_draft_was_used_gets_its_first_answer(
    service: Service,
) -> None:
    wallet_id, number = service.wallet(), service.deposit()["number"]
    body = {"number": number, "password": "081208", "wallet_id": wallet_id}

    first = service.post(service.provider, "/v1/redemptions", body, NAMED)
    second = service.post(service.provider, "/v1/redemptions", body, NAMED)
    third = service.post(service.provider, "/v1/redemptions", body)

    assert (second.status_code, second.data) == (201, first.data)
    assert refused(third) == (409, "draft_ended")
    assert service.books()["findings"] == []
