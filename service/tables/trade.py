"""Tables of the trade: sellers with their certifications, offers, orders in escrow, disputes."""

from sqlalchemy import BigInteger, CheckConstraint, Float, Index, Integer, Text, text
from sqlmodel import Field, SQLModel

from service.tables.numbers import numbers_of
from service.tables.rules import one_of

ORDER_STATES = (
    "placed", "paid", "shipped", "delivered", "disputed", "released", "cancelled", "refunded",
)  # fmt: skip
"""A confirmed order is released in the same transaction, so none is found confirmed."""
SIDES = ("buyer", "seller")


class SellerRow(SQLModel, table=True, defer_build=True):
    """A shop's wallet that sells, and what it is owed and was not yet paid."""

    __tablename__ = "seller"
    __table_args__ = (CheckConstraint("balance_fen >= 0", name="balance_is_not_negative"),)

    seller_id: str = Field(primary_key=True, sa_type=Text, foreign_key="wallet.wallet_id")
    name: str = Field(sa_type=Text)
    latitude: float = Field(sa_type=Float)
    longitude: float = Field(sa_type=Float)
    balance_fen: int = Field(sa_type=BigInteger, default=0)
    registered_ms: int = Field(sa_type=BigInteger)


class CertificationRow(SQLModel, table=True, defer_build=True):
    """Somebody vouches for a seller; it may be revoked once, and is never changed otherwise."""

    __tablename__ = "certification"
    __table_args__ = (
        CheckConstraint("expires_ms > certified_ms", name="it_lasts_a_while"),
        CheckConstraint(
            "(revoked_ms IS NULL) = (revoked_because IS NULL)", name="a_revocation_has_its_reason"
        ),
    )

    certification_id: str = Field(primary_key=True, sa_type=Text)
    seller_id: str = Field(sa_type=Text, foreign_key="seller.seller_id", index=True)
    certified_by: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    uri: str | None = Field(sa_type=Text, default=None)
    sha256: str | None = Field(sa_type=Text, default=None)
    certified_ms: int = Field(sa_type=BigInteger)
    expires_ms: int = Field(sa_type=BigInteger)
    revoked_ms: int | None = Field(sa_type=BigInteger, default=None)
    revoked_because: str | None = Field(sa_type=Text, default=None)


class OfferRow(SQLModel, table=True, defer_build=True):
    """What is sold, and how much of it is there."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("price_fen > 0", name="price_is_positive"),
        CheckConstraint("weight_g > 0", name="weight_is_positive"),
        CheckConstraint("stock >= 0", name="stock_is_not_negative"),
        Index("offer_seq", "seq", unique=True),
        Index("offer_of_seller", "seller_id", "seq"),
    )

    offer_id: str = Field(primary_key=True, sa_type=Text)
    seller_id: str = Field(sa_type=Text, foreign_key="seller.seller_id")
    title: str = Field(sa_type=Text)
    price_fen: int = Field(sa_type=BigInteger)
    weight_g: int = Field(sa_type=BigInteger)
    stock: int = Field(sa_type=BigInteger)
    is_open: bool = Field(default=True)
    seq: int | None = Field(
        default=None,
        sa_type=BigInteger,
        nullable=False,
        sa_column_kwargs=numbers_of("offer"),
    )


class OrderRow(SQLModel, table=True, defer_build=True):
    """An order: what was agreed, which never changes, and where it stands, until its one end."""

    __tablename__ = "trade_order"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_is_positive"),
        CheckConstraint("price_fen > 0", name="price_is_positive"),
        CheckConstraint("postage_fen >= 0", name="postage_is_not_negative"),
        CheckConstraint(
            "amount_fen = quantity * price_fen + postage_fen", name="amount_is_goods_and_postage"
        ),
        CheckConstraint(
            "commission_fen >= 0 AND commission_fen <= amount_fen", name="commission_is_a_part"
        ),
        CheckConstraint(
            "refunded_fen >= 0 AND refunded_fen <= amount_fen", name="refund_is_a_part"
        ),
        CheckConstraint(
            "(state = 'refunded') = (refunded_fen > 0)", name="refunded_has_its_amount"
        ),
        CheckConstraint(
            "released_fen >= 0 AND released_fen + refunded_fen <= amount_fen",
            name="nothing_is_given_twice",
        ),
        CheckConstraint(
            "released_fen = 0 OR state IN ('released', 'refunded')", name="released_at_the_end"
        ),
        CheckConstraint(one_of("state", ORDER_STATES), name="state_is_known"),
        CheckConstraint(
            "(state IN ('released', 'cancelled', 'refunded')) = (ended_ms IS NOT NULL)",
            name="an_end_has_its_moment",
        ),
        CheckConstraint(
            "(state IN ('placed', 'cancelled')) = (paid_ms IS NULL)", name="paid_has_its_moment"
        ),
        CheckConstraint("wallet_id <> seller_id", name="a_sale_has_two_sides"),
        Index("order_seq", "seq", unique=True),
        Index("order_of_seller", "seller_id", "seq"),
        Index("order_of_wallet", "wallet_id", "seq"),
        # What the sweep looks for: to be confirmed by time, and not paid in time.
        Index(
            "order_delivered",
            "since_ms",
            sqlite_where=text("state = 'delivered'"),
            postgresql_where=text("state = 'delivered'"),
        ),
        Index(
            "order_unpaid",
            "pay_by_ms",
            sqlite_where=text("state = 'placed'"),
            postgresql_where=text("state = 'placed'"),
        ),
    )

    order_id: str = Field(primary_key=True, sa_type=Text)
    offer_id: str = Field(sa_type=Text, foreign_key="offer.offer_id")
    seller_id: str = Field(sa_type=Text, foreign_key="seller.seller_id")
    wallet_id: str = Field(sa_type=Text, foreign_key="wallet.wallet_id")
    quantity: int = Field(sa_type=Integer)
    price_fen: int = Field(sa_type=BigInteger)
    postage_fen: int = Field(sa_type=BigInteger)
    amount_fen: int = Field(sa_type=BigInteger)
    commission_fen: int = Field(sa_type=BigInteger)
    distance_km: int = Field(sa_type=Integer)
    certification_id: str | None = Field(
        sa_type=Text, foreign_key="certification.certification_id", default=None
    )
    state: str = Field(sa_type=Text)
    since_ms: int = Field(sa_type=BigInteger)
    refunded_fen: int = Field(sa_type=BigInteger, default=0)
    released_fen: int = Field(sa_type=BigInteger, default=0)
    placed_ms: int = Field(sa_type=BigInteger)
    pay_by_ms: int = Field(sa_type=BigInteger)
    reference: str | None = Field(sa_type=Text, default=None, unique=True)
    paid_ms: int | None = Field(sa_type=BigInteger, default=None)
    shipped_ms: int | None = Field(sa_type=BigInteger, default=None)
    delivered_ms: int | None = Field(sa_type=BigInteger, default=None)
    ended_ms: int | None = Field(sa_type=BigInteger, default=None)
    seq: int | None = Field(
        default=None,
        sa_type=BigInteger,
        nullable=False,
        sa_column_kwargs=numbers_of("trade_order"),
    )


class DisputeRow(SQLModel, table=True, defer_build=True):
    """A dispute over an order, and how it was decided, once."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint(one_of("opened_by", SIDES), name="side_is_known"),
        CheckConstraint(
            "(decided_ms IS NULL) = (refund_fen IS NULL)"
            " AND (decided_ms IS NULL) = (decided_by IS NULL)",
            name="a_decision_is_whole",
        ),
        CheckConstraint("refund_fen IS NULL OR refund_fen >= 0", name="refund_is_not_negative"),
    )

    order_id: str = Field(primary_key=True, sa_type=Text, foreign_key="trade_order.order_id")
    opened_by: str = Field(sa_type=Text)
    opened_ms: int = Field(sa_type=BigInteger)
    decided_ms: int | None = Field(sa_type=BigInteger, default=None)
    decided_by: str | None = Field(sa_type=Text, default=None)
    refund_fen: int | None = Field(sa_type=BigInteger, default=None)
    because: str | None = Field(sa_type=Text, default=None)


class EvidenceRow(SQLModel, table=True, defer_build=True):
    """What one side says in a dispute; never changed. Words are shown to that side and arbiters."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint(one_of("side", SIDES), name="side_is_known"),)

    evidence_id: str = Field(primary_key=True, sa_type=Text)
    order_id: str = Field(sa_type=Text, foreign_key="dispute.order_id", index=True)
    side: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    uri: str | None = Field(sa_type=Text, default=None)
    sha256: str | None = Field(sa_type=Text, default=None)
    given_ms: int = Field(sa_type=BigInteger)
