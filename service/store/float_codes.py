"""Codes for cash out of agents' floats."""

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from service.database.change import Change
from service.database.statements import Query
from service.domain.float_code import FloatCode
from service.store.names import names, table_of
from service.tables import FloatCodeRow

CODE = table_of(FloatCodeRow)

_INSERT = (
    insert(CODE)
    .values({column: bindparam(f"float_code_{column}") for column in names(CODE)})
    .inline()
)
_USE = (
    update(CODE)
    .where(CODE.c.code_id == bindparam("float_code_code_id"))
    .values(used_ms=bindparam("float_code_used_ms"))
)
_LOCKED = Query(
    select(CODE).where(CODE.c.code_hash == bindparam("hash_of_float_code")).with_for_update()
)


def code_inserted(code: FloatCode, code_hash: bytes, made_ms: int) -> Change:
    """Write a new code, which its hash finds."""
    values: dict[str, Any] = {f"float_code_{name}": value for name, value in vars(code).items()}
    found_by = {"float_code_code_hash": code_hash, "float_code_made_ms": made_ms}
    return Change(_INSERT, values | found_by)


def locked_code(connection: Connection, code_hash: bytes) -> FloatCode | None:
    """Return the code of a hash, locked until the transaction ends; None if there is none."""
    row = _LOCKED.first(connection, {"hash_of_float_code": code_hash})
    if row is None:
        return None
    return FloatCode(
        code_id=row["code_id"],
        agent=row["agent"],
        amount_fen=row["amount_fen"],
        expires_ms=row["expires_ms"],
        used_ms=row["used_ms"],
    )


def code_used(code: FloatCode) -> Change:
    """Write when a code was used."""
    values = {"float_code_code_id": code.code_id, "float_code_used_ms": code.used_ms}
    return Change(_USE, values)


def forget_codes(connection: Connection, before_ms: int) -> int:
    """Delete codes that expired before a moment; return how many."""
    return connection.execute(delete(CODE).where(CODE.c.expires_ms < before_ms)).rowcount
