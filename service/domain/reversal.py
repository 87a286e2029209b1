"""Reversals: a payment between wallets given back, in parts, never more than was paid.

The payee gives back; the payer cannot take. The operator may make a payee give back, also from a
frozen wallet: that is how fraud is undone, by freezing first and giving back then. A reversal is no
payment, and is not reversed: the payer pays anew. Amounts are fen, moments ms.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.hold_postings import reversal_transfers
from service.domain.postings import Transfers
from service.domain.refusals.base import refuse
from service.domain.refusals.holds import ReversalOverPayment
from service.domain.refusals.payment import AmountNotPositive
from service.domain.wallet import Wallet, pay_in, pay_out, require_thawed


class ReversalReason(StrEnum):
    """Why a payment is given back."""

    RETURNED = "returned"
    NOT_DELIVERED = "not_delivered"
    DUPLICATE = "duplicate"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_PAYEE = "wrong_payee"
    FRAUD = "fraud"
    ORDERED = "ordered"
    OTHER = "other"


class PaymentState(StrEnum):
    """How much of a payment was given back: nothing, a part, or all of it."""

    PAID = "paid"
    PARTLY_REVERSED = "partly_reversed"
    REVERSED = "reversed"


@dataclass(frozen=True)
class WalletPayment:
    """A payment that was made, directly or by the capture of a hold, and what was given back."""

    payment_id: str
    payer_id: str
    payee_id: str
    amount_fen: int
    paid_ms: int
    reversed_fen: int = 0

    @property
    def left_fen(self) -> int:
        """Return what was not given back yet."""
        return self.amount_fen - self.reversed_fen

    @property
    def state(self) -> PaymentState:
        """Return how much was given back.

        >>> from dataclasses import replace
        >>> paid = WalletPayment("p1", "w7", "w8", 900, paid_ms=0)
        >>> [str(replace(paid, reversed_fen=fen).state) for fen in (0, 1, 899, 900)]
        ['paid', 'partly_reversed', 'partly_reversed', 'reversed']
        """
        if not self.reversed_fen:
            return PaymentState.PAID
        return PaymentState.PARTLY_REVERSED if self.left_fen else PaymentState.REVERSED


@dataclass(frozen=True)
class Reversal:
    """What is to be given back; `is_ordered` by the operator, not by the payee."""

    reversal_id: str
    amount_fen: int
    is_ordered: bool = False


@dataclass(frozen=True)
class Reversed:
    """The payment and both wallets afterwards, and the transfers."""

    payment: WalletPayment
    payer: Wallet
    payee: Wallet
    transfers: Transfers


def reverse(
    payment: WalletPayment, payer: Wallet, payee: Wallet, asked: Reversal, now_ms: int
) -> Reversed:
    """Give a part of a payment back to its payer.

    Refused: `AmountNotPositive`, `WalletFrozen` unless it is ordered, `ReversalOverPayment`,
    `BalanceTooLow`.
    """
    assert (payer.wallet_id, payee.wallet_id) == (payment.payer_id, payment.payee_id), "its wallets"
    if asked.amount_fen <= 0:
        raise AmountNotPositive(asked.amount_fen)
    if not asked.is_ordered:
        require_thawed(payee)
    if asked.amount_fen > payment.left_fen:
        refuse(ReversalOverPayment(asked.amount_fen, payment.left_fen))
    left = pay_out(replace(payee, is_frozen=False), asked.amount_fen)
    return Reversed(
        payment=replace(payment, reversed_fen=payment.reversed_fen + asked.amount_fen),
        payer=pay_in(payer, asked.amount_fen),
        payee=replace(left, is_frozen=payee.is_frozen),
        transfers=reversal_transfers(
            asked.reversal_id, payee.wallet_id, payer.wallet_id, asked.amount_fen, now_ms
        ),
    )
