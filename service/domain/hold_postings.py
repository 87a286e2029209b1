"""The transfers of holds and reversals, all of the gateway's book: one function an event.

A hold has an account of its own, so that the balance of its wallet is what can be spent. Keys are
made as in `service.domain.postings`; the rest of a hold goes back once, however that comes, and so
has one key.
"""

from service.domain.chart import hold, wallet
from service.domain.ledger import Transfer
from service.domain.postings import Transfers


def hold_transfers(hold_id: str, wallet_id: str, amount_fen: int, at_ms: int) -> Transfers:
    """Keep an amount of a wallet for a payment to come.

    >>> [(line.debit.name, line.credit.name) for line in hold_transfers("h1", "w7", 900, 0)]
    [('gateway:wallet:w7', 'gateway:hold:h1')]
    """
    return (Transfer(f"hold:{hold_id}", wallet(wallet_id), hold(hold_id), amount_fen, at_ms),)


def hold_capture_transfers(
    payment_id: str, hold_id: str, payee_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay a part of a hold, or all of it, to a payee: this is a payment like any other."""
    key = f"hold_capture:{payment_id}"
    return (Transfer(key, hold(hold_id), wallet(payee_id), amount_fen, at_ms),)


def hold_release_transfers(hold_id: str, wallet_id: str, amount_fen: int, at_ms: int) -> Transfers:
    """Give what is left of a hold back to its wallet."""
    key = f"hold_release:{hold_id}"
    return (Transfer(key, hold(hold_id), wallet(wallet_id), amount_fen, at_ms),)


def reversal_transfers(
    reversal_id: str, payee_id: str, payer_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Give a part of a payment, or all of it, back from its payee to its payer."""
    key = f"payment_reversal:{reversal_id}"
    return (Transfer(key, wallet(payee_id), wallet(payer_id), amount_fen, at_ms),)
