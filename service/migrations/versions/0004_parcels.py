"""Parcels: blocks of item numbers, labels, scans."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import allowing, refusing

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATES = (
    "state IN ('accepted', 'sorted', 'departed', 'arrived', 'out_for_delivery', "
    "'awaiting_pick_up', 'refused', 'delivered', 'returned', 'lost', 'damaged')"
)

_ENDS = "('delivered', 'returned', 'lost', 'damaged')"
_TRIGGERS = (
    ("scan", "scan_never_changes", "UPDATE", None, "a scan is never changed"),
    ("scan", "scan_never_goes", "DELETE", None, "a scan is never deleted"),
    ("parcel", "parcel_never_goes", "DELETE", None, "a parcel is never deleted"),
    (
        "parcel",
        "parcel_never_becomes_another",
        "UPDATE OF item_number, sender_role, sender, order_id, wallet_id, seller_id, made_ms",
        None,
        "a parcel stays what it was sent as",
    ),
    (
        "parcel",
        "parcel_end_stays",
        "UPDATE",
        f"OLD.state IN {_ENDS} AND (NEW.state IS NULL OR NEW.state NOT IN {_ENDS})",
        "a parcel that has come to an end is not under way",
    ),
    (
        "item_block",
        "item_block_never_changes",
        "UPDATE OF block_id, holder_role, holder, first_place, count, given_ms",
        None,
        "a block of item numbers is never changed",
    ),
    ("item_block", "item_block_never_goes", "DELETE", None, "a block is never deleted"),
)


def upgrade() -> None:
    """Add the tables and triggers of parcels."""
    op.create_table(
        "item_block",
        sa.Column("block_id", sa.Text(), nullable=False),
        sa.Column("holder_role", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("first_place", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("next_place", sa.BigInteger(), nullable=False),
        sa.Column("given_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("first_place >= 0 AND count > 0", name="a_block_has_numbers"),
        sa.CheckConstraint(
            "next_place BETWEEN first_place AND first_place + count", name="next_is_of_the_block"
        ),
        sa.CheckConstraint("holder_role IN ('outlet', 'shop')", name="holder_role_is_known"),
        sa.PrimaryKeyConstraint("block_id"),
        sa.UniqueConstraint("first_place"),
    )
    op.create_index("item_block_of_holder", "item_block", ["holder_role", "holder", "first_place"])
    op.create_table(
        "parcel",
        sa.Column("item_number", sa.Text(), nullable=False),
        sa.Column("sender_role", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("wallet_id", sa.Text(), nullable=True),
        sa.Column("seller_id", sa.Text(), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("seen_ms", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.CheckConstraint(_STATES, name="parcel_state_is_known"),
        sa.CheckConstraint("sender_role IN ('outlet', 'shop')", name="sender_role_is_known"),
        sa.CheckConstraint(
            "(order_id IS NULL) = (wallet_id IS NULL) AND (order_id IS NULL) = (seller_id IS NULL)",
            name="an_order_has_its_sides",
        ),
        sa.CheckConstraint(
            "(state IS NULL) = (seen_ms IS NULL) AND (state IS NULL) = (place IS NULL)",
            name="a_standing_has_moment_and_place",
        ),
        sa.ForeignKeyConstraint(["order_id"], ["trade_order.order_id"]),
        sa.PrimaryKeyConstraint("item_number"),
        sa.UniqueConstraint("order_id"),
    )
    op.create_index(
        "parcel_waiting",
        "parcel",
        ["seen_ms", "item_number"],
        sqlite_where=sa.text("state = 'awaiting_pick_up'"),
        postgresql_where=sa.text("state = 'awaiting_pick_up'"),
    )
    op.create_table(
        "label",
        sa.Column("item_number", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["item_number"], ["parcel.item_number"]),
        sa.PrimaryKeyConstraint("item_number"),
    )
    op.create_table(
        "scan",
        sa.Column("item_number", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("noted_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_STATES, name="scan_state_is_known"),
        sa.ForeignKeyConstraint(["item_number"], ["parcel.item_number"]),
        sa.PrimaryKeyConstraint("item_number", "at_ms", "state", "place"),
    )
    for statement in refusing(op.get_bind().dialect.name, _TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    """Take them away again; nobody finds a parcel afterwards."""
    for statement in allowing(op.get_bind().dialect.name, _TRIGGERS):
        op.execute(statement)
    for table in ("scan", "label", "parcel", "item_block"):
        op.drop_table(table)
