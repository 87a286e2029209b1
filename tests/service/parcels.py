"""What the tests of parcels share: a shop, its parcels, and the network that scans them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from service.clock import rfc3339
from service.domain.parcel import Scan, standing
from service.store import parcels
from tests.service.api.market import AMOUNT_FEN, Market
from tests.service.servers import OUTLET, Service, taken

HUB = "Zhengzhou"
SENDER = {"name": "Wang Fang", "address": "12 Hongqi Road, Gushi, Henan", "postcode": "465200"}
RECIPIENT = {"name": "李建国", "address": "浙江省杭州市西湖区文三路90号", "postcode": "310012"}
PERSONAL = (*SENDER.values(), *RECIPIENT.values(), "Wang", "Hongqi")
LABEL = {"sender": SENDER, "recipient": RECIPIENT}
SHORT_MS = 1_000
# Who has what of an order that was placed, paid, delivered, or whose parcel was lost.
BALANCE_FEN = 17_500
UNPAID = {"buyer": BALANCE_FEN, "seller": 0, "post": 0}
HELD = {"buyer": BALANCE_FEN - AMOUNT_FEN, "seller": 0, "post": 0}
PAID_OUT = {"buyer": BALANCE_FEN - AMOUNT_FEN, "seller": AMOUNT_FEN, "post": 0}
MADE_GOOD = {"buyer": BALANCE_FEN, "seller": AMOUNT_FEN, "post": -AMOUNT_FEN}


@dataclass(frozen=True)
class Event:
    """An event as it is saved."""

    kind: str
    subject: str
    wallet_id: str
    seller_id: str
    data: str


def shop_key(service: Service) -> str:
    """Return the key of a shop, which has a wallet, made at first use."""
    if "shop" not in service.__dict__:
        service.__dict__["shop"] = service.key("shop", service.wallet())
    return str(service.__dict__["shop"])


def hub_key(service: Service, place: str = HUB) -> str:
    """Return the key of a hub."""
    return service.key("hub", place)


def block(service: Service, count: int = 10, key: str | None = None) -> list[str]:
    """Get item numbers, the shop's if no key is named."""
    got = service.done(key or shop_key(service), "/v1/item-number-blocks", {"count": count})
    return [str(number) for number in got["numbers"]]


def parcel(service: Service) -> str:
    """Make a parcel of the shop's; return its number."""
    block(service, 1)
    return str(service.done(shop_key(service), "/v1/parcels", LABEL)["item_number"])


def sent(market: Market, order_id: str, key: str | None = None) -> str:
    """Make the parcel of an order, the shop's if no other key is named; return its number."""
    key = key or market.shop
    block(market.service, 1, key)
    made = market.service.done(key, "/v1/parcels", {**LABEL, "order_id": order_id})
    return str(made["item_number"])


def scan_body(item_number: str, state: str, at_ms: int) -> dict[str, Any]:
    """Return what a scanner sends."""
    return {"item_number": item_number, "state": state, "at": rfc3339(at_ms)}


def scan(
    service: Service, item_number: str, state: str, at_ms: int | None = None, key: str | None = None
) -> TestResponse:
    """Send a scan, of now and of the outlet's if nothing else is said."""
    body = scan_body(item_number, state, service.clock() if at_ms is None else at_ms)
    return service.post(key or service.outlet, "/v1/scans", body)


def scanned(service: Service, item_number: str, *states: str) -> None:
    """Let an outlet see a parcel in one state after the other, a second apart, until now."""
    for state in states:
        service.clock.advance(ms=SHORT_MS)
        response = scan(service, item_number, state)
        assert response.status_code == 201, response.text


def send_in_batches(service: Service, item_number: str, seen: Sequence[Scan], size: int) -> None:
    """Send scans of the outlet and the hub in batches, each counted in ms from now."""
    began_ms, keys = service.clock(), {OUTLET: service.outlet, HUB: hub_key(service)}
    for first in range(0, len(seen), size):
        for place, key in keys.items():
            bodies = [
                scan_body(item_number, parcels.named(one.state), began_ms + one.at_ms)
                for one in seen[first : first + size]
                if one.place == place
            ]
            if bodies:
                results = service.done(key, "/v1/scan-batches", {"scans": bodies})["results"]
                assert {one["status"] for one in results} == {201}


def tracking(service: Service, item_number: str) -> dict[str, Any]:
    """Ask where a parcel is."""
    return taken(service.get(None, f"/v1/tracking/{item_number}"))


def events(service: Service, kind: str = "") -> list[Event]:
    """Return the saved events whose kind begins so, in order."""
    query = text("SELECT kind, subject, wallet_id, seller_id, data FROM event ORDER BY seq")
    with service.database.reading() as connection:
        found = [Event(*row) for row in connection.execute(query)]
    return [one for one in found if one.kind.startswith(kind)]


def require_kept_standing(service: Service, item_number: str) -> Scan | None:
    """Return where a parcel is kept to stand, which must be what all its scans say."""
    with service.database.reading() as connection:
        kept = parcels.parcel_numbered(connection, item_number)
        scans = parcels.scans_of(connection, item_number)
    assert kept is not None
    assert kept.stands == standing(scans)
    return kept.stands


def kinds(found: Iterable[Event]) -> list[str]:
    """Return only the kinds of events."""
    return [one.kind for one in found]


def money_of(market: Market) -> dict[str, int]:
    """Return who has what: buyer, seller, and the Post's expense; the books must be sound."""
    books = market.service.books()
    assert books["findings"] == []
    spent_fen = books["balances"].get("post:parcel_compensation", 0)
    return {"buyer": market.held_fen(), "seller": market.owed_fen(), "post": -spent_fen}
