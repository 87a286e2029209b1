"""The part of the client for auditors: proofs of closed days, and trails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from service.client.calls import Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest

if TYPE_CHECKING:
    from service.schemas import day_proofs, trails
else:
    day_proofs = LazyModule("service.schemas.day_proofs")
    trails = LazyModule("service.schemas.trails")


class AuditCalls(Calls):
    """What holds the books to what they were."""

    def day_proof(self, day: str) -> day_proofs.DayProofAnswer:
        """Fetch the signed proof of a closed day."""
        return self._get(f"/v1/settlements/{part(day=day)}/proof", day_proofs.DayProofAnswer)

    def proven_lines(self, day: str) -> Iterator[day_proofs.BookLineAnswer]:
        """Yield the lines that a day's proof is about, in their order, page after page."""
        path = f"/v1/settlements/{part(day=day)}/lines"
        for page in self._pages(path, day_proofs.LinesAnswer):
            yield from page.lines

    def line_proof(
        self, day: str, book: Literal["post", "gateway"], entry_key: str
    ) -> day_proofs.LineProofAnswer:
        """Fetch the proof that one line belongs to a closed day."""
        line = f"{part(book=book)}/{part(entry_key=entry_key)}"
        path = f"/v1/settlements/{part(day=day)}/lines/{line}/proof"
        return self._get(path, day_proofs.LineProofAnswer)

    def trail(
        self,
        kind: str,
        trail_id: str,
        *,
        depth: int = 8,
        nodes: int = 200,
        of: Literal["all", "balance"] = "all",
    ) -> trails.TrailAnswer:
        """Follow the money of a draft, order, entry or account to where it came from and went.

        `depth` is from entry to entry, `nodes` how many entries in all; what is beyond is summed.
        `of="balance"` follows only what is left in a wallet or account.
        """
        path = f"/v1/trails/{part(kind=kind)}/{part(trail_id=trail_id)}"
        query = {"depth": str(depth), "nodes": str(nodes), "of": of}
        return self._answer(ApiRequest("GET", path, query=query), trails.TrailAnswer)
