"""Drafts, the numbers kept for outlets, and the tries of numbers that no draft has."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from service.database.change import Change
from service.database.statements import Query, Row, if_unchanged, versions_of
from service.domain.draft import Deposit, Draft, DraftState, Reset
from service.store.names import insert_or_meet, names, table_of
from service.tables import DraftRow, ReservedNumberRow, UnknownNumberRow

DRAFT = table_of(DraftRow)
RESERVED = table_of(ReservedNumberRow)
UNKNOWN = table_of(UnknownNumberRow)

_INSERT_DRAFT = (
    insert(DRAFT).values({column: bindparam(f"draft_{column}") for column in names(DRAFT)}).inline()
)
_CHANGING = (
    "number_hash", "password_hash", "state", "ended_ms", "reset_hash",
    "reset_from_ms", "wrong_tries", "locked_until_ms",
)  # fmt: skip
_UPDATE_DRAFT = (
    update(DRAFT)
    .where(DRAFT.c.draft_id == bindparam("draft_draft_id"))
    .values({column: bindparam(f"draft_{column}") for column in _CHANGING})
)
_END_DRAFT = if_unchanged(
    update(DRAFT)
    .where(DRAFT.c.draft_id == bindparam("draft_draft_id"))
    .values(
        {column: bindparam(f"draft_{column}") for column in ("state", "ended_ms", "wallet_id")}
    ),
    DRAFT,
)
_NOTE_TRIES = (
    update(DRAFT)
    .where(DRAFT.c.draft_id == bindparam("draft_draft_id"))
    .values({column: bindparam(f"draft_{column}") for column in ("wrong_tries", "locked_until_ms")})
)
_INSERT_RESERVED = (
    insert(RESERVED)
    .values({column: bindparam(f"kept_{column}") for column in names(RESERVED)})
    .inline()
)
_USE_RESERVED = (
    update(RESERVED)
    .where(RESERVED.c.number_hash == bindparam("reserved_number_hash"))
    .values(draft_id=bindparam("reserved_draft_id"))
)


def inserted(draft: Draft, number_hash: bytes) -> Change:
    """Write a new draft, which a number finds."""
    return Change(_INSERT_DRAFT, _values(draft, number_hash))


def updated(draft: Draft, number_hash: bytes) -> Change:
    """Write what has changed of a draft, its number among it."""
    return Change(_UPDATE_DRAFT, _values(draft, number_hash))


def ended(draft: Draft, wallet_id: str, versions: Mapping[str, Any]) -> Change:
    """End a draft in a wallet, if its row is still the one of the versions that were read."""
    values = {
        "draft_draft_id": draft.deposit.draft_id,
        "draft_state": str(draft.state),
        "draft_ended_ms": draft.ended_ms,
        "draft_wallet_id": wallet_id,
    }
    return Change(_END_DRAFT, values | versions_of(versions, DRAFT))


def reserved(
    number_hashes: Sequence[bytes], outlet: str, block_id: str, reserved_ms: int
) -> tuple[Change, ...]:
    """Keep the numbers of a block for an outlet, each in a row of its own."""
    same = {
        "kept_outlet": outlet,
        "kept_block_id": block_id,
        "kept_reserved_ms": reserved_ms,
        "kept_draft_id": None,
    }
    rows = ({"kept_number_hash": number_hash, **same} for number_hash in number_hashes)
    return tuple(Change(_INSERT_RESERVED, row) for row in rows)


def reserved_used(number_hash: bytes, draft_id: str) -> Change:
    """Note which draft has a number that was kept for an outlet."""
    values = {"reserved_number_hash": number_hash, "reserved_draft_id": draft_id}
    return Change(_USE_RESERVED, values)


def _values(draft: Draft, number_hash: bytes) -> dict[str, Any]:
    deposit, reset = draft.deposit, draft.reset
    return {
        "draft_draft_id": deposit.draft_id,
        "draft_number_hash": number_hash,
        "draft_outlet": deposit.outlet,
        "draft_depositor_hash": bytes.fromhex(deposit.depositor),
        "draft_password_hash": bytes.fromhex(deposit.password),
        "draft_amount_fen": deposit.amount_fen,
        "draft_fee_fen": draft.fee_fen,
        "draft_issued_ms": draft.issued_ms,
        "draft_expires_ms": draft.expires_ms,
        "draft_state": str(draft.state),
        "draft_ended_ms": draft.ended_ms,
        "draft_wallet_id": None,
        "draft_reset_hash": bytes.fromhex(reset.password) if reset else None,
        "draft_reset_from_ms": reset.from_ms if reset else None,
        "draft_wrong_tries": draft.wrong_tries,
        "draft_locked_until_ms": draft.locked_until_ms,
    }


def draft_of(row: Row) -> Draft:
    """Return what a row says; hashes as hexadecimal text."""
    reset = None
    if row["reset_hash"] is not None:
        reset = Reset(row["reset_hash"].hex(), row["reset_from_ms"])
    return Draft(
        deposit=Deposit(
            draft_id=row["draft_id"],
            outlet=row["outlet"],
            depositor=row["depositor_hash"].hex(),
            password=row["password_hash"].hex(),
            amount_fen=row["amount_fen"],
        ),
        fee_fen=row["fee_fen"],
        issued_ms=row["issued_ms"],
        expires_ms=row["expires_ms"],
        state=DraftState(row["state"]),
        ended_ms=row["ended_ms"],
        reset=reset,
        wrong_tries=row["wrong_tries"],
        locked_until_ms=row["locked_until_ms"],
    )


_BY_NUMBER = Query(
    select(DRAFT).where(DRAFT.c.number_hash == bindparam("number_hash")).with_for_update()
)
_BY_ID = Query(select(DRAFT).where(DRAFT.c.draft_id == bindparam("draft_id")))


def locked_draft(connection: Connection, number_hash: bytes) -> Draft | None:
    """Return the draft of a number, locked until the transaction ends; None if there is none."""
    row = _BY_NUMBER.first(connection, {"number_hash": number_hash})
    return draft_of(row) if row else None


def draft_with_wallet(connection: Connection, draft_id: str) -> tuple[Draft, str | None] | None:
    """Return a draft and the wallet that it was redeemed into."""
    row = _BY_ID.first(connection, {"draft_id": draft_id})
    return (draft_of(row), row["wallet_id"]) if row else None


def note_tries(connection: Connection, draft: Draft) -> None:
    """Write down the wrong tries of a draft, whatever its state."""
    given = {
        "draft_draft_id": draft.deposit.draft_id,
        "draft_wrong_tries": draft.wrong_tries,
        "draft_locked_until_ms": draft.locked_until_ms,
    }
    connection.execute(_NOTE_TRIES, given)


def locked_lost_drafts(
    connection: Connection,
    depositor_hashes: Collection[bytes],
    amount_fen: int,
    days_ms: tuple[int, int],
) -> tuple[Draft, ...]:
    """Return the depositor's drafts of one amount issued in a stretch of time, locked.

    The depositor may be known by one of several hashes.
    """
    found = connection.execute(
        select(DRAFT)
        .where(
            DRAFT.c.depositor_hash.in_(depositor_hashes),
            DRAFT.c.amount_fen == amount_fen,
            DRAFT.c.issued_ms >= days_ms[0],
            DRAFT.c.issued_ms < days_ms[1],
        )
        .order_by(DRAFT.c.issued_ms)
        .with_for_update()
    )
    return tuple(draft_of(row) for row in found.mappings())


def is_reserved(connection: Connection, number_hash: bytes, outlet: str) -> bool:
    """Tell whether a number was given to this outlet and is unused."""
    query = select(RESERVED.c.draft_id).where(
        RESERVED.c.number_hash == number_hash, RESERVED.c.outlet == outlet
    )
    row = connection.execute(query.with_for_update()).first()
    return row is not None and row.draft_id is None


def tries_of_unknown(connection: Connection, number_hash: bytes) -> tuple[int, int]:
    """Return the wrong tries of a number that no draft has, and until when it is locked."""
    query = select(UNKNOWN.c.wrong_tries, UNKNOWN.c.locked_until_ms).where(
        UNKNOWN.c.number_hash == number_hash
    )
    row = connection.execute(query).first()
    return (row.wrong_tries, row.locked_until_ms) if row else (0, 0)


def note_unknown(connection: Connection, number_hash: bytes, draft: Draft, now_ms: int) -> None:
    """Write down the tries of a number that no draft has."""
    values = {
        "wrong_tries": draft.wrong_tries,
        "locked_until_ms": draft.locked_until_ms,
        "tried_ms": now_ms,
    }
    statement = insert_or_meet(connection, UNKNOWN).values(number_hash=number_hash, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["number_hash"], set_=values))


def unused_fen(connection: Connection) -> int:
    """Return what all drafts hold together that are neither redeemed nor paid back."""
    query = select(func.coalesce(func.sum(DRAFT.c.amount_fen), 0)).where(
        DRAFT.c.state.in_(("issued", "expired"))
    )
    return int(connection.execute(query).scalar_one())


def forget_unknown(connection: Connection, before_ms: int) -> int:
    """Delete the tries of unknown numbers that were last tried before a moment; return how many."""
    return connection.execute(delete(UNKNOWN).where(UNKNOWN.c.tried_ms < before_ms)).rowcount
