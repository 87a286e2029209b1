"""The sale: what is agreed, until when, and what becomes of cash for a reference."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import order as orders
from service.domain.chart import escrow, seller, wallet
from service.domain.day import DAY_MS
from service.domain.ledger import Books, balances, mirror_difference_fen, post
from service.domain.offer import Offer
from service.domain.order import OrderState, released_fen
from service.domain.postage import Coordinates
from service.domain.refusals.payment import ConfirmationNotDue, OrderNotReady
from service.domain.refusals.trade import (
    CashNotExact,
    OwnOffer,
    PaymentOverdue,
    ReferenceEnded,
    ReferenceIssued,
    ReferencePaid,
    RefundNotDue,
)
from service.domain.sale import (
    Cash,
    Cause,
    Listing,
    OrderRequest,
    Sale,
    SaleTerms,
    confirm,
    confirm_by_time,
    enter_cash,
    issue_reference,
    moved,
    pay,
    pieces_back,
    place,
    refund_by_buyer,
    refund_by_seller,
    take_cash,
)
from service.domain.seller import Certification, Evidence, Seller

HERE = Coordinates(32.18, 115.67)
TERMS = SaleTerms(commission_basis_points=250)
TEA = Offer("f1", "s1", "Tea", price_fen=3_001, weight_g=250, stock=5)
TRUST = Certification("c1", "s1", "Trustpass", Evidence("seen"), 0, 9 * DAY_MS)
LISTING = Listing(TEA, Seller("s1", "Tea of Gushi", HERE), TRUST)
PLACED, _ = place(LISTING, OrderRequest("o1", "w1", 2, HERE), TERMS, 0)
AMOUNT_FEN = 2 * 3_001 + 1_100
FEE_FEN = 200


def cash(cash_fen: int) -> Cash:
    return Cash("p1", "Gushi 1", cash_fen, FEE_FEN)


def paid() -> Sale:
    return pay(PLACED, 0)[0]


def shipped() -> Sale:
    sale = paid()
    return moved(sale, orders.ship(sale.order, 1))


def disputed() -> Sale:
    sale = shipped()
    return moved(sale, orders.dispute(sale.order, 2))


def test_an_order_fixes_price_postage_commission_and_who_vouched() -> None:
    sale, left = place(LISTING, OrderRequest("o1", "w1", 2, HERE), TERMS, 7)

    assert left.stock == 3
    assert (sale.order.amount_fen, sale.postage_fen, sale.distance_km) == (AMOUNT_FEN, 1_100, 0)
    assert sale.order.commission_fen == 2 * 3_001 * 250 // 10_000
    assert (sale.placed_ms, sale.pay_by_ms) == (7, 7 + 3 * DAY_MS)
    assert sale.certification_id == "c1"


def test_nobody_buys_from_oneself() -> None:
    with pytest.raises(OwnOffer):
        place(LISTING, OrderRequest("o1", "s1", 1, HERE), TERMS, 0)


def test_an_order_is_paid_in_time_or_not_at_all() -> None:
    last_ms = PLACED.pay_by_ms - 1

    assert pay(PLACED, last_ms)[0].paid_ms == last_ms
    with pytest.raises(PaymentOverdue):
        pay(PLACED, last_ms + 1)
    with pytest.raises(OrderNotReady):  # what it is comes before what time it is
        pay(paid(), last_ms + 1)


def test_a_buyer_is_refunded_when_the_time_to_ship_is_over_or_trust_was_revoked() -> None:
    due_ms = 3 * DAY_MS

    with pytest.raises(RefundNotDue, match=f"until {due_ms} ms"):
        refund_by_buyer(paid(), TERMS, due_ms - 1)
    assert refund_by_buyer(paid(), TERMS, due_ms)[0].order.state is OrderState.REFUNDED
    revoked = replace(paid(), revoked_ms=1)
    assert refund_by_buyer(revoked, TERMS, 2)[0].order.refunded_fen == AMOUNT_FEN
    with pytest.raises(OrderNotReady, match="needs it paid"):
        refund_by_buyer(replace(shipped(), revoked_ms=1), TERMS, due_ms)


def test_either_side_may_give_in() -> None:
    assert confirm(disputed(), 3)[0].order.state is OrderState.RELEASED
    assert refund_by_seller(disputed(), 3)[0].order.refunded_fen == AMOUNT_FEN


def test_time_confirms_what_was_delivered_and_pays_at_once() -> None:
    sale = moved(shipped(), orders.deliver(shipped().order, 5))
    due_ms = 5 + 7 * DAY_MS

    released, transfers = confirm_by_time(sale, TERMS, due_ms)

    assert (released.order.state, released.ended_ms) == (OrderState.RELEASED, due_ms)
    assert sum(one.amount_fen for one in transfers) == AMOUNT_FEN
    with pytest.raises(ConfirmationNotDue):
        confirm_by_time(sale, TERMS, due_ms - 1)


def test_pieces_go_back_until_they_are_shipped() -> None:
    cancelled = moved(PLACED, orders.cancel(PLACED.order, 1))

    assert pieces_back(PLACED, cancelled) == 2
    assert pieces_back(paid(), refund_by_seller(paid(), 1)[0]) == 2
    assert pieces_back(shipped(), refund_by_seller(shipped(), 2)[0]) == 0
    assert pieces_back(PLACED, paid()) == 0


@pytest.mark.parametrize(
    ("by", "reason", "pieces"),
    [
        ("seller", "out_of_stock", 0),
        ("seller", "other", 2),
        ("buyer", "out_of_stock", 2),  # who cannot know
    ],
)
def test_what_the_seller_has_not_got_does_not_go_back(by: str, reason: str, pieces: int) -> None:
    refunded, _ = refund_by_seller(paid(), 1)

    assert pieces_back(paid(), refunded, Cause(by, reason)) == pieces


@given(refund_fen=st.integers(0, AMOUNT_FEN))
def test_what_left_escrow_is_refund_release_and_commission(refund_fen: int) -> None:
    sale = disputed()
    _, into = pay(PLACED, 0)
    order, out = orders.decide(sale.order, refund_fen, 3)

    kept = balances(post(Books(), (*into, *out)).gateway)

    assert kept[escrow("o1")] == 0
    assert kept.get(seller("s1"), 0) == released_fen(order)
    assert kept[wallet("w1")] == refund_fen - AMOUNT_FEN


# References.


def test_an_order_has_one_reference_whose_days_begin_when_it_is_issued() -> None:
    issued = issue_reference(PLACED, "20070101000573", 31 * DAY_MS, DAY_MS)

    assert (issued.reference, issued.pay_by_ms) == ("20070101000573", 31 * DAY_MS)
    with pytest.raises(ReferenceIssued):
        issue_reference(issued, "20070101000573", 31 * DAY_MS, DAY_MS)
    with pytest.raises(PaymentOverdue):
        issue_reference(PLACED, "20070101000573", 33 * DAY_MS, 3 * DAY_MS)
    with pytest.raises(OrderNotReady):
        issue_reference(paid(), "20070101000573", 30 * DAY_MS, 0)


def test_at_the_counter_it_is_exact_and_in_time_or_refused() -> None:
    due_fen = AMOUNT_FEN + FEE_FEN

    assert take_cash(PLACED, cash(due_fen), 0).sale.order.state is OrderState.PAID
    for wrong_fen in (due_fen - 1, due_fen + 1):
        with pytest.raises(CashNotExact, match=f"{due_fen} is due"):
            take_cash(PLACED, cash(wrong_fen), 0)
    with pytest.raises(PaymentOverdue):
        take_cash(PLACED, cash(due_fen), PLACED.pay_by_ms)
    with pytest.raises(ReferenceEnded):
        take_cash(moved(PLACED, orders.cancel(PLACED.order, 0)), cash(due_fen), 0)
    for after in (paid(), refund_by_seller(paid(), 1)[0]):
        with pytest.raises(ReferencePaid):
            take_cash(after, cash(due_fen), PLACED.pay_by_ms)


@given(
    cash_fen=st.integers(1, 2 * AMOUNT_FEN),
    taken_ms=st.sampled_from([0, PLACED.pay_by_ms - 1, PLACED.pay_by_ms]),
    is_paid=st.booleans(),
)
def test_no_fen_of_cash_that_was_taken_is_lost(
    cash_fen: int, taken_ms: int, *, is_paid: bool
) -> None:
    sale, now_ms = paid() if is_paid else PLACED, PLACED.pay_by_ms + DAY_MS
    due_fen = AMOUNT_FEN + FEE_FEN

    taken = enter_cash(sale, cash(cash_fen), taken_ms, now_ms)

    books = post(Books(), taken.transfers)
    till_fen = sum(one.amount_fen for one in taken.transfers if "post:cash" in one.debit.name)
    assert (till_fen, mirror_difference_fen(books)) == (cash_fen, 0)
    pays = not is_paid and cash_fen >= due_fen and taken_ms < PLACED.pay_by_ms
    assert taken.credited_fen == (cash_fen - due_fen if pays else cash_fen)
    assert balances(books.gateway).get(escrow("o1"), 0) == (AMOUNT_FEN if pays else 0)
    assert (taken.sale is not sale) == pays
