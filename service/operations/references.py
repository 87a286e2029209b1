"""Order first, pay later: a reference is issued for an order, and paid in cash at an outlet.

Whoever knows a reference can do nothing but pay it; a counter sees the shop's name and what is due.
Unknown ones are counted as guessing all the same, so that nobody reads the shop's sales off them.

At the counter, cash that does not fit is refused while it lies there. Cash that was taken without a
line is there already, so `taken_at` is never refused for what the order has become meanwhile: what
does not pay it goes into the buyer's wallet, where it can pay at once or be withdrawn. A credit at
the outlet would need another number and another way there, for who had to come once already.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from service.call import Call, Entropy, Outcome
from service.clock import from_rfc3339, local_day_end_ms, rfc3339, zone_of
from service.database.connection import Connection
from service.documents import voucher as vouchers
from service.documents.voucher import Voucher
from service.domain.day import DAY_MS
from service.domain.order import OrderState
from service.domain.reference import (
    REFERENCE_DIGITS,
    formatted,
    parse_reference,
    reference_number,
)
from service.domain.refusals.base import refuse
from service.domain.sale import Cash, Sale, Taken, enter_cash, issue_reference, take_cash
from service.operations.annotations import annotated
from service.operations.bookkeeping import entered
from service.operations.deposits import OFFLINE_DAYS_MAX
from service.operations.events import credited, event
from service.operations.order_steps import own_deal, side_of, step_of
from service.operations.throttling import counting, require_no_guessing
from service.refusals.request import PaidInMomentWrong
from service.refusals.trade import ReferenceNotIssued, ReferenceUnknown
from service.schemas.basics import money
from service.schemas.orders import (
    DueName,
    ReferenceEnquiryBody,
    ReferencePaymentBody,
)
from service.schemas.references import ReferenceBody, VoucherQuery
from service.store import orders
from service.store.orders import Deal

if TYPE_CHECKING:
    from service.domain.event import Event


def issue(connection: Connection, call: Call[ReferenceBody]) -> Outcome:
    """Let an order be paid at a counter. Refused: `OrderUnknown`, and as in `issue_reference`."""
    deal, _ = own_deal(connection, call)
    reference = _drawn(call.entropy)
    sale = issue_reference(deal.sale, reference, _pay_by_ms(call), call.now_ms)
    answer = {
        "order_id": sale.order.order_id,
        "reference": formatted(reference),
        "money": money(sale.order.amount_fen),
        "fee": money(_fee_fen(call, sale)),
        "expires_at": rfc3339(sale.pay_by_ms),
    }
    step = step_of(deal, sale, (), ("reference.issued",), expires_at=answer["expires_at"])
    return replace(step, answer=answer)


def voucher_page(connection: Connection, call: Call[VoucherQuery]) -> str:
    """Return what the buyer takes to a counter, as a page. Refused: as in `_voucher`."""
    return vouchers.as_page(_voucher(connection, call))


def voucher_text(connection: Connection, call: Call[VoucherQuery]) -> str:
    """Return what the buyer takes to a counter, as text. Refused: as in `_voucher`."""
    return vouchers.as_text(_voucher(connection, call))


def enquire(connection: Connection, call: Call[ReferenceEnquiryBody]) -> Outcome:
    """Tell a counter what is due. Refused: as in `_found`."""
    deal = _found(connection, call)
    sale, fee_fen = deal.sale, _fee_fen(call, deal.sale)
    return Outcome(
        {
            "reference": formatted(str(sale.reference)),
            "shop": deal.seller_name,
            "state": _state(sale, call.now_ms),
            "money": money(sale.order.amount_fen),
            "fee": money(fee_fen),
            "due": money(sale.order.amount_fen + fee_fen),
            "expires_at": rfc3339(sale.pay_by_ms),
        }
    )


@annotated("reference_payment")
def pay(connection: Connection, call: Call[ReferencePaymentBody]) -> Outcome:
    """Take cash for a reference, or enter what was taken without a line.

    Refused: as in `_found`; at the counter as in `take_cash`, afterwards `PaidInMomentWrong`.
    """
    body, outlet = call.body, call.caller.holder
    taken_ms = None if body.taken_at is None else from_rfc3339(body.taken_at)
    earliest_ms = call.now_ms - OFFLINE_DAYS_MAX * DAY_MS
    if taken_ms is not None and not earliest_ms <= taken_ms <= call.now_ms:
        refuse(PaidInMomentWrong(OFFLINE_DAYS_MAX))
    deal = _found(connection, call)
    payment_id = call.entropy.new_id(call.now_ms)
    cash = Cash(payment_id, outlet, body.money.amount, _fee_fen(call, deal.sale))
    if taken_ms is None:
        taken = take_cash(deal.sale, cash, call.now_ms)
    else:
        taken = enter_cash(deal.sale, cash, taken_ms, call.now_ms)
    return _booked(call, deal, cash, taken)


def _booked(call: Call[ReferencePaymentBody], deal: Deal, cash: Cash, taken: Taken) -> Outcome:
    order, is_paid = taken.sale.order, taken.sale is not deal.sale
    became = {(True, False): "paid", (True, True): "paid_and_credited"}.get(
        (is_paid, taken.credited_fen > 0), "credited"
    )
    answer = {
        "payment_id": cash.payment_id,
        "reference": formatted(str(deal.sale.reference)),
        "shop": deal.seller_name,
        "outlet": cash.outlet,
        "money": money(cash.cash_fen),
        "fee": money(cash.fee_fen if is_paid else 0),
        "became": became,
        "credited": money(taken.credited_fen),
        "entered_at": rfc3339(call.now_ms),
    }
    now = replace(deal, sale=taken.sale)
    events: tuple[Event, ...] = (event("reference.paid", now, became=became),)
    if is_paid:
        events = (*events, event("order.paid", now, by="reference"))
    if taken.credited_fen:
        events = (
            *events,
            credited(order.order_id, order.wallet_id, taken.credited_fen, "reference"),
        )
    changes = entered(taken.transfers)
    if is_paid:
        changes = (orders.updated(taken.sale), *changes)
    return Outcome(answer, changes, events=events)


def _state(sale: Sale, now_ms: int) -> DueName:
    if sale.paid_ms is not None:
        return "paid"
    if sale.order.state is not OrderState.PLACED or now_ms >= sale.pay_by_ms:
        return "ended"
    return "due"


def _pay_by_ms(call: Call[ReferenceBody]) -> int:
    days, zone = call.body.valid_days, call.body.ends_at_midnight
    if zone is None:
        return call.now_ms + days * DAY_MS
    return local_day_end_ms(call.now_ms, days, zone_of(zone))


def _voucher(connection: Connection, call: Call[VoucherQuery]) -> Voucher:
    """Return the voucher of the order in the path. Refused: `OrderUnknown`, `ReferenceNotIssued`.

    It is made anew each time, so it never shows another amount or state than a counter sees.
    """
    deal = orders.deal(connection, call.path["order_id"])
    side_of(call.caller, deal)
    assert deal is not None, "it has a side"
    if deal.sale.reference is None:
        raise ReferenceNotIssued
    return Voucher(
        reference=deal.sale.reference,
        shop=deal.seller_name,
        state=_state(deal.sale, call.now_ms),
        amount_fen=deal.sale.order.amount_fen,
        fee_fen=_fee_fen(call, deal.sale),
        pay_by_ms=deal.sale.pay_by_ms,
        shown_ms=call.now_ms,
        zone=zone_of(call.body.zone),
    )


def _found(connection: Connection, call: Call[Any]) -> Deal:
    """Return the order of a reference, locked.

    Refused: `ReferenceMalformed`, `ReferenceMistyped`, `TooManyWrongTries`, `ReferenceUnknown`.
    """
    reference = parse_reference(call.body.reference)
    require_no_guessing(call)
    with counting(connection, call):
        deal = orders.locked_deal_of_reference(connection, reference)
        if deal is None:
            raise ReferenceUnknown
    return deal


def _fee_fen(call: Call[Any], sale: Sale) -> int:
    return call.context.terms.tariff.fee_fen(sale.order.amount_fen)


def _drawn(entropy: Entropy) -> str:
    digits = REFERENCE_DIGITS - 1
    return reference_number(f"{entropy.integer('reference', 10**digits):0{digits}d}")
