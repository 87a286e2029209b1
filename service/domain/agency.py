"""Agents: shops that take cash for mobile money, and pay it out, out of their own float and drawer.

An agent's float is money at the gateway, as a wallet's is: taking cash in gives float away, paying
cash out brings it back. `AgentTariff` is what customers pay and what agents earn; `agent_tariff`
finds one by name. No figure of either was found (FACTS 7), so both tariffs are ours (assumption).
Amounts are fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.domain.refusals.payment import TariffUnknown
from service.domain.tariff import Tariff


@dataclass(frozen=True)
class AgentTariff:
    """The customer's fee for cash out, and the agent's commission either way; cash in is free.

    The gateway keeps what is left of a fee, and pays what a fee does not cover.
    """

    cash_out: Tariff
    commission_in: Tariff
    commission_out: Tariff

    def cash_out_fee_fen(self, amount_fen: int) -> int:
        """Return what the customer pays on top of the cash. Refused: `AmountNotPositive`.

        >>> STANDARD.cash_out_fee_fen(175_00), STANDARD.cash_out_fee_fen(20_00)
        (175, 100)
        """
        return self.cash_out.fee_fen(amount_fen)

    def commission_fen(self, amount_fen: int, *, is_cash_in: bool) -> int:
        """Return what the agent earns by taking in or paying out. Refused: `AmountNotPositive`.

        >>> STANDARD.commission_fen(175_00, is_cash_in=True)
        88
        """
        earned = self.commission_in if is_cash_in else self.commission_out
        return earned.fee_fen(amount_fen)


STANDARD = AgentTariff(
    cash_out=Tariff(rate_basis_points=100, minimum_fen=100, maximum_fen=5_000),
    commission_in=Tariff(rate_basis_points=50, minimum_fen=20, maximum_fen=2_500),
    commission_out=Tariff(rate_basis_points=50, minimum_fen=20, maximum_fen=2_500),
)
"""Cash out costs what an ordinary postal order does but for its minimum; agents earn half a percent
either way. Assumption."""

FREE = AgentTariff(
    cash_out=Tariff(0, 0, 0), commission_in=Tariff(0, 0, 0), commission_out=Tariff(0, 0, 0)
)
"""Nobody pays or earns anything: to see what the rest does. Assumption."""

AGENT_TARIFFS: Mapping[str, AgentTariff] = MappingProxyType({"standard": STANDARD, "free": FREE})


def agent_tariff(name: str) -> AgentTariff:
    """Return a tariff by its name. Refused: `TariffUnknown`.

    >>> agent_tariff("free").cash_out_fee_fen(175_00)
    0
    """
    if name not in AGENT_TARIFFS:
        raise TariffUnknown(name, ", ".join(AGENT_TARIFFS))
    return AGENT_TARIFFS[name]
