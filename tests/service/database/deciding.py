"""Decisions that read one row, and change nothing that there is."""

from typing import Any

from sqlalchemy import literal_column, select

from service.database.optimistic import Decide
from service.database.statements import Changes, Query
from service.store.wallets import ADD_CASH, till

ONE = Query(select(literal_column("1").label("one")))
NO_CHANGE = (Changes(ADD_CASH), till("nowhere", 1))


def first(query: Query, **values: object) -> Decide[dict[str, Any]]:
    """Return what decides for the first row of a query, and changes nothing."""
    return lambda reader: (dict(reader.first(query, values) or {}), *NO_CHANGE)
