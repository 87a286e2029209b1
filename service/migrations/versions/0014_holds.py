"""Holds on wallets, what was captured of them, and reversals of payments."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing
from service.errors import ConfigError

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TRIGGERS = (
    (
        "wallet_hold",
        "hold_ends_once",
        "UPDATE",
        "OLD.state <> 'held'",
        "a hold that has ended never changes",
    ),
    (
        "wallet_hold",
        "hold_keeps_its_terms",
        "UPDATE",
        (
            "NEW.hold_id <> OLD.hold_id OR NEW.wallet_id <> OLD.wallet_id"
            " OR COALESCE(NEW.payee_id, '') <> COALESCE(OLD.payee_id, '')"
            " OR NEW.amount_fen <> OLD.amount_fen OR NEW.placed_ms <> OLD.placed_ms"
            " OR NEW.expires_ms <> OLD.expires_ms"
        ),
        "what was agreed of a hold never changes",
    ),
    (
        "wallet_hold",
        "hold_gets_nothing_back",
        "UPDATE",
        "NEW.captured_fen < OLD.captured_fen OR NEW.released_fen < OLD.released_fen",
        "what has left a hold does not come back",
    ),
    ("wallet_hold", "hold_never_goes", "DELETE", None, "a hold is never deleted"),
    ("hold_capture", "hold_capture_never_changes", "UPDATE", None, "a capture is never changed"),
    ("hold_capture", "hold_capture_never_goes", "DELETE", None, "a capture is never deleted"),
    (
        "payment_reversal",
        "payment_reversal_never_changes",
        "UPDATE",
        None,
        "a reversal is never changed",
    ),
    (
        "payment_reversal",
        "payment_reversal_never_goes",
        "DELETE",
        None,
        "a reversal is never deleted",
    ),
)


def upgrade() -> None:
    """Add the tables and their triggers; what was paid before can be given back, too."""
    _add_holds()
    op.create_table(
        "hold_capture",
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("payee_id", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("captured_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        sa.ForeignKeyConstraint(["hold_id"], ["wallet_hold.hold_id"]),
        sa.ForeignKeyConstraint(["payee_id"], ["wallet.wallet_id"]),
        sa.PrimaryKeyConstraint("payment_id"),
    )
    op.create_index("ix_hold_capture_hold_id", "hold_capture", ["hold_id"])
    op.create_table(
        "payment_reversal",
        sa.Column("reversal_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reversed_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("reversed_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        sa.CheckConstraint(
            "reversed_fen >= amount_fen AND reversed_fen <= paid_fen",
            name="no_more_is_given_back_than_was_paid",
        ),
        sa.CheckConstraint("place > 0", name="place_is_positive"),
        sa.CheckConstraint(
            "reason IN ('returned', 'not_delivered', 'duplicate', 'wrong_amount', 'wrong_payee', "
            "'fraud', 'ordered', 'other')",
            name="reason_is_known",
        ),
        sa.CheckConstraint("by_role IN ('provider', 'shop', 'operator')", name="role_may_reverse"),
        sa.PrimaryKeyConstraint("reversal_id"),
        sa.UniqueConstraint("payment_id", "place", name="one_reversal_after_the_other"),
    )
    is_capture = sa.text("key LIKE 'hold_capture:%'")  # lists of payments have these, too
    op.create_index(
        "transfer_hold_capture",
        "transfer",
        ["seq"],
        sqlite_where=is_capture,
        postgresql_where=is_capture,
    )
    for statement in refusing(op.get_bind().dialect.name, _TRIGGERS):
        op.execute(statement)


def _add_holds() -> None:
    op.create_table(
        "wallet_hold",
        sa.Column("hold_seq", _SEQ, nullable=False),
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("wallet_id", sa.Text(), nullable=False),
        sa.Column("payee_id", sa.Text(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("captured_fen", sa.BigInteger(), nullable=False),
        sa.Column("released_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("placed_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        sa.CheckConstraint(
            "captured_fen >= 0 AND released_fen >= 0 AND captured_fen + released_fen <= amount_fen",
            name="no_more_leaves_than_was_held",
        ),
        sa.CheckConstraint("expires_ms > placed_ms", name="it_lasts_a_while"),
        sa.CheckConstraint(
            "state IN ('held', 'captured', 'released', 'expired')", name="state_is_known"
        ),
        sa.CheckConstraint(
            "(state = 'held') = (captured_fen + released_fen < amount_fen)",
            name="what_has_ended_holds_nothing",
        ),
        sa.CheckConstraint("(state = 'held') = (ended_ms IS NULL)", name="an_end_has_its_moment"),
        sa.CheckConstraint(
            "payee_id IS NULL OR payee_id <> wallet_id", name="payee_is_another_wallet"
        ),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.wallet_id"]),
        sa.ForeignKeyConstraint(["payee_id"], ["wallet.wallet_id"]),
        sa.PrimaryKeyConstraint("hold_seq"),
        sa.UniqueConstraint("hold_id"),
    )
    op.create_index("hold_of_wallet", "wallet_hold", ["wallet_id", "hold_seq"])
    is_held = sa.text("state = 'held'")
    for name, columns in (
        ("hold_not_ended", ["wallet_id", "expires_ms"]),
        ("hold_to_expire", ["expires_ms"]),
    ):
        op.create_index(
            name, "wallet_hold", columns, sqlite_where=is_held, postgresql_where=is_held
        )


def downgrade() -> None:
    """Take them away again, if nothing is held any more; what was paid and given back stays."""
    held = (
        op.get_bind()
        .execute(sa.text("SELECT count(*) FROM wallet_hold WHERE state = 'held'"))
        .scalar_one()
    )
    if held:
        message = (
            f"{held} holds keep money that a version before could not give back: "
            "release them, or let them expire and sweep, then downgrade"
        )
        raise ConfigError(message)
    for statement in allowing(op.get_bind().dialect.name, _TRIGGERS):
        op.execute(statement)
    op.drop_index("transfer_hold_capture", "transfer")
    for table in ("payment_reversal", "hold_capture", "wallet_hold"):
        op.drop_table(table)
