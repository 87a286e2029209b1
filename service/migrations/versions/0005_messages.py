"""Messages: webhooks, contacts, what is on its way, and the role of who carries texts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROLES_BEFORE = "role IN ('outlet', 'hub', 'provider', 'shop', 'arbiter', 'auditor', 'operator')"
_ROLES = (
    "role IN ('outlet', 'hub', 'provider', 'shop', 'arbiter', 'carrier', 'auditor', 'operator')"
)
_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING: dict[str, Any] = {
    "sqlite_where": sa.text("standing = 'waiting'"),
    "postgresql_where": sa.text("standing = 'waiting'"),
}
_NOT_ADDRESSED: dict[str, Any] = {
    "sqlite_where": sa.text("place IS NULL"),
    "postgresql_where": sa.text("place IS NULL"),
}
_COLUMNS_FOR_GOOD = "seq, event_id, kind, subject, wallet_id, seller_id, data, at_ms"
# Name, table, event, condition, words.
_TRIGGERS = (
    (
        "event_never_changes",
        "event",
        f"UPDATE OF {_COLUMNS_FOR_GOOD}",
        None,
        "an event is never changed",
    ),
    (
        "event_is_addressed_once",
        "event",
        "UPDATE OF place, provider, shop",
        "OLD.place IS NOT NULL",
        "an event is addressed once",
    ),
    ("event_never_goes", "event", "DELETE", None, "an event is never deleted"),
    (
        "message_ends_once",
        "message",
        "UPDATE",
        "OLD.standing <> 'waiting'",
        "a message ends once",
    ),
    (
        "message_is_not_lost",
        "message",
        "DELETE",
        "OLD.standing = 'waiting'",
        "a message that waits is never deleted",
    ),
)


def upgrade() -> None:
    """Add the tables, the columns of who hears an event, and what never changes."""
    _add_to_event()
    _create_tables()
    _create_messages()
    _change_roles(_ROLES)
    dialect = op.get_bind().dialect.name
    for name, table, event, condition, words in _TRIGGERS:
        when = f"WHEN ({condition}) " if condition else ""
        deed = (
            f"EXECUTE FUNCTION wanghuiyi_refuse('{words}')"
            if dialect == "postgresql"
            else f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when}{deed}")
    if dialect == "postgresql":
        for table in ("event", "message"):
            op.execute(
                f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION wanghuiyi_refuse('{table} is never emptied')"
            )


def downgrade() -> None:
    """Take it all away again; keys of the role with it."""
    dialect = op.get_bind().dialect.name
    for name, table, *_ in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if dialect == "postgresql" else ""))
    if dialect == "postgresql":
        for table in ("event", "message"):
            op.execute(f"DROP TRIGGER {table}_is_never_emptied ON {table}")
    op.execute("DELETE FROM api_key WHERE role = 'carrier'")
    _change_roles(_ROLES_BEFORE)
    for table in ("message", "text_count", "quiet_phone", "contact", "webhook"):
        op.drop_table(table)
    for index in ("event_of_shop", "event_of_provider", "event_place", "event_not_addressed"):
        op.drop_index(index, table_name="event")
    with op.batch_alter_table("event", schema=None) as batch_op:
        for column in ("shop", "provider", "place"):
            batch_op.drop_column(column)


def _add_to_event() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("provider", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("shop", sa.Text(), nullable=True))
    op.create_index("event_not_addressed", "event", ["seq"], unique=False, **_NOT_ADDRESSED)
    op.create_index("event_place", "event", ["place"], unique=True)
    for hearer in ("provider", "shop"):
        named = sa.text(f"{hearer} <> ''")
        op.create_index(
            f"event_of_{hearer}",
            "event",
            [hearer, "place"],
            unique=False,
            sqlite_where=named,
            postgresql_where=named,
        )


def _create_tables() -> None:
    op.create_table(
        "webhook",
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("old_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("disabled_because", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("role IN ('provider', 'shop')", name="role_may_hear"),
        sa.CheckConstraint(
            "(old_secret_sealed IS NULL) = (old_until_ms IS NULL)", name="an_old_secret_ends"
        ),
        sa.PrimaryKeyConstraint("webhook_id"),
    )
    op.create_index("webhook_of_holder", "webhook", ["role", "holder"], unique=False)
    op.create_table(
        "contact",
        sa.Column("wallet_id", sa.Text(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_opted_out", sa.Boolean(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("language IN ('zh', 'en', 'es')", name="language_is_known"),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.wallet_id"]),
        sa.PrimaryKeyConstraint("wallet_id"),
    )
    op.create_index("ix_contact_phone_hash", "contact", ["phone_hash"], unique=False)
    op.create_table(
        "quiet_phone",
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash"),
    )
    op.create_table(
        "text_count",
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash", "hour"),
    )


def _create_messages() -> None:
    op.create_table(
        "message",
        sa.Column("message_seq", _SEQ, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("replay", sa.Integer(), nullable=False),
        sa.Column("event_seq", _SEQ, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("channel", "recipient", "role", "holder", "subject", "kind", "standing")
        ),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.Column("written_ms", sa.BigInteger(), nullable=False),
        sa.Column("settled_ms", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('webhook', 'sms')", name="channel_is_known"),
        sa.CheckConstraint(
            "standing IN ('waiting', 'delivered', 'dead', 'dropped')", name="standing_is_known"
        ),
        sa.CheckConstraint("attempts >= 0", name="attempts_are_not_negative"),
        sa.CheckConstraint(
            "(standing = 'waiting') = (settled_ms IS NULL)", name="an_end_has_its_time"
        ),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"]),
        sa.PrimaryKeyConstraint("message_seq"),
        sa.UniqueConstraint("message_id", "replay", name="message_told_once"),
    )
    line = ["recipient", "subject", "event_seq", "replay"]
    op.create_index("message_waiting_in_line", "message", line, unique=False, **_WAITING)
    op.create_index("message_due", "message", ["due_ms", "message_seq"], unique=False, **_WAITING)
    op.create_index("message_of_holder", "message", ["role", "holder", "message_seq"], unique=False)
    op.create_index("message_settled", "message", ["settled_ms"], unique=False)


def _change_roles(condition: str) -> None:
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_constraint("role_is_known", type_="check")
        batch_op.create_check_constraint("role_is_known", condition)
