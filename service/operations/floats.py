"""Agents with Post and gateway: float for cash at outlets, commission, terms, statements."""

from dataclasses import replace
from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain import chart
from service.domain.agent import AgentAccount, FloatSwap, pay_commission, top_up
from service.operations.agents import locked_agent
from service.operations.events import float_lowered, float_moved
from service.operations.statements import page_of_entries
from service.refusals.agency import AgentUnknown
from service.schemas.agency import AgentChangeBody, CommissionPayoutBody, FloatSwapBody
from service.schemas.basics import money
from service.store import agents, books, wallets


def top_up_float(connection: Connection, call: Call[FloatSwapBody]) -> Outcome:
    """Take an agent's cash at an outlet for float. Refused: `AgentUnknown`."""
    amount_fen = call.body.money.amount
    swap = FloatSwap(call.entropy.new_id(call.now_ms), call.caller.holder, amount_fen)
    wallets.locked_till(connection, swap.outlet)  # tills are locked before agents
    agent = locked_agent(connection, call.body.agent)
    fuller, transfers = top_up(agent, swap, call.now_ms)
    return Outcome(
        answer=swapped(swap, agent.agent, call.now_ms),
        changes=(
            wallets.cash_added(swap.outlet, swap.amount_fen),
            agents.updated(fuller),
            books.entered(transfers),
        ),
        events=(float_moved("float.topped_up", fuller, swap.amount_fen, outlet=swap.outlet),),
    )


def pay_commission_out(connection: Connection, call: Call[CommissionPayoutBody]) -> Outcome:
    """Pay what an agent has earned into its float; an agent asks for its own.

    Refused: `AgentUnknown`, `CommissionTooLow`.
    """
    _require_seen(call, call.body.agent)
    agent, amount_fen = locked_agent(connection, call.body.agent), call.body.money.amount
    payout_id = call.entropy.new_id(call.now_ms)
    paid, transfers = pay_commission(agent, payout_id, amount_fen, call.now_ms)
    return Outcome(
        answer={
            "payout_id": payout_id,
            "agent": agent.agent,
            "money": money(amount_fen),
            "commission": money(paid.commission_fen),
            "float": money(paid.float_fen),
            "paid_at": rfc3339(call.now_ms),
        },
        changes=(agents.updated(paid), books.entered(transfers)),
        events=(
            float_moved(
                "float.commission_paid",
                paid,
                amount_fen,
                payout_id=payout_id,
                commission=money(paid.commission_fen),
            ),
        ),
    )


def change_agent(connection: Connection, call: Call[AgentChangeBody]) -> Outcome:
    """Give an agent another tariff or threshold. Refused: `AgentUnknown`."""
    body, agent = call.body, locked_agent(connection, call.path["agent"])
    changed = replace(
        agent,
        tariff=body.tariff or agent.tariff,
        threshold_fen=body.threshold.amount if body.threshold else agent.threshold_fen,
    )
    found = agents.agent_with_moment(connection, agent.agent)
    assert found, "it is locked"
    return Outcome(
        _shown(changed, found[1]),
        (agents.updated(changed),),
        events=float_lowered(agent, changed),
        status=200,
    )


def show_agent(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return how an agent stands; an agent sees itself. Refused: `AgentUnknown`."""
    return _shown(*_seen(connection, call))


def show_statement(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a page of the entries of a float, the oldest first. Refused: `AgentUnknown`."""
    agent, _ = _seen(connection, call)
    account = chart.agent_float(agent.agent)
    page = page_of_entries(connection, account, agent.float_fen, call.body)
    return {"agent": agent.agent, **page}


def _seen(connection: Connection, call: Call[Any]) -> tuple[AgentAccount, int]:
    _require_seen(call, call.path["agent"])
    found = agents.agent_with_moment(connection, call.path["agent"])
    if found is None:
        raise AgentUnknown
    return found


def _require_seen(call: Call[Any], agent: str) -> None:
    if call.caller.role == "agent" and call.caller.holder != agent:
        raise AgentUnknown


def swapped(swap: FloatSwap, agent: str, now_ms: int) -> dict[str, Any]:
    """Return a swap over an outlet's counter as it goes out."""
    return {
        "swap_id": swap.swap_id,
        "agent": agent,
        "outlet": swap.outlet,
        "money": money(swap.amount_fen),
        "swapped_at": rfc3339(now_ms),
    }


def _shown(agent: AgentAccount, opened_ms: int) -> dict[str, Any]:
    return {
        "agent": agent.agent,
        "float": money(agent.float_fen),
        "commission": money(agent.commission_fen),
        "tariff": agent.tariff,
        "threshold": money(agent.threshold_fen),
        "opened_at": rfc3339(opened_ms),
    }
