"""Lists of drafts, orders and wallets, each in the order of numbers that an index has."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    func,
    literal_column,
    or_,
    select,
)

from service.domain import chart
from service.store.books import TRANSFER
from service.store.drafts import DRAFT
from service.store.offers import OFFER
from service.store.orders import DEAL, ORDER
from service.store.paging import FoundRows, RowRange, Stretch, found, numbers
from service.store.wallets import WALLET

_DEPOSIT = "deposit:"
_IS_DEPOSIT = TRANSFER.c.key.like(literal_column(f"'{_DEPOSIT}%'"))  # in the words of the index


@dataclass(frozen=True)
class DraftsWanted:
    """Which drafts: of whose outlet or of all, in a state at a moment, issued in a stretch."""

    own: str | None
    outlet: str | None
    state: str | None
    now_ms: int
    stretch: Stretch


@dataclass(frozen=True)
class OrdersWanted:
    """Which orders: of a wallet, of a seller who is each of these, of a provider's wallets."""

    wallet_id: str | None
    sellers: tuple[str, ...]
    provider: str | None
    state: str | None
    stretch: Stretch


@dataclass(frozen=True)
class WalletsWanted:
    """Which wallets: one, those at all of these providers, or all; frozen, opened in a stretch."""

    wallet_id: str | None
    providers: tuple[str, ...]
    is_frozen: bool | None
    stretch: Stretch


def drafts(connection: Connection, wanted: DraftsWanted, window: RowRange) -> FoundRows:
    """Return a page of drafts, in the order in which their deposits were entered.

    The line that a deposit entered has its number, so that drafts need no number of their own.
    """
    source = numbers(TRANSFER, _IS_DEPOSIT, TRANSFER.c.book == str(chart.Book.POST))
    for outlet in filter(None, {wanted.own, wanted.outlet}):
        source = source.where(TRANSFER.c.debit == chart.cash(outlet).name)

    def kept(examined: Subquery) -> Select[Any]:
        draft_id = func.substr(examined.c.key, len(_DEPOSIT) + 1)
        return (
            select(examined.c.seq, DRAFT)
            .join(DRAFT, DRAFT.c.draft_id == draft_id)
            .where(*wanted.stretch.holds(DRAFT.c.issued_ms), *_stands(wanted))
        )

    return found(connection, [source], kept, window)


def orders(connection: Connection, wanted: OrdersWanted, window: RowRange) -> FoundRows:
    """Return a page of orders, in the order in which they were placed."""
    which = [ORDER.c.seller_id == seller_id for seller_id in wanted.sellers]
    if wanted.wallet_id is not None:
        which.append(ORDER.c.wallet_id == wanted.wallet_id)
    source = select(ORDER.c.seq, ORDER.c.order_id).where(*which)

    def kept(examined: Subquery) -> Select[Any]:
        query = DEAL.join(examined, examined.c.order_id == ORDER.c.order_id)
        if wanted.provider is not None:
            query = query.where(WALLET.c.provider == wanted.provider)
        if wanted.state is not None:
            query = query.where(ORDER.c.state == wanted.state)
        return query.where(*wanted.stretch.holds(ORDER.c.placed_ms))

    return found(connection, [source], kept, window)


def wallets(connection: Connection, wanted: WalletsWanted, window: RowRange) -> FoundRows:
    """Return a page of wallets, in the order in which they were opened."""
    which = [WALLET.c.provider == provider for provider in wanted.providers]
    if wanted.wallet_id is not None:
        which.append(WALLET.c.wallet_id == wanted.wallet_id)
    source = numbers(WALLET, *which)

    def kept(examined: Subquery) -> Select[Any]:
        query = select(examined).where(*wanted.stretch.holds(examined.c.opened_ms))
        if wanted.is_frozen is not None:
            query = query.where(examined.c.is_frozen == wanted.is_frozen)
        return query

    return found(connection, [source], kept, window)


def order_number(connection: Connection, seller_id: str, order_id: str) -> int | None:
    """Return the number of a seller's order; None if there is none."""
    return _number(connection, ORDER.c.seq, ORDER.c.order_id == order_id, seller_id)


def offer_number(connection: Connection, seller_id: str, offer_id: str) -> int | None:
    """Return the number of a seller's offer; None if there is none."""
    return _number(connection, OFFER.c.seq, OFFER.c.offer_id == offer_id, seller_id)


def _number(
    connection: Connection, number: ColumnElement[int], which: ColumnElement[bool], seller_id: str
) -> int | None:
    query = select(number).where(which, number.table.c.seller_id == seller_id)
    found_number = connection.execute(query).scalar_one_or_none()
    return None if found_number is None else int(found_number)


def _stands(wanted: DraftsWanted) -> list[ColumnElement[bool]]:
    """Return the conditions of a state: who is past its time is expired, whatever its row says."""
    if wanted.state is None:
        return []
    if wanted.state == "issued":
        return [DRAFT.c.state == "issued", DRAFT.c.expires_ms > wanted.now_ms]
    if wanted.state == "expired":
        is_past = and_(DRAFT.c.state == "issued", DRAFT.c.expires_ms <= wanted.now_ms)
        return [or_(DRAFT.c.state == "expired", is_past)]
    return [DRAFT.c.state == wanted.state]
