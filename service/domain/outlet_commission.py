"""What outlets earn by a tariff for the cash that goes over their counters.

Cash for a draft, and cash for a reference, earn one share; cash paid out for a draft, whether to
who has it or back to its depositor once it has expired, earns another. A cancelled deposit takes
back what it earned. A redemption earns nothing: no outlet has a part in it. Float, cash that the
Post moves, and fees earn nothing either.

`earned_fen` adds up the lines of a time, `commission_transfers` enters the sums, and
`pay_outlet_commission` pays them out. No figure was found (FACTS 7), so the tariff is ours
(assumption). Amounts are fen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from service.domain.chart import OUTLET_COMMISSIONS, Account, outlet_commission
from service.domain.ledger import Transfer
from service.domain.postings import Transfers
from service.domain.refusals.agency import CommissionTooLow
from service.domain.refusals.base import refuse
from service.domain.refusals.payment import TariffUnknown
from service.domain.tariff import Tariff

TAKEN_IN = ("deposit", "reference", "reference_credit")
"""The kinds of lines by which cash comes in."""
PAID_OUT = ("cash_out", "draft_refund")
"""The kinds by which it goes out."""
TAKEN_BACK = ("cancellation",)
"""The kinds by which it goes back, as if it had never come."""


@dataclass(frozen=True)
class CounterLines:
    """So many lines of one kind and one amount over the counter of one outlet."""

    outlet: str
    kind: str
    amount_fen: int
    count: int = 1


@dataclass(frozen=True)
class OutletTariff:
    """An outlet's share of what it takes in, and of what it pays out."""

    cash_in: Tariff
    cash_out: Tariff

    def earned_fen(self, kind: str, amount_fen: int) -> int:
        """Return what one line earns, below 0 if it takes back; kinds that earn nothing: 0.

        >>> STANDARD.earned_fen("deposit", 175_00), STANDARD.earned_fen("cancellation", 175_00)
        (44, -44)
        >>> STANDARD.earned_fen("float_top_up", 175_00)
        0
        """
        if kind in TAKEN_IN:
            return self.cash_in.fee_fen(amount_fen)
        if kind in TAKEN_BACK:
            return -self.cash_in.fee_fen(amount_fen)
        return self.cash_out.fee_fen(amount_fen) if kind in PAID_OUT else 0


_SHARE = Tariff(rate_basis_points=25, minimum_fen=20, maximum_fen=2_500)
STANDARD = OutletTariff(cash_in=_SHARE, cash_out=_SHARE)
"""A quarter of a percent either way, half of the listed fee; 0.20 to 25 yuan. Assumption."""

OUTLET_TARIFFS: Mapping[str, OutletTariff | None] = MappingProxyType(
    {"none": None, "standard": STANDARD}
)


@dataclass(frozen=True)
class OutletEarnings:
    """What an outlet has earned and was not paid yet.

    It is below 0 where a deposit was cancelled after its commission was paid: the next ones make
    it good.
    """

    outlet: str
    earned_fen: int = 0


def outlet_tariff(name: str) -> OutletTariff | None:
    """Return a tariff by its name; None: outlets earn nothing. Refused: `TariffUnknown`.

    >>> outlet_tariff("none") is None
    True
    """
    if name not in OUTLET_TARIFFS:
        raise TariffUnknown(name, ", ".join(OUTLET_TARIFFS))
    return OUTLET_TARIFFS[name]


def earned_fen(tariff: OutletTariff, lines: Iterable[CounterLines]) -> dict[str, int]:
    """Return what each outlet has earned by lines, by its name; none that come to nothing.

    >>> of_a_day = [CounterLines("Gushi", "deposit", 175_00, 2), CounterLines("Xinyang", "fee", 5)]
    >>> earned_fen(STANDARD, of_a_day)
    {'Gushi': 88}
    """
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.outlet] += line.count * tariff.earned_fen(line.kind, line.amount_fen)
    return {outlet: sums[outlet] for outlet in sorted(sums) if sums[outlet]}


def commission_transfers(day: int, outlet: str, fen: int, at_ms: int) -> Transfers:
    """Note what an outlet has earned until a day was closed, or what it must give back."""
    key, earned = f"outlet_commission:{day}:{outlet}", outlet_commission(outlet)
    if fen < 0:
        return (Transfer(key, earned, OUTLET_COMMISSIONS, -fen, at_ms),)
    return (Transfer(key, OUTLET_COMMISSIONS, earned, fen, at_ms),)


def payout_transfers(
    payout_id: str, outlet: str, source: Account, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay what an outlet has earned from its till, or from the Post's bank."""
    key = f"outlet_commission_payout:{payout_id}"
    return (Transfer(key, outlet_commission(outlet), source, amount_fen, at_ms),)


def pay_outlet_commission(earnings: OutletEarnings, amount_fen: int) -> OutletEarnings:
    """Return what is left once so much was paid. Refused: `CommissionTooLow`.

    >>> pay_outlet_commission(OutletEarnings("Gushi", 88), 88).earned_fen
    0
    """
    if amount_fen > earnings.earned_fen:
        refuse(CommissionTooLow(amount_fen, max(0, earnings.earned_fen)))
    return replace(earnings, earned_fen=earnings.earned_fen - amount_fen)
