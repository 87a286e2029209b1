"""Transfers, and the books that hold them.

A `Transfer` has one debit, one credit and one amount, so a `Ledger` of them balances by
construction. Nothing is changed or deleted: a correction is another transfer. `post` enters
transfers into both `Books`, `enter` into one `Ledger`; `balances`, `balance` and `trial_balance`
read one, and `mirror_difference_fen` compares their mutual balances. Amounts are fen,
moments ms.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.domain.chart import DUE_FROM_POST, DUE_TO_GATEWAY, Account, Book
from service.domain.refusals.payment import AmountNotPositive, KeyUsedOtherwise


@dataclass(frozen=True, slots=True)
class Transfer:
    """One amount from one account to another of the same book. Refused: `AmountNotPositive`.

    `key` names the event, and is the same in both books; a key appears once in a book. `at_ms` is
    when the event was.
    """

    key: str
    debit: Account
    credit: Account
    amount_fen: int
    at_ms: int

    def __post_init__(self) -> None:
        """Refuse an empty amount; two books, or the same account twice, are our own mistake."""
        if self.amount_fen <= 0:
            raise AmountNotPositive(self.amount_fen)
        assert self.debit.book is self.credit.book, "a transfer stays in one book"
        assert self.debit != self.credit, "a transfer has two accounts"

    @property
    def book(self) -> Book:
        """Return the book of both accounts."""
        return self.debit.book


@dataclass(frozen=True)
class Ledger:
    """One book: its transfers by key, in the order in which they were entered."""

    book: Book
    transfers: Mapping[str, Transfer] = field(default_factory=dict)


@dataclass(frozen=True)
class Books:
    """The Post's book and the gateway's."""

    post: Ledger = field(default_factory=lambda: Ledger(Book.POST))
    gateway: Ledger = field(default_factory=lambda: Ledger(Book.GATEWAY))


@dataclass(frozen=True)
class TrialLine:
    """An account in the trial balance, with all its debits and all its credits."""

    account: Account
    debits_fen: int
    credits_fen: int


def enter(ledger: Ledger, transfers: Iterable[Transfer]) -> Ledger:
    """Return the ledger with these transfers; one that is already there changes nothing.

    The same key with other accounts or another amount is refused, and nothing is entered; of a
    repeated event the first moment is kept. Enter many in one call: each call copies the ledger.
    Refused: `KeyUsedOtherwise`.
    """
    entered = dict(ledger.transfers)
    for transfer in transfers:
        assert transfer.book is ledger.book, "a transfer is entered into its own book"
        standing = entered.setdefault(transfer.key, transfer)
        if standing is not transfer and not _are_equal(standing, transfer):
            raise KeyUsedOtherwise(transfer.key)
    return Ledger(ledger.book, entered)


def post(books: Books, transfers: Iterable[Transfer]) -> Books:
    """Return the books with these transfers, each entered into its own. Refused: as in `enter`."""
    by_book: dict[Book, list[Transfer]] = {Book.POST: [], Book.GATEWAY: []}
    for transfer in transfers:
        by_book[transfer.book].append(transfer)
    return Books(enter(books.post, by_book[Book.POST]), enter(books.gateway, by_book[Book.GATEWAY]))


def trial_balance(ledger: Ledger) -> tuple[TrialLine, ...]:
    """Return every account that was ever used, by name; debits and credits have one sum."""
    debits_fen: dict[Account, int] = defaultdict(int)
    credits_fen: dict[Account, int] = defaultdict(int)
    for transfer in ledger.transfers.values():
        debits_fen[transfer.debit] += transfer.amount_fen
        credits_fen[transfer.credit] += transfer.amount_fen
    used = sorted(debits_fen.keys() | credits_fen.keys(), key=lambda account: account.name)
    return tuple(
        TrialLine(account, debits_fen.get(account, 0), credits_fen.get(account, 0))
        for account in used
    )


def balances(ledger: Ledger) -> dict[Account, int]:
    """Return the balance of every account that was ever used, by name.

    A balance is positive on the side on which its kind of account grows.
    """
    return {
        line.account: (line.debits_fen - line.credits_fen) * _sign(line.account)
        for line in trial_balance(ledger)
    }


def balance(ledger: Ledger, account: Account) -> int:
    """Return the balance of one account; one that was never used has none.

    This reads the whole ledger: for many accounts take `balances`.

    >>> from service.domain.chart import FEE_INCOME, cash
    >>> fee = Transfer("deposit_fee:d1", cash("Gushi 1"), FEE_INCOME, 200, at_ms=0)
    >>> books = post(Books(), [fee, fee])
    >>> balance(books.post, FEE_INCOME), balance(books.post, DUE_TO_GATEWAY)
    (200, 0)
    """
    debits_less_credits_fen = sum(
        transfer.amount_fen * ((transfer.debit == account) - (transfer.credit == account))
        for transfer in ledger.transfers.values()
    )
    return debits_less_credits_fen * _sign(account)


def mirror_difference_fen(books: Books) -> int:
    """Return what the Post owes by its book, less what the gateway expects; 0 if they mirror."""
    return balance(books.post, DUE_TO_GATEWAY) - balance(books.gateway, DUE_FROM_POST)


def _sign(account: Account) -> int:
    return 1 if account.kind.grows_by_debit else -1


def _are_equal(first: Transfer, second: Transfer) -> bool:
    accounts_agree = first.debit == second.debit and first.credit == second.credit
    return accounts_agree and first.amount_fen == second.amount_fen
