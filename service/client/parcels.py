"""The part of the client for parcels: senders, outlets and hubs, and public tracking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule

Person = Mapping[str, str]
"""Name, address and postcode."""


if TYPE_CHECKING:
    from service.schemas import parcels
else:
    parcels = LazyModule("service.schemas.parcels")


class ParcelCalls(Calls):
    """Item numbers, labels, scans and tracking."""

    def new_item_numbers(
        self, count: int, *, idempotency_key: str | None = None
    ) -> parcels.NewItemBlockAnswer:
        """Reserve item numbers for labels; none is ever given out twice."""
        path = "/v1/item-number-blocks"
        return self._post(path, {"count": count}, parcels.NewItemBlockAnswer, idempotency_key)

    def item_blocks(self) -> list[parcels.ItemBlockAnswer]:
        """List one's blocks of item numbers that have numbers left."""
        return self._get("/v1/item-number-blocks", parcels.ItemBlocksAnswer).blocks

    def make_parcel(
        self,
        sender: Person,
        recipient: Person,
        *,
        order_id: str | None = None,
        item_number: str | None = None,
        idempotency_key: str | None = None,
    ) -> parcels.ParcelAnswer:
        """Make a parcel's label; without a number it takes one's next one."""
        named = {"order_id": order_id, "item_number": item_number}
        body: dict[str, Any] = {"sender": dict(sender), "recipient": dict(recipient)}
        body |= {name: value for name, value in named.items() if value is not None}
        return self._post("/v1/parcels", body, parcels.ParcelAnswer, idempotency_key)

    def parcel(self, item_number: str) -> parcels.ParcelAnswer:
        """Return a parcel that one sent or scanned."""
        return self._get(f"/v1/parcels/{part(item_number=item_number)}", parcels.ParcelAnswer)

    def label_page(self, item_number: str) -> str:
        """Fetch the label as a page to print."""
        return self._text(f"/v1/parcels/{part(item_number=item_number)}/label", "text/html")

    def scan(
        self,
        item_number: str,
        state: str,
        at: str | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> parcels.ScanAnswer:
        """Record a scan of a parcel, at a moment of RFC 3339, or now."""
        body = {"item_number": item_number, "state": state, **({"at": at} if at else {})}
        return self._post("/v1/scans", body, parcels.ScanAnswer, idempotency_key)

    def scan_batch(
        self, scans: Iterable[tuple[str, str, str]], *, idempotency_key: str | None = None
    ) -> list[parcels.ScanResult]:
        """Record many scans (item number, state, moment); each has a result of its own."""
        body = {
            "scans": [
                {"item_number": number, "state": state, "at": at} for number, state, at in scans
            ]
        }
        return self._post(
            "/v1/scan-batches", body, parcels.ScanBatchAnswer, idempotency_key
        ).results

    def sweep_parcels(
        self, limit: int = 100, *, idempotency_key: str | None = None
    ) -> parcels.ParcelSweepAnswer:
        """Return parcels that nobody collected in time to their senders, at most `limit` a call."""
        return self._post(
            "/v1/parcel-sweeps", {"limit": limit}, parcels.ParcelSweepAnswer, idempotency_key
        )

    def tracking(self, item_number: str) -> parcels.TrackingAnswer:
        """Return where a parcel is; no API key is needed."""
        return self._get(f"/v1/tracking/{part(item_number=item_number)}", parcels.TrackingAnswer)
