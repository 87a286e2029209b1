"""By what the root secret of a database is known, where a closed day ended, and drafts by day."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TRIGGERS = (
    (
        "root_secret",
        "root_secret_never_changes",
        "UPDATE",
        None,
        "a database keeps its root secret",
    ),
    ("root_secret", "root_secret_never_goes", "DELETE", None, "a database keeps its root secret"),
)


def upgrade() -> None:
    """Add table and column, which the first start and the next closing fill, and an index."""
    op.create_table(
        "root_secret",
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("place = 1", name="a_database_has_one_secret"),
        sa.CheckConstraint("length(fingerprint) = 32", name="fingerprint_is_a_whole_hash"),
        sa.PrimaryKeyConstraint("place"),
    )
    op.create_index("ix_draft_issued_ms", "draft", ["issued_ms"], unique=False)
    op.add_column("settlement", sa.Column("last_seq", sa.BigInteger(), nullable=True))
    dialect = op.get_bind().dialect.name
    for statement in refusing(dialect, _TRIGGERS):
        op.execute(statement)
    if dialect == "postgresql":
        op.execute(
            "CREATE TRIGGER root_secret_is_never_emptied BEFORE TRUNCATE ON root_secret "
            "FOR EACH STATEMENT "
            "EXECUTE FUNCTION wanghuiyi_refuse('root_secret is never emptied')"
        )


def downgrade() -> None:
    """Take them away: the first start after another upgrade writes the row anew."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("DROP TRIGGER root_secret_is_never_emptied ON root_secret")
    for statement in allowing(dialect, _TRIGGERS):
        op.execute(statement)
    op.drop_column("settlement", "last_seq")
    op.drop_index("ix_draft_issued_ms", "draft")
    op.drop_table("root_secret")
