"""The first tables."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import Rule, allowing, refusing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_RULES: tuple[Rule, ...] = (
    ("transfer", "transfer_never_changes", "UPDATE", None, "a transfer is never changed"),
    ("transfer", "transfer_never_goes", "DELETE", None, "a transfer is never deleted"),
    ("settlement", "settlement_never_changes", "UPDATE", None, "a closed day is never changed"),
    ("settlement", "settlement_never_goes", "DELETE", None, "a closed day is never deleted"),
    ("draft", "draft_never_goes", "DELETE", None, "a draft is never deleted"),
    (
        "draft",
        "draft_ended_for_good",
        # Wrong passwords are counted also afterwards, so that nobody can tell.
        (
            "UPDATE OF draft_id, number_hash, outlet, depositor_hash, password_hash, amount_fen, "
            "fee_fen, issued_ms, expires_ms, state, ended_ms, wallet_id, reset_hash, reset_from_ms"
        ),
        "OLD.ended_ms IS NOT NULL",
        "a draft has one end",
    ),
)
_NEVER_EMPTIED = ("transfer", "settlement", "draft")
_REFUSE = (
    "CREATE FUNCTION wanghuiyi_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$"
)


def upgrade() -> None:
    """Make all tables, their indexes and their triggers."""
    op.create_table(
        "answer",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash"),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_at_ms"), ["at_ms"], unique=False)

    op.create_table(
        "api_key",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_ms", sa.BigInteger(), nullable=True),
        sa.Column("blocked_until_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "role IN ('outlet', 'provider', 'shop', 'auditor', 'operator')", name="role_is_known"
        ),
        sa.PrimaryKeyConstraint("key_id"),
    )
    op.create_table(
        "outlet",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("cash_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cash_fen >= 0", name="till_is_not_negative"),
        sa.PrimaryKeyConstraint("outlet"),
    )
    op.create_table(
        "settlement",
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("net_due_fen", sa.BigInteger(), nullable=False),
        sa.Column("closed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "transfer",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("debit", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("book IN ('post', 'gateway')", name="book_is_known"),
        sa.CheckConstraint("credit LIKE book || ':%'", name="credit_stands_in_the_book"),
        sa.CheckConstraint("debit LIKE book || ':%'", name="debit_stands_in_the_book"),
        sa.CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        sa.CheckConstraint("debit <> credit", name="a_transfer_has_two_accounts"),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index(
            "transfer_credit_of_wallet",
            ["credit", "seq"],
            unique=False,
            sqlite_where=sa.text("credit LIKE 'gateway:wallet:%'"),
            postgresql_where=sa.text("credit LIKE 'gateway:wallet:%'"),
        )
        batch_op.create_index(
            "transfer_debit_of_wallet",
            ["debit", "seq"],
            unique=False,
            sqlite_where=sa.text("debit LIKE 'gateway:wallet:%'"),
            postgresql_where=sa.text("debit LIKE 'gateway:wallet:%'"),
        )
        batch_op.create_index("transfer_key", ["book", "key"], unique=True)
        batch_op.create_index(
            "transfer_mutual_credit",
            ["credit", "at_ms"],
            unique=False,
            sqlite_where=sa.text("credit IN ('post:due_to_gateway', 'gateway:due_from_post')"),
            postgresql_where=sa.text("credit IN ('post:due_to_gateway', 'gateway:due_from_post')"),
        )
        batch_op.create_index(
            "transfer_mutual_debit",
            ["debit", "at_ms"],
            unique=False,
            sqlite_where=sa.text("debit IN ('post:due_to_gateway', 'gateway:due_from_post')"),
            postgresql_where=sa.text("debit IN ('post:due_to_gateway', 'gateway:due_from_post')"),
        )

    op.create_table(
        "unknown_number",
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.Column("wrong_tries", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("tried_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number_hash"),
    )
    with op.batch_alter_table("unknown_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unknown_number_tried_ms"), ["tried_ms"], unique=False)

    op.create_table(
        "wallet",
        sa.Column("wallet_id", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("is_frozen", sa.Boolean(), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.Column("redeemed_day", sa.BigInteger(), nullable=False),
        sa.Column("redeemed_today", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("tier IN ('plain', 'sms_alert', 'certificate')", name="tier_is_known"),
        sa.CheckConstraint("balance_fen >= 0", name="balance_is_not_negative"),
        sa.CheckConstraint("redeemed_today >= 0", name="redeemed_today_is_not_negative"),
        sa.PrimaryKeyConstraint("wallet_id"),
    )
    with op.batch_alter_table("wallet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wallet_provider"), ["provider"], unique=False)

    op.create_table(
        "wrong_tries",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "hour"),
    )
    op.create_table(
        "draft",
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("depositor_hash", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.LargeBinary(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("wallet_id", sa.Text(), nullable=True),
        sa.Column("reset_hash", sa.LargeBinary(), nullable=True),
        sa.Column("reset_from_ms", sa.BigInteger(), nullable=True),
        sa.Column("wrong_tries", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'redeemed') = (wallet_id IS NOT NULL)", name="redeemed_into_a_wallet"
        ),
        sa.CheckConstraint(
            "(state IN ('issued', 'expired')) = (ended_ms IS NULL)", name="an_end_has_its_moment"
        ),
        sa.CheckConstraint(
            "state IN ('issued', 'redeemed', 'cashed', 'expired', 'refunded', 'cancelled')",
            name="state_is_known",
        ),
        sa.CheckConstraint(
            "(reset_hash IS NULL) = (reset_from_ms IS NULL)", name="a_reset_has_its_moment"
        ),
        sa.CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        sa.CheckConstraint("expires_ms > issued_ms", name="it_is_valid_for_a_while"),
        sa.CheckConstraint("fee_fen >= 0", name="fee_is_not_negative"),
        sa.ForeignKeyConstraint(
            ["outlet"],
            ["outlet.outlet"],
        ),
        sa.PrimaryKeyConstraint("draft_id"),
        sa.UniqueConstraint("number_hash"),
    )
    op.create_table(
        "reserved_number",
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("block_id", sa.Text(), nullable=False),
        sa.Column("reserved_ms", sa.BigInteger(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outlet"],
            ["outlet.outlet"],
        ),
        sa.PrimaryKeyConstraint("number_hash"),
    )
    with op.batch_alter_table("reserved_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reserved_number_block_id"), ["block_id"], unique=False)
    _create_triggers(op.get_bind().dialect.name)


def downgrade() -> None:
    """Undo the change."""
    _drop_triggers(op.get_bind().dialect.name)
    with op.batch_alter_table("reserved_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reserved_number_block_id"))

    op.drop_table("reserved_number")
    op.drop_table("draft")
    op.drop_table("wrong_tries")
    with op.batch_alter_table("wallet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wallet_provider"))

    op.drop_table("wallet")
    with op.batch_alter_table("unknown_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unknown_number_tried_ms"))

    op.drop_table("unknown_number")
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.drop_index(
            "transfer_mutual_debit",
            sqlite_where=sa.text("debit IN ('post:due_to_gateway', 'gateway:due_from_post')"),
            postgresql_where=sa.text("debit IN ('post:due_to_gateway', 'gateway:due_from_post')"),
        )
        batch_op.drop_index(
            "transfer_mutual_credit",
            sqlite_where=sa.text("credit IN ('post:due_to_gateway', 'gateway:due_from_post')"),
            postgresql_where=sa.text("credit IN ('post:due_to_gateway', 'gateway:due_from_post')"),
        )
        batch_op.drop_index("transfer_key")
        batch_op.drop_index(
            "transfer_debit_of_wallet",
            sqlite_where=sa.text("debit LIKE 'gateway:wallet:%'"),
            postgresql_where=sa.text("debit LIKE 'gateway:wallet:%'"),
        )
        batch_op.drop_index(
            "transfer_credit_of_wallet",
            sqlite_where=sa.text("credit LIKE 'gateway:wallet:%'"),
            postgresql_where=sa.text("credit LIKE 'gateway:wallet:%'"),
        )

    op.drop_table("transfer")
    op.drop_table("settlement")
    op.drop_table("outlet")
    op.drop_table("api_key")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_at_ms"))

    op.drop_table("answer")


def _create_triggers(dialect: str) -> None:
    if dialect == "postgresql":
        op.execute(_REFUSE)
    for statement in refusing(dialect, _RULES):
        op.execute(statement)
    if dialect == "postgresql":
        for table in _NEVER_EMPTIED:
            op.execute(
                f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION wanghuiyi_refuse('{table} is never emptied')"
            )


def _drop_triggers(dialect: str) -> None:
    for statement in allowing(dialect, _RULES):
        op.execute(statement)
    if dialect == "postgresql":
        for table in _NEVER_EMPTIED:
            op.execute(f"DROP TRIGGER {table}_is_never_emptied ON {table}")
        op.execute("DROP FUNCTION wanghuiyi_refuse()")
