"""Money as people read it: `yuan` writes fen with two decimals, without floating-point numbers."""

FEN_A_YUAN = 100


def yuan(amount_fen: int) -> str:
    """Return an amount in yuan, exact.

    >>> yuan(1250), yuan(-5), yuan(0)
    ('12.50', '-0.05', '0.00')
    """
    whole, fen = divmod(abs(amount_fen), FEN_A_YUAN)
    return f"{'-' if amount_fen < 0 else ''}{whole}.{fen:02}"
