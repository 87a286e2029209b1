"""Tables of holds on wallets, what was captured of each, and payments given back."""

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.tables.rules import one_of

HOLD_STATES = ("held", "captured", "released", "expired")
REVERSAL_REASONS = (
    "returned", "not_delivered", "duplicate", "wrong_amount", "wrong_payee", "fraud", "ordered",
    "other",
)  # fmt: skip
REVERSERS = ("provider", "shop", "operator")


class HoldRow(SQLModel, table=True, defer_build=True):
    """Money of a wallet that is kept for a payment to come, until it has left, once."""

    __tablename__ = "wallet_hold"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint(
            "captured_fen >= 0 AND released_fen >= 0 AND captured_fen + released_fen <= amount_fen",
            name="no_more_leaves_than_was_held",
        ),
        CheckConstraint("expires_ms > placed_ms", name="it_lasts_a_while"),
        CheckConstraint(one_of("state", HOLD_STATES), name="state_is_known"),
        CheckConstraint(
            "(state = 'held') = (captured_fen + released_fen < amount_fen)",
            name="what_has_ended_holds_nothing",
        ),
        CheckConstraint("(state = 'held') = (ended_ms IS NULL)", name="an_end_has_its_moment"),
        CheckConstraint(
            "payee_id IS NULL OR payee_id <> wallet_id", name="payee_is_another_wallet"
        ),
        Index("hold_of_wallet", "wallet_id", "hold_seq"),
        Index(
            "hold_not_ended",
            "wallet_id",
            "expires_ms",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        # What the sweep looks for.
        Index(
            "hold_to_expire",
            "expires_ms",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
    )

    hold_seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    hold_id: str = Field(sa_type=Text, unique=True)
    wallet_id: str = Field(sa_type=Text, foreign_key="wallet.wallet_id")
    payee_id: str | None = Field(sa_type=Text, foreign_key="wallet.wallet_id", default=None)
    amount_fen: int = Field(sa_type=BigInteger)
    captured_fen: int = Field(sa_type=BigInteger, default=0)
    released_fen: int = Field(sa_type=BigInteger, default=0)
    state: str = Field(sa_type=Text)
    placed_ms: int = Field(sa_type=BigInteger)
    expires_ms: int = Field(sa_type=BigInteger)
    ended_ms: int | None = Field(sa_type=BigInteger, default=None)


class HoldCaptureRow(SQLModel, table=True, defer_build=True):
    """A part of a hold that was paid to a payee; never changed."""

    __tablename__ = "hold_capture"
    __table_args__ = (CheckConstraint("amount_fen > 0", name="amount_is_positive"),)

    payment_id: str = Field(primary_key=True, sa_type=Text)
    hold_id: str = Field(sa_type=Text, foreign_key="wallet_hold.hold_id", index=True)
    payee_id: str = Field(sa_type=Text, foreign_key="wallet.wallet_id")
    amount_fen: int = Field(sa_type=BigInteger)
    captured_ms: int = Field(sa_type=BigInteger)


class ReversalRow(SQLModel, table=True, defer_build=True):
    """A part of a payment that was given back; never changed.

    `place` counts those of one payment, and `reversed_fen` is the sum until then: so the database
    itself refuses a second reversal decided from the same sum, and a sum above the payment.
    """

    __tablename__ = "payment_reversal"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint(
            "reversed_fen >= amount_fen AND reversed_fen <= paid_fen",
            name="no_more_is_given_back_than_was_paid",
        ),
        CheckConstraint("place > 0", name="place_is_positive"),
        CheckConstraint(one_of("reason", REVERSAL_REASONS), name="reason_is_known"),
        CheckConstraint(one_of("by_role", REVERSERS), name="role_may_reverse"),
        UniqueConstraint("payment_id", "place", name="one_reversal_after_the_other"),
    )

    reversal_id: str = Field(primary_key=True, sa_type=Text)
    payment_id: str = Field(sa_type=Text)
    place: int = Field(sa_type=Integer)
    amount_fen: int = Field(sa_type=BigInteger)
    reversed_fen: int = Field(sa_type=BigInteger)
    paid_fen: int = Field(sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    by_role: str = Field(sa_type=Text)
    reversed_ms: int = Field(sa_type=BigInteger)
