"""Item numbers in blocks: each number once, until there are none left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.item_numbers import (
    INDICATORS,
    NUMBERS_EACH,
    NUMBERS_MAX,
    Block,
    allotted,
    index_of,
    number_at,
)
from service.domain.parcel import ItemNumber, parse_item_number
from service.domain.refusals.parcels import ItemNumbersExhausted

places = st.integers(0, NUMBERS_MAX - 1)


@given(places)
def test_every_place_has_a_number_of_its_own_that_checks(place: int) -> None:
    assert index_of(parse_item_number(number_at(place))) == place


def test_there_are_26_times_100_million_numbers() -> None:
    assert NUMBERS_MAX == 2_600_000_000
    assert parse_item_number(number_at(NUMBERS_MAX - 1)) == ItemNumber("BZ", "99999999", "CN")


@pytest.mark.parametrize(
    "number", [ItemNumber("EE", "47110815", "CN"), ItemNumber("BA", "47110815", "FR")]
)
def test_a_number_of_another_service_or_post_has_no_place(number: ItemNumber) -> None:
    assert index_of(number) is None


@given(st.lists(st.integers(1, 1_000), max_size=20))
def test_blocks_follow_each_other_without_a_gap_or_an_overlap(counts: list[int]) -> None:
    free_place = NUMBERS_EACH - 5_000  # over the border between two indicators
    blocks = []

    for count in counts:
        blocks.append(allotted("b", free_place, count))
        free_place = blocks[-1].end_place

    given_out = [place for one in blocks for place in range(one.first_place, one.end_place)]
    assert given_out == list(range(NUMBERS_EACH - 5_000, free_place))


def test_the_last_numbers_are_given_out_and_no_more() -> None:
    last = allotted("b", NUMBERS_MAX - 3, 3)

    assert last == Block("b", NUMBERS_MAX - 3, 3, NUMBERS_MAX - 3)
    with pytest.raises(ItemNumbersExhausted, match="2 were never given out"):
        allotted("b", NUMBERS_MAX - 2, 3)
    with pytest.raises(ItemNumbersExhausted, match="0 were never given out"):
        allotted("b", last.end_place, 1)


def test_the_indicators_are_those_that_s10_leaves_to_domestic_services() -> None:
    assert (INDICATORS[0], INDICATORS[-1], len(INDICATORS)) == ("BA", "BZ", 26)
