"""Decisions that read one row, and change nothing that there is."""

from typing import Any

from sqlalchemy import literal_column, select

from service.database.change import together
from service.database.optimistic import Decide
from service.database.statements import Query
from service.store.wallets import cash_added

ONE = Query(select(literal_column("1").label("one")))
NO_CHANGE = together([cash_added("nowhere", 1)])


def first(query: Query, **values: object) -> Decide[dict[str, Any]]:
    """Return what decides for the first row of a query, and changes nothing."""
    return lambda reader: (dict(reader.first(query, values) or {}), *NO_CHANGE)
