"""The remittance number, its password, and what one draft may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.refusals.payment import (
    AmountNotPositive,
    AmountOverLimit,
    NumberMalformed,
    NumberMistyped,
    PasswordMalformed,
)
from service.domain.remittance import (
    DRAFT_LIMIT_FEN,
    check_digit,
    formatted,
    parse_number,
    parse_password,
    remittance_number,
    require_deposit,
    split_in_drafts,
)

numbers = st.text("0123456789", min_size=15, max_size=15).map(remittance_number)
OTHER_DIGITS = ("٣", "³", "३", "𝟑")  # noqa: RUF001  they are meant to look alike


@given(numbers)
def test_each_wrong_digit_is_caught(number: str) -> None:
    slips = {
        number[:place] + digit + number[place + 1 :]
        for place in range(16)
        for digit in "0123456789"
    }
    slips.remove(number)

    caught = {slip for slip in slips if check_digit(slip) != 0}

    assert (len(slips), caught) == (16 * 9, slips)


@given(numbers)
def test_each_swap_of_two_neighbours_is_caught(number: str) -> None:
    swaps = {
        number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        for place in range(15)
    }
    swaps.discard(number)

    caught = {swap for swap in swaps if check_digit(swap) != 0}

    assert caught == swaps


@given(numbers)
def test_a_number_is_read_as_the_receipt_shows_it(number: str) -> None:
    shown = formatted(number)

    assert (len(shown), shown.count(" "), parse_number(shown)) == (19, 3, number)


def test_a_mistyped_number_is_refused_without_being_repeated() -> None:
    with pytest.raises(NumberMistyped) as refused:
        parse_number("2007 0101 0000 5725")

    assert str(refused.value) == (
        "a digit is wrong or two are swapped in this remittance number: compare the receipt"
    )


@pytest.mark.parametrize(
    "text",
    ["", "200701010000572", "20070101000057266", "2007/0101/0000/5726", "2007010100005 72x"]
    + [f"{digit}007010100005726" for digit in OTHER_DIGITS],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberMalformed):
        parse_number(text)


@pytest.mark.parametrize("digits", ["", "2" * 14, "2" * 16, "2" * 14 + "x", "2" * 14 + "٣"])
def test_a_number_is_made_of_fifteen_digits_only(digits: str) -> None:
    with pytest.raises(NumberMalformed):
        remittance_number(digits)


def test_a_password_of_six_digits_is_kept_as_it_is() -> None:
    assert parse_password("000000") == "000000"


@pytest.mark.parametrize(
    "text", ["", "12345", "1234567", "12345x", *(f"12345{d}" for d in OTHER_DIGITS)]
)
def test_what_is_no_password_is_refused(text: str) -> None:
    with pytest.raises(PasswordMalformed):
        parse_password(text)


def test_a_draft_holds_a_fen_to_5000_yuan() -> None:
    require_deposit(1)
    require_deposit(5_000_00)

    with pytest.raises(AmountNotPositive):
        require_deposit(0)
    with pytest.raises(AmountOverLimit, match="500001, and one deposit is at most 500000: split"):
        require_deposit(5_000_01)


@pytest.mark.parametrize(
    ("amount_fen", "drafts"),
    [
        (1, (1,)),
        (DRAFT_LIMIT_FEN, (DRAFT_LIMIT_FEN,)),
        (DRAFT_LIMIT_FEN + 1, (DRAFT_LIMIT_FEN, 1)),
        (2 * DRAFT_LIMIT_FEN, (DRAFT_LIMIT_FEN, DRAFT_LIMIT_FEN)),
    ],
)
def test_money_is_split_at_the_limit(amount_fen: int, drafts: tuple[int, ...]) -> None:
    assert split_in_drafts(amount_fen) == drafts


@given(st.integers(1, 10**9), st.integers(10**4, 10**7))
def test_a_split_is_exact_within_the_limit_and_as_small_as_can_be(
    amount_fen: int, limit_fen: int
) -> None:
    drafts = split_in_drafts(amount_fen, limit_fen)

    assert sum(drafts) == amount_fen
    assert 0 < min(drafts) <= max(drafts) <= limit_fen
    assert (len(drafts) - 1) * limit_fen < amount_fen


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_nothing_is_not_split(amount_fen: int) -> None:
    with pytest.raises(AmountNotPositive):
        split_in_drafts(amount_fen)


def test_a_limit_of_nothing_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        split_in_drafts(1, limit_fen=0)
