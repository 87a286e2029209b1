"""The transfers of each business event: one function an event, for both books.

Each returns its `Transfer`s, with keys made of the event and the id of the draft, order or day, so
that an event entered twice is entered once. A transfer that stands for one fact in both books
has the same key in both. Ids are opaque: never the number on a receipt, which is a secret.

- At the counter: `deposit_transfers`, `cash_out_transfers`, `draft_refund_transfers`,
  `cancellation_transfers`.
- From the Post to the gateway: `redemption_transfers`, `reference_paid_transfers`,
  `reference_credit_transfers`, `cash_on_delivery_transfers`.
- The outlet's cash: `cash_supply_transfers`, `cash_collection_transfers`.
- The wallet: `payment_transfers`, `withdrawal_transfers`.
- The order: `order_paid_transfers`, `release_transfers`, `order_refund_transfers`,
  `payout_transfers`, `bank_payout_transfers`.
- Parcels lost or damaged: `compensation_transfers`, `cash_compensation_transfers`.
- Ordinary postal orders: `money_order_transfers`, `money_order_paid_transfers`.
- The end of the day: `settlement_transfers`.
"""

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
    Account,
    cash,
    escrow,
    seller,
    wallet,
)
from service.domain.ledger import Transfer

Transfers = tuple[Transfer, ...]


# At the counter.


def deposit_transfers(
    draft_id: str, outlet: str, amount_fen: int, fee_fen: int, at_ms: int
) -> Transfers:
    """Take cash for a draft, and the fee with it.

    >>> [(line.debit.name, line.credit.name) for line in deposit_transfers("d1", "Gushi", 9, 2, 0)]
    [('post:cash:Gushi', 'post:drafts_outstanding'), ('post:cash:Gushi', 'post:fee_income')]
    """
    paid_in = Transfer(f"deposit:{draft_id}", cash(outlet), DRAFTS_OUTSTANDING, amount_fen, at_ms)
    return (paid_in, *_fee(f"deposit_fee:{draft_id}", outlet, fee_fen, at_ms))


def cash_out_transfers(draft_id: str, outlet: str, amount_fen: int, at_ms: int) -> Transfers:
    """Pay a draft out in cash to whoever has number and password; the fee is kept."""
    key = f"cash_out:{draft_id}"
    return (Transfer(key, DRAFTS_OUTSTANDING, cash(outlet), amount_fen, at_ms),)


def draft_refund_transfers(draft_id: str, outlet: str, amount_fen: int, at_ms: int) -> Transfers:
    """Pay an expired draft back to its depositor at an outlet; the fee is kept (assumption)."""
    key = f"draft_refund:{draft_id}"
    return (Transfer(key, DRAFTS_OUTSTANDING, cash(outlet), amount_fen, at_ms),)


def cancellation_transfers(
    draft_id: str, outlet: str, amount_fen: int, fee_fen: int, at_ms: int
) -> Transfers:
    """Undo a deposit of the same day at its outlet, and give back the fee too (assumption)."""
    key = f"cancellation:{draft_id}"
    back = Transfer(key, DRAFTS_OUTSTANDING, cash(outlet), amount_fen, at_ms)
    if fee_fen == 0:
        return (back,)
    fee_key = f"cancellation_fee:{draft_id}"
    return (back, Transfer(fee_key, FEE_INCOME, cash(outlet), fee_fen, at_ms))


# From the Post to the gateway.


def redemption_transfers(draft_id: str, wallet_id: str, amount_fen: int, at_ms: int) -> Transfers:
    """Credit a draft to a wallet; the Post owes it to the gateway until settlement."""
    key = f"redemption:{draft_id}"
    return (
        Transfer(key, DRAFTS_OUTSTANDING, DUE_TO_GATEWAY, amount_fen, at_ms),
        Transfer(key, DUE_FROM_POST, wallet(wallet_id), amount_fen, at_ms),
    )


def reference_paid_transfers(
    order_id: str, outlet: str, amount_fen: int, fee_fen: int, at_ms: int
) -> Transfers:
    """Take cash for a known order, ordered first: it goes straight into escrow."""
    key, held = f"reference:{order_id}", escrow(order_id)
    paid_in = _collected(key, outlet, held, amount_fen, at_ms)
    return (*paid_in, *_fee(f"reference_fee:{order_id}", outlet, fee_fen, at_ms))


def reference_credit_transfers(
    payment_id: str, outlet: str, wallet_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Take cash that pays no order, because it is late or repeated: credit the buyer's wallet."""
    key = f"reference_credit:{payment_id}"
    return _collected(key, outlet, wallet(wallet_id), amount_fen, at_ms)


def cash_on_delivery_transfers(
    order_id: str, outlet: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Collect cash at the door, and hold it for the order until `release_transfers` remit it."""
    key = f"cash_on_delivery:{order_id}"
    return _collected(key, outlet, escrow(order_id), amount_fen, at_ms)


# The outlet's cash.


def cash_supply_transfers(supply_id: str, outlet: str, amount_fen: int, at_ms: int) -> Transfers:
    """Bring cash from the Post's bank to an outlet, so that it can pay out."""
    return (Transfer(f"cash_supply:{supply_id}", cash(outlet), POST_BANK, amount_fen, at_ms),)


def cash_collection_transfers(
    collection_id: str, outlet: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Bring an outlet's cash to the Post's bank."""
    key = f"cash_collection:{collection_id}"
    return (Transfer(key, POST_BANK, cash(outlet), amount_fen, at_ms),)


# The wallet.


def payment_transfers(
    payment_id: str, payer_id: str, payee_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay from one wallet to another."""
    key = f"payment:{payment_id}"
    return (Transfer(key, wallet(payer_id), wallet(payee_id), amount_fen, at_ms),)


def withdrawal_transfers(
    withdrawal_id: str, wallet_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay a wallet's money out through the gateway's bank; it may be overdrawn until settlement."""
    key = f"withdrawal:{withdrawal_id}"
    return (Transfer(key, wallet(wallet_id), GATEWAY_BANK, amount_fen, at_ms),)


# The order.


def order_paid_transfers(order_id: str, wallet_id: str, amount_fen: int, at_ms: int) -> Transfers:
    """Pay an order from the buyer's wallet into escrow."""
    key = f"order_paid:{order_id}"
    return (Transfer(key, wallet(wallet_id), escrow(order_id), amount_fen, at_ms),)


def release_transfers(
    order_id: str, seller_id: str, amount_fen: int, commission_fen: int, at_ms: int
) -> Transfers:
    """Pay the seller an amount from escrow, less the commission that is part of it."""
    assert 0 <= commission_fen <= amount_fen, "a commission is a part of the amount"
    parts: tuple[tuple[str, Account, int], ...] = (
        ("release", seller(seller_id), amount_fen - commission_fen),
        ("release_commission", COMMISSION, commission_fen),
    )
    return tuple(
        Transfer(f"{event}:{order_id}", escrow(order_id), credit, part_fen, at_ms)
        for event, credit, part_fen in parts
        if part_fen > 0
    )


def order_refund_transfers(order_id: str, wallet_id: str, amount_fen: int, at_ms: int) -> Transfers:
    """Pay the buyer's wallet back from escrow."""
    key = f"order_refund:{order_id}"
    return (Transfer(key, escrow(order_id), wallet(wallet_id), amount_fen, at_ms),)


def payout_transfers(
    payout_id: str, seller_id: str, wallet_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay what was released to a seller into its wallet."""
    key = f"payout:{payout_id}"
    return (Transfer(key, seller(seller_id), wallet(wallet_id), amount_fen, at_ms),)


def bank_payout_transfers(payout_id: str, seller_id: str, amount_fen: int, at_ms: int) -> Transfers:
    """Pay what was released to a seller out through the gateway's bank."""
    key = f"payout:{payout_id}"
    return (Transfer(key, seller(seller_id), GATEWAY_BANK, amount_fen, at_ms),)


# Parcels lost or damaged.


def compensation_transfers(order_id: str, seller_id: str, amount_fen: int, at_ms: int) -> Transfers:
    """Compensate the sender, the seller: the Post pays through the gateway.

    The sender is the Post's customer, so the compensation is the seller's, and what escrow holds
    goes back to the buyer with `order_refund_transfers`.
    """
    key = f"compensation:{order_id}"
    return (
        Transfer(key, COMPENSATION, DUE_TO_GATEWAY, amount_fen, at_ms),
        Transfer(key, DUE_FROM_POST, seller(seller_id), amount_fen, at_ms),
    )


def cash_compensation_transfers(
    order_id: str, outlet: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Compensate in cash a buyer whose money the seller already has."""
    key = f"cash_compensation:{order_id}"
    return (Transfer(key, COMPENSATION, cash(outlet), amount_fen, at_ms),)


# Ordinary postal orders.


def money_order_transfers(
    money_order_id: str, outlet: str, amount_fen: int, fee_fen: int, at_ms: int
) -> Transfers:
    """Take cash for an ordinary postal order, and the fee with it."""
    key = f"money_order:{money_order_id}"
    paid_in = Transfer(key, cash(outlet), MONEY_ORDERS_OUTSTANDING, amount_fen, at_ms)
    return (paid_in, *_fee(f"money_order_fee:{money_order_id}", outlet, fee_fen, at_ms))


def money_order_paid_transfers(
    money_order_id: str, outlet: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay an ordinary postal order out in cash to its payee, at any outlet."""
    key = f"money_order_paid:{money_order_id}"
    return (Transfer(key, MONEY_ORDERS_OUTSTANDING, cash(outlet), amount_fen, at_ms),)


# The end of the day.


def settlement_transfers(day: int, net_due_fen: int, at_ms: int) -> Transfers:
    """Pay what one owes the other, in both books: the Post if positive, the gateway if negative."""
    key, amount_fen = f"settlement:{day}", abs(net_due_fen)
    if net_due_fen == 0:
        return ()
    if net_due_fen > 0:
        return (
            Transfer(key, DUE_TO_GATEWAY, POST_BANK, amount_fen, at_ms),
            Transfer(key, GATEWAY_BANK, DUE_FROM_POST, amount_fen, at_ms),
        )
    return (
        Transfer(key, POST_BANK, DUE_TO_GATEWAY, amount_fen, at_ms),
        Transfer(key, DUE_FROM_POST, GATEWAY_BANK, amount_fen, at_ms),
    )


def _fee(key: str, outlet: str, fee_fen: int, at_ms: int) -> Transfers:
    return (Transfer(key, cash(outlet), FEE_INCOME, fee_fen, at_ms),) if fee_fen else ()


def _collected(key: str, outlet: str, credit: Account, amount_fen: int, at_ms: int) -> Transfers:
    return (
        Transfer(key, cash(outlet), DUE_TO_GATEWAY, amount_fen, at_ms),
        Transfer(key, DUE_FROM_POST, credit, amount_fen, at_ms),
    )
