"""The one-time code with which the owner of a wallet gets cash from an agent.

The code itself, twelve digits, is a secret and does not appear here: who has it has the cash.
"""

from dataclasses import dataclass, replace

from service.domain.refusals.agency import CodeExpired, CodeUsed

CODE_DIGITS = 12
"""So long that a thousand guesses an hour find one of ten thousand codes in eleven years or so.
Assumption."""

CODE_MINUTES = 15
"""How long a code is valid: the way to the agent's till. Assumption."""

_CODE_MS = CODE_MINUTES * 60_000


@dataclass(frozen=True)
class CashOutCode:
    """What a code stands for: so much cash out of one wallet, until a moment, once."""

    code_id: str
    wallet_id: str
    amount_fen: int
    expires_ms: int
    used_ms: int | None = None


def new_code(code_id: str, wallet_id: str, amount_fen: int, now_ms: int) -> CashOutCode:
    """Return a code that is valid from now on.

    >>> new_code("c1", "w7", 500, now_ms=0).expires_ms
    900000
    """
    return CashOutCode(code_id, wallet_id, amount_fen, code_expires_ms(now_ms))


def use_code(code: CashOutCode, now_ms: int) -> CashOutCode:
    """Return a code as it is once it was used. Refused: `CodeUsed`, `CodeExpired`.

    A code that would be valid for longer than any was made by a clock that was ahead.
    """
    require_usable(code.expires_ms, code.used_ms, now_ms)
    return replace(code, used_ms=now_ms)


def code_expires_ms(now_ms: int) -> int:
    """Return when a code expires that is made now."""
    return now_ms + _CODE_MS


def require_usable(expires_ms: int, used_ms: int | None, now_ms: int) -> None:
    """Let pass a code that is valid and unused. Refused: `CodeUsed`, `CodeExpired`."""
    if used_ms is not None:
        raise CodeUsed
    if not now_ms < expires_ms <= now_ms + _CODE_MS:
        raise CodeExpired(CODE_MINUTES)
