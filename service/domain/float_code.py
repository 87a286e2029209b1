"""The one-time code with which an agent gets cash for its float at an outlet: the agent's consent.

The code itself, twelve digits, is a secret and does not appear here. An outlet that had no need of
it could pay itself out of any agent's float.
"""

from dataclasses import dataclass, replace

from service.domain.cash_out_code import code_expires_ms, require_usable


@dataclass(frozen=True)
class FloatCode:
    """What a code stands for: so much of one agent's float in cash, until a moment, once."""

    code_id: str
    agent: str
    amount_fen: int
    expires_ms: int
    used_ms: int | None = None


def new_float_code(code_id: str, agent: str, amount_fen: int, now_ms: int) -> FloatCode:
    """Return a code that is valid from now on, for as long as one for cash out of a wallet.

    >>> new_float_code("c1", "Li", 500, now_ms=0).expires_ms
    900000
    """
    return FloatCode(code_id, agent, amount_fen, code_expires_ms(now_ms))


def use_float_code(code: FloatCode, now_ms: int) -> FloatCode:
    """Return a code as it is once it was used. Refused: `CodeUsed`, `CodeExpired`.

    >>> use_float_code(new_float_code("c1", "Li", 500, now_ms=0), now_ms=1).used_ms
    1
    """
    require_usable(code.expires_ms, code.used_ms, now_ms)
    return replace(code, used_ms=now_ms)
