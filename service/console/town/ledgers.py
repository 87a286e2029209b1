"""Both books as the town sees them: the accounts that matter to the story, and the last lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.call import Call, Caller
from service.console.desk import Desk
from service.console.play import OUTLETS, Play
from service.domain import chart
from service.domain.chart import Account, Book
from service.domain.entry import kind_of
from service.domain.ledger import Transfer
from service.operations.settlements import balances_of, check_books
from service.store.books import account_sums
from service.store.last_lines import last_transfers
from service.testing.state import State

LINES_SHOWN = 8
_AUDITOR = Caller("console", "auditor", "console")
_ID_SHOWN = 6


@dataclass(frozen=True)
class AccountShown:
    """An account in words, by its name, with its balance."""

    words: str
    name: str
    balance_fen: int


@dataclass(frozen=True)
class LedgerShown:
    """A book: the accounts that matter, what the others hold together, and its trial balance."""

    words: str
    accounts: tuple[AccountShown, ...]
    debits_fen: int
    credits_fen: int

    @property
    def difference_fen(self) -> int:
        """Return debits less credits: zero in every book that is right."""
        return self.debits_fen - self.credits_fen


@dataclass(frozen=True)
class LineShown:
    """A transfer in words: by which kind of event, from where, to where."""

    kind: str
    book: str
    debit: str
    credit: str
    amount_fen: int


@dataclass(frozen=True)
class LedgersShown:
    """Both books, their last lines, and what a check of them finds; `seen` is the last line."""

    post: LedgerShown
    gateway: LedgerShown
    lines: tuple[LineShown, ...]
    findings: tuple[str, ...]
    seen: str


def ledgers_shown(state: State, desk: Desk, play: Play) -> LedgersShown:
    """Return both books as they are now."""
    call: Call[Any] = Call(state.context, _AUDITOR, None, state.clock.now_ms())
    with state.context.database.reading() as connection:
        sums = account_sums(connection)
        lines = last_transfers(connection, LINES_SHOWN)
        findings = check_books(connection, call)["findings"]
    words = _words(desk, play)
    return LedgersShown(
        _ledger("The Post's book", Book.POST, words, sums),
        _ledger("The gateway's book", Book.GATEWAY, words, sums),
        tuple(_line(one, words) for one in lines),
        tuple(map(str, findings)),
        seen=lines[0].key if lines else "",
    )


def last_key(state: State) -> str:
    """Return the key of the last line, by which one sees whether money has moved."""
    with state.context.database.reading() as connection:
        lines = last_transfers(connection, 1)
    return lines[0].key if lines else ""


def _words(desk: Desk, play: Play) -> dict[Account, str]:
    """Return the accounts that matter in words, in the order of the story."""
    return {
        chart.cash(OUTLETS[0]): f"cash in the till of {OUTLETS[0]}",
        chart.DRAFTS_OUTSTANDING: "drafts not used yet",
        chart.DUE_TO_GATEWAY: "owed to the gateway",
        chart.POST_BANK: "the Post's bank",
        chart.DUE_FROM_POST: "owed by the Post",
        chart.wallet(play.wallet_id): "the buyer's wallet",
        **({chart.escrow(play.order_id): "escrow of the order"} if play.order_id else {}),
        chart.seller(desk.shop_wallet): "released to the seller",
        chart.wallet(desk.shop_wallet): "the seller's wallet",
        chart.GATEWAY_BANK: "the gateway's bank",
    }


def _ledger(
    title: str,
    book: Book,
    words: Mapping[Account, str],
    sums: Mapping[Account, tuple[int, int]],
) -> LedgerShown:
    balances = balances_of(sums)
    shown = [
        AccountShown(said, account.name, balances.get(account, 0))
        for account, said in words.items()
        if account.book is book
    ]
    others = [
        AccountShown(_named(account), account.name, balance_fen)
        for account, balance_fen in balances.items()
        if account.book is book and account not in words and balance_fen
    ]
    sides = [both for account, both in sums.items() if account.book is book]
    return LedgerShown(
        title,
        (*shown, *others),
        sum(debits_fen for debits_fen, _ in sides),
        sum(credits_fen for _, credits_fen in sides),
    )


def _line(transfer: Transfer, words: Mapping[Account, str]) -> LineShown:
    debit, credit = (
        words.get(account) or _named(account) for account in (transfer.debit, transfer.credit)
    )
    kind = kind_of(transfer).replace("_", " ")
    return LineShown(kind, str(transfer.book), debit, credit, transfer.amount_fen)


def _named(account: Account) -> str:
    """Return the name of an account in words; of a long id only its end.

    >>> _named(chart.escrow("01937a3c5e2f5f6e7d8c9b0a11223344")), _named(chart.FEE_INCOME)
    ('escrow 223344', 'fee income')
    """
    _, what, *who = account.name.split(":", 2)
    return " ".join(_shortened((what.replace("_", " "), *who)))


def _shortened(words: Iterable[str]) -> list[str]:
    return [
        word[-_ID_SHOWN:] if word.isalnum() and len(word) > 3 * _ID_SHOWN else word
        for word in words
    ]
