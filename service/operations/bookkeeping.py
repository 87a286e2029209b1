"""The balances that are kept, changed as the transfers of an event say.

A wallet, a seller and a till each have a balance beside the books, which the database holds at zero
or more. `entered` reads from transfers which of them change, so that the two cannot part.
"""

from collections import Counter

from service.database.change import Change
from service.domain.chart import Account
from service.domain.postings import Transfers
from service.store import books, sellers, wallets

_WALLET, _SELLER, _TILL = "gateway:wallet:", "gateway:seller:", "post:cash:"


def entered(transfers: Transfers) -> tuple[Change, ...]:
    """Enter transfers, and change the balances of the wallet, the seller and the till in them.

    Of each kind there is at most one; a payment between two wallets is not for this.
    """
    if not transfers:
        return ()
    kept = (_kept(name, change_fen) for name, change_fen in _changes_fen(transfers).items())
    return (books.entered(transfers), *kept)


def _changes_fen(transfers: Transfers) -> Counter[str]:
    changes_fen: Counter[str] = Counter()
    for transfer in transfers:
        for account, sign in ((transfer.debit, 1), (transfer.credit, -1)):
            if account.name.startswith((_WALLET, _SELLER, _TILL)):
                changes_fen[account.name] += _signed(account, sign * transfer.amount_fen)
    return changes_fen


def _signed(account: Account, debited_fen: int) -> int:
    return debited_fen if account.kind.grows_by_debit else -debited_fen


def _kept(name: str, change_fen: int) -> Change:
    if name.startswith(_WALLET):
        return wallets.balance_added(name.removeprefix(_WALLET), change_fen)
    if name.startswith(_SELLER):
        return sellers.balance_added(name.removeprefix(_SELLER), change_fen)
    return wallets.cash_added(name.removeprefix(_TILL), change_fen)
