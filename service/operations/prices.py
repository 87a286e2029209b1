"""Prices of goods at markets: named and posted by the operator, looked at by everybody."""

from typing import Any

from service.call import Call, Outcome
from service.clock import date_of, day_from_date, rfc3339
from service.database.connection import Connection
from service.domain.day import day_of
from service.domain.event import Event
from service.domain.price import (
    CHANGED,
    Quote,
    is_change,
    name_key,
    require_not_in_future,
)
from service.refusals.prices import GoodNameTaken, GoodUnknown
from service.schemas.basics import money
from service.schemas.prices import GoodBody, GoodsQuery, PriceBody, PricesQuery
from service.store import prices
from service.tables import GoodRow, MarketPriceRow


def name_good(connection: Connection, call: Call[GoodBody]) -> Outcome:
    """Name a good, or name it anew. Refused: `GoodNameTaken`."""
    good_id, body = call.path["good"], call.body
    prices.name_goods_alone(connection)
    names = {name_key(name): name for name in (body.zh, body.en, body.es, *body.aliases, good_id)}
    for key, other in prices.goods_named(connection, names).items():
        if other != good_id:
            raise GoodNameTaken(names[key], other)
    values: dict[str, Any] = {
        "name_zh": body.zh,
        "name_en": body.en,
        "name_es": body.es,
        "aliases": tuple(body.aliases),
        "changed_ms": call.now_ms,
    }
    before = prices.good_row(connection, good_id, is_locked=True)
    row = before.sqlmodel_update(values) if before else GoodRow(good_id=good_id, **values)
    prices.save_good(connection, row, names)
    return Outcome(_good(row), status=200)


def list_goods(connection: Connection, call: Call[GoodsQuery]) -> dict[str, Any]:
    """Return a page of goods."""
    limit = call.body.limit
    found = prices.goods_after(connection, call.body.cursor or "", limit + 1)
    page = found[:limit]
    return {
        "goods": [_good(one) for one in page],
        "next_cursor": page[-1].good_id if len(found) > limit else None,
    }


def post_price(connection: Connection, call: Call[PriceBody]) -> Outcome:
    """Post a price, which corrects an earlier one of its day. Refused: `PriceInFuture`, `_good`."""
    body, day = call.body, day_from_date(call.body.day)
    today = day_of(call.now_ms)
    require_not_in_future(day, today)
    if prices.good_row(connection, body.good, is_locked=True) is None:
        raise GoodUnknown
    key = name_key(body.market)
    before = next(iter(prices.quotes_of(connection, body.good, today, key)), None)
    row = MarketPriceRow(
        price_id=call.entropy.new_id(call.now_ms),
        market=body.market,
        market_key=key,
        good_id=body.good,
        day=day,
        price_fen=body.price.amount,
        unit=body.unit,
        posted_by=call.caller.holder,
        posted_ms=call.now_ms,
    )
    posted = Quote(row.market, row.day, row.price_fen, row.unit)
    events = (_changed(row),) if is_change(before, posted) else ()
    return Outcome(_price(row, is_in_force=True), changes=(row,), events=events)


def list_prices(connection: Connection, call: Call[PricesQuery]) -> dict[str, Any]:
    """Return a page of prices, the one posted last first."""
    query = call.body
    wanted = {
        "market_key": name_key(query.market) if query.market else None,
        "good_id": query.good,
        "day": day_from_date(query.day) if query.day else None,
    }
    found = prices.prices(
        connection,
        {name: value for name, value in wanted.items() if value is not None},
        with_history=query.history,
        before_seq=int(query.cursor) if query.cursor else None,
        count=query.limit + 1,
    )
    page = found[: query.limit]
    return {
        "prices": [_price(row, is_in_force=is_in_force) for row, is_in_force in page],
        "next_cursor": str(page[-1][0].price_seq) if len(found) > query.limit else None,
    }


def _changed(row: MarketPriceRow) -> Event:
    data = {
        "good": row.good_id,
        "market": row.market,
        "day": date_of(row.day),
        "price": money(row.price_fen),
        "unit": row.unit,
    }
    return Event(CHANGED, f"{row.good_id} {row.market_key}", data)


def _good(row: GoodRow) -> dict[str, Any]:
    return {
        "good": row.good_id,
        "zh": row.name_zh,
        "en": row.name_en,
        "es": row.name_es,
        "aliases": list(row.aliases),
        "changed_at": rfc3339(row.changed_ms),
    }


def _price(row: MarketPriceRow, *, is_in_force: bool) -> dict[str, Any]:
    return {
        "price_id": row.price_id,
        "market": row.market,
        "good": row.good_id,
        "day": date_of(row.day),
        "price": money(row.price_fen),
        "unit": row.unit,
        "posted_at": rfc3339(row.posted_ms),
        "is_in_force": is_in_force,
    }
