"""The part of the client for goods and their prices at markets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from service.client.calls import PAGE, Calls, part
from service.client.lazy_module import LazyModule
from service.client.retrying import ApiRequest
from service.money import cny

if TYPE_CHECKING:
    from service.schemas import prices as bodies
else:
    bodies = LazyModule("service.schemas.prices")

UnitPrice = tuple[int, str]
"""Fen, and for which unit."""


class PriceCalls(Calls):
    """What the operator posts, and everybody may see."""

    def name_good(
        self, good: str, *, zh: str, en: str, es: str, aliases: Sequence[str] = ()
    ) -> bodies.GoodAnswer:
        """Name a good in each language of texts, with further names; its earlier names end."""
        body = {"zh": zh, "en": en, "es": es, "aliases": list(aliases)}
        return self._answer(
            ApiRequest("PUT", f"/v1/goods/{part(good=good)}", body), bodies.GoodAnswer
        )

    def goods(self) -> Iterator[bodies.GoodAnswer]:
        """Yield all goods, in the order of their ids."""
        query = {"limit": PAGE}
        while True:
            page = self._answer(ApiRequest("GET", "/v1/goods", query=query), bodies.GoodsAnswer)
            yield from page.goods
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def post_price(
        self,
        market: str,
        good: str,
        day: str,
        price: UnitPrice,
        *,
        idempotency_key: str | None = None,
    ) -> bodies.PriceAnswer:
        """Post the price of a good at a market on a day, or correct it: (250, "kg")."""
        amount_fen, unit = price
        body = {
            "market": market,
            "good": good,
            "day": day,
            "price": cny(amount_fen),
            "unit": unit,
        }
        return self._post("/v1/prices", body, bodies.PriceAnswer, idempotency_key)

    def prices(
        self,
        *,
        market: str | None = None,
        good: str | None = None,
        day: str | None = None,
        history: bool = False,
    ) -> Iterator[bodies.PriceAnswer]:
        """Yield prices, the one posted last first; with `history`, corrected ones too."""
        wanted = {"market": market, "good": good, "day": day}
        query = {"limit": PAGE, **{one: value for one, value in wanted.items() if value}}
        if history:
            query["history"] = "true"
        while True:
            page = self._answer(ApiRequest("GET", "/v1/prices", query=query), bodies.PricesAnswer)
            yield from page.prices
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor
