"""The balances that are kept, changed as the transfers of an event say.

A wallet, a seller and a till each have a balance beside the books, which the database holds at zero
or more. `kept` reads from transfers which of them change, so that the two cannot part.
"""

from collections import Counter
from typing import Any

from sqlalchemy.sql.dml import UpdateBase

from service.domain.chart import Account
from service.domain.postings import Transfers
from service.store import books, sellers, wallets

Saved = tuple[tuple[UpdateBase, ...], dict[str, Any]]
"""Statements, and the values of their parameters."""

_WALLET, _SELLER, _TILL = "gateway:wallet:", "gateway:seller:", "post:cash:"


def entered(transfers: Transfers) -> Saved:
    """Enter transfers, and change the balances of the wallet, the seller and the till in them.

    Of each kind there is at most one; a payment between two wallets is not for this.
    """
    if not transfers:
        return (), {}
    changes: tuple[UpdateBase, ...] = (books.enter(len(transfers)),)
    values = books.entered(transfers)
    for name, change_fen in _changes_fen(transfers).items():
        statement, its_values = _kept(name, change_fen)
        assert statement not in changes, "one of a kind"
        changes, values = (*changes, statement), values | its_values
    return changes, values


def _changes_fen(transfers: Transfers) -> Counter[str]:
    changes_fen: Counter[str] = Counter()
    for transfer in transfers:
        for account, sign in ((transfer.debit, 1), (transfer.credit, -1)):
            if account.name.startswith((_WALLET, _SELLER, _TILL)):
                changes_fen[account.name] += _signed(account, sign * transfer.amount_fen)
    return changes_fen


def _signed(account: Account, debited_fen: int) -> int:
    return debited_fen if account.kind.grows_by_debit else -debited_fen


def _kept(name: str, change_fen: int) -> tuple[UpdateBase, dict[str, Any]]:
    for prefix, statement, values in (
        (_WALLET, wallets.ADD_BALANCE, wallets.purse),
        (_SELLER, sellers.ADD_BALANCE, sellers.owed),
    ):
        if name.startswith(prefix):
            return statement, values(name.removeprefix(prefix), change_fen)
    return wallets.ADD_CASH, wallets.till(name.removeprefix(_TILL), change_fen)
