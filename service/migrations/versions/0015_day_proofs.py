"""Proofs of closed days, and the index by which trails find events."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TRIGGERS = (
    (
        "day_proof",
        "day_proof_never_changes",
        "UPDATE",
        None,
        "the proof of a day is never changed",
    ),
    ("day_proof", "day_proof_never_goes", "DELETE", None, "the proof of a day is never deleted"),
)


def upgrade() -> None:
    """Add the table; days that are closed already get their proofs with the next closing."""
    op.create_table(
        "day_proof",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name="closings_are_counted_from_1"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("day"),
    )
    addressed = sa.text("place IS NOT NULL")
    op.create_index(
        "event_of_subject",
        "event",
        ["subject", "seq"],
        sqlite_where=addressed,
        postgresql_where=addressed,
    )
    dialect = op.get_bind().dialect.name
    for statement in refusing(dialect, _TRIGGERS):
        op.execute(statement)
    if dialect == "postgresql":
        op.execute(
            "CREATE TRIGGER day_proof_is_never_emptied BEFORE TRUNCATE ON day_proof "
            "FOR EACH STATEMENT EXECUTE FUNCTION wanghuiyi_refuse('day_proof is never emptied')"
        )


def downgrade() -> None:
    """Take them away again; the proofs that were fetched are still valid."""
    dialect = op.get_bind().dialect.name
    for statement in allowing(dialect, _TRIGGERS):
        op.execute(statement)
    if dialect == "postgresql":
        op.execute("DROP TRIGGER day_proof_is_never_emptied ON day_proof")
    op.drop_index("event_of_subject", "event")
    op.drop_table("day_proof")
