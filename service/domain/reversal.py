"""Reversals: a payment between wallets given back, in parts, never more than was paid.

The payee gives back; the payer cannot take. The operator may make a payee give back, also from a
frozen wallet: that is how fraud is undone, by freezing first and giving back then. A reversal is no
payment, and is not reversed: the payer pays anew. Amounts are fen, moments ms.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.hold_postings import reversal_transfers
from service.domain.postings import Transfers
from service.domain.refusals.holds import ReversalOverPayment
from service.domain.refusals.payment import AmountNotPositive, WalletFrozen
from service.domain.wallet import Wallet, pay_in, pay_out


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
    if payee.is_frozen and not asked.is_ordered:
        raise WalletFrozen
    if asked.amount_fen > payment.left_fen:
        raise ReversalOverPayment(asked.amount_fen, payment.left_fen)
    left = pay_out(replace(payee, is_frozen=False), asked.amount_fen)
    return Reversed(
        payment=replace(payment, reversed_fen=payment.reversed_fen + asked.amount_fen),
        payer=pay_in(payer, asked.amount_fen),
        payee=replace(left, is_frozen=payee.is_frozen),
        transfers=reversal_transfers(
            asked.reversal_id, payee.wallet_id, payer.wallet_id, asked.amount_fen, now_ms
        ),
    )
