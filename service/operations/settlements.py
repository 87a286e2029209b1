"""The end of the day, and whether the books are right."""

from collections.abc import Mapping
from typing import Any

from service.call import Call, Outcome
from service.clock import date_of, day_from_date, rfc3339
from service.database.connection import Connection
from service.domain import chart
from service.domain.chart import Account, Book
from service.domain.day import DAY_MS, day_end_ms, day_of
from service.domain.event import Event
from service.domain.settlement import SettlementDifference, StatementLine, reconcile, settle
from service.operations.day_proofs import proof_findings, proofs_of_closing
from service.operations.escrow import held_findings
from service.operations.outlet_commissions import earned_until
from service.refusals.request import DayNotClosed
from service.schemas.basics import money
from service.schemas.books import SettlementBody
from service.store import agents, books, drafts, outlet_commissions, sellers, wallets
from service.store.books import Closed
from service.store.day_proofs import ClosedDay

SHOWN_MAX = 1_000
_KEPT = tuple(
    account_of("").name
    for account_of in (
        chart.cash, chart.wallet, chart.seller, chart.agent_float, chart.agent_commission,
        chart.outlet_commission,
    )
)  # fmt: skip


def close_day(connection: Connection, call: Call[SettlementBody]) -> Outcome:
    """Close a day: what one owes the other is paid, and the lines entered until now are proven.

    What outlets have earned by those lines is entered, if there is a tariff for it.

    A closed day gives the same answer again. Whoever closes a day late, after a later one, finds
    nothing due: it was paid with that one. Refused: `DayStillOpen`, `BooksDiffer`.
    """
    day = day_from_date(call.body.day)
    books.closing_alone(connection)
    closed = books.settled(connection, day)
    if closed:
        return Outcome(_settlement(day, *closed), status=200)
    due = _due(connection, day, day_of(call.now_ms))
    settlement = settle(day, due.at_post_fen, due.at_gateway_fen, call.now_ms)
    net_due_fen, transfers = settlement.net_due_fen, settlement.transfers
    answer = _settlement(day, net_due_fen, call.now_ms)
    closing = ClosedDay(day, net_due_fen, call.now_ms, due.last_seq)
    return Outcome(
        answer=answer,
        changes=(
            books.day_closed(Closed(day, net_due_fen, due.last_seq), call.now_ms),
            *((books.entered(transfers),) if transfers else ()),
            *proofs_of_closing(connection, call, closing),
        ),
        events=(Event("settlement.closed", date_of(day), answer),),
        earlier=earned_until(connection, call, day, due.last_seq),
    )


def _due(connection: Connection, day: int, today: int) -> books.Due:
    last = books.last_closed(connection)
    is_ahead = last is not None and last.day >= today
    past = books.last_closed(connection, before_day=today) if is_ahead else last
    if past and past.day > day:
        return books.Due(0, 0, 0)
    if last and is_ahead:
        # A clock was ahead, and that day's closing paid all until then: the rest came since.
        return books.due_since(connection, day_end_ms(day), last.last_seq or 0)
    return books.due(connection, day_end_ms(day), last)


def show_settlement(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a closed day. Refused: `DayNotClosed`."""
    day = day_from_date(call.path["day"])
    closed = books.settled(connection, day)
    if closed is None:
        raise DayNotClosed(call.path["day"])
    return _settlement(day, *closed)


def list_settlements(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a page of closed days, the last first."""
    limit = call.body.limit
    before = int(call.body.cursor) if call.body.cursor else None
    rows = books.settled_days(connection, before, limit + 1)
    return {
        "settlements": [_settlement(*row) for row in rows[:limit]],
        "next_cursor": str(rows[limit - 1][0]) if len(rows) > limit else None,
    }


def lines_of(connection: Connection, book: Book, day: int) -> list[StatementLine]:
    """Return the lines of a day on the other's account, as one book has them."""
    return books.mutual_lines_between(connection, book, day_end_ms(day) - DAY_MS, day_end_ms(day))


def reconcile_day(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Compare what both books say of a day, line by line, and name each difference."""
    day = day_from_date(call.path["day"])
    post, gateway = (lines_of(connection, book, day) for book in (Book.POST, Book.GATEWAY))
    differences = reconcile(post, gateway)
    return {
        "day": date_of(day),
        "lines": {"post": len(post), "gateway": len(gateway)},
        "due": {
            "post": money(sum(line.due_fen for line in post)),
            "gateway": money(sum(line.due_fen for line in gateway)),
        },
        "differences": [_difference(one) for one in differences[:SHOWN_MAX]],
        "difference_count": len(differences),
    }


def check_books(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Compare every balance that is kept with the sum of its transfers, and the two books.

    The proofs of closed days are compared with the lines that they are about.
    """
    sums = books.account_sums(connection)
    balances = balances_of(sums)
    findings = [
        *_kept(connection, balances),
        *_drafts_outstanding(connection, balances),
        *held_findings(connection, balances),
        *_mirrored(balances),
        *_closed(connection),
        *proof_findings(connection, call.context),
    ]
    return {
        "is_sound": not findings,
        "findings": findings[:SHOWN_MAX],
        "finding_count": len(findings),
        "accounts": len(sums),
        "balances": {
            account.name: balances[account]
            for account in sums
            if account.name.count(":") == 1  # those of single outlets and wallets are too many
        },
    }


def balances_of(sums: Mapping[Account, tuple[int, int]]) -> dict[Account, int]:
    """Return the balance of each account, positive on the side on which it grows."""
    return {account: _balance_fen(account, both) for account, both in sums.items()}


def _settlement(day: int, net_due_fen: int, closed_ms: int) -> dict[str, Any]:
    return {
        "day": date_of(day),
        "net_due": money(net_due_fen),
        "closed_at": rfc3339(closed_ms),
    }


def _difference(one: SettlementDifference) -> dict[str, Any]:
    def shown(line: StatementLine | None) -> dict[str, Any] | None:
        return None if line is None else {"due": money(line.due_fen), "at": rfc3339(line.at_ms)}

    return {
        "kind": str(one.kind),
        "key": one.key,
        "post": shown(one.post),
        "gateway": shown(one.gateway),
    }


def _balance_fen(account: Account, both: tuple[int, int]) -> int:
    debits_fen, credits_fen = both
    grows_by_debit = account.kind.grows_by_debit
    return debits_fen - credits_fen if grows_by_debit else credits_fen - debits_fen


def _kept(connection: Connection, balances: dict[Account, int]) -> list[str]:
    kept = {
        account_of(name): fen
        for account_of, balances_fen in (
            (chart.cash, wallets.tills_fen),
            (chart.wallet, wallets.balances_fen),
            (chart.seller, sellers.balances_fen),
            (chart.agent_float, agents.floats_fen),
            (chart.agent_commission, agents.commissions_fen),
            (chart.outlet_commission, outlet_commissions.earned_fen),
        )
        for name, fen in balances_fen(connection).items()
    }
    of_many = {account for account in balances if account.name.startswith(_KEPT)}
    return [
        f"{account.name} is kept as {kept.get(account, 0)} fen, and its transfers sum to "
        f"{balances.get(account, 0)}"
        for account in sorted(kept.keys() | of_many, key=lambda account: account.name)
        if kept.get(account, 0) != balances.get(account, 0)
    ]


def _drafts_outstanding(connection: Connection, balances: dict[Account, int]) -> list[str]:
    unused_fen = drafts.unused_fen(connection)
    outstanding_fen = balances.get(chart.DRAFTS_OUTSTANDING, 0)
    if unused_fen == outstanding_fen:
        return []
    name = chart.DRAFTS_OUTSTANDING.name
    return [f"unused drafts hold {unused_fen} fen, and {name} is {outstanding_fen}"]


def _mirrored(balances: dict[Account, int]) -> list[str]:
    due_fen = balances.get(chart.DUE_TO_GATEWAY, 0)
    expected_fen = balances.get(chart.DUE_FROM_POST, 0)
    if due_fen == expected_fen:
        return []
    post, gateway = chart.DUE_TO_GATEWAY.name, chart.DUE_FROM_POST.name
    return [f"{post} is {due_fen} fen, and {gateway} is {expected_fen}"]


def _closed(connection: Connection) -> list[str]:
    """Find that the last closed day had another sum than its lines have: the next adds to it."""
    last = books.last_closed(connection)
    if last is None or last.last_seq is None:
        return []
    return [
        f"{date_of(last.day)} was closed with {last.net_due_fen} fen due, and the lines of the "
        f"{book} until then sum to {due_fen}"
        for book, due_fen in zip(Book, books.due_when_closed(connection, last), strict=True)
        if due_fen != last.net_due_fen
    ]
