"""What a scan means for an order, and that nothing is paid twice or undone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import order as orders
from service.domain import parcel
from service.domain.chart import COMPENSATION, DUE_TO_GATEWAY, escrow, seller, wallet
from service.domain.ledger import Books, balance, mirror_difference_fen, post
from service.domain.order import Order
from service.domain.parcel import Scan, standing, stands_after
from service.domain.shipment import follow

PLACED = Order("o1", "w1", "s1", amount_fen=17_500, since_ms=0, commission_fen=300)
PAID, PAYMENT = orders.pay(PLACED, 1)
SHIPPED = orders.ship(PAID, 2)
DELIVERED = orders.deliver(SHIPPED, 3)
DISPUTED = orders.dispute(SHIPPED, 3)
CONFIRMED = orders.confirm(DELIVERED, 4)
RELEASED = orders.release(CONFIRMED, 4)[0]
REFUNDED = orders.refund(SHIPPED, 4)[0]
CANCELLED = orders.cancel(PLACED, 4)

ON_THE_WAY = sorted(set(parcel.ParcelState) - parcel.ENDS, key=lambda state: state.value)
scans = st.builds(
    Scan,
    st.sampled_from(parcel.ParcelState),
    st.integers(2, 9),
    st.sampled_from(["Gushi", "Xinyang"]),
)


def states(order: Order, state: parcel.ParcelState) -> list[str]:
    """Return the states that an order goes through when its parcel stands so."""
    return [str(step.state) for step in follow(order, Scan(state, 5, "Gushi"), 9)[0]]


@pytest.mark.parametrize("state", ON_THE_WAY)
def test_any_scan_on_the_way_shows_that_the_post_has_it_and_moves_no_money(
    state: parcel.ParcelState,
) -> None:
    steps, transfers = follow(PAID, Scan(state, 5, "Gushi"), 9)

    assert [step.state for step in steps] == [orders.OrderState.SHIPPED]
    assert transfers == ()


@pytest.mark.parametrize(
    ("order", "state", "expected"),
    [
        (PAID, parcel.ParcelState.DELIVERED, ["shipped", "delivered"]),
        (SHIPPED, parcel.ParcelState.DELIVERED, ["delivered"]),
        (PAID, parcel.ParcelState.RETURNED, ["shipped", "refunded"]),
        (SHIPPED, parcel.ParcelState.RETURNED, ["refunded"]),
        (DELIVERED, parcel.ParcelState.RETURNED, ["refunded"]),
        (PAID, parcel.ParcelState.LOST, ["shipped", "refunded"]),
        (SHIPPED, parcel.ParcelState.LOST, ["refunded"]),
        (DELIVERED, parcel.ParcelState.LOST, ["refunded"]),
        (DISPUTED, parcel.ParcelState.LOST, ["refunded"]),
        (SHIPPED, parcel.ParcelState.DAMAGED, ["refunded"]),
        (DISPUTED, parcel.ParcelState.DAMAGED, ["refunded"]),
        (SHIPPED, parcel.ParcelState.REFUSED, []),
    ],
)
def test_an_order_goes_as_far_as_its_parcel(
    order: Order, state: parcel.ParcelState, expected: list[str]
) -> None:
    assert states(order, state) == expected


@pytest.mark.parametrize("state", list(parcel.ParcelState))
@pytest.mark.parametrize("order", [PLACED, CONFIRMED, RELEASED, REFUNDED, CANCELLED])
def test_an_order_that_waits_for_no_parcel_does_not_move(
    order: Order, state: parcel.ParcelState
) -> None:
    assert follow(order, Scan(state, 5, "Gushi"), 9) == ((), ())


def test_a_dispute_is_decided_by_the_arbiter_even_if_the_parcel_comes_or_goes_back() -> None:
    assert states(DISPUTED, parcel.ParcelState.DELIVERED) == []
    assert states(DISPUTED, parcel.ParcelState.RETURNED) == []


def test_the_time_to_confirm_begins_when_the_delivery_is_known() -> None:
    steps, _ = follow(SHIPPED, Scan(parcel.ParcelState.DELIVERED, 5, "Gushi"), 900)

    assert steps == (replace(SHIPPED, state=orders.OrderState.DELIVERED, since_ms=900),)


@pytest.mark.parametrize("state", [parcel.ParcelState.LOST, parcel.ParcelState.DAMAGED])
def test_the_post_makes_a_parcel_good_in_full(state: parcel.ParcelState) -> None:
    _, transfers = follow(SHIPPED, Scan(state, 5, "Gushi"), 9)

    books = post(Books(), (*PAYMENT, *transfers))

    assert balance(books.post, COMPENSATION) == 17_500
    assert balance(books.post, DUE_TO_GATEWAY) == 17_500
    assert balance(books.gateway, seller("s1")) == 17_500
    assert balance(books.gateway, escrow("o1")) == 0
    assert balance(books.gateway, wallet("w1")) == 0  # it had paid, and is paid back
    assert mirror_difference_fen(books) == 0


def told_one_by_one(seen: list[Scan]) -> tuple[Order, Books]:
    """Return order and books after scans in the order in which they are heard of."""
    order, books, stands = PAID, post(Books(), PAYMENT), None
    for scan in seen:
        stands = stands_after(stands, scan)
        steps, transfers = follow(order, stands, now_ms=10)
        order = steps[-1] if steps else order
        books = post(books, transfers)
    return order, books


@given(st.lists(scans, min_size=1), st.data())
def test_with_one_end_the_order_of_scans_moves_the_same_order_and_the_same_money(
    seen: list[Scan], data: st.DataObject
) -> None:
    ends = [scan for scan in seen if scan.state in parcel.ENDS]
    one_end = [scan for scan in seen if scan not in ends or scan.state == ends[0].state]
    again = data.draw(st.permutations(one_end + one_end[::2]))

    (order, books), (again_order, again_books) = told_one_by_one(one_end), told_one_by_one(again)

    assert again_order == order
    assert again_books.post.transfers.items() == books.post.transfers.items()
    assert again_books.gateway.transfers.items() == books.gateway.transfers.items()


@given(st.lists(scans, min_size=1))
def test_whatever_is_scanned_the_escrow_is_paid_out_once_at_most_and_the_books_mirror(
    seen: list[Scan],
) -> None:
    order, books = told_one_by_one(seen)

    held_fen = balance(books.gateway, escrow("o1"))
    assert held_fen == (0 if order.state is orders.OrderState.REFUNDED else 17_500)
    assert balance(books.gateway, seller("s1")) in {0, 17_500}
    assert mirror_difference_fen(books) == 0


@given(st.lists(scans, min_size=1))
def test_an_order_that_has_ended_stays_as_it_is_whatever_comes_late(seen: list[Scan]) -> None:
    stands = standing(seen)
    assert stands

    assert follow(REFUNDED, stands, 99) == ((), ())
    assert follow(RELEASED, stands, 99) == ((), ())
