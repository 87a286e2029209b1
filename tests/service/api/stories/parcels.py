"""Stories of parcels: their numbers, their labels, and where they are."""

from collections.abc import Callable

from service.domain.item_numbers import NUMBERS_MAX
from service.domain.parcel import KEPT_MS
from tests.service.api.market import Market
from tests.service.api.stories.numbers import mistyped
from tests.service.api.stories.scans import scan_of_now
from tests.service.api.stories.story import GOOD, Request, good, stories, story
from tests.service.parcels import LABEL, block, hub_key, parcel, scanned, sent, shop_key
from tests.service.servers import OTHER_OUTLET, Service

BLOCKS, PARCELS, SCANS = "/v1/item-number-blocks", "/v1/parcels", "POST /v1/scans"
PARCEL, PARCEL_LABEL = "GET /v1/parcels/{item_number}", "GET /v1/parcels/{item_number}/label"
TRACKING = "GET /v1/tracking/{item_number}"
MALFORMED = "BA00000000"


def wrong(number: str) -> str:
    """Return an item number with its check digit wrong."""
    return f"{mistyped(number[:11])}{number[11:]}"


def numbered_parcel(service: Service, number: str) -> Request:
    """Make a parcel with this number."""
    return Request(shop_key(service), "POST", PARCELS, {**LABEL, "item_number": number})


def parcel_of_an_order(key: str, order_id: str) -> Request:
    """Make the parcel of an order."""
    return Request(key, "POST", PARCELS, {**LABEL, "order_id": order_id})


def shown_parcel(service: Service, number: str) -> Request:
    """Look at a parcel."""
    return Request(shop_key(service), "GET", f"{PARCELS}/{number}")


def label(service: Service, number: str) -> Request:
    """Print a parcel's label."""
    return Request(shop_key(service), "GET", f"{PARCELS}/{number}/label")


def tracking(_: Service, number: str) -> Request:
    """Ask where a parcel is, as anybody may."""
    return Request(None, "GET", f"/v1/tracking/{number}")


# What is taken.

GOOD[f"POST {BLOCKS}"] = lambda service: Request(shop_key(service), "POST", BLOCKS, {"count": 3})
GOOD[PARCEL_LABEL] = lambda service: label(service, parcel(service))


@good(f"GET {BLOCKS}")
def blocks(service: Service) -> Request:
    block(service)
    return Request(shop_key(service), "GET", BLOCKS)


@good(f"POST {PARCELS}")
def new_parcel(service: Service) -> Request:
    market = Market(service)
    block(service, key=market.shop)
    return parcel_of_an_order(market.shop, market.paid())


@good("POST /v1/parcel-sweeps")
def sweep(service: Service) -> Request:
    scanned(service, parcel(service), "awaiting_pick_up")
    service.clock.advance(ms=KEPT_MS)
    return Request(service.operator, "POST", "/v1/parcel-sweeps", {"limit": 1})


@good(PARCEL)
def parcel_at_its_outlet(service: Service) -> Request:
    number = parcel(service)
    scanned(service, number, "accepted")
    return Request(service.outlet, "GET", f"{PARCELS}/{number}")


@good(TRACKING)
def tracking_on_the_way(service: Service) -> Request:
    number = parcel(service)
    scanned(service, number, "accepted", "departed")
    return tracking(service, number)


# What is refused: numbers.

BY_NUMBER: dict[str, Callable[[Service, str], Request]] = {
    SCANS: scan_of_now,
    PARCEL: shown_parcel,
    PARCEL_LABEL: label,
    TRACKING: tracking,
}


def refuses_wrong_item_numbers(route: str, ask: Callable[[Service, str], Request]) -> None:
    """Add what a route refuses that takes the number of a parcel."""
    story(route, "item_number_malformed", lambda service: ask(service, MALFORMED))
    story(route, "item_number_mistyped", lambda service: ask(service, wrong(parcel(service))))


for _route, _ask in BY_NUMBER.items():
    refuses_wrong_item_numbers(_route, _ask)


def parcel_without_a_number_left(service: Service) -> Request:
    parcel(service)
    return Request(shop_key(service), "POST", PARCELS, LABEL)


NEW_PARCEL: dict[str, Callable[[Service], Request]] = {
    "item_number_malformed": lambda service: numbered_parcel(service, MALFORMED),
    "item_number_mistyped": lambda service: numbered_parcel(service, wrong(block(service)[0])),
    "item_number_not_yours": lambda service: numbered_parcel(
        service, block(service, key=service.outlet)[0]
    ),
    "item_number_used": lambda service: numbered_parcel(service, parcel(service)),
    "blocks_used_up": parcel_without_a_number_left,
}
for _code, _prepare in NEW_PARCEL.items():
    story(f"POST {PARCELS}", _code, _prepare)


def block_of_more_numbers_than_are_left(service: Service) -> Request:
    statement = (
        "INSERT INTO item_block (block_id, holder_role, holder, first_place, count, next_place,"
        " given_ms) VALUES ('old', 'outlet', 'Gushi 1', :first, 10, :first, 0)"
    )
    service.run(statement, first=NUMBERS_MAX - 12)
    return Request(shop_key(service), "POST", BLOCKS, {"count": 3})


story(f"POST {BLOCKS}", "item_numbers_exhausted", block_of_more_numbers_than_are_left)


# What is refused: orders, and whose parcel it is.


def parcel_of_what_another_shop_sold(service: Service) -> Request:
    return parcel_of_an_order(shop_key(service), Market(service).paid())


def parcel_of_what_nobody_paid(service: Service) -> Request:
    market = Market(service)
    return parcel_of_an_order(market.shop, market.placed())


def second_parcel_of_an_order(service: Service) -> Request:
    market = Market(service)
    order_id = market.paid()
    sent(market, order_id)
    return parcel_of_an_order(market.shop, order_id)


def parcel_that_the_hub_never_had(service: Service) -> Request:
    return Request(hub_key(service), "GET", f"{PARCELS}/{parcel(service)}")


def label_of_another_sender(service: Service) -> Request:
    elsewhere = service.key("outlet", OTHER_OUTLET)
    return Request(elsewhere, "GET", f"{PARCELS}/{parcel(service)}/label")


def label_that_is_forgotten(service: Service) -> Request:
    number = parcel(service)
    service.run("DELETE FROM label")
    return label(service, number)


story(f"POST {PARCELS}", "order_unknown", parcel_of_what_another_shop_sold)
story(f"POST {PARCELS}", "order_not_ready", parcel_of_what_nobody_paid)
story(f"POST {PARCELS}", "order_has_parcel", second_parcel_of_an_order)
story(PARCEL_LABEL, "label_forgotten", label_that_is_forgotten)
stories(
    "parcel_unknown",
    {
        SCANS: lambda service: scan_of_now(service, block(service)[0]),
        TRACKING: lambda service: tracking(service, block(service)[0]),
        PARCEL: parcel_that_the_hub_never_had,
        PARCEL_LABEL: label_of_another_sender,
    },
)
