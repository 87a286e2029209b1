"""What senders and carriers of parcels ask for, and what anyone may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from service.client.calls import Calls, part
from service.client.lazily import Lazily

Person = Mapping[str, str]
"""Name, address and postcode."""


if TYPE_CHECKING:
    from service.schemas import parcels
else:
    parcels = Lazily("service.schemas.parcels")


class ParcelCalls(Calls):
    """Numbers, labels, scans, and where a parcel is."""

    def new_item_numbers(
        self, count: int, *, once: str | None = None
    ) -> parcels.NewItemBlockAnswer:
        """Get item numbers for labels, each once for ever."""
        path = "/v1/item-number-blocks"
        return self._post(path, {"count": count}, parcels.NewItemBlockAnswer, once)

    def item_blocks(self) -> list[parcels.ItemBlockAnswer]:
        """List one's blocks that have numbers left."""
        return self._get("/v1/item-number-blocks", parcels.ItemBlocksAnswer).blocks

    def make_parcel(
        self,
        sender: Person,
        recipient: Person,
        *,
        order_id: str | None = None,
        item_number: str | None = None,
        once: str | None = None,
    ) -> parcels.ParcelAnswer:
        """Make a parcel's label, with one's next number if none is named."""
        named = {"order_id": order_id, "item_number": item_number}
        body: dict[str, Any] = {"sender": dict(sender), "recipient": dict(recipient)}
        body |= {name: value for name, value in named.items() if value is not None}
        return self._post("/v1/parcels", body, parcels.ParcelAnswer, once)

    def parcel(self, item_number: str) -> parcels.ParcelAnswer:
        """Look at a parcel that one sent, or has had in hand."""
        return self._get(f"/v1/parcels/{part(item_number=item_number)}", parcels.ParcelAnswer)

    def label_page(self, item_number: str) -> str:
        """Fetch the label as a page to print."""
        return self._text(f"/v1/parcels/{part(item_number=item_number)}/label", "text/html")

    def scan(
        self, item_number: str, state: str, at: str | None = None, *, once: str | None = None
    ) -> parcels.ScanAnswer:
        """Note what was seen of a parcel, at a moment of RFC 3339, or now."""
        body = {"item_number": item_number, "state": state, **({"at": at} if at else {})}
        return self._post("/v1/scans", body, parcels.ScanAnswer, once)

    def scan_batch(
        self, scans: Iterable[tuple[str, str, str]], *, once: str | None = None
    ) -> list[parcels.ScanResult]:
        """Note many scans, each its number, its state and its moment; each is answered."""
        body = {
            "scans": [
                {"item_number": number, "state": state, "at": at} for number, state, at in scans
            ]
        }
        return self._post("/v1/scan-batches", body, parcels.ScanBatchAnswer, once).results

    def sweep_parcels(
        self, limit: int = 100, *, once: str | None = None
    ) -> parcels.ParcelSweepAnswer:
        """Send back what nobody collected in time; a part of it at a time."""
        return self._post("/v1/parcel-sweeps", {"limit": limit}, parcels.ParcelSweepAnswer, once)

    def tracking(self, item_number: str) -> parcels.TrackingAnswer:
        """Ask where a parcel is; no key is needed."""
        return self._get(f"/v1/tracking/{part(item_number=item_number)}", parcels.TrackingAnswer)
