"""Stories of sellers: registered, certified by somebody, and paid out."""

from tests.service.api.market import AMOUNT_FEN, GUSHI, Market
from tests.service.api.stories.story import GOOD, Request, freeze, good, stories, story
from tests.service.servers import Service, money

CERTIFICATION = "POST /v1/sellers/{seller_id}/certifications"
REVOCATION = "POST /v1/certifications/{certification_id}/revocations"
STATEMENT = "GET /v1/sellers/{seller_id}/statement"


def new_shop(service: Service) -> str:
    """Return the key of a shop that is not registered."""
    return service.key("shop", service.wallet())


def certification(service: Service, seller_id: str, days: int = 365) -> Request:
    """Vouch for a seller, so many days from now."""
    body = Market(service).certification_body(days)
    return Request(service.operator, "POST", f"/v1/sellers/{seller_id}/certifications", body)


def revocation(service: Service, certification_id: str) -> Request:
    """Take a certification back."""
    path = f"/v1/certifications/{certification_id}/revocations"
    return Request(service.operator, "POST", path, {"because": "The licence was forged"})


def payout(shop: str, amount_fen: int, to: str = "wallet") -> Request:
    """Pay out what a seller is owed."""
    return Request(shop, "POST", "/v1/payouts", {"money": money(amount_fen), "to": to})


def sold(service: Service) -> Market:
    """Return a market whose seller is owed the price of one order."""
    market = Market(service)
    market.must(service.provider, market.delivered(), "confirmations")
    return market


# What is taken.

GOOD.update(
    {
        CERTIFICATION: lambda service: certification(service, Market(service).seller_id),
        REVOCATION: lambda service: revocation(service, Market(service).certified()),
        "POST /v1/payouts": lambda service: payout(sold(service).shop, AMOUNT_FEN),
    }
)


@good("POST /v1/sellers")
def registration(service: Service) -> Request:
    body = {"name": "Tea of Gushi", "place": GUSHI}
    return Request(new_shop(service), "POST", "/v1/sellers", body)


@good("GET /v1/sellers/{seller_id}")
def shown_seller(service: Service) -> Request:
    market = Market(service)
    market.revoked(market.certified())
    return Request(market.shop, "GET", f"/v1/sellers/{market.seller_id}")


@good(STATEMENT)
def statement(service: Service) -> Request:
    market = sold(service)
    path = f"/v1/sellers/{market.seller_id}/statement?from_day=2026-11-24&limit=10"
    return Request(market.shop, "GET", path)


# What is refused.


def second_registration(service: Service) -> Request:
    request = registration(service)
    assert request.send(service).status_code == 201
    return request


def statement_of_another(service: Service) -> Request:
    path = f"/v1/sellers/{Market(service).seller_id}/statement"
    return Request(Market(service).shop, "GET", path)


def offer_of_a_stranger(service: Service) -> Request:
    return Request(new_shop(service), "POST", "/v1/offers", Market(service).offer_body())


def second_revocation(service: Service) -> Request:
    request = revocation(service, Market(service).certified())
    assert request.send(service).status_code == 201
    return request


def payout_of_a_frozen_shop(service: Service) -> Request:
    market = sold(service)
    freeze(service, market.seller_id)
    return payout(market.shop, 1, "bank")


story("POST /v1/sellers", "seller_known", second_registration)
stories(
    "seller_unknown",
    {
        "GET /v1/sellers/{seller_id}": lambda service: Request(
            service.provider, "GET", "/v1/sellers/nobody"
        ),
        "GET /v1/sellers/{seller_id}/offers": lambda service: Request(
            service.provider, "GET", "/v1/sellers/nobody/offers"
        ),
        STATEMENT: statement_of_another,
        CERTIFICATION: lambda service: certification(service, "nobody"),
        "POST /v1/offers": offer_of_a_stranger,
        "POST /v1/payouts": lambda service: payout(new_shop(service), 1, "bank"),
    },
)
story(
    CERTIFICATION,
    "certification_over",
    lambda service: certification(service, Market(service).seller_id, days=0),
)
story(REVOCATION, "certification_unknown", lambda service: revocation(service, "nothing"))
story(REVOCATION, "certification_ended", second_revocation)
story("POST /v1/payouts", "wallet_frozen", payout_of_a_frozen_shop)
story(
    "POST /v1/payouts",
    "balance_too_low",
    lambda service: payout(sold(service).shop, AMOUNT_FEN + 1),
)
