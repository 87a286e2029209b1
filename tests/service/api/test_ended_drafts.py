"""Drafts that ended, each in its way, and every verb that is tried with them afterwards."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.service.api.market import Market
from tests.service.servers import IDENTITY, PASSWORD, Service, money, refused, taken

DEPOSITOR = {"identity": IDENTITY}


def redeem(service: Service, number: str) -> tuple[str, str, dict[str, Any]]:
    body = {"number": number, "password": PASSWORD, "wallet_id": service.wallet()}
    return service.provider, "/v1/redemptions", body


def cash_out(service: Service, number: str) -> tuple[str, str, dict[str, Any]]:
    return service.outlet, "/v1/cash-outs", {"number": number, "password": PASSWORD}


def pay_order(service: Service, number: str) -> tuple[str, str, dict[str, Any]]:
    market = Market(service)
    market.wallet_id = service.wallet()  # that has nothing: the draft alone can pay
    path = f"/v1/orders/{market.placed()}/payments"
    return service.provider, path, market.draft_body(number)


def cancel(service: Service, number: str) -> tuple[str, str, dict[str, Any]]:
    return service.outlet, "/v1/cancellations", {"number": number}


def refund(service: Service, number: str) -> tuple[str, str, dict[str, Any]]:
    return service.outlet, "/v1/refunds", {"number": number, "depositor": DEPOSITOR}


def reset(service: Service, number: str) -> tuple[str, str, dict[str, Any]]:
    body = {"number": number, "depositor": DEPOSITOR, "password": "240806"}
    return service.outlet, "/v1/password-resets", body


Verb = Callable[[Service, str], tuple[str, str, dict[str, Any]]]
VERBS: tuple[Verb, ...] = (redeem, cash_out, pay_order, cancel, refund, reset)
# What a number that no draft has is answered with: nobody learns from it that there was one.
UNKNOWN = {
    redeem: (403, "number_or_password_wrong"),
    cash_out: (403, "number_or_password_wrong"),
    pay_order: (403, "number_or_password_wrong"),
    cancel: (403, "not_the_issuing_outlet"),
    refund: (403, "not_the_depositor"),
    reset: (403, "not_the_depositor"),
}
ENDED = dict.fromkeys(VERBS, (409, "draft_ended"))
EXPIRED = {
    **dict.fromkeys((redeem, cash_out, pay_order, reset), (410, "draft_expired")),
    cancel: (409, "cancelled_too_late"),
}


def replaced(service: Service) -> tuple[str, str]:
    """Return the old and the new number of a draft whose receipt was replaced."""
    old = str(service.deposit()["number"])
    body = {"depositor": DEPOSITOR, "money": money(17_500), "paid_in_on": "2026-11-24"}
    return old, str(service.done(service.outlet, "/v1/receipt-replacements", body)["number"])


def end(service: Service, verb: Verb, number: str) -> None:
    """End a draft by a verb."""
    if verb is refund:
        service.clock.advance(days=60)
    key, path, body = verb(service, number)
    assert service.post(key, path, body).status_code == 201


def answers(service: Service, number: str) -> dict[Verb, tuple[int, str]]:
    """Return what each verb is answered with, for a number."""
    found = {}
    for verb in VERBS:
        key, path, body = verb(service, number)
        found[verb] = refused(service.post(key, path, body))
    return found


def held(service: Service) -> tuple[int, int]:
    """Return how many lines the books have, and the sum of all wallets."""
    with service.database.reading() as connection:
        sums = connection.exec_driver_sql("SELECT COALESCE(SUM(balance_fen), 0) FROM wallet")
        return service.count("transfer"), int(sums.scalar_one())


@pytest.mark.parametrize("ending", [redeem, cash_out, pay_order, cancel, refund])
@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_draft_that_ended_is_ended_for_every_verb_and_its_old_number_is_none_at_all(
    service: Service, ending: Verb, *, is_replaced: bool
) -> None:
    """Experiment E14, after Blnk #182: what was rejected could be committed by its other id."""
    old, new = replaced(service) if is_replaced else ("", str(service.deposit()["number"]))
    end(service, ending, new)
    before = held(service)

    by_new = answers(service, new)

    assert by_new == ENDED
    if is_replaced:
        assert answers(service, old) == UNKNOWN
    assert held(service) == before
    assert service.books()["findings"] == []


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_draft_that_expired_can_be_refunded_and_nothing_else_and_not_by_its_old_number(
    service: Service, *, is_replaced: bool
) -> None:
    """Experiment E14: the same for a draft that nobody ended but the clock."""
    old, new = replaced(service) if is_replaced else ("", str(service.deposit()["number"]))
    service.clock.advance(days=60)
    before = held(service)

    for verb, expected in EXPIRED.items():
        key, path, body = verb(service, new)
        assert refused(service.post(key, path, body)) == expected, verb.__name__
    if is_replaced:
        assert answers(service, old) == UNKNOWN

    assert held(service) == before
    key, path, body = refund(service, new)
    assert taken(service.post(key, path, body))["money"] == money(17_500)
    assert service.books()["findings"] == []


def test_the_old_number_of_a_replaced_receipt_never_pays_while_the_new_one_does(
    service: Service,
) -> None:
    """Experiment E14: the draft lives on, under its new number alone."""
    old, new = replaced(service)

    assert answers(service, old) == UNKNOWN

    assert service.redeem(new, service.wallet()).status_code == 201
    assert service.books()["findings"] == []
