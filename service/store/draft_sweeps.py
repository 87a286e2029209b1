"""The sweep of drafts: those whose time is over are found by when they were issued.

An index on the moment at which a draft expires, or on its state, would cost each deposit and each
redemption; the one on `issued_ms` is there. So the sweep notes until when all is swept, and the
shortest validity that any draft had.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, literal_column, select, update

from service.domain.draft import Draft
from service.store.drafts import DRAFT, draft_of
from service.store.names import insert_or_meet, table_of
from service.tables import DraftSweepRow

SWEEP = table_of(DraftSweepRow)

_IS_ISSUED = DRAFT.c.state == literal_column("'issued'")
_EXPIRE = (
    update(DRAFT)
    .where(DRAFT.c.draft_id == bindparam("expired_draft_id"))
    .values(state=bindparam("expired_state"))
)


def locked_expired(
    connection: Connection, now_ms: int, valid_ms: int, count: int
) -> tuple[Draft, ...]:
    """Return drafts that have expired and are not written down so, the oldest first, locked.

    `valid_ms` is how long drafts are valid now. Nobody else sweeps until the transaction ends.
    """
    swept_ms, shortest_ms = _locked_sweep(connection, valid_ms)
    found = connection.execute(
        select(DRAFT)
        .where(
            DRAFT.c.issued_ms >= swept_ms,
            DRAFT.c.issued_ms <= now_ms - shortest_ms,
            _IS_ISSUED,
            DRAFT.c.expires_ms <= now_ms,
        )
        .order_by(DRAFT.c.issued_ms)
        .limit(count)
        .with_for_update()
    )
    return tuple(draft_of(row) for row in found.mappings())


def expired(connection: Connection, drafts: Sequence[Draft], latest_ms: int) -> None:
    """Write that drafts have expired, and that nothing is left to sweep before the first alive.

    None is entered later that was issued before `latest_ms`.
    """
    if drafts:
        rows = [
            {"expired_draft_id": one.deposit.draft_id, "expired_state": str(one.state)}
            for one in drafts
        ]
        connection.execute(_EXPIRE, rows)
    first_alive = (
        select(DRAFT.c.issued_ms)
        .where(
            DRAFT.c.issued_ms >= select(SWEEP.c.swept_ms).scalar_subquery(),
            _IS_ISSUED,
        )
        .order_by(DRAFT.c.issued_ms)
        .limit(1)
    )
    alive_ms = connection.execute(first_alive).scalar_one_or_none()
    swept_ms = latest_ms if alive_ms is None else min(alive_ms, latest_ms)
    connection.execute(update(SWEEP).values(swept_ms=swept_ms))


def _locked_sweep(connection: Connection, valid_ms: int) -> tuple[int, int]:
    """Return from which moment of issue on is swept, and the shortest validity; one at a time."""
    found = connection.execute(select(SWEEP).with_for_update()).mappings().first()
    if found is None:
        shortest = select(func.min(DRAFT.c.expires_ms - DRAFT.c.issued_ms))
        known_ms = connection.execute(shortest).scalar_one()
        first = {"swept_ms": 0, "shortest_ms": valid_ms if known_ms is None else int(known_ms)}
        statement = insert_or_meet(connection, SWEEP).values(place=1, **first)
        connection.execute(statement.on_conflict_do_nothing())
        found = connection.execute(select(SWEEP).with_for_update()).mappings().one()
    if valid_ms < found["shortest_ms"]:
        connection.execute(update(SWEEP).values(shortest_ms=valid_ms))
    return found["swept_ms"], min(valid_ms, found["shortest_ms"])
