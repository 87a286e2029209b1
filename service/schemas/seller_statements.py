"""Answers about a seller's sales."""

from service.schemas.basics import (
    AnyMoney,
    Date,
    Id,
    Moment,
    Money,
    ShownName,
    Strict,
)
from service.schemas.sellers import IdPageQuery
from service.schemas.wallets import Entry


class StatementQuery(IdPageQuery):
    """Which orders: those placed from one day to another, both included; all if left out."""

    from_day: Date | None = None
    until_day: Date | None = None


class SoldAnswer(Strict):
    """One order in a seller's statement.

    `due_at` is when it is released if the buyer forgets to confirm; `days_to_money` is from the
    buyer's payment to the seller's account, null as long as it has not come.
    """

    order_id: Id
    state: str
    title: ShownName
    quantity: int
    money: Money
    in_escrow: AnyMoney
    due_at: Moment | None
    released: AnyMoney
    commission: AnyMoney
    refunded: AnyMoney
    placed_at: Moment
    paid_at: Moment | None
    ended_at: Moment | None
    days_to_money: float | None


class TotalsAnswer(Strict):
    """The sums of all orders of a statement; `sold` are those that were paid."""

    placed_count: int
    sold_count: int
    sold: AnyMoney
    in_escrow_count: int
    in_escrow: AnyMoney
    released: AnyMoney
    commission: AnyMoney
    refunded: AnyMoney
    days_to_money: float | None


class SellerEntriesAnswer(Strict):
    """A page of entries of what a seller is owed; `next_cursor` is null on the last one.

    `end_cursor` is there on every page: go on from it later, for what came after its last entry.
    """

    seller_id: Id
    entries: list[Entry]
    next_cursor: str | None
    end_cursor: str


class SellerStatementAnswer(Strict):
    """A page of a seller's orders, the oldest first; `totals` are on the first page alone.

    `end_cursor` is there on the last page too, to go on from later; it is null as long as there is
    no order.
    """

    seller_id: Id
    totals: TotalsAnswer | None
    orders: list[SoldAnswer]
    next_cursor: str | None
    end_cursor: str | None
