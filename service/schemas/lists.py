"""Queries and answers of the lists of drafts, orders and wallets."""

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.basics import AnyMoney, Id, Moment, Money, OutletName, ShownName, Strict
from service.schemas.counter import DraftAnswer
from service.schemas.payments import ListQuery
from service.schemas.wallets import WalletAnswer

DraftStateName = Literal["issued", "redeemed", "cashed", "expired", "refunded", "cancelled"]
OrderStateName = Literal[
    "placed", "paid", "shipped", "delivered", "disputed", "released", "cancelled", "refunded"
]


class DraftsQuery(ListQuery):
    """Which drafts, by when they were paid in; only whoever sees all outlets names one."""

    outlet: OutletName | None = None
    state: DraftStateName | None = None


class OrdersQuery(ListQuery):
    """Which orders, by when they were placed."""

    wallet_id: Id | None = None
    seller_id: Id | None = None
    state: OrderStateName | None = None


class WalletsQuery(ListQuery):
    """Which wallets, by when they were opened; only auditors name a provider."""

    provider: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    is_frozen: Annotated[bool | None, Field(strict=False)] = None


class DraftsAnswer(Strict):
    """A page of drafts, in the order in which they were entered.

    `next_cursor` is null on the last page; `end_cursor` is there on every one, to go on from later.
    """

    drafts: list[DraftAnswer]
    next_cursor: str | None
    end_cursor: str


class ListedOrder(Strict):
    """An order in a list; the shop that sells does not see the buyer's wallet."""

    order_id: Id
    state: OrderStateName
    offer_id: Id
    title: ShownName
    seller_id: Id
    wallet_id: Id | None
    quantity: int
    money: Money
    refunded: AnyMoney
    placed_at: Moment
    paid_at: Moment | None
    ended_at: Moment | None


class OrdersAnswer(Strict):
    """A page of orders, in the order in which they were placed.

    `next_cursor` is null on the last page; `end_cursor` is there on every one, to go on from later.
    """

    orders: list[ListedOrder]
    next_cursor: str | None
    end_cursor: str


class ListedWallet(WalletAnswer):
    """A wallet in a list."""

    opened_at: Moment


class WalletsAnswer(Strict):
    """A page of wallets, in the order in which they were opened.

    `next_cursor` is null on the last page; `end_cursor` is there on every one, to go on from later.
    """

    wallets: list[ListedWallet]
    next_cursor: str | None
    end_cursor: str
