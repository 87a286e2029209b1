"""Cash in: a draft is issued, and the depositor takes a signed receipt home."""

from dataclasses import replace
from typing import Any

from service.call import Call, Entropy, OptimisticOperation, Outcome
from service.clock import from_rfc3339, rfc3339
from service.database.change import Change
from service.database.connection import Connection
from service.database.optimistic import Reader, locked
from service.domain.audience import hears_of_deposits
from service.domain.day import DAY_MS, day_of
from service.domain.depositor import DepositorDay, is_over, require_within_limit
from service.domain.draft import Deposit, Draft, issue
from service.domain.event import Event
from service.domain.remittance import NUMBER_DIGITS, formatted, parse_number, remittance_number
from service.operations.annotations import annotated
from service.operations.events import of_draft
from service.receipts import Receipt, sign
from service.refusals.request import NumberNotReserved, PaidInMomentWrong
from service.schemas.basics import money
from service.schemas.counter import DepositBody, NumberBlockBody, OfflineDepositBody
from service.store import books, depositors, drafts, wallets

_OF_EVENT = ("draft_id", "outlet", "money", "fee", "issued_at", "expires_at")
OFFLINE_DAYS_MAX = 30
"""How long an outlet may be without a line before it uploads. Assumption."""


@annotated("draft")
@OptimisticOperation
def deposit(reader: Reader, call: Call[DepositBody]) -> Outcome:
    """Take cash, and issue a draft for it. Refused: as in `issue`, and `DepositorLimitReached`."""
    issued = _issued(call, call.body, draw_number(call.entropy), call.now_ms)
    limit_fen = call.context.terms.depositor_limit_fen
    if limit_fen is None:
        return issued
    amount_fen, day = call.body.money.amount, day_of(call.now_ms)
    depositor = call.context.vault.person_hash(call.body.depositor.identity)
    today = depositors.locked_day(locked(reader), depositor, day)
    require_within_limit(today, amount_fen, limit_fen)
    return _counted(issued, depositors.added(depositor, day, DepositorDay(0, amount_fen)))


@annotated("draft")
def offline_deposit(connection: Connection, call: Call[OfflineDepositBody]) -> Outcome:
    """Enter a deposit that an outlet took without a line, with a number of its block.

    It counts from when the cash was paid in. The cash was taken, so a depositor's limit refuses
    nothing here: what is over it is marked. Refused: as in `issue`, and `NumberMalformed`,
    `NumberMistyped`, `NumberNotReserved`, `PaidInMomentWrong`.
    """
    number = parse_number(call.body.number)
    paid_in_ms = from_rfc3339(call.body.paid_in_at)
    if not call.now_ms - OFFLINE_DAYS_MAX * DAY_MS <= paid_in_ms <= call.now_ms:
        raise PaidInMomentWrong(OFFLINE_DAYS_MAX)
    number_hash = call.context.vault.number_hash(number)
    if not drafts.is_reserved(connection, number_hash, call.caller.holder):
        raise NumberNotReserved
    issued = _issued(call, call.body, number, paid_in_ms)
    limit_fen = call.context.terms.depositor_limit_fen
    if limit_fen is None:
        return issued
    amount_fen, day = call.body.money.amount, day_of(paid_in_ms)
    depositor = call.context.vault.person_hash(call.body.depositor.identity)
    before = depositors.locked_day(connection, depositor, day)
    counted = _counted(issued, depositors.added(depositor, day, DepositorDay(0, amount_fen)))
    return _marked(counted) if is_over(before, amount_fen, limit_fen) else counted


def _counted(issued: Outcome, count: Change) -> Outcome:
    return replace(issued, changes=(*issued.changes, count))


def _marked(issued: Outcome) -> Outcome:
    """Return a deposit of cash that nobody should have taken: its answer and an event say so."""
    answer = {**issued.answer, "is_over_depositor_limit": True}
    data = {name: answer[name] for name in _OF_EVENT}
    event = Event("draft.over_limit", str(answer["draft_id"]), data)
    return replace(issued, answer=answer, events=(*issued.events, event))


def reserve_numbers(_connection: Connection, call: Call[NumberBlockBody]) -> Outcome:
    """Give an outlet numbers for times without a line."""
    vault, block_id = call.context.vault, call.entropy.new_id(call.now_ms)
    numbers = [draw_number(call.entropy, place) for place in range(call.body.count)]
    hashes = [vault.number_hash(number) for number in numbers]
    return Outcome(
        answer={
            "block_id": block_id,
            "outlet": call.caller.holder,
            "reserved_at": rfc3339(call.now_ms),
            "numbers": [formatted(number) for number in numbers],
        },
        changes=drafts.reserved(hashes, call.caller.holder, block_id, call.now_ms),
    )


def draw_number(entropy: Entropy, place: int = 0) -> str:
    """Return a new remittance number: 15 digits of chance, and one that checks them."""
    digits = NUMBER_DIGITS - 1
    return remittance_number(f"{entropy.integer(f'number {place}', 10**digits):0{digits}d}")


def _issued(
    call: Call[Any], body: DepositBody | OfflineDepositBody, number: str, paid_in_ms: int
) -> Outcome:
    vault, outlet = call.context.vault, call.caller.holder
    draft, transfers = issue(
        Deposit(
            draft_id=call.entropy.new_id(call.now_ms),
            outlet=outlet,
            depositor=vault.person_hash(body.depositor.identity).hex(),
            password=vault.password_hash(body.password).hex(),
            amount_fen=body.money.amount,
        ),
        call.context.terms,
        paid_in_ms,
    )
    is_heard = hears_of_deposits(call.caller.draft_events_from_ms, call.now_ms)
    number_hash = vault.number_hash(number)
    is_offline = isinstance(body, OfflineDepositBody)
    return Outcome(
        answer=receipt_answer(call, draft, number),
        changes=(
            drafts.inserted(draft, number_hash),
            wallets.cash_added(outlet, draft.deposit.amount_fen + draft.fee_fen),
            books.entered(transfers),
            *((drafts.reserved_used(number_hash, draft.deposit.draft_id),) if is_offline else ()),
        ),
        events=(of_draft("draft.issued", draft),) if is_heard else (),
    )


def receipt_answer(call: Call[Any], draft: Draft, number: str) -> dict[str, Any]:
    """Return what the depositor takes home: the draft, its number, and a signed receipt."""
    deposit = draft.deposit
    receipt = Receipt(
        draft_id=deposit.draft_id,
        number=number,
        amount_fen=deposit.amount_fen,
        fee_fen=draft.fee_fen,
        currency="CNY",
        outlet=deposit.outlet,
        issued_at=rfc3339(draft.issued_ms),
        expires_at=rfc3339(draft.expires_ms),
    )
    signed = sign(receipt, call.context.vault.receipt_key, call.context.receipt_key_id)
    return {
        "draft_id": deposit.draft_id,
        "number": formatted(number),
        "money": money(deposit.amount_fen),
        "fee": money(draft.fee_fen),
        "outlet": deposit.outlet,
        "issued_at": receipt.issued_at,
        "expires_at": receipt.expires_at,
        "receipt": vars(signed) | {"receipt": vars(receipt)},
    }
