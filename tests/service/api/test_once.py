"""A request under one Idempotency-Key is done once, and answered alike however often it is sent."""

import pytest

from service.domain.day import DAY_MS
from service.domain.remittance import formatted, remittance_number
from service.operations import deposits
from service.store.answers import EXPIRED_KNOWN_DAYS, KEPT_DAYS, forget_answers
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
    """Experiment E17: one key at two paths, or with two bodies."""
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
    """Experiment E17: one key of two holders."""
    elsewhere = service.key("outlet", "Xinyang 2")

    first = service.post(service.outlet, "/v1/deposits", deposit_body(100), NAMED)
    second = service.post(elsewhere, "/v1/deposits", deposit_body(101), NAMED)

    assert (first.status_code, second.status_code) == (201, 201)
    assert service.count("draft") == 2


def test_who_asks_again_after_a_rotation_of_the_api_key_gets_the_first_answer(
    service: Service,
) -> None:
    """Experiment E17: one key before and after a rotation."""
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


def test_a_key_belongs_to_a_holder_whichever_of_its_api_keys_is_sent(service: Service) -> None:
    """Experiment E17, after Formance #1896: to whom a key belongs was widened unannounced."""
    operator = service.key("operator", "the operator")
    one, other = (
        service.done(operator, "/v1/keys", {"role": "outlet", "holder": OUTLET})["key"]
        for _ in range(2)
    )

    first = service.post(one, "/v1/deposits", deposit_body(100), NAMED)
    same = service.post(other, "/v1/deposits", deposit_body(100), NAMED)
    other_body = service.post(other, "/v1/deposits", deposit_body(101), NAMED)

    assert (same.status_code, same.data) == (201, first.data)
    assert same.headers["Idempotency-Replayed"] == "true"
    assert refused(other_body) == (422, "idempotency_key_reused")
    assert service.count("draft") == 1


def test_one_holder_in_two_roles_is_two_who_ask(service: Service) -> None:
    """Experiment E17: a provider that is called as an outlet is called has keys of its own."""
    namesake = service.key("provider", OUTLET)

    first = service.post(service.outlet, "/v1/deposits", deposit_body(), NAMED)
    second = service.post(namesake, "/v1/wallets", {"tier": "plain"}, NAMED)

    assert (first.status_code, second.status_code) == (201, 201)


def test_a_key_in_quotes_is_another_key_and_does_its_request_again(service: Service) -> None:
    """Experiment E17: a known risk, which the contract names: quotes are characters of a key."""
    bare, quoted = {"Idempotency-Key": "k1234567"}, {"Idempotency-Key": '"k1234567"'}

    first = service.post(service.outlet, "/v1/deposits", deposit_body(), bare)
    second = service.post(service.outlet, "/v1/deposits", deposit_body(), quoted)
    again = service.post(service.outlet, "/v1/deposits", deposit_body(), quoted)

    assert first.data != second.data == again.data
    assert service.count("draft") == 2


def test_after_an_answer_is_forgotten_its_key_does_nothing_again_until_it_is_forgotten_itself(
    service: Service,
) -> None:
    """Experiment E17: the known risk of forgetting begins when the key is forgotten, too."""
    service.post(service.outlet, "/v1/deposits", deposit_body(), NAMED)

    service.clock.advance(days=KEPT_DAYS + 1)
    forget(service)
    expired = service.post(service.outlet, "/v1/deposits", deposit_body(), NAMED)
    service.clock.advance(days=EXPIRED_KNOWN_DAYS)
    forget(service)
    anew = service.post(service.outlet, "/v1/deposits", deposit_body(), NAMED)

    assert refused(expired) == (410, "idempotency_key_expired")
    assert anew.status_code == 201
    assert service.count("draft") == 2


def forget(service: Service) -> None:
    """Forget answers as `database forget` does, after the days for which they are kept."""
    before_ms = service.clock() - KEPT_DAYS * DAY_MS
    service.database.transaction(lambda connection: forget_answers(connection, before_ms))
