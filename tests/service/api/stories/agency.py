"""Stories of agents: cash in and out for wallets, float at outlets, commission, statements."""

from urllib.parse import quote

from tests.service.api.stories.numbers import guessed
from tests.service.api.stories.story import GOOD, Request, freeze, good, stories, story
from tests.service.servers import AGENT, IDENTITY, OTHER_AGENT, Service, money, taken

FLOAT_FEN = 3_000_000
CASH_FEN = 20_000
NOBODYS_CODE = "0815 4711 2007"
PATH = f"/v1/agents/{quote(AGENT)}"


def top_up(service: Service, amount_fen: int, agent: str = AGENT) -> Request:
    """Swap cash for float at the outlet."""
    assert service.agent
    body = {"agent": agent, "money": money(amount_fen)}
    return Request(service.outlet, "POST", "/v1/float-top-ups", body)


def float_code_request(service: Service, amount_fen: int) -> Request:
    """Let the agent ask for a code for cash out of its float."""
    body = {"money": money(amount_fen)}
    return Request(service.agent, "POST", "/v1/float-withdrawal-codes", body)


def withdrawal_by(service: Service, code: str) -> Request:
    """Show the outlet an agent's code."""
    return Request(service.outlet, "POST", "/v1/float-withdrawals", {"code": code})


def withdrawal(service: Service, amount_fen: int) -> Request:
    """Show the outlet a code that the agent has just made."""
    made = float_code_request(service, amount_fen).send(service)
    assert made.status_code == 201, made.text
    return withdrawal_by(service, str(taken(made)["code"]))


def topped_up(service: Service, amount_fen: int = FLOAT_FEN) -> str:
    """Give the agent so much float; return its key."""
    assert top_up(service, amount_fen).send(service).status_code == 201
    return service.agent


def cash_in(
    service: Service, wallet_id: str, amount_fen: int = CASH_FEN, identity: str = IDENTITY
) -> Request:
    """Bring the agent cash for a wallet."""
    body = {
        "wallet_id": wallet_id,
        "money": money(amount_fen),
        "depositor": {"identity": identity},
    }
    return Request(service.agent, "POST", "/v1/cash-ins", body)


def funded_cash_in(service: Service, amount_fen: int = CASH_FEN) -> Request:
    """Bring an agent that has float cash for a new wallet."""
    topped_up(service)
    return cash_in(service, service.wallet("plain"), amount_fen)


def code_request(service: Service, wallet_id: str, amount_fen: int = 10_000) -> Request:
    """Ask for a code for cash."""
    body = {"wallet_id": wallet_id, "money": money(amount_fen)}
    return Request(service.provider, "POST", "/v1/cash-out-codes", body)


def code_of(service: Service, wallet_id: str, amount_fen: int = 10_000) -> str:
    """Return a code for cash out of a wallet."""
    request = code_request(service, wallet_id, amount_fen)
    assert isinstance(request.body, dict)
    return str(service.done(service.provider, request.path, request.body)["code"])


def cash_out(service: Service, code: str) -> Request:
    """Show the agent a code."""
    return Request(service.agent, "POST", "/v1/agent-cash-outs", {"code": code})


def payout(service: Service, amount_fen: int, agent: str = AGENT) -> Request:
    """Let the agent be paid its commission."""
    body = {"agent": agent, "money": money(amount_fen)}
    return Request(service.agent, "POST", "/v1/commission-payouts", body)


def earned_payout(service: Service, amount_fen: int) -> Request:
    """Let the agent be paid, who has earned 100 fen by one cash-in."""
    assert funded_cash_in(service).send(service).status_code == 201
    return payout(service, amount_fen)


def of_agent(service: Service, path: str = PATH) -> Request:
    """Look at an agent."""
    return Request(service.agent, "GET", path)


# What is taken.

GOOD.update(
    {
        "POST /v1/cash-ins": funded_cash_in,
        "POST /v1/cash-out-codes": lambda service: code_request(service, service.full_wallet()),
        "POST /v1/agent-cash-outs": lambda service: cash_out(
            service, code_of(service, service.full_wallet())
        ),
        "POST /v1/float-top-ups": lambda service: top_up(service, CASH_FEN),
        "POST /v1/commission-payouts": lambda service: earned_payout(service, 100),
        "GET /v1/agents/{agent}": of_agent,
    }
)


@good("PATCH /v1/agents/{agent}")
def other_terms(service: Service) -> Request:
    assert service.agent
    body = {"tariff": "free", "threshold": money(5_000)}
    return Request(service.operator, "PATCH", PATH, body)


@good("GET /v1/agents/{agent}/statement")
def statement(service: Service) -> Request:
    assert funded_cash_in(service).send(service).status_code == 201
    return of_agent(service, f"{PATH}/statement?limit=1")


# What is refused.


def frozen_cash_in(service: Service) -> Request:
    request = funded_cash_in(service)
    assert isinstance(request.body, dict)
    freeze(service, request.body["wallet_id"])
    return request


def second_cash_in_of_a_plain_wallet(service: Service) -> Request:
    first = funded_cash_in(service)
    assert first.send(service).status_code == 201
    return first


def cash_in_over_the_depositors_limit(service: Service) -> Request:
    topped_up(service)
    wallet_id, somebody = service.wallet(), "413026194912310021"
    for _ in range(4):
        assert cash_in(service, wallet_id, 500_000, somebody).send(service).status_code == 201
    return cash_in(service, wallet_id, 1, somebody)


def cash_in_without_float(service: Service) -> Request:
    topped_up(service, CASH_FEN - 1)
    return cash_in(service, service.wallet())


def used_code(service: Service) -> Request:
    request = cash_out(service, code_of(service, service.full_wallet()))
    assert request.send(service).status_code == 201
    return request


def expired_code(service: Service) -> Request:
    request = cash_out(service, code_of(service, service.full_wallet()))
    service.clock.advance(ms=15 * 60_000)
    return request


def code_of_a_frozen_wallet(service: Service) -> Request:
    wallet_id = service.full_wallet()
    request = cash_out(service, code_of(service, wallet_id))
    freeze(service, wallet_id)
    return request


def code_without_the_fee(service: Service) -> Request:
    return cash_out(service, code_of(service, service.full_wallet(10_000)))


def frozen_wallet(service: Service) -> str:
    wallet_id = service.full_wallet()
    freeze(service, wallet_id)
    return wallet_id


def others_payout(service: Service) -> Request:
    assert service.key("agent", OTHER_AGENT)
    return payout(service, 1, OTHER_AGENT)


def others_path(service: Service) -> str:
    assert service.key("agent", OTHER_AGENT)
    return f"/v1/agents/{quote(OTHER_AGENT)}"


stories(
    "wallet_unknown",
    {
        "POST /v1/cash-ins": lambda service: cash_in(service, "nobody"),
        "POST /v1/cash-out-codes": lambda service: code_request(service, "nobody"),
    },
)
stories(
    "wallet_frozen",
    {
        "POST /v1/cash-ins": frozen_cash_in,
        "POST /v1/cash-out-codes": lambda service: code_request(service, frozen_wallet(service)),
        "POST /v1/agent-cash-outs": code_of_a_frozen_wallet,
    },
)
stories(
    "agent_unknown",
    {
        "POST /v1/float-top-ups": lambda service: top_up(service, 1, "nobody"),
        "POST /v1/commission-payouts": others_payout,
        "GET /v1/agents/{agent}": lambda service: of_agent(service, others_path(service)),
        "GET /v1/agents/{agent}/statement": lambda service: of_agent(
            service, f"{others_path(service)}/statement"
        ),
        "PATCH /v1/agents/{agent}": lambda service: Request(
            service.operator, "PATCH", "/v1/agents/nobody", {"tariff": "free"}
        ),
    },
)
story("POST /v1/cash-ins", "float_too_low", cash_in_without_float)
story("POST /v1/cash-ins", "amount_over_limit", lambda service: funded_cash_in(service, 500_001))
story("POST /v1/cash-ins", "daily_limit_reached", second_cash_in_of_a_plain_wallet)
story("POST /v1/cash-ins", "depositor_limit_reached", cash_in_over_the_depositors_limit)
story(
    "POST /v1/cash-out-codes",
    "balance_too_low",
    lambda service: code_request(service, service.full_wallet(), 17_501),
)
story("POST /v1/agent-cash-outs", "code_wrong", lambda service: cash_out(service, NOBODYS_CODE))
story("POST /v1/agent-cash-outs", "code_used", used_code)
story("POST /v1/agent-cash-outs", "code_expired", expired_code)
story("POST /v1/agent-cash-outs", "wallet_too_poor", code_without_the_fee)
story(
    "POST /v1/agent-cash-outs",
    "too_many_wrong_tries",
    lambda service: guessed(service, lambda again, _: cash_out(again, NOBODYS_CODE)),
)
story(
    "POST /v1/commission-payouts",
    "commission_too_low",
    lambda service: earned_payout(service, 101),
)
story(
    "POST /v1/keys",
    "agent_name_unfit",
    lambda service: Request(
        service.operator, "POST", "/v1/keys", {"role": "agent", "holder": "Li/Wang"}
    ),
)
