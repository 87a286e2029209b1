"""Stories of cash paid in: deposits, their blocks of numbers and batches, and their receipts."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection
from werkzeug.test import TestResponse

from service.clock import rfc3339
from service.database.transactions import Database, Unavailable
from service.domain.draft import Terms
from tests.service.api.stories.drafts import DEPOSITOR, STRANGER
from tests.service.api.stories.numbers import guessed
from tests.service.api.stories.story import GOOD, Request, ends_in, good, story
from tests.service.servers import OTHER_OUTLET, Service, deposit_body, money


def batch(service: Service, size: int) -> Request:
    """Send deposits that were taken offline."""
    reserved = service.done(service.outlet, "/v1/number-blocks", {"count": size})
    taken_offline = {"paid_in_at": rfc3339(service.clock()), **deposit_body()}
    deposits = [{"number": number, **taken_offline} for number in reserved["numbers"]]
    return Request(service.outlet, "POST", "/v1/deposit-batches", {"deposits": deposits})


def replacement(service: Service, depositor: Mapping[str, str]) -> Request:
    """Ask for another receipt."""
    body = {"depositor": depositor, "money": money(17_500), "paid_in_on": "2026-11-24"}
    return Request(service.outlet, "POST", "/v1/receipt-replacements", body)


def while_the_database_goes_away(service: Service, request: Request) -> TestResponse:
    """Send a batch, of which the database takes the first part only."""
    transaction, begun = Database.transaction, count()

    def fail_at_the_second(self: Database, operation: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 - as in what it stands for
        if next(begun):
            raise Unavailable
        return transaction(self, operation)

    with patch.object(Database, "transaction", fail_at_the_second):
        return request.send(service)


# What is taken.

GOOD.update(
    {
        "POST /v1/deposits": lambda service: Request(
            service.outlet, "POST", "/v1/deposits", deposit_body()
        ),
        "POST /v1/number-blocks": lambda service: Request(
            service.outlet, "POST", "/v1/number-blocks", {"count": 3}
        ),
        "POST /v1/deposit-batches": lambda service: batch(service, 1),
        "POST /v1/receipt-pages": lambda service: Request(
            service.outlet, "POST", "/v1/receipt-pages", service.deposit()["receipt"]
        ),
        "GET /v1/drafts/{draft_id}": lambda service: Request(
            service.outlet, "GET", f"/v1/drafts/{service.deposit()['draft_id']}"
        ),
        "GET /v1/receipt-keys": lambda _: Request(None, "GET", "/v1/receipt-keys"),
    }
)


@good("POST /v1/receipt-replacements")
def own_receipt(service: Service) -> Request:
    service.deposit()
    return replacement(service, DEPOSITOR)


# What is refused.


@ends_in("batch_cut", "POST /v1/deposit-batches")
def send_a_batch_while_the_database_goes_away(service: Service) -> TestResponse:
    return while_the_database_goes_away(service, batch(service, 2))


def deposit_of_too_much(service: Service) -> Request:
    return Request(service.outlet, "POST", "/v1/deposits", deposit_body(500_001))


def receipt_with_another_amount(service: Service) -> Request:
    signed = service.deposit()["receipt"]
    changed = {**signed, "receipt": {**signed["receipt"], "amount_fen": 500_000}}
    return Request(service.outlet, "POST", "/v1/receipt-pages", changed)


def strangers_receipt(service: Service) -> Request:
    service.deposit()
    return replacement(service, STRANGER)


def draft_of_another_outlet(service: Service) -> Request:
    draft_id, elsewhere = service.deposit()["draft_id"], service.key("outlet", OTHER_OUTLET)
    return Request(elsewhere, "GET", f"/v1/drafts/{draft_id}")


story("POST /v1/deposits", "amount_over_limit", deposit_of_too_much)
story("POST /v1/receipt-pages", "receipt_wrong", receipt_with_another_amount)
story("POST /v1/receipt-replacements", "draft_not_found", strangers_receipt)
story(
    "POST /v1/receipt-replacements",
    "too_many_wrong_tries",
    lambda service: guessed(service, lambda again, _: replacement(again, STRANGER)),
)
story("GET /v1/drafts/{draft_id}", "draft_unknown", draft_of_another_outlet)


@ends_in("depositor_limit_reached", "POST /v1/deposits")
def deposit_over_the_depositors_limit(service: Service) -> TestResponse:
    """Pay in what a day allows, and then a fen; the limit is for this story alone."""
    usual, somebody = service.terms, "413026194912310048"
    _under(service, replace(usual, depositor_limit_fen=17_500))
    service.deposit(identity=somebody)
    response = service.post(service.outlet, "/v1/deposits", deposit_body(1, somebody))
    _under(service, usual)
    return response


def _under(service: Service, terms: Terms) -> None:
    """Let the service go on under other terms."""
    service.terms = terms
    service.renew()
