"""Float paid out in cash at an outlet: by the agent's code, or by the operator without it."""

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.agent import (
    AgentAccount,
    FloatSwap,
    recall_float,
    require_float,
    withdraw_float,
)
from service.domain.cash_out_code import CODE_DIGITS
from service.domain.event import Event
from service.domain.float_code import new_float_code, use_float_code
from service.domain.postings import Transfers
from service.domain.refusals.agency import CodeWrong
from service.domain.remittance import formatted
from service.operations.agents import locked_agent
from service.operations.events import float_lowered, float_moved
from service.operations.floats import swapped
from service.operations.redemptions import require_cash
from service.operations.throttling import counting, require_no_guessing
from service.refusals.agency import AgentUnknown
from service.schemas.agency import FloatCodeBody, FloatRecallBody, FloatWithdrawalBody
from service.schemas.basics import money
from service.store import agents, books, float_codes, wallets


def make_float_code(connection: Connection, call: Call[FloatCodeBody]) -> Outcome:
    """Make a code for cash out of one's float; no money moves yet. Refused: `FloatTooLow`."""
    amount_fen, now_ms = call.body.money.amount, call.now_ms
    require_float(locked_agent(connection, call.caller.holder), amount_fen)
    code = new_float_code(call.entropy.new_id(now_ms), call.caller.holder, amount_fen, now_ms)
    digits = f"{call.entropy.integer('float code', 10**CODE_DIGITS):0{CODE_DIGITS}d}"
    code_hash = call.context.vault.number_hash(digits)
    return Outcome(
        answer={
            "code_id": code.code_id,
            "code": formatted(digits),
            "agent": code.agent,
            "money": money(code.amount_fen),
            "made_at": rfc3339(now_ms),
            "expires_at": rfc3339(code.expires_ms),
        },
        changes=(float_codes.code_inserted(code, code_hash, now_ms),),
    )


def pay_float_out(connection: Connection, call: Call[FloatWithdrawalBody]) -> Outcome:
    """Pay the cash of an agent's code out of its float, at one's own outlet.

    A wrong code counts as guessing. Refused: `TooManyWrongTries`, `CodeWrong`, as in
    `use_float_code`, `OutletOutOfCash`, `FloatTooLow`.
    """
    require_no_guessing(call)
    code_hash = call.context.vault.number_hash(call.body.code)
    with counting(connection, call):
        code = float_codes.locked_code(connection, code_hash)
        if code is None:
            raise CodeWrong
    used = use_float_code(code, call.now_ms)
    swap_id = call.entropy.new_id(call.now_ms)
    swap = FloatSwap(swap_id, call.caller.holder, code.amount_fen)
    till_low = require_cash(connection, swap.outlet, swap.amount_fen)
    agent = locked_agent(connection, code.agent)
    moved = withdraw_float(agent, swap, call.now_ms)
    happened = float_moved("float.withdrawn", moved[0], swap.amount_fen, outlet=swap.outlet)
    paid = _paid_out(swap, agent, moved, (happened, *till_low))
    return Outcome(
        swapped(swap, agent.agent, call.now_ms),
        (float_codes.code_used(used), *paid.changes),
        events=paid.events,
    )


def recall_float_at_outlet(connection: Connection, call: Call[FloatRecallBody]) -> Outcome:
    """Pay out at an outlet the float of an agent that cannot ask for it; the agent is notified.

    Refused: `AgentUnknown`, `OutletUnknown`, `OutletOutOfCash`, `FloatTooLow`.
    """
    body, recall_id = call.body, call.entropy.new_id(call.now_ms)
    if agents.agent_with_moment(connection, body.agent) is None:
        raise AgentUnknown
    swap = FloatSwap(recall_id, body.outlet, body.money.amount)
    till_low = require_cash(connection, swap.outlet, swap.amount_fen)
    agent = locked_agent(connection, body.agent)
    moved = recall_float(agent, swap, call.now_ms)
    said = {"recall_id": recall_id, "outlet": swap.outlet, "reason": body.reason}
    happened = float_moved("float.recalled", moved[0], swap.amount_fen, **said)
    answer = {
        **said,
        "agent": agent.agent,
        "money": money(swap.amount_fen),
        "recalled_at": rfc3339(call.now_ms),
    }
    paid = _paid_out(swap, agent, moved, (happened, *till_low))
    return Outcome(answer, paid.changes, events=paid.events)


def _paid_out(
    swap: FloatSwap,
    agent: AgentAccount,
    moved: tuple[AgentAccount, Transfers],
    events: tuple[Event, ...],
) -> Outcome:
    """Return what a payment of float in cash changes, and the events of it and of a low float."""
    left, transfers = moved
    return Outcome(
        answer={},
        changes=(
            wallets.cash_added(swap.outlet, -swap.amount_fen),
            agents.updated(left),
            books.entered(transfers),
        ),
        events=(*events, *float_lowered(agent, left)),
    )
