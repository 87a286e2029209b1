"""Sellers, certifications, offers, orders, disputes and evidence."""

import sqlalchemy as sa
from alembic import op

from service.database.triggers import Rule, allowing, refusing

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_AGREED = (
    "UPDATE OF order_id, offer_id, seller_id, wallet_id, quantity, price_fen, postage_fen, "
    "amount_fen, commission_fen, distance_km, certification_id, placed_ms"
)
_CERTIFIED = (
    "UPDATE OF certification_id, seller_id, certified_by, text, uri, sha256, certified_ms, "
    "expires_ms"
)
_STEPS = {
    "placed": ("paid", "cancelled"),
    "paid": ("shipped", "delivered", "refunded"),
    "shipped": ("delivered", "disputed", "released", "refunded"),
    "delivered": ("disputed", "released", "refunded"),
    "disputed": ("released", "refunded"),
}
_STEPS_TAKEN = " OR ".join(
    f"OLD.state = '{before}' AND NEW.state IN {after}" for before, after in _STEPS.items()
)
_NO_STEP = f"OLD.state <> NEW.state AND NOT ({_STEPS_TAKEN})"
_RULES: tuple[Rule, ...] = (
    ("trade_order", "order_never_goes", "DELETE", None, "an order is never deleted"),
    ("trade_order", "order_is_agreed", _AGREED, None, "what was agreed is never changed"),
    (
        "trade_order",
        "order_has_one_end",
        "UPDATE",
        "OLD.ended_ms IS NOT NULL",
        "an order has one end",
    ),
    (
        "trade_order",
        "order_goes_its_way",
        "UPDATE OF state",
        _NO_STEP,
        "an order takes no such step",
    ),
    (
        "certification",
        "certification_never_goes",
        "DELETE",
        None,
        "a certification is never deleted",
    ),
    (
        "certification",
        "certification_is_given",
        _CERTIFIED,
        None,
        "a certification is never changed",
    ),
    (
        "certification",
        "certification_is_revoked_once",
        "UPDATE",
        "OLD.revoked_ms IS NOT NULL",
        "a certification is revoked once",
    ),
    ("dispute", "dispute_never_goes", "DELETE", None, "a dispute is never deleted"),
    (
        "dispute",
        "dispute_is_decided_once",
        "UPDATE",
        "OLD.decided_ms IS NOT NULL",
        "a dispute is decided once",
    ),
    ("evidence", "evidence_never_goes", "DELETE", None, "evidence is never deleted"),
    ("evidence", "evidence_never_changes", "UPDATE", None, "evidence is never changed"),
)
_NEVER_EMPTIED = ("certification", "trade_order", "dispute", "evidence")


def upgrade() -> None:
    """Make the tables, their indexes and their triggers."""
    op.create_table(
        "seller",
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("registered_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("balance_fen >= 0", name="balance_is_not_negative"),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["wallet.wallet_id"],
        ),
        sa.PrimaryKeyConstraint("seller_id"),
    )
    op.create_table(
        "certification",
        sa.Column("certification_id", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("certified_by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("certified_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.Column("revoked_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(revoked_ms IS NULL) = (revoked_because IS NULL)", name="a_revocation_has_its_reason"
        ),
        sa.CheckConstraint("expires_ms > certified_ms", name="it_lasts_a_while"),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["seller.seller_id"],
        ),
        sa.PrimaryKeyConstraint("certification_id"),
    )
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certification_seller_id"), ["seller_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("weight_g", sa.BigInteger(), nullable=False),
        sa.Column("stock", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("price_fen > 0", name="price_is_positive"),
        sa.CheckConstraint("stock >= 0", name="stock_is_not_negative"),
        sa.CheckConstraint("weight_g > 0", name="weight_is_positive"),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["seller.seller_id"],
        ),
        sa.PrimaryKeyConstraint("offer_id"),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index("offer_of_seller", ["seller_id", "offer_id"], unique=False)

    op.create_table(
        "trade_order",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("wallet_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("postage_fen", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("commission_fen", sa.BigInteger(), nullable=False),
        sa.Column("distance_km", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.Column("released_fen", sa.BigInteger(), nullable=False),
        sa.Column("placed_ms", sa.BigInteger(), nullable=False),
        sa.Column("pay_by_ms", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("paid_ms", sa.BigInteger(), nullable=True),
        sa.Column("shipped_ms", sa.BigInteger(), nullable=True),
        sa.Column("delivered_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'refunded') = (refunded_fen > 0)", name="refunded_has_its_amount"
        ),
        sa.CheckConstraint(
            "(state IN ('placed', 'cancelled')) = (paid_ms IS NULL)", name="paid_has_its_moment"
        ),
        sa.CheckConstraint(
            "(state IN ('released', 'cancelled', 'refunded')) = (ended_ms IS NOT NULL)",
            name="an_end_has_its_moment",
        ),
        sa.CheckConstraint(
            "state IN ('placed', 'paid', 'shipped', 'delivered', 'disputed', "
            "'released', 'cancelled', 'refunded')",
            name="state_is_known",
        ),
        sa.CheckConstraint(
            "amount_fen = quantity * price_fen + postage_fen", name="amount_is_goods_and_postage"
        ),
        sa.CheckConstraint(
            "commission_fen >= 0 AND commission_fen <= amount_fen", name="commission_is_a_part"
        ),
        sa.CheckConstraint("postage_fen >= 0", name="postage_is_not_negative"),
        sa.CheckConstraint("price_fen > 0", name="price_is_positive"),
        sa.CheckConstraint("quantity > 0", name="quantity_is_positive"),
        sa.CheckConstraint(
            "refunded_fen >= 0 AND refunded_fen <= amount_fen", name="refund_is_a_part"
        ),
        sa.CheckConstraint(
            "released_fen >= 0 AND released_fen + refunded_fen <= amount_fen",
            name="nothing_is_given_twice",
        ),
        sa.CheckConstraint(
            "released_fen = 0 OR state IN ('released', 'refunded')", name="released_at_the_end"
        ),
        sa.CheckConstraint("wallet_id <> seller_id", name="a_sale_has_two_sides"),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.certification_id"],
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offer.offer_id"],
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["seller.seller_id"],
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["wallet.wallet_id"],
        ),
        sa.PrimaryKeyConstraint("order_id"),
        sa.UniqueConstraint("reference"),
    )
    with op.batch_alter_table("trade_order", schema=None) as batch_op:
        batch_op.create_index(
            "order_delivered",
            ["since_ms"],
            unique=False,
            sqlite_where=sa.text("state = 'delivered'"),
            postgresql_where=sa.text("state = 'delivered'"),
        )
        batch_op.create_index("order_of_seller", ["seller_id", "order_id"], unique=False)
        batch_op.create_index("order_of_wallet", ["wallet_id", "order_id"], unique=False)
        batch_op.create_index(
            "order_unpaid",
            ["pay_by_ms"],
            unique=False,
            sqlite_where=sa.text("state = 'placed'"),
            postgresql_where=sa.text("state = 'placed'"),
        )

    op.create_table(
        "dispute",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.Column("decided_ms", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("refund_fen", sa.BigInteger(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.CheckConstraint("opened_by IN ('buyer', 'seller')", name="side_is_known"),
        sa.CheckConstraint(
            "(decided_ms IS NULL) = (refund_fen IS NULL)"
            " AND (decided_ms IS NULL) = (decided_by IS NULL)",
            name="a_decision_is_whole",
        ),
        sa.CheckConstraint("refund_fen IS NULL OR refund_fen >= 0", name="refund_is_not_negative"),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["trade_order.order_id"],
        ),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_table(
        "evidence",
        sa.Column("evidence_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("given_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("side IN ('buyer', 'seller')", name="side_is_known"),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["dispute.order_id"],
        ),
        sa.PrimaryKeyConstraint("evidence_id"),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_order_id"), ["order_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for statement in refusing(dialect, _RULES):
        op.execute(statement)
    if dialect == "postgresql":
        for table in _NEVER_EMPTIED:
            op.execute(
                f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION wanghuiyi_refuse('{table} is never emptied')"
            )


def downgrade() -> None:
    """Undo the change; orders, and what they say, are lost."""
    dialect = op.get_bind().dialect.name
    for statement in allowing(dialect, _RULES):
        op.execute(statement)
    if dialect == "postgresql":
        for table in _NEVER_EMPTIED:
            op.execute(f"DROP TRIGGER {table}_is_never_emptied ON {table}")

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_order_id"))

    op.drop_table("evidence")
    op.drop_table("dispute")
    with op.batch_alter_table("trade_order", schema=None) as batch_op:
        batch_op.drop_index(
            "order_unpaid",
            sqlite_where=sa.text("state = 'placed'"),
            postgresql_where=sa.text("state = 'placed'"),
        )
        batch_op.drop_index("order_of_wallet")
        batch_op.drop_index("order_of_seller")
        batch_op.drop_index(
            "order_delivered",
            sqlite_where=sa.text("state = 'delivered'"),
            postgresql_where=sa.text("state = 'delivered'"),
        )

    op.drop_table("trade_order")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("offer_of_seller")

    op.drop_table("offer")
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certification_seller_id"))

    op.drop_table("certification")
    op.drop_table("seller")
