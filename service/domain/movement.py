"""Movements: what the lines of one key did together, from one place to another.

A `LedgerPlace` is where fen lie: an account, and of the account of all drafts the one draft. Lines
of one key that meet on what the Post owes the gateway, one in each book, are one `Movement`,
from where the first took the fen to where the second put them. Fen always go from the debit to the
credit: cash that comes into a till by a deposit goes on from the till into the draft.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.domain import chart
from service.domain.ledger import Transfer

_TRACED = tuple(
    account_of("").name
    for account_of in (chart.wallet, chart.seller, chart.escrow, chart.hold, chart.agent_float)
)
_MUTUAL = (chart.DUE_TO_GATEWAY, chart.DUE_FROM_POST)


class End(StrEnum):
    """Where a trail ends: what it is that is not followed any further."""

    TILL = "till"
    BANK = "bank"
    INCOME = "income"
    EXPENSE = "expense"
    EARNED = "earned"
    OTHER_BOOK = "other_book"
    OTHER = "other"


_ENDS = {
    chart.POST_BANK.name: End.BANK,
    chart.GATEWAY_BANK.name: End.BANK,
    chart.FEE_INCOME.name: End.INCOME,
    chart.COMMISSION.name: End.INCOME,
    chart.CASH_OUT_FEES.name: End.INCOME,
    chart.COMPENSATION.name: End.EXPENSE,
    chart.AGENT_COMMISSIONS.name: End.EXPENSE,
    chart.OUTLET_COMMISSIONS.name: End.EXPENSE,
    chart.DUE_TO_GATEWAY.name: End.OTHER_BOOK,
    chart.DUE_FROM_POST.name: End.OTHER_BOOK,
}
_END_OF_PREFIX = {
    chart.cash("").name: End.TILL,
    chart.agent_commission("").name: End.EARNED,
    chart.outlet_commission("").name: End.EARNED,
}


@dataclass(frozen=True)
class LedgerPlace:
    """Where fen lie: an account by its name, and a draft by its id where that holds many."""

    account: str
    draft_id: str = ""

    @property
    def end(self) -> End | None:
        """Return what ends a trail here; None where it goes on.

        >>> LedgerPlace("post:cash:Gushi 1").end, LedgerPlace("gateway:wallet:w7").end
        (<End.TILL: 'till'>, None)
        """
        if self.draft_id or self.account.startswith(_TRACED):
            return None
        prefix = next((one for one in _END_OF_PREFIX if self.account.startswith(one)), "")
        return _END_OF_PREFIX.get(prefix) or _ENDS.get(self.account, End.OTHER)


@dataclass(frozen=True)
class NumberedLine:
    """A line with its number among those of both books, which is the order of entry."""

    seq: int
    transfer: Transfer


@dataclass(frozen=True)
class Movement:
    """What one key moved, from where to where.

    `source_seq` and `target_seq` are the lines that took the fen and put them, which are one line
    or one in each book.
    """

    key: str
    source: LedgerPlace
    target: LedgerPlace
    amount_fen: int
    at_ms: int
    lines: tuple[NumberedLine, ...]

    @property
    def kind(self) -> str:
        """Return which rule posted it: the first word of the key."""
        return self.key.partition(":")[0]

    @property
    def source_seq(self) -> int:
        """Return the number of the line that took the fen."""
        return self.lines[0].seq

    @property
    def target_seq(self) -> int:
        """Return the number of the line that put the fen."""
        return self.lines[-1].seq

    @property
    def is_settled(self) -> bool:
        """Return whether it changed what one book's owner owes the other's."""
        return any(
            account in _MUTUAL
            for line in self.lines
            for account in (line.transfer.debit, line.transfer.credit)
        )


def movements(lines: Iterable[NumberedLine]) -> tuple[Movement, ...]:
    """Return the movements that lines of one key make: one, if the books agree about it.

    >>> from service.domain.postings import redemption_transfers
    >>> posted = redemption_transfers("d1", "w7", 500, at_ms=0)
    >>> [one] = movements(NumberedLine(seq, line) for seq, line in enumerate(posted, start=1))
    >>> one.source, one.target.account, one.amount_fen, one.source_seq, one.target_seq
    (LedgerPlace(account='post:drafts_outstanding', draft_id='d1'), 'gateway:wallet:w7', 500, 1, 2)
    """
    rest = list(lines)
    found: list[Movement] = []
    while rest:
        first = rest.pop(0)
        joined = next((pair for other in rest if (pair := _joined(first, other))), None)
        if joined is None:
            found.append(_moved((first,)))
            continue
        rest = [line for line in rest if line not in joined]
        found.append(_moved(joined))
    return tuple(found)


def place_of(account: str, key: str) -> LedgerPlace:
    """Return where the fen of a key lie in an account: of drafts, in that which the key names."""
    if account == chart.DRAFTS_OUTSTANDING.name:
        return LedgerPlace(account, key.partition(":")[2])
    return LedgerPlace(account)


def _joined(one: NumberedLine, other: NumberedLine) -> tuple[NumberedLine, NumberedLine] | None:
    if one.transfer.amount_fen != other.transfer.amount_fen:
        return None
    for first, second in ((one, other), (other, one)):
        meeting = (first.transfer.credit, second.transfer.debit)
        if meeting in {_MUTUAL, _MUTUAL[::-1]}:
            return first, second
    return None


def _moved(lines: tuple[NumberedLine, ...]) -> Movement:
    first, last = lines[0].transfer, lines[-1].transfer
    return Movement(
        key=first.key,
        source=place_of(first.debit.name, first.key),
        target=place_of(last.credit.name, last.key),
        amount_fen=first.amount_fen,
        at_ms=first.at_ms,
        lines=lines,
    )
