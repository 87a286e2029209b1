"""Amounts as text: `yuan` writes fen as yuan, `fen_from` reads yuan, both exactly."""

import re
from typing import Any

FEN_A_YUAN = 100
AMOUNT_MAX_FEN = 10**15
"""More than all money in circulation, and an exact number in every language's JSON."""

_YUAN = re.compile(r"([0-9]+)(?:\.([0-9]{2}))?")


def yuan(amount_fen: int) -> str:
    """Return an amount in yuan, exact.

    >>> yuan(1250), yuan(-5), yuan(0)
    ('12.50', '-0.05', '0.00')
    """
    whole, fen = divmod(abs(amount_fen), FEN_A_YUAN)
    return f"{'-' if amount_fen < 0 else ''}{whole}.{fen:02}"


def cny(amount_fen: int) -> dict[str, Any]:
    """Return an amount in the form of the API."""
    return {"amount": amount_fen, "currency": "CNY"}


def fen_from(text: str, least_fen: int = 1) -> int:
    """Return the fen of an amount in yuan. Raise ValueError for anything ambiguous.

    >>> fen_from("175"), fen_from("12.50")
    (17500, 1250)
    """
    form = _YUAN.fullmatch(text)
    if form is None:
        message = f"{text[:40]!r} is not an amount in yuan: write it like 175 or 12.50"
        raise ValueError(message)
    whole, fen = form[1].lstrip("0"), form[2] or "00"
    if len(whole) + len(fen) > len(str(AMOUNT_MAX_FEN)):  # Python limits how long an int may be
        amount_fen = AMOUNT_MAX_FEN + 1
    else:
        amount_fen = int(whole + fen)
    if not least_fen <= amount_fen <= AMOUNT_MAX_FEN:
        least, most = yuan(least_fen), yuan(AMOUNT_MAX_FEN)
        message = f"{text[:40]} yuan is not an amount from {least} to {most}: write another"
        raise ValueError(message)
    return amount_fen
