"""Tables of the payment: outlets, keys, drafts, wallets, both books, and answers given."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)
from sqlmodel import Field, SQLModel

from service.tables.numbers import numbers_of
from service.tables.rules import lean_check, one_of

STATES = ("issued", "redeemed", "cashed", "expired", "refunded", "cancelled")
TIERS = ("plain", "sms_alert", "certificate")
FINGERPRINT_BYTES = 32
ROLES = ("outlet", "hub", "provider", "shop", "agent", "arbiter", "carrier", "auditor", "operator")

_SIDES = ("debit", "credit")


class RootSecretRow(SQLModel, table=True, defer_build=True):
    """By what the root secret of this database is known: one row, never changed or deleted."""

    __tablename__ = "root_secret"
    __table_args__ = (
        CheckConstraint("place = 1", name="a_database_has_one_secret"),
        CheckConstraint(
            f"length(fingerprint) = {FINGERPRINT_BYTES}", name="fingerprint_is_a_whole_hash"
        ),
    )

    place: int = Field(primary_key=True, sa_type=SmallInteger)
    fingerprint: bytes = Field(sa_type=LargeBinary)


class OutletRow(SQLModel, table=True, defer_build=True):
    """An outlet, and the cash in its till.

    Below `threshold_fen` the till is low; from `draft_events_from_ms` on, each deposit is an event.
    """

    __tablename__ = "outlet"
    __table_args__ = (
        CheckConstraint("cash_fen >= 0", name="till_is_not_negative"),
        CheckConstraint("threshold_fen >= 0", name="threshold_is_not_negative"),
    )

    outlet: str = Field(primary_key=True, sa_type=Text)
    cash_fen: int = Field(sa_type=BigInteger, default=0)
    threshold_fen: int | None = Field(sa_type=BigInteger, default=None)
    draft_events_from_ms: int | None = Field(sa_type=BigInteger, default=None)


class DraftSweepRow(SQLModel, table=True, defer_build=True):
    """How far drafts were swept: one row.

    No draft that was issued before `swept_ms` is left that can expire, and none ever was valid for
    less than `shortest_ms`.
    """

    __tablename__ = "draft_sweep"
    __table_args__ = (CheckConstraint("place = 1", name="one_sweep_of_drafts"),)

    place: int = Field(primary_key=True, sa_type=SmallInteger)
    swept_ms: int = Field(sa_type=BigInteger)
    shortest_ms: int = Field(sa_type=BigInteger)


class KeyRow(SQLModel, table=True, defer_build=True):
    """An API key: whose it is, what it may do, and the hash of its secret.

    It works until `ends_ms`; `revoked_ms` says when it was revoked, after which no end is put off.
    """

    __tablename__ = "api_key"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role_is_known"),)

    key_id: str = Field(primary_key=True, sa_type=Text)
    role: str = Field(sa_type=Text)
    holder: str = Field(sa_type=Text)
    secret_hash: bytes = Field(sa_type=LargeBinary, repr=False)
    created_ms: int = Field(sa_type=BigInteger)
    ends_ms: int | None = Field(sa_type=BigInteger, default=None)
    blocked_until_ms: int = Field(sa_type=BigInteger, default=0)
    revoked_ms: int | None = Field(sa_type=BigInteger, default=None)


class DraftRow(SQLModel, table=True, defer_build=True):
    """A draft; its number, its depositor and its password are hashes."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint("fee_fen >= 0", name="fee_is_not_negative"),
        CheckConstraint("expires_ms > issued_ms", name="it_is_valid_for_a_while"),
        *lean_check("state_is_known", lambda one_of: one_of("state", STATES)),
        *lean_check(
            "an_end_has_its_moment",
            lambda one_of: f"({one_of('state', ('issued', 'expired'))}) = (ended_ms IS NULL)",
        ),
        CheckConstraint(
            "(state = 'redeemed') = (wallet_id IS NOT NULL)", name="redeemed_into_a_wallet"
        ),
        CheckConstraint(
            "(reset_hash IS NULL) = (reset_from_ms IS NULL)", name="a_reset_has_its_moment"
        ),
    )

    draft_id: str = Field(primary_key=True, sa_type=Text)
    number_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    outlet: str = Field(sa_type=Text, foreign_key="outlet.outlet")
    depositor_hash: bytes = Field(sa_type=LargeBinary)
    password_hash: bytes = Field(sa_type=LargeBinary)
    amount_fen: int = Field(sa_type=BigInteger)
    fee_fen: int = Field(sa_type=BigInteger)
    # Who lost a receipt says the day; deposits come in order, so it is written at its end alone.
    issued_ms: int = Field(sa_type=BigInteger, index=True)
    expires_ms: int = Field(sa_type=BigInteger)
    state: str = Field(sa_type=Text)
    ended_ms: int | None = Field(sa_type=BigInteger, default=None)
    wallet_id: str | None = Field(sa_type=Text, default=None)
    reset_hash: bytes | None = Field(sa_type=LargeBinary, default=None)
    reset_from_ms: int | None = Field(sa_type=BigInteger, default=None)
    wrong_tries: int = Field(sa_type=SmallInteger, default=0)
    locked_until_ms: int = Field(sa_type=BigInteger, default=0)


class UnknownNumberRow(SQLModel, table=True, defer_build=True):
    """A number that no draft has: its tries are counted too, so that it looks like any other."""

    __tablename__ = "unknown_number"

    number_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    wrong_tries: int = Field(sa_type=SmallInteger)
    locked_until_ms: int = Field(sa_type=BigInteger)
    tried_ms: int = Field(sa_type=BigInteger, index=True)


class WrongTriesRow(SQLModel, table=True, defer_build=True):
    """How many wrong numbers or passwords a key, or a phone by its hash, sent in one hour."""

    __tablename__ = "wrong_tries"

    key_id: str = Field(primary_key=True, sa_type=Text)
    hour: int = Field(primary_key=True, sa_type=BigInteger)
    count: int = Field(sa_type=BigInteger)


class ReservedNumberRow(SQLModel, table=True, defer_build=True):
    """A number given to an outlet beforehand, for deposits without a line."""

    __tablename__ = "reserved_number"

    number_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    outlet: str = Field(sa_type=Text, foreign_key="outlet.outlet")
    block_id: str = Field(sa_type=Text, index=True)
    reserved_ms: int = Field(sa_type=BigInteger)
    draft_id: str | None = Field(sa_type=Text, default=None)


class WalletRow(SQLModel, table=True, defer_build=True):
    """A wallet at a provider, with its balance."""

    __tablename__ = "wallet"
    __table_args__ = (
        CheckConstraint("balance_fen >= 0", name="balance_is_not_negative"),
        *lean_check("tier_is_known", lambda one_of: one_of("tier", TIERS)),
        CheckConstraint("redeemed_today >= 0", name="redeemed_today_is_not_negative"),
        Index("wallet_seq", "seq", unique=True),
        Index("wallet_of_provider", "provider", "seq"),
    )

    wallet_id: str = Field(primary_key=True, sa_type=Text)
    provider: str = Field(sa_type=Text)
    tier: str = Field(sa_type=Text)
    balance_fen: int = Field(sa_type=BigInteger, default=0)
    is_frozen: bool = Field(default=False)
    opened_ms: int = Field(sa_type=BigInteger)
    redeemed_day: int = Field(sa_type=BigInteger, default=0)
    redeemed_today: int = Field(sa_type=BigInteger, default=0)
    seq: int | None = Field(
        default=None,
        sa_type=BigInteger,
        nullable=False,
        sa_column_kwargs=numbers_of("wallet"),
    )


def _partial(name: str, where: str, *columns: str) -> Index:
    """Return an index of some lines only: all others are written as if it were not there."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class TransferRow(SQLModel, table=True, defer_build=True):
    """One line of one book: one debit, one credit, one amount. It is never changed or deleted."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        *lean_check("book_is_known", lambda one_of: one_of("book", ("post", "gateway"))),
        CheckConstraint("debit <> credit", name="a_transfer_has_two_accounts"),
        CheckConstraint("debit LIKE book || ':%'", name="debit_stands_in_the_book"),
        CheckConstraint("credit LIKE book || ':%'", name="credit_stands_in_the_book"),
        Index("transfer_key", "book", "key", unique=True),
        # What statements of wallets, agents and sellers read, and trails.
        *(
            _partial(
                f"transfer_{side}_of_{whom}", f"{side} LIKE 'gateway:{account}:%'", side, "seq"
            )
            for whom, account in (
                ("wallet", "wallet"),
                ("agent", "agent_float"),
                ("seller", "seller"),
            )
            for side in _SIDES
        ),
        # What lists of payments, withdrawals and an outlet's drafts read.
        *(
            _partial(f"transfer_{event}", f"key LIKE '{event}:%'", *columns)
            for event, columns in (
                ("payment", ("seq",)),
                ("hold_capture", ("seq",)),
                ("withdrawal", ("seq",)),
                ("deposit", ("debit", "seq")),
            )
        ),
        # What a day's settlement reads, and comparisons with files from outside.
        *(
            _partial(f"transfer_{whose}_{side}", f"{side} IN ({accounts})", side, "at_ms")
            for whose, accounts in (
                ("mutual", "'post:due_to_gateway', 'gateway:due_from_post'"),
                ("bank", "'gateway:bank', 'post:bank'"),
            )
            for side in _SIDES
        ),
    )

    seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    book: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text)
    debit: str = Field(sa_type=Text)
    credit: str = Field(sa_type=Text)
    amount_fen: int = Field(sa_type=BigInteger)
    at_ms: int = Field(sa_type=BigInteger)


class SettlementRow(SQLModel, table=True, defer_build=True):
    """A day that is closed, and the last line that was entered by then."""

    __tablename__ = "settlement"

    day: int = Field(primary_key=True, sa_type=BigInteger)
    net_due_fen: int = Field(sa_type=BigInteger)
    closed_ms: int = Field(sa_type=BigInteger)
    last_seq: int | None = Field(sa_type=BigInteger, default=None)


class AnswerRow(SQLModel, table=True, defer_build=True):
    """The answer to a request, sealed under its idempotency key, for whoever repeats it."""

    __tablename__ = "answer"

    key_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    status: int = Field(sa_type=SmallInteger)
    sealed: bytes = Field(sa_type=LargeBinary)
    at_ms: int = Field(sa_type=BigInteger, index=True)
