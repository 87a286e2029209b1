"""The day of a depositor: how much cash one person brought, by the hash of an identity."""

from dataclasses import dataclass

from service.domain.refusals.agency import DepositorLimitReached
from service.domain.refusals.base import refuse


@dataclass(frozen=True)
class DepositorDay:
    """The cash of one person on one day, to agents and at outlets.

    What was paid in at outlets is counted only while there is a limit over both.
    """

    brought_fen: int = 0
    paid_in_fen: int = 0


def is_over(day: DepositorDay, amount_fen: int, limit_fen: int | None) -> bool:
    """Return whether more cash would exceed the limit over outlets and agents, if there is one.

    >>> is_over(DepositorDay(300, 200), 500, 1_000), is_over(DepositorDay(300, 200), 501, 1_000)
    (False, True)
    """
    return limit_fen is not None and day.brought_fen + day.paid_in_fen + amount_fen > limit_fen


def require_within_limit(day: DepositorDay, amount_fen: int, limit_fen: int | None) -> None:
    """Let pass cash that is within the limit. Refused: `DepositorLimitReached`."""
    if is_over(day, amount_fen, limit_fen):
        assert limit_fen is not None, "without a limit nothing is over it"
        refuse(DepositorLimitReached(limit_fen))


def taken_back_fen(day: DepositorDay, amount_fen: int) -> int:
    """Return what a cancelled deposit takes off the day: no more than was counted.

    >>> taken_back_fen(DepositorDay(paid_in_fen=300), 500)
    300
    """
    return min(amount_fen, day.paid_in_fen)
