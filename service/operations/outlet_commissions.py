"""What outlets have earned: added up when a day is closed, and paid out."""

from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.change import Change
from service.database.connection import Connection
from service.domain import chart
from service.domain.event import Event
from service.domain.outlet_commission import (
    commission_transfers,
    earned_fen,
    pay_outlet_commission,
    payout_transfers,
)
from service.operations.redemptions import require_cash
from service.refusals.request import OutletUnknown
from service.schemas.basics import money
from service.schemas.outlets import OutletCommissionPayoutBody
from service.store import books, outlet_commissions, wallets


def earned_until(
    connection: Connection, call: Call[Any], day: int, last_seq: int
) -> tuple[tuple[Change, ...], ...]:
    """Return the step that enters the commission of all lines that no closing has counted yet.

    Lines are counted by their number, so each is counted once, whenever it happened. Without a
    tariff nothing is asked and there is no step. No other closing runs meanwhile.
    """
    tariff = call.context.outlet_tariff
    if tariff is None:
        return ()
    after_seq = outlet_commissions.counted_until(connection)
    if after_seq is None or after_seq >= last_seq:
        return ()
    lines = outlet_commissions.lines_between(connection, after_seq, last_seq)
    earned = earned_fen(tariff, lines)
    if not earned:
        return ()
    outlet_commissions.open_earnings(connection, [*earned])
    return (
        (
            # In the order of their names, in which nobody waits for who waits for us.
            *(outlet_commissions.added(outlet, fen) for outlet, fen in earned.items()),
            *(
                books.entered(commission_transfers(day, outlet, fen, call.now_ms))
                for outlet, fen in earned.items()
            ),
        ),
    )


def pay_commission_of_outlet(
    connection: Connection, call: Call[OutletCommissionPayoutBody]
) -> Outcome:
    """Pay what an outlet has earned from its till or from the bank; an outlet asks for its own.

    Refused: `OutletUnknown`, `OutletOutOfCash`, `CommissionTooLow`.
    """
    body, amount_fen = call.body, call.body.money.amount
    if call.caller.role == "outlet" and call.caller.holder != body.outlet:
        raise OutletUnknown(body.outlet)
    if wallets.till_with_wish(connection, body.outlet) is None:
        raise OutletUnknown(body.outlet)
    is_cash, payout_id = body.source == "till", call.entropy.new_id(call.now_ms)
    lowered = require_cash(connection, body.outlet, amount_fen) if is_cash else ()
    earnings = outlet_commissions.locked_earnings(connection, body.outlet)
    left = pay_outlet_commission(earnings, amount_fen)
    source = chart.cash(body.outlet) if is_cash else chart.POST_BANK
    paid = {
        "outlet": body.outlet,
        "payout_id": payout_id,
        "money": money(amount_fen),
        "source": body.source,
        "commission": money(left.earned_fen),
    }
    transfers = payout_transfers(payout_id, body.outlet, source, amount_fen, call.now_ms)
    return Outcome(
        answer={**paid, "paid_at": rfc3339(call.now_ms)},
        changes=(
            outlet_commissions.added(body.outlet, -amount_fen),
            *((wallets.cash_added(body.outlet, -amount_fen),) if is_cash else ()),
            books.entered(transfers),
        ),
        events=(Event("outlet.commission_paid", body.outlet, paid), *lowered),
    )
