"""Events, and the roles of hubs and arbiters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROLES_BEFORE = "role IN ('outlet', 'provider', 'shop', 'auditor', 'operator')"
_ROLES = "role IN ('outlet', 'hub', 'provider', 'shop', 'arbiter', 'auditor', 'operator')"


def upgrade() -> None:
    """Add the table of events, and two roles."""
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("wallet_id", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("event_id"),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_subject"), ["subject"], unique=False)
    _change_roles(_ROLES)


def downgrade() -> None:
    """Take them away again; keys of the two roles with them."""
    op.execute("DELETE FROM api_key WHERE role IN ('hub', 'arbiter')")
    _change_roles(_ROLES_BEFORE)
    op.drop_table("event")


def _change_roles(condition: str) -> None:
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_constraint("role_is_known", type_="check")
        batch_op.create_check_constraint("role_is_known", condition)
