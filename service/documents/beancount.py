"""The books as Beancount text, so that an independent program can check and read them.

`as_beancount` writes the accounts, every transfer as a transaction, and the balances that the books
state as assertions: `bean-check` fails unless the transfers lead to them, to the fen. A transfer of
both books has one key, and so the same link in both. Days are those of Beijing.

`account_name` and `link` spell names that Beancount allows, different for different originals; the
original stands in the metadata. Debits are positive there, credits negative.
"""

import re
from collections.abc import Iterable, Mapping

from service.clock import date_of, rfc3339
from service.domain.chart import Account, AccountKind
from service.domain.day import day_of
from service.domain.ledger import Transfer
from service.money import yuan

_ROOTS = {
    AccountKind.ASSET: "Assets",
    AccountKind.LIABILITY: "Liabilities",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
}
_OUR_WORDS = re.compile(r"[a-z]+(_[a-z]+)*")
# Beancount takes more letters than these, but other tools that read its names may not.
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9\u4e00-\u9fa5]")
_NOT_IN_A_LINK = re.compile(r"[^A-Za-z0-9._]")
_FIRST_AS_IT_IS = re.compile(r"[A-WYZ0-9]")

_HEADER = (
    'option "title" "wang huiyi: the books of the Post and the gateway"',
    'option "operating_currency" "CNY"',
)


def as_beancount(transfers: Iterable[Transfer], stated_fen: Mapping[Account, int]) -> str:
    """Return the books as Beancount text: transfers of either or both, and what each account holds.

    `stated_fen` is as `service.domain.ledger.balances` has it, best as it was stored; an account
    that it leaves out is stated to be empty.
    """
    in_time = sorted(transfers, key=lambda transfer: transfer.at_ms)
    if not in_time:
        assert not any(stated_fen.values()), "no balance comes from nothing"
        return _text([_HEADER])
    last_day = day_of(in_time[-1].at_ms)
    opened = _opening_days(in_time, stated_fen, last_day)
    return _text(
        [
            _HEADER,
            *(_opening(account, day) for account, day in opened.items()),
            *(_transaction(transfer) for transfer in in_time),
            [_balance(account, stated_fen.get(account, 0), last_day + 1) for account in opened],
        ]
    )


def account_name(account: Account) -> str:
    """Return the name of an account in Beancount: what it is, whose, what for, and of whom.

    >>> from service.domain.chart import DUE_TO_GATEWAY, cash
    >>> account_name(DUE_TO_GATEWAY), account_name(cash("Gushi 1"))
    ('Liabilities:Post:DueToGateway', 'Assets:Post:Cash:Gushi-20-1')
    """
    book, purpose, *of_whom = account.name.split(":", maxsplit=2)
    assert book == account.book.value, "the name of an account begins with its book"
    assert _OUR_WORDS.fullmatch(purpose), "and goes on with words of ours"
    parts = (book.title(), purpose.title().replace("_", ""), *map(_component, of_whom))
    return ":".join((_ROOTS[account.kind], *parts))


def link(key: str) -> str:
    """Return the link of all transfers with this key.

    >>> link("settlement:13514"), link("deposit:a-b c")
    ('settlement/13514', 'deposit/a--b-20-c')
    """
    assert key, "a transfer has a key"
    return "/".join(_spelt(part, _NOT_IN_A_LINK) for part in key.split(":"))


def _component(original: str) -> str:
    # The first character has to be a capital or a digit: otherwise, an X stands before it. So one
    # stands before an X too, and no two originals get one name.
    spelt = _spelt(original, _NOT_IN_A_NAME)
    return spelt if _FIRST_AS_IT_IS.match(spelt) else f"X{spelt}"


def _spelt(original: str, foreign: re.Pattern[str]) -> str:
    # Read from the left, a hyphen before a hyphen is one; else it begins a code that one ends.
    return foreign.sub(
        lambda found: "--" if found[0] == "-" else f"-{ord(found[0]):x}-",
        original,
    )


def _opening_days(
    in_time: list[Transfer], stated_fen: Mapping[Account, int], last_day: int
) -> dict[Account, int]:
    days: dict[Account, int] = {}
    for transfer in in_time:
        days.setdefault(transfer.debit, day_of(transfer.at_ms))
        days.setdefault(transfer.credit, day_of(transfer.at_ms))
    for account in stated_fen:
        days.setdefault(account, last_day)
    return dict(sorted(days.items(), key=lambda item: (item[0].book, item[0].kind, item[0].name)))


def _opening(account: Account, day: int) -> tuple[str, ...]:
    return (
        f"{date_of(day)} open {account_name(account)} CNY",
        f"  account: {_quoted(account.name)}",
    )


def _transaction(transfer: Transfer) -> tuple[str, ...]:
    event, _, _ = transfer.key.partition(":")
    return (
        f"{date_of(day_of(transfer.at_ms))} * {_quoted(event)} ^{link(transfer.key)}",
        f"  key: {_quoted(transfer.key)}",
        f'  at: "{rfc3339(transfer.at_ms)}"',
        f"  {account_name(transfer.debit)}  {yuan(transfer.amount_fen)} CNY",
        f"  {account_name(transfer.credit)}  {yuan(-transfer.amount_fen)} CNY",
    )


def _balance(account: Account, balance_fen: int, day: int) -> str:
    # Asserted at the beginning of the day. By default Beancount tolerates a fen.
    debits_less_credits_fen = balance_fen if account.kind.grows_by_debit else -balance_fen
    amount = f"{yuan(debits_less_credits_fen)} ~ 0.00 CNY"
    return f"{date_of(day)} balance {account_name(account)}  {amount}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(paragraphs: Iterable[Iterable[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"
