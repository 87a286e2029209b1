"""Events of drafts, tills and settlements, what an outlet asked for, and depositors' days."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_HEARERS_BEFORE = "role IN ('provider', 'shop', 'agent')"
_HEARERS = "role IN ('provider', 'shop', 'agent', 'outlet', 'auditor', 'operator')"
_COLUMNS = ("outlet", "watcher")
_ADDRESSED = (
    "event",
    "event_is_addressed_once",
    "UPDATE OF place, provider, shop, agent, outlet, watcher",
    "OLD.place IS NOT NULL",
    "an event is addressed once",
)
_ADDRESSED_BEFORE = (*_ADDRESSED[:2], "UPDATE OF place, provider, shop, agent", *_ADDRESSED[3:])

_ADD_THRESHOLD = (
    "ALTER TABLE outlet ADD COLUMN threshold_fen BIGINT "
    "CONSTRAINT threshold_is_not_negative CHECK (threshold_fen >= 0)"
)
_ADD_PAID_IN = (
    "ALTER TABLE depositor_day ADD COLUMN paid_in_fen BIGINT DEFAULT 0 NOT NULL "
    "CONSTRAINT paid_in_is_not_negative CHECK (paid_in_fen >= 0)"
)


def upgrade() -> None:
    """Add who hears of an event, what outlets asked for, and how far drafts were swept."""
    dialect = op.get_bind().dialect.name
    for column in _COLUMNS:
        op.add_column("event", sa.Column(column, sa.Text(), nullable=True))
        op.create_index(
            f"event_of_{column}",
            "event",
            [column, "place"],
            unique=False,
            sqlite_where=sa.text(f"{column} <> ''"),
            postgresql_where=sa.text(f"{column} <> ''"),
        )
    for statement in (*allowing(dialect, [_ADDRESSED]), *refusing(dialect, [_ADDRESSED])):
        op.execute(statement)
    _replace("webhook", "role_may_hear", _HEARERS)
    # Of SQLite, drafts refer to the table, so that it cannot be made anew with another check.
    op.execute(_ADD_THRESHOLD)
    op.execute(_ADD_PAID_IN)
    op.add_column("outlet", sa.Column("draft_events_from_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "draft_sweep",
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("swept_ms", sa.BigInteger(), nullable=False),
        sa.Column("shortest_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("place = 1", name="one_sweep_of_drafts"),
        sa.PrimaryKeyConstraint("place"),
    )


def downgrade() -> None:
    """Take them away, webhooks of outlets and watchers with them; a swept draft stays expired."""
    dialect = op.get_bind().dialect.name
    op.drop_table("draft_sweep")
    for statement in (
        *allowing(dialect, [_ADDRESSED]),
        *refusing(dialect, [_ADDRESSED_BEFORE]),
        "DELETE FROM webhook WHERE role IN ('outlet', 'auditor', 'operator')",
    ):
        op.execute(statement)
    for column in _COLUMNS:
        op.drop_index(f"event_of_{column}", "event")
        op.drop_column("event", column)
    op.drop_column("depositor_day", "paid_in_fen")
    op.drop_column("outlet", "draft_events_from_ms")
    op.drop_column("outlet", "threshold_fen")
    _replace("webhook", "role_may_hear", _HEARERS_BEFORE)


def _replace(table: str, name: str, condition: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, condition)
