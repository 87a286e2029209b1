"""What each event does to the books."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import postings
from service.domain.chart import (
    COMMISSION,
    COMPENSATION,
    DRAFTS_OUTSTANDING,
    DUE_FROM_POST,
    DUE_TO_GATEWAY,
    FEE_INCOME,
    GATEWAY_BANK,
    MONEY_ORDERS_OUTSTANDING,
    POST_BANK,
    cash,
    escrow,
    seller,
    wallet,
)
from service.domain.ledger import Books, Transfer, balances, mirror_difference_fen, post

AT_MS = 7
amounts_fen = st.integers(1, 10**6)

EVENTS: list[tuple[postings.Transfers, postings.Transfers]] = [
    (
        postings.deposit_transfers("d", "x", 900, 200, AT_MS),
        (
            Transfer("deposit:d", cash("x"), DRAFTS_OUTSTANDING, 900, AT_MS),
            Transfer("deposit_fee:d", cash("x"), FEE_INCOME, 200, AT_MS),
        ),
    ),
    (
        postings.deposit_transfers("d", "x", 900, 0, AT_MS),
        (Transfer("deposit:d", cash("x"), DRAFTS_OUTSTANDING, 900, AT_MS),),
    ),
    (
        postings.cash_out_transfers("d", "x", 900, AT_MS),
        (Transfer("cash_out:d", DRAFTS_OUTSTANDING, cash("x"), 900, AT_MS),),
    ),
    (
        postings.draft_refund_transfers("d", "x", 900, AT_MS),
        (Transfer("draft_refund:d", DRAFTS_OUTSTANDING, cash("x"), 900, AT_MS),),
    ),
    (
        postings.cancellation_transfers("d", "x", 900, 200, AT_MS),
        (
            Transfer("cancellation:d", DRAFTS_OUTSTANDING, cash("x"), 900, AT_MS),
            Transfer("cancellation_fee:d", FEE_INCOME, cash("x"), 200, AT_MS),
        ),
    ),
    (
        postings.cancellation_transfers("d", "x", 900, 0, AT_MS),
        (Transfer("cancellation:d", DRAFTS_OUTSTANDING, cash("x"), 900, AT_MS),),
    ),
    (
        postings.redemption_transfers("d", "w", 900, AT_MS),
        (
            Transfer("redemption:d", DRAFTS_OUTSTANDING, DUE_TO_GATEWAY, 900, AT_MS),
            Transfer("redemption:d", DUE_FROM_POST, wallet("w"), 900, AT_MS),
        ),
    ),
    (
        postings.reference_paid_transfers("o", "x", 900, 200, AT_MS),
        (
            Transfer("reference:o", cash("x"), DUE_TO_GATEWAY, 900, AT_MS),
            Transfer("reference:o", DUE_FROM_POST, escrow("o"), 900, AT_MS),
            Transfer("reference_fee:o", cash("x"), FEE_INCOME, 200, AT_MS),
        ),
    ),
    (
        postings.cash_on_delivery_transfers("o", "x", 900, AT_MS),
        (
            Transfer("cash_on_delivery:o", cash("x"), DUE_TO_GATEWAY, 900, AT_MS),
            Transfer("cash_on_delivery:o", DUE_FROM_POST, escrow("o"), 900, AT_MS),
        ),
    ),
    (
        postings.order_paid_transfers("o", "w", 900, AT_MS),
        (Transfer("order_paid:o", wallet("w"), escrow("o"), 900, AT_MS),),
    ),
    (
        postings.release_transfers("o", "s", 900, 0, AT_MS),
        (Transfer("release:o", escrow("o"), seller("s"), 900, AT_MS),),
    ),
    (
        postings.release_transfers("o", "s", 900, 20, AT_MS),
        (
            Transfer("release:o", escrow("o"), seller("s"), 880, AT_MS),
            Transfer("release_commission:o", escrow("o"), COMMISSION, 20, AT_MS),
        ),
    ),
    (
        postings.release_transfers("o", "s", 900, 900, AT_MS),
        (Transfer("release_commission:o", escrow("o"), COMMISSION, 900, AT_MS),),
    ),
    (
        postings.order_refund_transfers("o", "w", 900, AT_MS),
        (Transfer("order_refund:o", escrow("o"), wallet("w"), 900, AT_MS),),
    ),
    (
        postings.compensation_transfers("o", "s", 900, AT_MS),
        (
            Transfer("compensation:o", COMPENSATION, DUE_TO_GATEWAY, 900, AT_MS),
            Transfer("compensation:o", DUE_FROM_POST, seller("s"), 900, AT_MS),
        ),
    ),
    (
        postings.cash_compensation_transfers("o", "x", 900, AT_MS),
        (Transfer("cash_compensation:o", COMPENSATION, cash("x"), 900, AT_MS),),
    ),
    (
        postings.money_order_transfers("m", "x", 900, 200, AT_MS),
        (
            Transfer("money_order:m", cash("x"), MONEY_ORDERS_OUTSTANDING, 900, AT_MS),
            Transfer("money_order_fee:m", cash("x"), FEE_INCOME, 200, AT_MS),
        ),
    ),
    (
        postings.money_order_paid_transfers("m", "y", 900, AT_MS),
        (Transfer("money_order_paid:m", MONEY_ORDERS_OUTSTANDING, cash("y"), 900, AT_MS),),
    ),
    (
        postings.settlement_transfers(3, 900, AT_MS),
        (
            Transfer("settlement:3", DUE_TO_GATEWAY, POST_BANK, 900, AT_MS),
            Transfer("settlement:3", GATEWAY_BANK, DUE_FROM_POST, 900, AT_MS),
        ),
    ),
    (
        postings.settlement_transfers(3, -900, AT_MS),
        (
            Transfer("settlement:3", POST_BANK, DUE_TO_GATEWAY, 900, AT_MS),
            Transfer("settlement:3", DUE_FROM_POST, GATEWAY_BANK, 900, AT_MS),
        ),
    ),
    (postings.settlement_transfers(3, 0, AT_MS), ()),
]


@pytest.mark.parametrize(("made", "expected"), EVENTS)
def test_an_event_makes_these_transfers(
    made: postings.Transfers, expected: postings.Transfers
) -> None:
    assert made == expected


@pytest.mark.parametrize(("made", "expected"), EVENTS)
def test_an_event_leaves_the_books_mirrored(
    made: postings.Transfers, expected: postings.Transfers
) -> None:
    books = post(Books(), made)

    assert mirror_difference_fen(books) == 0
    assert len(books.post.transfers) + len(books.gateway.transfers) == len(expected)


Ways = Callable[[int, int], postings.Transfers]

WAYS: dict[str, Ways] = {
    "a draft that buys something": lambda price_fen, fee_fen: (
        *postings.deposit_transfers("d", "x", price_fen, fee_fen, 0),
        *postings.redemption_transfers("d", "w", price_fen, 1),
        *postings.order_paid_transfers("d", "w", price_fen, 2),
        *postings.release_transfers("d", "s", price_fen, 0, 3),
    ),
    "a reference paid": lambda price_fen, fee_fen: (
        *postings.reference_paid_transfers("d", "x", price_fen, fee_fen, 0),
        *postings.release_transfers("d", "s", price_fen, 0, 1),
    ),
}


@pytest.mark.parametrize("way", WAYS)
@given(price_fen=amounts_fen, fee_fen=st.integers(0, 5_000))
def test_cash_at_the_counter_ends_with_the_seller(way: str, price_fen: int, fee_fen: int) -> None:
    books = post(Books(), WAYS[way](price_fen, fee_fen))

    left = {a.name: fen for a, fen in (balances(books.post) | balances(books.gateway)).items()}

    assert {name: fen for name, fen in left.items() if fen} == {
        "post:cash:x": price_fen + fee_fen,
        "post:due_to_gateway": price_fen,
        "gateway:due_from_post": price_fen,
        "gateway:seller:s": price_fen,
    } | ({"post:fee_income": fee_fen} if fee_fen else {})


@given(amounts_fen)
def test_a_lost_parcel_leaves_buyer_and_seller_whole(price_fen: int) -> None:
    books = post(
        Books(),
        (
            *postings.redemption_transfers("d", "w", price_fen, 0),
            *postings.order_paid_transfers("o", "w", price_fen, 1),
            *postings.compensation_transfers("o", "s", price_fen, 2),
            *postings.order_refund_transfers("o", "w", price_fen, 2),
        ),
    )

    assert balances(books.gateway) == {
        DUE_FROM_POST: 2 * price_fen,
        escrow("o"): 0,
        seller("s"): price_fen,
        wallet("w"): price_fen,
    }


@pytest.mark.parametrize("commission_fen", [-1, 901])
def test_a_commission_beyond_the_amount_is_our_own_mistake(commission_fen: int) -> None:
    with pytest.raises(AssertionError):
        postings.release_transfers("o", "s", 900, commission_fen, AT_MS)
