"""The statement of a seller: what was sold, is in escrow, is due when, and came to money."""

from typing import Any

from service.call import Call
from service.clock import day_from_date, rfc3339
from service.database.connection import Connection
from service.domain import chart
from service.domain.day import DAY_MS, day_end_ms
from service.domain.order import OrderState, released_fen
from service.domain.sale import SaleTerms
from service.operations.lists import number_of_cursor, strange_cursor
from service.operations.statements import page_of_entries
from service.refusals.trade import SellerUnknown
from service.schemas.basics import moment, money
from service.schemas.wallets import PageQuery
from service.store import listed, sellers, sold
from service.store.orders import HELD, Deal
from service.store.paging import RowRange
from service.store.sold import Totals

_FOR_EVER = (0, 1 << 62)


def show_statement(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a page of what a seller sold; a shop sees its own. Refused: `SellerUnknown`."""
    seller_id, query = call.path["seller_id"], call.body
    is_others = call.caller.role == "shop" and call.caller.holder != seller_id
    if is_others or sellers.seller_with_moment(connection, seller_id) is None:
        raise SellerUnknown
    placed_ms = _stretch(query.from_day, query.until_day)
    after = number_of_cursor(query.cursor)
    if after is None:
        after = listed.order_number(connection, seller_id, query.cursor)
    if after is None:
        raise strange_cursor()
    window = RowRange(after, call.settled, query.limit)
    deals = sold.sold_by(connection, seller_id, placed_ms, window)
    page = deals[: query.limit]
    totals = None
    if query.cursor is None:
        totals = _totals(sold.totals_of(connection, seller_id, placed_ms))
    return {
        "seller_id": seller_id,
        "totals": totals,
        "orders": [_sold(deal, call.context.sale_terms) for _, deal in page],
        "next_cursor": str(page[-1][0]) if len(deals) > query.limit else None,
        "end_cursor": str(page[-1][0]) if page else query.cursor,
    }


def show_entries(connection: Connection, call: Call[PageQuery]) -> dict[str, Any]:
    """Return a page of what changed a seller's account. Refused: `SellerUnknown`."""
    seller_id = call.path["seller_id"]
    found = sellers.seller_with_moment(connection, seller_id)
    is_others = call.caller.role == "shop" and call.caller.holder != seller_id
    if is_others or found is None:
        raise SellerUnknown
    account, held_fen = chart.seller(seller_id), found[0].balance_fen
    page = page_of_entries(connection, account, held_fen, call.body, call.settled)
    return {"seller_id": seller_id, **page}


def _stretch(from_day: str | None, until_day: str | None) -> tuple[int, int]:
    from_ms, until_ms = _FOR_EVER
    if from_day is not None:
        from_ms = day_end_ms(day_from_date(from_day)) - DAY_MS
    if until_day is not None:
        until_ms = day_end_ms(day_from_date(until_day))
    return from_ms, until_ms


def _sold(deal: Deal, terms: SaleTerms) -> dict[str, Any]:
    sale, order = deal.sale, deal.sale.order
    got_fen = released_fen(order)
    has_come = got_fen > 0 and sale.ended_ms is not None and sale.paid_ms is not None
    due_ms = order.since_ms + terms.confirm_ms if order.state is OrderState.DELIVERED else None
    return {
        "order_id": order.order_id,
        "state": str(order.state),
        "title": deal.title,
        "quantity": sale.quantity,
        "money": money(order.amount_fen),
        "in_escrow": money(order.amount_fen if order.state in HELD else 0),
        "due_at": moment(due_ms),
        "released": money(got_fen),
        "commission": money(order.amount_fen - order.refunded_fen - got_fen if has_come else 0),
        "refunded": money(order.refunded_fen),
        "placed_at": rfc3339(sale.placed_ms),
        "paid_at": moment(sale.paid_ms),
        "ended_at": moment(sale.ended_ms),
        "days_to_money": _days((sale.ended_ms or 0) - (sale.paid_ms or 0)) if has_come else None,
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "placed_count": totals.placed_count,
        "sold_count": totals.sold_count,
        "sold": money(totals.sold_fen),
        "in_escrow_count": totals.held_count,
        "in_escrow": money(totals.held_fen),
        "released": money(totals.released_fen),
        "commission": money(totals.commission_fen),
        "refunded": money(totals.refunded_fen),
        "days_to_money": None if totals.to_money_ms is None else _days(totals.to_money_ms),
    }


def _days(stretch_ms: float) -> float:
    return round(stretch_ms / DAY_MS, 2)
