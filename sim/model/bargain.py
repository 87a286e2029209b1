"""The rules of a bargain, in whole fen a kilogram: for both engines.

Of the same numbers they make the same price, for the compiled engine has these very functions.
"""

from sim.units import PPM


def agreed_fen(known_fen: int, offer_fen: int, limit_fen: int, bargain_ppm: int) -> int:
    """Return the price to which a bargain leads.

    Who knows of a higher price than is offered gains a part of the gap, as far as the trader's
    limit goes, which is never below the offer; who knows of no higher one is content.

    >>> agreed_fen(200, 160, 190, 500_000), agreed_fen(240, 160, 190, 500_000)
    (180, 190)
    >>> agreed_fen(150, 160, 190, 500_000)
    160
    """
    gap_fen = max(known_fen - offer_fen, 0)
    return min(offer_fen + gap_fen * bargain_ppm // PPM, limit_fen)


def reserve_fen(known_fen: int, reservation_ppm: int, left_ppm: int) -> int:
    """Return the least that is taken for a lot of which this part of its life is left.

    >>> reserve_fen(200, 850_000, 1_000_000), reserve_fen(200, 850_000, 250_000)
    (170, 42)
    """
    return known_fen * (reservation_ppm * left_ppm // PPM) // PPM


def left_ppm(harvested_ms: int, spoils_ms: int, now_ms: int) -> int:
    """Return which part of a lot's life is left.

    >>> left_ppm(0, 4_000, 1_000)
    750000
    """
    return (spoils_ms - now_ms) * PPM // (spoils_ms - harvested_ms)
