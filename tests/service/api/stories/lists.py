"""Stories of lists of drafts and orders, of sellers' entries, and of balances at a moment."""

from functools import partial

from tests.service.api.market import Market
from tests.service.api.stories.story import Request, good, story
from tests.service.servers import OTHER_OUTLET, OUTLET, Service

DAY = "from=2026-11-24T00:00:00Z&until=2026-11-25T00:00:00Z"
ENTRIES = "GET /v1/sellers/{seller_id}/entries"
BALANCE = "GET /v1/accounts/{account}/balance"


@good("GET /v1/drafts")
def drafts(service: Service) -> Request:
    service.deposit()
    return Request(service.outlet, "GET", f"/v1/drafts?state=issued&limit=5&cursor=0&{DAY}")


@good("GET /v1/orders")
def orders(service: Service) -> Request:
    market = Market(service)
    market.paid()
    return Request(market.shop, "GET", f"/v1/orders?state=paid&limit=5&cursor=0&{DAY}")


@good(ENTRIES)
def entries(service: Service) -> Request:
    market = Market(service)
    market.must(service.provider, market.delivered(), "confirmations")
    return Request(market.shop, "GET", f"/v1/sellers/{market.seller_id}/entries?limit=5")


@good(BALANCE)
def balance(service: Service) -> Request:
    service.deposit()
    path = f"/v1/accounts/post:cash:{OUTLET}/balance?at=2026-11-24T09:00:00Z"
    return Request(service.outlet, "GET", path)


def entries_of_nobody(service: Service) -> Request:
    return Request(service.auditor, "GET", "/v1/sellers/nobody/entries")


def balance_of_another(service: Service) -> Request:
    return Request(service.outlet, "GET", f"/v1/accounts/post:cash:{OTHER_OUTLET}/balance")


def orders_of_a_buyer(service: Service) -> Request:
    market = Market(service)
    return Request(market.shop, "GET", f"/v1/orders?wallet_id={market.wallet_id}")


def of_no_time(service: Service, noun: str) -> Request:
    """Ask a list for a stretch that ends as it begins."""
    path = f"/v1/{noun}?from=2026-11-24T00:00:00Z&until=2026-11-24T08:00:00%2B08:00"
    return Request(service.auditor, "GET", path)


story(ENTRIES, "seller_unknown", entries_of_nobody)
story(BALANCE, "account_unknown", balance_of_another)
story("GET /v1/orders", "wallet_unknown", orders_of_a_buyer)
for _noun in ("drafts", "orders", "payments", "wallets", "withdrawals"):
    story(f"GET /v1/{_noun}", "stretch_inverted", partial(of_no_time, noun=_noun))
