"""The client of those who send and carry parcels: typed answers of every operation."""

from service.client import Client
from service.clock import rfc3339
from service.domain.parcel import KEPT_MS
from tests.service.api.market import Market
from tests.service.parcels import RECIPIENT, SENDER, hub_key
from tests.service.servers import Service


def test_a_parcel_goes_its_way_by_the_client(sqlite_service: Service) -> None:
    service, market = sqlite_service, Market(sqlite_service)
    shop, outlet, hub, anyone = (
        Client(service.app, key) for key in (market.shop, service.outlet, hub_key(service), None)
    )
    at = rfc3339(service.clock())

    first, second = shop.new_item_numbers(2).numbers
    made = shop.make_parcel(SENDER, RECIPIENT, order_id=market.paid(), item_number=second)
    accepted = outlet.scan(second, "accepted", at)
    results = hub.scan_batch([(second, "awaiting_pick_up", at), (first, "arrived", at)])

    assert (made.item_number, made.state, accepted.is_new) == (second, "announced", True)
    assert [one.status for one in results] == [201, 404]
    assert [block.left for block in shop.item_blocks()] == [2]
    assert RECIPIENT["address"] in shop.label_page(second)
    seen = hub.parcel(second)
    assert seen.recipient is not None
    assert (seen.order_id, seen.recipient.name) == (made.order_id, RECIPIENT["name"])
    assert anyone.tracking(second).words == "awaiting pick-up at Zhengzhou"

    service.clock.advance(ms=KEPT_MS)
    operator = Client(service.app, service.operator)
    assert operator.sweep_parcels().returned == [second]
    assert operator.sweep_parcels(1).is_done
