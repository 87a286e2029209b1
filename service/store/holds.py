"""Holds on wallets, and what was captured of each.

Who changes a hold has locked its wallet before, and so nobody else changes it: wallets are locked
before holds everywhere.
"""

from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, func, insert, or_, select, update

from service.database.change import Change
from service.database.statements import Query, Row
from service.domain.hold import AHEAD_MS, Hold, HoldState
from service.domain.reversal import WalletPayment
from service.store.names import names, table_of
from service.tables import HoldCaptureRow, HoldRow

HOLD = table_of(HoldRow)
CAPTURE = table_of(HoldCaptureRow)

_COLUMNS = tuple(column for column in names(HOLD) if column != "hold_seq")
_CHANGING = ("captured_fen", "released_fen", "state", "ended_ms")
_INSERT_HOLD = (
    insert(HOLD).values({column: bindparam(f"hold_{column}") for column in _COLUMNS}).inline()
)
_UPDATE_HOLD = (
    update(HOLD)
    .where(HOLD.c.hold_id == bindparam("moved_hold_id"))
    .values({column: bindparam(f"moved_{column}") for column in _CHANGING})
)
_INSERT_CAPTURE = (
    insert(CAPTURE)
    .values({column: bindparam(f"capture_{column}") for column in names(CAPTURE)})
    .inline()
)
_IS_HELD = HOLD.c.state == "held"
# As `service.domain.hold.is_over` has it.
_IS_OVER = or_(
    HOLD.c.expires_ms <= bindparam("moment_ms"), HOLD.c.expires_ms > bindparam("ahead_ms")
)
_LEFT_FEN = HOLD.c.amount_fen - HOLD.c.captured_fen - HOLD.c.released_fen
_HOLD = Query(select(HOLD).where(HOLD.c.hold_id == bindparam("id_of_hold")))
_IN_ALL = Query(
    select(
        func.count().label("holds"),
        func.coalesce(func.sum(case((_IS_OVER, 0), else_=_LEFT_FEN)), 0).label("held_fen"),
        func.coalesce(func.sum(case((_IS_OVER, _LEFT_FEN), else_=0)), 0).label("expired_fen"),
    ).where(HOLD.c.wallet_id == bindparam("id_of_wallet"), _IS_HELD)
)
_EXPIRED_OF_WALLET = (
    select(HOLD)
    .where(HOLD.c.wallet_id == bindparam("id_of_wallet"), _IS_HELD, _IS_OVER)
    .order_by(HOLD.c.hold_seq)
    .with_for_update()
)
_EXPIRED = (
    select(HOLD.c.wallet_id)
    .where(and_(_IS_HELD, _IS_OVER))
    .order_by(HOLD.c.expires_ms, HOLD.c.hold_id)
    .limit(bindparam("count"))
)


def inserted(hold: Hold) -> Change:
    """Write a new hold."""
    return Change(_INSERT_HOLD, {f"hold_{name}": value for name, value in vars(hold).items()})


def updated(hold: Hold) -> Change:
    """Write how a hold stands."""
    changing = {f"moved_{name}": getattr(hold, name) for name in _CHANGING}
    return Change(_UPDATE_HOLD, {"moved_hold_id": hold.hold_id, **changing})


def captured(hold_id: str, payment: WalletPayment) -> Change:
    """Write that a part of a hold was paid."""
    values = {
        "capture_payment_id": payment.payment_id,
        "capture_hold_id": hold_id,
        "capture_payee_id": payment.payee_id,
        "capture_amount_fen": payment.amount_fen,
        "capture_captured_ms": payment.paid_ms,
    }
    return Change(_INSERT_CAPTURE, values)


def hold_of(connection: Connection, hold_id: str) -> Hold | None:
    """Return a hold as it stands; None if there is none."""
    row = _HOLD.first(connection, {"id_of_hold": hold_id})
    return _hold_of(row) if row else None


def locked_hold(connection: Connection, hold_id: str) -> Hold:
    """Return a hold that is there, and whose wallet is locked, locked until the end."""
    query = select(HOLD).where(HOLD.c.hold_id == hold_id).with_for_update()
    return _hold_of(connection.execute(query).mappings().one())


def in_all(connection: Connection, wallet_id: str, now_ms: int) -> tuple[int, int, int]:
    """Return how many holds of a wallet were not ended, what they hold, and what expired ones do.

    What has expired is the wallet's again, whether it was swept or not.
    """
    row = _IN_ALL.first(connection, {"id_of_wallet": wallet_id, **_at(now_ms)})
    assert row, "a sum has a row"
    return int(row["holds"]), int(row["held_fen"]), int(row["expired_fen"])


def locked_expired(connection: Connection, wallet_id: str, now_ms: int) -> list[Hold]:
    """Return the holds of a wallet, which is locked, that are to be ended by time."""
    given = {"id_of_wallet": wallet_id, **_at(now_ms)}
    return [_hold_of(row) for row in connection.execute(_EXPIRED_OF_WALLET, given).mappings()]


def wallets_of_expired(connection: Connection, now_ms: int, count: int) -> list[str]:
    """Return of the holds that are to be ended by time whose the first so many are."""
    return list(connection.execute(_EXPIRED, {"count": count, **_at(now_ms)}).scalars())


def holds_of(
    connection: Connection, wallet_id: str, after_seq: int, count: int
) -> list[tuple[int, Hold]]:
    """Return a wallet's holds after one of them, in the order in which they were placed."""
    query = (
        select(HOLD)
        .where(HOLD.c.wallet_id == wallet_id, HOLD.c.hold_seq > after_seq)
        .order_by(HOLD.c.hold_seq)
        .limit(count)
    )
    return [(row["hold_seq"], _hold_of(row)) for row in connection.execute(query).mappings()]


def captures_of(connection: Connection, hold_id: str) -> list[WalletPayment]:
    """Return what was captured of a hold, in order."""
    return _payments(connection, _CAPTURES.where(CAPTURE.c.hold_id == hold_id))


def captured_payment(connection: Connection, payment_id: str) -> WalletPayment | None:
    """Return the payment that a capture was; None if there is none of this id."""
    found = _payments(connection, _CAPTURES.where(CAPTURE.c.payment_id == payment_id))
    return found[0] if found else None


_CAPTURES: Select[Any] = (
    select(CAPTURE, HOLD.c.wallet_id)
    .join(HOLD, HOLD.c.hold_id == CAPTURE.c.hold_id)
    .order_by(CAPTURE.c.captured_ms, CAPTURE.c.payment_id)
)


def held_fen(connection: Connection) -> dict[str, int]:
    """Return of each hold that has not ended how much its account is to hold."""
    query = select(HOLD.c.hold_id, _LEFT_FEN.label("left_fen")).where(_IS_HELD)
    return {row.hold_id: row.left_fen for row in connection.execute(query)}


def _payments(connection: Connection, query: Select[Any]) -> list[WalletPayment]:
    return [
        WalletPayment(
            payment_id=row["payment_id"],
            payer_id=row["wallet_id"],
            payee_id=row["payee_id"],
            amount_fen=row["amount_fen"],
            paid_ms=row["captured_ms"],
        )
        for row in connection.execute(query).mappings()
    ]


def _at(now_ms: int) -> dict[str, int]:
    return {"moment_ms": now_ms, "ahead_ms": now_ms + AHEAD_MS}


def _hold_of(row: Row) -> Hold:
    return Hold(
        hold_id=row["hold_id"],
        wallet_id=row["wallet_id"],
        amount_fen=row["amount_fen"],
        placed_ms=row["placed_ms"],
        expires_ms=row["expires_ms"],
        payee_id=row["payee_id"],
        captured_fen=row["captured_fen"],
        released_fen=row["released_fen"],
        state=HoldState(row["state"]),
        ended_ms=row["ended_ms"],
    )
