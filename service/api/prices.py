"""Routes of market prices: goods are named and prices posted by the operator, and seen by most."""

from service.api.route import Route
from service.domain.refusals.price import PriceInFuture
from service.operations import prices
from service.refusals.prices import GoodNameTaken, GoodUnknown
from service.schemas import prices as bodies

READERS = ("outlet", "provider", "shop", "carrier", "auditor", "operator")

ROUTES = (
    Route(
        "PUT",
        "/v1/goods/{good}",
        "Name a good in the three languages of texts, with further names for it",
        roles=("operator",),
        operation=prices.name_good,
        body=bodies.GoodBody,
        answer=bodies.GoodAnswer,
        status=200,
        refusals=(GoodNameTaken,),
    ),
    Route(
        "GET",
        "/v1/goods",
        "List the goods of which prices are posted",
        roles=READERS,
        read=prices.list_goods,
        query=bodies.GoodsQuery,
        answer=bodies.GoodsAnswer,
        status=200,
    ),
    Route(
        "POST",
        "/v1/prices",
        "Post the price of a good at a market on a day; it corrects what was posted of that day",
        roles=("operator",),
        operation=prices.post_price,
        body=bodies.PriceBody,
        answer=bodies.PriceAnswer,
        refusals=(PriceInFuture, GoodUnknown),
    ),
    Route(
        "GET",
        "/v1/prices",
        "List prices by market, good and day, the one posted last first",
        roles=READERS,
        read=prices.list_prices,
        query=bodies.PricesQuery,
        answer=bodies.PricesAnswer,
        status=200,
    ),
)
