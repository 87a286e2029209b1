"""What the Post charges for carrying money: `Tariff`, and those known by name.

`LISTED`, `WAIVED` and `ORDINARY_ORDER` are those of the sources; `tariff_named` finds one by the
name that scenarios use. Amounts are fen, rates basis points (1 basis point = 0.01%).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.domain.refusals.payment import AmountNotPositive, TariffUnknown

BASIS_POINTS = 10_000


@dataclass(frozen=True)
class Tariff:
    """A share of the amount, but no less than a minimum and no more than a maximum."""

    rate_basis_points: int
    minimum_fen: int
    maximum_fen: int

    def __post_init__(self) -> None:
        """Tariffs are written by us, so an impossible one is our own mistake."""
        assert 0 <= self.rate_basis_points <= BASIS_POINTS, "a rate is 0 to 10,000 basis points"
        assert 0 <= self.minimum_fen <= self.maximum_fen, "the minimum is at most the maximum"

    def fee_fen(self, amount_fen: int) -> int:
        """Return the fee, half a fen rounded up; then the bounds apply.

        Refused: `AmountNotPositive`. How the Post rounded is not known: assumption.

        >>> LISTED.fee_fen(175_00), LISTED.fee_fen(1_234_50), LISTED.fee_fen(20_000_00)
        (200, 617, 5000)
        """
        if amount_fen <= 0:
            raise AmountNotPositive(amount_fen)
        share_fen = (amount_fen * self.rate_basis_points + BASIS_POINTS // 2) // BASIS_POINTS
        return min(max(share_fen, self.minimum_fen), self.maximum_fen)


LISTED = Tariff(rate_basis_points=50, minimum_fen=200, maximum_fen=5_000)
"""wang huiyi by the list: 0.5%, at least 2 and at most 50 yuan.

Source: S2, an encyclopedia's mirror (FACTS 2); another text says 1%.
"""

WAIVED = Tariff(rate_basis_points=0, minimum_fen=0, maximum_fen=0)
"""wang huiyi from 1 January 2007: no fee. Source: S2, the same mirror and lnmlw.com (FACTS 2)."""

ORDINARY_ORDER = Tariff(rate_basis_points=100, minimum_fen=200, maximum_fen=5_000)
"""An ordinary postal money order: 1%, at least 2 and at most 50 yuan.

Source: S2, the same mirror (FACTS 2).
"""

TARIFFS: Mapping[str, Tariff] = MappingProxyType(
    {"listed": LISTED, "waived": WAIVED, "ordinary_order": ORDINARY_ORDER}
)


def tariff_named(name: str) -> Tariff:
    """Return a tariff by its name. Refused: `TariffUnknown`.

    >>> tariff_named("waived").fee_fen(500_000)
    0
    """
    if name not in TARIFFS:
        raise TariffUnknown(name, ", ".join(TARIFFS))
    return TARIFFS[name]
