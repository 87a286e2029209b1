"""Stories of goods and their prices at markets."""

from tests.service.api.stories.story import Request, good, story
from tests.service.servers import Service, money

RICE = {"zh": "大米", "en": "Rice", "es": "Arroz", "aliases": ["white rice"]}
TODAY, TOMORROW = "2026-11-24", "2026-11-25"


def named(service: Service, good_id: str = "rice", **names: str | list[str]) -> Request:
    """Name a good."""
    return Request(service.operator, "PUT", f"/v1/goods/{good_id}", {**RICE, **names})


def posted(
    service: Service, fen: int = 250, day: str = TODAY, market: str = "Gushi", good_id: str = "rice"
) -> Request:
    """Post a price."""
    body = {"market": market, "good": good_id, "day": day, "price": money(fen), "unit": "kg"}
    return Request(service.operator, "POST", "/v1/prices", body)


def name_rice(service: Service) -> None:
    """Name one good."""
    assert named(service).send(service).status_code == 200


@good("PUT /v1/goods/{good}")
def good_to_be_named(service: Service) -> Request:
    return named(service)


@good("GET /v1/goods")
def goods(service: Service) -> Request:
    name_rice(service)
    return Request(service.auditor, "GET", "/v1/goods?limit=1")


@good("POST /v1/prices")
def price_to_be_posted(service: Service) -> Request:
    name_rice(service)
    return posted(service)


@good("GET /v1/prices")
def prices(service: Service) -> Request:
    name_rice(service)
    for fen in (250, 260):
        assert posted(service, fen).send(service).status_code == 201
    path = f"/v1/prices?market=gushi&good=rice&day={TODAY}&history=true&limit=1"
    return Request(service.provider, "GET", path)


def _another_of_that_name(service: Service) -> Request:
    name_rice(service)
    return named(service, "wheat", zh="小麦", en="Wheat", es="Trigo", aliases=["WHITE  RICE"])


def _tomorrows(service: Service) -> Request:
    name_rice(service)
    return posted(service, day=TOMORROW)


story("PUT /v1/goods/{good}", "good_name_taken", _another_of_that_name)
story("POST /v1/prices", "price_in_future", _tomorrows)
story("POST /v1/prices", "good_unknown", posted)
