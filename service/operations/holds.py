"""Holds: money of a wallet kept for a payment to come, captured in parts, released, looked at.

The wallet's side is its provider and, for a shop's own wallet, the shop; the payee's side is the
same of the payee's wallet, where a hold names one.
"""

from typing import Any

from service.call import Call, Caller, Outcome
from service.clock import from_rfc3339, rfc3339
from service.database.connection import Connection
from service.domain import hold as rules
from service.domain.day import DAY_MS
from service.domain.hold import HOLD_DAYS, Capture, Hold, payee_of, seen
from service.domain.reversal import WalletPayment
from service.domain.wallet import pay_in
from service.operations.annotations import annotated, with_annotation
from service.operations.bookkeeping import entered
from service.operations.events import credited, hold_events
from service.operations.expired_holds import with_expired
from service.operations.wallets import own_wallet, seen_wallet
from service.refusals.holds import HoldUnknown
from service.refusals.request import WalletUnknown
from service.schemas.basics import moment, money
from service.schemas.holds import CaptureBody, HoldBody
from service.store import books, holds, wallets

_MINUTE_MS = 60_000


@annotated("hold")
def place_hold(connection: Connection, call: Call[HoldBody]) -> Outcome:
    """Keep money of one's wallet. Refused: `WalletUnknown`, and as in `place`."""
    body, now_ms = call.body, call.now_ms
    named = [body.payee_wallet_id] if body.payee_wallet_id else []
    found = wallets.locked_wallets(connection, [body.wallet_id, *named])
    wallet = own_wallet(found, body.wallet_id, call.caller)
    if any(wallet_id not in found for wallet_id in named):
        raise WalletUnknown
    freed = with_expired(connection, wallet, now_ms)
    standing, _, _ = holds.in_all(connection, wallet.wallet_id, now_ms)
    hold = Hold(
        hold_id=call.entropy.new_id(now_ms),
        wallet_id=wallet.wallet_id,
        amount_fen=body.money.amount,
        placed_ms=now_ms,
        expires_ms=_expires_ms(body, now_ms),
        payee_id=body.payee_wallet_id,
    )
    left, transfers = rules.place(hold, freed.wallet, standing - len(freed.ended))
    return Outcome(
        answer=_shown(hold) | {"balance": money(left.balance_fen)},
        changes=(
            wallets.updated(left),
            holds.inserted(hold),
            *freed.changes,
            books.entered((*freed.transfers, *transfers)),
        ),
        events=(*freed.events, *hold_events("hold.placed", hold)),
    )


@annotated("payment")
def capture_hold(connection: Connection, call: Call[CaptureBody]) -> Outcome:
    """Pay a part of a hold. Refused: `HoldUnknown`, `WalletUnknown`, and as in `capture`."""
    body, now_ms = call.body, call.now_ms
    hold, sides = _found(connection, call)
    asked = Capture(
        call.entropy.new_id(now_ms), body.money.amount, body.payee_wallet_id, body.is_final
    )
    payee_id = payee_of(hold, asked)
    found = wallets.locked_wallets(connection, [hold.wallet_id, payee_id])
    if payee_id not in found:
        raise WalletUnknown
    hold = holds.locked_hold(connection, hold.hold_id)
    after, transfers = rules.capture(hold, found[hold.wallet_id][0], asked, now_ms)
    payment = WalletPayment(asked.payment_id, hold.wallet_id, payee_id, asked.amount_fen, now_ms)
    payee = pay_in(found[payee_id][0], asked.amount_fen)
    back_fen = after.released_fen - hold.released_fen
    paid = {"payment_id": asked.payment_id, "paid": money(asked.amount_fen)}
    return Outcome(
        answer=_shown(after, sides)
        | paid
        | {"paid_to_wallet_id": payee_id, "captured_at": rfc3339(now_ms)},
        changes=(
            holds.updated(after),
            holds.captured(hold.hold_id, payment),
            wallets.payee_updated(payee),
            *((wallets.balance_added(hold.wallet_id, back_fen),) if back_fen else ()),
            books.entered(transfers),
        ),
        events=(
            *hold_events("hold.captured", after, payee_id, **paid),
            credited(asked.payment_id, payee_id, asked.amount_fen, "payment"),
        ),
    )


def release_hold(connection: Connection, call: Call[Any]) -> Outcome:
    """Give what is left of a hold back to its wallet. Refused: `HoldUnknown`, as in `release`."""
    hold, sides = _found(connection, call)
    wallets.locked_wallets(connection, [hold.wallet_id])
    hold = holds.locked_hold(connection, hold.hold_id)
    after, transfers = rules.release(hold, call.now_ms, is_payee="payee" in sides)
    return Outcome(
        answer=_shown(after, sides),
        changes=(holds.updated(after), *entered(transfers)),
        events=hold_events("hold.released", after),
    )


@with_annotation("hold")
def show_hold(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a hold, swept or not, with what was captured of it. Refused: `HoldUnknown`."""
    hold, sides = _found(connection, call)
    captures = [
        {
            "payment_id": one.payment_id,
            "payee_wallet_id": one.payee_id,
            "money": money(one.amount_fen),
            "captured_at": rfc3339(one.paid_ms),
        }
        for one in holds.captures_of(connection, hold.hold_id)
    ]
    return _shown(seen(hold, call.now_ms), sides) | {"captures": captures}


def list_holds(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a page of a wallet's holds, in the order of placing. Refused: `WalletUnknown`."""
    wallet, limit = seen_wallet(connection, call), call.body.limit
    cursor = int(call.body.cursor or 0)
    rows = holds.holds_of(connection, wallet.wallet_id, cursor, limit + 1)
    page = rows[:limit]
    return {
        "wallet_id": wallet.wallet_id,
        "holds": [_shown(seen(hold, call.now_ms)) for _, hold in page],
        "next_cursor": str(page[-1][0]) if len(rows) > limit else None,
        "end_cursor": str(page[-1][0] if page else cursor),
    }


def _expires_ms(body: HoldBody, now_ms: int) -> int:
    if body.expires_at is not None:
        return from_rfc3339(body.expires_at)
    if body.valid_minutes is not None:
        return now_ms + body.valid_minutes * _MINUTE_MS
    return now_ms + HOLD_DAYS * DAY_MS


def _found(connection: Connection, call: Call[Any]) -> tuple[Hold, frozenset[str]]:
    """Return a hold as it was read, and on which sides the caller is. Refused: `HoldUnknown`."""
    hold = holds.hold_of(connection, call.path["hold_id"])
    if hold is None:
        raise HoldUnknown
    parties = {"wallet": hold.wallet_id, "payee": hold.payee_id}
    sides = frozenset(
        side
        for side, wallet_id in parties.items()
        if wallet_id is not None and _is_of(connection, call.caller, wallet_id)
    )
    if not sides and call.caller.role != "auditor":
        raise HoldUnknown
    return hold, sides or frozenset({"wallet"})


def _is_of(connection: Connection, caller: Caller, wallet_id: str) -> bool:
    if caller.role == "shop":
        return caller.holder == wallet_id
    found = wallets.wallet_and_provider(connection, wallet_id)
    return caller.role == "provider" and found is not None and found[1] == caller.holder


def _shown(hold: Hold, sides: frozenset[str] = frozenset({"wallet"})) -> dict[str, Any]:
    return {
        "hold_id": hold.hold_id,
        "wallet_id": hold.wallet_id if "wallet" in sides else None,
        "payee_wallet_id": hold.payee_id,
        "state": str(hold.state),
        "money": money(hold.amount_fen),
        "captured": money(hold.captured_fen),
        "released": money(hold.released_fen),
        "held": money(hold.held_fen),
        "placed_at": rfc3339(hold.placed_ms),
        "expires_at": rfc3339(hold.expires_ms),
        "ended_at": moment(hold.ended_ms),
    }
