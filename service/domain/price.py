"""Prices of goods at markets: how names are compared, what a text asks for, when a price changed.

A price is of one good at one market on one day; the one posted last is in force, and earlier ones
are its history. Names are compared by `name_key`, so that people may type them in any case, with or
without spaces and accents.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from service.domain.refusals.price import PriceInFuture
from service.domain.typed import letters

CHANGED = "price.changed"
"""The kind of the event of a price that changed."""
UNITS = ("kg", "jin", "piece", "litre")
"""What a price is for; a jin is half a kilogram."""
PRICE_MAX_FEN = 999_999
"""9,999.99 yuan a unit, so that a text holds it (A)."""
SUBSCRIPTIONS_MAX = 10
"""Goods whose prices one phone may hear of (A)."""

# What is asked besides, at the end: a word of its own, or in Chinese without a space before it.
_ON, _OFF = frozenset({"ON", "SI"}), frozenset({"OFF", "NO"})
_ON_IN_CHINESE, _OFF_IN_CHINESE = ("订阅", "訂閱"), ("退订", "退訂", "取消")


class PriceIntent(Enum):
    """What somebody wants who texts about a price."""

    KNOW = 1
    HEAR = 2
    HEAR_NO_MORE = 3


@dataclass(frozen=True)
class Quote:
    """The price of a good in force at one market, and of which day it is."""

    market: str
    day: int
    price_fen: int
    unit: str


@dataclass(frozen=True)
class PriceQuestion:
    """Which good a text is about, at which market ("" for any), and what is wanted."""

    good_id: str
    market_key: str
    wish: PriceIntent


def name_key(name: str) -> str:
    """Return by what names are compared.

    >>> name_key("Maíz blanco"), name_key("大 米"), name_key("rice")
    ('MAIZBLANCO', '大米', 'RICE')
    """
    parted = unicodedata.normalize("NFD", letters(name))
    return "".join(one for one in parted if unicodedata.category(one) != "Mn").upper()


def beginnings(text: str) -> list[str]:
    """Return all that the name of a good may be at the beginning of a text's key.

    >>> beginnings("茶on")
    ['茶ON', '茶O', '茶']
    """
    key = name_key(text)
    return [key[:length] for length in range(len(key), 0, -1)]


def question_of(text: str, goods: Mapping[str, str]) -> PriceQuestion | None:
    """Return what is asked by what stands after the word for a price; None for an unknown good.

    `goods` has the id of each good by the keys of its names; the longest name counts.

    >>> question_of("rice Gushi on", {"RICE": "rice"})
    PriceQuestion(good_id='rice', market_key='GUSHI', wish=<PriceIntent.HEAR: 2>)
    """
    wish, about = _wish_of(text)
    name = next((one for one in beginnings(about) if one in goods), None)
    if name is None:
        return None
    return PriceQuestion(goods[name], name_key(about).removeprefix(name), wish)


def at_market(quotes: Sequence[Quote], market_key: str) -> list[Quote]:
    """Return the quotes of the markets that are meant, by the whole name or one of its words.

    >>> at_market([Quote("Gushi 1", 5, 250, "kg"), Quote("Xixian", 5, 260, "kg")], "GUSHI")
    [Quote(market='Gushi 1', day=5, price_fen=250, unit='kg')]
    """
    exact = [one for one in quotes if name_key(one.market) == market_key]
    return exact or [one for one in quotes if market_key in _words(one.market)]


def is_change(before: Quote | None, posted: Quote) -> bool:
    """Return whether a posted price changes what is in force; an earlier day's does not.

    The first price of all is no change: nobody can have waited for it.

    >>> old = Quote("Gushi", 5, 250, "kg")
    >>> [is_change(old, Quote("Gushi", day, 260, "kg")) for day in (4, 5, 6)]
    [False, True, True]
    """
    if before is None or posted.day < before.day:
        return False
    return (posted.price_fen, posted.unit) != (before.price_fen, before.unit)


def require_not_in_future(day: int, today: int) -> None:
    """Let pass the price of a day that has begun. Refused: `PriceInFuture`."""
    if day > today:
        raise PriceInFuture(day)


def _wish_of(text: str) -> tuple[PriceIntent, str]:
    """Return what is wanted, and the rest of the text."""
    *before, last = text.split() or [""]
    if name_key(last) in _ON:
        return PriceIntent.HEAR, " ".join(before)
    if name_key(last) in _OFF:
        return PriceIntent.HEAR_NO_MORE, " ".join(before)
    key = name_key(text)
    for words, wish in (
        (_ON_IN_CHINESE, PriceIntent.HEAR),
        (_OFF_IN_CHINESE, PriceIntent.HEAR_NO_MORE),
    ):
        for word in words:
            if key.endswith(word):
                return wish, key.removesuffix(word)
    return PriceIntent.KNOW, text


def _words(market: str) -> Collection[str]:
    return {name_key(word) for word in market.split()}
