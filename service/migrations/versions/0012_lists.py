"""Numbers of wallets, offers and orders, and the indexes by which lists are read."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NUMBERED = (("wallet", "wallet_id"), ("offer", "offer_id"), ("trade_order", "order_id"))
_INDEXES = (
    ("wallet_seq", "wallet", ["seq"], True),
    ("wallet_of_provider", "wallet", ["provider", "seq"], False),
    ("offer_seq", "offer", ["seq"], True),
    ("offer_of_seller", "offer", ["seller_id", "seq"], False),
    ("order_seq", "trade_order", ["seq"], True),
    ("order_of_seller", "trade_order", ["seller_id", "seq"], False),
    ("order_of_wallet", "trade_order", ["wallet_id", "seq"], False),
)
_BEFORE = (
    ("ix_wallet_provider", "wallet", ["provider"]),
    ("offer_of_seller", "offer", ["seller_id", "offer_id"]),
    ("order_of_seller", "trade_order", ["seller_id", "order_id"]),
    ("order_of_wallet", "trade_order", ["wallet_id", "order_id"]),
)
_OF_TRANSFERS = (
    ("transfer_payment", ["seq"], "key LIKE 'payment:%'"),
    ("transfer_withdrawal", ["seq"], "key LIKE 'withdrawal:%'"),
    ("transfer_deposit", ["debit", "seq"], "key LIKE 'deposit:%'"),
    ("transfer_debit_of_seller", ["debit", "seq"], "debit LIKE 'gateway:seller:%'"),
    ("transfer_credit_of_seller", ["credit", "seq"], "credit LIKE 'gateway:seller:%'"),
)
_ONE_END = (
    "trade_order",
    "order_has_one_end",
    "UPDATE",
    "OLD.ended_ms IS NOT NULL",
    "an order has one end",
)


def upgrade() -> None:
    """Number what there is, in the order of its ids, and index what lists read."""
    dialect = op.get_bind().dialect.name
    for statement in allowing(dialect, [_ONE_END]):  # a number is no change of an order
        op.execute(statement)
    for table, key in _NUMBERED:
        op.add_column(
            table, sa.Column("seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
        )
        op.execute(
            f"UPDATE {table} SET seq = numbered.number FROM "  # noqa: S608 - tables of ours
            f"(SELECT {key} AS id, row_number() OVER (ORDER BY {key}) AS number FROM {table}) "
            f"AS numbered WHERE numbered.id = {table}.{key}"
        )
        if dialect == "postgresql":
            op.execute(f"CREATE SEQUENCE {table}_seq_seq OWNED BY {table}.seq")
            op.execute(
                f"SELECT setval('{table}_seq_seq', max(seq)) FROM {table} HAVING max(seq) > 0"  # noqa: S608 - as above
            )
    for statement in refusing(dialect, [_ONE_END]):
        op.execute(statement)
    for name, table, _ in _BEFORE:
        op.drop_index(name, table)
    for name, table, columns, is_unique in _INDEXES:
        op.create_index(name, table, columns, unique=is_unique)
    for name, columns, condition in _OF_TRANSFERS:
        where = sa.text(condition)
        op.create_index(
            name, "transfer", columns, unique=False, sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Take numbers and indexes away; nothing else is lost."""
    for name, _, _ in _OF_TRANSFERS:
        op.drop_index(name, "transfer")
    for name, table, _, _ in _INDEXES:
        op.drop_index(name, table)
    for table, _ in _NUMBERED:
        op.drop_column(table, "seq")  # PostgreSQL's sequence goes with it
    for name, table, columns in _BEFORE:
        op.create_index(name, table, columns, unique=False)
