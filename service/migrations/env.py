"""Alembic's entrance: it gets its connection from `service.database.schema`."""

from alembic import context
from sqlmodel import SQLModel

from service import tables

assert tables.TransferRow.__tablename__ in SQLModel.metadata.tables, "the tables are known"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
