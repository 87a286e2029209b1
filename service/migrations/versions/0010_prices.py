"""Market prices: goods with their names, prices as they were posted, and who hears of changes."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TRIGGERS = (
    (
        "market_price",
        "market_price_never_changes",
        "UPDATE",
        None,
        "a price is never changed: post another",
    ),
    ("market_price", "market_price_never_goes", "DELETE", None, "a price is never deleted"),
)


def upgrade() -> None:
    """Add the tables and triggers of prices."""
    op.create_table(
        "good",
        sa.Column("good_id", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_es", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("good_id"),
    )
    op.create_table(
        "good_name",
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("good_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["good_id"], ["good.good_id"]),
        sa.PrimaryKeyConstraint("name_key"),
    )
    op.create_index("ix_good_name_good_id", "good_name", ["good_id"])
    op.create_table(
        "market_price",
        sa.Column("price_seq", _SEQ, nullable=False),
        sa.Column("price_id", sa.Text(), nullable=False),
        sa.Column("market", sa.Text(), nullable=False),
        sa.Column("market_key", sa.Text(), nullable=False),
        sa.Column("good_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("posted_by", sa.Text(), nullable=False),
        sa.Column("posted_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("price_fen > 0", name="price_is_positive"),
        sa.CheckConstraint("unit IN ('kg', 'jin', 'piece', 'litre')", name="unit_is_known"),
        sa.ForeignKeyConstraint(["good_id"], ["good.good_id"]),
        sa.PrimaryKeyConstraint("price_seq"),
        sa.UniqueConstraint("price_id"),
    )
    of_good = ["good_id", "market_key", "day", "price_seq"]
    op.create_index("market_price_of_good", "market_price", of_good)
    op.create_index("market_price_of_day", "market_price", ["day", "price_seq"])
    op.create_table(
        "price_subscription",
        sa.Column("subscription_id", sa.Text(), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("good_id", sa.Text(), nullable=False),
        sa.Column("market", sa.Text(), nullable=False),
        sa.Column("market_key", sa.Text(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("texted_day", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["good_id"], ["good.good_id"]),
        sa.PrimaryKeyConstraint("subscription_id"),
        sa.UniqueConstraint("phone_hash", "good_id", name="a_phone_hears_once_of_a_good"),
    )
    op.create_index("price_subscription_at_market", "price_subscription", ["good_id", "market_key"])
    for statement in refusing(op.get_bind().dialect.name, _TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    """Take them away again; the texts about prices that still wait find nobody, and are dropped."""
    for statement in allowing(op.get_bind().dialect.name, _TRIGGERS):
        op.execute(statement)
    for table in ("price_subscription", "market_price", "good_name", "good"):
        op.drop_table(table)
