"""The number and the password become money in a wallet, or cash at an outlet: exactly once."""

from service.call import Call, OptimisticOperation, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.database.optimistic import Reader, locked
from service.domain.day import day_of
from service.domain.draft import Redemption, cash, redeem
from service.domain.event import Event
from service.domain.remittance import parse_number
from service.domain.till import pay_from_till
from service.domain.wallet import Wallet, counted, redeemed_on, take_draft
from service.operations.events import credited, of_draft, till_lowered
from service.operations.throttling import (
    knows_password,
    nobodys_draft,
    refuse_wrong,
    require_no_guessing,
)
from service.refusals.request import OutletUnknown, WalletUnknown
from service.schemas.basics import money
from service.schemas.counter import CashOutBody
from service.schemas.wallets import RedemptionBody
from service.store import books, drafts, wallets


@OptimisticOperation
def redeem_draft(reader: Reader, call: Call[RedemptionBody]) -> Outcome:
    """Credit a draft to a wallet at once.

    Refused: `NumberMalformed`, `NumberMistyped`, `TooManyWrongTries`, `WalletUnknown`, and those of
    `redeem`.
    """
    body, now_ms = call.body, call.now_ms
    number_hash = call.context.vault.number_hash(parse_number(body.number))
    require_no_guessing(call)
    found = wallets.draft_and_wallet(reader, number_hash, body.wallet_id)
    if found:
        draft = found.draft
        if found.provider != call.caller.holder:
            raise WalletUnknown
    else:
        _require_own_wallet(reader, call)
        draft = nobodys_draft(locked(reader), call, number_hash)
    if not knows_password(call, draft, body.password):
        if found:
            _require_own_wallet(reader, call)  # what an unknown number costs as well
        refuse_wrong(locked(reader), call, draft, number_hash)
    assert found, "nobody knows the password of a draft that is not there"
    return _credited(reader, found, now_ms)


def _credited(reader: Reader, found: wallets.DraftAndWallet, now_ms: int) -> Outcome:
    draft, today = found.draft, day_of(now_ms)
    wallet = counted_today(reader, found.wallet, today)
    asked = Redemption(
        wallet.wallet_id,
        wallet.tier,
        redeemed_on(wallet, today),
        knows_password=True,
        is_frozen=wallet.is_frozen,
    )
    redeemed, transfers = redeem(draft, asked, now_ms)
    fuller = take_draft(wallet, draft.deposit.amount_fen, today)
    return Outcome(
        answer={
            "draft_id": draft.deposit.draft_id,
            "wallet_id": wallet.wallet_id,
            "money": money(draft.deposit.amount_fen),
            "balance": money(fuller.balance_fen),
            "redeemed_at": rfc3339(now_ms),
        },
        changes=(
            drafts.ended(redeemed, wallet.wallet_id, found.versions),
            wallets.draft_taken(fuller, found.versions),
            books.entered(transfers),
        ),
        events=(credited(draft.deposit.draft_id, wallet.wallet_id, draft.deposit.amount_fen),),
    )


def counted_today(reader: Reader, wallet: Wallet, today: int) -> Wallet:
    """Return a wallet with its count of today, although a clock was ahead."""
    if wallet.redeemed_day <= today:
        return wallet
    return counted(wallet, today, wallets.redeemed_on(reader, wallet.wallet_id, today))


def cash_out(connection: Connection, call: Call[CashOutBody]) -> Outcome:
    """Pay a draft out in cash to whoever has number and password.

    Refused: `NumberMalformed`, `NumberMistyped`, `TooManyWrongTries`, those of `cash`, and
    `OutletOutOfCash`.
    """
    outlet, now_ms = call.caller.holder, call.now_ms
    number_hash = call.context.vault.number_hash(parse_number(call.body.number))
    require_no_guessing(call)
    found = drafts.locked_draft(connection, number_hash)
    draft = found or nobodys_draft(connection, call, number_hash)
    if not knows_password(call, draft, call.body.password):
        refuse_wrong(connection, call, draft, number_hash)
    cashed, transfers = cash(draft, outlet, now_ms, knows_password=True)
    amount_fen = draft.deposit.amount_fen
    lowered = require_cash(connection, outlet, amount_fen)
    return Outcome(
        answer={
            "draft_id": draft.deposit.draft_id,
            "money": money(amount_fen),
            "outlet": outlet,
            "cashed_at": rfc3339(now_ms),
        },
        changes=(
            drafts.updated(cashed, number_hash),
            wallets.cash_added(outlet, -amount_fen),
            books.entered(transfers),
        ),
        events=(of_draft("draft.cashed_out", cashed), *lowered),
    )


def require_cash(connection: Connection, outlet: str, amount_fen: int) -> tuple[Event, ...]:
    """Let pass what an outlet's till can pay; return the event if that makes it low.

    Refused: `OutletUnknown`, `OutletOutOfCash`.
    """
    till = wallets.locked_till(connection, outlet)
    if till is None:
        raise OutletUnknown(outlet)
    return till_lowered(till, pay_from_till(till, amount_fen))


def _require_own_wallet(reader: Reader, call: Call[RedemptionBody]) -> None:
    if wallets.provider_of(reader, call.body.wallet_id) != call.caller.holder:
        raise WalletUnknown
