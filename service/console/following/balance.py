"""The trial balance of both books, live: all accounts, what has to be zero, and each day."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.call import Call
from service.clock import date_of
from service.console.following.accounts import in_words
from service.console.following.steps import AUDITOR
from service.domain.chart import DUE_FROM_POST, DUE_TO_GATEWAY, Account, Book
from service.operations.settlements import balances_of, check_books
from service.store import books
from service.store.days_of_books import BookDay, days_of_books, last_line
from service.testing.state import State


@dataclass(frozen=True)
class BalanceRow:
    """An account: what it is, all its debits and credits, and its balance, in fen."""

    account: str
    words: str
    kind: str
    debits_fen: int
    credits_fen: int
    balance_fen: int


@dataclass(frozen=True)
class BookBalance:
    """A book: its accounts by name, and the sums of both sides."""

    book: str
    rows: tuple[BalanceRow, ...]

    @property
    def debits_fen(self) -> int:
        """Return the sum of all debits."""
        return sum(row.debits_fen for row in self.rows)

    @property
    def credits_fen(self) -> int:
        """Return the sum of all credits."""
        return sum(row.credits_fen for row in self.rows)


@dataclass(frozen=True)
class DayRow:
    """A day of both books: lines and turnover of each, and what the Post owes at its end by each.

    `lines` and `turnover_fen` are of the Post and of the gateway, in this order, and so is
    `owed_fen`, whose two have to be equal.
    """

    date: str
    lines: tuple[int, int]
    turnover_fen: tuple[int, int]
    owed_fen: tuple[int, int]


@dataclass(frozen=True)
class LiveBalance:
    """The trial balance at the last line, `seq`, and the check of the books."""

    seq: int
    books: tuple[BookBalance, BookBalance]
    mirror_fen: tuple[int, int]
    findings: tuple[str, ...]
    days: tuple[DayRow, ...]

    @property
    def zeros(self) -> tuple[tuple[str, int], ...]:
        """Return what has to be zero, in words and in fen."""
        post, gateway = self.books
        owed_fen, expected_fen = self.mirror_fen
        return (
            ("Debits less credits of the Post", post.debits_fen - post.credits_fen),
            ("Debits less credits of the gateway", gateway.debits_fen - gateway.credits_fen),
            ("What the Post owes by its book, less what the gateway expects by its own",
             owed_fen - expected_fen),
        )  # fmt: skip


def seq_now(state: State) -> int:
    """Return the number of the last line, which says whether anything is new."""
    with state.context.database.reading() as connection:
        return last_line(connection)


def live_balance(state: State) -> LiveBalance:
    """Return the trial balance now, all of it as one snapshot of the database has it."""
    call = Call(state.context, AUDITOR, None, state.clock.now_ms())
    with state.context.database.reading() as connection:
        seq = last_line(connection)
        sums = books.account_sums(connection)
        checked = check_books(connection, call)
        days = days_of_books(connection)
    balances = balances_of(sums)
    both = tuple(BookBalance(str(book), tuple(_rows(sums, balances, book))) for book in Book)
    mirror_fen = (balances.get(DUE_TO_GATEWAY, 0), balances.get(DUE_FROM_POST, 0))
    findings = tuple(map(str, checked["findings"]))
    return LiveBalance(seq, (both[0], both[1]), mirror_fen, findings, tuple(_days(days)))


def _rows(
    sums: dict[Account, tuple[int, int]], balances: dict[Account, int], book: Book
) -> Iterator[BalanceRow]:
    for account, (debits_fen, credits_fen) in sums.items():
        if account.book is book:
            yield BalanceRow(
                account.name,
                in_words(account.name),
                str(account.kind),
                debits_fen,
                credits_fen,
                balances[account],
            )


def _days(found: list[BookDay]) -> Iterator[DayRow]:
    """Yield each day, the last first, with what was owed at its end."""
    rows: list[DayRow] = []
    owed = {Book.POST: 0, Book.GATEWAY: 0}
    for day in sorted({one.day for one in found}):
        of_day = {one.book: one for one in found if one.day == day}
        none = {book: BookDay(day, book, 0, 0, 0) for book in Book} | of_day
        for book in Book:
            owed[book] += none[book].owed_fen
        post, gateway = none[Book.POST], none[Book.GATEWAY]
        rows.append(
            DayRow(
                date_of(day),
                (post.lines, gateway.lines),
                (post.turnover_fen, gateway.turnover_fen),
                (owed[Book.POST], owed[Book.GATEWAY]),
            )
        )
    yield from reversed(rows)
