"""The till of an outlet: it can pay out only the cash that it holds."""

from service.domain.refusals.base import refuse
from service.domain.refusals.payment import AmountNotPositive, OutletOutOfCash


def pay_from_till(cash_fen: int, amount_fen: int) -> int:
    """Return what is left in the till. Refused: `AmountNotPositive`, `OutletOutOfCash`.

    >>> pay_from_till(500, 500)
    0
    """
    if amount_fen <= 0:
        raise AmountNotPositive(amount_fen)
    if amount_fen > cash_fen:
        refuse(OutletOutOfCash(amount_fen))
    return cash_fen - amount_fen
