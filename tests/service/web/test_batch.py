"""Outlets without a line: they upload later, and each deposit is answered on its own."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from service.call import Call, Operation
from service.database.transactions import Busy, Database
from service.idempotency import Answer, IdempotentRequest, answer_once
from service.schemas.counter import OFFLINE_DEPOSITS_MAX, DepositBatchBody
from service.web import batch
from service.web.request import BODY_MAX_BYTES
from tests.service.testing.served import DEPOSIT, START, Served, books_in, served

PATH = "POST /v1/deposit-batches"


@pytest.fixture
def outlet(database: Database) -> Served:
    return served(database)


@pytest.fixture
def counter(tmp_path: Path) -> Served:
    """Serve what is the same whatever the database."""
    return served(books_in(tmp_path))


def numbers(outlet: Served, count: int) -> list[str]:
    answer = outlet.ask("outlet", "POST /v1/number-blocks", {"count": count})
    assert answer.json
    block: list[str] = answer.json["numbers"]
    return block


def taken(number: str, **changed: object) -> dict[str, Any]:
    return {**DEPOSIT, "number": number, "paid_in_at": "2026-11-23T02:30:00Z", **changed}


def codes(answer: TestResponse) -> list[tuple[int, str | None]]:
    """Return the status of each result, and the code if it is a refusal."""
    return [
        (one["status"], one.get("problem", {}).get("code")) for one in answer.get_json()["results"]
    ]


def drafts(outlet: Served) -> int:
    context = outlet.client.application.extensions["wanghuiyi"].context
    with context.database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM draft")).scalar_one())


def test_each_deposit_is_answered_on_its_own_and_in_order(outlet: Served) -> None:
    first, second, third, fourth = numbers(outlet, 4)
    deposits = [
        taken(first),
        taken(first),
        taken("2007 0101 0000 5726"),
        taken(second[:-1] + str((int(second[-1]) + 1) % 10)),
        taken(third, paid_in_at="2026-11-25T02:30:00Z"),
        taken(fourth, money={"amount": 10**15, "currency": "CNY"}),
        taken(second),
    ]

    answer = outlet.ask("outlet", PATH, {"deposits": deposits})

    assert answer.status_code == 200
    assert codes(answer) == [
        (201, None),
        (409, "number_not_reserved"),
        (409, "number_not_reserved"),
        (422, "number_mistyped"),
        (422, "paid_in_moment_wrong"),
        (422, "amount_over_limit"),
        (201, None),
    ]


def test_a_deposit_counts_from_when_the_cash_was_paid_in_and_can_be_redeemed(
    outlet: Served,
) -> None:
    (number,) = numbers(outlet, 1)

    answer = outlet.ask("outlet", PATH, {"deposits": [taken(number)]})
    redeemed = outlet.ask(
        "provider",
        "POST /v1/redemptions",
        {"number": number, "password": "081208", "wallet_id": outlet.wallets[0]},
    )

    assert answer.json
    result = answer.json["results"][0]["answer"]
    assert (result["number"], result["issued_at"]) == (number, "2026-11-23T02:30:00.000Z")
    assert redeemed.status_code == 201


def test_a_repeated_batch_gets_the_same_answers_and_enters_nothing_twice(outlet: Served) -> None:
    body = {"deposits": [taken(number) for number in numbers(outlet, 3)]}

    first = outlet.ask("outlet", PATH, body, "the-batch-of-monday")
    again = outlet.ask("outlet", PATH, body, "the-batch-of-monday")

    assert again.data == first.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert drafts(outlet) == 3


def test_a_batch_that_was_cut_is_completed_by_repeating_it(
    outlet: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"deposits": [taken(number) for number in numbers(outlet, 3)]}

    def cut_at_last(operation: Operation[Any], call: Call[Any], asked: IdempotentRequest) -> Answer:
        if asked.key.endswith("/2"):
            raise Busy
        return answer_once(operation, call, asked)

    with monkeypatch.context() as patch:
        patch.setattr(batch, "answer_once", cut_at_last)
        cut = outlet.ask("outlet", PATH, body, "the-batch")
        done_before = drafts(outlet)
    completed = outlet.ask("outlet", PATH, body, "the-batch")

    assert cut.json
    assert (cut.status_code, cut.json["code"]) == (503, "batch_cut")
    assert "after 2 of 3" in cut.json["detail"]
    assert cut.headers["Retry-After"] == "5"
    assert done_before == 2
    assert codes(completed) == [(201, None)] * 3
    assert drafts(outlet) == 3


def test_a_batch_that_is_sent_twice_at_once_is_entered_once(outlet: Served) -> None:
    body = {"deposits": [taken(number) for number in numbers(outlet, 20)]}

    with ThreadPoolExecutor(4) as threads:
        sent = [threads.submit(outlet.ask, "outlet", PATH, body, "the-batch") for _ in range(4)]
        answers = {answer.result().data for answer in sent}

    assert len(answers) == 1
    assert drafts(outlet) == 20


def test_the_key_of_a_batch_is_for_no_other_batch(outlet: Served) -> None:
    first, second = numbers(outlet, 2)
    outlet.ask("outlet", PATH, {"deposits": [taken(first)]}, "the-batch")

    answer = outlet.ask("outlet", PATH, {"deposits": [taken(first), taken(second)]}, "the-batch")

    assert answer.json
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")
    assert drafts(outlet) == 1


def test_numbers_of_another_outlet_are_refused(outlet: Served) -> None:
    (number,) = numbers(outlet, 1)

    answer = outlet.ask("other outlet", PATH, {"deposits": [taken(number)]})

    assert codes(answer) == [(409, "number_not_reserved")]


def test_one_malformed_deposit_refuses_the_batch_and_is_named_by_its_index(counter: Served) -> None:
    first, second = numbers(counter, 2)
    body = {"deposits": [taken(first), {**taken(second), "password": "x"}]}

    answer = counter.ask("outlet", PATH, body)

    assert answer.json
    assert answer.status_code == 400
    assert [error["at"] for error in answer.json["errors"]] == ["/deposits/1/password"]
    assert drafts(counter) == 0


@pytest.mark.parametrize("count", [0, OFFLINE_DEPOSITS_MAX + 1])
def test_a_batch_has_one_to_a_thousand_deposits(counter: Served, count: int) -> None:
    body = {"deposits": [taken("2007 0101 0000 5726")] * count}

    assert counter.ask("outlet", PATH, body).status_code == 400


def test_a_thousand_of_the_longest_deposits_are_a_body_that_is_taken() -> None:
    longest = taken(
        "2007 0101 0000 5726     ",
        money={"amount": 10**15, "currency": "CNY"},
        depositor={"identity": "X" * 64},
        paid_in_at="2026-11-23T02:30:00.123456789+08:00",
    )

    body = json.dumps({"deposits": [longest] * OFFLINE_DEPOSITS_MAX}, indent=4)

    assert len(body) < BODY_MAX_BYTES
    assert len(DepositBatchBody.model_validate_json(body).deposits) == OFFLINE_DEPOSITS_MAX


def test_the_contract_names_what_each_deposit_may_be_refused_for(counter: Served) -> None:
    contract = counter.client.get("/openapi.json").json
    assert contract

    described = contract["paths"]["/v1/deposit-batches"]["post"]

    assert described["x-refusals-of-each"] == [
        "external_id_taken",
        "number_malformed",
        "number_mistyped",
        "paid_in_moment_wrong",
        "number_not_reserved",
        "amount_over_limit",
        "idempotency_key_reused",
    ]
    assert "batch_cut" in described["responses"]["503"]["$ref"]


def test_a_receipt_is_printed_as_a_page_or_as_text(counter: Served) -> None:
    deposit = counter.deposited()

    page = counter.ask("outlet", "POST /v1/receipt-pages", deposit["receipt"])
    lines = counter.ask("outlet", "POST /v1/receipt-pages", deposit["receipt"], Accept="text/plain")

    assert page.content_type == "text/html; charset=utf-8"
    assert deposit["number"] in page.text
    assert lines.content_type == "text/plain; charset=utf-8"
    assert deposit["number"] in lines.text
    assert "<" not in lines.text


def test_a_receipt_that_was_changed_is_not_printed(counter: Served) -> None:
    signed = counter.deposited()["receipt"]
    changed = {**signed, "receipt": {**signed["receipt"], "amount_fen": 100_000}}
    unformed = {**signed, "receipt": {"issued_at": START}}

    answers = [
        counter.ask("outlet", "POST /v1/receipt-pages", receipt).json
        for receipt in (changed, unformed)
    ]

    assert [answer["code"] for answer in answers if answer] == ["receipt_wrong"] * 2


def test_a_receipt_is_printed_for_outlets_alone(counter: Served) -> None:
    signed = counter.deposited()["receipt"]

    assert counter.ask("provider", "POST /v1/receipt-pages", signed).status_code == 403
