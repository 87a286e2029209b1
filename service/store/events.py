"""Events: what happened, saved with what was done."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert
from sqlalchemy.sql.dml import Insert

from service.domain.event import Event
from service.store.names import names, table_of
from service.tables import EventRow

EVENT = table_of(EventRow)

_COLUMNS = tuple(column for column in names(EVENT) if column != "seq")


@cache
def note(count: int) -> Insert:
    """Return the statement that saves so many events, with the parameters of `noted`."""
    rows: list[dict[str, BindParameter[Any]]] = [
        {column: bindparam(f"event_{place}_{column}") for column in _COLUMNS}
        for place in range(count)
    ]
    return insert(EVENT).values(rows).inline()


def noted(events: Sequence[Event], event_ids: Sequence[str], at_ms: int) -> dict[str, Any]:
    """Return the parameters of `note`."""
    values: dict[str, Any] = {}
    for place, (event, event_id) in enumerate(zip(events, event_ids, strict=True)):
        values |= {
            f"event_{place}_event_id": event_id,
            f"event_{place}_kind": event.kind,
            f"event_{place}_subject": event.subject,
            f"event_{place}_wallet_id": event.wallet_id,
            f"event_{place}_seller_id": event.seller_id,
            f"event_{place}_data": json.dumps(event.data, ensure_ascii=False),
            f"event_{place}_at_ms": at_ms,
        }
    return values
