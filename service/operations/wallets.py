"""Wallets: open, look at, pay from, withdraw from, freeze."""

from typing import Any

from service.call import Call, Caller, OptimisticOperation, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.database.optimistic import Reader
from service.domain import chart
from service.domain.postings import payment_transfers, withdrawal_transfers
from service.domain.refusals.payment import SameWallet
from service.domain.wallet import Tier, Wallet, pay_in, pay_out
from service.operations.annotations import annotated, with_annotation
from service.operations.events import credited, debited
from service.operations.expired_holds import spendable, with_expired
from service.operations.lists import cursors_of, stretch_of, window_of
from service.operations.statements import page_of_entries
from service.refusals.request import WalletUnknown
from service.schemas.basics import money
from service.schemas.lists import WalletsQuery
from service.schemas.wallets import PaymentBody, WalletBody, WalletChangeBody, WithdrawalBody
from service.store import books, listed, wallets


@annotated("wallet")
@OptimisticOperation
def open_wallet(_reader: Reader, call: Call[WalletBody]) -> Outcome:
    """Open a wallet at the caller's."""
    wallet = Wallet(call.entropy.new_id(call.now_ms), Tier(call.body.tier))
    return Outcome(
        answer=_shown(wallet),
        changes=(wallets.inserted(wallet, call.caller.holder, call.now_ms),),
    )


def change_wallet(connection: Connection, call: Call[WalletChangeBody]) -> Outcome:
    """Freeze a wallet, thaw it, or give it another tier. Refused: `WalletUnknown`."""
    wallet_id, body = call.path["wallet_id"], call.body
    wallet = own_wallet(wallets.locked_wallets(connection, [wallet_id]), wallet_id, call.caller)
    changed = Wallet(
        wallet_id=wallet.wallet_id,
        tier=wallet.tier if body.tier is None else Tier(body.tier),
        balance_fen=wallet.balance_fen,
        is_frozen=wallet.is_frozen if body.is_frozen is None else body.is_frozen,
        redeemed_day=wallet.redeemed_day,
        redeemed_today=wallet.redeemed_today,
    )
    return Outcome(
        answer=_shown(*spendable(connection, changed, call.now_ms)),
        changes=(wallets.updated(changed),),
        status=200,
    )


@annotated("payment")
def pay(connection: Connection, call: Call[PaymentBody]) -> Outcome:
    """Pay from one's wallet to anybody's. Refused: `SameWallet`, `WalletUnknown`, `pay_out`."""
    body, amount_fen = call.body, call.body.money.amount
    if body.payer_wallet_id == body.payee_wallet_id:
        raise SameWallet
    found = wallets.locked_wallets(connection, [body.payer_wallet_id, body.payee_wallet_id])
    own = own_wallet(found, body.payer_wallet_id, call.caller)
    if body.payee_wallet_id not in found:
        raise WalletUnknown
    freed = with_expired(connection, own, call.now_ms)
    payer = pay_out(freed.wallet, amount_fen)
    payee = pay_in(found[body.payee_wallet_id][0], amount_fen)
    payment_id = call.entropy.new_id(call.now_ms)
    transfers = payment_transfers(
        payment_id, payer.wallet_id, payee.wallet_id, amount_fen, call.now_ms
    )
    return Outcome(
        answer={
            "payment_id": payment_id,
            "payer_wallet_id": payer.wallet_id,
            "payee_wallet_id": payee.wallet_id,
            "money": money(amount_fen),
            "balance": money(payer.balance_fen),
            "paid_at": rfc3339(call.now_ms),
        },
        changes=(
            wallets.updated(payer),
            wallets.payee_updated(payee),
            *freed.changes,
            books.entered((*freed.transfers, *transfers)),
        ),
        events=(
            *freed.events,
            debited("wallet.paid", payment_id, payer, amount_fen),
            credited(payment_id, payee.wallet_id, amount_fen, "payment"),
        ),
    )


@annotated("withdrawal")
def withdraw(connection: Connection, call: Call[WithdrawalBody]) -> Outcome:
    """Pay a wallet's money out through the gateway's bank. Refused: `WalletUnknown`, `pay_out`."""
    wallet_id, amount_fen = call.body.wallet_id, call.body.money.amount
    found = wallets.locked_wallets(connection, [wallet_id])
    freed = with_expired(connection, own_wallet(found, wallet_id, call.caller), call.now_ms)
    wallet = pay_out(freed.wallet, amount_fen)
    withdrawal_id = call.entropy.new_id(call.now_ms)
    transfers = withdrawal_transfers(withdrawal_id, wallet_id, amount_fen, call.now_ms)
    return Outcome(
        answer={
            "withdrawal_id": withdrawal_id,
            "wallet_id": wallet_id,
            "money": money(amount_fen),
            "balance": money(wallet.balance_fen),
            "withdrawn_at": rfc3339(call.now_ms),
        },
        changes=(
            wallets.updated(wallet),
            *freed.changes,
            books.entered((*freed.transfers, *transfers)),
        ),
        events=(*freed.events, debited("wallet.withdrawn", withdrawal_id, wallet, amount_fen)),
    )


@with_annotation("wallet")
def show_wallet(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return how a wallet stands. Refused: `WalletUnknown`."""
    return _shown(*spendable(connection, seen_wallet(connection, call), call.now_ms))


def list_wallets(connection: Connection, call: Call[WalletsQuery]) -> dict[str, Any]:
    """Return a page of one's own wallets, or of all for auditors; of another's there is none."""
    caller, query = call.caller, call.body
    own = (caller.holder,) if caller.role == "provider" else ()
    wanted = listed.WalletsWanted(
        caller.holder if caller.role == "shop" else None,
        (*own, *((query.provider,) if query.provider else ())),
        query.is_frozen,
        stretch_of(query),
    )
    page = listed.wallets(connection, wanted, window_of(call))
    rows = [
        _shown(*spendable(connection, wallets.wallet_of(row), call.now_ms))
        | {"opened_at": rfc3339(row["opened_ms"])}
        for row in page.rows
    ]
    return {"wallets": rows, **cursors_of(page)}


def show_statement(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a page of a wallet's entries, the oldest first. Refused: `WalletUnknown`."""
    wallet = seen_wallet(connection, call)
    page = page_of_entries(
        connection, chart.wallet(wallet.wallet_id), wallet.balance_fen, call.body
    )
    return {"wallet_id": wallet.wallet_id, **page}


def seen_wallet(connection: Connection, call: Call[Any], wallet_id: str | None = None) -> Wallet:
    """Return a wallet, that of the path if none is named, to whom it is shown.

    Refused: `WalletUnknown`.
    """
    found = wallets.wallet_and_provider(connection, wallet_id or call.path["wallet_id"])
    if found is None:
        raise WalletUnknown
    wallet, provider = found
    if not _may_see(call.caller, wallet.wallet_id, provider):
        raise WalletUnknown
    return wallet


def _may_see(caller: Caller, wallet_id: str, provider: str) -> bool:
    own = {"provider": provider, "shop": wallet_id}
    return caller.role == "auditor" or own.get(caller.role) == caller.holder


def own_wallet(found: dict[str, tuple[Wallet, str]], wallet_id: str, caller: Caller) -> Wallet:
    """Return the wallet of an id, if it is the caller's. Refused: `WalletUnknown`."""
    if wallet_id not in found:
        raise WalletUnknown
    wallet, provider = found[wallet_id]
    own = {"provider": provider, "shop": wallet_id}
    if own.get(caller.role) != caller.holder:
        raise WalletUnknown
    return wallet


def _shown(wallet: Wallet, held_fen: int = 0) -> dict[str, Any]:
    return {
        "wallet_id": wallet.wallet_id,
        "tier": str(wallet.tier),
        "balance": money(wallet.balance_fen),
        "held": money(held_fen),
        "is_frozen": wallet.is_frozen,
    }
