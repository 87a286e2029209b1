"""Stories of payment references, which are asked about and paid in cash at a counter."""

from collections.abc import Callable

from service.domain.reference import reference_number
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.api.stories.numbers import guessed, mistyped
from tests.service.api.stories.story import GOOD, Request, story
from tests.service.servers import Service, money

ENQUIRIES, PAYMENTS = "POST /v1/reference-enquiries", "POST /v1/reference-payments"
TOO_LONG = "0" * 16
NOBODYS = reference_number("0" * 13)


def enquiry(service: Service, reference: str) -> Request:
    """Ask at a counter what is to be paid."""
    return Request(service.outlet, "POST", "/v1/reference-enquiries", {"reference": reference})


def payment(service: Service, reference: str, amount_fen: int = AMOUNT_FEN, **more: str) -> Request:
    """Bring cash to a counter."""
    body = {"reference": reference, "money": money(amount_fen), **more}
    return Request(service.outlet, "POST", "/v1/reference-payments", body)


def issued(service: Service) -> str:
    """Return the reference of a new order."""
    _, reference = Market(service).referenced()
    return reference


BY_REFERENCE: dict[str, Callable[[Service, str], Request]] = {
    ENQUIRIES: enquiry,
    PAYMENTS: payment,
}


def add_what_both_take_and_refuse(route: str, ask: Callable[[Service, str], Request]) -> None:
    """Add the stories that enquiries and payments have alike."""
    GOOD[route] = lambda service: ask(service, issued(service))
    story(route, "reference_malformed", lambda service: ask(service, TOO_LONG))
    story(route, "reference_mistyped", lambda service: ask(service, mistyped(NOBODYS)))
    story(route, "reference_unknown", lambda service: ask(service, NOBODYS))


for _route, _ask in BY_REFERENCE.items():
    add_what_both_take_and_refuse(_route, _ask)


def enquiry_after_guessing(service: Service) -> Request:
    return guessed(service, lambda again, _: enquiry(again, NOBODYS))


def payment_after_guessing(service: Service) -> Request:
    enquiry_after_guessing(service)
    return payment(service, NOBODYS)


def second_payment(service: Service) -> Request:
    request = payment(service, issued(service))
    assert request.send(service).status_code == 201
    return request


def payment_too_late(service: Service) -> Request:
    reference = issued(service)
    service.clock.advance(days=3)
    return payment(service, reference)


def payment_of_a_cancelled_order(service: Service) -> Request:
    market = Market(service)
    order_id, reference = market.referenced()
    service.done(service.provider, f"/v1/orders/{order_id}/cancellations", {})
    return payment(service, reference)


story(ENQUIRIES, "too_many_wrong_tries", enquiry_after_guessing)
story(PAYMENTS, "too_many_wrong_tries", payment_after_guessing)
story(PAYMENTS, "reference_paid", second_payment)
story(PAYMENTS, "payment_overdue", payment_too_late)
story(PAYMENTS, "reference_ended", payment_of_a_cancelled_order)
story(
    PAYMENTS,
    "cash_not_exact",
    lambda service: payment(service, issued(service), AMOUNT_FEN - 1),
)
story(
    PAYMENTS,
    "paid_in_moment_wrong",
    lambda service: payment(service, NOBODYS, taken_at="2026-11-25T09:00:00+08:00"),
)
