"""What outlets have earned, and the codes with which agents consent to a withdrawal of float."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TRIGGERS = (
    (
        "float_code",
        "float_code_never_changes",
        "UPDATE OF code_id, code_hash, agent, amount_fen, made_ms, expires_ms",
        None,
        "a code is never changed",
    ),
    (
        "float_code",
        "float_code_is_used_once",
        "UPDATE OF used_ms",
        "OLD.used_ms IS NOT NULL",
        "a code is used once",
    ),
    (
        "outlet_commission",
        "outlet_commission_never_goes",
        "DELETE",
        None,
        "what an outlet has earned is never deleted",
    ),
)


def upgrade() -> None:
    """Add both tables: no outlet has earned anything yet."""
    op.create_table(
        "outlet_commission",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("earned_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["outlet"], ["outlet.outlet"]),
        sa.PrimaryKeyConstraint("outlet"),
    )
    op.create_table(
        "float_code",
        sa.Column("code_id", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        sa.CheckConstraint("expires_ms > made_ms", name="it_is_valid_for_a_while"),
        sa.ForeignKeyConstraint(["agent"], ["agent.agent"]),
        sa.PrimaryKeyConstraint("code_id"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_index("ix_float_code_expires_ms", "float_code", ["expires_ms"], unique=False)
    for statement in refusing(op.get_bind().dialect.name, _TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    """Remove both; what was earned and paid stays in the books."""
    for statement in allowing(op.get_bind().dialect.name, _TRIGGERS):
        op.execute(statement)
    for table in ("float_code", "outlet_commission"):
        op.drop_table(table)
