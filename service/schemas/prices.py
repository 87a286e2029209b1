"""Bodies and answers about goods and their prices at markets."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from service.domain.price import PRICE_MAX_FEN
from service.domain.price_words import GOOD_NAME_MAX, MARKET_NAME_MAX
from service.schemas.basics import (
    EXAMPLE_MOMENT,
    Date,
    Id,
    Moment,
    Seen,
    ShownName,
    Strict,
    name_of_at_most,
)
from service.schemas.wallets import PAGE_MAX

ALIASES_MAX = 16

UnitName = Literal["kg", "jin", "piece", "litre"]
Good = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$", description="The id of a good, such as rice.")
]
GoodName = Annotated[str, name_of_at_most(GOOD_NAME_MAX), Seen]
MarketName = Annotated[str, name_of_at_most(MARKET_NAME_MAX), Seen]
_NAMES: dict[str, JsonValue] = {
    "zh": "大米",
    "en": "Rice",
    "es": "Arroz",
    "aliases": ["稻米", "white rice"],
}


class UnitMoney(Strict):
    """A price of one unit, small enough for a text."""

    amount: Annotated[int, Field(ge=1, le=PRICE_MAX_FEN, description="Fen; 2.50 yuan is 250.")]
    currency: Literal["CNY"]


class GoodBody(Strict):
    """A good's name in each language of texts, and further names by which people ask for it."""

    zh: GoodName
    en: GoodName
    es: GoodName
    aliases: Annotated[list[GoodName], Field(max_length=ALIASES_MAX, default_factory=list)]

    model_config = ConfigDict(json_schema_extra={"examples": [_NAMES]})


class GoodAnswer(Strict):
    """A good with its names."""

    good: Good
    zh: ShownName
    en: ShownName
    es: ShownName
    aliases: list[ShownName]
    changed_at: Moment


class GoodsQuery(Strict):
    """Which page; `cursor` is the `next_cursor` of the page before."""

    cursor: Good | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, strict=False)] = 100


class GoodsAnswer(Strict):
    """A page of goods, in the order of their ids; `next_cursor` is null on the last one."""

    goods: list[GoodAnswer]
    next_cursor: str | None


class PriceBody(Strict):
    """The price of a unit of a good at a market on a day; the one posted last is in force."""

    market: MarketName
    good: Good
    day: Date
    price: UnitMoney
    unit: UnitName

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "market": "Gushi",
                    "good": "rice",
                    "day": "2026-11-24",
                    "price": {"amount": 250, "currency": "CNY"},
                    "unit": "kg",
                }
            ]
        }
    )


class PriceAnswer(Strict):
    """A price as it was posted; it is in force until another is posted of its day."""

    price_id: Id
    market: ShownName
    good: Good
    day: Date
    price: UnitMoney
    unit: UnitName
    posted_at: Moment
    is_in_force: bool

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "price_id": "01937a3c5e2f4b1c9d8e7f60a1b2c3d4",
                    "market": "Gushi",
                    "good": "rice",
                    "day": "2026-11-24",
                    "price": {"amount": 250, "currency": "CNY"},
                    "unit": "kg",
                    "posted_at": EXAMPLE_MOMENT,
                    "is_in_force": True,
                }
            ]
        }
    )


class PricesQuery(Strict):
    """Which prices: of a market, a good or a day, or of any; with `history`, corrected ones too."""

    market: MarketName | None = None
    good: Good | None = None
    day: Date | None = None
    history: Annotated[bool, Field(strict=False)] = False
    cursor: Annotated[str | None, Field(pattern=r"^[0-9]{1,18}$")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, strict=False)] = 100


class PricesAnswer(Strict):
    """A page of prices, the one posted last first; `next_cursor` is null on the last page."""

    prices: list[PriceAnswer]
    next_cursor: str | None
