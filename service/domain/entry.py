"""Entries: lines of a book as the owner of one of their two accounts sees them.

Of the other side an owner sees only what it may know anyway: the wallet that it paid or was paid
by, the draft, the order. Whoever stands behind cash and codes is not named.
"""

from dataclasses import dataclass

from service.domain import chart
from service.domain.chart import Account
from service.domain.ledger import Transfer

_NAMED_WALLETS = frozenset({"payment", "cash_in", "payout"})
"""Events in which each side named the other's wallet, or was told it in the answer."""
_GIVEN_BACK = "payment_reversal"
_OF_DRAFTS = frozenset({"redemption"})


@dataclass(frozen=True)
class OtherSide:
    """The other side: what it is, and its id where the owner of the entry may know it.

    Kinds are draft, wallet, order, hold, seller, agent, bank, post and gateway.
    """

    kind: str
    party_id: str | None = None


@dataclass(frozen=True)
class AccountEntry:
    """One change of an account: by which kind of event, with whom, and what is there after it."""

    transfer: Transfer
    change_fen: int
    balance_fen: int
    counterparty: OtherSide

    @property
    def kind(self) -> str:
        """Return the kind of the event, with which its key begins."""
        return kind_of(self.transfer)


def kind_of(transfer: Transfer) -> str:
    """Return the kind of event that made a transfer."""
    return transfer.key.partition(":")[0]


def change_fen(transfer: Transfer, account: Account) -> int:
    """Return by how much a transfer changes an account, positive where it grows."""
    grows = transfer.debit if account.kind.grows_by_debit else transfer.credit
    return transfer.amount_fen if grows == account else -transfer.amount_fen


def entries(transfers: list[Transfer], account: Account, before_fen: int) -> list[AccountEntry]:
    """Return transfers of an account in their order as its entries, from what was there before."""
    found, balance_fen = [], before_fen
    for transfer in transfers:
        changed_fen = change_fen(transfer, account)
        balance_fen += changed_fen
        found.append(
            AccountEntry(transfer, changed_fen, balance_fen, counterparty(transfer, account))
        )
    return found


def counterparty(transfer: Transfer, account: Account) -> OtherSide:
    """Return the other side of a transfer, as the owner of an account may know it.

    >>> one = Transfer("payment:p1", chart.wallet("w1"), chart.wallet("w2"), 5, at_ms=0)
    >>> counterparty(one, chart.wallet("w1"))
    OtherSide(kind='wallet', party_id='w2')
    """
    kind, _, event_id = transfer.key.partition(":")
    other = transfer.credit if transfer.debit == account else transfer.debit
    _, what, *name = other.name.split(":", 2)
    if kind in _OF_DRAFTS:
        return OtherSide("draft", event_id)
    if what == "wallet":
        # The payer knows whom it paid; who was paid by the capture of a hold was told no wallet.
        is_back = kind == _GIVEN_BACK and transfer.credit == account
        return OtherSide("wallet", name[0] if is_back or kind in _NAMED_WALLETS else None)
    if what in {"escrow", "hold", "seller"}:
        return OtherSide("order" if what == "escrow" else what, name[0])
    if what == "agent_float":
        return OtherSide("agent")
    if other in {chart.GATEWAY_BANK, chart.POST_BANK}:
        return OtherSide("bank")
    return OtherSide("post" if other == chart.DUE_FROM_POST else "gateway")
