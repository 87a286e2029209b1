"""Stories of offers: made, shown, changed, restocked, and what sending them costs."""

from tests.service.api.market import Market
from tests.service.api.stories.story import GOOD, Request, good, stories, story
from tests.service.servers import Service, money

OFFER = "/v1/offers/{offer_id}"


def restock(market: Market, offer_id: str, change: int) -> Request:
    """Add to the stock, or take from it."""
    return Request(market.shop, "POST", f"/v1/offers/{offer_id}/restocks", {"change": change})


def quote(service: Service, offer_id: str, quantity: int) -> Request:
    """Ask what it costs to Beijing."""
    path = f"/v1/offers/{offer_id}/quote?latitude=39.9&longitude=116.4&quantity={quantity}"
    return Request(service.provider, "GET", path)


# What is taken.


@good("POST /v1/offers")
def new_offer(service: Service) -> Request:
    market = Market(service)
    return Request(market.shop, "POST", "/v1/offers", market.offer_body())


@good("GET /v1/sellers/{seller_id}/offers")
def offers_of_a_seller(service: Service) -> Request:
    market = Market(service)
    assert market.offer_id
    path = f"/v1/sellers/{market.seller_id}/offers?limit=1"
    return Request(service.provider, "GET", path)


@good(f"GET {OFFER}")
def shown_offer(service: Service) -> Request:
    market = Market(service)
    market.certified()
    return Request(service.provider, "GET", f"/v1/offers/{market.offer_id}")


@good(f"PATCH {OFFER}")
def changed_offer(service: Service) -> Request:
    market = Market(service)
    body = {"title": "Maojian tea", "price": money(9_500), "is_open": False}
    return Request(market.shop, "PATCH", f"/v1/offers/{market.offer_id}", body)


def restock_of_ones_own(service: Service, change: int) -> Request:
    market = Market(service)
    return restock(market, market.offer_id, change)


GOOD[f"POST {OFFER}/restocks"] = lambda service: restock_of_ones_own(service, 7)
GOOD[f"GET {OFFER}/quote"] = lambda service: quote(service, Market(service).offer_id, 2)


# What is refused.


def change_of_anothers_offer(service: Service) -> Request:
    path = f"/v1/offers/{Market(service).offer_id}"
    return Request(Market(service).shop, "PATCH", path, {"is_open": False})


stories(
    "offer_unknown",
    {
        f"GET {OFFER}": lambda service: Request(service.provider, "GET", "/v1/offers/nothing"),
        f"GET {OFFER}/quote": lambda service: quote(service, "nothing", 1),
        f"PATCH {OFFER}": change_of_anothers_offer,
        f"POST {OFFER}/restocks": lambda service: restock(Market(service), "nothing", 1),
    },
)
story(
    f"GET {OFFER}/quote",
    "parcel_too_heavy",
    lambda service: quote(service, Market(service).offer_id, 101),
)
story(f"POST {OFFER}/restocks", "out_of_stock", lambda service: restock_of_ones_own(service, -6))
