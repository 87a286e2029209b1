"""The order in escrow."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import order, postings
from service.domain.chart import DUE_TO_GATEWAY, escrow
from service.domain.day import DAY_MS
from service.domain.ledger import Books, balance, mirror_difference_fen, post
from service.domain.order import ENDS, Order, OrderState
from service.domain.postings import Transfers
from service.domain.refusals.base import Refusal
from service.domain.refusals.payment import (
    AmountNotPositive,
    ConfirmationNotDue,
    OrderNotReady,
    RefundOverAmount,
)

PLACED = Order("o1", "w1", "s1", amount_fen=900, since_ms=0, commission_fen=20)

Verb = Callable[[Order, int], Order | tuple[Order, Transfers]]

VERBS: dict[str, Verb] = {
    "pay": order.pay,
    "pay_by_reference": lambda o, now_ms: order.pay_by_reference(o, "Gushi", 5, now_ms),
    "cancel": order.cancel,
    "ship": order.ship,
    "deliver": order.deliver,
    "confirm": order.confirm,
    "confirm_by_time": order.confirm_by_time,
    "release": order.release,
    "refund": order.refund,
    "compensate": order.compensate,
    "dispute": order.dispute,
    "decide": lambda o, now_ms: order.decide(o, 100, now_ms),
}

LEADS_TO: dict[str, tuple[set[OrderState], OrderState]] = {
    "pay": ({OrderState.PLACED}, OrderState.PAID),
    "pay_by_reference": ({OrderState.PLACED}, OrderState.PAID),
    "cancel": ({OrderState.PLACED}, OrderState.CANCELLED),
    "ship": ({OrderState.PAID}, OrderState.SHIPPED),
    "deliver": ({OrderState.SHIPPED}, OrderState.DELIVERED),
    "confirm": ({OrderState.SHIPPED, OrderState.DELIVERED}, OrderState.CONFIRMED),
    "confirm_by_time": ({OrderState.DELIVERED}, OrderState.CONFIRMED),
    "release": ({OrderState.CONFIRMED}, OrderState.RELEASED),
    "refund": ({OrderState.PAID, OrderState.SHIPPED, OrderState.DELIVERED}, OrderState.REFUNDED),
    "compensate": (
        {OrderState.SHIPPED, OrderState.DELIVERED, OrderState.DISPUTED},
        OrderState.REFUNDED,
    ),
    "dispute": ({OrderState.SHIPPED, OrderState.DELIVERED}, OrderState.DISPUTED),
    "decide": ({OrderState.DISPUTED}, OrderState.REFUNDED),
}


def stood(state: OrderState) -> Order:
    """Return the order in a state since the first moment."""
    return replace(PLACED, state=state)


def take(verb: str, taken: Order, now_ms: int) -> tuple[Order, Transfers]:
    """Take a step, whether or not it moves money."""
    answer = VERBS[verb](taken, now_ms)
    return (answer, ()) if isinstance(answer, Order) else answer


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("verb", VERBS)
def test_a_step_is_taken_from_its_states_only(verb: str, state: OrderState) -> None:
    allowed, then = LEADS_TO[verb]
    now_ms = 30 * DAY_MS

    if state in allowed:
        taken, _ = take(verb, stood(state), now_ms)
        assert (taken.state, taken.since_ms) == (then, now_ms)
    else:
        with pytest.raises(OrderNotReady, match=f"the order is {state}, and "):
            take(verb, stood(state), now_ms)


def test_a_refused_step_says_which_states_allow_it() -> None:
    with pytest.raises(OrderNotReady) as refused:
        order.refund(PLACED, 1)

    assert str(refused.value) == (
        "the order is placed, and refund needs it paid or shipped or delivered: "
        "look the order up and try what fits"
    )


def test_an_order_that_goes_well_pays_the_seller_less_commission() -> None:
    paid, into_escrow = order.pay(PLACED, 1)
    confirmed = order.confirm(order.deliver(order.ship(paid, 2), 3), 4)
    released, to_seller = order.release(confirmed, 5)

    assert released == replace(PLACED, state=OrderState.RELEASED, since_ms=5)
    assert into_escrow == postings.order_paid_transfers("o1", "w1", 900, 1)
    assert to_seller == postings.release_transfers("o1", "s1", 900, 20, 5)


def test_a_reference_pays_in_cash_with_the_fee_on_top() -> None:
    paid, transfers = order.pay_by_reference(PLACED, "Gushi", 5, 1)

    assert paid == replace(PLACED, state=OrderState.PAID, since_ms=1)
    assert transfers == postings.reference_paid_transfers("o1", "Gushi", 900, 5, 1)


def test_time_confirms_seven_days_after_delivery() -> None:
    delivered = replace(PLACED, state=OrderState.DELIVERED, since_ms=3)
    due_ms = 3 + 7 * DAY_MS

    confirmed = order.confirm_by_time(delivered, due_ms)

    assert confirmed == replace(PLACED, state=OrderState.CONFIRMED, since_ms=due_ms)
    with pytest.raises(ConfirmationNotDue, match=f"until {due_ms} ms"):
        order.confirm_by_time(delivered, due_ms - 1)


def test_out_of_stock_goes_back_to_the_wallet() -> None:
    refunded, transfers = order.refund(stood(OrderState.PAID), 2)

    assert refunded == replace(PLACED, state=OrderState.REFUNDED, since_ms=2, refunded_fen=900)
    assert transfers == postings.order_refund_transfers("o1", "w1", 900, 2)


def test_a_lost_parcel_is_paid_to_the_seller_and_refunded_to_the_buyer() -> None:
    refunded, transfers = order.compensate(stood(OrderState.SHIPPED), 2)

    assert refunded == replace(PLACED, state=OrderState.REFUNDED, since_ms=2, refunded_fen=900)
    assert transfers == (
        *postings.compensation_transfers("o1", "s1", 900, 2),
        *postings.order_refund_transfers("o1", "w1", 900, 2),
    )


@pytest.mark.parametrize(
    ("refund_fen", "then", "transfers"),
    [
        (0, OrderState.RELEASED, postings.release_transfers("o1", "s1", 900, 20, 2)),
        (
            1,
            OrderState.REFUNDED,
            (
                *postings.order_refund_transfers("o1", "w1", 1, 2),
                *postings.release_transfers("o1", "s1", 899, 19, 2),
            ),
        ),
        (900, OrderState.REFUNDED, postings.order_refund_transfers("o1", "w1", 900, 2)),
    ],
)
def test_a_dispute_is_decided_for_one_or_divided(
    refund_fen: int, then: OrderState, transfers: Transfers
) -> None:
    decided = order.decide(stood(OrderState.DISPUTED), refund_fen, 2)

    ended = replace(PLACED, state=then, since_ms=2, refunded_fen=refund_fen)
    assert decided == (ended, transfers)


@pytest.mark.parametrize("refund_fen", [-1, 901])
def test_no_more_is_refunded_than_was_paid(refund_fen: int) -> None:
    with pytest.raises(RefundOverAmount, match=f"refund_fen is {refund_fen}, and 0 to 900"):
        order.decide(stood(OrderState.DISPUTED), refund_fen, 2)


def test_an_empty_order_is_refused() -> None:
    with pytest.raises(AmountNotPositive):
        Order("o1", "w1", "s1", amount_fen=0, since_ms=0)


@pytest.mark.parametrize("commission_fen", [-1, 901])
def test_a_commission_beyond_the_amount_is_our_own_mistake(commission_fen: int) -> None:
    with pytest.raises(AssertionError):
        replace(PLACED, commission_fen=commission_fen)


def after(verbs: Iterable[str]) -> tuple[Order, Books]:
    """Return the order and the books after these steps, as far as they were not refused."""
    life, books, now_ms = PLACED, Books(), 0
    for verb in verbs:
        now_ms += DAY_MS
        try:
            life, transfers = take(verb, life, now_ms)
        except Refusal:
            continue
        books = post(books, transfers)
    return life, books


@given(st.lists(st.sampled_from(sorted(VERBS)), max_size=25))
def test_escrow_holds_what_was_paid_until_the_one_end(verbs: list[str]) -> None:
    life, books = after(verbs)

    held_fen = 0 if life.state in {OrderState.PLACED, *ENDS} else 900
    assert balance(books.gateway, escrow("o1")) == held_fen
    assert mirror_difference_fen(books) == 0
    assert balance(books.post, DUE_TO_GATEWAY) >= 0
