"""Agents, and codes for cash."""

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from service.database.change import Change
from service.database.statements import Query, Row
from service.domain.agent import AgentAccount
from service.domain.cash_out_code import CashOutCode
from service.store.names import insert_or_meet, names, table_of
from service.tables import AgentRow, CashOutCodeRow

AGENT = table_of(AgentRow)
CODE = table_of(CashOutCodeRow)

_CHANGING = ("float_fen", "commission_fen", "tariff", "threshold_fen")
_UPDATE_AGENT = (
    update(AGENT)
    .where(AGENT.c.agent == bindparam("agent_agent"))
    .values({column: bindparam(f"agent_{column}") for column in _CHANGING})
)
_INSERT_CODE = (
    insert(CODE).values({column: bindparam(f"code_{column}") for column in names(CODE)}).inline()
)
_USE_CODE = (
    update(CODE)
    .where(CODE.c.code_id == bindparam("code_code_id"))
    .values(used_ms=bindparam("code_used_ms"))
)
_AGENT = Query(select(AGENT).where(AGENT.c.agent == bindparam("name_of_agent")))
_AGENT_LOCKED = Query(
    select(AGENT).where(AGENT.c.agent == bindparam("name_of_agent")).with_for_update()
)
_CODE_LOCKED = Query(
    select(CODE).where(CODE.c.code_hash == bindparam("hash_of_code")).with_for_update()
)


def open_agent(connection: Connection, agent: str, opened_ms: int) -> None:
    """Make sure that there is an agent of this name."""
    new = AgentAccount(agent)
    statement = insert_or_meet(connection, AGENT).values(**vars(new), opened_ms=opened_ms)
    connection.execute(statement.on_conflict_do_nothing())


def agent_with_moment(connection: Connection, agent: str) -> tuple[AgentAccount, int] | None:
    """Return an agent, and since when it is one; None if there is none of the name."""
    row = _AGENT.first(connection, {"name_of_agent": agent})
    return (_agent_of(row), row["opened_ms"]) if row else None


def locked_agent(connection: Connection, agent: str) -> AgentAccount | None:
    """Return an agent, locked until the transaction ends; None if there is none of the name."""
    row = _AGENT_LOCKED.first(connection, {"name_of_agent": agent})
    return _agent_of(row) if row else None


def updated(account: AgentAccount) -> Change:
    """Write how an agent stands."""
    return Change(_UPDATE_AGENT, {f"agent_{name}": value for name, value in vars(account).items()})


def floats_fen(connection: Connection) -> dict[str, int]:
    """Return the float of each agent."""
    query = select(AGENT.c.agent, AGENT.c.float_fen)
    return {row.agent: row.float_fen for row in connection.execute(query)}


def commissions_fen(connection: Connection) -> dict[str, int]:
    """Return what each agent has earned and was not paid yet."""
    query = select(AGENT.c.agent, AGENT.c.commission_fen)
    return {row.agent: row.commission_fen for row in connection.execute(query)}


def code_inserted(code: CashOutCode, code_hash: bytes, made_ms: int) -> Change:
    """Write a new code, which its hash finds."""
    values: dict[str, Any] = {f"code_{name}": value for name, value in vars(code).items()}
    return Change(_INSERT_CODE, values | {"code_code_hash": code_hash, "code_made_ms": made_ms})


def locked_code(connection: Connection, code_hash: bytes) -> CashOutCode | None:
    """Return the code of a hash, locked until the transaction ends; None if there is none."""
    row = _CODE_LOCKED.first(connection, {"hash_of_code": code_hash})
    if row is None:
        return None
    return CashOutCode(
        code_id=row["code_id"],
        wallet_id=row["wallet_id"],
        amount_fen=row["amount_fen"],
        expires_ms=row["expires_ms"],
        used_ms=row["used_ms"],
    )


def code_used(code: CashOutCode) -> Change:
    """Write when a code was used."""
    return Change(_USE_CODE, {"code_code_id": code.code_id, "code_used_ms": code.used_ms})


def forget_codes(connection: Connection, before_ms: int) -> int:
    """Delete codes that expired before a moment; return how many."""
    return connection.execute(delete(CODE).where(CODE.c.expires_ms < before_ms)).rowcount


def _agent_of(row: Row) -> AgentAccount:
    return AgentAccount(
        agent=row["agent"],
        float_fen=row["float_fen"],
        commission_fen=row["commission_fen"],
        tariff=row["tariff"],
        threshold_fen=row["threshold_fen"],
    )
