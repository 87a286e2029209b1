"""Tables of market prices: goods and their names, prices as posted, and who hears of changes."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from service.tables.columns import TextsColumn
from service.tables.rules import one_of

UNITS = ("kg", "jin", "piece", "litre")


class GoodRow(SQLModel, table=True, defer_build=True):
    """A good that is sold at markets, with a name in each language of texts."""

    __tablename__ = "good"

    good_id: str = Field(primary_key=True, sa_type=Text)
    name_zh: str = Field(sa_type=Text)
    name_en: str = Field(sa_type=Text)
    name_es: str = Field(sa_type=Text)
    aliases: tuple[str, ...] = Field(sa_type=TextsColumn)
    changed_ms: int = Field(sa_type=BigInteger)

    def name_in(self, language: str) -> str:
        """Return what it is called in a language of texts."""
        return {"zh": self.name_zh, "en": self.name_en, "es": self.name_es}[language]


class GoodNameRow(SQLModel, table=True, defer_build=True):
    """A name by which people ask for a good, as names are compared; it means no other good."""

    __tablename__ = "good_name"

    name_key: str = Field(primary_key=True, sa_type=Text)
    good_id: str = Field(sa_type=Text, foreign_key="good.good_id", index=True)


class MarketPriceRow(SQLModel, table=True, defer_build=True):
    """A price as it was posted; it never changes, and a later one of its day stands before it."""

    __tablename__ = "market_price"
    __table_args__ = (
        CheckConstraint("price_fen > 0", name="price_is_positive"),
        CheckConstraint(one_of("unit", UNITS), name="unit_is_known"),
        Index("market_price_of_good", "good_id", "market_key", "day", "price_seq"),
        Index("market_price_of_day", "day", "price_seq"),
    )

    price_seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    price_id: str = Field(sa_type=Text, unique=True)
    market: str = Field(sa_type=Text)
    market_key: str = Field(sa_type=Text)
    good_id: str = Field(sa_type=Text, foreign_key="good.good_id")
    day: int = Field(sa_type=Integer)
    price_fen: int = Field(sa_type=BigInteger)
    unit: str = Field(sa_type=Text)
    posted_by: str = Field(sa_type=Text)
    posted_ms: int = Field(sa_type=BigInteger)


class PriceSubscriptionRow(SQLModel, table=True, defer_build=True):
    """A phone that hears of a good's price at a market; `texted_day` is when it last did."""

    __tablename__ = "price_subscription"
    __table_args__ = (
        UniqueConstraint("phone_hash", "good_id", name="a_phone_hears_once_of_a_good"),
        Index("price_subscription_at_market", "good_id", "market_key"),
    )

    subscription_id: str = Field(primary_key=True, sa_type=Text)
    phone_hash: bytes = Field(sa_type=LargeBinary, repr=False)
    phone_sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    good_id: str = Field(sa_type=Text, foreign_key="good.good_id")
    market: str = Field(sa_type=Text)
    market_key: str = Field(sa_type=Text)
    since_ms: int = Field(sa_type=BigInteger)
    texted_day: int | None = Field(sa_type=Integer, default=None)

    @property
    def recipient(self) -> str:
        """Return the name under which its messages wait."""
        return f"price:{self.subscription_id}"
