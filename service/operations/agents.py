"""Agents with their customers: cash into a wallet, and cash out of one by a one-time code."""

from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.database.optimistic import LockingReader
from service.domain.agent import AgentAccount, CashIn, cash_in, cash_out
from service.domain.cash_out_code import CODE_DIGITS, new_code, use_code
from service.domain.day import day_of
from service.domain.depositor import DepositorDay
from service.domain.refusals.agency import CodeWrong
from service.domain.remittance import formatted
from service.domain.wallet import Wallet, pay_out
from service.operations.annotations import annotated
from service.operations.events import credited, debited, float_lowered
from service.operations.expired_holds import spendable, with_expired
from service.operations.redemptions import counted_today
from service.operations.throttling import counting, require_no_guessing
from service.refusals.agency import AgentUnknown
from service.refusals.request import WalletUnknown
from service.schemas.agency import AgentCashOutBody, CashInBody, CashOutCodeBody
from service.schemas.basics import money
from service.store import agents, books, depositors, wallets


@annotated("cash_in")
def take_cash_in(connection: Connection, call: Call[CashInBody]) -> Outcome:
    """Credit anybody's wallet at once, out of the agent's float.

    Refused: `WalletUnknown`, and as in `cash_in`.
    """
    body, now_ms = call.body, call.now_ms
    today, depositor = day_of(now_ms), call.context.vault.person_hash(body.depositor.identity)
    wallet = counted_today(
        LockingReader(connection), _locked_wallet(connection, body.wallet_id), today
    )
    terms, brought = call.context.terms, depositors.locked_day(connection, depositor, today)
    agent = _own(connection, call)
    asked = CashIn(
        call.entropy.new_id(now_ms),
        body.money.amount,
        brought,
        terms.limit_fen,
        terms.depositor_limit_fen,
    )
    left, fuller, transfers = cash_in(agent, wallet, asked, now_ms)
    happened = credited(asked.cash_in_id, wallet.wallet_id, asked.amount_fen, "cash_in")
    return Outcome(
        answer={
            "cash_in_id": asked.cash_in_id,
            "agent": agent.agent,
            "wallet_id": wallet.wallet_id,
            "money": money(asked.amount_fen),
            "commission": money(left.commission_fen - agent.commission_fen),
            "float": money(left.float_fen),
            "cashed_in_at": rfc3339(now_ms),
        },
        changes=(
            wallets.updated(fuller),
            agents.updated(left),
            depositors.added(depositor, today, DepositorDay(asked.amount_fen)),
            books.entered(transfers),
        ),
        events=(happened, *float_lowered(agent, left)),
    )


def make_code(connection: Connection, call: Call[CashOutCodeBody]) -> Outcome:
    """Make a code for cash out of one's wallet; no money moves yet.

    Refused: `WalletUnknown`, and as in `pay_out`: the fee depends on the agent, and comes later.
    """
    body, now_ms = call.body, call.now_ms
    found = wallets.wallet_and_provider(connection, body.wallet_id)
    if found is None or found[1] != call.caller.holder:
        raise WalletUnknown
    pay_out(spendable(connection, found[0], now_ms)[0], body.money.amount)
    code = new_code(call.entropy.new_id(now_ms), body.wallet_id, body.money.amount, now_ms)
    digits = f"{call.entropy.integer('code', 10**CODE_DIGITS):0{CODE_DIGITS}d}"
    code_hash = call.context.vault.number_hash(digits)
    return Outcome(
        answer={
            "code_id": code.code_id,
            "code": formatted(digits),
            "wallet_id": code.wallet_id,
            "money": money(code.amount_fen),
            "made_at": rfc3339(now_ms),
            "expires_at": rfc3339(code.expires_ms),
        },
        changes=(agents.code_inserted(code, code_hash, now_ms),),
    )


def pay_cash_out(connection: Connection, call: Call[AgentCashOutBody]) -> Outcome:
    """Pay the cash of a code out of its wallet, into the agent's float.

    A wrong code counts as guessing. Refused: `TooManyWrongTries`, `CodeWrong`, and as in `use_code`
    and `cash_out`.
    """
    require_no_guessing(call)
    code_hash = call.context.vault.number_hash(call.body.code)
    with counting(connection, call):
        code = agents.locked_code(connection, code_hash)
        if code is None:
            raise CodeWrong
    used = use_code(code, call.now_ms)
    freed = with_expired(connection, _locked_wallet(connection, code.wallet_id), call.now_ms)
    wallet, agent = freed.wallet, _own(connection, call)
    cash_out_id = call.entropy.new_id(call.now_ms)
    paid, poorer, transfers = cash_out(agent, wallet, cash_out_id, code.amount_fen, call.now_ms)
    fee_fen = wallet.balance_fen - poorer.balance_fen - code.amount_fen
    return Outcome(
        answer={
            "cash_out_id": cash_out_id,
            "agent": agent.agent,
            "money": money(code.amount_fen),
            "fee": money(fee_fen),
            "commission": money(paid.commission_fen - agent.commission_fen),
            "float": money(paid.float_fen),
            "cashed_at": rfc3339(call.now_ms),
        },
        changes=(
            agents.code_used(used),
            wallets.updated(poorer),
            agents.updated(paid),
            *freed.changes,
            books.entered((*freed.transfers, *transfers)),
        ),
        events=(
            *freed.events,
            debited("wallet.cashed_out", cash_out_id, poorer, code.amount_fen, fee=money(fee_fen)),
        ),
    )


def locked_agent(connection: Connection, agent: str) -> AgentAccount:
    """Return an agent that nobody else changes until the end. Refused: `AgentUnknown`."""
    found = agents.locked_agent(connection, agent)
    if found is None:
        raise AgentUnknown
    return found


def _own(connection: Connection, call: Call[Any]) -> AgentAccount:
    found = agents.locked_agent(connection, call.caller.holder)
    assert found, "an agent's first key opens it, and it is never deleted"
    return found


def _locked_wallet(connection: Connection, wallet_id: str) -> Wallet:
    # Wallets are locked before agents, everywhere: so no two requests wait for each other.
    found = wallets.locked_wallets(connection, [wallet_id])
    if wallet_id not in found:
        raise WalletUnknown
    return found[wallet_id][0]
