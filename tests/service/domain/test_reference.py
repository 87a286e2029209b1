"""The payment reference: its form and its check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.reference import (
    REFERENCE_DIGITS,
    formatted,
    parse_reference,
    reference_number,
)
from service.domain.refusals.trade import ReferenceMalformed, ReferenceMistyped
from service.domain.remittance import NUMBER_DIGITS

references = st.integers(0, 10**13 - 1).map(lambda digits: reference_number(f"{digits:013d}"))


@given(reference=references)
def test_a_reference_is_read_as_it_was_printed(reference: str) -> None:
    assert parse_reference(formatted(reference)) == reference


@given(reference=references, place=st.integers(0, 13), other=st.integers(1, 9))
def test_every_wrong_digit_is_noticed(reference: str, place: int, other: int) -> None:
    wrong = str((int(reference[place]) + other) % 10)

    with pytest.raises(ReferenceMistyped):
        parse_reference(reference[:place] + wrong + reference[place + 1 :])


@given(reference=references, place=st.integers(0, 12))
def test_every_swap_of_neighbours_is_noticed(reference: str, place: int) -> None:
    first, second = reference[place], reference[place + 1]
    swapped = reference[:place] + second + first + reference[place + 2 :]

    if first == second:
        assert parse_reference(swapped) == reference
    else:
        with pytest.raises(ReferenceMistyped):
            parse_reference(swapped)


@pytest.mark.parametrize("text", ["", "1" * 13, "1" * 15, "2007-0101-0005-7", "٣" * 14, "²" * 14])
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ReferenceMalformed):
        parse_reference(text)


def test_a_remittance_number_is_no_reference() -> None:
    assert REFERENCE_DIGITS != NUMBER_DIGITS
    with pytest.raises(ReferenceMalformed, match="never enter the number of a receipt"):
        parse_reference("2007 0101 0000 5726")
