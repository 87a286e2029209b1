"""Stories of float in cash at an outlet: by the agent's code, or by the operator without it."""

from tests.service.api.stories.agency import (
    CASH_FEN,
    FLOAT_FEN,
    NOBODYS_CODE,
    float_code_request,
    topped_up,
    withdrawal,
    withdrawal_by,
)
from tests.service.api.stories.numbers import guessed
from tests.service.api.stories.story import GOOD, Request, good, stories, story
from tests.service.servers import AGENT, OUTLET, Service, money


def recall(
    service: Service, amount_fen: int = CASH_FEN, agent: str = AGENT, outlet: str = OUTLET
) -> Request:
    """Let the operator pay out the float of an agent that has closed."""
    body = {
        "agent": agent,
        "outlet": outlet,
        "money": money(amount_fen),
        "reason": "agent_closed",
    }
    return Request(service.operator, "POST", "/v1/float-recalls", body)


def topped_up_recall(service: Service, amount_fen: int = CASH_FEN, **named: str) -> Request:
    """Let the operator pay out the float of an agent that has some."""
    topped_up(service, CASH_FEN)
    service.deposit()
    return recall(service, amount_fen, **named)


def with_an_empty_till(service: Service) -> None:
    """Fetch all cash from the outlet."""
    collection = {"outlet": OUTLET, "direction": "collection", "money": money(FLOAT_FEN)}
    service.done(service.operator, "/v1/cash-movements", collection)


# What is taken.

GOOD["POST /v1/float-recalls"] = topped_up_recall


@good("POST /v1/float-withdrawal-codes")
def code_of_an_agent(service: Service) -> Request:
    topped_up(service)
    return float_code_request(service, FLOAT_FEN)


@good("POST /v1/float-withdrawals")
def float_withdrawal(service: Service) -> Request:
    topped_up(service)
    return withdrawal(service, CASH_FEN)


# What is refused.


def used_code(service: Service) -> Request:
    request = float_withdrawal(service)
    assert request.send(service).status_code == 201
    return request


def expired_code(service: Service) -> Request:
    request = float_withdrawal(service)
    service.clock.advance(ms=15 * 60_000)
    return request


def code_for_an_empty_till(service: Service) -> Request:
    request = float_withdrawal(service)
    with_an_empty_till(service)
    return request


def code_for_float_that_was_spent(service: Service) -> Request:
    topped_up(service)
    first, second = (withdrawal(service, FLOAT_FEN) for _ in range(2))
    assert first.send(service).status_code == 201
    service.deposit(500_000)
    supply = {"outlet": OUTLET, "direction": "supply", "money": money(FLOAT_FEN)}
    service.done(service.operator, "/v1/cash-movements", supply)
    return second


def code_over_the_float(service: Service) -> Request:
    topped_up(service, CASH_FEN)
    return float_code_request(service, CASH_FEN + 1)


def recall_from_an_empty_till(service: Service) -> Request:
    topped_up(service)
    with_an_empty_till(service)
    return recall(service)


story(
    "POST /v1/float-withdrawals", "code_wrong", lambda service: withdrawal_by(service, NOBODYS_CODE)
)
story("POST /v1/float-withdrawals", "code_used", used_code)
story("POST /v1/float-withdrawals", "code_expired", expired_code)
story(
    "POST /v1/float-withdrawals",
    "too_many_wrong_tries",
    lambda service: guessed(service, lambda again, _: withdrawal_by(again, NOBODYS_CODE)),
)
stories(
    "outlet_out_of_cash",
    {
        "POST /v1/float-withdrawals": code_for_an_empty_till,
        "POST /v1/float-recalls": recall_from_an_empty_till,
    },
)
stories(
    "float_too_low",
    {
        "POST /v1/float-withdrawal-codes": code_over_the_float,
        "POST /v1/float-withdrawals": code_for_float_that_was_spent,
        "POST /v1/float-recalls": lambda service: topped_up_recall(service, CASH_FEN + 1),
    },
)
story(
    "POST /v1/float-recalls",
    "agent_unknown",
    lambda service: topped_up_recall(service, agent="nobody"),
)
story(
    "POST /v1/float-recalls",
    "outlet_unknown",
    lambda service: topped_up_recall(service, outlet="nowhere"),
)
