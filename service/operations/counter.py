"""What else is done at a counter: cancel, refund, a forgotten password, a lost receipt, cash."""

from dataclasses import replace
from typing import Any

from service.call import Call, Outcome
from service.clock import day_from_date, rfc3339
from service.database.change import Change
from service.database.connection import Connection
from service.domain.day import DAY_MS, day_end_ms, day_of
from service.domain.depositor import DepositorDay, taken_back_fen
from service.domain.draft import (
    MONEY_ENDS,
    Draft,
    DraftState,
    cancel,
    refund,
    reset_password,
    standing,
)
from service.domain.event import Event
from service.domain.postings import Transfers, cash_collection_transfers, cash_supply_transfers
from service.domain.refusals.base import Refusal
from service.domain.refusals.payment import NotTheDepositor, NotTheIssuingOutlet
from service.domain.remittance import parse_number
from service.operations.annotations import with_annotation
from service.operations.deposits import draw_number, receipt_answer
from service.operations.events import of_draft
from service.operations.lists import cursors_of, stretch_of, window_of
from service.operations.redemptions import require_cash
from service.operations.throttling import counting, require_no_guessing
from service.refusals.request import DraftNotFound, DraftUnknown, OutletUnknown
from service.schemas.basics import money
from service.schemas.counter import (
    CancellationBody,
    CashMovementBody,
    PasswordResetBody,
    ReceiptReplacementBody,
    RefundBody,
)
from service.schemas.lists import DraftsQuery
from service.store import books, depositors, drafts, listed, wallets

_MOVED = {"supply": "supplied", "collection": "collected"}


def cancel_deposit(connection: Connection, call: Call[CancellationBody]) -> Outcome:
    """Undo a deposit on its day at its outlet, and give cash and fee back. Refused: as `cancel`."""
    with counting(connection, call):
        draft, number_hash = _found(connection, call, NotTheIssuingOutlet)
        cancelled, transfers = cancel(draft, call.caller.holder, call.now_ms)
    counted = _not_brought(connection, draft) if call.context.terms.depositor_limit_fen else ()
    paid_back = _paid_back(connection, call, (cancelled, number_hash), transfers)
    return replace(paid_back, changes=(*paid_back.changes, *counted))


def refund_draft(connection: Connection, call: Call[RefundBody]) -> Outcome:
    """Pay an expired draft back to its depositor. Refused: as in `refund`, `OutletOutOfCash`."""
    with counting(connection, call):
        draft, number_hash = _found(connection, call, NotTheDepositor)
        depositor = _depositor(call, draft)
        refunded, transfers = refund(draft, call.caller.holder, depositor, call.now_ms)
    return _paid_back(connection, call, (refunded, number_hash), transfers)


def reset_draft_password(connection: Connection, call: Call[PasswordResetBody]) -> Outcome:
    """Give the depositor a new password, in force after seven days. Refused: `reset_password`."""
    password = call.context.vault.password_hash(call.body.password).hex()
    with counting(connection, call):
        draft, number_hash = _found(connection, call, NotTheDepositor)
        changed = reset_password(draft, password, _depositor(call, draft), call.now_ms)
    assert changed.reset, "a reset was just made"
    return Outcome(
        answer={
            "draft_id": draft.deposit.draft_id,
            "in_force_from": rfc3339(changed.reset.from_ms),
        },
        changes=(drafts.updated(changed, number_hash),),
    )


def replace_receipt(connection: Connection, call: Call[ReceiptReplacementBody]) -> Outcome:
    """Give a depositor who lost the receipt a new number; the old one ends at once.

    The password stays, so that who finds the old receipt has nothing. That this is possible, and
    how a draft is found, are assumptions. Refused: `DraftNotFound`, `TooManyWrongTries`.
    """
    require_no_guessing(call)
    day = day_from_date(call.body.paid_in_on)
    found = drafts.locked_lost_drafts(
        connection,
        _depositors(call),
        call.body.money.amount,
        (day_end_ms(day) - DAY_MS, day_end_ms(day)),
    )
    alive = [one for one in found if standing(one, call.now_ms) is DraftState.ISSUED]
    with counting(connection, call):
        if len(alive) != 1:
            raise DraftNotFound
    (draft,) = alive
    number = draw_number(call.entropy)
    return Outcome(
        answer=receipt_answer(call, draft, number),
        changes=(drafts.updated(draft, call.context.vault.number_hash(number)),),
    )


def move_cash(connection: Connection, call: Call[CashMovementBody]) -> Outcome:
    """Bring cash to an outlet or from it. Refused: `OutletUnknown`, `OutletOutOfCash`."""
    body, movement_id = call.body, call.entropy.new_id(call.now_ms)
    amount_fen = body.money.amount
    lowered: tuple[Event, ...] = ()
    if body.direction == "supply":
        if wallets.locked_till(connection, body.outlet) is None:
            raise OutletUnknown(body.outlet)
        transfers = cash_supply_transfers(movement_id, body.outlet, amount_fen, call.now_ms)
        change_fen = amount_fen
    else:
        lowered = require_cash(connection, body.outlet, amount_fen)
        transfers = cash_collection_transfers(movement_id, body.outlet, amount_fen, call.now_ms)
        change_fen = -amount_fen
    data = {"outlet": body.outlet, "movement_id": movement_id, "money": money(amount_fen)}
    return Outcome(
        answer={
            "movement_id": movement_id,
            "outlet": body.outlet,
            "direction": body.direction,
            "money": money(amount_fen),
            "moved_at": rfc3339(call.now_ms),
        },
        changes=(wallets.cash_added(body.outlet, change_fen), books.entered(transfers)),
        events=(Event(f"till.{_MOVED[body.direction]}", body.outlet, data), *lowered),
    )


@with_annotation("draft")
def show_draft(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return how a draft stands, without a secret; an outlet sees its own. Refused: unknown."""
    found = drafts.draft_with_wallet(connection, call.path["draft_id"])
    if found is None:
        raise DraftUnknown
    draft, wallet_id = found
    if call.caller.role == "outlet" and draft.deposit.outlet != call.caller.holder:
        raise DraftUnknown
    return _shown(call, draft, wallet_id)


def list_drafts(connection: Connection, call: Call[DraftsQuery]) -> dict[str, Any]:
    """Return a page of drafts, as `show_draft` does each; an outlet sees its own."""
    caller, query = call.caller, call.body
    own = caller.holder if caller.role == "outlet" else None
    stretch = stretch_of(query)
    wanted = listed.DraftsWanted(own, query.outlet, query.state, call.now_ms, stretch)
    page = listed.drafts(connection, wanted, window_of(call))
    rows = [_shown(call, drafts.draft_of(row), row["wallet_id"]) for row in page.rows]
    return {"drafts": rows, **cursors_of(page)}


def _shown(call: Call[Any], draft: Draft, wallet_id: str | None) -> dict[str, Any]:
    return {
        "draft_id": draft.deposit.draft_id,
        "state": str(standing(draft, call.now_ms)),
        "money": money(draft.deposit.amount_fen),
        "fee": money(draft.fee_fen),
        "outlet": draft.deposit.outlet,
        "issued_at": rfc3339(draft.issued_ms),
        "expires_at": rfc3339(draft.expires_ms),
        "ended_at": None if draft.ended_ms is None else rfc3339(draft.ended_ms),
        "wallet_id": None if call.caller.role == "outlet" else wallet_id,
    }


def _not_brought(connection: Connection, draft: Draft) -> tuple[Change, ...]:
    """Take a cancelled deposit off its depositor's day."""
    depositor, day = bytes.fromhex(draft.deposit.depositor), day_of(draft.issued_ms)
    before = depositors.locked_day(connection, depositor, day)
    back_fen = taken_back_fen(before, draft.deposit.amount_fen)
    return (depositors.added(depositor, day, DepositorDay(0, -back_fen)),)


def _found(connection: Connection, call: Call[Any], unknown: type[Refusal]) -> tuple[Draft, bytes]:
    """Return the draft of a number; an unknown one is refused like somebody else's."""
    number_hash = call.context.vault.number_hash(parse_number(call.body.number))
    require_no_guessing(call)
    draft = drafts.locked_draft(connection, number_hash)
    if draft is None:
        raise unknown
    return draft, number_hash


def _depositor(call: Call[Any], draft: Draft) -> str:
    """Return who asks, as the draft knows the depositor if it is the same person."""
    hashes = [known.hex() for known in _depositors(call)]
    return draft.deposit.depositor if draft.deposit.depositor in hashes else hashes[0]


def _depositors(call: Call[Any]) -> tuple[bytes, ...]:
    """Return the hashes of who asks: drafts of before may know a number in small letters."""
    identity, person_hash = call.body.depositor.identity, call.context.vault.person_hash
    return person_hash(identity), person_hash(identity.lower())


def _paid_back(
    connection: Connection, call: Call[Any], ended: tuple[Draft, bytes], transfers: Transfers
) -> Outcome:
    draft, number_hash = ended
    assert draft.state in MONEY_ENDS, "the money has just left"
    paid_fen = sum(transfer.amount_fen for transfer in transfers)
    lowered = require_cash(connection, call.caller.holder, paid_fen)
    return Outcome(
        answer={
            "draft_id": draft.deposit.draft_id,
            "money": money(paid_fen),
            "outlet": call.caller.holder,
            "paid_at": rfc3339(call.now_ms),
        },
        changes=(
            drafts.updated(draft, number_hash),
            wallets.cash_added(call.caller.holder, -paid_fen),
            books.entered(transfers),
        ),
        events=(of_draft(f"draft.{draft.state}", draft), *lowered),
    )
