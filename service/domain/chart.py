"""The charts of accounts of two books, the Post's and the gateway's.

An `Account` has a name, a `Book` and an `AccountKind`. Single accounts are constants; `cash` and
`outlet_commission` have one for every outlet, `wallet`, `seller`, `escrow` and `hold` one for every
wallet, seller, order and hold; those of an agent begin with `agent_`. What the Post owes the
gateway is in both books, as `DUE_TO_GATEWAY` and as `DUE_FROM_POST`: each mirrors the other. Names
are unique over both books, and hold no personal data if the ids hold none.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Book(StrEnum):
    """The owner of a book."""

    POST = "post"
    GATEWAY = "gateway"


class AccountKind(StrEnum):
    """What a balance means: assets and expenses grow by debits, the others by credits."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"

    @property
    def grows_by_debit(self) -> bool:
        """Return whether debits increase the balance of such an account."""
        return self in {AccountKind.ASSET, AccountKind.EXPENSE}


@dataclass(frozen=True)
class Account:
    """One account; the name alone says which, so only the name is hashed."""

    name: str
    book: Book = field(hash=False)
    kind: AccountKind = field(hash=False)


# The Post's book.

DRAFTS_OUTSTANDING = Account("post:drafts_outstanding", Book.POST, AccountKind.LIABILITY)
"""Paid in for drafts and neither redeemed nor paid out: the Post's float."""

MONEY_ORDERS_OUTSTANDING = Account(
    "post:money_orders_outstanding", Book.POST, AccountKind.LIABILITY
)
"""Paid in for ordinary postal orders and not yet paid out to their payees."""

DUE_TO_GATEWAY = Account("post:due_to_gateway", Book.POST, AccountKind.LIABILITY)
"""What the Post owes the gateway until the day is settled."""

FEE_INCOME = Account("post:fee_income", Book.POST, AccountKind.INCOME)
"""What depositors paid for the service."""

OUTLET_COMMISSIONS = Account("post:outlet_commissions", Book.POST, AccountKind.EXPENSE)
"""What the Post pays outlets for the cash that goes over their counters."""

COMPENSATION = Account("post:parcel_compensation", Book.POST, AccountKind.EXPENSE)
"""Paid for parcels lost or damaged, in full (S, FACTS 3)."""

POST_BANK = Account("post:bank", Book.POST, AccountKind.ASSET)
"""The Post's account at the bank, from which days are settled; here it may be overdrawn."""


def cash(outlet: str) -> Account:
    """Return the account of the cash in an outlet.

    >>> cash("Gushi 1").name
    'post:cash:Gushi 1'
    """
    return Account(f"post:cash:{outlet}", Book.POST, AccountKind.ASSET)


def outlet_commission(outlet: str) -> Account:
    """Return the account of what an outlet has earned and was not paid yet."""
    return Account(f"post:outlet_commission:{outlet}", Book.POST, AccountKind.LIABILITY)


# The gateway's book.

DUE_FROM_POST = Account("gateway:due_from_post", Book.GATEWAY, AccountKind.ASSET)
"""What the gateway expects from the Post until the day is settled."""

COMMISSION = Account("gateway:commission", Book.GATEWAY, AccountKind.INCOME)
"""What sellers pay the gateway of a sale; nothing unless an order says so."""

GATEWAY_BANK = Account("gateway:bank", Book.GATEWAY, AccountKind.ASSET)
"""The gateway's account at the bank, into which days are settled."""


def wallet(wallet_id: str) -> Account:
    """Return the account of what the gateway owes the owner of a wallet.

    >>> wallet("w7").name
    'gateway:wallet:w7'
    """
    return Account(f"gateway:wallet:{wallet_id}", Book.GATEWAY, AccountKind.LIABILITY)


def escrow(order_id: str) -> Account:
    """Return the account of the money held for one order, until seller or buyer gets it."""
    return Account(f"gateway:escrow:{order_id}", Book.GATEWAY, AccountKind.LIABILITY)


def hold(hold_id: str) -> Account:
    """Return the account of what a hold keeps of a wallet, until a payee or the wallet gets it."""
    return Account(f"gateway:hold:{hold_id}", Book.GATEWAY, AccountKind.LIABILITY)


AGENT_COMMISSIONS = Account("gateway:agent_commissions", Book.GATEWAY, AccountKind.EXPENSE)
"""What the gateway pays agents for taking cash in and paying it out."""

CASH_OUT_FEES = Account("gateway:cash_out_fees", Book.GATEWAY, AccountKind.INCOME)
"""What owners of wallets pay for cash from an agent."""


def agent_float(agent: str) -> Account:
    """Return the account of an agent's float: what the gateway owes the agent."""
    return Account(f"gateway:agent_float:{agent}", Book.GATEWAY, AccountKind.LIABILITY)


def agent_commission(agent: str) -> Account:
    """Return the account of what an agent has earned and was not paid yet."""
    return Account(f"gateway:agent_commission:{agent}", Book.GATEWAY, AccountKind.LIABILITY)


def agent_drawer(agent: str) -> Account:
    """Return the account of the cash in an agent's drawer, noted beside the gateway's own money."""
    return Account(f"gateway:agent_drawer:{agent}", Book.GATEWAY, AccountKind.ASSET)


def agent_own_cash(agent: str) -> Account:
    """Return the account that says whose the drawer is: the agent's own, to the last fen."""
    return Account(f"gateway:agent_own_cash:{agent}", Book.GATEWAY, AccountKind.LIABILITY)


def seller(seller_id: str) -> Account:
    """Return the account of what the gateway owes a seller."""
    return Account(f"gateway:seller:{seller_id}", Book.GATEWAY, AccountKind.LIABILITY)
