"""Stories of paying an order, from the buyer's wallet or by a draft."""

from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.api.stories.numbers import refuses_wrong_passwords
from tests.service.api.stories.orders import ORDER, step
from tests.service.api.stories.story import Request, deposited, freeze, story
from tests.service.servers import Service

ROUTE = f"POST {ORDER}/payments"


def by_draft(service: Service, number: str, password: str) -> Request:
    """Pay a new order by a draft."""
    market = Market(service)
    return step(market, market.placed(), "payments", market.draft_body(number, password))


refuses_wrong_passwords(ROUTE, by_draft)


def second_draft_of_the_day(service: Service) -> Request:
    market = Market(service)
    market.wallet_id = service.wallet("plain")
    assert service.redeem(deposited(service), market.wallet_id).status_code == 201
    body = market.draft_body(deposited(service))
    return step(market, market.placed(), "payments", body)


def payment_too_late(service: Service) -> Request:
    market = Market(service)
    order_id = market.placed()
    service.clock.advance(days=3)
    return step(market, order_id, "payments")


def payment_from_too_little(service: Service) -> Request:
    market = Market(service, balance_fen=AMOUNT_FEN - 1)
    return step(market, market.placed(), "payments")


def payment_from_a_frozen_wallet(service: Service) -> Request:
    market = Market(service)
    order_id = market.placed()
    freeze(service, market.wallet_id)
    return step(market, order_id, "payments")


story(ROUTE, "daily_limit_reached", second_draft_of_the_day)
story(ROUTE, "payment_overdue", payment_too_late)
story(ROUTE, "balance_too_low", payment_from_too_little)
story(ROUTE, "wallet_frozen", payment_from_a_frozen_wallet)
