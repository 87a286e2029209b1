"""The offer and its stock."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.offer import Offer, reserve, restock
from service.domain.refusals.trade import OfferClosed, OutOfStock

TEA = Offer("f1", "s1", "Tea", price_fen=3_000, weight_g=250, stock=2)


def test_the_last_piece_is_sold_and_no_more() -> None:
    assert reserve(TEA, 2) == replace(TEA, stock=0)
    with pytest.raises(OutOfStock, match="3 was asked for, and 2 is left"):
        reserve(TEA, 3)


def test_nothing_is_sold_of_a_closed_offer() -> None:
    with pytest.raises(OfferClosed):
        reserve(replace(TEA, is_open=False), 1)


@given(stock=st.integers(0, 50), changes=st.lists(st.integers(-20, 20), max_size=30))
def test_the_stock_is_never_below_nothing(stock: int, changes: list[int]) -> None:
    offer, counted = replace(TEA, stock=stock), stock

    for change in changes:
        if counted + change < 0:
            with pytest.raises(OutOfStock):
                restock(offer, change)
            continue
        offer, counted = restock(offer, change), counted + change

    assert offer.stock == counted >= 0
