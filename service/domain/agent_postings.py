"""The transfers of an agent's business: one function an event, as in `service.domain.postings`.

- With customers: `cash_in_transfers`, `agent_cash_out_transfers`.
- With the Post, at an outlet: `float_top_up_transfers`, `float_withdrawal_transfers`,
  `float_recall_transfers`; with the gateway's bank: `float_funding_transfers`.
- What an agent earned: `commission_payout_transfers`.
- Of a wallet at an outlet, for want of an agent: `counter_cash_in_transfers`,
  `counter_cash_out_transfers`; from its owner's bank: `wallet_funding_transfers`.
- The agent's own drawer, where somebody counts it: `drawer_transfers`.
"""

from service.domain.chart import (
    AGENT_COMMISSIONS,
    CASH_OUT_FEES,
    DUE_FROM_POST,
    DUE_TO_GATEWAY,
    GATEWAY_BANK,
    agent_commission,
    agent_drawer,
    agent_float,
    agent_own_cash,
    cash,
    wallet,
)
from service.domain.ledger import Transfer
from service.domain.postings import Transfers


def cash_in_transfers(
    cash_in_id: str, agent: str, wallet_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Credit a wallet out of an agent's float; the agent has the cash.

    >>> [line] = cash_in_transfers("c1", "Li", "w7", 500, at_ms=0)
    >>> line.debit.name, line.credit.name
    ('gateway:agent_float:Li', 'gateway:wallet:w7')
    """
    key = f"cash_in:{cash_in_id}"
    return (Transfer(key, agent_float(agent), wallet(wallet_id), amount_fen, at_ms),)


def agent_cash_out_transfers(
    cash_out_id: str, agent: str, wallet_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay a wallet's money into an agent's float; the agent has paid the cash."""
    key = f"agent_cash_out:{cash_out_id}"
    return (Transfer(key, wallet(wallet_id), agent_float(agent), amount_fen, at_ms),)


def cash_out_fee_transfers(cash_out_id: str, wallet_id: str, fee_fen: int, at_ms: int) -> Transfers:
    """Charge the owner of a wallet for cash from an agent; no fee, no transfer."""
    key = f"agent_cash_out_fee:{cash_out_id}"
    return (Transfer(key, wallet(wallet_id), CASH_OUT_FEES, fee_fen, at_ms),) if fee_fen else ()


def commission_transfers(event_id: str, agent: str, commission_fen: int, at_ms: int) -> Transfers:
    """Note what an agent has earned by one cash-in or cash-out; nothing, no transfer."""
    if not commission_fen:
        return ()
    key, earned = f"agent_commission:{event_id}", agent_commission(agent)
    return (Transfer(key, AGENT_COMMISSIONS, earned, commission_fen, at_ms),)


def commission_payout_transfers(
    payout_id: str, agent: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay what an agent has earned into the agent's float."""
    key = f"commission_payout:{payout_id}"
    return (Transfer(key, agent_commission(agent), agent_float(agent), amount_fen, at_ms),)


def float_top_up_transfers(
    top_up_id: str, outlet: str, agent: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Take an agent's cash at an outlet for float; the Post owes it to the gateway."""
    key = f"float_top_up:{top_up_id}"
    return (
        Transfer(key, cash(outlet), DUE_TO_GATEWAY, amount_fen, at_ms),
        Transfer(key, DUE_FROM_POST, agent_float(agent), amount_fen, at_ms),
    )


def float_withdrawal_transfers(
    withdrawal_id: str, outlet: str, agent: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay an agent's float out in cash at an outlet; the gateway owes it to the Post."""
    key = f"float_withdrawal:{withdrawal_id}"
    return (
        Transfer(key, DUE_TO_GATEWAY, cash(outlet), amount_fen, at_ms),
        Transfer(key, agent_float(agent), DUE_FROM_POST, amount_fen, at_ms),
    )


def float_recall_transfers(
    recall_id: str, outlet: str, agent: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay out in cash at an outlet the float of an agent that cannot ask for it any more."""
    key = f"float_recall:{recall_id}"
    return (
        Transfer(key, DUE_TO_GATEWAY, cash(outlet), amount_fen, at_ms),
        Transfer(key, agent_float(agent), DUE_FROM_POST, amount_fen, at_ms),
    )


def float_funding_transfers(funding_id: str, agent: str, amount_fen: int, at_ms: int) -> Transfers:
    """Bring float from the bank, as an agent does who begins."""
    key = f"float_funding:{funding_id}"
    return (Transfer(key, GATEWAY_BANK, agent_float(agent), amount_fen, at_ms),)


def wallet_funding_transfers(
    funding_id: str, wallet_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Bring money from the bank into a wallet, as whoever pays its owner does."""
    key = f"wallet_funding:{funding_id}"
    return (Transfer(key, GATEWAY_BANK, wallet(wallet_id), amount_fen, at_ms),)


def counter_cash_in_transfers(
    cash_in_id: str, outlet: str, wallet_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Take cash for a wallet at an outlet; the Post owes it to the gateway."""
    key = f"counter_cash_in:{cash_in_id}"
    return (
        Transfer(key, cash(outlet), DUE_TO_GATEWAY, amount_fen, at_ms),
        Transfer(key, DUE_FROM_POST, wallet(wallet_id), amount_fen, at_ms),
    )


def counter_cash_out_transfers(
    cash_out_id: str, outlet: str, wallet_id: str, amount_fen: int, at_ms: int
) -> Transfers:
    """Pay a wallet's money out in cash at an outlet; the gateway owes it to the Post."""
    key = f"counter_cash_out:{cash_out_id}"
    return (
        Transfer(key, DUE_TO_GATEWAY, cash(outlet), amount_fen, at_ms),
        Transfer(key, wallet(wallet_id), DUE_FROM_POST, amount_fen, at_ms),
    )


def drawer_transfers(event: str, agent: str, change_fen: int, at_ms: int) -> Transfers:
    """Note cash that comes into an agent's drawer, or leaves it if negative; 0 is no transfer.

    The drawer is the agent's own, so its account and `agent_own_cash` always hold the same.
    """
    if not change_fen:
        return ()
    drawer, own = agent_drawer(agent), agent_own_cash(agent)
    debit, credit = (drawer, own) if change_fen > 0 else (own, drawer)
    return (Transfer(f"agent_drawer:{event}", debit, credit, abs(change_fen), at_ms),)
