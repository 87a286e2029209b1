"""How ids and moments are written in tables, where there is little room."""

_SHOWN = 10


def shortened(named: str) -> str:
    """Return an id without the end of its digits, which a link has.

    >>> shortened("redemption:01937a3c5e2f4b1c9d8e7f60a1b2c3d4"), shortened("Gushi 1")
    ('redemption:…60a1b2c3d4', 'Gushi 1')
    """
    kind, colon, rest = named.rpartition(":")
    return named if len(rest) <= 2 * _SHOWN else f"{kind}{colon}…{rest[-_SHOWN:]}"


def moment(at: str) -> str:
    """Return a moment of RFC 3339 without its fractions.

    >>> moment("2026-11-24T02:30:00.000Z")
    '2026-11-24 02:30:00 UTC'
    """
    return f"{at[:19].replace('T', ' ')} UTC"
