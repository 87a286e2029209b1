"""The client of an outlet that is sometimes without a line, and prints its receipts."""

from typing import Any

import pytest

from service.call import Call, Operation
from service.client import Client, OfflineDeposit, Refused, Unreachable
from service.client.retrying import RetryingClient
from service.clock import rfc3339
from service.database.transactions import Busy
from service.idempotency import Answer, IdempotentRequest, answer_once
from service.schemas import counter
from service.web import batch
from tests.service.servers import Service


@pytest.fixture
def outlet(sqlite_service: Service) -> Client:
    return Client(sqlite_service.app, sqlite_service.outlet)


def taken(service: Service, outlet: Client, count: int) -> list[OfflineDeposit]:
    """Return what an outlet took with new numbers."""
    at = rfc3339(service.clock())
    numbers = outlet.reserve_numbers(count).numbers
    return [OfflineDeposit(number, 100, "081208", "11010519491231002X", at) for number in numbers]


def impatient(client: Client) -> None:
    """Let a client repeat at once."""
    client.connection = RetryingClient(
        client.connection.transport, client.connection.api_key, lambda _: None
    )


def test_each_offline_deposit_is_answered_on_its_own(
    sqlite_service: Service, outlet: Client
) -> None:
    first, second = taken(sqlite_service, outlet, 2)

    results = outlet.deposit_batch([first, first, second])

    assert [one.status for one in results] == [201, 409, 201]
    entered, refused = results[0].answer, results[1].problem
    assert entered is not None
    assert refused is not None
    assert (entered.number, refused.code) == (first.number, "number_not_reserved")
    assert outlet.draft(entered.draft_id).state == "issued"


def test_no_secret_of_an_offline_deposit_is_shown(sqlite_service: Service, outlet: Client) -> None:
    (deposit,) = taken(sqlite_service, outlet, 1)

    assert repr(deposit) == f"OfflineDeposit(amount_fen=100, paid_in_at={deposit.paid_in_at!r})"


def test_more_than_a_request_may_hold_goes_out_in_several_and_is_entered_once(
    sqlite_service: Service, outlet: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counter, "OFFLINE_DEPOSITS_MAX", 2)
    deposits = taken(sqlite_service, outlet, 5)

    results = outlet.deposit_batch(deposits, idempotency_key="the-batch")
    again = outlet.deposit_batch(deposits, idempotency_key="the-batch")

    numbers = [one.answer.number for one in results if one.answer]
    assert numbers == [deposit.number for deposit in deposits]
    assert again == results


def test_a_batch_that_stays_cut_reports_the_key_that_completes_it(
    sqlite_service: Service, outlet: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counter, "OFFLINE_DEPOSITS_MAX", 2)
    impatient(outlet)
    deposits = taken(sqlite_service, outlet, 4)

    def cut_at_last(operation: Operation[Any], call: Call[Any], asked: IdempotentRequest) -> Answer:
        if asked.key.endswith("-2/1"):
            raise Busy
        return answer_once(operation, call, asked)

    with monkeypatch.context() as patch:
        patch.setattr(batch, "answer_once", cut_at_last)
        with pytest.raises(
            Refused, match=r"(?s)after 1 of 2 were done.*with the idempotency key"
        ) as cut:
            outlet.deposit_batch(deposits)
    results = outlet.deposit_batch(deposits, idempotency_key=cut.value.idempotency_key)

    assert cut.value.code == "batch_cut"
    assert [one.status for one in results] == [201] * 4


def test_a_batch_that_nobody_answered_reports_the_key_of_the_whole(
    sqlite_service: Service, outlet: Client
) -> None:
    (deposit,) = taken(sqlite_service, outlet, 1)
    nowhere = Client("http://127.0.0.1:9")
    impatient(nowhere)

    with pytest.raises(Unreachable, match=r"with the idempotency key the-batch\.") as unreachable:
        nowhere.deposit_batch([deposit], idempotency_key="the-batch")

    assert unreachable.value.idempotency_key == "the-batch"


def test_what_was_begun_elsewhere_is_gone_on_with_by_the_first_request_alone(
    sqlite_service: Service, outlet: Client
) -> None:
    first = outlet.reserve_numbers(1, idempotency_key="begun-elsewhere")
    later = Client(sqlite_service.app, sqlite_service.outlet, idempotency_key="begun-elsewhere")

    assert later.reserve_numbers(1) == first
    assert later.reserve_numbers(1) != first


def test_a_receipt_is_printed_as_a_page_or_as_lines(outlet: Client) -> None:
    deposit = outlet.deposit(100, password="081208", identity="11010519491231002X")  # noqa: S106 - of a test

    assert outlet.receipt_page(deposit.receipt).startswith("<!doctype html>")
    assert "Amount       1.00 yuan" in outlet.receipt_page(deposit.receipt, "plain")
    changed = deposit.receipt.model_copy(update={"signature": "0"})
    with pytest.raises(Refused) as refused:
        outlet.receipt_page(changed)
    assert refused.value.code == "receipt_wrong"
