"""Lines of the accounts at the bank, by when they were: what a bank's file is compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_SIDES = ("debit", "credit")


def upgrade() -> None:
    """Add an index of those lines alone: all others are written as before."""
    for side in _SIDES:
        which = sa.text(f"{side} IN ('gateway:bank', 'post:bank')")
        op.create_index(
            f"transfer_bank_{side}",
            "transfer",
            [side, "at_ms"],
            sqlite_where=which,
            postgresql_where=which,
        )


def downgrade() -> None:
    """Remove it."""
    for side in _SIDES:
        op.drop_index(f"transfer_bank_{side}", "transfer")
