"""What an agent does: take cash in, pay it out, swap float for cash, be paid its commission.

A verb takes the agent as it stands and the facts, and returns how it stands afterwards, with the
transfers for the books; otherwise it refuses. `has_fallen_low` says when an agent is warned.
"""

from dataclasses import dataclass, field, replace

from service.domain.agency import agent_tariff
from service.domain.agent_postings import (
    agent_cash_out_transfers,
    cash_in_transfers,
    cash_out_fee_transfers,
    commission_payout_transfers,
    commission_transfers,
    float_recall_transfers,
    float_top_up_transfers,
    float_withdrawal_transfers,
)
from service.domain.day import day_of
from service.domain.depositor import DepositorDay, require_within_limit
from service.domain.postings import Transfers
from service.domain.refusals.agency import (
    CommissionTooLow,
    FloatTooLow,
    WalletTooPoor,
)
from service.domain.refusals.base import refuse
from service.domain.remittance import DRAFT_LIMIT_FEN, require_deposit
from service.domain.wallet import (
    Wallet,
    pay_out,
    redeemed_on,
    require_redeemable,
    require_thawed,
    take_draft,
)

DEPOSITOR_LIMIT_FEN = 2_000_000
"""20,000 yuan of cash a day from one person to all agents, four of the greatest deposits.
Assumption."""

THRESHOLD_FEN = 100_000
"""1,000 yuan, below which an agent's float is low until it is set otherwise. Assumption: M-PESA
suspended agents at 10,000 Kenyan shillings (S, FACTS 7), a sum of the same order."""


@dataclass(frozen=True)
class AgentAccount:
    """An agent as it stands at the gateway: its float, what it has earned, and its terms."""

    agent: str
    float_fen: int = 0
    commission_fen: int = 0
    tariff: str = "standard"
    threshold_fen: int = THRESHOLD_FEN


@dataclass(frozen=True)
class CashIn:
    """Cash that somebody brings an agent, on that person's day.

    `depositor_limit_fen` is the limit over outlets and agents, if there is one.
    """

    cash_in_id: str
    amount_fen: int
    today: DepositorDay = field(default_factory=DepositorDay)
    limit_fen: int = DRAFT_LIMIT_FEN
    depositor_limit_fen: int | None = None


@dataclass(frozen=True)
class FloatSwap:
    """Cash for float over the counter of an outlet, or float for cash."""

    swap_id: str
    outlet: str
    amount_fen: int


AgentMoved = tuple[AgentAccount, Transfers]
WalletMoved = tuple[AgentAccount, Wallet, Transfers]


def cash_in(account: AgentAccount, wallet: Wallet, asked: CashIn, now_ms: int) -> WalletMoved:
    """Credit a wallet out of an agent's float. It counts as a redemption of the wallet's day.

    Refused: `AmountNotPositive`, `WalletFrozen`, `AmountOverLimit`, `DailyLimitReached`,
    `FloatTooLow`, `DepositorLimitReached`.
    """
    today, amount_fen = day_of(now_ms), asked.amount_fen
    fuller = take_draft(wallet, amount_fen, today)
    require_deposit(amount_fen, asked.limit_fen)
    require_redeemable(wallet.tier, redeemed_on(wallet, today))
    # Before the limit, which an agent without float could else search by cash that it cannot take.
    spent = _float_spent(account, amount_fen)
    require_within_limit(DepositorDay(asked.today.brought_fen), amount_fen, DEPOSITOR_LIMIT_FEN)
    require_within_limit(asked.today, amount_fen, asked.depositor_limit_fen)
    earned_fen = agent_tariff(account.tariff).commission_fen(amount_fen, is_cash_in=True)
    transfers = (
        *cash_in_transfers(asked.cash_in_id, account.agent, wallet.wallet_id, amount_fen, now_ms),
        *commission_transfers(asked.cash_in_id, account.agent, earned_fen, now_ms),
    )
    return _earned(spent, earned_fen), fuller, transfers


def cash_out(
    account: AgentAccount, wallet: Wallet, cash_out_id: str, amount_fen: int, now_ms: int
) -> WalletMoved:
    """Pay a wallet's money into an agent's float, which has paid the cash; the wallet pays the fee.

    Refused: `AmountNotPositive`, `WalletFrozen`, `WalletTooPoor`.
    """
    tariff = agent_tariff(account.tariff)
    fee_fen = tariff.cash_out_fee_fen(amount_fen)
    earned_fen = tariff.commission_fen(amount_fen, is_cash_in=False)
    require_thawed(wallet)
    if amount_fen + fee_fen > wallet.balance_fen:
        raise WalletTooPoor(amount_fen + fee_fen)
    transfers = (
        *agent_cash_out_transfers(cash_out_id, account.agent, wallet.wallet_id, amount_fen, now_ms),
        *cash_out_fee_transfers(cash_out_id, wallet.wallet_id, fee_fen, now_ms),
        *commission_transfers(cash_out_id, account.agent, earned_fen, now_ms),
    )
    paid = replace(account, float_fen=account.float_fen + amount_fen)
    return _earned(paid, earned_fen), pay_out(wallet, amount_fen + fee_fen), transfers


def top_up(account: AgentAccount, swap: FloatSwap, now_ms: int) -> AgentMoved:
    """Give an agent float for cash at an outlet."""
    transfers = float_top_up_transfers(
        swap.swap_id, swap.outlet, account.agent, swap.amount_fen, now_ms
    )
    return replace(account, float_fen=account.float_fen + swap.amount_fen), transfers


def withdraw_float(account: AgentAccount, swap: FloatSwap, now_ms: int) -> AgentMoved:
    """Give an agent cash for float at an outlet. Refused: `FloatTooLow`."""
    transfers = float_withdrawal_transfers(
        swap.swap_id, swap.outlet, account.agent, swap.amount_fen, now_ms
    )
    return _float_spent(account, swap.amount_fen), transfers


def recall_float(account: AgentAccount, swap: FloatSwap, now_ms: int) -> AgentMoved:
    """Pay an agent's float out at an outlet without the agent. Refused: `FloatTooLow`."""
    transfers = float_recall_transfers(
        swap.swap_id, swap.outlet, account.agent, swap.amount_fen, now_ms
    )
    return _float_spent(account, swap.amount_fen), transfers


def require_float(account: AgentAccount, amount_fen: int) -> None:
    """Let pass what an agent's float can give. Refused: `FloatTooLow`."""
    _float_spent(account, amount_fen)


def pay_commission(
    account: AgentAccount, payout_id: str, amount_fen: int, now_ms: int
) -> AgentMoved:
    """Pay what an agent has earned into its float. Refused: `CommissionTooLow`."""
    if amount_fen > account.commission_fen:
        refuse(CommissionTooLow(amount_fen, account.commission_fen))
    paid = replace(
        account,
        float_fen=account.float_fen + amount_fen,
        commission_fen=account.commission_fen - amount_fen,
    )
    return paid, commission_payout_transfers(payout_id, account.agent, amount_fen, now_ms)


def has_fallen_low(before: AgentAccount, after: AgentAccount) -> bool:
    """Return whether a float is now below its threshold and was not: it fell, or the other rose.

    >>> before = AgentAccount("Li", float_fen=500, threshold_fen=400)
    >>> has_fallen_low(before, replace(before, float_fen=399))
    True
    """
    return before.float_fen >= before.threshold_fen and after.float_fen < after.threshold_fen


def _float_spent(account: AgentAccount, amount_fen: int) -> AgentAccount:
    if amount_fen > account.float_fen:
        refuse(FloatTooLow(amount_fen))
    return replace(account, float_fen=account.float_fen - amount_fen)


def _earned(account: AgentAccount, earned_fen: int) -> AgentAccount:
    return replace(account, commission_fen=account.commission_fen + earned_fen)
