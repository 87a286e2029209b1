"""Payments and withdrawals: read from the lines of the books that they made.

The books hold each of them under a key of its own, which never changes; so those that were made by
any version before can be read, and nothing is stored twice. A payment is from wallet to wallet, or
the capture of a hold, whose wallet is the payer. How much was given back stands with its reversals.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from service.database.statements import Row
from service.domain.chart import Book, hold, wallet
from service.store.books import TRANSFER
from service.store.holds import CAPTURE, HOLD
from service.store.paging import EVER, FoundRows, RowRange, Stretch, found, numbers
from service.store.reversals import REVERSAL
from service.store.wallets import WALLET

_OF_WALLET = wallet("").name
_OF_HOLD = hold("").name
_CAPTURED = "hold_capture:"
# In the words of the indexes, so that both databases use them.
_IS_PAYMENT, _IS_CAPTURE, _IS_WITHDRAWAL = (
    TRANSFER.c.key.like(literal_column(f"'{event}:%'"))
    for event in ("payment", "hold_capture", "withdrawal")
)
_PAYER, _PAYEE = WALLET.alias("payer"), WALLET.alias("payee")


@dataclass(frozen=True)
class MovedMoney:
    """Money that left a wallet, for another wallet or for the bank, whose wallet is None.

    `hold_id` is the hold that it was kept in before; `reversed_fen` was given back since.
    """

    movement_id: str
    payer_id: str
    payee_id: str | None
    amount_fen: int
    at_ms: int
    payer_provider: str
    payee_provider: str | None
    hold_id: str | None = None
    reversed_fen: int = 0


@dataclass(frozen=True)
class MovementsWanted:
    """Which payments or withdrawals: of one wallet or provider, or of all; `side` None is both.

    The side is "payer" or "payee"; of withdrawals the wallet is the payer.
    """

    wallet_id: str | None = None
    provider: str | None = None
    side: str | None = None
    stretch: Stretch = EVER


def payment(connection: Connection, payment_id: str) -> MovedMoney | None:
    """Return a payment; None if there is none."""
    return _one(connection, f"payment:{payment_id}", f"{_CAPTURED}{payment_id}")


def withdrawal(connection: Connection, withdrawal_id: str) -> MovedMoney | None:
    """Return a withdrawal; None if there is none."""
    return _one(connection, f"withdrawal:{withdrawal_id}")


def payments(connection: Connection, wanted: MovementsWanted, window: RowRange) -> FoundRows:
    """Return a page of payments, the first to be entered first."""
    if wanted.wallet_id is None:
        sources = [numbers(TRANSFER, _IS_PAYMENT), numbers(TRANSFER, _IS_CAPTURE)]
    else:
        by_side = {
            "payer": [_of_wallet(TRANSFER.c.debit, wanted.wallet_id), _captures(wanted.wallet_id)],
            "payee": [_of_wallet(TRANSFER.c.credit, wanted.wallet_id)],
        }
        sources = [
            source
            for side, found_there in by_side.items()
            if wanted.side in {None, side}
            for source in found_there
        ]

    def kept(examined: Subquery) -> Select[Any]:
        key = examined.c.key
        query = _shown(examined).where(key.like("payment:%") | key.like(f"{_CAPTURED}%"))
        return query.where(*wanted.stretch.holds(examined.c.at_ms), *_of_provider(wanted))

    return found(connection, sources, kept, window)


def withdrawals(connection: Connection, wanted: MovementsWanted, window: RowRange) -> FoundRows:
    """Return a page of withdrawals, the first to be entered first."""
    if wanted.wallet_id is None:
        source = numbers(TRANSFER, _IS_WITHDRAWAL)
    else:
        source = _of_wallet(TRANSFER.c.debit, wanted.wallet_id)

    def kept(examined: Subquery) -> Select[Any]:
        query = _shown(examined).where(examined.c.key.like("withdrawal:%"))
        return query.where(*wanted.stretch.holds(examined.c.at_ms), *_of_provider(wanted))

    return found(connection, [source], kept, window)


def movement_of(row: Row) -> MovedMoney:
    """Return what a row of a page says."""
    is_payment = row["credit"].startswith(_OF_WALLET)
    return MovedMoney(
        movement_id=row["key"].partition(":")[2],
        payer_id=row["payer_id"],
        payee_id=row["credit"].removeprefix(_OF_WALLET) if is_payment else None,
        amount_fen=row["amount_fen"],
        at_ms=row["at_ms"],
        payer_provider=row["payer_provider"],
        payee_provider=row["payee_provider"],
        hold_id=row["hold_id"],
        reversed_fen=int(row["reversed_fen"]),
    )


def _one(connection: Connection, *keys: str) -> MovedMoney | None:
    line = (
        select(TRANSFER)
        .where(TRANSFER.c.book == str(Book.GATEWAY), TRANSFER.c.key.in_(keys))
        .subquery("line")
    )
    row = connection.execute(_shown(line)).mappings().first()
    return movement_of(row) if row else None


def _of_wallet(side: ColumnElement[str], wallet_id: str) -> Select[Any]:
    of_wallets = side.like(literal_column(f"'{_OF_WALLET}%'"))
    return numbers(TRANSFER, side == wallet(wallet_id).name, of_wallets)


def _captures(wallet_id: str) -> Select[Any]:
    """Return the lines of captures of a wallet's holds; no index has these in order of entry.

    All of them are looked at for each page, as many as were ever captured of this one wallet.
    """
    return (
        select(TRANSFER)
        .join(CAPTURE, TRANSFER.c.key == literal(_CAPTURED) + CAPTURE.c.payment_id)
        .join(HOLD, HOLD.c.hold_id == CAPTURE.c.hold_id)
        .where(TRANSFER.c.book == str(Book.GATEWAY), HOLD.c.wallet_id == wallet_id)
    )


def _shown(lines: Subquery) -> Select[Any]:
    """Return lines with both sides, their providers, and what was given back."""
    after = len(_OF_WALLET) + 1
    payer_id = func.coalesce(HOLD.c.wallet_id, func.substr(lines.c.debit, after))
    payee_id = func.substr(lines.c.credit, after)
    hold_id = func.substr(lines.c.debit, len(_OF_HOLD) + 1)
    event_id = case(
        (lines.c.key.like(f"{_CAPTURED}%"), func.substr(lines.c.key, len(_CAPTURED) + 1)),
        else_=func.substr(lines.c.key, len("payment:") + 1),
    )
    reversed_fen = (
        select(func.coalesce(func.max(REVERSAL.c.reversed_fen), 0))
        .where(REVERSAL.c.payment_id == event_id)
        .scalar_subquery()
    )
    return (
        select(
            lines,
            payer_id.label("payer_id"),
            HOLD.c.hold_id.label("hold_id"),
            reversed_fen.label("reversed_fen"),
            _PAYER.c.provider.label("payer_provider"),
            _PAYEE.c.provider.label("payee_provider"),
        )
        .outerjoin(HOLD, and_(lines.c.debit.like(f"{_OF_HOLD}%"), HOLD.c.hold_id == hold_id))
        .join(_PAYER, _PAYER.c.wallet_id == payer_id)
        .outerjoin(
            _PAYEE,
            and_(lines.c.credit.like(f"{_OF_WALLET}%"), _PAYEE.c.wallet_id == payee_id),
        )
    )


def _of_provider(wanted: MovementsWanted) -> list[ColumnElement[bool]]:
    if wanted.provider is None:
        return []
    sides = {"payer": _PAYER.c.provider, "payee": _PAYEE.c.provider}
    return [or_(*(one == wanted.provider for s, one in sides.items() if wanted.side in {None, s}))]
