"""The tariffs: the sources' figures, rounding, bounds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.refusals.payment import AmountNotPositive, TariffUnknown
from service.domain.tariff import LISTED, ORDINARY_ORDER, WAIVED, Tariff, tariff_named

amounts_fen = st.integers(min_value=1, max_value=10**12)


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    low_fen, high_fen = sorted(draw(st.tuples(*[st.integers(0, 10**6)] * 2)))
    return Tariff(draw(st.integers(0, 10_000)), low_fen, high_fen)


@pytest.mark.parametrize(
    ("amount_fen", "fee_fen"),
    [
        (1, 200),
        (400_00, 200),
        (401_00, 201),
        (400_99, 200),
        (401_01, 201),
        (402_99, 201),
        (403_00, 202),
        (9_999_00, 5_000),
        (10_000_00, 5_000),
        (10_001_00, 5_000),
    ],
)
def test_the_list_fee_is_half_a_percent_from_2_to_50_yuan(amount_fen: int, fee_fen: int) -> None:
    assert LISTED.fee_fen(amount_fen) == fee_fen


@pytest.mark.parametrize(
    ("amount_fen", "fee_fen"),
    [(1, 200), (200_49, 200), (200_50, 201), (4_999_49, 4_999), (4_999_50, 5_000), (10**9, 5_000)],
)
def test_an_ordinary_order_costs_one_percent_from_2_to_50_yuan(
    amount_fen: int, fee_fen: int
) -> None:
    assert ORDINARY_ORDER.fee_fen(amount_fen) == fee_fen


@given(amounts_fen)
def test_a_waived_fee_is_nothing(amount_fen: int) -> None:
    assert WAIVED.fee_fen(amount_fen) == 0


@given(tariffs(), amounts_fen)
def test_a_fee_is_the_exact_share_rounded_half_up_within_its_bounds(
    tariff: Tariff, amount_fen: int
) -> None:
    share = Fraction(amount_fen * tariff.rate_basis_points, 10_000)
    rounded_fen = (share + Fraction(1, 2)).__floor__()

    fee_fen = tariff.fee_fen(amount_fen)

    assert fee_fen == sorted((tariff.minimum_fen, rounded_fen, tariff.maximum_fen))[1]


@given(tariffs(), amounts_fen, amounts_fen)
def test_more_money_never_costs_less(tariff: Tariff, one_fen: int, other_fen: int) -> None:
    less_fen, more_fen = sorted((one_fen, other_fen))

    assert tariff.fee_fen(less_fen) <= tariff.fee_fen(more_fen)


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_no_fee_is_asked_of_nothing(amount_fen: int) -> None:
    with pytest.raises(AmountNotPositive, match=f"amount_fen is {amount_fen}, and the least is 1"):
        LISTED.fee_fen(amount_fen)


@pytest.mark.parametrize(
    ("rate_basis_points", "minimum_fen", "maximum_fen"),
    [(-1, 0, 0), (10_001, 0, 0), (50, -1, 0), (50, 2, 1)],
)
def test_an_impossible_tariff_is_our_own_mistake(
    rate_basis_points: int, minimum_fen: int, maximum_fen: int
) -> None:
    with pytest.raises(AssertionError):
        Tariff(rate_basis_points, minimum_fen, maximum_fen)


@pytest.mark.parametrize(
    ("name", "tariff"),
    [("listed", LISTED), ("waived", WAIVED), ("ordinary_order", ORDINARY_ORDER)],
)
def test_a_tariff_is_found_by_its_name(name: str, tariff: Tariff) -> None:
    assert tariff_named(name) is tariff


def test_an_unknown_tariff_is_refused_with_those_there_are() -> None:
    with pytest.raises(TariffUnknown) as refused:
        tariff_named("free")

    assert str(refused.value) == (
        "'free' is not a tariff: choose one of listed, waived, ordinary_order"
    )
