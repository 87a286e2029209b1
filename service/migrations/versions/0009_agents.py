"""Agents: their float and commission, codes for cash, depositors' days, and what agents hear."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ROLES_BEFORE = (
    "role IN ('outlet', 'hub', 'provider', 'shop', 'arbiter', 'carrier', 'auditor', 'operator')"
)
_ROLES = (
    "role IN ('outlet', 'hub', 'provider', 'shop', 'agent', 'arbiter', 'carrier', 'auditor', "
    "'operator')"
)
_SUBSCRIBERS_BEFORE = "role IN ('provider', 'shop')"
_SUBSCRIBERS = "role IN ('provider', 'shop', 'agent')"
_ADDRESSED = (
    "event",
    "event_is_addressed_once",
    "UPDATE OF place, provider, shop, agent",
    "OLD.place IS NOT NULL",
    "an event is addressed once",
)
_ADDRESSED_BEFORE = (*_ADDRESSED[:2], "UPDATE OF place, provider, shop", *_ADDRESSED[3:])
_CODE_IS_FIXED = (
    "cash_out_code",
    "cash_out_code_never_changes",
    "UPDATE OF code_id, code_hash, wallet_id, amount_fen, made_ms, expires_ms",
    None,
    "a code is never changed",
)
_CODE_IS_USED_ONCE = (
    "cash_out_code",
    "cash_out_code_is_used_once",
    "UPDATE OF used_ms",
    "OLD.used_ms IS NOT NULL",
    "a code is used once",
)
_AGENT_STAYS = ("agent", "agent_never_goes", "DELETE", None, "an agent is never deleted")
_OF_TABLES = (_CODE_IS_FIXED, _CODE_IS_USED_ONCE, _AGENT_STAYS)


def upgrade() -> None:
    """Add tables, the role, the indexes of agents' statements, and who hears of a float."""
    dialect = op.get_bind().dialect.name
    _create_tables()
    for statement in refusing(dialect, _OF_TABLES):
        op.execute(statement)
    _replace("api_key", "role_is_known", _ROLES)
    _replace("webhook", "role_may_hear", _SUBSCRIBERS)
    for side in ("debit", "credit"):
        of_agent = sa.text(f"{side} LIKE 'gateway:agent_float:%'")
        op.create_index(
            f"transfer_{side}_of_agent",
            "transfer",
            [side, "seq"],
            unique=False,
            sqlite_where=of_agent,
            postgresql_where=of_agent,
        )
    op.add_column("event", sa.Column("agent", sa.Text(), nullable=True))
    op.create_index(
        "event_of_agent",
        "event",
        ["agent", "place"],
        unique=False,
        sqlite_where=sa.text("agent <> ''"),
        postgresql_where=sa.text("agent <> ''"),
    )
    for statement in (*allowing(dialect, [_ADDRESSED]), *refusing(dialect, [_ADDRESSED])):
        op.execute(statement)


def downgrade() -> None:
    """Take them away, keys and webhooks of agents with them; their entries stay in the books."""
    dialect = op.get_bind().dialect.name
    for statement in (
        *allowing(dialect, [_ADDRESSED]),
        *refusing(dialect, [_ADDRESSED_BEFORE]),
        *allowing(dialect, _OF_TABLES),
        "DELETE FROM api_key WHERE role = 'agent'",
        "DELETE FROM webhook WHERE role = 'agent'",
    ):
        op.execute(statement)
    op.drop_index("event_of_agent", "event")
    op.drop_column("event", "agent")
    for side in ("debit", "credit"):
        op.drop_index(f"transfer_{side}_of_agent", "transfer")
    _replace("webhook", "role_may_hear", _SUBSCRIBERS_BEFORE)
    _replace("api_key", "role_is_known", _ROLES_BEFORE)
    for table in ("depositor_day", "cash_out_code", "agent"):
        op.drop_table(table)


def _replace(table: str, name: str, condition: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, condition)


def _create_tables() -> None:
    op.create_table(
        "agent",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("float_fen", sa.BigInteger(), nullable=False),
        sa.Column("commission_fen", sa.BigInteger(), nullable=False),
        sa.Column("tariff", sa.Text(), nullable=False),
        sa.Column("threshold_fen", sa.BigInteger(), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("float_fen >= 0", name="float_is_not_negative"),
        sa.CheckConstraint("commission_fen >= 0", name="commission_is_not_negative"),
        sa.CheckConstraint("threshold_fen >= 0", name="threshold_is_not_negative"),
        sa.CheckConstraint("tariff IN ('standard', 'free')", name="agent_tariff_is_known"),
        sa.PrimaryKeyConstraint("agent"),
    )
    op.create_table(
        "cash_out_code",
        sa.Column("code_id", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("wallet_id", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        sa.CheckConstraint("expires_ms > made_ms", name="it_is_valid_for_a_while"),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.wallet_id"]),
        sa.PrimaryKeyConstraint("code_id"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_index("ix_cash_out_code_expires_ms", "cash_out_code", ["expires_ms"], unique=False)
    op.create_table(
        "depositor_day",
        sa.Column("depositor_hash", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("brought_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("brought_fen >= 0", name="brought_is_not_negative"),
        sa.PrimaryKeyConstraint("depositor_hash", "day"),
    )
    op.create_index("ix_depositor_day_day", "depositor_day", ["day"], unique=False)
