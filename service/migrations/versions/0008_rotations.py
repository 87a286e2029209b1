"""Several old secrets of a webhook, each as long as was promised, and when a key was revoked."""

import base64
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ONE_ENDS = ("an_old_secret_ends", "(old_secret_sealed IS NULL) = (old_until_ms IS NULL)")
_IS_LIST = ("old_secrets_are_a_list", "substr(old_secrets, 1, 1) = '['")


def upgrade() -> None:
    """Keep old secrets as a list, into which the one of before goes."""
    op.add_column("api_key", sa.Column("revoked_ms", sa.BigInteger(), nullable=True))
    op.add_column("webhook", sa.Column("old_secrets", sa.Text(), server_default="[]"))
    webhook = _webhook(_one_old(), _list_of_old())
    connection = op.get_bind()
    found = connection.execute(sa.select(webhook).where(webhook.c.old_until_ms.is_not(None)))
    for row in found.mappings().all():
        sealed = base64.b64encode(row["old_secret_sealed"]).decode()
        values = {"old_secrets": json.dumps([[row["old_until_ms"], sealed]])}
        _update(webhook, row["webhook_id"], values)
    with op.batch_alter_table("webhook", copy_from=_webhook(_one_old(), _list_of_old())) as batch:
        batch.drop_constraint(_ONE_ENDS[0], type_="check")
        batch.drop_column("old_secret_sealed")
        batch.drop_column("old_until_ms")
        batch.alter_column("old_secrets", nullable=False, server_default=None)
        batch.create_check_constraint(*_IS_LIST)


def downgrade() -> None:
    """Keep the old secret that ends last; what was promised of the others does not hold."""
    for column in _one_old()[:2]:
        op.add_column("webhook", column)
    webhook = _webhook(_one_old(), _list_of_old())
    for row in op.get_bind().execute(sa.select(webhook)).mappings().all():
        if old := json.loads(row["old_secrets"]):
            until_ms, sealed = max(old)
            values = {"old_secret_sealed": base64.b64decode(sealed), "old_until_ms": until_ms}
            _update(webhook, row["webhook_id"], values)
    before = _webhook(_one_old()[:2], _list_of_old(), [_rule(*_IS_LIST)])
    with op.batch_alter_table("webhook", copy_from=before) as batch:
        batch.drop_constraint(_IS_LIST[0], type_="check")
        batch.create_check_constraint(*_ONE_ENDS)
        batch.drop_column("old_secrets")
    op.drop_column("api_key", "revoked_ms")


def _update(webhook: sa.Table, webhook_id: str, values: dict[str, Any]) -> None:
    statement = sa.update(webhook).where(webhook.c.webhook_id == webhook_id)
    op.get_bind().execute(statement.values(**values))


def _rule(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def _one_old() -> list[Any]:
    return [
        sa.Column("old_secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("old_until_ms", sa.BigInteger(), nullable=True),
        _rule(*_ONE_ENDS),
    ]


def _list_of_old() -> list[Any]:
    return [sa.Column("old_secrets", sa.Text(), nullable=True, server_default="[]")]


def _webhook(*more: list[Any]) -> sa.Table:
    """Return the table with more columns and rules, for SQLite makes it anew."""
    return sa.Table(
        "webhook",
        sa.MetaData(),
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("disabled_because", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        *(one for several in more for one in several),
        sa.CheckConstraint("role IN ('provider', 'shop')", name="role_may_hear"),
        sa.PrimaryKeyConstraint("webhook_id"),
        sa.Index("webhook_of_holder", "role", "holder"),
    )
