"""Tables of e-youbao: numbers given out, parcels, their labels, and what was scanned."""

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from service.tables.rules import one_of

PARCEL_STATES = (
    "accepted", "sorted", "departed", "arrived", "out_for_delivery", "awaiting_pick_up", "refused",
    "delivered", "returned", "lost", "damaged",
)  # fmt: skip
SENDERS = ("outlet", "shop")
_WAITING = "state = 'awaiting_pick_up'"


class ItemBlockRow(SQLModel, table=True, defer_build=True):
    """A stretch of item numbers for one holder; no two overlap, for each begins where one ended."""

    __tablename__ = "item_block"
    __table_args__ = (
        CheckConstraint("first_place >= 0 AND count > 0", name="a_block_has_numbers"),
        CheckConstraint(
            "next_place BETWEEN first_place AND first_place + count", name="next_is_of_the_block"
        ),
        CheckConstraint(one_of("holder_role", SENDERS), name="holder_role_is_known"),
        Index("item_block_of_holder", "holder_role", "holder", "first_place"),
    )

    block_id: str = Field(primary_key=True, sa_type=Text)
    holder_role: str = Field(sa_type=Text)
    holder: str = Field(sa_type=Text)
    first_place: int = Field(sa_type=BigInteger, unique=True)
    count: int = Field(sa_type=Integer)
    next_place: int = Field(sa_type=BigInteger)
    given_ms: int = Field(sa_type=BigInteger)


class ParcelRow(SQLModel, table=True, defer_build=True):
    """A parcel and where it stands; until the Post has seen it, it stands nowhere.

    An order's buyer and seller stand here too, so that a scan that moves no money needs no order.
    """

    __tablename__ = "parcel"
    __table_args__ = (
        CheckConstraint(one_of("state", PARCEL_STATES), name="parcel_state_is_known"),
        CheckConstraint(one_of("sender_role", SENDERS), name="sender_role_is_known"),
        CheckConstraint(
            "(order_id IS NULL) = (wallet_id IS NULL) AND (order_id IS NULL) = (seller_id IS NULL)",
            name="an_order_has_its_sides",
        ),
        CheckConstraint(
            "(state IS NULL) = (seen_ms IS NULL) AND (state IS NULL) = (place IS NULL)",
            name="a_standing_has_moment_and_place",
        ),
        # What is sent back because nobody fetches it is looked for here.
        Index(
            "parcel_waiting",
            "seen_ms",
            "item_number",
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
    )

    item_number: str = Field(primary_key=True, sa_type=Text)
    sender_role: str = Field(sa_type=Text)
    sender: str = Field(sa_type=Text)
    order_id: str | None = Field(
        sa_type=Text, foreign_key="trade_order.order_id", default=None, unique=True
    )
    wallet_id: str | None = Field(sa_type=Text, default=None)
    seller_id: str | None = Field(sa_type=Text, default=None)
    made_ms: int = Field(sa_type=BigInteger)
    state: str | None = Field(sa_type=Text, default=None)
    seen_ms: int | None = Field(sa_type=BigInteger, default=None)
    place: str | None = Field(sa_type=Text, default=None)


class LabelRow(SQLModel, table=True, defer_build=True):
    """From whom and to whom, sealed; it can be forgotten when the parcel has come to an end."""

    __tablename__ = "label"

    item_number: str = Field(primary_key=True, sa_type=Text, foreign_key="parcel.item_number")
    sealed: bytes = Field(sa_type=LargeBinary)


class ScanRow(SQLModel, table=True, defer_build=True):
    """What an outlet or hub saw, once; it is never changed or deleted."""

    __tablename__ = "scan"
    __table_args__ = (CheckConstraint(one_of("state", PARCEL_STATES), name="scan_state_is_known"),)

    item_number: str = Field(primary_key=True, sa_type=Text, foreign_key="parcel.item_number")
    at_ms: int = Field(primary_key=True, sa_type=BigInteger)
    state: str = Field(primary_key=True, sa_type=Text)
    place: str = Field(primary_key=True, sa_type=Text)
    noted_ms: int = Field(sa_type=BigInteger)
