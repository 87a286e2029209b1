"""Reversals: a payment given back by its payee, in parts, and never more than was paid."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import chart
from service.domain.ledger import Transfer
from service.domain.refusals.base import Refusal
from service.domain.refusals.holds import ReversalOverPayment
from service.domain.refusals.payment import AmountNotPositive, BalanceTooLow, WalletFrozen
from service.domain.reversal import Reversal, Reversed, WalletPayment, reverse
from service.domain.wallet import Tier, Wallet

PAYMENT = WalletPayment("p1", "buyer", "shop", 500, paid_ms=0)
BUYER = Wallet("buyer", Tier.PLAIN, 0, is_frozen=True)
SHOP = Wallet("shop", Tier.PLAIN, 600)
FROZEN = replace(SHOP, is_frozen=True)


def test_a_payment_is_given_back_to_its_payer_frozen_or_not() -> None:
    back = reverse(PAYMENT, BUYER, SHOP, Reversal("r1", 500), 9)

    assert back == Reversed(
        replace(PAYMENT, reversed_fen=500),
        replace(BUYER, balance_fen=500),
        replace(SHOP, balance_fen=100),
        (Transfer("payment_reversal:r1", chart.wallet("shop"), chart.wallet("buyer"), 500, 9),),
    )


def test_the_operator_takes_it_from_a_frozen_payee_which_stays_frozen() -> None:
    back = reverse(PAYMENT, BUYER, FROZEN, Reversal("r1", 500, is_ordered=True), 9)

    assert back.payee == replace(FROZEN, balance_fen=100)


@pytest.mark.parametrize(
    ("shop", "asked", "refusal"),
    [
        (FROZEN, Reversal("r1", 0), AmountNotPositive(0)),
        (FROZEN, Reversal("r1", 501), WalletFrozen()),
        (
            replace(FROZEN, balance_fen=0),
            Reversal("r1", 501, is_ordered=True),
            ReversalOverPayment(501, 500),
        ),
        (
            replace(FROZEN, balance_fen=499),
            Reversal("r1", 500, is_ordered=True),
            BalanceTooLow(500, 499),
        ),
        (replace(SHOP, balance_fen=499), Reversal("r1", 500), BalanceTooLow(500, 499)),
    ],
)
def test_a_reversal_is_refused_in_the_order_of_precedence(
    shop: Wallet, asked: Reversal, refusal: Refusal
) -> None:
    with pytest.raises(type(refusal)) as refused:
        reverse(PAYMENT, BUYER, shop, asked, 9)

    assert vars(refused.value) == vars(refusal)


@given(st.lists(st.integers(1, 300), max_size=10))
def test_the_parts_are_never_more_than_the_payment(parts_fen: list[int]) -> None:
    payment, buyer, shop = PAYMENT, BUYER, SHOP
    for number, amount_fen in enumerate(parts_fen):
        fits = amount_fen <= payment.left_fen
        try:
            back = reverse(payment, buyer, shop, Reversal(f"r{number}", amount_fen), 9)
        except ReversalOverPayment:
            assert not fits
            continue
        assert fits
        payment, buyer, shop = back.payment, back.payer, back.payee

    assert buyer.balance_fen == payment.reversed_fen <= payment.amount_fen
    assert buyer.balance_fen + shop.balance_fen == SHOP.balance_fen
