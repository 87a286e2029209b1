"""Annotations: a caller's own number for an object that it made, and metadata, both sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; objects that are there already have no annotation."""
    op.create_table(
        "annotation",
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("external_hash", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "external_hash IS NULL OR length(external_hash) = 32",
            name="external_hash_is_a_whole_hash",
        ),
        sa.CheckConstraint("changed_ms >= made_ms", name="it_is_changed_after_it_is_made"),
        sa.PrimaryKeyConstraint("object_id", "kind", "role", "holder"),
        sa.UniqueConstraint("external_hash"),
    )


def downgrade() -> None:
    """Take it away, with all that was noted: the objects themselves stay."""
    op.drop_table("annotation")
