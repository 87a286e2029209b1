"""What a seller sold: its orders in pages, and their sums."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select

from service.store.orders import DEAL, HELD, ORDER, Deal, deal_of
from service.store.paging import RowRange


@dataclass(frozen=True)
class Totals:
    """Sums over a seller's orders; `to_money_ms` is the mean time, None if no money came."""

    placed_count: int
    sold_count: int
    sold_fen: int
    held_count: int
    held_fen: int
    released_fen: int
    commission_fen: int
    refunded_fen: int
    to_money_ms: float | None


def sold_by(
    connection: Connection, seller_id: str, placed_ms: tuple[int, int], window: RowRange
) -> list[tuple[int, Deal]]:
    """Return a seller's orders placed in a stretch of time, with their numbers, in their order.

    There is one more than the window has, if there is one.
    """
    query = (
        DEAL.where(
            _of_seller(seller_id, placed_ms),
            ORDER.c.seq > window.after,
            ORDER.c.seq <= window.until,
        )
        .order_by(ORDER.c.seq)
        .limit(window.count + 1)
    )
    return [(row["seq"], deal_of(row)) for row in connection.execute(query).mappings()]


def totals_of(connection: Connection, seller_id: str, placed_ms: tuple[int, int]) -> Totals:
    """Return the sums over all orders of a seller placed in a stretch of time."""
    is_sold, is_held = ORDER.c.paid_ms.is_not(None), ORDER.c.state.in_(HELD)
    has_come = ORDER.c.released_fen > 0
    amount, got, back = ORDER.c.amount_fen, ORDER.c.released_fen, ORDER.c.refunded_fen
    row = connection.execute(
        select(
            func.count(),
            func.count().filter(is_sold),
            func.coalesce(func.sum(amount).filter(is_sold), 0),
            func.count().filter(is_held),
            func.coalesce(func.sum(amount).filter(is_held), 0),
            func.coalesce(func.sum(got), 0),
            func.coalesce(func.sum(amount - got - back).filter(has_come), 0),
            func.coalesce(func.sum(back), 0),
            func.avg(ORDER.c.ended_ms - ORDER.c.paid_ms).filter(has_come),
        ).where(_of_seller(seller_id, placed_ms))
    ).one()
    return Totals(
        placed_count=row[0],
        sold_count=row[1],
        sold_fen=int(row[2]),
        held_count=row[3],
        held_fen=int(row[4]),
        released_fen=int(row[5]),
        commission_fen=int(row[6]),
        refunded_fen=int(row[7]),
        to_money_ms=None if row[8] is None else float(row[8]),
    )


def _of_seller(seller_id: str, placed_ms: tuple[int, int]) -> ColumnElement[bool]:
    from_ms, until_ms = placed_ms
    moment = ORDER.c.placed_ms
    return and_(ORDER.c.seller_id == seller_id, moment >= from_ms, moment < until_ms)
