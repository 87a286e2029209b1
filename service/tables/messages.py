"""Tables of what is told: events, written with what they tell of, and messages about them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from service.tables.columns import OldSecret, OldSecretsColumn, TextsColumn
from service.tables.rules import one_of

CHANNELS = ("webhook", "sms")
STANDINGS = ("waiting", "delivered", "dead", "dropped")
COLUMNS_OF_HEARERS = ("provider", "shop", "agent", "outlet", "watcher")
HEARERS = ("provider", "shop", "agent", "outlet", "auditor", "operator")
LANGUAGES = ("zh", "en", "es")

_WAITING = text("standing = 'waiting'")
_NOT_ADDRESSED = text("place IS NULL")
_HAS_PLACE = text("place IS NOT NULL")


class EventRow(SQLModel, table=True, defer_build=True):
    """Something that happened; nobody is told of what was not done, nor left untold of what was.

    Events of one `subject` are told in the order of `seq`. `data` is JSON without secrets and
    personal data, and the `traceparent` of its request beside them, if that had one: `wallet_id`
    and `seller_id` say whose affair it is. Whoever addresses it fills in its `place` among all that
    were addressed, and who may hear of it; nothing else ever changes.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index(
            "event_not_addressed",
            "seq",
            sqlite_where=_NOT_ADDRESSED,
            postgresql_where=_NOT_ADDRESSED,
        ),
        Index(
            "event_place",
            "place",
            unique=True,
            sqlite_where=_HAS_PLACE,
            postgresql_where=_HAS_PLACE,
        ),
        *(
            Index(
                f"event_of_{hearer}",
                hearer,
                "place",
                sqlite_where=text(f"{hearer} <> ''"),
                postgresql_where=text(f"{hearer} <> ''"),
            )
            for hearer in COLUMNS_OF_HEARERS
        ),
        # What trails read; it is written when an event is addressed, not when it happens.
        Index(
            "event_of_subject",
            "subject",
            "seq",
            sqlite_where=_HAS_PLACE,
            postgresql_where=_HAS_PLACE,
        ),
    )

    seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    event_id: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    wallet_id: str = Field(sa_type=Text)
    seller_id: str = Field(sa_type=Text)
    data: str = Field(sa_type=Text)
    at_ms: int = Field(sa_type=BigInteger)
    place: int | None = Field(sa_type=BigInteger, default=None)
    provider: str | None = Field(sa_type=Text, default=None)
    shop: str | None = Field(sa_type=Text, default=None)
    agent: str | None = Field(sa_type=Text, default=None)
    outlet: str | None = Field(sa_type=Text, default=None)
    watcher: str | None = Field(sa_type=Text, default=None)


class WebhookRow(SQLModel, table=True, defer_build=True):
    """Where somebody hears of the own events, or a watcher of what all hear; secrets are sealed."""

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint(one_of("role", HEARERS), name="role_may_hear"),
        CheckConstraint("substr(old_secrets, 1, 1) = '['", name="old_secrets_are_a_list"),
        Index("webhook_of_holder", "role", "holder"),
    )

    webhook_id: str = Field(primary_key=True, sa_type=Text)
    role: str = Field(sa_type=Text)
    holder: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    kinds: tuple[str, ...] = Field(sa_type=TextsColumn)
    secret_sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    old_secrets: tuple[OldSecret, ...] = Field(sa_type=OldSecretsColumn, default=(), repr=False)
    is_enabled: bool = Field(sa_type=Boolean, default=True)
    disabled_because: str = Field(sa_type=Text, default="")
    created_ms: int = Field(sa_type=BigInteger)

    @property
    def recipient(self) -> str:
        """Return the name under which its messages wait."""
        return f"webhook:{self.webhook_id}"

    def running_secrets(self, now_ms: int) -> tuple[OldSecret, ...]:
        """Return the old secrets that sign too at a moment, the first to end first."""
        running = (one for one in self.old_secrets if now_ms < one.until_ms)
        return tuple(sorted(running, key=lambda one: one.until_ms))


class ContactRow(SQLModel, table=True, defer_build=True):
    """How the owner of a wallet is reached; the phone is sealed, and found by a keyed hash."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint(one_of("language", LANGUAGES), name="language_is_known"),)

    wallet_id: str = Field(primary_key=True, sa_type=Text, foreign_key="wallet.wallet_id")
    phone_sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    phone_hash: bytes = Field(sa_type=LargeBinary, index=True, repr=False)
    language: str = Field(sa_type=Text)
    is_opted_out: bool = Field(sa_type=Boolean)
    changed_ms: int = Field(sa_type=BigInteger)


class QuietPhoneRow(SQLModel, table=True, defer_build=True):
    """A phone whose owner texted that no more texts are wanted."""

    __tablename__ = "quiet_phone"

    phone_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    since_ms: int = Field(sa_type=BigInteger)


class TextCountRow(SQLModel, table=True, defer_build=True):
    """How many texts a phone has sent in one hour."""

    __tablename__ = "text_count"

    phone_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    hour: int = Field(primary_key=True, sa_type=BigInteger)
    count: int = Field(sa_type=BigInteger)


class MessageRow(SQLModel, table=True, defer_build=True):
    """An event on its way to one recipient; once it has arrived or ended, it does not change.

    `due_ms` is when it may be tried; while a worker tries it, when another may. `replay` counts how
    often it was asked for again; the recipient knows it by the same `message_id`.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(one_of("channel", CHANNELS), name="channel_is_known"),
        CheckConstraint(one_of("standing", STANDINGS), name="standing_is_known"),
        CheckConstraint("attempts >= 0", name="attempts_are_not_negative"),
        CheckConstraint(
            "(standing = 'waiting') = (settled_ms IS NULL)", name="an_end_has_its_time"
        ),
        UniqueConstraint("message_id", "replay", name="message_told_once"),
        Index(
            "message_waiting_in_line",
            "recipient",
            "subject",
            "event_seq",
            "replay",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "message_due",
            "due_ms",
            "message_seq",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("message_of_holder", "role", "holder", "message_seq"),
        Index("message_settled", "settled_ms"),
    )

    message_seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    message_id: str = Field(sa_type=Text)
    replay: int = Field(sa_type=Integer)
    event_seq: int = Field(
        sa_type=BigInteger().with_variant(Integer, "sqlite"), foreign_key="event.seq"
    )
    channel: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    holder: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    standing: str = Field(sa_type=Text)
    attempts: int = Field(sa_type=SmallInteger)
    due_ms: int = Field(sa_type=BigInteger)
    written_ms: int = Field(sa_type=BigInteger)
    settled_ms: int | None = Field(sa_type=BigInteger, default=None)
    problem: str = Field(sa_type=Text)
