"""Reversals: payments given back in parts, by the payee or by the operator's order, once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from service.outbox import address
from tests.service.api.stories import holds
from tests.service.api.stories.holds import captured, paid, placed, reversal_of
from tests.service.api.stories.story import freeze
from tests.service.api.stories.wallets import other_provider, payment
from tests.service.servers import Service, money, refused, taken

PATH = "/v1/payments/{}/reversals"


def balance(service: Service, wallet_id: str, key: str | None = None) -> int:
    shown = taken(service.get(key or service.provider, f"/v1/wallets/{wallet_id}"))
    return int(shown["balance"]["amount"])


def body(amount_fen: int, reason: str = "returned") -> dict[str, Any]:
    return {"money": money(amount_fen), "reason": reason}


def test_a_payment_is_given_back_in_parts_and_never_more_than_it_was(service: Service) -> None:
    payer_id, payee_id = service.full_wallet(100), service.full_wallet(100)
    payment_id = taken(payment(service, payer_id, payee_id).send(service))["payment_id"]

    parts = [reversal_of(service, payment_id, part).send(service) for part in (60, 41, 40, 1)]

    assert [one.status_code for one in parts] == [201, 409, 201, 409]
    assert refused(parts[1]) == refused(parts[3]) == (409, "reversal_over_payment")
    assert (balance(service, payer_id), balance(service, payee_id)) == (100, 100)
    listed = taken(service.get(service.provider, PATH.format(payment_id) + "?limit=1"))
    assert (listed["reversed"]["amount"], listed["left"]["amount"]) == (100, 0)
    rest = service.get(
        service.provider, PATH.format(payment_id) + f"?cursor={listed['next_cursor']}"
    )
    amounts = [
        one["money"]["amount"] for page in (listed, taken(rest)) for one in page["reversals"]
    ]
    assert amounts == [60, 40]
    assert service.books()["is_sound"]


def test_what_was_captured_is_given_back_as_any_payment(service: Service) -> None:
    wallet_id = service.full_wallet(100)
    payment_id = captured(service, placed(service, wallet_id), is_final=True)

    back = taken(reversal_of(service, payment_id, 60).send(service))

    assert (back["left"]["amount"], balance(service, wallet_id)) == (0, 100)
    assert service.books()["is_sound"]


def test_a_reversal_a_withdrawal_and_an_order_are_no_payments(service: Service) -> None:
    back = taken(reversal_of(service, paid(service), 60).send(service))

    assert refused(reversal_of(service, back["reversal_id"], 60).send(service)) == (
        404,
        "payment_unknown",
    )


def test_who_is_paid_gives_back_and_neither_who_paid_nor_a_stranger(service: Service) -> None:
    other = other_provider(service)
    payee_id = service.wallet(key=other)
    payment_id = paid(service, payee_id)
    keys = {
        "payer": service.provider,
        "stranger": service.key("provider", "a third one"),
        "shop": service.key("shop", payee_id),
        "provider": other,
    }

    answers = {
        name: service.post(key, PATH.format(payment_id), body(10)) for name, key in keys.items()
    }

    assert refused(answers["payer"]) == (403, "not_the_payee")
    assert refused(answers["stranger"]) == (404, "payment_unknown")
    assert [taken(answers[name])["by"] for name in ("shop", "provider")] == ["shop", "provider"]
    for key in (service.provider, other, service.auditor, service.operator):
        assert taken(service.get(key, PATH.format(payment_id)))["reversed"]["amount"] == 20
    strange = service.get(keys["stranger"], PATH.format(payment_id))
    assert refused(strange) == (404, "payment_unknown")


def test_the_operator_orders_it_back_from_a_frozen_wallet(service: Service) -> None:
    payee_id = service.wallet()
    payment_id = paid(service, payee_id)
    freeze(service, payee_id)

    own = reversal_of(service, payment_id).send(service)
    ordered = service.post(service.operator, PATH.format(payment_id), body(100, "fraud"))

    assert refused(own) == (409, "wallet_frozen")
    assert (taken(ordered)["by"], balance(service, payee_id)) == ("operator", 0)
    shown = taken(service.get(service.provider, f"/v1/wallets/{payee_id}"))
    assert shown["is_frozen"]
    assert service.books()["is_sound"]


def test_what_an_expired_hold_kept_of_the_payee_can_be_given_back(service: Service) -> None:
    payee_id = service.wallet()
    payment_id = paid(service, payee_id)
    taken(holds.hold(service, payee_id, 100, valid_minutes=1).send(service))
    early = reversal_of(service, payment_id).send(service)
    service.clock.advance(ms=60_000)

    late = taken(reversal_of(service, payment_id).send(service))

    assert refused(early) == (409, "balance_too_low")
    assert late["balance"]["amount"] == 0
    assert service.books()["is_sound"]


def test_a_payment_of_a_version_before_is_given_back_too(service: Service) -> None:
    """Such a payment is a line of the books and nothing else."""
    payment_id, before = paid(service), ("payment_reversal", "hold_capture", "wallet_hold")
    assert [service.count(table) for table in before] == [0, 0, 0]

    assert reversal_of(service, payment_id).send(service).status_code == 201


def test_both_sides_hear_of_it_once(service: Service) -> None:
    other = other_provider(service)
    payment_id = paid(service, service.wallet(key=other))
    taken(service.post(other, PATH.format(payment_id), body(40, "duplicate")))
    while address(service.database, service.clock()):
        pass

    heard = {
        key: [
            one["data"]
            for one in taken(service.get(key, "/v1/events?limit=100"))["events"]
            if one["type"] == "payment.reversed"
        ]
        for key in (service.provider, other)
    }

    for key, side in ((service.provider, "payer"), (other, "payee")):
        (said,) = heard[key]
        assert (said["side"], said["payment_id"], said["money"]["amount"], said["reason"]) == (
            side,
            payment_id,
            40,
            "duplicate",
        )


@pytest.mark.parametrize("amount_fen", [100, 30])
def test_twenty_reversals_at_once_give_back_no_more_than_was_paid(
    service: Service, amount_fen: int
) -> None:
    """Experiment E5, after Blnk #152 (refunded twice) and open-bank-oss: new keys, one payment."""
    payer_id, payee_id = service.full_wallet(100), service.full_wallet(5_000)
    payment_id = taken(payment(service, payer_id, payee_id).send(service))["payment_id"]
    numbers = count()

    def give_back(_: int) -> tuple[int, str]:
        answer = reversal_of(service, payment_id, amount_fen)
        keyed = {"Idempotency-Key": f"reversal-{next(numbers)}"}
        sent = service.ask(answer.key, "POST", answer.path, answer.body, keyed)
        return sent.status_code, sent.get_json().get("code", "")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(give_back, range(20)))

    fits = 100 // amount_fen
    assert answers.count((201, "")) == fits
    assert answers.count((409, "reversal_over_payment")) == 20 - fits
    assert (balance(service, payer_id), balance(service, payee_id)) == (
        fits * amount_fen,
        5_100 - fits * amount_fen,
    )
    assert service.books()["is_sound"]
