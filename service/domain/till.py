"""The till of an outlet: it can pay out only the cash that it holds, and may be low before."""

from dataclasses import dataclass, replace

from service.domain.refusals.base import refuse
from service.domain.refusals.payment import AmountNotPositive, OutletOutOfCash


@dataclass(frozen=True)
class Till:
    """The cash of an outlet; below the threshold that the outlet set, if it set one, it is low."""

    outlet: str
    cash_fen: int
    threshold_fen: int | None = None

    @property
    def is_low(self) -> bool:
        """Return whether there is less cash than the threshold."""
        return self.threshold_fen is not None and self.cash_fen < self.threshold_fen


def pay_from_till(till: Till, amount_fen: int) -> Till:
    """Return the till with what is left in it. Refused: `AmountNotPositive`, `OutletOutOfCash`.

    >>> pay_from_till(Till("Gushi", 500), 500).cash_fen
    0
    """
    if amount_fen <= 0:
        raise AmountNotPositive(amount_fen)
    if amount_fen > till.cash_fen:
        refuse(OutletOutOfCash(amount_fen))
    return replace(till, cash_fen=till.cash_fen - amount_fen)


def has_become_low(before: Till, after: Till) -> bool:
    """Return whether a till is low and was not: its cash fell, or its threshold rose.

    >>> before = Till("Gushi", cash_fen=500, threshold_fen=400)
    >>> has_become_low(before, pay_from_till(before, 101))
    True
    """
    return after.is_low and not before.is_low
