"""What customers of agents pay, and what agents earn."""

import pytest

from service.domain.agency import AGENT_TARIFFS, FREE, STANDARD, agent_tariff
from service.domain.refusals.payment import AmountNotPositive, TariffUnknown


@pytest.mark.parametrize(
    ("amount_fen", "fee_fen", "commission_fen"),
    [
        (1, 100, 20),
        (40_00, 100, 20),
        (100_00, 100, 50),
        (100_50, 101, 50),
        (5_000_00, 50_00, 25_00),
        (9_000_00, 50_00, 25_00),
    ],
)
def test_the_standard_tariff_takes_a_share_within_its_bounds(
    amount_fen: int, fee_fen: int, commission_fen: int
) -> None:
    earned = {STANDARD.commission_fen(amount_fen, is_cash_in=way) for way in (True, False)}

    assert STANDARD.cash_out_fee_fen(amount_fen) == fee_fen
    assert earned == {commission_fen}


def test_by_the_free_tariff_nobody_pays_or_earns() -> None:
    assert FREE.cash_out_fee_fen(500_000) == 0
    assert FREE.commission_fen(500_000, is_cash_in=True) == 0
    assert FREE.commission_fen(500_000, is_cash_in=False) == 0


def test_a_tariff_is_known_by_its_name() -> None:
    assert [agent_tariff(name) for name in AGENT_TARIFFS] == [STANDARD, FREE]

    with pytest.raises(TariffUnknown, match="standard, free"):
        agent_tariff("cheap")


def test_nothing_has_no_fee() -> None:
    with pytest.raises(AmountNotPositive):
        STANDARD.commission_fen(0, is_cash_in=True)
